//! Shares of a sum by largest remainder: they always add up to the sum.

use crate::Fen;

/// The whole, in basis points.
pub const BASIS_POINTS: u32 = 10_000;

/// Why a sum cannot be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// The weights are not all of the whole.
    #[error("比例合计 {0}，应为 10000 · shares add up to {0}, must be 10000")]
    NotWhole(u64),
    /// Only sums of zero or more are shared; share the original and turn the signs.
    #[error("负数不能分摊 · a negative sum cannot be shared")]
    Negative,
}

/// One share of a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The share.
    pub amount: Fen,
    /// Whether one fen of it is odd: left over by the division and given here (尾分).
    pub odd: bool,
}

/// Splits `sum` by `weights` in basis points. Each share is floored, and the fen left over go one each to
/// the largest remainders; equal remainders are served in the order listed.
///
/// # Errors
/// Weights that do not add up to 10 000, or a negative sum.
pub fn share(sum: Fen, weights: &[u32]) -> Result<Vec<Fen>, ShareError> {
    Ok(share_out(sum, weights)?.into_iter().map(|share| share.amount).collect())
}

/// As [`share`], and names the shares that got an odd fen.
///
/// # Errors
/// As [`share`].
pub fn share_out(sum: Fen, weights: &[u32]) -> Result<Vec<Share>, ShareError> {
    let whole: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
    if whole != u64::from(BASIS_POINTS) {
        return Err(ShareError::NotWhole(whole));
    }
    if sum.is_negative() {
        return Err(ShareError::Negative);
    }
    let base = i128::from(BASIS_POINTS);
    let exact = |weight: u32| i128::from(sum.0) * i128::from(weight);
    let mut shares: Vec<(i128, bool)> = weights.iter().map(|&weight| (exact(weight) / base, false)).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&index| {
        let weight = weights.get(index).copied().unwrap_or(0);
        core::cmp::Reverse(exact(weight) % base)
    });
    let left = i128::from(sum.0) - shares.iter().map(|(amount, _)| amount).sum::<i128>();
    let left = usize::try_from(left).unwrap_or(0);
    for index in by_remainder.into_iter().take(left) {
        if let Some((amount, odd)) = shares.get_mut(index) {
            *amount += 1;
            *odd = true;
        }
    }
    // Each share is at most the sum, which fits.
    let fen = |amount: i128| Fen(i64::try_from(amount).unwrap_or(i64::MAX));
    Ok(shares.into_iter().map(|(amount, odd)| Share { amount: fen(amount), odd }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sum: i64, weights: &[u32]) -> Vec<i64> {
        share(Fen(sum), weights).unwrap().into_iter().map(|fen| fen.0).collect()
    }

    #[test]
    fn five_levels_of_government() {
        let levels = [2000, 1000, 4000, 2000, 1000];
        assert_eq!(split(500, &levels), [100, 50, 200, 100, 50]);
        assert_eq!(split(128, &levels), [26, 13, 51, 25, 13]);
        assert_eq!(split(333, &levels), [67, 33, 133, 67, 33]);
        assert_eq!(split(7, &levels), [1, 1, 3, 1, 1]);
        assert_eq!(split(3, &levels), [1, 0, 1, 1, 0]);
        assert_eq!(split(1, &levels), [0, 0, 1, 0, 0]);
    }

    /// The places that got an odd fen.
    fn odd(sum: i64, weights: &[u32]) -> Vec<usize> {
        let shares = share_out(Fen(sum), weights).unwrap();
        (0..shares.len()).filter(|&place| shares[place].odd).collect()
    }

    #[test]
    fn the_odd_fens_are_named() {
        let levels = [2000, 1000, 4000, 2000, 1000];
        // 25.6 12.8 51.2 25.6 12.8: the three fen left over go to .8, .8 and the first .6.
        for (sum, places) in [
            (500, &[][..]),
            (128, &[0, 1, 4]),
            (333, &[0, 3]),
            (7, &[1, 2, 4]),
            (3, &[0, 3]),
            (1, &[2]),
            (0, &[]),
        ] {
            assert_eq!(odd(sum, &levels), places, "{sum}");
        }
        assert_eq!((split(3333, &[5000, 5000]), odd(3333, &[5000, 5000])), (vec![1667, 1666], vec![0]));
    }

    #[test]
    fn each_sale_is_split_and_not_their_sum() {
        let levels = [2000, 1000, 4000, 2000, 1000];
        let three: Vec<i64> = split(128, &levels).into_iter().map(|fen| fen * 3).collect();
        assert_eq!(three, [78, 39, 153, 75, 39]);
        assert_eq!(split(384, &levels), [77, 38, 154, 77, 38]);
        let thirds = [3334, 3333, 3333];
        let hundred: Vec<i64> = split(100, &thirds).into_iter().map(|fen| fen * 100).collect();
        assert_eq!(hundred, [3400, 3300, 3300]);
        assert_eq!(split(10_000, &thirds), [3334, 3333, 3333]);
    }

    #[test]
    fn gap_of_a_haircut() {
        assert_eq!(split(1199, &[6000, 4000]), [719, 480]);
        assert_eq!(split(1200, &[6000, 4000]), [720, 480]);
    }

    #[test]
    fn refuses_half_a_whole() {
        assert_eq!(share(Fen(1), &[5000]), Err(ShareError::NotWhole(5000)));
        assert_eq!(share(Fen(-1), &[10_000]), Err(ShareError::Negative));
    }

    #[test]
    fn adds_up_for_the_largest_sum() {
        let shares = share(Fen(i64::MAX), &[3333, 3333, 3334]).unwrap();
        assert_eq!(Fen::sum(shares), Some(Fen(i64::MAX)));
    }
}
