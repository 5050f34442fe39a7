//! Cases in, quotes out: the golden file, and what is said about lines that are not cases.

use expect_test::{expect, expect_file};
use subsidy::{Tariff, cases};

const DEMO: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");
const CASES: &str = include_str!("../../../../tests/golden/tariffs/cases.jsonl");

#[test]
fn golden_cases() {
    let tariff = Tariff::load(DEMO).unwrap();
    let answers: Vec<String> = CASES.lines().map(|line| cases::answer(&tariff, line).unwrap()).collect();
    expect_file!["../../../../tests/golden/tariffs/cases.expected.jsonl"]
        .assert_eq(&(answers.join("\n") + "\n"));
}

#[test]
fn counters_of_an_answer_fit_into_the_next_case() {
    let tariff = Tariff::load(DEMO).unwrap();
    let line = |taken: &str| {
        format!(
            r#"{{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","birth":"1939-01-01","taken":{taken}}}"#
        )
    };
    let first: serde_json::Value =
        serde_json::from_str(&cases::answer(&tariff, &line("{}")).unwrap()).unwrap();
    assert_eq!(first["self_pay_fen"], 600);
    let second: serde_json::Value =
        serde_json::from_str(&cases::answer(&tariff, &line(&first["taken"].to_string())).unwrap()).unwrap();
    assert_eq!(second["self_pay_fen"], 1200);
    assert_eq!(second["taken"], first["taken"]);
}

#[test]
fn lines_that_are_not_cases() {
    let tariff = Tariff::load(DEMO).unwrap();
    let said: Vec<String> = [
        r#""#,
        r#"{"#,
        r#"[]"#,
        r#"{"service":"meal_lunch"}"#,
        r#"{"service":"meal_lunch","price":12.00,"at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price":"12元","at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price":"12.00","price_fen":1200,"at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price_fen":-1,"at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price":1200,"at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price_fen":"12.00","at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-15T12:00Z"}"#,
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","name":"x"}"#,
        r#"{"service":"supper","price":"12.00","at":"2024-07-15 12:00"}"#,
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","birth":"1939-01-01","rosters":["free"]}"#,
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","fund_left":{"bank":1}}"#,
    ]
    .into_iter()
    .map(|line| cases::answer(&tariff, line).unwrap_err().to_string())
    .collect();
    expect![[r#"
        这一行不是 JSON：EOF while parsing a value · this line is not JSON: EOF while parsing a value
            每行写一个 {…}，不要换行 · write one {…} on each line
        第 1 列：这一行不是 JSON：EOF while parsing an object · column 1: this line is not JSON: EOF while parsing an object
            每行写一个 {…}，不要换行 · write one {…} on each line
        第 2 列：这里不能写这样的值 · column 2: such a value cannot stand here
            请写成：花括号中的表 {…} · write a table in braces {…}
        第 24 列：缺少 at · column 24: at is missing
            在这里补写 at · add at here
        第 37 列：这里不能写小数 12.0 · column 37: the decimal number 12.0 cannot stand here
            请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00"
        第 39 列：12元 写法不对 · column 39: 12元 is not written right
            请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00"
        应有一个价格 · there must be one price
            写 "price":"12.00" 或 "price_fen":1200 之一 · write one of "price":"12.00" and "price_fen":1200
        第 38 列：-1 写法不对 · column 38: -1 is not written right
            请写成：金额，以分为单位的整数，如 1200 · write an amount in fen, a whole number like 1200
        第 36 列：1200 写法不对 · column 36: 1200 is not written right
            请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00"
        第 43 列：12.00 写法不对 · column 43: 12.00 is not written right
            请写成：金额，以分为单位的整数，如 1200 · write an amount in fen, a whole number like 1200
        第 64 列：2024-07-15T12:00Z 写法不对 · column 64: 2024-07-15T12:00Z is not written right
            请写成：县内当地时刻，加引号，不带时区，如 "2024-07-15 12:00" · write a moment in county time, in quotes, without a zone, like "2024-07-15 12:00"
        第 70 列：不认识的键 name · column 70: unknown key name
            可用的键：id, service, price, price_fen, quantity, minutes, ordered, at, point, birth, categories, rosters, resident, registered, care_level, place, reviewed_to, until, lots, earlier, taken, fund_left, refund · keys that may stand here: id, service, price, price_fen, quantity, minutes, ordered, at, point, birth, categories, rosters, resident, registered, care_level, place, reviewed_to, until, lots, earlier, taken, fund_left, refund
        资费中没有名为 supper 的 service · the tariff has no service named supper
            可用的：meal_lunch, haircut · it has: meal_lunch, haircut
        资费中没有名为 free 的 roster · the tariff has no roster named free
            可用的：free_lunch · it has: free_lunch
        资费中没有名为 bank 的 fund · the tariff has no fund named bank
            可用的：county, charity, village, merchant · it has: county, charity, village, merchant"#]].assert_eq(&said.join("\n"));
}
