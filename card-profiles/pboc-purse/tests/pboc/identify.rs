//! A PSAM of the housing ministry is shown the card before it makes MAC1.

use apdu::StatusWord;
use card_stories::{Line, Script};
use pboc_purse::{Levels, Purchase, PurchaseKind, PurchaseOrder, PurchaseRefusal};
use purse::CardAmount;

fn purchase() -> Purchase {
    Purchase::new(PurchaseOrder {
        kind: PurchaseKind::Simple,
        key_id: 0x01,
        amount: CardAmount(800),
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
        date: [0x20, 0x26, 0x07, 0x15],
        time: [0x12, 0x15, 0x30],
        serial_factor: [0x55, 0x10, 0x03, 0x01, 0, 0, 0, 0x17],
        issuer_factor: [0x55, 0x10, 0xFF, 0, 0, 0, 0, 0],
        levels: Levels::Two,
        identify: true,
    })
}

#[test]
fn introduced_then_bought() {
    let script = Script::new([
        Line::card("80CA000009", "0102030405060708099000"),
        Line::sam("80CA000009010203040506070809", "9000"),
        Line::card("805001020B01000003205510000000420F", "0000271000050000000100A1B2C3D49000"),
        Line::sam(
            "8070000024A1B2C3D4000500000320062026071512153001005510030100000017 5510FF000000000008",
            "0000002A010203049000",
        ),
    ]);
    let armed = script.play(&mut purchase()).unwrap().unwrap();
    assert_eq!((armed.facts().psam_seq, script.left()), (0x2A, 0));
}

#[test]
fn not_introduced_nothing_bought() {
    let unknown = [
        Line::card("80CA000009", "0102030405060708099000"),
        Line::sam("80CA000009010203040506070809", "6300"),
    ];
    for (lines, refusal) in [
        (vec![Line::card("80CA000009", "6D00")], PurchaseRefusal::Card(StatusWord(0x6D00))),
        (vec![Line::card("80CA000009", "01029000")], PurchaseRefusal::CardUnreadable),
        (unknown.to_vec(), PurchaseRefusal::Sam(StatusWord(0x6300))),
    ] {
        assert_eq!(Script::new(lines).play(&mut purchase()).unwrap().unwrap_err(), refusal);
    }
}
