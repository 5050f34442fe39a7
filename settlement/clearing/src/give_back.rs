//! Giving a paid sale back (退款): what the elder gets, what goes back to funds, counters and vouchers.
//!
//! Several refunds of one sale come to what one refund of their sum would: each is the difference to those before.

use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, MerchantId, Record};
use subsidy::{Case, Leg, Quote, Refund, RefundError, Returned, Tariff, attribute, quote, refund};

use crate::facts::tariff_of;
use crate::history::CardView;
use crate::lots::told;
use crate::reprice::{Counted, case_of, same, taken_before};
use crate::{Account, CardHistory, Knowledge, Posting, RefuseCause};

/// A paid sale that is to be given back.
#[derive(Clone, Copy, Debug)]
pub struct PaidSale<'a> {
    /// The record.
    pub record: &'a Record,
    /// Who was paid.
    pub merchant: &'a MerchantId,
    /// Who bore the benefit.
    pub legs: &'a [Leg],
    /// What earlier refunds gave back of it.
    pub before: Returned,
}

/// What goes back into one counter slot, in the periods of the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountBack {
    /// The slot.
    pub slot: u8,
    /// How often.
    pub times: u32,
    /// Fen.
    pub benefit: Fen,
}

/// How a refund comes out. `cash + restored` is the amount given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenBack {
    /// What the elder gets, from the merchant's hand.
    pub cash: Fen,
    /// What goes back to the funds.
    pub restored: Fen,
    /// To which fund how much.
    pub funds: BTreeMap<u8, Fen>,
    /// Into which counters.
    pub counts: Vec<CountBack>,
    /// Into which loads: number, and fen or points.
    pub lots: Vec<(u32, i64)>,
    /// What is booked; adds up to zero.
    pub postings: Vec<Posting>,
}

/// Why a sale cannot be given back like this. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GiveBackError {
    /// The center has not the tariff that priced it.
    #[error("中心没有这笔所用的资费，无法计算退款 · the tariff that priced this sale is not here")]
    UnknownTariff,
    /// The center would have priced the sale otherwise.
    #[error(
        "这笔的价格与中心复算不同，请先由监管裁定 · this sale was priced otherwise than the center would; supervision decides first"
    )]
    PricedOtherwise,
    /// The tariff's own reason.
    #[error(transparent)]
    Terms(#[from] RefundError),
    /// After earlier refunds this one would take something back from the elder or a fund.
    #[error(
        "与此前退款合计后不成立，请改退全额 · together with earlier refunds this cannot be; return the whole"
    )]
    Crossed,
}

/// Works out a refund, on top of those before it.
///
/// # Errors
/// As [`GiveBackError`].
pub fn give_back(
    sale: &PaidSale<'_>,
    back: Returned,
    history: CardHistory,
    knowledge: &Knowledge<'_>,
    day: BusinessDay,
) -> Result<GivenBack, GiveBackError> {
    let record = sale.record;
    let tariff = tariff_of(record, knowledge).ok_or(GiveBackError::UnknownTariff)?;
    let view = CardView::new(history);
    let lots = told(record, tariff);
    for restored in [true, false] {
        let taken = taken_before(record, &view, knowledge, Counted { restored, ..Counted::all() });
        let Some(case) = case_of(record, tariff, &taken, &lots, knowledge) else { continue };
        let sold = quote(tariff, &case);
        if same(record, tariff, &sold) {
            return Work { sale, tariff, case, sold, view: &view, day }.differ(back);
        }
    }
    Err(GiveBackError::PricedOtherwise)
}

struct Work<'a> {
    sale: &'a PaidSale<'a>,
    tariff: &'a Tariff,
    case: Case<'a>,
    sold: Quote,
    view: &'a CardView,
    day: BusinessDay,
}

/// All that was given back by some moment.
#[derive(Default)]
struct SoFar {
    cash: Fen,
    restored: Fen,
    funds: BTreeMap<u8, Fen>,
    counts: BTreeMap<u8, (u32, Fen)>,
    lots: BTreeMap<u32, i64>,
}

