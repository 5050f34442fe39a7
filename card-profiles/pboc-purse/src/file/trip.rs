//! File 001E, the T-Union trip log: cyclic, 48 bytes, thirty records. JT/T 978, as implemented by bus and
//! metro terminals. Written together with a composite purchase (record identifier 00).
//!
//! | bytes | field |
//! | --- | --- |
//! | 1 | event: 03 in, 04 out, 06 single purchase from the purse, 0A load |
//! | 2-9 | terminal: `0000` ‖ PSAM terminal number |
//! | 10 | industry: 01 metro, 02 bus, … |
//! | 11-17 | line and station 4 ‖ reserved 3 |
//! | 18-21 | amount |
//! | 22-25 | balance after |
//! | 26-32 | date 4 ‖ time 3 |
//! | 33-34 | acceptor's city |
//! | 35-42 | acceptor's organisation |
//! | 43-48 | largest open trip 4 ‖ minutes 2, or reserved |

use crate::bytes::Fields;
use core::fmt;
use purse::CardAmount;

/// Length of a record.
pub const LENGTH: u8 = 48;
/// Records that the file keeps.
pub const DEPTH: u8 = 30;

/// One record of file 001E.
/// `Debug` does not say where and when.
#[derive(Clone, PartialEq, Eq)]
pub struct TripEntry {
    /// Event.
    pub event: u8,
    /// Terminal, eight bytes.
    pub terminal: [u8; 8],
    /// Industry.
    pub industry: u8,
    /// Line and station, then reserved bytes.
    pub place: [u8; 7],
    /// Amount.
    pub amount: CardAmount,
    /// Balance after.
    pub balance_after: CardAmount,
    /// Date, BCD.
    pub date: [u8; 4],
    /// Time, BCD.
    pub time: [u8; 3],
    /// Acceptor's city.
    pub city: [u8; 2],
    /// Acceptor's organisation.
    pub organisation: [u8; 8],
    /// Open-trip limit and minutes, or reserved.
    pub open_trip: [u8; 6],
}

impl fmt::Debug for TripEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TripEntry {{ event: {}, .. }}", self.event)
    }
}

impl TripEntry {
    /// Reads a record; `None` for any other length.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<TripEntry> {
        let mut fields = Fields(data);
        let found = TripEntry {
            event: fields.byte()?,
            terminal: fields.take()?,
            industry: fields.byte()?,
            place: fields.take()?,
            amount: CardAmount::from_bytes(fields.take()?),
            balance_after: CardAmount::from_bytes(fields.take()?),
            date: fields.take()?,
            time: fields.take()?,
            city: fields.take()?,
            organisation: fields.take()?,
            open_trip: fields.take()?,
        };
        fields.is_empty().then_some(found)
    }

    /// Whether this record was never written: a date of zeros or ones is none.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.date, [0x00, ..] | [0xFF, ..])
    }

    /// The 48 bytes of the record.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.event];
        bytes.extend(self.terminal);
        bytes.push(self.industry);
        bytes.extend(self.place);
        bytes.extend(self.amount.to_bytes());
        bytes.extend(self.balance_after.to_bytes());
        bytes.extend(self.date);
        bytes.extend(self.time);
        bytes.extend(self.city);
        bytes.extend(self.organisation);
        bytes.extend(self.open_trip);
        bytes
    }
}
