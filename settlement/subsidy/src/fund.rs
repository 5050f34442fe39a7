//! Which fund bears a benefit. Asked at the center only, because balances are not known offline.

use money::{Fen, share};
use std::collections::BTreeMap;

/// The share of one fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Fund code.
    pub fund: u8,
    /// What it bears; may be zero.
    pub amount: Fen,
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
    /// The legs of a benefit; see [`crate::attribute`].
    pub(crate) fn legs(&self, benefit: Fen, left: &BTreeMap<u8, Fen>) -> Vec<Leg> {
        match self {
            Funding::Ratio(shares) => {
                let weights: Vec<u32> = shares.iter().map(|&(_, weight)| weight).collect();
                // Loading has seen to it that the weights are the whole.
                let amounts = share(benefit, &weights).unwrap_or_default();
                shares.iter().zip(amounts).map(|(&(fund, _), amount)| Leg { fund, amount }).collect()
            }
            Funding::Waterfall { steps, guarantor } => {
                let mut rest = benefit;
                let mut legs = Vec::with_capacity(steps.len() + 1);
                for &(fund, up_to) in steps {
                    let most = left.get(&fund).map_or(up_to, |&left| left.clamp(Fen::ZERO, up_to));
                    let amount = rest.min(most);
                    rest = rest.checked_sub(amount).unwrap_or(Fen::ZERO);
                    legs.push(Leg { fund, amount });
                }
                legs.push(Leg { fund: *guarantor, amount: rest });
                legs
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(funding: &Funding, benefit: i64, left: &[(u8, i64)]) -> Vec<i64> {
        let left = left.iter().map(|&(fund, fen)| (fund, Fen(fen))).collect();
        funding.legs(Fen(benefit), &left).into_iter().map(|leg| leg.amount.0).collect()
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
    fn by_ratio_each_sale_on_its_own() {
        let five = Funding::Ratio(vec![(1, 2000), (2, 1000), (3, 4000), (4, 2000), (5, 1000)]);
        assert_eq!(amounts(&five, 128, &[]), [26, 13, 51, 25, 13]);
        assert_eq!(amounts(&five, 1, &[]), [0, 0, 1, 0, 0]);
        let thirds = Funding::Ratio(vec![(1, 3334), (2, 3333), (3, 3333)]);
        assert_eq!(amounts(&thirds, 100, &[]), [34, 33, 33], "a hundred of these are 34.00, 33.00, 33.00");
    }
}
