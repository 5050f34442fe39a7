//! Commands that real FMCOS cards accepted (groups H1 and I of the public vectors).

use super::desk::Desk;
use super::{golden, text};
use serde_json::Value;
use virtual_cards::{Body, Cipher, VirtualFmcos};

fn group(id: &str) -> Value {
    let all = golden("pboc-public.json");
    all.as_array().unwrap().iter().find(|group| group["id"] == id).unwrap().clone()
}

fn random(hex: &str) -> [u8; 4] {
    super::bytes(&hex[..8]).try_into().unwrap()
}

/// A card of the articles: master key of eight FF, every right free.
fn open_card() -> Desk {
    let mut desk = Desk::new(VirtualFmcos::blank(&[1, 2, 3, 4], Cipher::TripleDes, &[0xFF; 8]));
    desk.prove(&virtual_cards::Key([0xFF; 16])).unwrap();
    desk.send("800E000000").unwrap();
    desk.send("80E00000073F010001F0FFFF").unwrap();
    desk.send("80D401000D39F0F0AA33FFFFFFFFFFFFFFFF").unwrap();
    desk
}

#[test]
fn keys_are_added_and_changed_as_published() {
    let group = group("I");
    let mut desk = open_card();
    desk.send("80D401010D39F0F0AAFF0000000000000000").unwrap();
    let checks = group["checks"].as_array().unwrap();
    let mut played = 0;
    for check in checks.iter().filter(|check| check["over"].is_string()) {
        desk.chip.give_random(random(text(check, "rand")));
        desk.send("0084000004").unwrap();
        desk.send(&format!("{}{}", text(check, "over"), text(check, "expected"))).unwrap();
        played += 1;
        let keys: Vec<String> = desk.chip.state().master.keys[1..]
            .iter()
            .map(|slot| format!("{:02X} {} {}", slot.id, slot.protected, super::hex(&slot.value.0)))
            .collect();
        let expected: &[&str] = match played {
            1 => &["01 false 0000000000000000", "02 true 1122334455667788"],
            2 => &["01 true 1122334455667788", "02 true 1122334455667788"],
            _ => &["01 true 1122334455667788", "02 false 1122334455667788"],
        };
        assert_eq!(keys, expected, "step {played}");
    }
    assert_eq!(played, 3);
    let plain = desk.send("80D439010D39F0F0AA330000000000000000").unwrap_err();
    assert!(plain.starts_with("6900"), "{plain}: a protected key is not changed in the open");
}

#[test]
fn a_file_is_written_as_published() {
    let group = group("H1");
    let inputs = &group["inputs"];
    let mut desk = open_card();
    desk.send("80D401001536F0F0FF33FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF").unwrap();
    desk.send("80E0000507A80030F0F0FFFF").unwrap();
    desk.chip.give_random(random(text(inputs, "iv")));
    desk.send("0084000004").unwrap();
    let mac = text(&group["checks"][0], "expected");
    desk.send(&format!("{}{mac}", text(inputs, "data"))).unwrap();
    assert_eq!(super::hex(&desk.send("00B0850030").unwrap()), text(inputs, "data")[10..]);
    let again = desk.send(&format!("{}{mac}", text(inputs, "data"))).unwrap_err();
    assert!(again.starts_with("6984"), "{again}: a challenge is good once");
}

#[test]
fn directories_answer_as_in_the_manual() {
    let observed = golden("pboc-observations.json");
    let manual = observed.as_array().unwrap().iter().find(|group| group["id"] == "O4").unwrap();
    let answer_of = |nth: usize| manual["exchanges"][nth][1].as_str().unwrap().to_owned();
    let mut desk = open_card();
    assert_eq!(super::hex(&desk.send("00A40000023F00").unwrap()), answer_of(0));
    desk.send("80E03F01113802000F0F95FFFFA00000000386980701").unwrap();
    desk.send("00A40000023F01").unwrap();
    desk.send("80E0001507A8001EF0F0FFFF").unwrap();
    let public = super::bytes(&answer_of(2)[36..]);
    desk.chip.reissue(|state| state.applications[0].files[0].body = Body::Binary(public));
    assert_eq!(super::hex(&desk.send("00A4040009A00000000386980701").unwrap()), answer_of(2));
}
