//! The derived transcripts, step by step and inside, and values at the edges.

use super::{array, bytes, golden, hex, key, text};
use serde_json::Value;
use virtual_cards::{
    Chip, Cipher, FactorOrder, InField, MasterKeys, Personalise, PersonalisePsam, PsamState, PurseState,
    VirtualPsam, VirtualPurse, mac, mac_retail, mac_sm4,
};

const STORIES: [&str; 2] = ["pboc-derived-3des.json", "pboc-derived-sm4.json"];

/// Card and PSAM of the derived transcript as they are before its first step.
fn derived_chips(story: &Value) -> (VirtualPurse, VirtualPsam) {
    let fixed = &story["static"];
    let masters = &story["master_keys"];
    let keys = MasterKeys {
        purchase: key(masters, "MPK"),
        load: key(masters, "MLK"),
        tac: key(masters, "MTK"),
        maintenance: key(masters, "MAMK"),
    };
    let public: [u8; 30] = array(text(fixed, "file_0015"));
    let issuer = array(text(fixed, "issuer_factor"));
    let number = public[10..20].try_into().unwrap();
    let [key_version] = array(text(fixed, "key_version"));
    let [alg_id] = array(text(fixed, "alg_id"));
    let plan = Personalise { key_version, alg_id, ..Personalise::elder(keys, issuer, number) };
    let card = VirtualPurse::new(PurseState {
        holder_data: bytes(text(fixed, "file_0016")),
        transit_data: bytes(text(fixed, "file_0017")),
        public_data: public.to_vec(),
        balance: 10_000,
        offline: 5,
        online: 2,
        ..plan.state()
    });
    let psam = PersonalisePsam {
        purchase: keys.purchase,
        maintenance: keys.maintenance,
        issuer,
        serial: [0; 10],
        terminal: array(text(fixed, "terminal_id")),
    };
    // The transcript is of a PSAM behind a reader that collects answers itself.
    let made = psam.psam().state().clone();
    let state = PsamState { sequence: 0x2A, by_get_response: false, key_version, alg_id, ..made };
    let mut psam = VirtualPsam::new(state);
    psam.power_on();
    assert_eq!(hex(&psam.answer(&bytes("00A40000028011"))[..2]), "6F17", "the application is selected");
    (card, psam)
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
    Some(array(&answer[from..from + 8]))
}

#[test]
fn card_and_psam_play_the_derived_transcripts() {
    for story in STORIES {
        play(&golden(story));
    }
}

