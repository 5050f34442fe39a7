//! What a rule would give before its caps are asked.

use crate::text::{Part, Prorating};
use crate::wanted::Wanted;
use money::{Fen, Rounding, ratio};

/// The ways to give (优惠方式).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Benefit {
    /// Each piece costs at most this (定额消费). A piece that costs less is paid as it is.
    FixedPrice(Fen),
    /// So much off the bill (定额优惠), never more than the bill; `None`: as far as the caps go.
    AmountOff(Option<Fen>),
    /// So many basis points off what is left.
    PercentOff(u32),
    /// So many basis points of the list price, at most what is left.
    ShareOfBill(u32),
    /// So much off a bill of at least `min` (满减).
    ThresholdOff {
        /// What is taken off.
        off: Fen,
        /// The smallest bill that counts.
        min: Fen,
        /// Whether the list price is looked at, or what is left of it.
        on_list: bool,
    },
    /// Nothing to pay.
    Free,
    /// Paid from the vouchers of an account.
    Voucher {
        /// Account code.
        account: u8,
    },
    /// Points for each unit of time, and nothing to pay.
    Points(Points),
    /// A month's price in proportion to days.
    ProrataMonth {
        /// What a whole month costs.
        value: Fen,
        /// How it is brought down to days.
        method: Prorating,
    },
    /// So much for each piece, by tiers; the last tier has no end.
    MarginTier(Vec<Tier>),
}

/// Points for units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Points {
    pub(crate) account: u8,
    /// Points for one unit.
    pub(crate) points: u32,
    /// Minutes of one unit, at least 1.
    pub(crate) unit: u16,
    pub(crate) part: Part,
    /// Minutes that may be missing from a whole unit.
    pub(crate) grace: u16,
}

/// A marginal tier: each piece up to `to` counts `value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    pub(crate) to: Option<u16>,
    pub(crate) value: Fen,
}

/// How something that does not divide is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    /// Unit and mode.
    pub(crate) rounding: Rounding,
    /// Whether self-pay is rounded and the benefit is the rest, or the other way round.
    pub(crate) on_self_pay: bool,
    /// Whether each piece is rounded, or the bill.
    pub(crate) each_item: bool,
}

/// The bill as a rule sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bill {
    /// The list price.
    pub(crate) list: Fen,
    /// What the stages before have left.
    pub(crate) left: Fen,
    /// Pieces, at least 1.
    pub(crate) quantity: u16,
    /// Days of the month of the sale.
    pub(crate) month_days: i8,
    /// What the vouchers of the rule's account hold.
    pub(crate) vouchers: Fen,
}

impl Benefit {
    /// The account it draws from.
    pub(crate) fn account(&self) -> Option<u8> {
        match self {
            Benefit::Voucher { account } | Benefit::Points(Points { account, .. }) => Some(*account),
            _ => None,
        }
    }

    /// What would be given, one amount for each time it counts against a cap: by piece for fixed prices,
    /// free pieces and percentages rounded by item, once for the bill otherwise.
    pub(crate) fn wanted(&self, bill: &Bill, round: Round) -> Wanted {
        let Bill { list, left, quantity, .. } = *bill;
        match self {
            Benefit::Free => Wanted::by_piece(left, left, quantity, |_, piece| piece).counting_nothing(),
            Benefit::FixedPrice(pay) => Wanted::by_piece(left, left, quantity, |_, piece| above(piece, *pay)),
            Benefit::PercentOff(rate) if round.each_item => {
                Wanted::by_piece(left, left, quantity, |_, piece| round.percent(piece, *rate))
            }
            Benefit::ShareOfBill(rate) if round.each_item => {
                Wanted::by_piece(list, left, quantity, |list, piece| round.percent(list, *rate).min(piece))
            }
            Benefit::AmountOff(off) => Wanted::once(off.unwrap_or(left).min(left)),
            Benefit::PercentOff(rate) => Wanted::once(round.percent(left, *rate)),
            Benefit::ShareOfBill(rate) => Wanted::once(round.percent(list, *rate).min(left)),
            Benefit::ThresholdOff { off, min, on_list } => {
                let reached = if *on_list { list } else { left } >= *min;
                Wanted::once(if reached { (*off).min(left) } else { Fen::ZERO })
            }
            Benefit::Voucher { .. } => Wanted::once(bill.vouchers.min(left)),
            Benefit::Points(_) => Wanted::once(left).counting_nothing(),
            Benefit::ProrataMonth { value, method } => {
                Wanted::once(above(left, prorated(*value, *method, bill, round.rounding)))
            }
            Benefit::MarginTier(tiers) => Wanted::once(tiered(tiers, quantity).min(left)),
        }
    }
}

