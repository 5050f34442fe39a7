//! The system's clocks.

use cashier::Clock;
use records::{ClockQuality, Moment};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Made by the time service once it has set the clock from the network.
const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";
/// Before 2024-01-01 a clock was never set, UTC seconds.
const NEVER_SET_BEFORE_S: u64 = 1_704_067_200;

/// The clock of this machine.
pub(super) struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts counting.
    #[must_use]
    pub(super) fn new() -> SystemClock {
        SystemClock { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let clock = if Path::new(SYNCHRONISED).exists() {
            ClockQuality::Network
        } else if since_epoch.as_secs() >= NEVER_SET_BEFORE_S {
            ClockQuality::ClockChip
        } else {
            ClockQuality::Guess
        };
        Moment { at_us: i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX), clock }
    }

    fn monotonic_us(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
