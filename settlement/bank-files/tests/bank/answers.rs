//! Answers as tables: read whole, or refused with a sentence of their own.

use bank_files::{AnswerError, AnswerMap, AnswerState, Asked, BankAnswer, MapError};
use encoding_rs::GB18030;
use jiff::civil::date;
use money::Fen;

use crate::story::{BOOKED, DEBTOR};

const RURAL: &str = include_str!("../../maps/rural.answer.toml");
const CITY: &str = include_str!("../../maps/city.answer.toml");
const RURAL_FILE: &str = include_str!("../../../../tests/golden/bank/rural.answer.csv");
const CITY_FILE: &str = include_str!("../../../../tests/golden/bank/city.answer.txt");

const ASKED: Asked<'static> = Asked { day: BOOKED, account: DEBTOR, already: &[] };

fn rural(text: &str) -> Result<BankAnswer, AnswerError> {
    AnswerMap::read(RURAL).unwrap().answer(&GB18030.encode(text).0, &ASKED)
}

fn city(text: &str) -> Result<BankAnswer, AnswerError> {
    AnswerMap::read(CITY).unwrap().answer(text.as_bytes(), &ASKED)
}

fn changed(from: &str, to: &str) -> AnswerError {
    let text = RURAL_FILE.replacen(from, to, 1);
    assert_ne!(text, RURAL_FILE, "{from}");
    rural(&text).unwrap_err()
}

#[test]
fn read_whole() {
    let answer = rural(RURAL_FILE).unwrap();
    let table: Vec<String> = answer.lines.iter().map(|line| format!("{line:?}")).collect();
    assert_eq!(
        table,
        [
            "3: canteen-a-20240715d1v1 1234.56 Paid ****1234",
            "4: canteen-b-20240715d1v1 0.05 Refused { reason: \"户名不符\" } ****5678",
            "5: clinic-20240715d1v1 9900.00 Pending ****5678",
        ]
    );
    assert_eq!(answer.lines[0].payee_account.as_deref(), Some("6222000000000001234"), "without its quotes");
    assert_eq!((answer.day, answer.besides), (BOOKED, 0));
    assert!(!format!("{answer:?}").contains("示例食堂"));

    let answer = city(CITY_FILE).unwrap();
    assert_eq!(answer.lines.len(), 3);
    assert_eq!(answer.lines[2].state, AnswerState::Pending);
    assert_eq!(answer.lines[2].amount, Fen(990_000));
}

#[test]
fn each_fault_has_its_outcome() {
    let place_field = |place, field| AnswerError::Cell { place, field };
    let (asked, other) = (BOOKED, date(2024, 7, 15));
    for (what, from, to, expected) in [
        ("another day in one row", "2024-07-16", "2024-07-15", None),
        ("count", "合计,3", "合计,4", Some(AnswerError::Count { said: 4, found: 3 })),
        (
            "sum",
            "11134.61",
            "11134.62",
            Some(AnswerError::Sum { said: Fen(1_113_462), found: Fen(1_113_461) }),
        ),
        ("an altered amount", "1,234.56", "1,334.56", {
            Some(AnswerError::Sum { said: Fen(1_113_461), found: Fen(1_123_461) })
        }),
        ("no trailer", "合计,3,11134.61\n", "", Some(AnswerError::Cut)),
        ("half a trailer", "合计,3,11134.61\n", "合计,3", Some(AnswerError::Cut)),
        ("a row after it", "11134.61\n", "11134.61\n完\n", Some(AnswerError::Cut)),
        ("a state", "成功", "挂账", Some(AnswerError::State { place: 3, word: "挂账".into() })),
        ("an amount", "1,234.56", "1,234.5x", Some(place_field(3, "金额 amount"))),
        ("no amount", "0.05", "0.00", Some(place_field(4, "金额 amount"))),
        ("a negative amount", "0.05", "-0.05", Some(place_field(4, "金额 amount"))),
        ("an id", "clinic-20240715d1v1", "", Some(place_field(5, "流水号 end-to-end id"))),
        ("a day", "2024-07-16", "16.07.2024", Some(place_field(3, "日期 day"))),
        ("a cell too much", "户名不符", "户名,不符", Some(place_field(4, "列数 number of cells"))),
        ("no such column", "处理结果", "结果", Some(AnswerError::Form { what: "处理结果".into() })),
        ("a column twice", "失败原因", "处理结果", Some(AnswerError::Form { what: "处理结果".into() })),
    ] {
        let error = changed(from, to);
        match expected {
            Some(expected) => assert_eq!(error, expected, "{what}"),
            // The other rows of the table that have a day are pending or refused without one.
            None => assert_eq!(error, AnswerError::OtherDay { asked, found: other }, "{what}"),
        }
    }
}