impl Work<'_> {
    fn differ(&self, back: Returned) -> Result<GivenBack, GiveBackError> {
        let before = self.sale.before;
        let price = self.sold.price;
        let too_much = RefundError::Amount { amount: back.amount, price };
        if back.amount.is_negative() || (back.amount == Fen::ZERO && price > Fen::ZERO) {
            return Err(too_much.into());
        }
        let total = Returned {
            amount: before.amount.checked_add(back.amount).ok_or(too_much)?,
            quantity: before.quantity.saturating_add(back.quantity),
        };
        let nothing = before.amount == Fen::ZERO && before.quantity == 0;
        let was = if nothing { SoFar::default() } else { self.so_far(before)? };
        let now = self.so_far(total)?;
        let less = |now: Fen, was: Fen| {
            now.checked_sub(was).filter(|rest| !rest.is_negative()).ok_or(GiveBackError::Crossed)
        };
        let mut given = GivenBack {
            cash: less(now.cash, was.cash)?,
            restored: less(now.restored, was.restored)?,
            funds: BTreeMap::new(),
            counts: Vec::new(),
            lots: Vec::new(),
            postings: Vec::new(),
        };
        for (fund, amount) in &now.funds {
            let rest = less(*amount, was.funds.get(fund).copied().unwrap_or_default())?;
            given.funds.insert(*fund, rest);
        }
        given.funds.retain(|_, amount| *amount != Fen::ZERO);
        for (slot, (times, benefit)) in &now.counts {
            let (old_times, old) = was.counts.get(slot).copied().unwrap_or_default();
            let times = times.checked_sub(old_times).ok_or(GiveBackError::Crossed)?;
            given.counts.push(CountBack { slot: *slot, times, benefit: less(*benefit, old)? });
        }
        for (load, amount) in &now.lots {
            let rest = amount.saturating_sub(was.lots.get(load).copied().unwrap_or_default());
            if rest < 0 {
                return Err(GiveBackError::Crossed);
            }
            given.lots.extend(Some((*load, rest)).filter(|(_, rest)| *rest > 0));
        }
        given.postings = self.postings(back.amount, &given);
        Ok(given)
    }

    fn so_far(&self, total: Returned) -> Result<SoFar, GiveBackError> {
        let refund = refund(self.tariff, &self.case, &self.sold, total)?;
        let mut so_far = SoFar { cash: refund.cash, restored: refund.restored, ..SoFar::default() };
        so_far.funds = self.funds(&refund);
        for part in refund.parts() {
            if let Some(slot) = part.slot {
                let (times, benefit) = so_far.counts.entry(slot).or_default();
                *times = times.saturating_add(part.given.count);
                *benefit = benefit.checked_add(part.given.benefit).unwrap_or(*benefit);
            }
            if let Some(drawn) = part.drawn {
                self.put_back(drawn.account, drawn.amount, &mut so_far.lots);
            }
        }
        Ok(so_far)
    }

    /// Into the loads it was drawn from, last drawn first.
    fn put_back(&self, account: u8, amount: i64, lots: &mut BTreeMap<u32, i64>) {
        let at = (self.sale.record.terminal, self.sale.record.seq);
        let of_account = |load: u32| {
            self.view.lots.loads.iter().any(|known| known.load == load && known.account == account)
        };
        let mut order: Vec<u32> = Vec::new();
        let mut net: BTreeMap<u32, i64> = BTreeMap::new();
        let draws = self.view.lots.booked.iter().filter(|draw| (draw.terminal, draw.seq) == at);
        for draw in draws.filter(|draw| of_account(draw.load)) {
            let sum = net.entry(draw.load).or_default();
            *sum = sum.saturating_add(draw.amount);
            order.retain(|load| *load != draw.load);
            order.push(draw.load);
        }
        let mut open = amount.max(0);
        for load in order.into_iter().rev() {
            let part = open.min(net.get(&load).copied().unwrap_or_default().max(0));
            open = open.saturating_sub(part);
            let sum = lots.entry(load).or_default();
            *sum = sum.saturating_add(part);
        }
    }

    /// As if the smaller benefit had been borne from the start. Where funds bore otherwise, because one had run dry,
    /// the last to bear gets back first.
    fn funds(&self, refund: &Refund) -> BTreeMap<u8, Fen> {
        let parts = self.sold.parts().zip(refund.parts());
        let (mut first, mut kept) = (BTreeMap::new(), BTreeMap::new());
        let mut sound = true;
        for (sold, back) in parts {
            let rest = sold.benefit.checked_sub(back.given.benefit).unwrap_or_default();
            sound &= add(&mut first, attribute(self.tariff, sold.rule, sold.benefit, &BTreeMap::new()));
            sound &= add(&mut kept, attribute(self.tariff, sold.rule, rest, &BTreeMap::new()));
        }
        let mut bore = BTreeMap::new();
        add(&mut bore, Ok(self.sale.legs.to_vec()));
        first.retain(|_, amount| *amount != Fen::ZERO);
        let rest = |(fund, amount): (&u8, &Fen)| {
            let kept = kept.get(fund).copied().unwrap_or_default();
            amount.checked_sub(kept).filter(|rest| !rest.is_negative()).map(|rest| (*fund, rest))
        };
        let differences: Option<BTreeMap<u8, Fen>> = first.iter().map(rest).collect();
        let adds_up = |map: &BTreeMap<u8, Fen>| Fen::sum(map.values().copied()) == Some(refund.restored);
        match differences.filter(|map| sound && first == bore && adds_up(map)) {
            Some(differences) => differences,
            None => self.last_first(refund.restored),
        }
    }

    fn last_first(&self, restored: Fen) -> BTreeMap<u8, Fen> {
        let mut open = restored;
        let mut funds = BTreeMap::new();
        for leg in self.sale.legs.iter().rev() {
            let part = open.min(leg.amount);
            open = open.checked_sub(part).unwrap_or_default();
            add(&mut funds, Ok(vec![Leg::whole(leg.fund, part)]));
        }
        funds
    }

    /// The merchant gives the elder the cash and is owed the price no more; funds have back what they bore.
    fn postings(&self, amount: Fen, given: &GivenBack) -> Vec<Posting> {
        let merchant = self.sale.merchant;
        let minus = |amount: Fen| amount.checked_neg().unwrap_or_default();
        let mut lines = vec![
            (Account::Merchant(merchant.clone()), amount),
            (Account::Cash(merchant.clone()), minus(given.cash)),
        ];
        if self.sale.legs.is_empty() {
            lines.push((Account::Suspense(RefuseCause::Other), minus(given.restored)));
        }
        lines.extend(given.funds.iter().map(|(fund, part)| (Account::Fund(*fund), minus(*part))));
        lines.retain(|(_, amount)| *amount != Fen::ZERO);
        lines.into_iter().map(|(account, amount)| Posting { day: self.day, account, amount }).collect()
    }
}

/// Adds legs up by fund; `false` when there are none to add.
fn add(sums: &mut BTreeMap<u8, Fen>, legs: Result<Vec<Leg>, subsidy::AttributeError>) -> bool {
    let Ok(legs) = legs else { return false };
    for leg in legs {
        let sum = sums.entry(leg.fund).or_default();
        *sum = sum.checked_add(leg.amount).unwrap_or(*sum);
    }
    true
}
