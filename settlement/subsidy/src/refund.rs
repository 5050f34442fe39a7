//! Giving a sale back, whole or in part (退款).

use crate::answer::{Drawn, Part, Quote};
use crate::case::{Case, Returned};
use crate::quote::quote;
use crate::stage::Stage;
use crate::taken::Count;
use crate::tariff::Tariff;
use crate::text::RefundMethod;
use money::{Fen, RoundMode, Rounding, ratio};

/// What goes back to the funds for one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartBack {
    /// Its stage.
    pub stage: Stage,
    /// Code of the rule.
    pub rule: u16,
    /// Its slot, and what is to be uncounted there ([`crate::Taken::uncount`]).
    pub slot: Option<u8>,
    /// How often, and how much.
    pub given: Count,
    /// What goes back into an account ([`crate::Lots::restore`]).
    pub drawn: Option<Drawn>,
}

/// How a refund comes out. `cash + restored = amount`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// What the elder is given back.
    pub cash: Fen,
    /// What goes back to funds and accounts: the sum of the parts.
    pub restored: Fen,
    parts: [Option<PartBack>; 3],
}

/// Why a sale cannot be given back like this. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// The sale was refused in the first place.
    #[error("这笔没有成交，无款可退 · there was no sale, nothing is given back")]
    NoSale,
    /// Nothing, or more than was paid for.
    #[error(
        "退款 {amount} 应大于 0.00 且不超过 {price} · a refund of {amount} must be above 0.00 and at most {price}"
    )]
    Amount {
        /// What was asked.
        amount: Fen,
        /// The price of the sale.
        price: Fen,
    },
    /// All pieces, but not the whole price, or more than there were.
    #[error(
        "退 {0} 件不对：退全部请退全额 · {0} pieces cannot be right: to return all of them, return the whole price"
    )]
    Quantity(u16),
}

impl Refund {
    /// What goes back for each rule, by stage.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &PartBack> {
        self.parts.iter().flatten()
    }
}

/// Works out a refund of a sale. `case` and `sold` are the sale as it was, counters and lots before it.
///
/// # Errors
/// A refund that cannot be; nothing is given back.
pub fn refund(tariff: &Tariff, case: &Case<'_>, sold: &Quote, back: Returned) -> Result<Refund, RefundError> {
    let Returned { amount, quantity } = back;
    if sold.denied.is_some() {
        return Err(RefundError::NoSale);
    }
    if amount > sold.price || amount.is_negative() || (amount == Fen::ZERO && sold.price > Fen::ZERO) {
        return Err(RefundError::Amount { amount, price: sold.price });
    }
    if amount == sold.price {
        return Ok(whole(tariff, sold));
    }
    if quantity >= case.quantity {
        return Err(RefundError::Quantity(quantity));
    }
    let method = sold.rule().and_then(|code| tariff.rule(code)).map_or(tariff.refund, |rule| rule.refund);
    let (cash, benefits, counts) = match method {
        RefundMethod::Rerate => rerate(tariff, case, sold, back),
        RefundMethod::Prorata => prorata(sold, back),
    };
    let mut parts = [None; 3];
    for (((part, benefit), count), to) in sold.given.iter().zip(benefits).zip(counts).zip(&mut parts) {
        *to = part.as_ref().map(|part| back_to(tariff, part, benefit, count, false));
    }
    Ok(Refund { cash, restored: minus(amount, cash), parts })
}

fn whole(tariff: &Tariff, sold: &Quote) -> Refund {
    let all = |part: Part| back_to(tariff, &part, part.benefit, part.count, true);
    Refund { cash: sold.self_pay, restored: sold.benefit, parts: sold.given.map(|part| part.map(all)) }
}

/// Cash, and for each part what is restored and uncounted.
type Shares = (Fen, [Fen; 3], [u32; 3]);

fn rerate(tariff: &Tariff, case: &Case<'_>, sold: &Quote, returned: Returned) -> Shares {
    let price = minus(sold.price, returned.amount);
    let kept = quote(tariff, &Case { price, quantity: case.quantity - returned.quantity, ..*case });
    let due = if kept.denied.is_some() { price } else { kept.self_pay };
    let paid_back = minus(sold.self_pay, due);
    let cash = paid_back.clamp(Fen::ZERO, returned.amount);
    let restored = minus(returned.amount, cash);
    let of_kept = |part: &Part| kept.part(part.stage);
    let benefits = sold.given.map(|part| {
        part.map_or(Fen::ZERO, |part| {
            minus(part.benefit, of_kept(&part).map_or(Fen::ZERO, |kept| kept.benefit))
        })
    });
    // They add up to what is restored only where nothing was held back from the cash.
    let fits = benefits.iter().all(|benefit| !benefit.is_negative()) && Fen::sum(benefits) == Some(restored);
    let counts = sold.given.map(|part| {
        let Some(part) = part else { return 0 };
        let same = of_kept(&part).filter(|kept| kept.rule == part.rule);
        same.map_or(part.count, |kept| part.count.saturating_sub(kept.count))
    });
    (cash, if fits { benefits } else { backwards(sold, restored) }, counts)
}

/// What is restored, laid on the parts from the last stage backwards.
fn backwards(sold: &Quote, restored: Fen) -> [Fen; 3] {
    let mut open = restored;
    let mut benefits = [Fen::ZERO; 3];
    for (part, benefit) in sold.given.iter().zip(&mut benefits).rev() {
        *benefit = part.map_or(Fen::ZERO, |part| open.min(part.benefit));
        open = minus(open, *benefit);
    }
    benefits
}

fn prorata(sold: &Quote, returned: Returned) -> Shares {
    let half_up = Rounding { unit: 1, mode: RoundMode::HalfUp };
    // Sums so far are at most the price, so every share is at most the amount.
    let share = |so_far: Fen| ratio(so_far, returned.amount.0, sold.price.0, half_up).unwrap_or(Fen::ZERO);
    let cash = share(sold.self_pay);
    let mut so_far = sold.self_pay;
    let benefits = sold.given.map(|part| {
        let before = share(so_far);
        so_far = part.and_then(|part| so_far.checked_add(part.benefit)).unwrap_or(so_far);
        minus(share(so_far), before)
    });
    let mut counts = [0; 3];
    for ((part, benefit), count) in sold.given.iter().zip(benefits).zip(&mut counts) {
        let Some(part) = part else { continue };
        let pieces = if part.count > 1 { u32::from(returned.quantity).min(part.count) } else { 0 };
        // A rule that gives no more is counted no more.
        *count = if benefit == part.benefit { part.count } else { pieces };
    }
    (cash, benefits, counts)
}

fn back_to(tariff: &Tariff, part: &Part, benefit: Fen, count: u32, whole: bool) -> PartBack {
    let drawn = part.drawn.and_then(|drawn| {
        // Of a voucher comes back what is restored; points come back with the whole sale only.
        let in_fen = tariff.account(drawn.account).is_some_and(|account| account.in_fen);
        if in_fen { Some(Drawn { amount: benefit.0, ..drawn }) } else { Some(drawn).filter(|_| whole) }
    });
    PartBack { stage: part.stage, rule: part.rule, slot: part.slot, given: Count { count, benefit }, drawn }
}

/// Amounts of one sale, which fit.
fn minus(one: Fen, other: Fen) -> Fen {
    one.checked_sub(other).unwrap_or(Fen::ZERO)
}
