//! A bound on wrong guesses, in memory: so many in a stretch of time, from whomever.

use std::sync::{Mutex, PoisonError};

/// Counts wrong guesses.
#[derive(Debug)]
pub struct Throttle {
    limit: u32,
    stretch_us: i64,
    state: Mutex<(i64, u32)>,
}

impl Throttle {
    /// At most `limit` wrong guesses in `stretch_us` microseconds.
    #[must_use]
    pub fn new(limit: u32, stretch_us: i64) -> Throttle {
        Throttle { limit, stretch_us, state: Mutex::new((0, 0)) }
    }

    /// Whether another guess may be heard now.
    #[must_use]
    pub fn open(&self, now_us: i64) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        now_us.saturating_sub(state.0) >= self.stretch_us || state.1 < self.limit
    }

    /// Counts a wrong guess.
    pub fn wrong(&self, now_us: i64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if now_us.saturating_sub(state.0) >= self.stretch_us {
            *state = (now_us, 0);
        }
        state.1 = state.1.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closes_and_opens_again() {
        let throttle = Throttle::new(2, 100);
        for now in [1000, 1001] {
            assert!(throttle.open(now));
            throttle.wrong(now);
        }
        assert!(!throttle.open(1099));
        assert!(throttle.open(1100));
    }
}
