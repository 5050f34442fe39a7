//! A quote in words.

use money::Fen;

/// One line of an explanation, for slips, pages and auditors. It names no category and no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line in Chinese.
    pub zh: String,
    /// The line in English.
    pub en: String,
    /// What the line adds (a price) or takes away (a benefit, negative). The last line is the sum: self-pay.
    pub fen: Fen,
}
