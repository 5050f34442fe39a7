//! One county: its keys, its cards of every family, its tills' parameters.

use crate::link::Boxed;
use apdu::converse;
use desfire_purse::crypto::diversify::{Variant, diversify};
use money::Fen;
use pboc_purse::crypto::IssuerFactor;
use pboc_purse::{Layout, Levels};
use purse::{Application, CardNumber, Cards, Custody, Family, Issuer, KeyUse, Probe, Profile, Secret16};
use records::{
    BusinessDay, DayMinute, KeyCustody, Offer, OfferMode, OfficerRole, OfficerRow, Parameters, ReleaseBytes,
    RosterRow, SigningKey, TariffProposal, TariffTerms, TerminalId,
};
use sale::{Order, PayWith, Rules};
use std::cell::Cell;
use virtual_cards::desfire::{CountyCard, CountyKeys, Generation};
use virtual_cards::{
    InField, Key, MasterKeys, Personalise, PersonalisePsam, SocialGeneration, UnreadableCard, VirtualCard,
    VirtualPsam,
};

/// The till of this county.
pub const TERMINAL: TerminalId = TerminalId(33_070_300_000_017);
/// 2025-07-16 12:00:00 in the county, UTC µs.
pub const NOON_US: i64 = 1_752_638_400_000_000;
const DAY_US: i64 = 86_400_000_000;

/// Issuer of the county's purses.
pub const ISSUER: [u8; 8] = [0x33, 0x07, 0x33, 0x07, 0xFF, 0xFF, 0xFF, 0xFF];
/// The security module's terminal number.
pub const SAM_TERMINAL: [u8; 6] = [0x33, 0x07, 0x03, 0, 0, 0x17];
/// Fen on every new card.
pub const BALANCE: u32 = 10_000;
/// What 建设部 modules want to hear from a card before a purchase.
const CODE: [u8; 9] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99];

/// A composite purchase: lunch at six yuan, with the meal mark.
pub const LUNCH: Order = Order { service: 2, price: Fen(1_200), quantity: 1, pay_with: PayWith::Card };
/// A simple purchase: a haircut at twenty yuan, nothing to mark.
pub const HAIRCUT: Order = Order { service: 7, price: Fen(2_000), quantity: 1, pay_with: PayWith::Card };
/// Lunch for a card without a purse.
pub const LUNCH_IN_CASH: Order = Order { pay_with: PayWith::Cash, ..LUNCH };

/// Master keys of the county's purses.
pub const PURSE_KEYS: MasterKeys = MasterKeys {
    purchase: Key([0x3E; 16]),
    load: Key([0x3F; 16]),
    tac: Key([0x34; 16]),
    maintenance: Key([0x36; 16]),
};
const TILL_KEY: [u8; 16] = [0x11; 16];
/// Master key of loads on DESFire cards.
pub const LOAD_KEY: [u8; 16] = [0x22; 16];
/// Master key of transaction MACs.
pub const PROOF_KEY: [u8; 16] = [0x33; 16];

/// The families of this county's cards, and what differs within them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// T-Union purse with 3DES keys.
    TUnion,
    /// The same on a chip whose answers wait for GET RESPONSE.
    TUnionFetched,
    /// T-Union purse with SM4 keys.
    Sm4,
    /// City-Union purse, with a module that wants the card's identification.
    CityUnion,
    /// DESFire.
    Desfire(Generation),
    /// Social-security card.
    Social(SocialGeneration),
    /// Any chip by its serial.
    Serial,
}

