//! Netting (轧差): what of a merchant's consumption, refunds and fee is paid out, and what stays.

use core::fmt;
use core::str::FromStr;

use money::Fen;

/// What is set off against what. What is not stays apart: the merchant owes it and pays it by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Netting {
    /// 1: consumption − refunds − fee.
    All,
    /// 2: consumption alone; refunds and fee apart.
    Nothing,
    /// 3: consumption − refunds; fee apart.
    FeeApart,
    /// 4: consumption − fee; refunds apart.
    RefundsApart,
}

/// Every way, by its code from 1.
const ALL: [(Netting, &str); 4] = [
    (Netting::All, "all"),
    (Netting::Nothing, "none"),
    (Netting::FeeApart, "fee-apart"),
    (Netting::RefundsApart, "refunds-apart"),
];

/// What statements add up to. Corrections may make any of the three negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Sold, less what the merchant took in cash.
    pub consumption: Fen,
    /// Given back.
    pub refunds: Fen,
    /// The county's fee (手续费).
    pub fee: Fen,
}

impl Sums {
    /// Both together. `None` when it does not fit.
    #[must_use]
    pub fn plus(self, other: Sums) -> Option<Sums> {
        Some(Sums {
            consumption: self.consumption.checked_add(other.consumption)?,
            refunds: self.refunds.checked_add(other.refunds)?,
            fee: self.fee.checked_add(other.fee)?,
        })
    }

    /// What these are more than others. `None` when it does not fit.
    #[must_use]
    pub fn minus(self, other: Sums) -> Option<Sums> {
        Some(Sums {
            consumption: self.consumption.checked_sub(other.consumption)?,
            refunds: self.refunds.checked_sub(other.refunds)?,
            fee: self.fee.checked_sub(other.fee)?,
        })
    }

    /// Consumption less refunds and fee. `None` when it does not fit.
    #[must_use]
    pub fn payable(self) -> Option<Fen> {
        self.consumption.checked_sub(self.refunds)?.checked_sub(self.fee)
    }
}

/// What becomes of the sums: pay − carried − refunds apart − fee apart = consumption − refunds − fee − brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Netted {
    /// Paid out; never below zero.
    pub pay: Fen,
    /// The merchant's debt, brought into its next settlement; never below zero.
    pub carried: Fen,
    /// Refunds that the merchant pays by itself.
    pub refunds_apart: Fen,
    /// Fee that the merchant pays by itself.
    pub fee_apart: Fen,
}

impl Netting {
    /// Its code, 1 to 4.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Netting::All => 1,
            Netting::Nothing => 2,
            Netting::FeeApart => 3,
            Netting::RefundsApart => 4,
        }
    }

    /// Nets sums with a debt brought from the settlement before. `None` when it does not fit.
    #[must_use]
    pub fn net(self, sums: Sums, brought: Fen) -> Option<Netted> {
        let apart = |apart: bool, amount: Fen| if apart { amount } else { Fen::ZERO };
        let refunds_apart = apart(matches!(self, Netting::Nothing | Netting::RefundsApart), sums.refunds);
        let fee_apart = apart(matches!(self, Netting::Nothing | Netting::FeeApart), sums.fee);
        let net = sums.payable()?.checked_add(refunds_apart)?.checked_add(fee_apart)?.checked_sub(brought)?;
        let (pay, carried) =
            if net.is_negative() { (Fen::ZERO, net.checked_neg()?) } else { (net, Fen::ZERO) };
        Some(Netted { pay, carried, refunds_apart, fee_apart })
    }
}

impl fmt::Display for Netting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ALL.iter().find(|(known, _)| known == self).map_or("", |(_, word)| word))
    }
}

/// The text is not a way of netting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} 不是轧差方式，应写成 all、none、fee-apart（手续费另收）或 refunds-apart（退款另收）· not a way of netting, write one of these"
)]
pub struct NettingError(pub String);

impl FromStr for Netting {
    type Err = NettingError;

    fn from_str(text: &str) -> Result<Netting, NettingError> {
        let known = ALL.iter().find(|(_, word)| *word == text).map(|(known, _)| *known);
        known.ok_or_else(|| NettingError(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sums(consumption: i64, refunds: i64, fee: i64) -> Sums {
        Sums { consumption: Fen(consumption), refunds: Fen(refunds), fee: Fen(fee) }
    }

    #[test]
    fn ways_read_back_and_have_their_codes() {
        for (code, (way, word)) in (1..).zip(ALL) {
            assert_eq!((way.code(), way.to_string().as_str(), word.parse()), (code, word, Ok(way)));
        }
        assert!("".parse::<Netting>().is_err() && "All".parse::<Netting>().is_err());
    }

    #[test]
    fn what_is_paid_and_what_stays() {
        // consumption, refunds, fee, brought, way -> pay, carried, refunds apart, fee apart
        for (consumption, refunds, fee, brought, way, expected) in [
            (10_000, 1_200, 38, 0, "all", [8_762, 0, 0, 0]),
            (10_000, 1_200, 38, 0, "none", [10_000, 0, 1_200, 38]),
            (10_000, 1_200, 38, 0, "fee-apart", [8_800, 0, 0, 38]),
            (10_000, 1_200, 38, 0, "refunds-apart", [9_962, 0, 1_200, 0]),
            // More came back than was sold: nothing is paid, the rest is brought into the next settlement.
            (500, 1_200, 0, 0, "all", [0, 700, 0, 0]),
            (1_000, 0, 0, 700, "all", [300, 0, 0, 0]),
            (100, 0, 0, 700, "all", [0, 600, 0, 0]),
            (700, 0, 0, 700, "all", [0, 0, 0, 0]),
            (500, 1_200, 5, 0, "refunds-apart", [495, 0, 1_200, 0]),
            (500, 1_200, 5, 0, "fee-apart", [0, 700, 0, 5]),
            // A correction took sales back.
            (-300, 0, 0, 0, "none", [0, 300, 0, 0]),
            (0, 0, 0, 0, "all", [0, 0, 0, 0]),
        ] {
            let way: Netting = way.parse().unwrap();
            let netted = way.net(sums(consumption, refunds, fee), Fen(brought)).unwrap();
            let found = [netted.pay, netted.carried, netted.refunds_apart, netted.fee_apart];
            assert_eq!(found, expected.map(Fen), "{consumption} {refunds} {fee} {brought} {way}");
        }
        assert_eq!(Netting::All.net(sums(i64::MIN, 1, 0), Fen::ZERO), None);
        assert_eq!(Netting::All.net(sums(i64::MIN, 0, 0), Fen::ZERO), None, "no such debt");
    }

    proptest! {
        #[test]
        fn no_fen_is_lost(c in -9_999_999_i64..=9_999_999, r in -9_999_999_i64..=9_999_999,
                          f in -9_999_999_i64..=9_999_999, brought in 0_i64..=9_999_999, way in 0_usize..4) {
            let netted = ALL[way].0.net(sums(c, r, f), Fen(brought)).unwrap();
            prop_assert!(netted.pay >= Fen::ZERO && netted.carried >= Fen::ZERO);
            prop_assert!(netted.pay == Fen::ZERO || netted.carried == Fen::ZERO);
            let whole = netted.pay.0 - netted.carried.0 - netted.refunds_apart.0 - netted.fee_apart.0;
            prop_assert_eq!(whole, c - r - f - brought);
        }
    }
}
