//! The bytes of a record, written by hand: 256 of version 1, and 320 of version 2, which has the same 256 and then
//! the evidence of a DESFire purse. Only such a card leaves any.
//!
//! | offset | bytes | field |
//! | ---: | ---: | --- |
//! | 0 | 2 | version, 1 or 2 |
//! | 2 | 1 | kind: 1 sale, 2 grey, 3 day close |
//! | 3 | 1 | flags: bit 0 recovered, 1 trial keys, 2 counter and balance known (grey only), 3 MAC2 unverified, 4 ordered |
//! | 4 | 8 | terminal |
//! | 12 | 8 | seq |
//! | 20 | 32 | SHA-256 of the previous record |
//! | 52 | 8 | start of the tap, UTC µs, signed |
//! | 60 | 1 | clock: 1 network, 2 clock chip, 3 guess |
//! | 61 | 1 | tier letter, ASCII |
//! | 62 | 1 | tender: 0 nothing due, 1 card purse, 2 cash |
//! | 63 | 1 | quantity |
//! | 64 | 4 | business day, yyyymmdd |
//! | 68 | 2 | service |
//! | 70 | 2 | window |
//! | 72 | 2 | first rule that gave |
//! | 74 | 2 | reserved, zero |
//! | 76 | 8 | price, fen, signed |
//! | 84 | 8 | benefit |
//! | 92 | 8 | self-pay |
//! | 100 | 4 | tariff version |
//! | 104 | 8 | tariff hash |
//! | 112 | 4 | roster version |
//! | 116 | 4 | stop-list version |
//! | 120 | 4 | benefit bits |
//! | 124 | 1 | card profile: 0 none, 1 PBOC or T-Union purse, 2 DESFire purse, 3 DESFire EV1 purse, 4 identity card |
//! | 125 | 1 | card transaction type: 00, 06, 09, DC |
//! | 126 | 1 | key version |
//! | 127 | 1 | algorithm |
//! | 128 | 10 | card number, BCD |
//! | 138 | 8 | issuer |
//! | 146 | 4 | card counter before the debit, FFFFFFFF unknown |
//! | 150 | 4 | balance before, fen, FFFFFFFF unknown |
//! | 154 | 4 | debited from the purse, fen |
//! | 158 | 6 | security module terminal number |
//! | 164 | 4 | security module transaction number |
//! | 168 | 4 | card date, BCD |
//! | 172 | 3 | card time, BCD |
//! | 175 | 4 | TAC |
//! | 179 | 8 | sale number |
//! | 187 | 8 | amended record, 0 none |
//! | 195 | 8 | running count |
//! | 203 | 8 | running price |
//! | 211 | 8 | running benefit |
//! | 219 | 2 | second rule that gave, 0 none |
//! | 221 | 4 | its part of the benefit, fen |
//! | 225 | 2 | third rule that gave, 0 none |
//! | 227 | 4 | its part of the benefit, fen |
//! | 231 | 2 | duration in minutes |
//! | 233 | 4 | points drawn |
//! | 237 | 19 | zero |
//! | 256 | 40 | version 2: the record the card keeps of this sale |
//! | 296 | 8 | version 2: transaction MAC value |
//! | 304 | 16 | version 2: encrypted reader id of the transaction before |

use money::Fen;

use super::record::{
    CardProfile, CardTxn, Further, Kind, RECORD_LEN, RECORD_MAC_LEN, Record, Running, Tender, TransactionMac,
    UNKNOWN_U32, VERSION, VERSION_MAC,
};
use crate::wire::{Put, Short, Take};
use crate::{BusinessDay, CardNo, ClockQuality, Moment, TerminalId, Tier};

const PADDING: usize = 19;
const RECOVERED: u8 = 1;
const TRIAL_KEYS: u8 = 1 << 1;
const COUNTER_KNOWN: u8 = 1 << 2;
const MAC2_UNVERIFIED: u8 = 1 << 3;
const ORDERED: u8 = 1 << 4;
const ALL_FLAGS: u8 = RECOVERED | TRIAL_KEYS | COUNTER_KNOWN | MAC2_UNVERIFIED | ORDERED;

