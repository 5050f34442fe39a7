//! Published handshakes and sessions, played against the card.

use crate::reader::Reader;
use crate::{UID, array, bytes, hex, key, of_kind, text};
use serde_json::Value;
use std::collections::BTreeMap;
use virtual_cards::Key;
use virtual_cards::desfire::{
    Access, Application, Body, CardKey, Channel, DesfireState, File, Generation, VirtualDesfire, cbc_decrypt,
    cbc_encrypt,
};

const AID: [u8; 3] = [0x56, 0x34, 0x12];

/// A card with one application whose keys are all this one, and which has these files.
pub(crate) fn card(own: CardKey, keys: usize, settings: u8, files: BTreeMap<u8, File>) -> VirtualDesfire {
    let mut state = DesfireState::blank(UID, Generation::Ev3);
    state.applications.push(Application { aid: AID, settings, keys: vec![own; keys], files });
    VirtualDesfire::new(state)
}

fn with_key(key: Key) -> VirtualDesfire {
    card(CardKey { key, version: 0 }, 5, 0x0F, BTreeMap::new())
}

fn random_b(vector: &Value) -> Vec<u8> {
    match vector["expected"]["rndb"].as_str() {
        Some(told) => bytes(told),
        None => {
            let inputs = &vector["inputs"];
            cbc_decrypt(&key(inputs, "key"), &mut [0; 16], &bytes(text(inputs, "enc_rndb")))
        }
    }
}

/// Both halves of a handshake, byte for byte.
fn shake_hands(card: &mut VirtualDesfire, ins: &str, begin: &str, vector: &Value) {
    let (inputs, expected, id) = (&vector["inputs"], &vector["expected"], &vector["id"]);
    let first = card.answer(&bytes(&format!("90{ins}0000{:02X}{begin}00", begin.len() / 2)));
    assert_eq!(hex(&first), format!("{}91AF", text(inputs, "enc_rndb")), "{id}");
    let second = card.answer(&bytes(&format!("90AF000020{}00", text(expected, "pcd_response"))));
    assert_eq!(hex(&second), format!("{}9100", text(expected, "picc_response")), "{id}");
}

#[test]
fn first_channel_opens_as_published_and_as_on_real_cards() {
    let vectors = of_kind("ev1_auth");
    assert_eq!(vectors.len(), 7);
    for vector in vectors {
        let mut card = with_key(key(&vector["inputs"], "key"));
        let begun = Channel::First { key: Key([0; 16]), iv: [0; 16] };
        card.resume(Some(AID), 0, begun);
        card.give_random(&random_b(&vector));
        shake_hands(&mut card, "AA", "00", &vector);
        let session = key(&vector["expected"], "session_key");
        assert_eq!(card.channel(), Some(&Channel::First { key: session, iv: [0; 16] }), "{}", vector["id"]);
    }
}

#[test]
fn second_channel_opens_as_published() {
    let vectors = of_kind("ev2_auth");
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
        let first = inputs["first"] == true;
        let ti = if first { array(text(expected, "ti")) } else { [7; 4] };
        let mut card = with_key(key(inputs, "key"));
        let begun = Channel::Second { encryption: Key([1; 16]), mac: Key([2; 16]), ti, counter: 2 };
        card.resume(Some(AID), 0, begun);
        card.give_random(&random_b(&vector));
        card.give_random(&ti);
        let (ins, begin) = if first { ("71", "0000") } else { ("77", "00") };
        shake_hands(&mut card, ins, begin, &vector);
        let (encryption, mac) = (key(expected, "ses_enc"), key(expected, "ses_mac"));
        let counter = if first { 0 } else { 2 };
        let opened = Channel::Second { encryption, mac, ti, counter };
        assert_eq!(card.channel(), Some(&opened), "{}", vector["id"]);
    }
}

/// The card of a published session of the first channel, as the session shows it to have been.
fn first_session(vector: &Value) -> VirtualDesfire {
    let full = File { option: 0x03, access: Access([0, 0]), body: Body::Standard(vec![0; 64]) };
    let old = |hex: &str| CardKey { key: Key(array(hex)), version: 0x10 };
    let zero = CardKey { version: 0x10, ..CardKey::ZERO };
    let mut card = match text(vector, "id") {
        "an0945-t23-24-full" => card(zero, 1, 0x0F, BTreeMap::from([(2, full)])),
        "an0945-t34-plain" => card(zero, 4, 0x0F, BTreeMap::new()),
        "an12757-t95-changekey-other" | "gtech-changekey-other-iv0" => {
            card(old("00112233445566778899AABBCCDDEEFF"), 2, 0x0F, BTreeMap::new())
        }
        "desox-app-session" => card(CardKey::ZERO, 1, 0x09, BTreeMap::new()),
        _ => card(zero, 2, 0x0F, BTreeMap::new()),
    };
    let inputs = &vector["inputs"];
    let iv = inputs["iv"].as_str().map_or([0; 16], array);
    card.resume(Some(AID), 0, Channel::First { key: key(inputs, "session_key"), iv });
    card
}

