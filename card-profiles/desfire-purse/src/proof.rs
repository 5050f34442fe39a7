//! What the center checks: that a card itself committed this transaction, on this chip, at this terminal.
//!
//! The center rebuilds the transaction MAC input from what the terminal reported and compares the card's code. No
//! terminal has the key.
//!
//! ```text
//! C8 ‖ reader id 16 ‖ sealed 16, filled to 48
//! DC (load 0C, void 1C) ‖ value file ‖ amount 4, little-endian, filled to 16
//! 8B (or 3B) ‖ record file ‖ offset 3 ‖ length 3, filled to 16 ‖ record 40, filled to 48
//! ```

mod batch;

use crate::command::{commit_reader_id, credit, debit, limited_credit};
use crate::crypto::diversify::{Variant, diversify};
use crate::crypto::same;
use crate::crypto::transaction::{CommitKeys, item};
use crate::wire::three;
use crate::{Kind, Parameters, Record};
use purse::Secret16;

pub use batch::verify_all;

/// The county's master key of transaction MACs. It lives at the center alone; `Debug` never shows it.
#[derive(Clone, Debug)]
pub struct TransactionMacMasterKey(Secret16);

/// What enters a transaction MAC besides the transaction: numbers of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// File of records.
    pub record_file: u8,
    /// Value file.
    pub value_file: u8,
    /// Code of WRITE RECORD that was sent.
    pub write_code: u8,
}

/// What a terminal reports of one commit. `Debug` leaves the chip's serial out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Serial of the chip.
    pub uid: [u8; 7],
    /// The terminal's whole number.
    pub terminal: u64,
    /// The record that was written.
    pub record: Record,
    /// Transaction MAC counter that the commit returned.
    pub counter: u32,
    /// Transaction MAC value that the commit returned.
    pub value: [u8; 8],
    /// Enciphered reader id of the commit before.
    pub sealed: [u8; 16],
}

/// A genuine commit, and who committed on this card before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genuine {
    /// Reader id of the commit before: see [`reader_id`]; zeros when there was none.
    pub previous_reader: [u8; 16],
}

impl TransactionMacMasterKey {
    /// Takes the sixteen bytes of an AES-128 key.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> TransactionMacMasterKey {
        TransactionMacMasterKey(Secret16::new(bytes))
    }

    /// The key inside one card. `None` for a system identifier that is too long.
    #[must_use]
    pub fn of_card(&self, parameters: &Parameters, uid: [u8; 7]) -> Option<Secret16> {
        diversify(&self.0, Variant::An10922, &parameters.input(uid))
    }
}

/// The reader id of a terminal: its number, big-endian, then zeros.
#[must_use]
pub fn reader_id(terminal: u64) -> [u8; 16] {
    (u128::from(terminal) << 64).to_be_bytes()
}

/// Checks a claim with the key of its card; `None` when the card has not said so.
#[must_use]
pub fn verify(claim: &Claim, terms: Terms, key: &Secret16) -> Option<Genuine> {
    let keys = CommitKeys::derive(key, claim.counter, claim.uid);
    let genuine = same(&keys.value(&claim.input(terms)?), &claim.value);
    genuine.then(|| Genuine { previous_reader: keys.previous_reader(claim.sealed) })
}

impl Claim {
    /// The transaction MAC input; `None` for a record that is no transaction.
    #[must_use]
    pub fn input(&self, terms: Terms) -> Option<Vec<u8>> {
        let ins = match self.record.kind {
            Kind::Issued => return None,
            Kind::Sale => debit::INS,
            Kind::Load => credit::INS,
            Kind::Void => limited_credit::INS,
        };
        let reader = [reader_id(self.terminal), self.sealed].concat();
        let value = [&[terms.value_file], &self.record.amount.to_le_bytes()[..]].concat();
        let place = [&[terms.record_file], &three(0)[..], &three(Record::LENGTH)].concat();
        Some(
            [
                item(commit_reader_id::INS, &reader, &[]),
                item(ins, &value, &[]),
                item(terms.write_code, &place, &self.record.to_bytes()),
            ]
            .concat(),
        )
    }
}

impl core::fmt::Debug for Claim {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Claim")
            .field("terminal", &self.terminal)
            .field("record", &self.record)
            .field("counter", &self.counter)
            .finish_non_exhaustive()
    }
}
