//! The county of these stories: its keys, its cards, its parameters.

use crate::chips::{Card, ISSUER};
use records::{
    BusinessDay, DayMinute, FactorOrder, KeyCustody, Offer, OfferMode, OfficerRole, OfficerRow, Parameters,
    ReleaseBytes, RosterRow, SigningKey, TariffProposal, TariffTerms, TerminalId,
};

pub(crate) const TERMINAL: TerminalId = TerminalId(33_070_300_000_017);
/// 2024-07-16 12:00:00 in the county, UTC µs.
pub(crate) const NOON_US: i64 = 1_721_102_400_000_000;
pub(crate) const SECOND_US: u64 = 1_000_000;

/// Places of cards on the bench: a listed elder of tier C, one who eats free, a stranger to the roster, and a
/// card on the stop list.
pub(crate) const TIER_C: usize = 0;
pub(crate) const FREE: usize = 1;
pub(crate) const UNLISTED: usize = 2;
pub(crate) const STOPPED: usize = 3;

pub(crate) fn center_key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

pub(crate) fn till_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub(crate) fn cards() -> Vec<Card> {
    [(1, 10_000), (2, 5_000), (3, 3_000), (4, 9_000)].map(|(last, balance)| Card::new(last, balance)).to_vec()
}

const TARIFF: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");

pub(crate) fn maker() -> SigningKey {
    SigningKey::from_bytes(&[0x33; 32])
}

pub(crate) fn checker() -> SigningKey {
    SigningKey::from_bytes(&[0x44; 32])
}

/// A version of the tariff from a day on, under which tier C pays this for lunch.
pub(crate) fn tariff(version: u32, from: &str, lunch: &str) -> String {
    TARIFF
        // Its examples are of days on which it holds.
        .replace("2024-07-", "2024-12-")
        .replace("version = 1", &format!("version = {version}"))
        .replace("effective_from = \"2024-01-01\"", &format!("effective_from = \"{from}\""))
        .replace("value = \"6.00\"", &format!("value = \"{lunch}\""))
}

pub(crate) fn terms(text: &str) -> TariffTerms {
    let tariff = subsidy::Tariff::load(text).unwrap();
    TariffTerms {
        division: 330_703,
        tariff: tariff.id().to_owned(),
        version: tariff.version(),
        effective_us: BusinessDay::from_date(tariff.effective_from()).unwrap().start_us(),
        text: text.to_owned(),
    }
}

pub(crate) fn release(terms: &TariffTerms, maker: &SigningKey, checker: &SigningKey) -> ReleaseBytes {
    let release = TariffProposal::sign(terms, maker).unwrap().check(checker).unwrap();
    ReleaseBytes(release.bytes().to_vec())
}

/// A package with these tariffs, released as they should be.
pub(crate) fn with_tariffs(version: u32, texts: &[String]) -> Parameters {
    let releases = texts.iter().map(|text| release(&terms(text), &maker(), &checker()));
    Parameters { releases: releases.collect(), ..package(version) }
}

pub(crate) fn package(version: u32) -> Parameters {
    let cards = cards();
    let listed = |card: &Card, tier, groups| RosterRow {
        card_no: card.digits(),
        from: 20_240_101.try_into().unwrap(),
        to: 20_241_231.try_into().unwrap(),
        tier,
        groups,
        place: 0,
        lapsed: false,
    };
    let offer = |service, price_fen, mode, from, to| Offer {
        service,
        price_fen,
        mode,
        from: DayMinute::new(from).unwrap(),
        to: DayMinute::new(to).unwrap(),
    };
    Parameters {
        schema: records::SCHEMA.to_owned(),
        terminal: TERMINAL,
        version,
        issued_at_us: NOON_US - 86_400_000_000,
        effective_from_us: NOON_US - 86_400_000_000,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: "示例食堂".to_owned(),
        point_name: "示例助餐点".to_owned(),
        kind: String::new(),
        place: String::new(),
        lots: records::LotsSnapshot::default(),
        officers: [(maker(), OfficerRole::Maker), (checker(), OfficerRole::Checker)]
            .map(|(key, role)| OfficerRow { public_key: key.verifying_key().to_bytes(), role })
            .to_vec(),
        releases: vec![release(&terms(&tariff(1, "2024-01-01", "6.00")), &maker(), &checker())],
        roster_version: 11,
        roster: vec![
            listed(&cards[TIER_C], 'C', 1 << 2 | 1 << 9),
            listed(&cards[FREE], 'R', 1 << 8 | 1 << 9),
        ],
        stoplist_version: 5,
        stoplist: vec![cards[STOPPED].digits()],
        offers: vec![offer(2, 1200, OfferMode::Fixed, 630, 780), offer(7, 2000, OfferMode::Keyed, 480, 1080)],
        supervisor_code_hash: "phc:204816".to_owned(),
        key_custody: KeyCustody::Psam,
        card_profile: String::new(),
        profile: records::ProfileParameters {
            aids: vec!["A000000632010105".to_owned()],
            issuers: vec![ISSUER.iter().map(|byte| format!("{byte:02X}")).collect()],
            factor_order: FactorOrder::IssuerFirst,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        },
    }
}
