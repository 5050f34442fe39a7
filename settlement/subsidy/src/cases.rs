//! Cases as lines of JSON: one case in, one quote out.

use crate::Tariff;

/// Why a case cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The line is not a case.
    #[error("第 {column} 列：{zh} · column {column}: {en}")]
    Malformed {
        /// Column, from 1; 0 for the line as a whole.
        column: usize,
        /// What is wrong and how to mend it, Chinese.
        zh: String,
        /// What is wrong and how to mend it, English.
        en: String,
    },
}

/// Answers one case with one quote; both are one line of JSON without a line end.
///
/// # Errors
/// A line that is not a case of this tariff.
pub fn answer(_tariff: &Tariff, _json_line: &str) -> Result<String, CaseError> {
    Ok(String::new())
}
