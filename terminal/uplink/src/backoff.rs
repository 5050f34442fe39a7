//! How long to wait after a failure: doubling, bounded, with jitter from a seed so that a county of tills
//! does not knock in step after an outage.

/// Doubling waits with jitter. The same seed gives the same waits.
#[derive(Clone, Debug)]
pub struct Backoff {
    first_ms: u64,
    longest_ms: u64,
    failures: u32,
    state: u64,
}

impl Backoff {
    /// Waits from `first_ms` to `longest_ms`, jittered from `seed`.
    #[must_use]
    pub fn new(first_ms: u64, longest_ms: u64, seed: u64) -> Backoff {
        Backoff { first_ms: first_ms.max(2), longest_ms: longest_ms.max(2), failures: 0, state: seed }
    }

    /// The wait after one more failure, in milliseconds: between half of the doubled wait and all of it.
    pub fn fail(&mut self) -> u64 {
        let doubled =
            self.first_ms.saturating_mul(1_u64.checked_shl(self.failures.min(32)).unwrap_or(u64::MAX));
        let whole = doubled.min(self.longest_ms);
        self.failures = self.failures.saturating_add(1);
        self.jitter(whole)
    }

    /// A success: the next failure waits the shortest time again.
    pub fn succeed(&mut self) {
        self.failures = 0;
    }

    /// A wait between half of `whole_ms` and all of it.
    pub fn jitter(&mut self, whole_ms: u64) -> u64 {
        let half = whole_ms / 2;
        half.saturating_add(self.random().checked_rem(half.saturating_add(1)).unwrap_or(0))
    }

    /// SplitMix64: enough to spread waits, useless for secrets.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_to_a_bound_and_starts_again() {
        let mut backoff = Backoff::new(1_000, 30_000, 7);
        for whole in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            let wait = backoff.fail();
            assert!((whole / 2..=whole).contains(&wait), "{wait} for {whole}");
        }
        backoff.succeed();
        assert!(backoff.fail() <= 1_000);
    }

    #[test]
    fn a_thousand_failures_stay_bounded() {
        let mut backoff = Backoff::new(1_000, 30_000, u64::MAX);
        assert!((0..1_000).all(|_| backoff.fail() <= 30_000));
    }

    #[test]
    fn seeds_spread_the_tills() {
        let waits: std::collections::BTreeSet<u64> =
            (0..100).map(|seed| Backoff::new(1_000, 30_000, seed).fail()).collect();
        assert!(waits.len() > 80, "{} different waits of 100", waits.len());
    }
}
