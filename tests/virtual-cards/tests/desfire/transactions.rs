//! The transaction MAC: of a real card, of published keys, of a whole computed sale on the wire.

use crate::reader::{Reader, protect};
use crate::{array, bytes, hex, key, of_kind, text};
use serde_json::Value;
use std::collections::BTreeMap;
use virtual_cards::Key;
use virtual_cards::desfire::{
    Access, Application, Body, CardKey, Channel, CommMode, DesfireState, File, Generation, RecordFile,
    TransactionMac, ValueFile, VirtualDesfire, cbc_encrypt, cmac, odd,
};

const AID: [u8; 3] = [0x56, 0x34, 0x12];

fn value(value: i32) -> Body {
    Body::Value(ValueFile { lower: i32::MIN, upper: i32::MAX, value, limited: 3, flags: 1 })
}

fn records(size: usize, of: u8) -> Body {
    Body::Records(RecordFile { cyclic: true, size, max: 10, records: vec![vec![of; size]] })
}

/// A card that has made one transaction less than the vector, whose files answer as the vector says.
fn card(inputs: &Value, reader_wanted: bool) -> VirtualDesfire {
    let data = [&bytes("0102030405")[..], &[0; 59]].concat();
    let size = if text(inputs, "key") == "F7D23E0C44AFADE542BFDF2DC5C6AE02" && inputs["tmc_returned"] == 4 {
        256
    } else {
        32
    };
    let mut files = BTreeMap::new();
    let bodies =
        [(1, value(10_000)), (2, records(size, 0x11)), (3, Body::Standard(data)), (4, records(32, 0))];
    for (number, body) in bodies {
        files.insert(number, File { option: 0, access: Access([0, 0]), body });
    }
    // The first of these vectors writes data where the others keep records.
    if inputs["ops"][0]["cmd"] == "WriteData" {
        let body = Body::Backup(vec![0; 16]);
        files.insert(2, File { option: 0, access: Access([0, 0]), body });
    }
    let returned = u32::try_from(inputs["tmc_returned"].as_u64().unwrap()).unwrap();
    let own = CardKey { key: key(inputs, "key"), version: 0 };
    let mut proof = TransactionMac { counter: returned - 1, ..TransactionMac::new(own) };
    if let Some(before) = inputs["tmri_prev"].as_str() {
        proof.reader = array(before);
    }
    let access = Access([if reader_wanted { 0x00 } else { 0xF0 }, 0x0F]);
    files.insert(15, File { option: 0x00, access, body: Body::TransactionMac(proof) });
    let mut state = DesfireState::blank(array(text(inputs, "uid")), Generation::Ev3);
    state.applications.push(Application { aid: AID, settings: 0x0F, keys: vec![CardKey::ZERO], files });
    VirtualDesfire::new(state)
}

fn resumed(card: VirtualDesfire) -> Reader {
    let mut reader = Reader::tap(card);
    let channel = Channel::Second { encryption: Key([1; 16]), mac: Key([2; 16]), ti: [3; 4], counter: 0 };
    reader.card().resume(Some(AID), 0, channel.clone());
    reader.channel = Some(channel);
    reader
}

fn le(op: &Value, name: &str, bytes: usize) -> Vec<u8> {
    op[name].as_u64().unwrap().to_le_bytes()[..bytes].to_vec()
}

/// Sends one command of a list.
fn play(reader: &mut Reader, op: &Value) {
    let name = text(op, "cmd");
    if name == "CommitReaderID" {
        let told = reader.manage(0xC8, &bytes(text(op, "tmri"))).unwrap().unwrap();
        assert_eq!(hex(&told), text(op, "enc_tmri"));
        return;
    }
    let file = vec![u8::try_from(op["file"].as_u64().unwrap()).unwrap()];
    let usual = match name {
        "GetValue" => 0x6C,
        "Credit" => 0x0C,
        "Debit" => 0xDC,
        "LimitedCredit" => 0x1C,
        "ReadData" => 0xBD,
        "WriteData" => 0x3D,
        "ReadRecords" => 0xBB,
        "WriteRecord" => 0x3B,
        "UpdateRecord" => 0xDB,
        "ClearRecordFile" => 0xEB,
        other => panic!("{other}"),
    };
    let ins = op["opcode"].as_str().map_or(usual, |hex| bytes(hex)[0]);
    let data = op["data"].as_str().map(bytes).unwrap_or_default();
    let parameters = match name {
        "GetValue" => file,
        "ClearRecordFile" => {
            assert_eq!(reader.manage(ins, &file), Ok(Ok(Vec::new())));
            return;
        }
        "Credit" | "Debit" | "LimitedCredit" => [file, le(op, "value", 4)].concat(),
        "ReadData" | "ReadRecords" => [file, le(op, "a", 3), le(op, "b", 3)].concat(),
        "UpdateRecord" => [file, le(op, "rec", 3), le(op, "a", 3), le(op, "b", 3), data.clone()].concat(),
        _ => [file, le(op, "a", 3), le(op, "b", 3), data.clone()].concat(),
    };
    let told = reader.send(ins, &parameters, &[], CommMode::Plain, CommMode::Plain).unwrap();
    let told = told.unwrap_or_else(|status| panic!("{op}: {status:02X}"));
    match name {
        "GetValue" => assert_eq!(told, le(op, "value", 4)),
        "ReadData" | "ReadRecords" => assert_eq!(told, data),
        _ => assert_eq!(told.len(), 0),
    }
}

