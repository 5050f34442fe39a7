//! A card that was made step by step is the card of the transcripts.

use super::desk::{Card, Desk, make};
use super::{bytes, golden, hex, text};
use serde_json::Value;
use virtual_cards::{CardKeys, Chip, Cipher, Key, MasterKeys, Personalise, PurseState};

fn key(story: &Value, name: &str) -> Key {
    Key(bytes(text(&story["card_keys"], name)).try_into().unwrap())
}

pub(crate) fn card_of(story: &Value) -> Card {
    let fixed = &story["static"];
    let maintenance = key(story, "DAMK");
    Card {
        keys: CardKeys {
            purchase: key(story, "DPK"),
            load: key(story, "DLK"),
            tac: key(story, "DTK"),
            maintenance,
            pin_unblock: maintenance,
            pin_reload: maintenance,
        },
        version: bytes(text(fixed, "key_version"))[0],
        alg_id: bytes(text(fixed, "alg_id"))[0],
        public: bytes(text(fixed, "file_0015")),
        transit: bytes(text(fixed, "file_0017")),
    }
}

/// The random number that the answer of a step shows the card to have drawn.
fn random_of(step: &Value) -> Option<[u8; 4]> {
    let (command, answer) = (text(step, "command"), text(step, "response"));
    let from = match &command[..6] {
        _ if answer.is_empty() => return None,
        "805000" => 16,
        "805001" | "805003" => 22,
        "008400" => 0,
        _ => return None,
    };
    Some(bytes(&answer[from..from + 8]).try_into().unwrap())
}

#[test]
fn a_card_made_here_plays_the_derived_transcripts() {
    for (name, cipher) in
        [("pboc-derived-3des.json", Cipher::TripleDes), ("pboc-derived-sm4.json", Cipher::Sm4)]
    {
        let story = golden(name);
        let mut desk = Desk::blank(cipher);
        make(&mut desk, &card_of(&story)).unwrap();
        let mut chip = desk.chip;
        chip.reissue(|state| {
            let purse = state.applications[0].purse.as_mut().unwrap();
            (purse.balance, purse.offline, purse.online) = (10_000, 5, 2);
        });
        chip.reset();
        let mut played = 0;
        for step in story["steps"].as_array().unwrap().iter().filter(|step| step["to"] == "card") {
            if let Some(random) = random_of(step) {
                chip.give_random(random);
            }
            let answer = chip.answer(&bytes(text(step, "command")));
            let expected = format!("{}{}", text(step, "response"), text(step, "sw"));
            assert_eq!(hex(&answer), expected, "{name} step {} {}", step["n"], text(step, "name"));
            if step["lost"] == true {
                chip.reset();
            }
            played += 1;
            let purse = chip.state().applications[0].purse.as_ref().unwrap();
            let after = &step["state_after"];
            assert_eq!(format!("{:08X}", purse.balance), text(after, "balance"));
            assert_eq!(format!("{:04X}", purse.offline), text(after, "offline_seq"));
            assert_eq!(format!("{:04X}", purse.online), text(after, "online_seq"));
        }
        assert_eq!(played, 35, "{name}");
    }
}

#[test]
fn a_card_made_here_is_the_card_that_is_made_at_once() {
    for name in ["pboc-derived-3des.json", "pboc-derived-sm4.json"] {
        let story = golden(name);
        let card = card_of(&story);
        let mut desk = Desk::blank(Cipher::of(card.alg_id));
        assert_eq!(desk.chip.purse(), None);
        make(&mut desk, &card).unwrap();
        let key = |name| Key(bytes(text(&story["master_keys"], name)).try_into().unwrap());
        let masters =
            MasterKeys { purchase: key("MPK"), load: key("MLK"), tac: key("MTK"), maintenance: key("MAMK") };
        let plan = Personalise {
            key_version: card.version,
            alg_id: card.alg_id,
            place: card.transit[4..8].try_into().unwrap(),
            uid: desk.chip.state().uid.clone(),
            ..Personalise::elder(
                masters,
                card.public[..8].try_into().unwrap(),
                card.public[10..20].try_into().unwrap(),
            )
        };
        let at_once = PurseState { commits: desk.chip.state().commits, ..plan.state() };
        assert_eq!(desk.chip.purse(), Some(at_once), "{name}");
    }
}

#[test]
fn a_composite_record_is_written_with_the_money() {
    const MARK: &str = "80DCA1C805A1030001FF";
    let story = golden("pboc-derived-3des.json");
    let card = card_of(&story);
    let mut desk = Desk::blank(Cipher::TripleDes);
    make(&mut desk, &card).unwrap();
    let begin = |desk: &mut Desk| {
        let opened = desk.send("805003020B01000000005510000000420F").unwrap();
        desk.send(MARK).unwrap();
        let random = opened[11..15].try_into().unwrap();
        let session = Cipher::TripleDes.session(&card.keys.purchase, random, 0, [0, 7]);
        let mac1 = session.mac(&bytes("000000000955100000004220260721114005"));
        format!("805401000F0000000720260721114005{}08", hex(&mac1))
    };
    let debit = begin(&mut desk);
    assert_eq!(hex(&desk.send("00B2A1C880").unwrap()[..3]), "A17E00", "not yet");
    assert!(
        desk.send(&debit).unwrap_err().starts_with("6901"),
        "a read between the halves ends the purchase"
    );
    let debit = begin(&mut desk);
    assert_eq!(desk.send(&debit).unwrap().len(), 8);
    assert_eq!(hex(&desk.send("00B2A1C805").unwrap()), "A1030001FF");
    assert_eq!(hex(&desk.send("00B201C417").unwrap()[..2]), "0001");
}
