//! The bytes of entries, version 1. Big-endian, fixed width but for the list of slots and acknowledgements.
//!
//! Every entry: kind u8 ‖ version u8 ‖ body.
//!
//! | kind | body |
//! | --- | --- |
//! | 1 intended | draft record 256 or 320 ‖ key id u8 ‖ slots u8, at most 3 ‖ for each: code u8, rising ‖ last day u32 yyyymmdd ‖ windows u16 ‖ window u16 ‖ count u32 and fen i64 in that window, that day, week, month, quarter, year |
//! | 2 torn | sale u64 ‖ counter u16 ‖ balance before u32 ‖ key version u8 ‖ algorithm u8 |
//! | 2 torn, version 2 | sale u64 ‖ counter u32 ‖ balance before u32 (FFFFFFFF for none) ‖ key version u8 ‖ algorithm u8 ‖ sealed u8, 0 or 1 ‖ 16, zero for none |
//! | 3 paid | known at i64 µs ‖ record 256 |
//! | 4 undone | sale u64 ‖ reason u8 ‖ status word u16 |
//! | 5 greyed | released at i64 µs ‖ record 256 |
//! | 6 day closed | record 256 |
//! | 7 parameters | version u32 ‖ SHA-256 32 |
//! | 8 sealed | first seq u64 ‖ through seq u64 ‖ sealed at i64 µs ‖ announced seq u64 ‖ count u64 ‖ price i64 ‖ benefit i64 |
//! | 9 verified | the acknowledgement's bytes |

use super::{Entry, EntryError, Sealed, UndoneReason};
use crate::bytes::{Fields, Short};
use crate::intention::{CardFacts, Intention};
use money::Fen;
use records::{Ack, Announced, BusinessDay, Record, Running, UNKNOWN_U32};
use std::collections::BTreeMap;
use subsidy::{Count, Usage};

/// Version of every entry's layout so far.
pub const VERSION: u8 = 1;

const INTENDED: u8 = 1;
const TORN: u8 = 2;
const PAID: u8 = 3;
const UNDONE: u8 = 4;
const GREYED: u8 = 5;
const DAY_CLOSED: u8 = 6;
const PARAMETERS: u8 = 7;
const SEALED: u8 = 8;
const VERIFIED: u8 = 9;

impl From<Short> for EntryError {
    fn from(_: Short) -> EntryError {
        EntryError::Short
    }
}

pub(super) fn encode(entry: &Entry) -> Vec<u8> {
    match entry {
        Entry::Intended(intention) => intended(intention),
        Entry::Torn { sale, card } => torn(*sale, card),
        Entry::Paid { at_us, record } => timed(PAID, *at_us, record),
        Entry::Undone { sale, reason, status } => {
            [&[UNDONE, VERSION][..], &sale.to_be_bytes(), &[reason.code()], &status.to_be_bytes()].concat()
        }
        Entry::Greyed { at_us, record } => timed(GREYED, *at_us, record),
        Entry::DayClosed { record } => [&[DAY_CLOSED, VERSION][..], &record.encode()].concat(),
        Entry::ParametersInstalled { version, hash } => {
            [&[PARAMETERS, VERSION][..], &version.to_be_bytes(), hash].concat()
        }
        Entry::Sealed(sealed) => [
            &[SEALED, VERSION][..],
            &sealed.first_seq.to_be_bytes(),
            &sealed.through_seq.to_be_bytes(),
            &sealed.sealed_at_us.to_be_bytes(),
            &sealed.announced.seq.to_be_bytes(),
            &sealed.announced.running.count.to_be_bytes(),
            &sealed.announced.running.price.0.to_be_bytes(),
            &sealed.announced.running.benefit.0.to_be_bytes(),
        ]
        .concat(),
        Entry::Verified { ack } => [&[VERIFIED, VERSION][..], ack].concat(),
    }
}

/// What a purse with a counter of sixteen bits says fits the first layout; anything else has the second.
fn torn(sale: u64, card: &CardFacts) -> Vec<u8> {
    let short = card.counter.and_then(|counter| u16::try_from(counter).ok());
    let keys = [card.key_version, card.alg_id];
    match (short, card.balance_before, card.sealed) {
        (Some(counter), Some(balance), None) => {
            let (counter, balance) = (counter.to_be_bytes(), balance.to_be_bytes());
            [&[TORN, VERSION][..], &sale.to_be_bytes(), &counter, &balance, &keys].concat()
        }
        (_, balance, sealed) => {
            let counter = card.counter.unwrap_or(UNKNOWN_U32).to_be_bytes();
            let balance = balance.unwrap_or(UNKNOWN_U32).to_be_bytes();
            let is_sealed = [u8::from(sealed.is_some())];
            let sealed = sealed.unwrap_or_default();
            [&[TORN, 2][..], &sale.to_be_bytes(), &counter, &balance, &keys, &is_sealed, &sealed].concat()
        }
    }
}

fn timed(tag: u8, at_us: i64, record: &Record) -> Vec<u8> {
    [&[tag, VERSION][..], &at_us.to_be_bytes(), &record.encode()].concat()
}

