//! The one rounding function. Its unit and mode come from the tariff.

use crate::Fen;

/// What to do with what is left over between two units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundMode {
    /// A half or more goes up (away from zero on the positive side).
    HalfUp,
    /// Everything left over is dropped.
    Floor,
    /// Anything left over counts as a whole unit.
    Ceil,
    /// A half goes to the even neighbour.
    HalfEven,
}

/// Rounding as a tariff states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Fen in one unit: 1 (分), 10 (角) or 100 (元). Must be positive.
    pub unit: i64,
    /// What happens between two units.
    pub mode: RoundMode,
}

/// `amount × numerator ÷ denominator`, rounded. `None` on overflow or a denominator or unit below one.
#[must_use]
pub fn ratio(amount: Fen, numerator: i64, denominator: i64, rounding: Rounding) -> Option<Fen> {
    let exact = i128::from(amount.0).checked_mul(i128::from(numerator))?;
    round_fen(exact, i128::from(denominator), rounding)
}

/// Rounds the exact quotient `numerator ÷ denominator`, in fen, to whole units. `None` when it does not
/// fit, or when the denominator or the unit is below one.
#[must_use]
pub fn round_fen(numerator: i128, denominator: i128, rounding: Rounding) -> Option<Fen> {
    if denominator < 1 || rounding.unit < 1 {
        return None;
    }
    let step = denominator.checked_mul(i128::from(rounding.unit))?;
    let whole = numerator.div_euclid(step);
    let left = numerator.rem_euclid(step);
    let twice = left.checked_mul(2)?;
    let up = match rounding.mode {
        RoundMode::Floor => false,
        RoundMode::Ceil => left > 0,
        RoundMode::HalfUp => twice >= step,
        RoundMode::HalfEven => twice > step || (twice == step && whole.rem_euclid(2) == 1),
    };
    let units = whole.checked_add(i128::from(up))?;
    i64::try_from(units.checked_mul(i128::from(rounding.unit))?).ok().map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_ladder() {
        // price, rate in basis points -> half up, half even, floor
        for (price, rate, half_up, half_even, floor) in [
            (850, 1500, 128, 128, 127),
            (1250, 500, 63, 62, 62),
            (1005, 500, 50, 50, 50),
            (855, 1500, 128, 128, 128),
            (1, 5000, 1, 0, 0),
            (999, 2000, 200, 200, 199),
            (333, 3000, 100, 100, 99),
        ] {
            let by = |mode| ratio(Fen(price), rate, 10_000, Rounding { unit: 1, mode });
            assert_eq!(by(RoundMode::HalfUp), Some(Fen(half_up)), "{price} at {rate}");
            assert_eq!(by(RoundMode::HalfEven), Some(Fen(half_even)), "{price} at {rate}");
            assert_eq!(by(RoundMode::Floor), Some(Fen(floor)), "{price} at {rate}");
        }
    }

    #[test]
    fn what_divides_is_not_moved() {
        for mode in [RoundMode::HalfUp, RoundMode::Floor, RoundMode::Ceil, RoundMode::HalfEven] {
            for unit in [1, 10, 100] {
                let rounding = Rounding { unit, mode };
                assert_eq!(ratio(Fen(600), 1, 2, rounding), Some(Fen(300)), "{rounding:?}");
                assert_eq!(ratio(Fen(-600), 1, 2, rounding), Some(Fen(-300)), "{rounding:?}");
            }
        }
    }

    #[test]
    fn to_jiao() {
        // 8.55 at 85 折 is 7.2675, to the nearest jiao 7.30
        let jiao = Rounding { unit: 10, mode: RoundMode::HalfUp };
        assert_eq!(ratio(Fen(855), 8500, 10_000, jiao), Some(Fen(730)));
        assert_eq!(ratio(Fen(1), 1, 1, Rounding { unit: 10, mode: RoundMode::Ceil }), Some(Fen(10)));
    }

    #[test]
    fn nonsense_is_none() {
        let fen = Rounding { unit: 1, mode: RoundMode::Floor };
        assert_eq!(ratio(Fen(1), 1, 0, fen), None);
        assert_eq!(ratio(Fen(1), 1, 1, Rounding { unit: 0, mode: RoundMode::Floor }), None);
        assert_eq!(ratio(Fen(i64::MAX), i64::MAX, 1, fen), None);
    }
}
