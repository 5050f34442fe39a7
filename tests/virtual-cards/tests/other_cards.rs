//! Cards of others, several applications on one card, several cards in one field.

use apdu::{Transport, TransportError};
use expect_test::expect;
use virtual_cards::desfire::{CountyCard, CountyKeys, Generation};
use virtual_cards::{
    Chip, ForeignCard, InField, Key, ManyApplications, MasterKeys, Personalise, SocialCard, SocialGeneration,
    StorageCard, Tear, TwoCards, VirtualCard,
};

const PURSE: &[u8] = &[0x00, 0xA4, 0x04, 0x00, 8, 0xA0, 0, 0, 6, 0x32, 1, 1, 5, 0];
const DIRECTORY: &[u8] = &[
    0x00, 0xA4, 0x04, 0x00, 14, 0x32, 0x50, 0x41, 0x59, 0x2E, 0x53, 0x59, 0x53, 0x2E, 0x44, 0x44, 0x46, 0x30,
    0x31, 0,
];
const GET_UID: &[u8] = &[0xFF, 0xCA, 0x00, 0x00, 0x00];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn purse() -> virtual_cards::VirtualPurse {
    let keys = MasterKeys {
        purchase: Key([1; 16]),
        load: Key([2; 16]),
        tac: Key([3; 16]),
        maintenance: Key([4; 16]),
    };
    let plan = Personalise::elder(
        keys,
        [3, 0x30, 0x33, 0x80, 0xFF, 0xFF, 0xFF, 0xFF],
        [3, 0x10, 0x33, 7, 3, 0, 0, 0, 0, 0x17],
    );
    Personalise { balance: 5_000, ..plan }.card()
}

fn desfire() -> virtual_cards::desfire::VirtualDesfire {
    let keys = CountyKeys {
        application: [Key([1; 16]); 5],
        transaction_mac: Key([2; 16]),
        card: Key([3; 16]),
        version: 1,
    };
    CountyCard { balance: 700, ..CountyCard::new(keys, [4, 1, 2, 3, 4, 5, 6], Generation::Ev2) }.card()
}

