//! Bytes of real chips through our parsers.

use apdu::{Response, find_tlv};
use card_stories::golden::{hex, json, text};
use pboc_purse::command::{debit, prove, select};
use pboc_purse::file::log::LogEntry;
use pboc_purse::file::public::PublicData;
use pboc_purse::file::trip::TripEntry;
use purse::CardAmount;

/// The answers of one observation, in order.
fn answers(id: &str) -> Vec<Vec<u8>> {
    let file = json("pboc-observations.json");
    let items = file.as_array().unwrap();
    assert_eq!(items.len(), 6);
    let item = items.iter().find(|item| text(item, "id") == id).unwrap();
    item["exchanges"].as_array().unwrap().iter().map(|pair| hex(pair[1].as_str().unwrap())).collect()
}

#[test]
fn o1_a_t_union_card() {
    let [balance, log, trip] = answers("O1").try_into().unwrap();
    assert_eq!(CardAmount::from_bytes(balance.try_into().unwrap()), CardAmount(2755));
    let log = LogEntry::parse(&log).unwrap();
    assert_eq!((log.counter, log.amount, log.txn_type), (0x042D, CardAmount(500), 0x09));
    assert_eq!(log.terminal, [0x30, 0x00, 0x89, 0x00, 0x03, 0x40]);
    assert_eq!(log.moment(), ([0x20, 0x24, 0x12, 0x29], [0x14, 0x17, 0x40]));
    assert!(log.is_purchase() && !log.is_load());
    let parsed = TripEntry::parse(&trip).unwrap();
    assert_eq!((parsed.event, parsed.industry), (0x04, 0x01));
    assert_eq!((parsed.amount, parsed.balance_after), (CardAmount(500), CardAmount(3585)));
    assert_eq!((parsed.date, parsed.time), (log.date, log.time));
    assert_eq!(parsed.terminal[2..], log.terminal);
    assert_eq!(parsed.city, [0x10, 0x00]);
    assert_eq!(parsed.to_bytes(), trip);
}

#[test]
fn o2_a_proof_after_a_lost_answer() {
    let [proof] = answers("O2").try_into().unwrap();
    let (mac2, tac) = prove::parse(&proof).unwrap();
    assert_eq!((mac2.0, tac.0), ([0x04, 0x10, 0x38, 0x5D], [0x80, 0x79, 0x79, 0xF8]));
    let asked = prove::prove(0x09, 0x0028).to_bytes().unwrap();
    assert_eq!(asked, hex("805A000902002808"));
}

#[test]
fn o3_a_debit_answers_tac_first() {
    let [answer] = answers("O3").try_into().unwrap();
    let (tac, mac2) = debit::parse(&answer).unwrap();
    assert_eq!((tac.0, mac2.0), ([0xA5, 0x71, 0x7B, 0x4F], [0x99, 0x09, 0xF5, 0x38]));
}

#[test]
fn o4_selections_of_the_manual() {
    let [mf, directory, adf] = answers("O4").try_into().unwrap();
    assert_eq!(find_tlv(&mf, 0x84), Some(&b"1PAY.SYS.DDF01"[..]));
    assert_eq!(select::file_0015(&Response::ok(mf)), None);
    let listed = purse::listed_applications(&Response::ok(directory));
    assert_eq!(listed, [hex("A00000000386980701")]);
    let adf = Response::ok(adf);
    let public = PublicData::parse(select::file_0015(&adf).unwrap()).unwrap();
    assert_eq!(public.issuer.0[..4], [0x11, 0x11, 0x22, 0x22]);
    assert_eq!((public.app_type, public.enable_flag), (0x03, 0x01));
    assert_eq!(public.number.digits(), "00061998081700000030");
    assert_eq!((public.valid_from, public.valid_to), ([0x19, 0x98, 0x08, 0x15], [0x19, 0x98, 0x12, 0x15]));
}

#[test]
fn o5_o6_other_chips_are_no_purses() {
    for answer in answers("O5").into_iter().chain(answers("O6")) {
        assert_eq!(PublicData::parse(&answer), None);
        assert_eq!(LogEntry::parse(&answer), None);
        assert_eq!(purse::listed_applications(&Response::ok(answer)), Vec::<Vec<u8>>::new());
    }
}
