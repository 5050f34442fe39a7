//! The field goes away at every command of making a card: it keeps the command as a whole or not at all.

use super::desk::{Desk, make};
use super::golden;
use super::replay::card_of;
use virtual_cards::{Cipher, Tear};

#[test]
fn making_a_card_can_be_torn_at_every_command() {
    let card = card_of(&golden("pboc-derived-3des.json"));
    let mut whole = Desk::blank(Cipher::TripleDes);
    make(&mut whole, &card).unwrap();
    // Before the first command, and after each.
    let states = whole.states;
    assert_eq!(states.len(), 38);
    let mut cuts = 0;
    for nth in 0..states.len() - 1 {
        let after = u32::try_from(nth).unwrap();
        for (tear, kept) in [
            (Tear::Unheard { after }, &states[nth]),
            (Tear::Unanswered { after, keep: 0 }, &states[nth + 1]),
            (Tear::Unanswered { after, keep: 1 }, &states[nth + 1]),
        ] {
            let mut desk = Desk::blank(Cipher::TripleDes);
            desk.chip.arm(tear);
            assert_eq!(make(&mut desk, &card), Err("gone".into()), "{tear:?}");
            assert_eq!(desk.chip.state(), kept, "{tear:?}");
            assert!(desk.send("00A4000000").is_err(), "{tear:?}: it is out of the field");
            cuts += 1;
        }
    }
    assert_eq!(cuts, 111);
}

#[test]
fn a_torn_card_starts_again_with_what_it_has() {
    let card = card_of(&golden("pboc-derived-3des.json"));
    for after in 0..3 {
        let mut desk = Desk::blank(Cipher::TripleDes);
        desk.chip.arm(Tear::Unheard { after });
        assert_eq!(make(&mut desk, &card), Err("gone".into()));
        let mut again = Desk::new(desk.chip);
        make(&mut again, &card).unwrap();
    }
    // Once the transport key is gone the first steps cannot be repeated: the desk must look first.
    let mut desk = Desk::blank(Cipher::TripleDes);
    desk.chip.arm(Tear::Unheard { after: 8 });
    assert_eq!(make(&mut desk, &card), Err("gone".into()));
    assert!(make(&mut Desk::new(desk.chip), &card).unwrap_err().starts_with("63C2"));
}
