//! Every vector of the AES channels, key diversification and the transaction MAC, to the byte.

use card_stories::golden::{bytes, hex, json, text, upper};
use desfire_purse::command::change_key::KeyChange;
use desfire_purse::command::{credit, debit, limited_credit, read_data, read_records, write_record};
use desfire_purse::crypto::cmac::{cmac, subkeys};
use desfire_purse::crypto::crc::crc32;
use desfire_purse::crypto::diversify::{Variant, diversify};
use desfire_purse::crypto::ev1::{self, Ev1};
use desfire_purse::crypto::ev2::{self, Ev2, SessionKeys};
use desfire_purse::crypto::transaction::{CommitKeys, item};
use desfire_purse::crypto::{ZERO, cbc_decrypt, cbc_encrypt, xor};
use desfire_purse::wire::{Answer, Mode, Native, wrap};
use purse::Secret16;
use serde_json::Value;
use std::collections::BTreeMap;

fn key(text: &str) -> Secret16 {
    Secret16::new(bytes(text))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn maybe(value: &Value, name: &str) -> Vec<u8> {
    value[name].as_str().map(hex).unwrap_or_default()
}

/// Compares a value with what is expected under this name, and counts it.
struct Checked<'a> {
    vector: &'a Value,
    checks: usize,
}

impl Checked<'_> {
    fn is(&mut self, name: &str, found: &[u8]) {
        if let Some(expected) = self.vector["expected"][name].as_str() {
            self.same(name, found, expected);
        }
    }

    fn same(&mut self, name: &str, found: &[u8], expected: &str) {
        assert_eq!(upper(found), expected, "{} {name}", self.vector["id"]);
        self.checks += 1;
    }
}

fn mode(text: Option<&str>) -> Mode {
    match text {
        Some("full") => Mode::Full,
        Some("mac") => Mode::Mac,
        _ => Mode::Plain,
    }
}

fn key_change(value: &Value, header: &[u8]) -> KeyChange {
    KeyChange {
        number: header[0],
        new: key(text(value, "new")),
        version: u8::try_from(number(&value["version"])).unwrap(),
        old: value["old"].as_str().map(key),
    }
}

fn check_cmac(of: &mut Checked, inputs: &Value) {
    let key = key(text(inputs, "key"));
    let [k1, k2] = subkeys(&key);
    of.is("k1", &*k1);
    of.is("k2", &*k2);
    if let Some(message) = inputs["msg"].as_str() {
        of.is("cmac", &cmac(&key, ZERO, &hex(message)));
    }
}

fn check_an10922(of: &mut Checked, inputs: &Value) {
    let (master, input) = (key(text(inputs, "key")), hex(text(inputs, "m")));
    of.is("key", diversify(&master, Variant::An10922, &input).unwrap().expose());
    let plain = diversify(&master, Variant::PlainCmac, &input).unwrap();
    let agree = upper(plain.expose()) == text(&of.vector["expected"], "key");
    assert_eq!(agree, input.len() >= 16, "the variants agree from sixteen bytes on");
}

fn check_ev1_auth(of: &mut Checked, inputs: &Value) {
    let (card, challenge) = (key(text(inputs, "key")), bytes(text(inputs, "enc_rndb")));
    of.is("rndb", &cbc_decrypt(&card, ZERO, &challenge));
    let handshake = ev1::Handshake::answer(card, bytes(text(inputs, "rnda")), challenge).unwrap();
    of.is("pcd_response", &handshake.reply);
    let answer: [u8; 16] = bytes(text(&of.vector["expected"], "picc_response"));
    let mut wrong = answer;
    wrong[15] ^= 1;
    assert!(handshake.clone().finish(wrong).is_none());
    let mut session = handshake.finish(answer).unwrap();
    // Only the session key makes this CMAC.
    let mut same = Ev1::at(key(text(&of.vector["expected"], "session_key")), ZERO);
    let command = Native::new(0x3D, [1]).with_data([1, 2, 3], Mode::Mac);
    assert_eq!(session.seal(&command), same.seal(&command));
    of.checks += 2;
}

