//! What is to be bought, in the terms of the card.

use purse::CardAmount;

/// How many derivation factors the PSAM's purchase key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levels {
    /// Card serial only.
    One,
    /// Card serial, then issuer: T-Union.
    Two,
}

impl Levels {
    /// The factors as a PSAM lists them: serial first.
    pub(crate) fn factors(self, serial: [u8; 8], issuer: [u8; 8]) -> Vec<u8> {
        let mut factors = serial.to_vec();
        if self == Levels::Two {
            factors.extend(issuer);
        }
        factors
    }
}

/// A whole record that is written together with the debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordUpdate {
    /// Short file identifier, such as 19 or 1E.
    pub sfi: u8,
    /// Record identifier: the record's first byte; 00 for the newest of a cyclic file.
    pub record_id: u8,
    /// The record, header included, at most 255 bytes.
    pub data: Vec<u8>,
}

/// Simple or composite purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PurchaseKind {
    /// Type 06: money alone.
    Simple,
    /// Type 09: money and records, all or nothing. An amount of zero is legal.
    Composite {
        /// Records to write, in order.
        update: Vec<RecordUpdate>,
    },
}

impl PurchaseKind {
    /// The type byte of MACs and records.
    #[must_use]
    pub fn txn_type(&self) -> u8 {
        match self {
            PurchaseKind::Simple => 0x06,
            PurchaseKind::Composite { .. } => 0x09,
        }
    }
}

/// One purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// Simple or composite.
    pub kind: PurchaseKind,
    /// Key id: the PSAM's key index.
    pub key_id: u8,
    /// What to debit, fen.
    pub amount: CardAmount,
    /// Terminal number of the PSAM.
    pub terminal: [u8; 6],
    /// County date, BCD `YYYYMMDD`.
    pub date: [u8; 4],
    /// County time, BCD `hhmmss`.
    pub time: [u8; 3],
    /// Card's derivation factor: `CardNumber::factor`.
    pub serial_factor: [u8; 8],
    /// Issuer's derivation factor: the eight bytes of `Issuer`.
    pub issuer_factor: [u8; 8],
    /// How many factors the PSAM takes.
    pub levels: Levels,
    /// Whether the PSAM wants the card's identification first.
    pub identify: bool,
}

impl PurchaseOrder {
    /// The factors as the PSAM lists them: serial first.
    pub(crate) fn factors(&self) -> Vec<u8> {
        self.levels.factors(self.serial_factor, self.issuer_factor)
    }
}
