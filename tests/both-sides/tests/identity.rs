//! Cards that only name their holder: our dialogues against the virtual social-security and storage cards.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use apdu::{Transport, TransportError, converse};
use card_stories::Borrowed;
use expect_test::expect;
use purse::{
    CardAmount, DebitOrder, DebitOutcome, Inquiry, NoKeys, Presence, PurchaseRefusal, Recognition, Resolution,
};
use virtual_cards::{Chip, ForeignCard, InField, SocialCard, SocialGeneration, StorageCard, UnreadableCard};

const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];
const SOCIAL: &str = "family = \"social\"";
const HOME: &str = "family = \"social\"\nregions = [\"9999\"]";
const AWAY: &str = "family = \"social\"\nregions = [\"5510\"]";
const NUMBER: &str = "family = \"social\"\nidentify = \"number\"";
const CHIP: &str = "family = \"chip\"";

struct NoSam;

impl Transport for NoSam {
    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        panic!("a card without a purse needs no security module");
    }
}

fn cards(applications: &[&str]) -> purse::Cards {
    let all = applications.iter().map(|keys| format!("[[application]]\n{keys}\n")).collect::<String>();
    card_families::read(&format!("format = 1\nname = \"x\"\n{all}")).unwrap()
}

/// What a till finds; `left` is after how many commands the card leaves.
fn found(applications: &[&str], card: &mut dyn Chip, left: usize) -> Result<Recognition, TransportError> {
    struct Leaving<'a>(InField<&'a mut dyn Chip>, usize);

    impl Transport for Leaving<'_> {
        fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
            self.1 = self.1.checked_sub(1).ok_or(TransportError::CardGone)?;
            self.0.exchange(command)
        }
    }

    let presence = Presence { atr: card.atr() };
    let mut inquiry = Inquiry::new(&cards(applications), &presence);
    let mut reader = Leaving(InField::tap(card), left);
    converse(&mut inquiry, &mut reader, &mut NoSam)
}

