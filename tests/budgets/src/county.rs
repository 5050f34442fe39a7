//! Cards, a security module and a parameter package of a made-up county.

use anyhow::{Context, Result};
use records::{
    BusinessDay, DayMinute, FactorOrder, KeyCustody, Offer, OfferMode, Officer, OfficerRole, OfficerRow,
    Parameters, ProfileParameters, ReleaseBytes, RosterRow, SigningKey, TariffProposal, TariffRelease,
    TariffTerms, TerminalId,
};
use subsidy::Tariff;
use virtual_cards::{Key, MasterKeys, Personalise, PersonalisePsam, VirtualPsam, VirtualPurse};

/// The tariff of the demonstration county.
pub const TARIFF: &str = include_str!("../../golden/tariffs/lunch-demo.toml");
/// Issuer of every card.
pub const ISSUER: [u8; 8] = [0x01, 0x33, 0x07, 0x03, 0xFF, 0xFF, 0xFF, 0xFF];
/// The till.
pub const TERMINAL: TerminalId = TerminalId(33_070_300_000_001);
/// Lunch.
pub const LUNCH: u16 = 2;
/// Its price in fen.
pub const PRICE: i64 = 1200;
/// Tier C of the tariff: 80 to 89, and an elder.
pub const TIER_C: (char, u32) = ('C', 1 << 2 | 1 << 9);

/// The center's key.
#[must_use]
pub fn center_key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

/// The issuer's keys. They guard nothing.
#[must_use]
pub fn keys() -> MasterKeys {
    let key = |seed: u8| Key([seed; 16].map(|byte: u8| byte.rotate_left(3) ^ 0x5A));
    MasterKeys { purchase: key(1), load: key(2), tac: key(3), maintenance: key(4) }
}

/// The card number of an elder, 20 BCD digits.
#[must_use]
pub fn number(elder: u32) -> [u8; 10] {
    let mut number = [0x03, 0x10, 0x33, 0x07, 0x03, 0, 0, 0, 0, 0];
    let mut rest = elder;
    for byte in number.iter_mut().rev().take(5) {
        let two = u8::try_from(rest % 100).unwrap_or(0);
        *byte = two / 10 * 16 + two % 10;
        rest /= 100;
    }
    number
}

/// The same as digits.
#[must_use]
pub fn digits(elder: u32) -> String {
    number(elder).iter().map(|byte| format!("{byte:02X}")).collect()
}

/// An elder's card with plenty on it.
#[must_use]
pub fn card(elder: u32) -> VirtualPurse {
    Personalise { balance: 9_000_000, ..Personalise::elder(keys(), ISSUER, number(elder)) }.card()
}

/// The till's security module.
#[must_use]
pub fn module() -> VirtualPsam {
    let MasterKeys { purchase, maintenance, .. } = keys();
    let serial = [0x33, 0x07, 0x03, 0, 0, 0, 0, 0, 0, 1];
    let terminal = [0x33, 0x07, 0x03, 0, 0, 1];
    PersonalisePsam { purchase, maintenance, issuer: ISSUER, serial, terminal }.psam()
}

/// The officer who makes the tariff.
#[must_use]
pub fn maker() -> SigningKey {
    SigningKey::from_bytes(&[0x33; 32])
}

/// The officer who checks it.
#[must_use]
pub fn checker() -> SigningKey {
    SigningKey::from_bytes(&[0x44; 32])
}

/// Both, as the till and the books know them.
#[must_use]
pub fn officers() -> [Officer; 2] {
    [
        Officer { key: maker().verifying_key(), role: OfficerRole::Maker },
        Officer { key: checker().verifying_key(), role: OfficerRole::Checker },
    ]
}

/// The tariff as the two release it.
fn release() -> Result<TariffRelease> {
    let tariff = Tariff::load(TARIFF).ok().context("tariff")?;
    let terms = TariffTerms {
        division: 330_703,
        tariff: tariff.id().to_owned(),
        version: tariff.version(),
        effective_us: BusinessDay::from_date(tariff.effective_from()).context("day")?.start_us(),
        text: TARIFF.to_owned(),
    };
    Ok(TariffProposal::sign(&terms, &maker())?.check(&checker())?)
}

/// A signed parameter package whose roster lists so many elders, all of tier C.
///
/// # Errors
/// None with a sane number of elders.
pub fn package(elders: u32) -> Result<Vec<u8>> {
    let day = |number| BusinessDay::from_number(number).context("day");
    let (from, to) = (day(20_250_101)?, day(20_401_231)?);
    let (tier, groups) = TIER_C;
    let row = |elder| RosterRow { card_no: digits(elder), from, to, tier, groups, place: 0, lapsed: false };
    let lunch = Offer {
        service: LUNCH,
        price_fen: PRICE,
        mode: OfferMode::Fixed,
        from: DayMinute::new(0).context("minute")?,
        to: DayMinute::new(1440).context("minute")?,
    };
    let parameters = Parameters {
        schema: records::SCHEMA.to_owned(),
        terminal: TERMINAL,
        version: 1,
        issued_at_us: 1,
        effective_from_us: 1,
        division: 330_703,
        merchant_id: "canteen-1".parse()?,
        merchant_name: "示范街老年食堂".to_owned(),
        point_name: "示范街助餐点".to_owned(),
        kind: String::new(),
        place: String::new(),
        lots: records::LotsSnapshot::default(),
        officers: officers().iter().map(OfficerRow::from).collect(),
        releases: vec![ReleaseBytes(release()?.bytes().to_vec())],
        roster_version: 1,
        roster: (0..elders).map(row).collect(),
        stoplist_version: 1,
        stoplist: Vec::new(),
        offers: vec![lunch],
        supervisor_code_hash: String::new(),
        key_custody: KeyCustody::Psam,
        card_profile: String::new(),
        profile: ProfileParameters {
            aids: vec!["A000000632010105".to_owned()],
            issuers: vec![ISSUER.iter().map(|byte| format!("{byte:02X}")).collect()],
            factor_order: FactorOrder::IssuerFirst,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        },
    };
    Ok(parameters.sign(&center_key())?)
}
