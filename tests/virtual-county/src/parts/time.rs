//! Simulated time: it passes when somebody does something, and at no other moment.

use cashier::Clock;
use records::{ClockQuality, Moment};
use std::cell::Cell;
use std::rc::Rc;

/// The one clock of the county. Clones show the same time.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    now_us: Rc<Cell<i64>>,
    start_us: i64,
}

impl Time {
    /// A clock that shows this moment, UTC µs.
    pub(crate) fn at(start_us: i64) -> Time {
        Time { now_us: Rc::new(Cell::new(start_us)), start_us }
    }

    /// UTC µs.
    pub(crate) fn us(&self) -> i64 {
        self.now_us.get()
    }

    /// Lets milliseconds pass.
    pub(crate) fn pass_ms(&self, ms: u64) {
        let us = i64::try_from(ms).unwrap_or(i64::MAX).saturating_mul(1_000);
        self.now_us.set(self.us().saturating_add(us));
    }

    /// For the courier.
    pub(crate) fn for_courier(&self) -> uplink::Now {
        uplink::Now { monotonic_ms: self.monotonic_us() / 1_000, utc_us: self.us() }
    }
}

impl Clock for Time {
    fn now(&self) -> Moment {
        Moment { at_us: self.us(), clock: ClockQuality::ClockChip }
    }

    fn monotonic_us(&self) -> u64 {
        u64::try_from(self.us().saturating_sub(self.start_us)).unwrap_or(0)
    }
}
