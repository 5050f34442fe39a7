//! Who somebody is to a tariff: facts the center knows, and the standing a till is told.

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
    /// Whether the holder lives in the county (常住).
    pub resident: bool,
    /// Whether the household is registered in the county (户籍).
    pub registered: bool,
    /// Care level (失能等级), 0 to 6.
    pub care_level: u8,
    /// Where the holder belongs, as the tariff names it under `[[place]]`.
    pub place: Option<String>,
    /// The last day on which the categories hold; `None` without an end.
    pub reviewed_to: Option<Date>,
    /// The last day of any standing: death, or a move away.
    pub until: Option<Date>,
}

impl HolderFacts {
    /// Somebody of whom the birth alone is known: resident, registered, in no category.
    #[must_use]
    pub fn born(birth: Date) -> HolderFacts {
        HolderFacts {
            birth,
            categories: BTreeSet::new(),
            rosters: BTreeSet::new(),
            resident: true,
            registered: true,
            care_level: 0,
            place: None,
            reviewed_to: None,
            until: None,
        }
    }
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
    /// Code of the holder's place; 0 where the tariff asks for none.
    pub place: u16,
    /// Whether categories have lapsed and are due for review.
    pub lapsed: bool,
}

impl Standing {
    /// Somebody the center has not listed: pays the full price.
    pub const NONE: Standing = Standing { letter: '-', groups: 0, place: 0, lapsed: false };

    /// A standing that no place and no review touches.
    #[must_use]
    pub const fn new(letter: char, groups: u32) -> Standing {
        Standing { letter, groups, place: 0, lapsed: false }
    }
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

/// A benefit group of a tariff.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// 0 to 31.
    pub(crate) bit: u8,
    pub(crate) name: String,
    pub(crate) letter: Option<char>,
    pub(crate) who: Who,
}

/// Who belongs to a group: all of what is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Who {
    /// Completed years, included.
    pub(crate) age_from: Option<u8>,
    /// Completed years, included: it holds until the day before the next age is reached.
    pub(crate) age_to: Option<u8>,
    pub(crate) categories_any: Option<BTreeSet<String>>,
    pub(crate) categories_none: BTreeSet<String>,
    pub(crate) rosters_any: Option<BTreeSet<String>>,
    /// Names, with all places within.
    pub(crate) places_any: Option<BTreeSet<String>>,
    pub(crate) resident: Option<bool>,
    pub(crate) registered: Option<bool>,
    pub(crate) care_from: Option<u8>,
    pub(crate) care_to: Option<u8>,
}
