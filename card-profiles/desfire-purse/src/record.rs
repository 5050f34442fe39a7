//! The record that every transaction leaves on the card, with the balance after it: 40 bytes, big-endian.
//!
//! | bytes | field |
//! | --- | --- |
//! | 0 | version 1 in the high four bits, kind in the low four: 0 issued, 1 sale, 2 load, 3 void |
//! | 1-4 | seconds since 2000-01-01 00:00, county time; 0 where nobody knew |
//! | 5-8 | low four bytes of the terminal's number |
//! | 9-12 | low four bytes of the terminal's number of this transaction |
//! | 13-16 | amount, fen |
//! | 17-20 | balance after, fen |
//! | 21-24 | transaction MAC counter that this commit is expected to come to; 0 on EV1 |
//! | 25-39 | meal mark; zeros where none was ever written |

use jiff::civil::DateTime;

/// What a transaction was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The card was issued.
    Issued,
    /// A sale.
    Sale,
    /// Money was put on the card.
    Load,
    /// The last sale was undone.
    Void,
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// What happened.
    pub kind: Kind,
    /// Seconds since 2000-01-01 00:00, county time.
    pub seconds: u32,
    /// Low four bytes of the terminal's number.
    pub terminal: u32,
    /// Low four bytes of the terminal's number of this transaction.
    pub sale: u32,
    /// Amount, fen.
    pub amount: u32,
    /// Balance after, fen.
    pub balance: u32,
    /// Transaction MAC counter after; 0 on EV1.
    pub counter: u32,
    /// Meal mark.
    pub mark: [u8; 15],
}

impl Record {
    /// Bytes of a record.
    pub const LENGTH: u32 = 40;

    /// The bytes on the card.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 40] {
        let kind = match self.kind {
            Kind::Issued => 0x10,
            Kind::Sale => 0x11,
            Kind::Load => 0x12,
            Kind::Void => 0x13,
        };
        let Record { seconds, terminal, sale, amount, balance, counter, mark, .. } = *self;
        let numbers = [seconds, terminal, sale, amount, balance, counter].map(u32::to_be_bytes);
        let mut bytes = [0; 40];
        let fields = [kind].into_iter().chain(numbers.into_iter().flatten()).chain(mark);
        for (to, from) in bytes.iter_mut().zip(fields) {
            *to = from;
        }
        bytes
    }

    /// Reads a record; `None` for any other length, version or kind.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Record> {
        let (first, rest) = bytes.split_first()?;
        let kind = match first {
            0x10 => Kind::Issued,
            0x11 => Kind::Sale,
            0x12 => Kind::Load,
            0x13 => Kind::Void,
            _ => return None,
        };
        let (numbers, mark) = rest.split_first_chunk::<24>()?;
        let mut numbers = numbers.as_chunks::<4>().0.iter().map(|number| u32::from_be_bytes(*number));
        Some(Record {
            kind,
            seconds: numbers.next()?,
            terminal: numbers.next()?,
            sale: numbers.next()?,
            amount: numbers.next()?,
            balance: numbers.next()?,
            counter: numbers.next()?,
            mark: mark.try_into().ok()?,
        })
    }

    /// Balance before; `None` when the record contradicts itself.
    #[must_use]
    pub fn balance_before(&self) -> Option<u32> {
        match self.kind {
            Kind::Sale => self.balance.checked_add(self.amount),
            Kind::Issued | Kind::Load | Kind::Void => self.balance.checked_sub(self.amount),
        }
    }
}

/// Seconds since 2000-01-01 00:00 of a county date (BCD `YYYYMMDD`) and time (BCD `hhmmss`); `None` for what is no
/// moment, or too early or late to count.
#[must_use]
pub fn seconds(date: [u8; 4], time: [u8; 3]) -> Option<u32> {
    let [century, year, month, day] = date.map(decimal);
    let [hour, minute, second] = time.map(decimal);
    let year = i16::from(century?).checked_mul(100)?.checked_add(i16::from(year?))?;
    let moment = DateTime::new(year, month?, day?, hour?, minute?, second?, 0).ok()?;
    let start = DateTime::constant(2000, 1, 1, 0, 0, 0, 0);
    u32::try_from(moment.duration_since(start).as_secs()).ok()
}

fn decimal(byte: u8) -> Option<i8> {
    let (tens, ones) = (byte >> 4, byte & 0x0F);
    (tens < 10 && ones < 10).then(|| i8::try_from(tens * 10 + ones).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_as_it_is_written() {
        let record = Record {
            kind: Kind::Sale,
            seconds: 0x0102_0304,
            terminal: 0x0506_0708,
            sale: 0x090A_0B0C,
            amount: 800,
            balance: 9_200,
            counter: 43,
            mark: [0x4D; 15],
        };
        let bytes = record.to_bytes();
        assert_eq!(bytes[..9], [0x11, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(bytes[13..25], [0, 0, 3, 0x20, 0, 0, 0x23, 0xF0, 0, 0, 0, 43]);
        assert_eq!(Record::parse(&bytes), Some(record));
        assert_eq!(record.balance_before(), Some(10_000));
        assert_eq!(Record::parse(&bytes[..39]), None);
        assert_eq!(Record::parse(&[&bytes[..], &[0]].concat()), None);
        for other in [0x14, 0x21, 0x01, 0x00] {
            assert_eq!(Record::parse(&[&[other], &bytes[1..]].concat()), None);
        }
    }

    #[test]
    fn seconds_of_the_county() {
        assert_eq!(seconds([0x20, 0x00, 0x01, 0x01], [0, 0, 0]), Some(0));
        assert_eq!(seconds([0x20, 0x26, 0x07, 0x15], [0x12, 0x15, 0x30]), Some(837_432_930));
        assert_eq!(seconds([0x20, 0x24, 0x02, 0x29], [0x23, 0x59, 0x59]), Some(762_566_399));
        for (date, time) in [
            ([0x19, 0x99, 0x12, 0x31], [0x23, 0x59, 0x59]),
            ([0x20, 0x25, 0x02, 0x29], [0, 0, 0]),
            ([0x20, 0x2A, 0x01, 0x01], [0, 0, 0]),
            ([0x99, 0x99, 0x12, 0x31], [0, 0, 0]),
            ([0, 0, 0, 0], [0, 0, 0]),
        ] {
            assert_eq!(seconds(date, time), None);
        }
    }
}