#[test]
fn every_card_to_every_profile() {
    let mut ledger = String::new();
    for (name, applications) in [
        ("code", &[SOCIAL][..]),
        ("home", &[HOME]),
        ("away", &[AWAY]),
        ("number", &[NUMBER]),
        ("number or serial", &[NUMBER, CHIP]),
    ] {
        let mut all: [(&str, Box<dyn Chip>); 9] = [
            ("first", Box::new(SocialCard::new(&UID, SocialGeneration::One))),
            ("second", Box::new(SocialCard::new(&UID, SocialGeneration::Two))),
            ("third", Box::new(SocialCard::new(&UID, SocialGeneration::Three))),
            ("storage 4", Box::new(StorageCard::new(&[0xDE, 0xAD, 0xBE, 0xEF]))),
            ("storage 7", Box::new(StorageCard::new(&UID))),
            ("storage 10", Box::new(StorageCard::new(&[7; 10]))),
            ("random", Box::new(StorageCard::new(&[8, 1, 2, 3]))),
            ("bank", Box::new(ForeignCard::bank(&[8, 1, 2, 3]))),
            ("broken", Box::new(UnreadableCard::new(&[8, 1, 2, 3]))),
        ];
        for (card, chip) in &mut all {
            let found = found(applications, chip.as_mut(), usize::MAX).unwrap();
            ledger += &format!("{name:<17}{card:<11}{found}\n");
        }
    }
    expect![[r#"
        code             first      ours: application 0, card ****6100, no purse
        code             second     ours: application 0, card ****6100, no purse
        code             third      ours: application 0, card ****6100, no purse
        code             storage 4  foreign
        code             storage 7  foreign
        code             storage 10 foreign
        code             random     foreign
        code             bank       foreign A000000333010101
        code             broken     unreadable
        home             first      ours: application 0, card ****6100, no purse
        home             second     ours: application 0, card ****6100, no purse
        home             third      ours: application 0, card ****6100, no purse
        home             storage 4  foreign
        home             storage 7  foreign
        home             storage 10 foreign
        home             random     foreign
        home             bank       foreign A000000333010101
        home             broken     unreadable
        away             first      foreign
        away             second     foreign
        away             third      foreign
        away             storage 4  foreign
        away             storage 7  foreign
        away             storage 10 foreign
        away             random     foreign
        away             bank       foreign A000000333010101
        away             broken     unreadable
        number           first      ours: application 0, card ****7888, no purse
        number           second     ours: application 0, card ****7888, no purse
        number           third      foreign
        number           storage 4  foreign
        number           storage 7  foreign
        number           storage 10 foreign
        number           random     foreign
        number           bank       foreign A000000333010101
        number           broken     unreadable
        number or serial first      ours: application 0, card ****7888, no purse
        number or serial second     ours: application 0, card ****7888, no purse
        number or serial third      ours: application 1, card ****3744, no purse
        number or serial storage 4  ours: application 1, card ****8559, no purse
        number or serial storage 7  ours: application 1, card ****3744, no purse
        number or serial storage 10 ours: application 1, card ****1698, no purse
        number or serial random     foreign
        number or serial bank       foreign A000000333010101
        number or serial broken     unreadable
    "#]]
    .assert_eq(&ledger);
}

/// Wherever the card leaves, the till has learned nothing and the card is as it was; the next tap finds it.
#[test]
fn torn_at_every_place() {
    let mut card = SocialCard::new(&UID, SocialGeneration::Three);
    let (before, whole) = (card.clone(), found(&[NUMBER, CHIP], &mut card, usize::MAX).unwrap());
    let mut taps = 0;
    while found(&[NUMBER, CHIP], &mut card, taps) == Err(TransportError::CardGone) {
        taps += 1;
    }
    assert_eq!(taps, 5);
    assert_eq!(found(&[NUMBER, CHIP], &mut card, usize::MAX).unwrap(), whole);
    card.power_off();
    let mut fresh = before;
    fresh.power_on();
    fresh.power_off();
    assert_eq!(card, fresh);
}

#[test]
fn a_sale_asks_the_card_nothing() {
    let mut card = SocialCard::new(&UID, SocialGeneration::Two);
    let Recognition::Ours(view) = found(&[SOCIAL], &mut card, usize::MAX).unwrap() else {
        panic!("not found")
    };
    let all = cards(&[SOCIAL]);
    let application = all.at(view.application).unwrap();
    let (date, time) = ([0x20, 0x26, 0x07, 0x15], [0x12, 0x15, 0x30]);
    let order =
        |fen| DebitOrder { amount: CardAmount(fen), mark: None, sam: None, till: 42, sale: 7, date, time };
    assert_eq!(application.plan(&view, &order(1), &NoKeys).err(), Some(PurchaseRefusal::Funds));
    let mut plan = application.plan(&view, &order(0), &NoKeys).unwrap();
    let armed = converse(&mut Borrowed(&mut *plan.purchase), &mut NoSam, &mut NoSam).unwrap().unwrap();
    let mut debit = armed.debit();
    let outcome = converse(&mut Borrowed(&mut *debit), &mut NoSam, &mut NoSam).unwrap();
    assert!(matches!(outcome, DebitOutcome::Paid(_)) && !debit.money_at_risk());
    let torn = purse::Torn {
        number: view.number,
        issuer: view.issuer,
        amount: CardAmount::ZERO,
        txn: plan.txn,
        written: plan.written,
        sam: None,
        date,
        time,
        counter_before: None,
        balance_before: None,
        sealed: None,
        sam_session: false,
    };
    let mut resolve = application.resolve(&view, &torn, &NoKeys).unwrap();
    let resolution = converse(&mut Borrowed(&mut *resolve), &mut NoSam, &mut NoSam);
    assert_eq!(resolution, Ok(Resolution::NotDebited));
    assert_eq!(card.commits(), 0);
}
