//! PIN, blocking and unblocking on a card that was made here, with keys of their own.

use super::desk::{Card, Desk, make};
use super::replay::card_of;
use super::{golden, hex};
use virtual_cards::{CardKeys, Cipher, Key};

const UNBLOCK: Key = Key([0x37; 16]);
const RELOAD: Key = Key([0x38; 16]);

fn made(cipher: Cipher) -> (Desk, Card) {
    let card = card_of(&golden("pboc-derived-3des.json"));
    let keys = CardKeys { pin_unblock: UNBLOCK, pin_reload: RELOAD, ..card.keys };
    let card = Card { keys, ..card };
    let mut desk = Desk::blank(cipher);
    make(&mut desk, &card).unwrap();
    (desk, card)
}

/// The status word of a command.
fn status(desk: &mut Desk, command: &str) -> String {
    desk.send(command).err().map_or("9000".into(), |said| said[..4].to_owned())
}

#[test]
fn a_pin_is_tried_changed_reloaded_and_unblocked() {
    for cipher in [Cipher::TripleDes, Cipher::Sm4] {
        let (mut desk, _) = made(cipher);
        assert_eq!(status(&mut desk, "0020000003123456"), "9000");
        assert_eq!(status(&mut desk, "805E010007123457FF654321"), "63C2", "change with a wrong old PIN");
        assert_eq!(status(&mut desk, "805E010007123456FF654321"), "9000");
        assert_eq!(
            ["63C2", "63C1", "6983"].map(|_| status(&mut desk, "0020000003123456")),
            ["63C2", "63C1", "6983"]
        );
        assert_eq!(status(&mut desk, "0020000003654321"), "6983", "blocked, even with the right one");
        desk.hidden("84240000", &[0x11, 0x22, 0x33], &UNBLOCK).unwrap();
        assert_eq!(status(&mut desk, "0020000003112233"), "9000");
        let mac = cipher.tac_key(&RELOAD).mac(&[0x44, 0x55]);
        assert_eq!(status(&mut desk, &format!("805E0000064455{}", hex(&mac))), "9000");
        assert_eq!(status(&mut desk, "00200000024455"), "9000");
        assert_eq!(status(&mut desk, "805E000006445600000000"), "6988", "{cipher:?}: a wrong MAC");
    }
}

#[test]
fn an_application_and_then_the_card_are_blocked() {
    let (mut desk, card) = made(Cipher::TripleDes);
    let maintenance = card.keys.maintenance;
    desk.with_mac("841E0000", &[], &maintenance).unwrap();
    assert_eq!(status(&mut desk, "00A4040008A000000632010105"), "6A81");
    assert_eq!(status(&mut desk, "00B095001E"), "6A81");
    desk.with_mac("84180000", &[], &maintenance).unwrap();
    assert_eq!(status(&mut desk, "00B095001E"), "9000");
    desk.with_mac("84160000", &[], &maintenance).unwrap();
    assert_eq!(status(&mut desk, "00A4000000"), "6A81");
    assert_eq!(status(&mut Desk::new(desk.chip), "00A4000000"), "6A81", "for ever");
}

#[test]
fn three_wrong_macs_end_an_application() {
    let (mut desk, _) = made(Cipher::TripleDes);
    for expected in ["6988", "6988", "9303"] {
        let said = desk.with_mac("841E0000", &[], &Key([9; 16])).unwrap_err();
        assert_eq!(said[..4], *expected);
    }
    assert_eq!(status(&mut desk, "00A4040008A000000632010105"), "9303");
}