fn check_ev1_session(of: &mut Checked, inputs: &Value) {
    let iv = inputs["iv"].as_str().map_or(ZERO, bytes);
    let mut session = Ev1::at(key(text(inputs, "session_key")), iv);
    for step in of.vector["steps"].as_array().unwrap() {
        let (ins, header) = (hex(text(step, "cmd"))[0], maybe(step, "header"));
        let sent = mode(step["cmd_mode"].as_str());
        let answer = Answer::of(mode(step["resp_mode"].as_str()), maybe(step, "rx_data").len());
        let body = if step["change_key"].is_null() {
            let command = Native::new(ins, header).with_data(maybe(step, "data"), sent).answered(answer);
            session.seal(&command)
        } else {
            let data = key_change(&step["change_key"], &header).ev1_data();
            if let Some(plain) = step["tx_plain"].as_str() {
                of.same("tx_plain", &data, &plain[..2 * data.len()]);
            }
            session.seal_prepared(&header, &data)
        };
        if let Some(tx) = step["tx"].as_str() {
            of.same("tx", &[&[ins], &body[..]].concat(), tx);
        }
        let Some(rx) = step["rx"].as_str().map(hex).filter(|_| step["resp_mode"] != "bare") else { continue };
        let mut forged = (session.clone(), rx.clone());
        *forged.1.last_mut().unwrap() ^= 1;
        assert_eq!(forged.0.open(answer, &forged.1[1..]), None, "{} forged", of.vector["id"]);
        let data = session.open(answer, &rx[1..]).unwrap_or_else(|| panic!("{}: {step}", of.vector["id"]));
        of.same("rx_data", &data, text(step, "rx_data"));
    }
}

fn check_ev2_auth(of: &mut Checked, inputs: &Value) {
    let (card, challenge) = (key(text(inputs, "key")), bytes(text(inputs, "enc_rndb")));
    let rnd_a = bytes(text(inputs, "rnda"));
    let rnd_b: [u8; 16] = cbc_decrypt(&card, ZERO, &challenge).try_into().unwrap();
    of.is("rndb", &rnd_b);
    let keys = SessionKeys::derive(&card, &rnd_a, &rnd_b);
    of.is("ses_enc", keys.enc.expose());
    of.is("ses_mac", keys.mac.expose());
    let handshake = ev2::Handshake::answer(card, rnd_a, challenge).unwrap();
    of.is("pcd_response", &handshake.reply);
    let answer = hex(text(&of.vector["expected"], "picc_response"));
    let begun = Ev2::at(keys.clone(), [7; 4], 9);
    let (mut session, mut same) = if inputs["first"] == true {
        let identifier = bytes(text(&of.vector["expected"], "ti"));
        let session = handshake.first(answer.as_slice().try_into().unwrap()).unwrap();
        (session, Ev2::at(keys, identifier, 0))
    } else {
        (handshake.non_first(answer.as_slice().try_into().unwrap(), &begun).unwrap(), begun)
    };
    let command = Native::new(0x8D, [1]).with_data([1, 2, 3], Mode::Full);
    assert_eq!(session.seal(&command), same.seal(&command));
    of.checks += 1;
}

fn session(inputs: &Value) -> Ev2 {
    let of = |name: &str| inputs[name].as_str().map_or(Secret16::new(ZERO), key);
    let counter = u16::try_from(number(&inputs["cmd_ctr"])).unwrap();
    Ev2::at(SessionKeys { enc: of("ses_enc"), mac: of("ses_mac") }, bytes(text(inputs, "ti")), counter)
}

fn check_ev2_cmd(of: &mut Checked, inputs: &Value) {
    let (ins, header) = (hex(text(inputs, "cmd"))[0], maybe(inputs, "header"));
    let mut session = session(inputs);
    let length = maybe(&of.vector["expected"], "resp_data").len();
    let answer = Answer::of(mode(inputs["resp_mode"].as_str().or(Some("mac"))), length);
    let mut command = Native::new(ins, header.clone()).answered(answer);
    if !inputs["change_key"].is_null() {
        let change = key_change(&inputs["change_key"], &header);
        of.is("crc32_new_key", &crc32(&[change.new.expose()]));
        command = change.ev2();
    } else if let Some(data) = inputs["data"].as_str() {
        command = command.with_data(hex(data), mode(inputs["mode"].as_str()));
    }
    of.is("iv", &session.command_iv());
    let body = session.seal(&command).unwrap();
    let (sealed, mac) = body.split_last_chunk::<8>().unwrap();
    of.is("enc_data", &sealed[header.len()..]);
    of.is("mact", mac);
    of.is("apdu", &wrap(ins, body.clone()).to_bytes().unwrap());
    of.is("resp_iv", &session.answer_iv());
    if let (Some(answered), true) =
        (of.vector["expected"]["rapdu"].as_str(), inputs["resp_mode"].as_str() != Some("bare"))
    {
        let answered = hex(answered);
        let (data, status) = answered.split_last_chunk::<2>().unwrap();
        assert_eq!(status, &[0x91, 0x00]);
        let mut forged = data.to_vec();
        *forged.last_mut().unwrap() ^= 1;
        assert_eq!(session.open(answer, &forged), None);
        of.is("resp_data", &session.open(answer, data).unwrap());
    }
}

