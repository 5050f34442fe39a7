//! A transcript of every kind of virtual card: it replays, and what names the card is not in it.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use apdu::{Transport, TransportError};
use card_desk::recording::{RecordingFault, record};
use card_stories::{Story, Till};
use expect_test::expect;
use purse::{Application, Cards, Family, Profile};
use virtual_cards::desfire::{CountyCard, CountyKeys, Generation};
use virtual_cards::{
    Chip, ForeignCard, InField, Key, Layout, ManyApplications, MasterKeys, Personalise, SocialCard,
    SocialGeneration, StorageCard, UnreadableCard, VirtualPurse,
};

const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];
const NUMBER: [u8; 10] = [0x03, 0x10, 0x33, 0x07, 0x03, 0x45, 0x67, 0x89, 0x01, 0x23];
const PBOC: &str = "family = \"pboc\"\naid = \"A000000632010105\"\n";

fn profile(applications: &[&str]) -> String {
    let all = applications.iter().map(|keys| format!("[[application]]\n{keys}\n")).collect::<String>();
    format!("format = 1\nname = \"x\"\n{all}")
}

/// Every family, those that no till sells to yet as well.
fn cards(text: &str) -> Cards {
    let told = Profile::parse(text).unwrap().applications;
    let all = told.iter().map(|told| {
        let mut families =
            card_families::FAMILIES.iter().copied().chain([&desfire_purse::Desfire as &dyn Family]);
        families.find(|family| family.name() == told.family).unwrap().application(told).unwrap()
    });
    Cards::new(all.collect())
}

fn purse(layout: Layout) -> VirtualPurse {
    let keys = MasterKeys {
        purchase: Key([1; 16]),
        load: Key([2; 16]),
        tac: Key([3; 16]),
        maintenance: Key([4; 16]),
    };
    let plan = Personalise::elder(keys, [3, 0x30, 0x33, 0x80, 0xFF, 0xFF, 0xFF, 0xFF], NUMBER);
    Personalise { balance: 5_417, layout, ..plan }.card()
}

fn desfire(generation: Generation) -> impl Chip {
    let keys = CountyKeys {
        application: [Key([1; 16]); 5],
        transaction_mac: Key([2; 16]),
        card: Key([3; 16]),
        version: 1,
    };
    CountyCard { balance: 70_913, ..CountyCard::new(keys, UID, generation) }.card()
}

fn packed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Records, looks for what must not be there, replays; answers the file and what it comes to.
fn recorded(applications: &[&str], card: impl Chip, secrets: &[&[u8]]) -> (String, String) {
    let text = profile(applications);
    let (cards_of, atr) = (cards(&text), card.atr());
    let recording = record(&mut InField::tap(card), &cards_of, &atr).unwrap();
    let file = recording.file(&text);
    let written: String = file.split_whitespace().collect();
    for secret in secrets {
        let turned: Vec<u8> = secret.iter().rev().copied().collect();
        for shown in [packed(secret), packed(&turned), String::from_utf8_lossy(secret).into_owned()] {
            assert!(!written.contains(&shown), "{shown} is in\n{file}");
        }
    }
    let mut till = Till::new(cards);
    assert_eq!(Story(file.clone()).tell(|scene| till.begin(scene)), file);
    let (commands, names, masked) = (recording.commands(), recording.names, recording.masked());
    let told = format!("{}; {commands} commands, {names} names, {masked} masked\n", recording.comes_to);
    (file, told)
}

const CITY: &str = "family = \"pboc\"\naid = \"A00000000386980701\"\nlayout = \"city-union\"\nmark-sfi = 0x17\nmark-record = 1";
const SOCIAL: &str = "family = \"social\"";
const SOCIAL_NUMBER: &str = "family = \"social\"\nidentify = \"number\"";
const CHIP: &str = "family = \"chip\"";
const EV1: &str = "family = \"desfire\"\ngeneration = \"ev1\"";
const EV2: &str = "family = \"desfire\"\ngeneration = \"ev2\"";