impl Points {
    /// Whole units of a time; `None` when a part of a unit is left and the rule takes none.
    pub(crate) fn units(self, minutes: u16) -> Option<u32> {
        let unit = self.unit.max(1);
        let (whole, part) = (u32::from(minutes / unit), minutes % unit);
        let nearly = unit - part <= self.grace;
        match self.part {
            _ if part == 0 => Some(whole),
            _ if nearly => Some(whole + 1),
            Part::Deny => None,
            Part::Floor => Some(whole),
            Part::Ceil => Some(whole + 1),
        }
    }
}

/// The part of a price above what is paid.
fn above(price: Fen, pay: Fen) -> Fen {
    price.checked_sub(pay.clamp(Fen::ZERO, price.max(Fen::ZERO))).unwrap_or(Fen::ZERO)
}

/// What is paid for so many days of a month.
fn prorated(value: Fen, method: Prorating, bill: &Bill, rounding: Rounding) -> Fen {
    let (days, month) = (i64::from(bill.quantity), i64::from(bill.month_days));
    let pay = match method {
        Prorating::MulThenRound => ratio(value, days, month, rounding),
        Prorating::DailyFirst => ratio(value, 1, month, rounding).and_then(|day| day.checked_mul(days)),
    };
    pay.unwrap_or(bill.left)
}

/// The sum over pieces, each at the value of its tier.
fn tiered(tiers: &[Tier], quantity: u16) -> Fen {
    let mut counted = 0u16;
    let mut sum = Fen::ZERO;
    for tier in tiers {
        let to = tier.to.unwrap_or(quantity).min(quantity);
        let pieces = to.saturating_sub(counted);
        let part = tier.value.checked_mul(i64::from(pieces)).unwrap_or(Fen(i64::MAX));
        sum = sum.checked_add(part).unwrap_or(Fen(i64::MAX));
        counted = counted.max(to);
    }
    sum
}