fn check_tmac(of: &mut Checked, inputs: &Value) {
    let counter = u32::try_from(number(&inputs["tmc_returned"])).unwrap();
    let keys = CommitKeys::derive(&key(text(inputs, "key")), counter, bytes(text(inputs, "uid")));
    of.is("ses_tm_mac", keys.mac.expose());
    of.is("ses_tm_enc", keys.enc.expose());
    if let Some(ops) = inputs["ops"].as_array() {
        let items: Vec<Vec<u8>> = ops.iter().map(tmi_item).collect();
        for (place, item) in items.iter().enumerate() {
            let expected = of.vector["expected"]["tmi_items"][place].as_str();
            of.same("tmi_item", item, expected.unwrap_or_else(|| panic!("no item {place}")));
        }
        of.is("tmi", &items.concat());
        of.is("tmv_cmac", &cmac(&keys.mac, ZERO, &items.concat()));
        of.is("tmv", &keys.value(&items.concat()));
    } else if let Some(input) = inputs["tmi"].as_str() {
        of.is("tmv", &keys.value(&hex(input)));
    }
    if let Some(previous) = inputs["tmri_prev"].as_str() {
        let sealed = cbc_encrypt(&keys.enc, ZERO, &hex(previous));
        of.is("enc_tmri", &sealed);
        of.same("tmri_prev", &keys.previous_reader(sealed.try_into().unwrap()), previous);
    }
}

fn tmi_item(op: &Value) -> Vec<u8> {
    let three = |name: &str| number(&op[name]).to_le_bytes()[..3].to_vec();
    let place = || [three("a"), three("b")].concat();
    let (ins, parameters) = match text(op, "cmd") {
        "GetValue" => (0x6C, number(&op["value"]).to_le_bytes()[..4].to_vec()),
        "Credit" => (credit::INS, number(&op["value"]).to_le_bytes()[..4].to_vec()),
        "Debit" => (debit::INS, number(&op["value"]).to_le_bytes()[..4].to_vec()),
        "LimitedCredit" => (limited_credit::INS, number(&op["value"]).to_le_bytes()[..4].to_vec()),
        "ReadData" => (read_data::INS, place()),
        "WriteData" => (0x3D, place()),
        "ReadRecords" => (0xBB, place()),
        "WriteRecord" => (0x3B, place()),
        "UpdateRecord" => (0xDB, [three("rec"), place()].concat()),
        "ClearRecordFile" => (0xEB, Vec::new()),
        "CommitReaderID" => {
            return item(0xC8, &[maybe(op, "tmri"), maybe(op, "enc_tmri")].concat(), &[]);
        }
        other => panic!("no such operation: {other}"),
    };
    let ins = op["opcode"].as_str().map_or(ins, |code| hex(code)[0]);
    let file = u8::try_from(number(&op["file"])).unwrap();
    item(ins, &[&[file], &parameters[..]].concat(), &maybe(op, "data"))
}

/// Layouts of commands that issue cards are the virtual card's.
fn check_layout(of: &mut Checked, inputs: &Value) {
    let args = &inputs["args"];
    let figure = |name: &str| u32::try_from(number(&args[name])).unwrap();
    let file = || u8::try_from(number(&args["file"])).unwrap();
    let native = match (text(inputs, "fn"), args["cmd"].as_str()) {
        ("rw", Some("BD")) => read_data::read(file(), figure("a"), figure("b"), Mode::Plain),
        ("rw", Some("BB")) => read_records::read(0xBB, file(), figure("a"), figure("b")),
        ("rw", Some("3B")) => {
            write_record::write(0x3B, file(), figure("a"), &maybe(args, "data"), Mode::Plain)
        }
        ("value_op", Some("0C")) => credit::credit(file(), figure("value"), Mode::Full),
        ("value_op", Some("DC")) => debit::debit(file(), figure("value"), Mode::Full),
        ("value_op", Some("1C")) => limited_credit::limited_credit(file(), figure("value"), Mode::Full),
        _ => return,
    };
    of.is("frame", &[&[native.ins], &native.header[..], &native.data].concat());
}

