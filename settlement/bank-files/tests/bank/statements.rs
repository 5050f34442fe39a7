//! Answers as statements of an account, camt.053.

use bank_files::{AnswerError, AnswerState, Asked, BankAnswer, Outcome, match_answer, read_camt053};
use jiff::civil::date;
use money::Fen;

use crate::story::{BOOKED, DEBTOR, payout};

const FILE: &str = include_str!("../../../../tests/golden/bank/camt.053.xml");

const ASKED: Asked<'static> = Asked { day: BOOKED, account: DEBTOR, already: &[] };

fn read(text: &str) -> Result<BankAnswer, AnswerError> {
    read_camt053(text.as_bytes(), &ASKED)
}

fn changed(from: &str, to: &str) -> AnswerError {
    let text = FILE.replacen(from, to, 1);
    assert_ne!(text, FILE, "{from}");
    read(&text).unwrap_err()
}

#[test]
fn read_whole() {
    let answer = read(FILE).unwrap();
    let table: Vec<String> = answer.lines.iter().map(|line| format!("{line:?}")).collect();
    assert_eq!(
        table,
        [
            "1: canteen-a-20240715d1v1 1234.56 Paid ****1234",
            "1: canteen-b-20240715d1v1 0.05 Paid ****5678",
            "2: canteen-b-20240715d1v1 0.05 Returned { reason: \"户名不符\" } ",
            "4: clinic-20240715d1v1 9900.00 Pending ****5678",
        ]
    );
    assert_eq!(answer.besides, 1, "the fee");
    assert_eq!(answer.lines[1].payee_name.as_deref(), Some("㐂&<福>\"𠮷\"食堂"), "references are letters");
    let outcomes: Vec<Outcome> =
        match_answer(&payout(), &answer).lines.into_iter().map(|l| l.outcome).collect();
    let reason = "户名不符".to_owned();
    assert_eq!(outcomes, [Outcome::Paid, Outcome::Returned { reason }, Outcome::Pending]);
}

#[test]
fn what_has_no_id_is_beside() {
    let answer = read(&FILE.replacen("clinic-20240715d1v1", "NOTPROVIDED", 1)).unwrap();
    assert_eq!((answer.lines.len(), answer.besides), (3, 2));
}

#[test]
fn a_prefix_is_as_good() {
    let text =
        FILE.replace('<', "<b:").replace("<b:/", "</b:").replace("<b:?", "<?").replace("xmlns=", "xmlns:b=");
    assert_eq!(read(&text).unwrap().lines, read(FILE).unwrap().lines);
}

#[test]
fn each_fault_has_its_outcome() {
    let cell = |place, field| AnswerError::Cell { place, field };
    let first = date(2024, 7, 15);
    for (what, from, to, expected) in [
        ("two days", "<Dt>2024-07-16</Dt></BookgDt>", "<Dt>2024-07-15</Dt></BookgDt>", {
            AnswerError::TwoDays { first, second: BOOKED }
        }),
        ("opening", "20000.00", "20000.01", {
            AnswerError::Balances { said: Fen(1_876_344), found: Fen(1_876_345) }
        }),
        ("an entry that lost a fen", "<Amt Ccy=\"CNY\">1234.61<", "<Amt Ccy=\"CNY\">1234.60<", {
            AnswerError::Sum { said: Fen(-123_460), found: Fen(-123_461) }
        }),
        ("a part that lost a fen", "<Amt Ccy=\"CNY\">1234.56<", "<Amt Ccy=\"CNY\">1234.55<", {
            AnswerError::Sum { said: Fen(-123_461), found: Fen(-123_460) }
        }),
        ("dollars", "<Amt Ccy=\"CNY\">2.00<", "<Amt Ccy=\"USD\">2.00<", AnswerError::Currency { place: 3 }),
        ("no currency", "<Amt Ccy=\"CNY\">2.00<", "<Amt>2.00<", AnswerError::Currency { place: 3 }),
        ("another account", DEBTOR, "33070000010000002", AnswerError::OtherAccount),
        ("no closing balance", "CLBD", "CLAV", AnswerError::Form { what: "CLBD".into() }),
        ("two opening balances", "CLBD", "OPBD", AnswerError::Form { what: "OPBD × 2".into() }),
        ("a status", "PDNG", "INFO", AnswerError::State { place: 4, word: "INFO".into() }),
        ("a direction", "CRDT</CdtDbtInd>\n   <Sts", "BOTH</CdtDbtInd>\n   <Sts", {
            cell(2, "借贷方向 CdtDbtInd")
        }),
        ("a negative amount", ">2.00<", ">-2.00<", cell(3, "金额 amount")),
        ("an entry twice", "REF-2", "REF-1", AnswerError::SameRowTwice { place: 2, first: 1 }),
        ("another message", "camt.053.001.08", "camt.053.001.02", form("Document")),
        ("an entity", "户名不符", "&name;", AnswerError::Hostile),
        ("another encoding", "UTF-8", "GB18030", AnswerError::WrongEncoding),
        (
            "a page of several",
            "<Acct>",
            { "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn><Acct>" },
            AnswerError::Cut,
        ),
        ("a second root", "</Document>", "</Document><Document/>", form("Document")),
    ] {
        assert_eq!(changed(from, to), expected, "{what}");
    }
}