#[test]
fn every_kind_of_card() {
    let serial = purse(Layout::TUnion).uid().unwrap();
    let (money, more) = (5_417u32.to_be_bytes(), 70_913u32.to_be_bytes());
    // Numbers, serials, balances; the holder's name as the virtual social-security card has it.
    let secrets: &[&[u8]] = &[
        &NUMBER,
        &NUMBER[5..],
        &serial,
        &UID,
        &UID[..4],
        &UID[1..],
        &money,
        &more,
        &[0xB2, 0xE2, 0xCA, 0xD4],
        b"PBOC DEBIT",
    ];
    let all = [PBOC, SOCIAL, CHIP];
    let social = |generation| SocialCard::new(&UID, generation);
    let told = [
        recorded(&[PBOC], purse(Layout::TUnion), secrets),
        recorded(&[SOCIAL, PBOC], ManyApplications::new(purse(Layout::TUnion)), secrets),
        recorded(&[CITY], purse(Layout::CityUnion), secrets),
        recorded(&[EV2], desfire(Generation::Ev2), secrets),
        recorded(&[EV1], desfire(Generation::Ev1), secrets),
        recorded(&[SOCIAL], social(SocialGeneration::One), secrets),
        recorded(&[SOCIAL], social(SocialGeneration::Three), secrets),
        recorded(&[SOCIAL_NUMBER, CHIP], social(SocialGeneration::One), secrets),
        recorded(&[SOCIAL_NUMBER, CHIP], social(SocialGeneration::Two), secrets),
        recorded(&[SOCIAL_NUMBER, CHIP], social(SocialGeneration::Three), secrets),
        recorded(&all, StorageCard::new(&UID), secrets),
        recorded(&all, StorageCard::new(&UID[1..5]), secrets),
        recorded(&[PBOC], ForeignCard::bank(&UID), secrets),
        recorded(&[PBOC, SOCIAL], UnreadableCard::new(&UID), secrets),
    ];
    expect![[r#"
        ours: application 0, card ****0001, purse, valid 20250101 to 20401231, mark of 128 bytes; 2 commands, 1 names, 134 masked
        ours: application 1, card ****0001, purse, valid 20250101 to 20401231, mark of 128 bytes; 3 commands, 1 names, 134 masked
        ours: application 0, card ****0001, purse, valid 20250101 to 20401231, kind 3, works elsewhere; 2 commands, 1 names, 6 masked
        ours: application 0, card ****2625, purse, balance 0.00, mark of 15 bytes; 3 commands, 1 names, 39 masked
        ours: application 0, card ****2625, purse, balance 0.00, mark of 15 bytes; 3 commands, 1 names, 39 masked
        ours: application 0, card ****7206, no purse; 3 commands, 1 names, 0 masked
        ours: application 0, card ****7206, no purse; 3 commands, 1 names, 0 masked
        ours: application 0, card ****5847, no purse; 3 commands, 1 names, 0 masked
        ours: application 0, card ****5847, no purse; 3 commands, 1 names, 0 masked
        ours: application 1, card ****2625, no purse; 5 commands, 1 names, 0 masked
        ours: application 2, card ****2625, no purse; 1 commands, 1 names, 0 masked
        ours: application 2, card ****0001, no purse; 1 commands, 1 names, 0 masked
        foreign A000000333010101; 2 commands, 0 names, 10 masked
        unreadable; 3 commands, 0 names, 0 masked
    "#]].assert_eq(&told.map(|(_, told)| told).concat());
}

/// What an officer gets to see, and what everybody can play: `tests/golden/apdu/recorded`. `UPDATE_GOLDEN=1` writes
/// the files anew; read the difference.
#[test]
fn the_files_themselves() {
    let third = SocialCard::new(&UID, SocialGeneration::Three);
    for (name, (file, _)) in [
        ("purse", recorded(&[PBOC], purse(Layout::TUnion), &[])),
        ("social-third", recorded(&[SOCIAL_NUMBER, CHIP], third, &[])),
        ("bank", recorded(&[PBOC], ForeignCard::bank(&UID), &[])),
    ] {
        let path = card_stories::golden::golden().join(format!("apdu/recorded/{name}.apdu"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &file).unwrap();
        }
        assert_eq!(Story::read(&format!("recorded/{name}.apdu")).0, file);
    }
}

/// A card that leaves in the middle leaves what it had said; one that leaves at once leaves nothing.
#[test]
fn a_card_that_leaves() {
    struct Leaving(InField<VirtualPurse>, usize);

    impl Transport for Leaving {
        fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
            self.1 = self.1.checked_sub(1).ok_or(TransportError::CardGone)?;
            self.0.exchange(command)
        }
    }

    let text = profile(&[PBOC]);
    let read =
        |commands| record(&mut Leaving(InField::tap(purse(Layout::TUnion)), commands), &cards(&text), &[]);
    assert_eq!(read(0), Err(RecordingFault::Lost(TransportError::CardGone)));
    let file = read(1).unwrap().file(&text);
    assert!(file.ends_with("< gone\n= lost: CardGone\n"), "{file}");
    let mut till = Till::new(cards);
    assert_eq!(Story(file.clone()).tell(|scene| till.begin(scene)), file);
}

/// A family that debits while it probes is stopped before anything is sent.
#[test]
fn nothing_but_reading_is_sent() {
    struct Untouched;

    impl Transport for Untouched {
        fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
            panic!("something was sent");
        }
    }

    for (class, ins) in [(0x80, 0x54), (0x00, 0x20), (0x90, 0xDC), (0x80, 0x50), (0x00, 0xD6)] {
        let debits = Cards::new(vec![Box::new(Debits(class, ins))]);
        assert_eq!(record(&mut Untouched, &debits, &[]), Err(RecordingFault::NotReading(class, ins)));
    }
}

/// An application whose probe sends this.
struct Debits(u8, u8);

impl apdu::Dialogue for Debits {
    type Output = purse::Probe;

    fn start(&mut self) -> apdu::Turn<purse::Probe> {
        apdu::Turn::Ask(apdu::Ask::Card(apdu::Command::new(self.0, self.1, 0, 0)))
    }

    fn hear(&mut self, _: &apdu::Response) -> apdu::Turn<purse::Probe> {
        apdu::Turn::Done(purse::Probe::Absent)
    }
}

impl Application for Debits {
    fn code(&self) -> u8 {
        0
    }

    fn aid(&self) -> Option<&[u8]> {
        None
    }

    fn suits(&self, _: &[u8]) -> bool {
        false
    }

    fn needs_sam(&self) -> bool {
        false
    }

    fn probe(&self) -> Box<dyn apdu::Dialogue<Output = purse::Probe>> {
        Box::new(Debits(self.0, self.1))
    }

    fn plan(
        &self,
        _: &purse::PurseView,
        _: &purse::DebitOrder,
        _: &dyn purse::Custody,
    ) -> Result<purse::Plan, purse::PurchaseRefusal> {
        Err(purse::PurchaseRefusal::Funds)
    }

    fn resolve(
        &self,
        _: &purse::PurseView,
        _: &purse::Torn,
        _: &dyn purse::Custody,
    ) -> Result<Box<dyn purse::Resolve>, purse::PurchaseRefusal> {
        Err(purse::PurchaseRefusal::Funds)
    }
}