/// Why bytes are not a record of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not as many bytes as its version has.
    #[error("记录应为 256 或 320 字节，实为 {0} 字节 · a record has 256 or 320 bytes")]
    Length(usize),
    /// Another version.
    #[error("不认识的记录版本 {0}，请升级中心 · unknown record version, upgrade the center")]
    Version(u16),
    /// A field holds a value this version does not define.
    #[error("记录第 {offset} 字节（{field}）的值无效 · undefined value in the record")]
    Field {
        /// Offset of the field.
        offset: usize,
        /// Name of the field.
        field: &'static str,
    },
}

impl Record {
    /// The bytes, for ever.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut put = Put::default();
        put.u16(self.version()).u8(self.kind.code()).u8(self.flags());
        put.u64(self.terminal.0).u64(self.seq).bytes(&self.prev);
        put.i64(self.tap.at_us).u8(self.tap.clock.code());
        put.u8(self.tier.byte()).u8(self.tender.code()).u8(self.quantity).u32(self.business_day.number());
        put.u16(self.service).u16(self.window).u16(self.rule).u16(0);
        put.i64(self.price.0).i64(self.benefit.0).i64(self.self_pay.0);
        put.u32(self.tariff_version).bytes(&self.tariff_hash);
        put.u32(self.roster_version).u32(self.stoplist_version).u32(self.groups);
        put.u8(self.card_profile.code()).u8(self.card_txn.code()).u8(self.key_version).u8(self.alg_id);
        put.bytes(&self.card_no.0).bytes(&self.card_issuer);
        put.u32(self.card_counter.unwrap_or(UNKNOWN_U32)).u32(self.balance_before.unwrap_or(UNKNOWN_U32));
        put.u32(self.card_amount).bytes(&self.psam_terminal).u32(self.psam_seq);
        put.bytes(&self.card_date).bytes(&self.card_time).bytes(&self.tac);
        put.u64(self.sale).u64(self.orig_seq);
        put.u64(self.running.count).i64(self.running.price.0).i64(self.running.benefit.0);
        for further in self.further {
            put.u16(further.rule).u32(u32::try_from(further.benefit.0).unwrap_or(0));
        }
        put.u16(self.minutes).u32(self.points);
        put.bytes(&[0; PADDING]);
        if let Some(TransactionMac { written, value, sealed }) = &self.transaction_mac {
            put.bytes(written).bytes(value).bytes(sealed);
        }
        put.finish()
    }

    /// What every version says: version 1 of this record, without the evidence of its card.
    #[must_use]
    pub fn head(&self) -> [u8; RECORD_LEN] {
        let bytes = Record { transaction_mac: None, ..self.clone() }.encode();
        bytes.first_chunk().copied().unwrap_or([0; RECORD_LEN])
    }

    /// Bytes of the record that begins here, by its version.
    ///
    /// # Errors
    /// An unknown version, or not even a version.
    pub fn length_at(bytes: &[u8]) -> Result<usize, RecordError> {
        match bytes.first_chunk().map(|version| u16::from_be_bytes(*version)) {
            Some(VERSION) => Ok(RECORD_LEN),
            Some(VERSION_MAC) => Ok(RECORD_MAC_LEN),
            Some(version) => Err(RecordError::Version(version)),
            None => Err(RecordError::Length(bytes.len())),
        }
    }

    fn version(&self) -> u16 {
        if self.transaction_mac.is_some() { VERSION_MAC } else { VERSION }
    }

    /// Reads the bytes back. Strict: what this version does not define is an error.
    ///
    /// # Errors
    /// Another length, another version, or an undefined value, with its place.
    pub fn decode(bytes: &[u8]) -> Result<Record, RecordError> {
        let length = RecordError::Length(bytes.len());
        if bytes.len() < RECORD_LEN || bytes.len() != Record::length_at(bytes)? {
            return Err(length);
        }
        read(bytes).map_err(|error| error.unwrap_or(length))
    }

    fn flags(&self) -> u8 {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        let known = self.kind == Kind::Grey && self.card_before().is_some();
        flag(self.recovered, RECOVERED)
            | flag(self.trial_keys, TRIAL_KEYS)
            | flag(known, COUNTER_KNOWN)
            | flag(self.mac2_unverified, MAC2_UNVERIFIED)
            | flag(self.ordered, ORDERED)
    }
}