#[test]
fn social_cards_show_what_their_edition_shows() {
    let mut ledger = String::new();
    for generation in [SocialGeneration::One, SocialGeneration::Two, SocialGeneration::Three] {
        let mut field = InField::tap(SocialCard::new(&[8, 1, 2, 3], generation));
        let name = [0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF];
        let early = field.exchange(&[0x00, 0xA4, 0x02, 0x00, 2, 0xEF, 0x05]).unwrap();
        assert_eq!(hex(&early), "6A82", "outside the environment");
        field.exchange(&[&[0x00, 0xA4, 0x04, 0x00, 15][..], &name].concat()).unwrap();
        let mut line = |what: &str, command: &[u8]| {
            ledger += &format!("{generation:?} {what:<16} {}\n", hex(&field.exchange(command).unwrap()));
        };
        line("EF05", &[0x00, 0xA4, 0x02, 0x00, 2, 0xEF, 0x05]);
        line("identification", &[0x00, 0xB2, 0x01, 0x00, 18]);
        line("edition", &[0x00, 0xB2, 0x03, 0x04, 0x00]);
        line("number by file", &[0x00, 0xB2, 0x07, 0x2C, 0x0B]);
        line("wrong length", &[0x00, 0xB2, 0x01, 0x00, 4]);
        line("not there", &[0x00, 0xB2, 0x33, 0x00, 0]);
        line("EF06", &[0x00, 0xA4, 0x02, 0x00, 2, 0xEF, 0x06]);
        line("name", &[0x00, 0xB2, 0x09, 0x00, 32]);
        line("EF08", &[0x00, 0xA4, 0x02, 0x00, 2, 0xEF, 0x08]);
        line("picture", &[0x00, 0xB2, 0x01, 0x04, 0]);
        line("authenticate", &[&[0x00, 0x82, 0x00, 0x0A, 0x10][..], &[0; 16]].concat());
        line("purse", PURSE);
    }
    expect![[r#"
        One EF05             9000
        One identification   0110999999080102030000000000000000009000
        One edition          0304312E30309000
        One number by file   07093030303030303030309000
        One wrong length     6C12
        One not there        6A83
        One EF06             9000
        One name             091EB2E2CAD400000000000000000000000000000000000000000000000000009000
        One EF08             9000
        One picture          6982
        One authenticate     6982
        One purse            6A82
        Two EF05             9000
        Two identification   0110999999080102030000000000000000009000
        Two edition          0304322E30309000
        Two number by file   07093030303030303030309000
        Two wrong length     6C12
        Two not there        6A83
        Two EF06             9000
        Two name             091EB2E2CAD400000000000000000000000000000000000000000000000000009000
        Two EF08             9000
        Two picture          6982
        Two authenticate     6982
        Two purse            6A82
        Three EF05             9000
        Three identification   0110999999080102030000000000000000009000
        Three edition          0304332E30309000
        Three number by file   6982
        Three wrong length     6C12
        Three not there        6A83
        Three EF06             9000
        Three name             6982
        Three EF08             9000
        Three picture          6982
        Three authenticate     6982
        Three purse            6A82
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn of_a_storage_card_there_is_only_the_serial() {
    let mut field = InField::tap(StorageCard::new(&[0xDE, 0xAD, 0xBE, 0xEF]));
    assert_eq!(hex(&field.chip().atr()), "3B8F8001804F0CA000000306030001000000006A");
    assert_eq!(hex(&field.exchange(GET_UID).unwrap()), "DEADBEEF9000");
    assert_eq!(hex(&field.exchange(PURSE).unwrap()), "6A81");
    assert_eq!(hex(&field.exchange(&[0x90, 0x5A, 0, 0, 3, 1, 2, 3, 0]).unwrap()), "6A81");
    assert_eq!(hex(&field.exchange(&[0xFF, 0xB0, 0x00, 0x04, 0x10]).unwrap()), "6300");
}

#[test]
fn the_purse_is_found_behind_two_other_applications() {
    let mut field = InField::tap(ManyApplications::new(purse()));
    let directory = hex(&field.exchange(DIRECTORY).unwrap());
    let at = |aid: &str| directory.find(aid).unwrap();
    assert!(at("4F08A000000333010101") < at("4F06D15600000500"));
    assert!(at("4F06D15600000500") < at("4F08A000000632010105"));
    // The directory is BER-TLV with lengths that fit.
    assert_eq!(directory.len() / 2, usize::from(u8::from_str_radix(&directory[2..4], 16).unwrap()) + 2 + 2);
    let balance: &[u8] = &[0x80, 0x5C, 0x03, 0x02, 0x04];
    assert_eq!(hex(&field.exchange(balance).unwrap()), "6985", "nothing is selected");
    field.exchange(PURSE).unwrap();
    assert_eq!(hex(&field.exchange(balance).unwrap()), "000013889000");
    let bank: &[u8] = &[0x00, 0xA4, 0x04, 0x00, 8, 0xA0, 0, 0, 3, 0x33, 1, 1, 1, 0];
    assert!(hex(&field.exchange(bank).unwrap()).ends_with("9000"));
    assert_eq!(hex(&field.exchange(balance).unwrap()), "6D00", "the bank has no such command");
    assert_eq!(hex(&field.exchange(DIRECTORY).unwrap()), directory);
    field.exchange(PURSE).unwrap();
    assert_eq!(hex(&field.exchange(balance).unwrap()), "000013889000");
    let mut armed = VirtualCard::Many(Box::new(ManyApplications::new(purse())));
    assert!(armed.arm(Tear::DuringInquiry));
    let mut field = InField::tap(armed);
    assert_eq!(field.exchange(PURSE), Err(TransportError::CardGone), "it is torn as a purse is");
}

#[test]
fn two_cards_in_one_field_are_no_card() {
    let pair = TwoCards::new(purse().into(), VirtualCard::Foreign(ForeignCard::bank(&[8, 1, 2, 3])));
    let mut field = InField::tap(VirtualCard::Two(pair));
    assert_eq!(field.chip().atr(), []);
    assert_eq!(hex(&field.exchange(GET_UID).unwrap()), "6A81");
    assert_eq!(field.exchange(PURSE), Err(TransportError::CardGone));
}

#[test]
fn every_card_that_pays_can_be_armed_and_says_what_it_holds() {
    let social = || VirtualCard::Social(SocialCard::new(&[8, 1, 2, 3], SocialGeneration::Three));
    let cards: [(VirtualCard, Option<u32>, &str); 5] = [
        (purse().into(), Some(5_000), "080000179000"),
        (VirtualCard::Many(Box::new(ManyApplications::new(purse()))), Some(5_000), "080000179000"),
        (desfire().into(), Some(700), "040102030405069000"),
        (VirtualCard::Storage(StorageCard::new(&[9; 7])), None, "090909090909099000"),
        (social(), None, "080102039000"),
    ];
    for (mut card, balance, uid) in cards {
        assert_eq!(card.balance(), balance);
        assert_eq!(card.arm(Tear::AfterCommit), balance.is_some());
        assert_eq!(card.armed(), balance.map(|_| Tear::AfterCommit));
        card.disarm();
        assert_eq!(card.armed(), None);
        assert_eq!(hex(&InField::tap(card).exchange(GET_UID).unwrap()), uid);
    }
}
