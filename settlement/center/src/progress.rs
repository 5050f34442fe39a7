//! How far a long work is, on standard error, for whoever waits at a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line is drawn anew.
const EVERY: Duration = Duration::from_millis(200);
const WIDTH: u64 = 30;

/// One line that is drawn over itself. Silent when standard error is not a terminal.
pub(crate) struct Progress {
    total: u64,
    started: Instant,
    drawn: Option<Instant>,
    shown: bool,
}

impl Progress {
    /// Of a work with this many steps; 0 when nobody knows.
    pub(crate) fn new(total: u64) -> Progress {
        Progress { total, started: Instant::now(), drawn: None, shown: std::io::stderr().is_terminal() }
    }

    /// So many are done.
    pub(crate) fn at(&mut self, done: u64) {
        if !self.shown || self.drawn.is_some_and(|drawn| drawn.elapsed() < EVERY) {
            return;
        }
        self.drawn = Some(Instant::now());
        self.write(&line(done, self.total, self.started.elapsed()));
    }

    /// Takes the line away.
    pub(crate) fn finish(&mut self) {
        if self.drawn.take().is_some() {
            self.write("");
        }
    }

    fn write(&self, text: &str) {
        let mut out = std::io::stderr().lock();
        // A terminal that is gone misses nothing that counts.
        drop(write!(out, "\r\u{1b}[K{text}").and_then(|()| out.flush()));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

/// `[###···] 42 %  4200000/10000000  500000/s  剩余 left 12 s`
fn line(done: u64, total: u64, spent: Duration) -> String {
    let millis = u64::try_from(spent.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = u64::try_from(u128::from(done) * 1000 / u128::from(millis)).unwrap_or(u64::MAX);
    if total == 0 {
        return format!("{done}  {rate}/s");
    }
    let part = |of: u64| u64::try_from(u128::from(done.min(total)) * u128::from(of) / u128::from(total));
    let (full, percent) = (part(WIDTH).unwrap_or(0), part(100).unwrap_or(0));
    let bar: String = (0..WIDTH).map(|place| if place < full { '#' } else { '.' }).collect();
    let left = total.saturating_sub(done).checked_div(rate).map_or("?".to_owned(), |left| left.to_string());
    format!("[{bar}] {percent} %  {done}/{total}  {rate}/s  剩余 left {left} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long() {
        for (done, total, seconds, told) in [
            (0, 10, 0, "[..............................] 0 %  0/10  0/s  剩余 left ? s"),
            (500, 1000, 5, "[###############...............] 50 %  500/1000  100/s  剩余 left 5 s"),
            (1000, 1000, 5, "[##############################] 100 %  1000/1000  200/s  剩余 left 0 s"),
            (1000, 0, 5, "1000  200/s"),
        ] {
            assert_eq!(line(done, total, Duration::from_secs(seconds)), told);
        }
    }
}
