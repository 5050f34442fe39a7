//! What the desk does, in order: journal before card, card before center.
//!
//! Promises: nothing is asked of a card before the journal knows of it; a card that was begun is finished or scrapped
//! before its chip is used for anything else; a credit is asked once, and a load whose end is unknown is settled by the
//! same card before it is loaded again; what the center has not heard is told to it again.
//!
//! Deliberately does not know: readers, HTTP, passphrases, screens.

mod blocking;
mod desfire_load;
mod issue;
mod load;
mod load_words;
mod pboc_load;
mod report;
mod scrap;

pub use blocking::{block, block_absent};
pub use issue::{Issued, issue};
pub use load::load;
pub use load_words::{LoadWish, Loaded};
pub use report::{Pending, report_pending};
pub use scrap::scrap;

use records::sha256;

use crate::cards::CardWork;
use crate::center::Center;
use crate::custody::CardKeys;
use crate::hex::hex;
use crate::issuing::{Entry, Journal, JournalError};

/// Everything that work needs.
pub struct Bench<'a> {
    /// What is remembered.
    pub journal: &'a mut Journal,
    /// The center.
    pub center: &'a dyn Center,
    /// The kind of card.
    pub work: &'a dyn CardWork,
    /// Its keys.
    pub keys: &'a CardKeys<'a>,
    /// Version of the keys.
    pub key_version: u8,
    /// Now, UTC microseconds.
    pub now_us: fn() -> i64,
}

impl Bench<'_> {
    fn write(&mut self, entry: &Entry) -> Result<(), JournalError> {
        self.journal.write(entry, (self.now_us)())
    }
}

/// What the center keeps of a chip: tells two chips apart. It is no secret, for serials can be tried out.
fn uid_hash(chip: &str) -> String {
    hex(&sha256(format!("lovecard chip v1\0{chip}").as_bytes()))
}

/// Seconds since 2000-01-01 00:00, county time (UTC+8), as DESFire records count.
fn county_seconds(now_us: i64) -> u32 {
    const START: i64 = 946_684_800;
    const EAST: i64 = 8 * 3_600;
    let seconds = now_us.div_euclid(1_000_000).saturating_add(EAST).saturating_sub(START);
    u32::try_from(seconds).unwrap_or(0)
}