#[test]
fn first_channel_speaks_as_published_and_as_real_cards() {
    let vectors = of_kind("ev1_session");
    assert_eq!(vectors.len(), 11);
    let mut steps = 0;
    for vector in vectors {
        let mut reader = Reader::continuing(first_session(&vector));
        for step in vector["steps"].as_array().unwrap() {
            let header = step["header"].as_str().unwrap_or_default();
            let sent =
                step["tx"].as_str().map_or_else(|| format!("{}{header}", text(step, "cmd")), str::to_owned);
            let sent = bytes(&sent);
            let told = reader.native(sent[0], &sent[1..]).unwrap();
            let told = told.unwrap_or_else(|status| panic!("{} {step}: {status:02X}", vector["id"]));
            if let Some(expected) = step["rx"].as_str() {
                assert_eq!(format!("00{}", hex(&told)), expected, "{} {}", vector["id"], step["name"]);
            }
            steps += 1;
        }
    }
    assert_eq!(steps, 29);
}

/// The card of one published command of the second channel.
fn second_session(vector: &Value) -> VirtualDesfire {
    let inputs = &vector["inputs"];
    let mode = if inputs["mode"] == "full" { 0x03 } else { 0x01 };
    let file = File { option: mode, access: Access([0, 0]), body: Body::Standard(vec![0; 256]) };
    let files = match text(inputs, "cmd") {
        "8D" | "BD" => BTreeMap::from([(bytes(text(inputs, "header"))[0], file)]),
        _ => BTreeMap::new(),
    };
    let mut card = card(CardKey::ZERO, 5, 0x0F, files);
    card.reissue(|state| state.uid = array("04958CAA5C5E80"));
    let encryption = inputs["ses_enc"].as_str().map_or(Key([0; 16]), |hex| Key(array(hex)));
    let counter = u16::try_from(inputs["cmd_ctr"].as_u64().unwrap()).unwrap();
    let (mac, ti) = (key(inputs, "ses_mac"), array(text(inputs, "ti")));
    card.resume(Some(AID), 0, Channel::Second { encryption, mac, ti, counter });
    card
}

#[test]
fn second_channel_speaks_as_published() {
    let vectors: Vec<Value> =
        of_kind("ev2_cmd").into_iter().filter(|vector| !text(vector, "id").starts_with("self-")).collect();
    assert_eq!(vectors.len(), 10);
    for vector in vectors {
        let (inputs, expected, id) = (&vector["inputs"], &vector["expected"], &vector["id"]);
        let mut card = second_session(&vector);
        let apdu = expected["apdu"].as_str().map_or_else(
            || {
                let header = inputs["header"].as_str().unwrap_or_default();
                let data = expected["enc_data"].as_str().or(inputs["data"].as_str()).unwrap_or_default();
                let sent = format!("{header}{data}{}", text(expected, "mact"));
                format!("90{}0000{:02X}{sent}00", text(inputs, "cmd"), sent.len() / 2)
            },
            str::to_owned,
        );
        let told = hex(&card.answer(&bytes(&apdu)));
        match expected["rapdu"].as_str() {
            Some(whole) => assert_eq!(told, whole, "{id}"),
            None => assert!(told.ends_with("9100") || told.ends_with("91AF"), "{id} {told}"),
        }
    }
}

#[test]
fn session_keys_are_those_of_another_implementation() {
    let vectors = of_kind("ev2_keys");
    assert_eq!(vectors.len(), 1);
    for vector in vectors {
        let inputs = &vector["inputs"];
        let (own, a, b): (Key, [u8; 16], [u8; 16]) =
            (key(inputs, "key"), array(text(inputs, "rnda")), array(text(inputs, "rndb")));
        let mut card = with_key(own);
        card.resume(Some(AID), 0, Channel::First { key: own, iv: [0; 16] });
        card.give_random(&b);
        let mut turned = b;
        turned.rotate_left(1);
        card.answer(&bytes("9071000002000000"));
        let answer = cbc_encrypt(&own, &mut [0; 16], &[a, turned].concat());
        card.answer(&[&[0x90, 0xAF, 0, 0, 32][..], &answer, &[0]].concat());
        let Some(Channel::Second { encryption, mac, .. }) = card.channel() else { panic!("no session") };
        assert_eq!(hex(&encryption.0), text(&vector["expected"], "ses_enc"));
        assert_eq!(hex(&mac.0), text(&vector["expected"], "ses_mac"));
    }
}
