//! Whether the clock can be believed. The machine says how it knows the time; the center's own clock, read
//! with every answer, confirms or contradicts it.

use records::{ClockQuality, Moment};

/// How long the center's word about the time is good for.
const WORD_GOOD_US: u64 = 24 * 3_600 * 1_000_000;
/// A difference below this confirms our clock: header seconds, and a slow link.
const CONFIRMS_US: i64 = 60 * 1_000_000;
/// A difference above this contradicts it.
const CONTRADICTS_US: i64 = 600 * 1_000_000;

/// What the center last said about the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockJudge {
    word: Option<Word>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word {
    center_us: i64,
    monotonic_us: u64,
}

impl ClockJudge {
    /// The center said that it is now `center_time_s`.
    pub fn hear(&mut self, center_time_s: i64, monotonic_us: u64) {
        let center_us = center_time_s.saturating_mul(1_000_000);
        self.word = Some(Word { center_us, monotonic_us });
    }

    /// The moment with its quality, or `None` when the center's clock contradicts it.
    #[must_use]
    pub fn judge(&self, now: Moment, monotonic_us: u64) -> Option<Moment> {
        let Some(word) = self.word else { return Some(now) };
        let since_us = monotonic_us.saturating_sub(word.monotonic_us);
        if since_us > WORD_GOOD_US {
            return Some(now);
        }
        let expected = word.center_us.saturating_add(i64::try_from(since_us).unwrap_or(i64::MAX));
        let off = now.at_us.saturating_sub(expected).saturating_abs();
        if off > CONTRADICTS_US {
            return None;
        }
        let clock = if off <= CONFIRMS_US { ClockQuality::Network } else { now.clock };
        Some(Moment { clock, ..now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_center_confirms_or_contradicts() {
        let noon_s = 1_721_016_000;
        let mut judge = ClockJudge::default();
        let at = |s: i64| Moment { at_us: s * 1_000_000, clock: ClockQuality::Guess };
        let known = |s: i64, clock| Some(Moment { clock, ..at(s) });
        assert_eq!(judge.judge(at(5), 0), known(5, ClockQuality::Guess), "nobody has said anything");
        judge.hear(noon_s, 1_000_000);
        let after = |s: u64| 1_000_000 + s * 1_000_000;
        for (own_s, spent_s, judged) in [
            (noon_s, 0, known(noon_s, ClockQuality::Network)),
            (noon_s + 3_600, 3_600, known(noon_s + 3_600, ClockQuality::Network)),
            (noon_s - 61, 0, known(noon_s - 61, ClockQuality::Guess)),
            (noon_s + 601, 0, None),
            (noon_s - 601, 0, None),
            (0, 86_400, None),
            (0, 86_401, known(0, ClockQuality::Guess)),
        ] {
            assert_eq!(judge.judge(at(own_s), after(spent_s)), judged, "{own_s} after {spent_s}");
        }
    }
}
