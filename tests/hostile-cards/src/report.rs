//! What a run has seen.

use core::fmt;
use std::collections::BTreeMap;

/// Peak memory of one dialogue, the virtual chip behind it included.
pub(crate) const BYTES_MAX: u64 = 256 * 1024;

/// Of one dialogue or parser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often it was begun.
    pub runs: u64,
    /// How often it came to a good end: found, paid, read.
    pub good: u64,
    /// Most exchanges with chips.
    pub longest: usize,
    /// Exchanges it may have.
    pub bound: usize,
    /// Most memory at once, bytes.
    pub bytes: u64,
}

/// Of a whole run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Iterations done.
    pub iterations: u64,
    /// By name.
    pub seen: BTreeMap<&'static str, Seen>,
}

/// An iteration that went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Seed of the run.
    pub seed: u64,
    /// Which one.
    pub iteration: u64,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { seed, iteration } = self;
        write!(
            f,
            "出错，单独重现 · it failed; again, alone: hostile-cards --seed {seed} --from {iteration} --count 1"
        )
    }
}

impl Report {
    /// One dialogue is over.
    ///
    /// # Panics
    /// It took more exchanges or memory than it may.
    pub(crate) fn dialogue(
        &mut self,
        name: &'static str,
        bound: usize,
        exchanges: usize,
        bytes: u64,
        good: bool,
    ) {
        assert!(exchanges <= bound, "{name}: {exchanges} exchanges, at most {bound}");
        assert!(bytes <= BYTES_MAX, "{name}: {bytes} bytes of memory");
        let seen = self.seen.entry(name).or_default();
        seen.runs += 1;
        seen.good += u64::from(good);
        seen.longest = seen.longest.max(exchanges);
        seen.bytes = seen.bytes.max(bytes);
        seen.bound = bound;
    }

    /// A parser has been given something.
    pub(crate) fn parsed(&mut self, name: &'static str, good: bool) {
        self.dialogue(name, 0, 0, 0, good);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<40}{:>10}{:>10}{:>16}{:>10}", "", "runs", "good", "longest/bound", "peak B")?;
        for (name, seen) in &self.seen {
            let Seen { runs, good, longest, bound, bytes } = seen;
            writeln!(f, "{name:<40}{runs:>10}{good:>10}{:>16}{bytes:>10}", format!("{longest}/{bound}"))?;
        }
        write!(f, "{} iterations", self.iterations)
    }
}
