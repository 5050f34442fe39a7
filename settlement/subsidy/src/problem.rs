//! What is wrong with a tariff, where, and how to mend it.

use crate::wording::Wording;
use std::fmt;

/// One thing wrong with a tariff text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// Two lines: where and what, then how to mend it.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { line, column, what_zh, what_en, remedy } = self;
        write!(f, "{line}:{column} {what_zh} · {what_en}\n    {remedy}")
    }
}

impl Problem {
    /// The same two lines with the word 提醒 · note: something to look at that blocks nothing.
    #[must_use]
    pub fn as_note(&self) -> String {
        let Problem { line, column, what_zh, what_en, remedy } = self;
        format!("{line}:{column} 提醒 · note: {what_zh} · {what_en}\n    {remedy}")
    }

    /// A problem at a byte of the text.
    pub(crate) fn at(text: &str, byte: usize, wording: Wording) -> Problem {
        let before = text.get(..byte.min(text.len())).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(line_start..).unwrap_or("").chars().filter(|&c| c != '\u{feff}').count();
        let line = before.bytes().filter(|&byte| byte == b'\n').count();
        let Wording { zh, en, remedy } = wording;
        Problem { line: line + 1, column: column + 1, what_zh: zh, what_en: en, remedy }
    }
}

/// Problems found so far in one text.
pub(crate) struct Findings<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl<'t> Findings<'t> {
    pub(crate) fn new(text: &'t str) -> Findings<'t> {
        Findings { text, problems: Vec::new() }
    }

    /// Notes a problem where `place` is written.
    pub(crate) fn add<T>(&mut self, place: &toml::Spanned<T>, zh: &str, en: &str, remedy: &str) {
        self.problems.push(Problem::at(self.text, place.span().start, Wording::new(zh, en, remedy)));
    }

    /// All problems in the order of the text.
    pub(crate) fn sorted(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters() {
        let text = "\u{feff}一 = 1\r\n午餐 = 2\n";
        let place = |byte| {
            let problem = Problem::at(text, byte, Wording::new("", "", ""));
            (problem.line, problem.column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(3), (1, 1));
        assert_eq!(place(text.find('餐').unwrap()), (2, 2));
        assert_eq!(place(text.len()), (3, 1));
        assert_eq!(place(usize::MAX), (3, 1));
    }
}
