//! Merchant fees (手续费): computed on a line of a statement, so that small amounts do not vanish.

use money::{Fen, Rounding, round_fen};

/// A fee of a tariff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// The code in statements.
    pub code: u16,
    /// The name in the text.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Codes of the kinds of merchants that pay it; empty: all.
    pub kinds: Vec<u16>,
    /// Ten-thousandths of the amount of the line.
    pub rate: u32,
    /// For every sale on the line.
    pub each: Fen,
    /// For the line.
    pub fixed: Fen,
    /// Applied once, to the sum.
    pub rounding: Rounding,
}

impl Fee {
    /// Whether merchants of a kind pay it.
    #[must_use]
    pub fn applies(&self, kind: u16) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The fee on a line of so many sales with so much together. `None` when it does not fit.
    #[must_use]
    pub fn on_line(&self, count: u32, amount: Fen) -> Option<Fen> {
        let base = i128::from(money::BASIS_POINTS);
        let parts = i128::from(self.each.0) * i128::from(count) + i128::from(self.fixed.0);
        let exact = i128::from(amount.0).checked_mul(i128::from(self.rate))?;
        round_fen(exact.checked_add(parts.checked_mul(base)?)?, base, self.rounding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use money::RoundMode;

    #[test]
    fn by_the_line_and_not_by_the_sale() {
        let rounding = Rounding { unit: 1, mode: RoundMode::HalfUp };
        let fee = |rate, each, fixed| Fee {
            code: 1,
            name: String::new(),
            zh: String::new(),
            en: String::new(),
            kinds: vec![2],
            rate,
            each: Fen(each),
            fixed: Fen(fixed),
            rounding,
        };
        // rate, each, fixed, count, amount -> fee
        for (rate, each, fixed, count, amount, charged) in [
            (38, 0, 0, 1, 99, 0),
            (38, 0, 0, 100, 9900, 38),
            (0, 5, 0, 100, 9900, 500),
            (0, 0, 700, 100, 9900, 700),
            (38, 5, 700, 100, 9900, 1238),
            (38, 0, 0, 0, 0, 0),
        ] {
            assert_eq!(fee(rate, each, fixed).on_line(count, Fen(amount)), Some(Fen(charged)));
        }
        assert_eq!(fee(10_000, i64::MAX, 0).on_line(u32::MAX, Fen(i64::MAX)), None);
        assert!(fee(1, 0, 0).applies(2) && !fee(1, 0, 0).applies(1));
        assert!(Fee { kinds: Vec::new(), ..fee(1, 0, 0) }.applies(1));
    }
}