fn play(story: &Value) {
    let (mut card, mut psam) = derived_chips(story);
    card.power_on();
    let steps = story["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 43);
    for step in steps {
        let name = format!("{} step {} {}", story["algorithm"], step["n"], text(step, "name"));
        if let Some(random) = random_of(step) {
            card.give_random(random);
        }
        let chip: &mut dyn Chip = if text(step, "to") == "card" { &mut card } else { &mut psam };
        let answer = chip.exchange(&bytes(text(step, "command"))).bytes();
        assert_eq!(hex(&answer), format!("{}{}", text(step, "response"), text(step, "sw")), "{name}");
        if step["lost"] == true {
            card.reset();
        }
        let after = &step["state_after"];
        let now = card.state();
        assert_eq!(format!("{:08X}", now.balance), text(after, "balance"), "{name}");
        assert_eq!(format!("{:04X}", now.offline), text(after, "offline_seq"), "{name}");
        assert_eq!(format!("{:04X}", now.online), text(after, "online_seq"), "{name}");
        assert_eq!(format!("{:08X}", psam.state().sequence), text(after, "psam_terminal_seq"), "{name}");
    }
    card.reset();
    assert_eq!(hex(&card.answer(&bytes("00A4040008A00000063201010500"))), "6A81", "blocked at the end");
}

#[test]
fn the_psam_makes_the_mac_that_blocks_a_card() {
    let story = golden(STORIES[0]);
    let (_, mut psam) = derived_chips(&story);
    let step = story["steps"].as_array().unwrap().last().unwrap();
    let calls: Vec<&str> =
        step["inner"]["psam_calls"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    assert_eq!(hex(&psam.answer(&bytes(calls[0]))), "9000");
    assert_eq!(hex(&psam.answer(&bytes(calls[1]))), format!("{}9000", text(&step["inner"], "mac")));
}

#[test]
fn an_sm4_psam_makes_it_with_blocks_of_sixteen() {
    let story = golden(STORIES[1]);
    let (_, mut psam) = derived_chips(&story);
    let fixed = &story["static"];
    let inner = &story["steps"].as_array().unwrap().last().unwrap()["inner"];
    let factors = format!("{}{}", text(fixed, "serial_factor"), text(fixed, "issuer_factor"));
    assert_eq!(hex(&psam.answer(&bytes(&format!("801A454110{factors}")))), "9000");
    let padded = format!("{}8{}", text(inner, "mac_input"), "0".repeat(21));
    let ask = format!("80FA050020{}{padded}", text(inner, "mac_iv"));
    assert_eq!(hex(&psam.answer(&bytes(&ask))), format!("{}9000", text(inner, "mac")));
}

#[test]
fn card_keys_come_from_master_keys() {
    for (name, cipher) in STORIES.into_iter().zip([Cipher::TripleDes, Cipher::Sm4]) {
        let story = golden(name);
        let fixed = &story["static"];
        let factors = [array(text(fixed, "serial_factor")), array(text(fixed, "issuer_factor"))];
        for (master, card) in [("MPK", "DPK"), ("MLK", "DLK"), ("MTK", "DTK"), ("MAMK", "DAMK")] {
            let master = key(&story["master_keys"], master);
            let derived = cipher.derive(&master, &factors, FactorOrder::LastFirst);
            assert_eq!(hex(&derived.0), text(&story["card_keys"], card), "{name} {card}");
        }
        let other = &story["alternate_DPK"];
        let master = key(&story["master_keys"], "MPK");
        let listed = cipher.derive(&master, &factors, FactorOrder::Listed);
        assert_eq!(hex(&listed.0), text(other, "factors_applied_in_listed_order_serial_then_issuer"));
        let single = cipher.derive(&master, &factors[..1], FactorOrder::Listed);
        assert_eq!(hex(&single.0), text(other, "one_level_serial_only"));
        let tac_key = cipher.tac_key(&key(&story["card_keys"], "DTK"));
        assert_eq!(hex(tac_key.bytes()), text(&story["card_keys"], "TAC_KEY_effective"));
        inner_values(&story, cipher);
    }
}

/// Session keys and MACs inside the transcript.
fn inner_values(story: &Value, cipher: Cipher) {
    let mut checked = 0;
    for inner in story["steps"].as_array().unwrap().iter().map(|step| &step["inner"]) {
        let Some(seed) = inner["session_input"].as_str() else { continue };
        let [r0, r1, r2, r3, c0, c1, l0, l1] = array(seed);
        let name = if (l0, l1) == (0x80, 0) { "DLK" } else { "DPK" };
        let parent = key(&story["card_keys"], name);
        let session = cipher.session(&parent, [r0, r1, r2, r3], u16::from_be_bytes([c0, c1]), [l0, l1]);
        assert_eq!(hex(session.bytes()), text(inner, "session_key"));
        let tac_key = cipher.tac_key(&key(&story["card_keys"], "DTK"));
        for (name, key) in [("mac1", &session), ("mac2", &session), ("tac", &tac_key)] {
            assert_eq!(hex(&key.mac(&bytes(text(inner, &format!("{name}_input"))))), text(inner, name));
            checked += 1;
        }
    }
    assert_eq!(checked, 18);
}

#[test]
fn macs_and_derivations_at_the_edges() {
    let units = golden("pboc-units.json");
    let macs = units["macs"].as_array().unwrap();
    assert!(macs.len() >= 10);
    for unit in macs {
        let (key, data) = (array::<16>(text(unit, "key16")), bytes(text(unit, "data")));
        let left = key[..8].try_into().unwrap();
        let iv = array(text(unit, "iv"));
        assert_eq!(hex(&mac(&left, [0; 8], &data)), text(unit, "des_mac"));
        assert_eq!(hex(&mac(&left, iv, &data)), text(unit, "des_mac_with_iv"));
        assert_eq!(hex(&mac_retail(&key, [0; 8], &data)), text(unit, "retail_mac"));
        assert_eq!(hex(&mac_retail(&key, iv, &data)), text(unit, "retail_mac_with_iv"));
        assert_eq!(hex(&mac_sm4(&key, [0; 16], &data)), text(unit, "sm4_mac"));
    }
    for unit in units["diversification"].as_array().unwrap() {
        let (key, factor) = (key(unit, "key16"), array(text(unit, "factor")));
        assert_eq!(hex(&Cipher::TripleDes.diversify(&key, factor).0), text(unit, "derived"));
        assert_eq!(hex(&Cipher::Sm4.diversify(&key, factor).0), text(unit, "derived_sm4"));
    }
}

#[test]
fn a_chip_without_power_answers_nothing() {
    let (mut card, _) = derived_chips(&golden("pboc-derived-3des.json"));
    assert_eq!(card.answer(&bytes("00A4040008A000000632010105")), [0u8; 0]);
    let field = InField::tap(card);
    assert!(field.present());
    assert_eq!(field.take().answer(&[0, 0xA4, 0, 0]), [0u8; 0], "taken away");
}
