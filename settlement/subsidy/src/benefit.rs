//! What a rule would give before its caps are asked.

use money::{Fen, Rounding, ratio};

/// The ways to give (优惠方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Benefit {
    /// Each piece costs at most this (定额消费). A piece that costs less is paid as it is.
    FixedPrice(Fen),
    /// So much off the bill (定额优惠), never more than the bill.
    AmountOff(Fen),
    /// So many basis points off.
    PercentOff(u32),
    /// So much off a bill of at least `min` (满减).
    ThresholdOff {
        /// What is taken off.
        off: Fen,
        /// The smallest bill that counts.
        min: Fen,
    },
    /// Nothing to pay.
    Free,
}

/// How a percentage is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    /// Unit and mode.
    pub(crate) rounding: Rounding,
    /// Whether self-pay is rounded and the benefit is the rest, or the other way round.
    pub(crate) on_self_pay: bool,
    /// Whether each piece is rounded, or the bill.
    pub(crate) each_item: bool,
}

/// The pieces of a bill, dearest first: equal parts, with the fen that do not divide on the first ones.
pub(crate) fn pieces(price: Fen, quantity: u8) -> Vec<Fen> {
    let count = i64::from(quantity.max(1));
    let each = price.0.div_euclid(count);
    let left = price.0.rem_euclid(count);
    (0..count).map(|index| Fen(each + i64::from(index < left))).collect()
}

impl Benefit {
    /// What would be given, one amount for each time it counts against a cap: by piece for fixed prices,
    /// free pieces and percentages rounded by item, once for the bill otherwise. Empty: gives nothing here.
    pub(crate) fn wanted(self, pieces: &[Fen], round: Round) -> Vec<Fen> {
        // Pieces come from one sum that fits.
        let bill = Fen::sum(pieces.iter().copied()).unwrap_or(Fen::ZERO);
        let amounts: Vec<Fen> = match self {
            Benefit::Free => return pieces.to_vec(),
            Benefit::FixedPrice(pay) => pieces.iter().map(|&piece| above(piece, pay)).collect(),
            Benefit::AmountOff(off) => vec![off.min(bill)],
            Benefit::ThresholdOff { off, min } if bill >= min => vec![off.min(bill)],
            Benefit::ThresholdOff { .. } => Vec::new(),
            Benefit::PercentOff(rate) if round.each_item => {
                pieces.iter().map(|&piece| round.percent(piece, rate)).collect()
            }
            Benefit::PercentOff(rate) => vec![round.percent(bill, rate)],
        };
        amounts.into_iter().filter(|&amount| amount > Fen::ZERO).collect()
    }
}

/// The part of a price above what is paid.
fn above(price: Fen, pay: Fen) -> Fen {
    price.checked_sub(pay.min(price)).unwrap_or(Fen::ZERO)
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
            let given = Benefit::PercentOff(rate).wanted(&pieces(Fen(price), quantity), round);
            assert_eq!(Fen::sum(given), Some(Fen(benefit)), "{price} at {rate}");
        }
        let up = round(100, RoundMode::Ceil, false, false);
        assert_eq!(Benefit::PercentOff(5000).wanted(&[Fen(5)], up), [Fen(5)], "never more than the bill");
    }

    #[test]
    fn pieces_add_up() {
        assert_eq!(pieces(Fen(1000), 3), [Fen(334), Fen(333), Fen(333)]);
        assert_eq!(pieces(Fen(0), 2), [Fen(0), Fen(0)]);
    }

    #[test]
    fn two_lunches_are_two_fixed_prices() {
        let fen = round(1, RoundMode::HalfUp, false, false);
        assert_eq!(Benefit::FixedPrice(Fen(800)).wanted(&pieces(Fen(2400), 2), fen), [Fen(400), Fen(400)]);
        assert_eq!(Benefit::FixedPrice(Fen(800)).wanted(&pieces(Fen(600), 1), fen), []);
        assert_eq!(Benefit::AmountOff(Fen(200)).wanted(&pieces(Fen(180), 1), fen), [Fen(180)]);
        assert_eq!(Benefit::Free.wanted(&pieces(Fen(0), 1), fen), [Fen(0)]);
    }
}