/// `None` stands for bytes that ended early; the length was checked, so it cannot happen.
type Undefined = Option<RecordError>;

fn undefined(offset: usize, field: &'static str) -> Undefined {
    Some(RecordError::Field { offset, field })
}

fn read(bytes: &[u8]) -> Result<Record, Undefined> {
    let mut take = Take(bytes);
    let version = take.u16()?;
    let (mut record, flags) = read_heading(&mut take)?;
    read_price(&mut take, &mut record)?;
    read_card(&mut take, &mut record)?;
    let is_desfire = matches!(record.card_profile, CardProfile::DesfirePurse | CardProfile::DesfireEv1Purse);
    if version == VERSION_MAC && !is_desfire {
        return Err(undefined(124, "card profile"));
    }
    (record.sale, record.orig_seq) = (take.u64()?, take.u64()?);
    record.running = Running { count: take.u64()?, price: Fen(take.i64()?), benefit: Fen(take.i64()?) };
    read_further(&mut take, &mut record)?;
    (record.minutes, record.points) = (take.u16()?, take.u32()?);
    if take.slice(PADDING)?.iter().any(|&byte| byte != 0) {
        return Err(undefined(237, "padding"));
    }
    if version == VERSION_MAC {
        record.transaction_mac =
            Some(TransactionMac { written: take.array()?, value: take.array()?, sealed: take.array()? });
    }
    // The "known" bit says what the two fields say; two truths in one record would be one too many.
    if record.flags() == flags { Ok(record) } else { Err(undefined(3, "flags")) }
}

/// Offsets 2 to 75: what, who, when.
fn read_heading(take: &mut Take<'_>) -> Result<(Record, u8), Undefined> {
    let kind = Kind::from_code(take.u8()?).ok_or(undefined(2, "kind"))?;
    let flags = take.u8()?;
    if flags & !ALL_FLAGS != 0 {
        return Err(undefined(3, "flags"));
    }
    let (terminal, seq, prev) = (TerminalId(take.u64()?), take.u64()?, take.array()?);
    let at_us = take.i64()?;
    let clock = ClockQuality::from_code(take.u8()?).ok_or(undefined(60, "clock"))?;
    let tier = Tier::from_byte(take.u8()?).ok_or(undefined(61, "tier"))?;
    let tender = Tender::from_code(take.u8()?).ok_or(undefined(62, "tender"))?;
    let quantity = take.u8()?;
    let business_day = BusinessDay::from_number(take.u32()?).ok_or(undefined(64, "business day"))?;
    let (service, window, rule) = (take.u16()?, take.u16()?, take.u16()?);
    if take.u16()? != 0 {
        return Err(undefined(74, "reserved"));
    }
    let record = Record {
        recovered: flags & RECOVERED != 0,
        trial_keys: flags & TRIAL_KEYS != 0,
        mac2_unverified: flags & MAC2_UNVERIFIED != 0,
        ordered: flags & ORDERED != 0,
        seq,
        prev,
        tap: Moment { at_us, clock },
        tier,
        tender,
        quantity,
        service,
        window,
        rule,
        ..Record::blank(kind, terminal, business_day)
    };
    Ok((record, flags))
}

/// Offsets 219 to 230: further rules. Each comes after one that gave, and has a part only when it is there;
/// together they give no more than the whole benefit.
fn read_further(take: &mut Take<'_>, record: &mut Record) -> Result<(), Undefined> {
    let mut before = record.rule;
    for (further, offset) in record.further.iter_mut().zip([219, 225]) {
        *further = Further { rule: take.u16()?, benefit: Fen(i64::from(take.u32()?)) };
        let none = further.rule == 0;
        if (none && further.benefit != Fen::ZERO) || (!none && before == 0) {
            return Err(undefined(offset, "further rule"));
        }
        before = further.rule;
    }
    let parts = record.further.map(|further| further.benefit);
    let given = Fen::sum(parts).unwrap_or(Fen(i64::MAX));
    if given > record.benefit.max(Fen::ZERO) { Err(undefined(221, "further benefit")) } else { Ok(()) }
}