#[test]
fn transactions_have_the_mac_of_a_real_card_and_of_the_rules() {
    let vectors = of_kind("tmac");
    assert_eq!(vectors.len(), 7);
    let mut played = 0;
    for vector in vectors {
        let (inputs, expected, id) = (&vector["inputs"], &vector["expected"], &vector["id"]);
        let Some(ops) = inputs["ops"].as_array() else { continue };
        let wanted = ops.iter().any(|op| op["cmd"] == "CommitReaderID");
        let mut reader = resumed(card(inputs, wanted));
        for op in ops {
            play(&mut reader, op);
        }
        assert_eq!(hex(reader.card().transaction_input()), text(expected, "tmi"), "{id}");
        let told = reader.manage(0xC7, &[0x01]).unwrap().unwrap();
        let counter = u32::try_from(inputs["tmc_returned"].as_u64().unwrap()).unwrap().to_le_bytes();
        assert_eq!(hex(&told), format!("{}{}", hex(&counter), text(expected, "tmv")), "{id}");
        // The file holds what was told.
        let read = reader.send(0xBD, &bytes("0F000000000000"), &[], CommMode::Plain, CommMode::Plain);
        assert_eq!(read, Ok(Ok(told)), "{id}");
        played += 1;
    }
    assert_eq!(played, 6, "and one whose input is not whole blocks, which checks the reader only");
}

#[test]
fn the_one_before_is_enciphered_as_another_implementation_has_it() {
    let vectors = of_kind("tmac");
    let vector = vectors.iter().find(|vector| vector["id"] == "gtech-tmv").unwrap();
    let mut reader = resumed(card(&vector["inputs"], true));
    let told = reader.manage(0xC8, &[0x77; 16]).unwrap().unwrap();
    assert_eq!(hex(&told), text(&vector["expected"], "enc_tmri"));
}

#[test]
fn keys_of_a_transaction_are_the_published_ones() {
    let vectors = of_kind("tmac_keys");
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let (inputs, expected, id) = (&vector["inputs"], &vector["expected"], &vector["id"]);
        let mut reader = resumed(card(inputs, true));
        let told = reader.manage(0xC8, &[0x77; 16]).unwrap().unwrap();
        let zero = [0; 16];
        assert_eq!(told, cbc_encrypt(&key(expected, "ses_tm_enc"), &mut zero.clone(), &zero), "{id}");
        let input = reader.card().transaction_input().to_vec();
        let told = reader.manage(0xC7, &[0x01]).unwrap().unwrap();
        assert_eq!(told[4..], odd(cmac(&key(expected, "ses_tm_mac"), zero, &input)), "{id}");
    }
}

#[test]
fn a_whole_sale_goes_over_the_wire_as_computed() {
    let step = |name: &str| {
        let all = crate::golden("desfire-derived.json");
        all.into_iter().find(|vector| vector["id"] == name).unwrap_or_else(|| panic!("{name}"))
    };
    let (auth, proof) = (step("self-txn-01-auth"), step("self-txn-06-tmac"));
    let mut card = card(&proof["inputs"], true);
    card.reissue(|state| {
        let application = state.application_mut(AID).unwrap();
        application.keys = vec![CardKey { key: key(&auth["inputs"], "key"), version: 0 }; 2];
        for (number, option, access) in
            [(1, 0x03, [0x20, 0x11]), (2, 0x01, [0x20, 0xE1]), (15, 0x01, [0x10, 0x1F])]
        {
            let file = application.files.get_mut(&number).unwrap();
            (file.option, file.access) = (option, Access(access));
        }
    });
    let mut reader = Reader::tap(card);
    reader.select(AID).unwrap().unwrap();
    let (inputs, expected) = (&auth["inputs"], &auth["expected"]);
    reader.card().give_random(&bytes(text(expected, "rndb")));
    reader.card().give_random(&bytes(text(expected, "ti")));
    let first = reader.card().answer(&bytes("9071000002010000"));
    assert_eq!(hex(&first), format!("{}91AF", text(inputs, "enc_rndb")));
    let second = reader.card().answer(&bytes(&format!("90AF000020{}00", text(expected, "pcd_response"))));
    assert_eq!(hex(&second), format!("{}9100", text(expected, "picc_response")));
    let mut channel = Channel::Second {
        encryption: key(expected, "ses_enc"),
        mac: key(expected, "ses_mac"),
        ti: array(text(expected, "ti")),
        counter: 0,
    };
    for name in ["02-getvalue", "03-commitreaderid", "04-debit", "05-writerecord", "07-commit"] {
        let vector = step(&format!("self-txn-{name}"));
        let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
        let mode = if inputs["mode"] == "full" { CommMode::Full } else { CommMode::Mac };
        let (header, data) = (text(inputs, "header"), inputs["data"].as_str().unwrap_or_default());
        let wire = protect(&mut channel, bytes(text(inputs, "cmd"))[0], &bytes(header), &bytes(data), mode);
        let apdu = bytes(text(expected, "apdu"));
        assert_eq!(hex(&wire), hex(&apdu[5..apdu.len() - 1]), "the reader of these tests, {name}");
        if name == "07-commit" {
            assert_eq!(hex(reader.card().transaction_input()), text(&proof["expected"], "tmi"));
        }
        assert_eq!(hex(&reader.card().answer(&apdu)), text(expected, "rapdu"), "{name}");
    }
}
