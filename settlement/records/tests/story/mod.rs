//! One lunch, one torn tap, one evening: three records that the tests share.

use money::Fen;
use records::{
    BusinessDay, CardProfile, CardTxn, Chain, ClockQuality, Kind, Moment, Record, Running, SigningKey,
    Tender, TerminalId, Tier,
};

pub(crate) fn till_key() -> SigningKey {
    SigningKey::from_bytes(&[0x11; 32])
}

pub(crate) fn center_key() -> SigningKey {
    SigningKey::from_bytes(&[0x22; 32])
}

pub(crate) fn till() -> TerminalId {
    TerminalId::new(330_703, 17).unwrap()
}

fn day() -> BusinessDay {
    BusinessDay::from_number(20_240_715).unwrap()
}

/// Lunch at 12.00: 7.00 carried, 5.00 from the purse.
pub(crate) fn lunch() -> Record {
    Record {
        trial_keys: true,
        tap: Moment { at_us: 1_721_016_000_123_456, clock: ClockQuality::Network },
        tier: Tier::new('C').unwrap(),
        tender: Tender::CardPurse,
        quantity: 1,
        service: 2,
        window: 2,
        rule: 73,
        price: Fen(1200),
        benefit: Fen(700),
        self_pay: Fen(500),
        tariff_version: 3,
        tariff_hash: [0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8],
        roster_version: 12,
        stoplist_version: 4,
        groups: 0b100,
        card_profile: CardProfile::TUnionPurse,
        card_txn: CardTxn::Composite,
        key_version: 1,
        alg_id: 0,
        card_no: "3104770000000001234".parse().unwrap(),
        card_issuer: [0x03, 0x10, 0x47, 0x70, 0xFF, 0xFF, 0xFF, 0xFF],
        card_counter: Some(41),
        balance_before: Some(8_800),
        card_amount: 500,
        psam_terminal: [0x33, 0x07, 0x03, 0x00, 0x00, 0x17],
        psam_seq: 1_001,
        card_date: [0x20, 0x24, 0x07, 0x15],
        card_time: [0x12, 0x00, 0x00],
        tac: [0xDE, 0xAD, 0xBE, 0xEF],
        sale: 1,
        running: Running { count: 1, price: Fen(1200), benefit: Fen(700) },
        ..Record::blank(Kind::Sale, till(), day())
    }
}

/// A torn tap that the supervisor released; the counter was learned before the debit.
pub(crate) fn torn(after: &Record) -> Record {
    let chain = follow(after);
    Record {
        kind: Kind::Grey,
        seq: chain.next_seq,
        prev: chain.head,
        tap: Moment { at_us: 1_721_016_060_000_000, clock: ClockQuality::ClockChip },
        card_no: "3104770000000005678".parse().unwrap(),
        card_counter: Some(7),
        balance_before: Some(600),
        psam_seq: 1_002,
        card_time: [0x12, 0x01, 0x00],
        tac: [0; 4],
        sale: 2,
        ..lunch()
    }
}

/// The day is closed.
pub(crate) fn evening(after: &Record) -> Record {
    let chain = follow(after);
    Record {
        seq: chain.next_seq,
        prev: chain.head,
        tap: Moment { at_us: 1_721_044_800_000_000, clock: ClockQuality::Guess },
        running: after.running,
        ..Record::blank(Kind::DayClose, till(), day())
    }
}

pub(crate) fn all_three() -> Vec<Record> {
    let lunch = lunch();
    let torn = torn(&lunch);
    let evening = evening(&torn);
    vec![lunch, torn, evening]
}

fn follow(record: &Record) -> Chain {
    let mut chain = Chain { next_seq: record.seq, head: record.prev };
    chain.extend(record).unwrap();
    chain
}