/// Offsets 76 to 123: how much, and by which papers.
fn read_price(take: &mut Take<'_>, record: &mut Record) -> Result<(), Undefined> {
    (record.price, record.benefit, record.self_pay) = (Fen(take.i64()?), Fen(take.i64()?), Fen(take.i64()?));
    (record.tariff_version, record.tariff_hash) = (take.u32()?, take.array()?);
    (record.roster_version, record.stoplist_version) = (take.u32()?, take.u32()?);
    record.groups = take.u32()?;
    Ok(())
}

/// Offsets 124 to 178: the card and the security module.
fn read_card(take: &mut Take<'_>, record: &mut Record) -> Result<(), Undefined> {
    record.card_profile = CardProfile::from_code(take.u8()?).ok_or(undefined(124, "card profile"))?;
    record.card_txn = CardTxn::from_code(take.u8()?).ok_or(undefined(125, "card transaction"))?;
    (record.key_version, record.alg_id) = (take.u8()?, take.u8()?);
    (record.card_no, record.card_issuer) = (CardNo(take.array()?), take.array()?);
    let known = |value: u32| Some(value).filter(|&value| value != UNKNOWN_U32);
    (record.card_counter, record.balance_before) = (known(take.u32()?), known(take.u32()?));
    (record.card_amount, record.psam_terminal, record.psam_seq) = (take.u32()?, take.array()?, take.u32()?);
    (record.card_date, record.card_time, record.tac) = (take.array()?, take.array()?, take.array()?);
    Ok(())
}

impl From<Short> for Option<RecordError> {
    fn from(_: Short) -> Option<RecordError> {
        None
    }
}

impl Kind {
    /// The number in a record.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Kind::Sale => 1,
            Kind::Grey => 2,
            Kind::DayClose => 3,
        }
    }

    fn from_code(code: u8) -> Option<Kind> {
        [Kind::Sale, Kind::Grey, Kind::DayClose].into_iter().find(|kind| kind.code() == code)
    }
}

impl Tender {
    /// The number in a record.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Tender::Nothing => 0,
            Tender::CardPurse => 1,
            Tender::Cash => 2,
        }
    }

    fn from_code(code: u8) -> Option<Tender> {
        [Tender::Nothing, Tender::CardPurse, Tender::Cash].into_iter().find(|tender| tender.code() == code)
    }
}

impl CardProfile {
    const ALL: [CardProfile; 5] = [
        CardProfile::NoCard,
        CardProfile::TUnionPurse,
        CardProfile::DesfirePurse,
        CardProfile::DesfireEv1Purse,
        CardProfile::IdentityCard,
    ];

    /// The number in a record.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            CardProfile::NoCard => 0,
            CardProfile::TUnionPurse => 1,
            CardProfile::DesfirePurse => 2,
            CardProfile::DesfireEv1Purse => 3,
            CardProfile::IdentityCard => 4,
        }
    }

    /// The profile with this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<CardProfile> {
        CardProfile::ALL.into_iter().find(|profile| profile.code() == code)
    }
}

impl CardTxn {
    const ALL: [CardTxn; 4] = [CardTxn::None, CardTxn::Purchase, CardTxn::Composite, CardTxn::ValueDebit];

    /// The card's type indication byte.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            CardTxn::None => 0x00,
            CardTxn::Purchase => 0x06,
            CardTxn::Composite => 0x09,
            CardTxn::ValueDebit => 0xDC,
        }
    }

    /// The type with this byte.
    #[must_use]
    pub fn from_code(code: u8) -> Option<CardTxn> {
        CardTxn::ALL.into_iter().find(|txn| txn.code() == code)
    }
}
