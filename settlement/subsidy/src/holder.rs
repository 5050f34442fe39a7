//! Who somebody is to a tariff: facts the center knows, and the standing a till is told.

use crate::Tariff;
use crate::age::reaches;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// What the center knows of a holder. It never travels to a till, and its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct HolderFacts {
    /// Date of birth. When only year and month are known: the last day of that month.
    pub birth: Date,
    /// Categories as the tariff names them under `[holders]`.
    pub categories: BTreeSet<String>,
    /// Rosters (名单) the holder is on, as the tariff names them under `[holders]`.
    pub rosters: BTreeSet<String>,
    /// Whether the holder counts as a resident of the county.
    pub resident: bool,
}

impl fmt::Debug for HolderFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderFacts(<private>)")
    }
}

/// What a till is told about a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Neutral tier letter `A`..`Z`; `-` when no lettered group fits, and for everybody not on the roster.
    pub letter: char,
    /// Benefit groups, bit *n* set for the group with `bit = n`.
    pub groups: u32,
}

impl Standing {
    /// Somebody the center has not listed: pays the full price.
    pub const NONE: Standing = Standing { letter: '-', groups: 0 };
}

/// A stretch of days, both ends included, on which a standing does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The standing on each of these days.
    pub standing: Standing,
}

/// The standing of a holder on one day. The letter is that of the first group in the file that fits.
#[must_use]
pub fn classify(_tariff: &Tariff, _facts: &HolderFacts, _on: Date) -> Standing {
    Standing::NONE
}

/// The standings of a holder from one day to another (both included), split exactly where they change.
/// Empty when `from` is after `to`.
#[must_use]
pub fn spans(tariff: &Tariff, facts: &HolderFacts, from: Date, to: Date) -> Vec<Span> {
    let _ = reaches;
    vec![Span { from, to, standing: classify(tariff, facts, from) }]
}
