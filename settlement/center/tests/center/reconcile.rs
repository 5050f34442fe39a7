//! Reconciling by command: two files, and what tills announced.

use std::path::Path;

use crate::benefits::put;
use crate::support::program::{Ran, run};
use crate::support::{Card, County, Folder, meddle};

const MAP: &str = r#"
    schema = "lovecard-columns/1"
    masked = true
    [left]
    numbers = ["card", "counter"]
    amount = "yuan"
    unit = "yuan"
    merchant = "merchant"
    [right]
    separator = ";"
    numbers = ["卡号", "计数器"]
    amount = "金额"
    unit = "yuan"
"#;

fn ask(folder: &Path, line: &str) -> Ran {
    run(folder, &line.split(' ').collect::<Vec<_>>(), "")
}

/// The right file, and how the command ends.
fn files(right: &str, json: bool) -> Ran {
    let folder = Folder::new();
    std::fs::write(folder.file("map.toml"), MAP).unwrap();
    std::fs::write(folder.file("left.csv"), "card,counter,yuan,merchant\n3104770000000001234,7,12.00,canteen-1\n3104770000000001234,8,8,barber-1\n").unwrap();
    std::fs::write(folder.file("right.csv"), right).unwrap();
    let line =
        if json { "--json " } else { "" }.to_owned() + "reconcile files left.csv right.csv --map map.toml";
    ask(folder.path(), &line)
}

#[test]
fn two_files_are_compared_in_one_sentence() {
    let same = files(
        "\u{feff}卡号;计数器;金额\r\n03104770000000001234;8;8.00\r\n=\"03104770000000001234\";7;12\r\n",
        false,
    );
    assert_eq!((same.code, same.err.as_str()), (0, ""));
    assert_eq!(
        same.out,
        "已对账：中心 2 行 20.00，对方 2 行 20.00，相符 2 行 20.00，差异 0 处 · reconciled, 0 differences\n"
    );

    let other = "卡号;计数器;金额\n3104770000000001234;8;8.50\n3104770000000001234;9;1\n";
    let ran = files(other, false);
    assert_eq!((ran.code, ran.err.as_str()), (4, ""), "what differs is an answer: {}", ran.out);
    for told in [
        "差异 3 处 · reconciled, 3 differences",
        "601 长款：中心有，对方没有或较少：1 处",
        "602 ****1234/9：中心 —，对方 1.00",
        "603 ****1234/8：中心 8.00 barber-1，对方 8.50",
        "→ ",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert!(!ran.out.contains("310477"), "a card number is told: {}", ran.out);

    let ran = files(other, true);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &json["found"], &json["right"]["fen"]), (4, &3.into(), &950.into()));
    assert_eq!(
        json["merchants"][1],
        serde_json::json!({ "merchant": "barber-1",
        "left": { "count": 1, "fen": 800 }, "right": { "count": 1, "fen": 850 } })
    );
    assert!(!ran.out.contains("310477"), "a card number is told: {}", ran.out);
}

#[test]
fn a_wrong_file_is_refused_with_its_name_and_line() {
    for (right, told) in [
        ("卡号;计数器;金额\n1;2;3\n1;2\n", "right.csv：第 3 行"),
        ("卡号;计数器\n1;2\n", "right.csv：第 1 行"),
        ("卡号;计数器;金额\n1;2;3\n1;3;4", "right.csv：第 3 行没有行尾"),
        ("", "right.csv：文件没有数据行"),
    ] {
        let ran = files(right, true);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
}

#[test]
fn announced_totals_are_held_against_the_rows() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    let (mut one, mut other) = (Card::new(3), Card::new(4));
    for _ in 0..2 {
        till.sell(&mut one, 2, 1200);
        till.sell(&mut other, 2, 1200);
    }
    put(&county, &till, 1);
    let records = || ask(county.folder.path(), "reconcile records --day 20240715");
    let ran = records();
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("1 台终端") && ran.out.contains("4 笔 应收 48.00"), "{}", ran.out);

    // A row is gone: the running totals tell.
    meddle(&county, "DELETE FROM tx WHERE seq = 2");
    let ran = records();
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&format!("602 {} 当日", till.id)), "{}", ran.out);
    // A price was changed.
    meddle(&county, "UPDATE tx SET price = price + 1 WHERE seq = 3");
    // More was announced than came.
    meddle(&county, "UPDATE terminal SET announced_count = announced_count + 1");
    let ran = ask(county.folder.path(), "--json reconcile records --day 20240715");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let (day, outstanding) = (&json["differences"][0], &json["outstanding"][0]);
    assert_eq!((&day["kind"], &day["center"]["price_fen"]), (&"Shortage".into(), &3601.into()));
    assert_eq!((&outstanding["kind"], &outstanding["announced"]["count"]), (&"Shortage".into(), &5.into()));
    let quiet = ask(county.folder.path(), "--json reconcile records --day 20240716");
    let json: serde_json::Value = serde_json::from_str(&quiet.out).unwrap();
    assert_eq!((&json["terminals"], &json["differences"]), (&0.into(), &serde_json::json!([])));
}