fn form(what: &str) -> AnswerError {
    AnswerError::Form { what: what.to_owned() }
}

#[test]
fn zero_rows_and_the_other_day() {
    let start = FILE.find("  <Ntry>").unwrap();
    let end = FILE.rfind("</Ntry>").unwrap() + "</Ntry>\n".len();
    let empty = format!("{}{}", &FILE[..start], &FILE[end..]).replace("18763.44", "20000.00");
    assert_eq!(read(&empty), Err(AnswerError::NoRows));
    let asked = Asked { day: date(2024, 7, 17), account: DEBTOR, already: &[] };
    let found = read_camt053(FILE.as_bytes(), &asked);
    assert_eq!(found, Err(AnswerError::OtherDay { asked: asked.day, found: BOOKED }));
}

#[test]
fn cut_at_every_byte() {
    let whole = FILE.trim_end();
    for length in (0..whole.len()).filter(|&length| whole.is_char_boundary(length)) {
        let error = read(&whole[..length]).unwrap_err();
        // Before the root there is nothing, and from then on an end is wanting.
        assert!(matches!(error, AnswerError::Cut | AnswerError::NoRows), "{length}: {error:?}");
    }
    assert!(read(whole).is_ok());
}

#[test]
fn already_read() {
    let already = [read(FILE).unwrap().content];
    let again = read_camt053(FILE.as_bytes(), &Asked { day: BOOKED, account: DEBTOR, already: &already });
    assert_eq!(again, Err(AnswerError::AlreadyRead));
}

#[test]
fn hostile_files() {
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><Document>&b;</Document>";
    assert_eq!(read(bomb), Err(AnswerError::Hostile));
    let (before, after) = FILE.split_once("<Ntry>").unwrap();
    let deep = format!("{before}{}", "<Ntry>".repeat(40));
    assert_eq!(read(&deep), Err(AnswerError::Hostile));
    let wide: String = (0..300_000).map(|n| format!(" a{n}=\"\"")).collect();
    assert_eq!(read(&FILE.replacen("<Ntry", &format!("<Ntry{wide}"), 1)), Err(AnswerError::Hostile));
    let spaces: String = (0..1000).map(|n| format!(" xmlns:a{n}=\"a\"")).collect();
    assert_eq!(read(&FILE.replacen("<Ntry", &format!("<Ntry{spaces}"), 1)), Err(AnswerError::Hostile));
    let many = format!("{before}{}<Ntry>{after}", "<Ntry></Ntry>".repeat(60_000));
    assert_eq!(read(&many), Err(AnswerError::TooLarge));
    for junk in ["", "   ", "hello"] {
        assert_eq!(read(junk), Err(AnswerError::NoRows), "{junk}");
    }
    assert_eq!(read_camt053(&[0xFF, 0xFE, 0x3C, 0x00], &ASKED), Err(AnswerError::WrongEncoding));
}

#[test]
fn states() {
    let pending_return = FILE.replacen("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>", 2).replacen("PDNG", "BOOK", 1);
    let text = pending_return.replace("18763.44", "18763.39");
    let answer = read(&text).unwrap();
    assert_eq!(answer.lines[1].state, AnswerState::Paid, "what may come back has not");
    assert_eq!(answer.lines.len(), 3);
}
