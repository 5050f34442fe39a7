//! What a PSAM does with forged cards, strangers and power loss, and its generic commands.

use super::{ADF, INIT, NUMBER, STAMP, arm, buy, bytes, card_with, hex, keys, plan, psam_of, say};
use virtual_cards::{Chip, Cipher, Manner};

#[test]
fn a_psam_of_another_county_is_refused_by_the_card() {
    let mut card = card_with(|_| {}, Manner::default());
    assert_eq!(buy(&mut card, &mut psam_of(0x40), 1), ("9302".into(), "-".into()));
    assert_eq!((card.state().balance, card.state().offline), (5_000, 0));
}

#[test]
fn a_psam_forgets_its_purchase_without_power_and_repeats_its_sequence() {
    let (mut card, mut psam) = (card_with(|_| {}, Manner::default()), psam_of(0));
    let armed = say(&mut psam, &arm(&say(&mut card, INIT)));
    let debited = say(&mut card, &format!("805401000F{}{STAMP}{}08", &armed[..8], &armed[8..16]));
    assert_eq!(debited.len(), 20, "the card has paid");
    psam.reset();
    say(&mut psam, ADF);
    assert_eq!(say(&mut psam, &format!("8072000004{}", &debited[8..16])), "6901");
    let again = say(&mut psam, &arm(&say(&mut card, INIT)));
    assert_eq!((&again[..8], psam.state().mac2_errors), (&armed[..8], 0));
}

#[test]
fn a_psam_counts_forged_cards_and_locks() {
    for status in [0x9303, 0x6A81] {
        let (mut card, mut psam) = (card_with(|_| {}, Manner::default()), psam_of(0));
        psam.reissue(|state| (state.mac2_errors_max, state.locked_status) = (3, status));
        let forge = Manner { forges_mac2: true, ..Manner::default() };
        card.behave(forge);
        assert_eq!(buy(&mut card, &mut psam, 1).1, "9302");
        card.behave(Manner::default());
        assert_eq!(buy(&mut card, &mut psam, 1).1, "9000", "an honest card sets the count back");
        assert_eq!(psam.state().mac2_errors, 0);
        card.behave(forge);
        let said = [(); 3].map(|()| buy(&mut card, &mut psam, 1).1);
        let locked = format!("{status:04X}");
        assert_eq!(said, ["9302".to_owned(), "9302".to_owned(), locked.clone()]);
        assert_eq!(say(&mut psam, ADF), locked);
        assert_eq!(buy(&mut card, &mut psam, 1), ("-".into(), locked));
    }
}

#[test]
fn a_psam_may_want_to_know_the_card_first() {
    let (mut card, mut psam) = (card_with(|_| {}, Manner::default()), psam_of(0));
    psam.reissue(|state| state.identification = Some([0xC1; 9]));
    assert_eq!(buy(&mut card, &mut psam, 1), ("-".into(), "6985".into()));
    assert_eq!(say(&mut card, "80CA000009"), "6D00", "this card does not know the command");
    card.reissue(|state| state.identification = Some([0xC1; 9]));
    assert_eq!(say(&mut psam, &format!("80CA000009{}", "C2".repeat(9))), "6300");
    let code = say(&mut card, "80CA000009");
    assert_eq!(say(&mut psam, &format!("80CA000009{}", &code[..18])), "9000");
    assert_eq!(buy(&mut card, &mut psam, 1), ("9000".into(), "9000".into()));
    assert_eq!(buy(&mut card, &mut psam, 1), ("-".into(), "6985".into()), "once for every purchase");
}

#[test]
fn a_psam_makes_a_long_mac_in_pieces() {
    for alg_id in [0x00, 0x04] {
        let mut psam = psam_of(0);
        psam.reissue(|state| state.alg_id = alg_id);
        let block = if alg_id == 0x04 { 16 } else { 8 };
        let factors = format!("{}{}", hex(&NUMBER[2..]), hex(&[7; 8]));
        let load = format!("801A450110{factors}");
        let part = |p1: &str, blocks: &str| format!("80FA{p1}00{:02X}{blocks}", blocks.len() / 2);
        let [iv, first, second] = ["C1", "A5", "80"].map(|byte| byte.repeat(block));
        assert_eq!(say(&mut psam, &load), "9000");
        let whole = say(&mut psam, &part("05", &format!("{iv}{first}{second}")));
        assert_eq!(say(&mut psam, &load), "9000");
        assert_eq!(say(&mut psam, &part("07", &format!("{iv}{first}"))), "9000");
        assert_eq!(say(&mut psam, &part("01", &second)), whole);
        assert_eq!(whole.len(), 12);
        assert_eq!(say(&mut psam, &part("01", &second)), "6901", "the key is used up");
        assert_eq!(say(&mut psam, &load), "9000");
        let cipher = Cipher::of(alg_id);
        let key =
            cipher.derive(&keys(0).maintenance, &[NUMBER[2..].try_into().unwrap(), [7; 8]], plan().order);
        let hidden = cipher.encipher(&key, &bytes(&first)).unwrap();
        assert_eq!(say(&mut psam, &part("00", &first)), format!("{}9000", hex(&hidden)));
    }
}