fn intended(intention: &Intention) -> Vec<u8> {
    let mut bytes = vec![INTENDED, VERSION];
    bytes.extend_from_slice(&intention.draft.encode());
    bytes.push(intention.key_id);
    bytes.push(u8::try_from(intention.usage.len()).unwrap_or(u8::MAX));
    for (slot, usage) in &intention.usage {
        bytes.push(*slot);
        let day = BusinessDay::from_date(usage.last_day).map_or(0, BusinessDay::number);
        bytes.extend_from_slice(&day.to_be_bytes());
        bytes.extend_from_slice(&usage.windows.to_be_bytes());
        bytes.extend_from_slice(&usage.window.to_be_bytes());
        let Usage { in_window, day, week, month, quarter, year, .. } = usage;
        for figure in [in_window, day, week, month, quarter, year] {
            bytes.extend_from_slice(&figure.count.to_be_bytes());
            bytes.extend_from_slice(&figure.benefit.0.to_be_bytes());
        }
    }
    bytes
}

/// One rule for each stage gives at most.
const SLOTS_MAX: u8 = 3;

pub(super) fn decode(bytes: &[u8]) -> Result<Entry, EntryError> {
    let mut fields = Fields::new(bytes);
    let (tag, version) = (fields.u8()?, fields.u8()?);
    if version != VERSION && (tag, version) != (TORN, 2) {
        return Err(EntryError::Unknown { tag, version });
    }
    let entry = match tag {
        TORN if version == 2 => read_torn(&mut fields)?,
        INTENDED => Entry::Intended(Box::new(read_intended(&mut fields)?)),
        TORN => Entry::Torn {
            sale: fields.u64()?,
            card: CardFacts {
                counter: Some(u32::from(fields.u16()?)),
                balance_before: Some(fields.u32()?),
                key_version: fields.u8()?,
                alg_id: fields.u8()?,
                sealed: None,
            },
        },
        PAID => Entry::Paid { at_us: fields.i64()?, record: Box::new(read_record(&mut fields)?) },
        UNDONE => Entry::Undone {
            sale: fields.u64()?,
            reason: UndoneReason::from_code(fields.u8()?).ok_or(EntryError::Field("reason"))?,
            status: fields.u16()?,
        },
        GREYED => Entry::Greyed { at_us: fields.i64()?, record: Box::new(read_record(&mut fields)?) },
        DAY_CLOSED => Entry::DayClosed { record: Box::new(read_record(&mut fields)?) },
        PARAMETERS => Entry::ParametersInstalled { version: fields.u32()?, hash: fields.bytes()? },
        SEALED => Entry::Sealed(read_sealed(&mut fields)?),
        VERIFIED => {
            let ack = fields.rest();
            Ack::open(ack).map_err(EntryError::Ack)?;
            return Ok(Entry::Verified { ack: ack.to_vec() });
        }
        _ => return Err(EntryError::Unknown { tag, version }),
    };
    if fields.left() == 0 { Ok(entry) } else { Err(EntryError::Long(fields.left())) }
}

fn read_torn(fields: &mut Fields<'_>) -> Result<Entry, EntryError> {
    let known = |value: u32| Some(value).filter(|value| *value != UNKNOWN_U32);
    let sale = fields.u64()?;
    let (counter, balance_before) = (known(fields.u32()?), known(fields.u32()?));
    let (key_version, alg_id) = (fields.u8()?, fields.u8()?);
    let (is_sealed, bytes) = (fields.u8()?, fields.bytes()?);
    let sealed = match is_sealed {
        0 if bytes == [0; 16] => None,
        1 => Some(bytes),
        _ => return Err(EntryError::Field("sealed")),
    };
    let card = CardFacts { counter, balance_before, key_version, alg_id, sealed };
    // One meaning, one spelling: what fits the first layout is written in it.
    let first = card.counter.is_some_and(|counter| counter <= u32::from(u16::MAX));
    if first && card.balance_before.is_some() && sealed.is_none() {
        return Err(EntryError::Field("layout"));
    }
    Ok(Entry::Torn { sale, card })
}

fn read_record(fields: &mut Fields<'_>) -> Result<Record, EntryError> {
    let length = Record::length_at(fields.peek()).map_err(EntryError::Record)?;
    Record::decode(fields.slice(length)?).map_err(EntryError::Record)
}

fn read_intended(fields: &mut Fields<'_>) -> Result<Intention, EntryError> {
    let draft = read_record(fields)?;
    let key_id = fields.u8()?;
    let slots = fields.u8()?;
    if slots > SLOTS_MAX {
        return Err(EntryError::Field("cap slots"));
    }
    let mut usage = BTreeMap::new();
    for _ in 0..slots {
        let code = fields.u8()?;
        let rising = code > 0 && usage.last_key_value().is_none_or(|(last, _)| *last < code);
        if !rising {
            return Err(EntryError::Field("cap slot"));
        }
        usage.insert(code, read_usage(fields)?);
    }
    Ok(Intention { draft, key_id, usage })
}

fn read_usage(fields: &mut Fields<'_>) -> Result<Usage, EntryError> {
    let day = BusinessDay::from_number(fields.u32()?).ok_or(EntryError::Field("last day"))?;
    let (windows, window) = (fields.u16()?, fields.u16()?);
    let mut figure =
        || -> Result<Count, Short> { Ok(Count { count: fields.u32()?, benefit: Fen(fields.i64()?) }) };
    Ok(Usage {
        last_day: day.date(),
        windows,
        window,
        in_window: figure()?,
        day: figure()?,
        week: figure()?,
        month: figure()?,
        quarter: figure()?,
        year: figure()?,
    })
}

fn read_sealed(fields: &mut Fields<'_>) -> Result<Sealed, EntryError> {
    Ok(Sealed {
        first_seq: fields.u64()?,
        through_seq: fields.u64()?,
        sealed_at_us: fields.i64()?,
        announced: Announced {
            seq: fields.u64()?,
            running: Running { count: fields.u64()?, price: Fen(fields.i64()?), benefit: Fen(fields.i64()?) },
        },
    })
}
