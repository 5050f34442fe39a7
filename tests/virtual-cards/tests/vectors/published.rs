//! Published values: real cards, a real PSAM, a manual, a textbook, a standard.

use super::{array, bytes, golden, hex, key, text};
use serde_json::Value;
use virtual_cards::{
    CardKeys, Chip, Cipher, Key, MasterKeys, Personalise, PurseState, VirtualPurse, mac, mac_retail,
};

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
fn a_published_load_begins_to_the_bit() {
    let group = public("A1");
    let inputs = &group["inputs"];
    let mut card = published_card(inputs);
    assert_eq!(hex(&card.answer(&bytes("0020000003123456"))), "9000");
    let order = format!("805000020B01{}{}10", text(inputs, "amount"), text(inputs, "terminal"));
    let expected = format!("00000000000000{:02X}{}{}9000", 0, text(inputs, "rand"), expected(&group, "MAC1"));
    assert_eq!(hex(&card.answer(&bytes(&order))), expected);
}

#[test]
fn the_textbook_example() {
    let group = public("E");
    let inputs = &group["inputs"];
    let (key, random) = (key(inputs, "key"), array(text(inputs, "rand")));
    let (amount, terminal) = (text(inputs, "amount"), text(inputs, "terminal"));
    let value = |name: &str| text(inputs, name).to_owned();
    let purchase = Cipher::TripleDes.session(&key, random, 0, [0, 1]);
    let load = Cipher::TripleDes.session(&key, random, 0, [0x80, 0]);
    let [sale, top_up] = ["purchase", "load"].map(|name| {
        format!("{amount}{}{terminal}{}", value(&format!("{name}_type")), value(&format!("{name}_datetime")))
    });
    // The load's MAC1 is over the old balance, which is zero in the example.
    let opened = format!("00000000{amount}{}{terminal}", text(inputs, "load_type"));
    for (name, key, data) in [
        ("purchase MAC1", &purchase, sale.as_str()),
        ("purchase MAC2", &purchase, amount),
        ("load MAC1", &load, opened.as_str()),
        ("load MAC2", &load, top_up.as_str()),
    ] {
        assert_eq!(hex(&key.mac(&bytes(data))), expected(&group, name), "{name}");
    }
    assert_eq!(hex(purchase.bytes()), expected(&group, "SESPK"));
    assert_eq!(hex(load.bytes()), expected(&group, "SESLK"));
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
    let hidden = Cipher::TripleDes
        .encipher(&key(&group["inputs"], "protecting_key"), &bytes(text(&group["inputs"], "plain")));
    assert_eq!(hex(&hidden.unwrap()), expected(&group, "cipher"));
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
fn the_sm4_block_of_the_standard() {
    let group = public("S");
    let mut key = [0; 16];
    key.copy_from_slice(&bytes(text(&group["inputs"], "key")));
    // Diversification of F8 is one block over F8 and its opposite, which the example's plain text is.
    let factor = array(&text(&group["inputs"], "plaintext")[..16]);
    assert_eq!(hex(&Cipher::Sm4.diversify(&Key(key), factor).0), expected(&group, "SM4"));
}
