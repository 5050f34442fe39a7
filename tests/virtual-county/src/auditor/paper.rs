//! The auditor's own reading of papers, by the published offsets: it shares no code with whoever wrote them.

/// A fixed-width big-endian field.
fn field<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut field = [0; N];
    for (to, from) in field.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
    field
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(field(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_be_bytes(field(bytes, at))
}

pub(super) fn i64_at(bytes: &[u8], at: usize) -> i64 {
    i64::from_be_bytes(field(bytes, at))
}

/// SHA-256.
pub(super) fn hash(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).into()
}

/// What the auditor wants to know of a record of 256 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noted {
    /// 1 sale, 2 grey, 3 day close.
    pub(super) kind: u8,
    pub(super) terminal: u64,
    pub(super) seq: u64,
    pub(super) prev: [u8; 32],
    pub(super) hash: [u8; 32],
    pub(super) tap_us: i64,
    pub(super) day: u32,
    pub(super) price: i64,
    pub(super) benefit: i64,
    pub(super) self_pay: i64,
    pub(super) tariff: u32,
    pub(super) card: [u8; 10],
    pub(super) counter: Option<u32>,
    pub(super) balance: Option<u32>,
    pub(super) amount: u32,
    pub(super) sale: u64,
}

impl Noted {
    pub(super) fn read(record: &[u8]) -> Noted {
        let known = |value: u32| Some(value).filter(|value| *value != u32::MAX);
        Noted {
            kind: field::<1>(record, 2)[0],
            terminal: u64_at(record, 4),
            seq: u64_at(record, 12),
            prev: field(record, 20),
            hash: hash(record),
            tap_us: i64_at(record, 52),
            day: u32_at(record, 64),
            price: i64_at(record, 76),
            benefit: i64_at(record, 84),
            self_pay: i64_at(record, 92),
            tariff: u32_at(record, 100),
            card: field(record, 128),
            counter: known(u32_at(record, 146)),
            balance: known(u32_at(record, 150)),
            amount: u32_at(record, 154),
            sale: u64_at(record, 179),
        }
    }

    pub(super) fn tail(&self) -> String {
        let [.., a, b] = self.card;
        format!("{a:02X}{b:02X}")
    }
}

/// A journal entry.
pub(super) enum Paper {
    Intended(Noted),
    Undone { sale: u64 },
    Written(Noted),
    Verified(Receipt),
    Installed { version: u32 },
    Other,
}

impl Paper {
    pub(super) fn read(entry: &[u8]) -> Paper {
        let body = entry.get(2..).unwrap_or_default();
        match entry.first() {
            Some(1) => Paper::Intended(Noted::read(body.get(..256).unwrap_or_default())),
            Some(3 | 5) => Paper::Written(Noted::read(body.get(8..264).unwrap_or_default())),
            Some(4) => Paper::Undone { sale: u64_at(body, 0) },
            Some(6) => Paper::Written(Noted::read(body)),
            Some(7) => Paper::Installed { version: u32_at(body, 0) },
            Some(9) => Paper::Verified(Receipt::read(body)),
            _ => Paper::Other,
        }
    }
}

/// An acknowledgement.
pub(super) struct Receipt {
    pub(super) terminal: u64,
    pub(super) through: u64,
    pub(super) head: [u8; 32],
    pub(super) batch: [u8; 32],
}

impl Receipt {
    pub(super) fn read(ack: &[u8]) -> Receipt {
        Receipt {
            terminal: u64_at(ack, 4),
            through: u64_at(ack, 20),
            head: field(ack, 28),
            batch: field(ack, 60),
        }
    }
}

/// The head of a batch.
pub(super) struct Parcel {
    pub(super) terminal: u64,
    pub(super) first_seq: u64,
    pub(super) hash: [u8; 32],
}

impl Parcel {
    pub(super) fn read(batch: &[u8]) -> Parcel {
        Parcel { terminal: u64_at(batch, 4), first_seq: u64_at(batch, 12), hash: hash(batch) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{
        BusinessDay, CardNo, CardProfile, CardTxn, ClockQuality, Kind, Moment, Record, TerminalId,
    };

    #[test]
    fn reads_what_the_records_crate_writes() {
        let day = BusinessDay::from_number(20_260_721).unwrap();
        let record = Record {
            seq: 7,
            prev: [9; 32],
            tap: Moment { at_us: 1_721_016_000_123_456, clock: ClockQuality::Network },
            tariff_version: 5,
            price: money::Fen(1_200),
            benefit: money::Fen(400),
            self_pay: money::Fen(800),
            quantity: 1,
            card_profile: CardProfile::TUnionPurse,
            card_txn: CardTxn::Composite,
            card_no: CardNo([0x03, 0x10, 0x43, 0x30, 0x70, 0x30, 0, 0, 0x12, 0x34]),
            card_counter: Some(41),
            balance_before: Some(9_000),
            card_amount: 800,
            sale: 8,
            ..Record::blank(Kind::Sale, TerminalId(33_070_300_000_001), day)
        };
        let bytes = record.encode();
        let expected = Noted {
            kind: 1,
            terminal: 33_070_300_000_001,
            seq: 7,
            prev: [9; 32],
            hash: records::sha256(&bytes),
            tap_us: 1_721_016_000_123_456,
            day: 20_260_721,
            price: 1_200,
            benefit: 400,
            self_pay: 800,
            tariff: 5,
            card: record.card_no.0,
            counter: Some(41),
            balance: Some(9_000),
            amount: 800,
            sale: 8,
        };
        assert_eq!(Noted::read(&bytes), expected);
        assert_eq!(expected.tail(), "1234");
    }
}