/// A desk reads cards out: what the tills did not bring, what was loaded elsewhere, and whose card it is not.
#[test]
fn cards_are_held_against_their_records() {
    let county = County::new();
    let (mut till, mut other) = (county.till("canteen-1"), county.till("canteen-1"));
    let (mut true_card, mut ahead, mut loaded) = (Card::new(1), Card::new(2), Card::new(4));
    let mut behind = Card::new(5);
    for card in [&mut true_card, &mut ahead, &mut loaded, &mut behind] {
        till.sell(card, 2, 1200);
    }
    // Two lunches at a till that has not connected, and a third at the one that has.
    other.sell(&mut ahead, 2, 1200);
    other.sell(&mut ahead, 2, 1200);
    till.sell(&mut ahead, 2, 1200);
    other.sell(&mut ahead, 2, 1200);
    put(&county, &till, 1);
    loaded.balance += 5_000;
    behind.counter -= 1;
    let here = county.folder.path();
    let write = |cards: &[&Card]| {
        let line = |card: &&Card| {
            format!(
                "{},{},{}.{:02}\n",
                card.number.digits(),
                card.counter,
                card.balance / 100,
                card.balance % 100
            )
        };
        let lines: String = cards.iter().map(line).collect();
        std::fs::write(county.folder.file("cards.csv"), format!("卡号,计数器,余额\n{lines}")).unwrap();
    };
    let unused = Card::new(3);
    write(&[&true_card, &unused]);
    let ran = ask(here, "reconcile cards cards.csv");
    let quiet = "已读 2 行，与流水核对 1 张卡，另有 1 张尚无流水，差异 0 处";
    assert!(ran.code == 0 && ran.out.starts_with(quiet), "{}{}", ran.out, ran.err);

    write(&[&true_card, &ahead, &loaded, &behind, &Card::new(9), &true_card]);
    let ran = ask(here, "reconcile cards cards.csv");
    assert_eq!((ran.code, ran.err.as_str()), (4, ""), "{}", ran.out);
    for told in [
        "差异 6 处",
        "606 ****0001 计数器 8",
        "611 ****0002 缺计数器 8–9（2 笔），合计应为 24.00",
        "611 ****0002 缺计数器 11–11（1 笔），合计应为 12.00",
        "616 ****0004 计数器 8，余额应为 92.00，实为 142.00",
        "613 ****0005 计数器应为 8，实为 7",
        "617 ****0009 计数器 7，余额 100.00",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert!(!ran.out.contains("310477"), "a card number is told: {}", ran.out);
    let ran = ask(here, "--json reconcile cards cards.csv");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["differences"].as_array().unwrap().len(), 6);
    assert!(!ran.out.contains("310477"), "a card number is told: {}", ran.out);

    // The till connects: the records explain the gaps.
    put(&county, &other, 1);
    write(&[&ahead]);
    let ran = ask(here, "reconcile cards cards.csv");
    assert!(ran.code == 0 && ran.out.contains("差异 0 处"), "{}{}", ran.out, ran.err);
}
