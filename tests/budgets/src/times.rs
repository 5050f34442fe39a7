//! Medians of repeated work.

use std::time::Instant;

/// Half of the measurements are below `p50`, one in a hundred is above `p99`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Median.
    pub p50: u64,
    /// 99th percentile.
    pub p99: u64,
    /// Largest.
    pub max: u64,
}

/// Sorts measurements; all zero when there are none.
#[must_use]
pub fn spread(mut measured: Vec<u64>) -> Spread {
    measured.sort_unstable();
    let last = measured.len().saturating_sub(1);
    let at = |percent: usize| measured.get((measured.len() * percent / 100).min(last)).copied();
    Spread {
        p50: at(50).unwrap_or_default(),
        p99: at(99).unwrap_or_default(),
        max: at(100).unwrap_or_default(),
    }
}

/// Nanoseconds of one call: the median over `rounds`, each the mean of `calls`.
pub fn median_ns(rounds: u32, calls: u32, mut work: impl FnMut()) -> u64 {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        for _ in 0..calls {
            work();
        }
        let spent = start.elapsed() / calls.max(1);
        times.push(u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX));
    }
    spread(times).p50
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_found() {
        assert_eq!(spread((0..=100).rev().collect()), Spread { p50: 50, p99: 99, max: 100 });
        assert_eq!(spread(vec![7]), Spread { p50: 7, p99: 7, max: 7 });
        assert_eq!(spread(Vec::new()), Spread::default());
    }
}