impl Round {
    /// A share of an amount in basis points, rounded as the rule says, from nothing to the whole amount.
    fn percent(self, amount: Fen, rate: u32) -> Fen {
        let rate = i64::from(rate.min(10_000));
        let part = |rate| ratio(amount, rate, 10_000, self.rounding).unwrap_or(Fen::ZERO);
        let given = if self.on_self_pay { above(amount, part(10_000 - rate)) } else { part(rate) };
        given.clamp(Fen::ZERO, amount.max(Fen::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use money::RoundMode;

    fn round(unit: i64, mode: RoundMode, on_self_pay: bool, each_item: bool) -> Round {
        Round { rounding: Rounding { unit, mode }, on_self_pay, each_item }
    }

    const FEN: Round = Round {
        rounding: Rounding { unit: 1, mode: RoundMode::HalfUp },
        on_self_pay: false,
        each_item: false,
    };

    fn bill(price: i64, quantity: u16) -> Bill {
        Bill { list: Fen(price), left: Fen(price), quantity, month_days: 31, vouchers: Fen::ZERO }
    }

    fn gives(benefit: &Benefit, bill: &Bill, round: Round) -> (i64, u32) {
        let wanted = benefit.wanted(bill, round);
        (wanted.sum().0, wanted.count())
    }

    #[test]
    fn a_percentage_is_rounded_where_the_rule_says() {
        let half_up = RoundMode::HalfUp;
        // price, pieces, rate, unit, on self-pay, each item -> benefit
        for (price, quantity, rate, unit, on_self_pay, each_item, benefit) in [
            (850, 1, 1500, 1, false, false, 128),
            (850, 1, 1500, 1, true, false, 127),
            (1250, 1, 500, 1, true, false, 62),
            (855, 1, 1500, 10, true, false, 125),
            (990, 3, 1500, 1, false, true, 150),
            (990, 3, 1500, 1, false, false, 149),
        ] {
            let round = round(unit, half_up, on_self_pay, each_item);
            let given = gives(&Benefit::PercentOff(rate), &bill(price, quantity), round);
            assert_eq!(given.0, benefit, "{price} at {rate}");
            assert_eq!(given.1, if each_item { 3 } else { 1 });
        }
        let up = round(100, RoundMode::Ceil, false, false);
        assert_eq!(gives(&Benefit::PercentOff(5000), &bill(5, 1), up), (5, 1), "never more than the bill");
    }

    #[test]
    fn a_share_is_of_the_list_price() {
        let after = |left| Bill { left: Fen(left), ..bill(3333, 1) };
        assert_eq!(gives(&Benefit::ShareOfBill(4000), &bill(3333, 1), FEN), (1333, 1));
        assert_eq!(gives(&Benefit::ShareOfBill(4000), &after(2000), FEN), (1333, 1));
        assert_eq!(gives(&Benefit::ShareOfBill(4000), &after(1000), FEN), (1000, 1));
        assert_eq!(gives(&Benefit::PercentOff(4000), &after(2000), FEN), (800, 1));
        let items = round(1, RoundMode::HalfUp, false, true);
        // Pieces of the list 334 + 333 + 333, of what is left 34 + 33 + 33: a half would be more.
        let cut = Bill { left: Fen(100), ..bill(1000, 3) };
        assert_eq!(gives(&Benefit::ShareOfBill(5000), &cut, items), (100, 3));
        let some = Bill { left: Fen(999), ..bill(1000, 3) };
        assert_eq!(gives(&Benefit::ShareOfBill(5000), &some, items), (167 * 3, 3));
    }

    #[test]
    fn two_lunches_are_two_fixed_prices() {
        assert_eq!(gives(&Benefit::FixedPrice(Fen(800)), &bill(2400, 2), FEN), (800, 2));
        assert_eq!(gives(&Benefit::FixedPrice(Fen(800)), &bill(600, 1), FEN), (0, 0));
        assert_eq!(gives(&Benefit::FixedPrice(Fen(334)), &bill(1001, 3), FEN), (0, 0));
        assert_eq!(gives(&Benefit::FixedPrice(Fen(333)), &bill(1001, 3), FEN), (2, 2), "334 twice, 333 once");
        assert_eq!(gives(&Benefit::AmountOff(Some(Fen(200))), &bill(180, 1), FEN), (180, 1));
        assert_eq!(gives(&Benefit::AmountOff(None), &bill(180, 1), FEN), (180, 1));
        assert_eq!(gives(&Benefit::Free, &bill(0, 2), FEN), (0, 2));
    }

    #[test]
    fn a_threshold_looks_at_the_list_or_at_what_is_left() {
        let off = |on_list| Benefit::ThresholdOff { off: Fen(200), min: Fen(1500), on_list };
        let cut = Bill { left: Fen(1450), ..bill(1500, 1) };
        assert_eq!(gives(&off(false), &bill(1500, 1), FEN), (200, 1));
        assert_eq!(gives(&off(false), &bill(1499, 1), FEN), (0, 0));
        assert_eq!(gives(&off(false), &cut, FEN), (0, 0));
        assert_eq!(gives(&off(true), &cut, FEN), (200, 1));
    }

    #[test]
    fn a_month_in_days() {
        let pays = |days, month_days, method| {
            let bill = Bill { month_days, ..bill(90_000, days) };
            90_000 - gives(&Benefit::ProrataMonth { value: Fen(35_000), method }, &bill, FEN).0
        };
        for (days, month, once, daily) in [
            (17, 31, 19_194, 19_193),
            (13, 29, 15_690, 15_691),
            (15, 30, 17_500, 17_505),
            (31, 31, 35_000, 34_999),
        ] {
            assert_eq!(pays(days, month, Prorating::MulThenRound), once, "{days}/{month}");
            assert_eq!(pays(days, month, Prorating::DailyFirst), daily, "{days}/{month} by the day");
        }
    }

    #[test]
    fn heads_by_tier() {
        let tier = |to, value| Tier { to, value: Fen(value) };
        let heads = Benefit::MarginTier(vec![tier(Some(50), 200), tier(Some(100), 150), tier(None, 100)]);
        for (heads_served, sum) in [(1, 200), (50, 10_000), (51, 10_150), (100, 17_500), (120, 19_500)] {
            assert_eq!(gives(&heads, &bill(1_000_000, heads_served), FEN), (sum, 1), "{heads_served}");
        }
        assert_eq!(gives(&heads, &bill(100, 120), FEN), (100, 1), "no more than the bill");
        let ending = Benefit::MarginTier(vec![tier(Some(2), 200)]);
        assert_eq!(gives(&ending, &bill(10_000, 5), FEN), (400, 1));
    }

    #[test]
    fn hours_in_units() {
        let points = |part, grace| Points { account: 1, points: 35, unit: 60, part, grace };
        for (minutes, part, grace, units) in [
            (360, Part::Deny, 0, Some(6)),
            (30, Part::Deny, 0, None),
            (118, Part::Floor, 0, Some(1)),
            (118, Part::Floor, 10, Some(2)),
            (109, Part::Floor, 10, Some(1)),
            (110, Part::Floor, 10, Some(2)),
            (118, Part::Ceil, 0, Some(2)),
            (118, Part::Deny, 2, Some(2)),
            (117, Part::Deny, 2, None),
            (120, Part::Ceil, 60, Some(2)),
            (0, Part::Ceil, 60, Some(0)),
        ] {
            assert_eq!(points(part, grace).units(minutes), units, "{minutes} {part:?} {grace}");
        }
    }
}