impl Kind {
    /// A card of this kind; `last` tells cards of one kind apart.
    #[must_use]
    pub fn card(self, last: u8) -> VirtualCard {
        let number = [0x03, 0x30, 0x70, 0x30, 0, 0, 0, 0, 0x12, last];
        let elder = Personalise { balance: BALANCE, ..Personalise::elder(PURSE_KEYS, ISSUER, number) };
        let mut purse = match self {
            Kind::TUnion | Kind::TUnionFetched => elder.card(),
            Kind::Sm4 => Personalise { alg_id: 0x04, ..elder }.card(),
            Kind::CityUnion => Personalise { layout: virtual_cards::Layout::CityUnion, ..elder }.card(),
            Kind::Desfire(generation) => {
                return desfire(generation, [4, 0x59, 0x7A, 0x32, 0x50, 0x14, last]).into();
            }
            Kind::Social(generation) => {
                return VirtualCard::Social(virtual_cards::SocialCard::new(
                    &[4, 1, 2, 3, 4, 5, last],
                    generation,
                ));
            }
            Kind::Serial => {
                return VirtualCard::Storage(virtual_cards::StorageCard::new(&[0xDE, 0xAD, 0xBE, last]));
            }
        };
        let mut manner = purse.manner();
        manner.by_get_response = self == Kind::TUnionFetched;
        purse.behave(manner);
        if self == Kind::CityUnion {
            purse.reissue(|state| state.identification = Some(CODE));
        }
        purse.into()
    }

    /// The security module that serves this kind.
    #[must_use]
    pub fn psam(self) -> VirtualPsam {
        let mut psam = PersonalisePsam {
            purchase: PURSE_KEYS.purchase,
            maintenance: PURSE_KEYS.maintenance,
            issuer: ISSUER,
            serial: [0x11; 10],
            terminal: SAM_TERMINAL,
        }
        .psam();
        psam.reissue(|state| match self {
            Kind::Sm4 => state.alg_id = 0x04,
            Kind::CityUnion => state.identification = Some(CODE),
            _ => {}
        });
        psam
    }

    /// What a profile says of this kind.
    #[must_use]
    pub fn application(self) -> Box<dyn Application> {
        match self {
            Kind::TUnion | Kind::TUnionFetched | Kind::Sm4 => {
                Box::new(pboc_purse::Parameters { issuers: vec![Issuer(ISSUER)], ..Default::default() })
            }
            Kind::CityUnion => Box::new(pboc_purse::Parameters {
                aid: vec![0xA0, 0, 0, 0, 0x03, 0x86, 0x98, 0x07, 0x01],
                issuers: vec![Issuer(ISSUER)],
                levels: Levels::Two,
                layout: Layout::CityUnion,
                issuer_factor: IssuerFactor::City,
                identify: true,
                mark_sfi: 0x17,
                ..Default::default()
            }),
            Kind::Desfire(generation) => Box::new(desfire_purse::Parameters::usual(reader_of(generation))),
            Kind::Social(_) => told(&identity_card::Social, "family = \"social\""),
            Kind::Serial => told(&identity_card::Chip, "family = \"chip\""),
        }
    }

    /// The number under which a till knows such a card.
    #[must_use]
    pub fn number(self, last: u8) -> CardNumber {
        let mut probe = self.application().probe();
        let (mut card, mut nobody) = (self.card(last), UnreadableCard::new(&[0; 4]));
        let found =
            converse(&mut Boxed(&mut *probe), &mut InField::tap(&mut card), &mut InField::tap(&mut nobody));
        match found.unwrap() {
            Probe::Found(view) => view.number,
            other => panic!("{other:?}"),
        }
    }
}

fn reader_of(generation: Generation) -> desfire_purse::Generation {
    match generation {
        Generation::Ev1 => desfire_purse::Generation::Ev1,
        _ => desfire_purse::Generation::Ev2,
    }
}

fn told(family: &dyn Family, keys: &str) -> Box<dyn Application> {
    let text = format!("format = 1\nname = \"x\"\n[[application]]\n{keys}\n");
    family.application(&Profile::parse(&text).unwrap().applications[0]).unwrap()
}

/// A DESFire of the county.
#[must_use]
pub fn desfire(generation: Generation, uid: [u8; 7]) -> virtual_cards::desfire::VirtualDesfire {
    let application = [[0; 16], TILL_KEY, LOAD_KEY, [0x44; 16], [0x55; 16]].map(Key);
    let keys = CountyKeys { application, transaction_mac: Key(PROOF_KEY), card: Key([0x66; 16]), version: 1 };
    CountyCard { balance: BALANCE, ..CountyCard::new(keys, uid, generation) }.card()
}

