//! What a rule of the books is.

/// One query that must answer nothing, and how its rows read.
pub(super) struct Rule {
    pub(super) sql: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}
