//! Vouchers and points in a parameter package: what the center knew when it was made.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::BusinessDay;

/// What cards hold, as the center knew it after certain records of this very terminal. The terminal takes off what
/// it has given since: its records after `through`, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotsSnapshot {
    /// The last record of this terminal that has been taken off already; 0 for none.
    pub through: u64,
    /// Loads that have something left, by card and number.
    pub rows: Vec<LotRow>,
}

impl LotsSnapshot {
    /// Whether nobody holds anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What one load of a card has left.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotRow {
    /// Card number, 20 digits.
    pub card_no: String,
    /// Number of the load within the card (领取序号), from 1.
    pub load: u32,
    /// Account code of the tariff.
    pub account: u8,
    /// First day on which it may be used.
    pub from: BusinessDay,
    /// Last day on which it may be used.
    pub to: BusinessDay,
    /// Fen or points, above zero.
    pub left: i64,
}

/// Shows the load, not the card.
impl fmt::Debug for LotRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LotRow { load, account, from, to, left, .. } = self;
        write!(f, "LotRow({load}: {left} in {account}, {from}–{to})")
    }
}
