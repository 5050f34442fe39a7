//! Which fund bears a benefit. Asked at the center only, because balances are not known offline.

use money::{Fen, share_out};

/// The share of one fund.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Fund code.
    pub fund: u8,
    /// What it bears; may be zero.
    pub amount: Fen,
    /// Whether one fen of it did not divide and was given to this fund (尾分).
    pub odd: bool,
    /// What its step asked of it beyond what it had left, and the next in order bore instead.
    pub short: Fen,
}

impl Leg {
    /// A leg without an odd fen that bears its whole step.
    #[must_use]
    pub fn whole(fund: u8, amount: Fen) -> Leg {
        Leg { fund, amount, ..Leg::default() }
    }
}

/// Why a benefit cannot be attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributeError {
    /// The tariff has no such rule.
    #[error(
        "本资费没有规则 {0}，这笔优惠未分摊，请核对资费版本 · \
         no rule {0} in this tariff, nothing was attributed, check the tariff version"
    )]
    UnknownRule(u16),
    /// A negative benefit.
    #[error(
        "优惠 {0} 为负，未分摊，请按原交易分摊后取反 · \
         the benefit {0} is negative, nothing was attributed, attribute the original sale and turn the signs"
    )]
    Negative(Fen),
}

/// How a rule is paid for (资金配比).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Funding {
    /// Funds and basis points, which add up to the whole. Never a fund that can run dry.
    Ratio(Vec<(u8, u32)>),
    /// Funds in order, each up to so much per sale, and a guarantor who bears whatever is left.
    Waterfall { steps: Vec<(u8, Fen)>, guarantor: u8 },
}

impl Funding {
    /// Whether nobody steps in for a fund here: it guarantees, or bears its part of a ratio.
    pub(crate) fn relies_on(&self, fund: u8) -> bool {
        match self {
            Funding::Ratio(shares) => shares.iter().any(|&(one, _)| one == fund),
            Funding::Waterfall { guarantor, .. } => *guarantor == fund,
        }
    }

    /// The legs of a benefit; see [`crate::attribute`]. `left` answers for funds that can run dry.
    pub(crate) fn legs(&self, benefit: Fen, left: impl Fn(u8) -> Option<Fen>) -> Vec<Leg> {
        match self {
            Funding::Ratio(shares) => {
                let weights: Vec<u32> = shares.iter().map(|&(_, weight)| weight).collect();
                // Loading has seen to it that the weights are the whole.
                let parts = share_out(benefit, &weights).unwrap_or_default();
                let leg = |(&(fund, _), part): (&(u8, u32), money::Share)| Leg {
                    odd: part.odd,
                    ..Leg::whole(fund, part.amount)
                };
                shares.iter().zip(parts).map(leg).collect()
            }
            Funding::Waterfall { steps, guarantor } => {
                let mut rest = benefit;
                let mut legs = Vec::with_capacity(steps.len() + 1);
                for &(fund, up_to) in steps {
                    let step = rest.min(up_to);
                    let amount = left(fund).map_or(step, |left| left.clamp(Fen::ZERO, step));
                    let less = |sum: Fen| sum.checked_sub(amount).unwrap_or(Fen::ZERO);
                    legs.push(Leg { short: less(step), ..Leg::whole(fund, amount) });
                    rest = less(rest);
                }
                legs.push(Leg::whole(*guarantor, rest));
                legs
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legs(funding: &Funding, benefit: i64, left: &[(u8, i64)]) -> Vec<Leg> {
        let left = |fund| left.iter().find(|(one, _)| *one == fund).map(|&(_, fen)| Fen(fen));
        funding.legs(Fen(benefit), left)
    }

    fn amounts(funding: &Funding, benefit: i64, left: &[(u8, i64)]) -> Vec<i64> {
        legs(funding, benefit, left).into_iter().map(|leg| leg.amount.0).collect()
    }

    #[test]
    fn down_the_waterfall() {
        let county_charity_village =
            Funding::Waterfall { steps: vec![(1, Fen(300)), (2, Fen(100))], guarantor: 3 };
        for (benefit, left, legs) in [
            (200, &[][..], [200, 0, 0]),
            (400, &[], [300, 100, 0]),
            (600, &[], [300, 100, 200]),
            (800, &[], [300, 100, 400]),
            (600, &[(2, 40)], [300, 40, 260]),
            (600, &[(2, 0)], [300, 0, 300]),
            (600, &[(2, -5), (3, 0)], [300, 0, 300]),
            (0, &[], [0, 0, 0]),
        ] {
            assert_eq!(amounts(&county_charity_village, benefit, left), legs, "{benefit} {left:?}");
        }
    }

    #[test]
    fn a_guarantor_and_a_ratio_are_relied_on() {
        let waterfall = Funding::Waterfall { steps: vec![(1, Fen(300))], guarantor: 3 };
        let ratio = Funding::Ratio(vec![(1, 6000), (2, 4000)]);
        let relied = |funding: &Funding| [1, 2, 3].map(|fund| funding.relies_on(fund));
        assert_eq!(relied(&waterfall), [false, false, true]);
        assert_eq!(relied(&ratio), [true, true, false]);
    }

    #[test]
    fn what_a_step_lacks_is_said() {
        let charity_county = Funding::Waterfall { steps: vec![(2, Fen(500))], guarantor: 1 };
        for (benefit, left, borne, short) in [
            (500, 150, [150, 350], [350, 0]),
            (500, 500, [500, 0], [0, 0]),
            (500, 0, [0, 500], [500, 0]),
            (700, 600, [500, 200], [0, 0]),
            (100, 600, [100, 0], [0, 0]),
        ] {
            let legs = legs(&charity_county, benefit, &[(2, left)]);
            let told = |of: fn(&Leg) -> Fen| legs.iter().map(|leg| of(leg).0).collect::<Vec<_>>();
            assert_eq!(told(|leg| leg.amount), borne, "{benefit} of {left}");
            assert_eq!(told(|leg| leg.short), short, "{benefit} of {left}");
        }
    }

    #[test]
    fn by_ratio_each_sale_on_its_own() {
        let five = Funding::Ratio(vec![(1, 2000), (2, 1000), (3, 4000), (4, 2000), (5, 1000)]);
        for (benefit, borne) in [
            (500, [100, 50, 200, 100, 50]),
            (128, [26, 13, 51, 25, 13]),
            (333, [67, 33, 133, 67, 33]),
            (7, [1, 1, 3, 1, 1]),
            (3, [1, 0, 1, 1, 0]),
            (1, [0, 0, 1, 0, 0]),
        ] {
            assert_eq!(amounts(&five, benefit, &[]), borne, "{benefit}");
        }
        let two = Funding::Ratio(vec![(1, 5000), (2, 5000)]);
        let odd = legs(&two, 3333, &[]).into_iter().map(|leg| (leg.amount.0, leg.odd)).collect::<Vec<_>>();
        assert_eq!(odd, [(1667, true), (1666, false)], "the odd fen goes to the first named");
        let thirds = Funding::Ratio(vec![(1, 3334), (2, 3333), (3, 3333)]);
        assert_eq!(amounts(&thirds, 100, &[]), [34, 33, 33], "a hundred of these are 34.00, 33.00, 33.00");
    }
}
