//! A payout as the files that banks take, byte for byte, and read back by programs that are not ours.

use std::io::Write as _;
use std::process::Stdio;

use crate::story::{BOOKED, head, line, officers, payout, signed};
use bank_files::{Dispatch, MapError, OrderMap, WriteError, write_pain001};
use encoding_rs::GB18030;
use expect_test::expect_file;
use jiff::civil::date;

const RURAL: &str = include_str!("../../maps/rural.order.toml");
const CITY: &str = include_str!("../../maps/city.order.toml");
const VILLAGE: &str = include_str!("../../maps/village.order.toml");

fn pain001() -> Vec<u8> {
    let dispatch = Dispatch { created: date(2024, 7, 16).at(9, 5, 0, 0), execute: BOOKED };
    write_pain001(signed(&payout()).verify(&officers()).unwrap(), &dispatch).unwrap()
}

fn written(map: &str) -> Vec<u8> {
    let map = OrderMap::read(map).unwrap();
    let signed = signed(&payout());
    let released = signed.verify(&officers()).unwrap();
    let bytes = map.write(released).unwrap();
    assert_eq!(map.write(released).unwrap(), bytes, "twice the same bytes");
    bytes
}

#[test]
fn for_a_bank_with_spreadsheets() {
    let bytes = written(RURAL);
    let text = GB18030.decode_without_bom_handling_and_without_replacement(&bytes).unwrap();
    assert_eq!(text.matches("\r\n").count(), 5);
    assert_eq!(text.matches('\n').count(), 5);
    let golden = "../../../../tests/golden/bank/rural.order.csv";
    expect_file![golden].assert_eq(&text.replace("\r\n", "\n"));
}

#[test]
fn for_a_bank_with_a_program() {
    let bytes = written(CITY);
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    expect_file!["../../../../tests/golden/bank/city.order.txt"].assert_eq(text);
}

#[test]
fn for_a_bank_with_little() {
    let text = String::from_utf8(written(VILLAGE)).unwrap();
    expect_file!["../../../../tests/golden/bank/village.order.csv"].assert_eq(&text);
}

#[test]
fn maps_are_short_and_checked() {
    for map in [RURAL, CITY, VILLAGE] {
        assert!(map.lines().count() <= 30);
        assert!(OrderMap::read(map).unwrap().bank().starts_with("示例"));
    }
    let changed = |from: &str, to: &str| {
        let text = RURAL.replace(from, to);
        assert_ne!(text, RURAL);
        OrderMap::read(&text).unwrap_err()
    };
    assert_eq!(changed("{purpose}", "{phone}"), MapError::Field("phone".to_owned()));
    assert_eq!(changed("{total}", "{amount}"), MapError::Field("amount".to_owned()), "no line, no amount");
    for field in ["{amount}", "{account}", "{id}"] {
        assert!(matches!(changed(field, "{n}"), MapError::Contradiction(_)), "{field}");
    }
    for (from, to) in [("gb18030", "big5"), ("order/1", "order/2"), ("header", "headers"), ("yuan", "jiao")] {
        assert!(matches!(changed(from, to), MapError::Toml(_)), "{from}");
    }
}

#[test]
fn a_letter_that_the_bank_lacks_is_refused() {
    let lines = vec![line("canteen-a", "店\u{E5E5}", "1", 1)];
    let payout = bank_files::Payout::new(head(), lines).unwrap();
    let signed = signed(&payout);
    let released = signed.verify(&officers()).unwrap();
    assert_eq!(OrderMap::read(RURAL).unwrap().write(released), Err(WriteError::Letter));
    assert!(OrderMap::read(CITY).unwrap().write(released).is_ok());
}

#[test]
fn as_iso_20022() {
    let bytes = pain001();
    assert_eq!(pain001(), bytes, "twice the same bytes");
    let text = String::from_utf8(bytes).unwrap();
    expect_file!["../../../../tests/golden/bank/pain.001.xml"].assert_eq(&text);
}

/// Python's XML and decimals, which share nothing with ours.
const READER: &str = r"
import sys, xml.etree.ElementTree as tree
from decimal import Decimal
at = {'p': 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'}
root = tree.fromstring(sys.stdin.buffer.read())
lines = root.findall('.//p:CdtTrfTxInf', at)
amounts = [Decimal(line.find('p:Amt/p:InstdAmt', at).text) for line in lines]
out = [str(len(lines)), str(sum(amounts))]
for part in ('p:GrpHdr', 'p:PmtInf'):
    for name in ('p:NbOfTxs', 'p:CtrlSum'):
        out.append(root.find('p:CstmrCdtTrfInitn', at).find(part, at).find(name, at).text)
out += [line.find('p:Cdtr/p:Nm', at).text for line in lines]
out += [line.find('p:PmtId/p:EndToEndId', at).text for line in lines]
sys.stdout.buffer.write('\n'.join(out).encode())
";

#[test]
fn another_parser_finds_the_same() {
    let bytes = pain001();
    #[expect(
        clippy::disallowed_methods,
        reason = "the crate starts no process; its test asks another program"
    )]
    let mut python = std::process::Command::new("python3");
    python.args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().unwrap();
    python.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let payout = payout();
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.extend([payout.lines().len().to_string(), payout.total().to_string()]);
    }
    expected.extend(payout.lines().iter().map(|line| line.payee.name.clone()));
    expected.extend(payout.lines().iter().map(|line| payout.end_to_end(line)));
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
}
