//! What is wrong with a tariff, where, and how to mend it.

use std::fmt;

/// One thing wrong with a tariff text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, in Chinese.
    pub what_zh: String,
    /// What is wrong, in English.
    pub what_en: String,
    /// How to mend it, Chinese first, then English.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { line, column, what_zh, what_en, remedy } = self;
        write!(f, "{line}:{column} {what_zh} · {what_en}\n    {remedy}")
    }
}