/// A till's own keys. Its random numbers count, so that stories repeat.
#[derive(Clone, Debug, Default)]
pub struct TillKeys {
    drawn: Cell<u8>,
    /// Nobody has put the debit key in.
    pub(crate) missing: bool,
}

impl Custody for TillKeys {
    fn card_key(&self, _: KeyUse, _: u8, input: &[u8]) -> Option<Secret16> {
        let master = (!self.missing).then(|| Secret16::new(TILL_KEY))?;
        diversify(&master, Variant::An10922, input)
    }

    fn random(&self) -> Option<[u8; 16]> {
        self.drawn.set(self.drawn.get().wrapping_add(1));
        Some([self.drawn.get(); 16])
    }
}

/// What the center has told the till: the families in order of asking, and the elders of this kind on its roster.
#[must_use]
pub fn rules(kinds: &[Kind]) -> Rules {
    let mut rules = Rules::new(&package(kinds), None).unwrap();
    rules.cards = Cards::new(kinds.iter().map(|kind| kind.application()).collect());
    rules
}

fn package(kinds: &[Kind]) -> Parameters {
    let listed = |kind: &Kind, last, tier, groups| RosterRow {
        card_no: kind.number(last).digits(),
        from: 20_250_101.try_into().unwrap(),
        to: 20_251_231.try_into().unwrap(),
        tier,
        groups,
        place: 0,
        lapsed: false,
    };
    let offer = |service, price_fen| Offer {
        service,
        price_fen,
        mode: OfferMode::Fixed,
        from: DayMinute::new(0).unwrap(),
        to: DayMinute::new(1_440).unwrap(),
    };
    let (maker, checker) = (SigningKey::from_bytes(&[0x33; 32]), SigningKey::from_bytes(&[0x44; 32]));
    let officer = |key: &SigningKey, role| OfficerRow { public_key: key.verifying_key().to_bytes(), role };
    Parameters {
        schema: records::SCHEMA.to_owned(),
        terminal: TERMINAL,
        version: 1,
        issued_at_us: NOON_US - DAY_US,
        effective_from_us: NOON_US - DAY_US,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: "示例食堂".to_owned(),
        point_name: "示例助餐点".to_owned(),
        kind: String::new(),
        place: String::new(),
        lots: records::LotsSnapshot::default(),
        officers: vec![officer(&maker, OfficerRole::Maker), officer(&checker, OfficerRole::Checker)],
        releases: vec![release(&maker, &checker)],
        roster_version: 1,
        roster: kinds
            .iter()
            .flat_map(|kind| [listed(kind, 1, 'C', 1 << 2), listed(kind, 2, 'R', 1 << 8)])
            .collect(),
        stoplist_version: 1,
        stoplist: Vec::new(),
        offers: vec![offer(2, 1_200), offer(7, 2_000)],
        supervisor_code_hash: String::new(),
        key_custody: KeyCustody::Psam,
        card_profile: String::new(),
        profile: records::ProfileParameters {
            aids: vec!["A000000632010105".to_owned()],
            issuers: Vec::new(),
            factor_order: records::FactorOrder::IssuerFirst,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        },
    }
}

fn release(maker: &SigningKey, checker: &SigningKey) -> ReleaseBytes {
    let text = include_str!("../../golden/sale/tariff.toml");
    let tariff = subsidy::Tariff::load(text).unwrap();
    let terms = TariffTerms {
        division: 330_703,
        tariff: tariff.id().to_owned(),
        version: tariff.version(),
        effective_us: BusinessDay::from_date(tariff.effective_from()).unwrap().start_us(),
        text: text.to_owned(),
    };
    let release = TariffProposal::sign(&terms, maker).unwrap().check(checker).unwrap();
    ReleaseBytes(release.bytes().to_vec())
}