#[test]
fn days() {
    let all = CITY_FILE.replace("20240716", "20240715");
    let found = date(2024, 7, 15);
    assert_eq!(city(&all), Err(AnswerError::OtherDay { asked: BOOKED, found }));
    let two = CITY_FILE.replacen("20240716", "20240715", 1);
    assert_eq!(city(&two), Err(AnswerError::TwoDays { first: found, second: BOOKED }));
    assert_eq!(city(&CITY_FILE.replacen("20240716", "20240732", 1)), Err(cell(2)));
    fn cell(place: u64) -> AnswerError {
        AnswerError::Cell { place, field: "日期 day" }
    }
}

#[test]
fn nothing_in_it() {
    assert_eq!(city(""), Err(AnswerError::NoRows));
    let head = CITY_FILE.lines().next().unwrap();
    assert_eq!(city(head), Err(AnswerError::NoRows));
    let (title, rest) = RURAL_FILE.split_once('\n').unwrap();
    let head = rest.lines().next().unwrap();
    assert_eq!(rural(&format!("{title}\n{head}\n合计,0,0.00\n")), Err(AnswerError::NoRows));
}

#[test]
fn cut_at_every_byte() {
    let bytes = GB18030.encode(RURAL_FILE).0;
    let map = AnswerMap::read(RURAL).unwrap();
    // The last line break alone may go; the last digit of the sum may not.
    for length in 0..bytes.len() - 1 {
        assert!(map.answer(&bytes[..length], &ASKED).is_err(), "{length} bytes");
    }
    assert!(map.answer(&bytes[..bytes.len() - 1], &ASKED).is_ok());
}

#[test]
fn the_same_again() {
    let bytes = GB18030.encode(RURAL_FILE).0;
    let map = AnswerMap::read(RURAL).unwrap();
    let already = [map.answer(&bytes, &ASKED).unwrap().content];
    let again = map.answer(&bytes, &Asked { already: &already, ..ASKED });
    assert_eq!(again, Err(AnswerError::AlreadyRead));
    let row = CITY_FILE.lines().nth(1).unwrap();
    let doubled = format!("{CITY_FILE}{row}\n");
    assert_eq!(city(&doubled), Err(AnswerError::SameRowTwice { place: 5, first: 2 }));
}

#[test]
fn encodings() {
    let rural = AnswerMap::read(RURAL).unwrap();
    assert_eq!(
        rural.answer(RURAL_FILE.as_bytes(), &ASKED),
        Err(AnswerError::WrongEncoding),
        "saved as UTF-8"
    );
    let city = AnswerMap::read(CITY).unwrap();
    assert_eq!(city.answer(&GB18030.encode(CITY_FILE).0, &ASKED), Err(AnswerError::WrongEncoding));
    let marked = format!("\u{feff}{CITY_FILE}");
    assert!(city.answer(marked.as_bytes(), &ASKED).is_ok(), "a mark does no harm");
    let large = vec![b'x'; 16 * 1024 * 1024 + 1];
    assert_eq!(city.answer(&large, &ASKED), Err(AnswerError::TooLarge));
}

#[test]
fn maps_are_short_and_checked() {
    for map in [RURAL, CITY] {
        assert!(map.lines().count() <= 30);
        assert!(AnswerMap::read(map).unwrap().bank().starts_with("示例"));
    }
    let changed = |from: &str, to: &str| AnswerMap::read(&RURAL.replacen(from, to, 1)).unwrap_err();
    assert!(matches!(changed("\"失败\"", "\"成功\""), MapError::Contradiction(_)));
    assert!(matches!(changed("count = 2", "count = 0"), MapError::Contradiction(_)));
    for (from, to) in [("answer/1", "answer/2"), ("paid", "payed"), ("yyyy-mm-dd", "dd.mm.yyyy")] {
        assert!(matches!(changed(from, to), MapError::Toml(_)), "{from}");
    }
}

#[test]
fn every_refusal_says_that_nothing_was_booked() {
    let said = [
        AnswerError::AlreadyRead,
        AnswerError::Cut,
        AnswerError::NoRows,
        AnswerError::WrongEncoding,
        AnswerError::Hostile,
        AnswerError::Count { said: 4, found: 3 },
    ];
    for error in said {
        let text = error.to_string();
        let (zh, en) = text.split_once(" · ").unwrap();
        assert!(zh.contains("入账") && en.contains("nothing"), "{text}");
    }
}
