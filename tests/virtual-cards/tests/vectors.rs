//! The chips against the vectors that card code must reproduce to the bit (`tests/golden/cards`).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong shall stop")]

use serde_json::Value;
use std::{fs, path::Path};
use virtual_cards::{
    CardKeys, Chip, Cipher, FactorOrder, InField, Key, MasterKeys, Personalise, PersonalisePsam, PsamState,
    PurseState, VirtualPsam, VirtualPurse, mac, mac_retail, mac_sm4,
};

const STORIES: [&str; 2] = ["pboc-derived-3des.json", "pboc-derived-sm4.json"];

fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden/cards").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    assert!(hex.len().is_multiple_of(2), "{hex}");
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn key(value: &Value, name: &str) -> Key {
    Key(array(text(value, name)))
}

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
fn the_sm4_block_of_the_standard() {
    let group = public("S");
    let mut key = [0; 16];
    key.copy_from_slice(&bytes(text(&group["inputs"], "key")));
    // Diversification of F8 is one block over F8 and its opposite, which the example's plain text is.
    let factor = array(&text(&group["inputs"], "plaintext")[..16]);
    assert_eq!(hex(&Cipher::Sm4.diversify(&Key(key), factor).0), expected(&group, "SM4"));
}

fn public(id: &str) -> Value {
    let all = golden("pboc-public.json");
    all.as_array().unwrap().iter().find(|group| group["id"] == id).unwrap().clone()
}

fn expected(group: &Value, field: &str) -> String {
    let checks = group["checks"].as_array().unwrap();
    text(checks.iter().find(|check| check["field"] == field).unwrap(), "expected").to_owned()
}

/// A card with plain, undiversified keys, as on the published test cards.
fn published_card(inputs: &Value) -> VirtualPurse {
    let of = |name: &str| inputs[name].as_str().map_or(Key([0; 16]), |hex| Key(array(hex)));
    let keys = CardKeys {
        purchase: of("purchase_key"),
        load: of("load_key"),
        tac: of("tac_key"),
        maintenance: Key([0; 16]),
        pin_unblock: Key([0; 16]),
        pin_reload: Key([0; 16]),
    };
    let blank =
        MasterKeys { purchase: keys.purchase, load: keys.load, tac: keys.tac, maintenance: keys.maintenance };
    let mut card = VirtualPurse::new(PurseState {
        keys,
        key_version: 0,
        ..Personalise::elder(blank, [1; 8], [2; 10]).state()
    });
    card.give_random(array(text(inputs, "rand")));
    card.power_on();
    assert_eq!(card.answer(&bytes("00A4040008A000000632010105")).last(), Some(&0x00));
    card
}

#[test]
fn a_published_purchase_plays_to_the_bit() {
    let group = public("A3");
    let inputs = &group["inputs"];
    let mut card = published_card(inputs);
    card.reissue(|state| state.balance = 0x2000);
    assert_eq!(
        hex(&card.answer(&bytes(text(inputs, "init_apdu")))),
        format!("{}9000", text(inputs, "init_resp"))
    );
    assert_eq!(
        hex(&card.answer(&bytes(text(inputs, "debit_apdu")))),
        format!("{}9000", text(inputs, "debit_resp"))
    );
    assert_eq!((card.state().balance, card.state().offline), (0x1FFF, 1));
}

#[test]
fn published_loads_play_to_the_bit() {
    for (id, alg) in [("A2", 0), ("B", 1)] {
        let group = public(id);
        let inputs = &group["inputs"];
        let mut card = published_card(inputs);
        card.reissue(|state| state.alg_id = alg);
        assert_eq!(hex(&card.answer(&bytes("0020000003123456"))), "9000");
        let order = format!("805000020B01{}{}10", text(inputs, "amount"), text(inputs, "terminal"));
        let opened = hex(&card.answer(&bytes(&order)));
        assert!(opened.ends_with(&format!("{}9000", expected(&group, "MAC1"))), "{id}: {opened}");
        let stamp = format!("{}{}", text(inputs, "date"), text(inputs, "time"));
        let credit = format!("805200000B{stamp}{}04", expected(&group, "MAC2"));
        assert_eq!(hex(&card.answer(&bytes(&credit))), format!("{}9000", expected(&group, "TAC")), "{id}");
        if let Some(log) = inputs["log_record_0018_after"].as_str() {
            assert_eq!(hex(&card.state().log[0]), log, "{id}");
        }
    }
}

#[test]
fn published_command_macs_and_derivation() {
    let group = public("D");
    let factor = array(text(&group["inputs"], "factor"));
    let derived = Cipher::TripleDes.diversify(&key(&group["inputs"], "master_key"), factor);
    assert_eq!(hex(&derived.0), expected(&group, "DK"));
    let group = public("G");
    let data = format!("{}{}", text(&group["inputs"], "apdu_head"), expected(&group, "cipher"));
    let key = array(text(&group["inputs"], "protecting_key"));
    let made = mac_retail(&key, array(text(&group["inputs"], "iv")), &bytes(&data));
    assert_eq!(hex(&made), expected(&group, "MAC"));
    let group = public("H1");
    let inputs = &group["inputs"];
    let made =
        mac_retail(&array(text(inputs, "key")), array(text(inputs, "iv")), &bytes(text(inputs, "data")));
    assert_eq!(hex(&made), expected(&group, "MAC"));
    let group = public("F");
    let made = mac(&array(text(&group["inputs"], "key")), [0; 8], &bytes(text(&group["inputs"], "data")));
    assert_eq!(hex(&made), expected(&group, "MAC"));
}

#[test]
fn a_chip_without_power_answers_nothing() {
    let (mut card, _) = derived_chips(&golden("pboc-derived-3des.json"));
    assert_eq!(card.answer(&bytes("00A4040008A000000632010105")), [0u8; 0]);
    let field = InField::tap(card);
    assert!(field.present());
    assert_eq!(field.take().answer(&[0, 0xA4, 0, 0]), [0u8; 0], "taken away");
}
