//! The trace: what the world did, line by line, and the hash that says whether two runs were one.

use std::collections::VecDeque;
use std::io::Write;

/// Lines shown when something breaks.
const SHOWN: usize = 30;

/// The trace.
pub struct Trace {
    hash: [u8; 32],
    last: VecDeque<String>,
    lines: u64,
    out: Option<Box<dyn Write>>,
}

impl Trace {
    /// A trace that is also written out, when asked.
    #[must_use]
    pub fn new(out: Option<Box<dyn Write>>) -> Trace {
        Trace { hash: [0; 32], last: VecDeque::new(), lines: 0, out }
    }

    pub(crate) fn line(&mut self, line: String) {
        let mut chained = self.hash.to_vec();
        chained.extend_from_slice(line.as_bytes());
        self.hash = records::sha256(&chained);
        self.lines = self.lines.saturating_add(1);
        if let Some(out) = &mut self.out
            && writeln!(out, "{line}").is_err()
        {
            self.out = None;
        }
        if self.last.len() >= SHOWN {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// First half of the chained SHA-256 of all lines, in hex.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// How many lines.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The last lines.
    pub(crate) fn tail(&self) -> Vec<String> {
        self.last.iter().cloned().collect()
    }
}