fn check(vector: &Value) -> usize {
    let inputs = &vector["inputs"];
    let mut of = Checked { vector, checks: 0 };
    match text(vector, "kind") {
        "cmac" => check_cmac(&mut of, inputs),
        "crc" => of.is("crc32_le", &crc32(&[&hex(text(inputs, "data"))])),
        "xor" => of.is("xor", &xor(bytes(text(inputs, "a")), bytes(text(inputs, "b")))),
        "an10922" => check_an10922(&mut of, inputs),
        "ev1_auth" => check_ev1_auth(&mut of, inputs),
        "ev1_session" => check_ev1_session(&mut of, inputs),
        "ev2_auth" => check_ev2_auth(&mut of, inputs),
        "ev2_keys" => {
            let (a, b) = (bytes(text(inputs, "rnda")), bytes(text(inputs, "rndb")));
            let keys = SessionKeys::derive(&key(text(inputs, "key")), &a, &b);
            of.is("ses_enc", keys.enc.expose());
            of.is("ses_mac", keys.mac.expose());
        }
        "ev2_iv" => of.is("iv", &session(inputs).command_iv()),
        "ev2_cmd" => check_ev2_cmd(&mut of, inputs),
        "cbc_dec" => {
            let cipher = hex(text(inputs, "cipher"));
            of.is("plain", &cbc_decrypt(&key(text(inputs, "key")), bytes(text(inputs, "iv")), &cipher));
        }
        "tmac_keys" | "tmac" => check_tmac(&mut of, inputs),
        "layout" => check_layout(&mut of, inputs),
        other => panic!("no such kind: {other}"),
    }
    of.checks
}

#[test]
fn every_vector() {
    let mut told = String::new();
    for name in
        ["desfire-published.json", "desfire-real-cards.json", "desfire-derived.json", "desfire-reader.json"]
    {
        let file = json(name);
        let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut left = Vec::new();
        for vector in file.as_array().unwrap() {
            let checks = check(vector);
            if checks == 0 {
                left.push(text(vector, "id"));
                continue;
            }
            let kind = kinds.entry(text(vector, "kind")).or_default();
            *kind = (kind.0 + 1, kind.1 + checks);
        }
        for (kind, (vectors, checks)) in kinds {
            told += &format!("{name} {kind}: {vectors} vectors, {checks} checks\n");
        }
        told += &format!("{name} left to others: {}\n", left.join(" "));
    }
    println!("{told}");
    expect_test::expect![[r#"
        desfire-published.json an10922: 6 vectors, 6 checks
        desfire-published.json cmac: 3 vectors, 9 checks
        desfire-published.json crc: 4 vectors, 4 checks
        desfire-published.json ev1_auth: 1 vectors, 3 checks
        desfire-published.json ev1_session: 5 vectors, 10 checks
        desfire-published.json ev2_auth: 4 vectors, 18 checks
        desfire-published.json ev2_cmd: 10 vectors, 29 checks
        desfire-published.json ev2_iv: 2 vectors, 2 checks
        desfire-published.json ev2_keys: 1 vectors, 2 checks
        desfire-published.json tmac: 1 vectors, 3 checks
        desfire-published.json tmac_keys: 3 vectors, 6 checks
        desfire-published.json left to others: layout-createapp-min layout-createvalue layout-createlinear
        desfire-real-cards.json ev1_auth: 6 vectors, 24 checks
        desfire-real-cards.json ev1_session: 6 vectors, 43 checks
        desfire-real-cards.json tmac: 1 vectors, 11 checks
        desfire-real-cards.json left to others: 
        desfire-derived.json ev2_auth: 1 vectors, 5 checks
        desfire-derived.json ev2_cmd: 5 vectors, 18 checks
        desfire-derived.json tmac: 5 vectors, 49 checks
        desfire-derived.json left to others: 
        desfire-reader.json cbc_dec: 1 vectors, 1 checks
        desfire-reader.json cmac: 2 vectors, 3 checks
        desfire-reader.json ev1_session: 3 vectors, 10 checks
        desfire-reader.json ev2_cmd: 1 vectors, 3 checks
        desfire-reader.json layout: 6 vectors, 6 checks
        desfire-reader.json xor: 1 vectors, 1 checks
        desfire-reader.json left to others: 
    "#]]
    .assert_eq(&told);
}
