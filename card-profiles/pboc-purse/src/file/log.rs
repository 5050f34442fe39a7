//! File 0018, the transaction log: cyclic, 23 bytes, at least ten records, record 1 the newest. JR/T 0025.2.
//!
//! | bytes | field |
//! | --- | --- |
//! | 1-2 | counter; some chips write it before the transaction's increment, some after |
//! | 3-5 | overdraft limit |
//! | 6-9 | amount |
//! | 10 | type: 01 02 load, 05 06 09 purchase (02, 06 and 09 move the purse) |
//! | 11-16 | terminal |
//! | 17-20 | date |
//! | 21-23 | time |

use crate::bytes::Fields;
use purse::CardAmount;

/// Length of a record.
pub const LENGTH: u8 = 23;
/// Records that every chip keeps.
pub const DEPTH: u8 = 10;

/// Load of the purse.
const LOAD: u8 = 0x02;

/// One record of file 0018.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Counter as written. Never a proof by itself.
    pub counter: u16,
    /// Overdraft limit.
    pub overdraft: CardAmount,
    /// Amount moved.
    pub amount: CardAmount,
    /// Transaction type.
    pub txn_type: u8,
    /// Terminal.
    pub terminal: [u8; 6],
    /// Date, BCD.
    pub date: [u8; 4],
    /// Time, BCD.
    pub time: [u8; 3],
}

/// Whether this is a record of the right length that was never written: some chips answer those.
#[must_use]
pub fn is_blank(data: &[u8]) -> bool {
    data.len() == usize::from(LENGTH)
        && (data.iter().all(|byte| *byte == 0) || data.iter().all(|byte| *byte == 0xFF))
}

impl LogEntry {
    /// Reads a record; `None` for any other length.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<LogEntry> {
        let mut fields = Fields(data);
        let counter = u16::from_be_bytes(fields.take()?);
        let [a, b, c] = fields.take()?;
        let found = LogEntry {
            counter,
            overdraft: CardAmount::from_bytes([0, a, b, c]),
            amount: CardAmount::from_bytes(fields.take()?),
            txn_type: fields.byte()?,
            terminal: fields.take()?,
            date: fields.take()?,
            time: fields.take()?,
        };
        fields.is_empty().then_some(found)
    }

    /// Whether this is a purchase from the purse, which advances the offline counter.
    #[must_use]
    pub fn is_purchase(&self) -> bool {
        matches!(self.txn_type, 0x06 | 0x09)
    }

    /// Whether this is a load of the purse.
    #[must_use]
    pub fn is_load(&self) -> bool {
        self.txn_type == LOAD
    }

    /// Date, then time: BCD compares as it reads.
    #[must_use]
    pub fn moment(&self) -> ([u8; 4], [u8; 3]) {
        (self.date, self.time)
    }
}
