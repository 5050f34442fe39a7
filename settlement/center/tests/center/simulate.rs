//! From tills through the books and a file of records to a report under another tariff.

use crate::support::program::run;
use crate::support::{Card, County, DAY, TARIFF, http};

/// Tier C pays 6.50 instead of 6.00; a second free lunch is full price.
fn proposed() -> String {
    let text = TARIFF.replacen("version = 1", "version = 2", 1).replace("\"6.00\"", "\"6.50\"");
    assert_ne!(text, TARIFF);
    text
}

/// A day of four elders and a stranger, sold by two tills, in the books and in files.
fn county() -> County {
    let county = County::new();
    for (merchant, cards) in [("canteen-1", [1, 2, 3]), ("barber-1", [4, 1, 9])] {
        let mut till = county.till(merchant);
        for card in cards {
            till.sell(&mut Card::new(card), 2, 1200);
        }
        let (center, writer) = county.center();
        http::put(&center, &till.path(1), till.seal_all());
        drop(center);
        writer.join();
    }
    let write = |name: &str, text: &str| std::fs::write(county.folder.file(name), text).unwrap();
    write("old.toml", TARIFF);
    write("new.toml", &proposed());
    county
}

const SIMULATE: [&str; 6] = ["tariff", "simulate", "old.toml", "new.toml", "--records", "records.bin"];

fn simulate(county: &County, more: &[&str]) -> crate::support::program::Ran {
    run(county.folder.path(), &[&SIMULATE, more].concat(), "")
}

fn export(county: &County) {
    let day = DAY.to_string();
    let ran =
        run(county.folder.path(), &["books", "records", "--from", &day, "--to", &day, "records.bin"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn paid_records_come_out_as_they_were_signed() {
    let county = county();
    export(&county);
    let bytes = std::fs::read(county.folder.file("records.bin")).unwrap();
    assert_eq!(bytes.len() % 256, 0);
    let records: Vec<records::Record> =
        bytes.chunks(256).map(|bytes| records::Record::decode(bytes).unwrap()).collect();
    let ledger = county.ledger();
    let day = records::BusinessDay::from_number(DAY).unwrap();
    let paid = |merchant| {
        let rows = ledger.merchant_day(merchant, day).unwrap();
        rows.into_iter().filter(|row| row.status.is_paid()).map(|row| row.record)
    };
    let mut booked: Vec<records::Record> = paid("canteen-1").chain(paid("barber-1")).collect();
    booked.sort_by_key(|record| (record.tap.at_us, record.terminal, record.seq));
    assert_eq!(records, booked);
    assert!(records.len() >= 4, "{}", records.len());
    let day = DAY.to_string();
    let again = ["books", "records", "--from", &day, "--to", &day, "records.bin"];
    assert_eq!(run(county.folder.path(), &again, "").code, 6);
    assert_eq!(std::fs::read(county.folder.file("records.bin")).unwrap(), bytes, "never written over");
    let empty = ["--json", "books", "records", "--from", "20240101", "--to", "20240102", "none.bin"];
    let ran = run(county.folder.path(), &empty, "");
    assert!(ran.out.contains("\"records\":0"), "{}", ran.out);
}

#[test]
fn a_proposed_tariff_is_tried_on_the_past() {
    let county = county();
    export(&county);
    let one = simulate(&county, &["--json", "--threads", "1"]);
    assert_eq!((one.code, one.err.as_str()), (0, ""), "silent when nobody watches");
    let two = simulate(&county, &["--json", "--threads", "2"]);
    assert_eq!(one.out, two.out, "threads change nothing");
    let told: serde_json::Value = serde_json::from_str(&one.out).unwrap();
    let sales = std::fs::metadata(county.folder.file("records.bin")).unwrap().len() / 256;
    assert_eq!(told["sales"], sales);
    // Elder 1, just 80, is the only one of tier C: 0.50 more for the lunch that has a benefit.
    assert_eq!(told["elders"]["more"], serde_json::json!({ "count": 1, "fen": 50 }));
    assert_eq!(told["elders"]["largest"][0]["card"], "****0001");
    assert_eq!(told["merchants"][1]["name"], "一号食堂");

    let text = simulate(&county, &["--xlsx", "report.xlsx"]);
    assert_eq!((text.code, text.err.as_str()), (0, ""));
    assert!(text.out.starts_with("== 概览 summary\n"), "{}", text.out);
    let book = std::fs::read(county.folder.file("report.xlsx")).unwrap();
    assert!(book.starts_with(b"PK"), "a workbook is a ZIP");
    assert_eq!(simulate(&county, &["--xlsx", "report.xlsx"]).code, 6, "never written over");
    for said in [&one.out, &text.out] {
        for card in 1..10 {
            assert!(!said.contains(Card::new(card).number.digits().trim_start_matches('0')), "{said}");
        }
    }

    let same = run(
        county.folder.path(),
        &["--json", "tariff", "simulate", "old.toml", "old.toml", "--records", "records.bin"],
        "",
    );
    let told: serde_json::Value = serde_json::from_str(&same.out).unwrap();
    assert_eq!(told["accepted"]["old"], told["accepted"]["new"]);
    assert_eq!(told["elders"]["more"]["count"], 0);
}

#[test]
fn without_books_the_list_and_the_record_speak() {
    let county = county();
    export(&county);
    if crate::server().is_some() {
        // Books on a server are never just away.
        return;
    }
    std::fs::rename(county.books(), county.folder.file("away.db")).unwrap();
    let ran = simulate(&county, &["--json"]);
    assert!(ran.out.contains("no list of holders"), "{}", ran.out);
    let card = Card::new(1).number.digits();
    let list = format!("card_no,birth,categories,rosters,resident,until\n{card},1944-07-15,,,1,2024-07-14\n");
    std::fs::write(county.folder.file("holders.csv"), list).unwrap();
    let ran = simulate(&county, &["--json", "--holders", "holders.csv"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["tiers"].as_array().unwrap().len(), 1, "nobody has a standing: {}", ran.out);
    assert_eq!(told["accepted"]["old"]["benefit_fen"], 0);
}

#[test]
fn what_is_wrong_is_named() {
    let county = county();
    export(&county);
    let file = county.folder.file("records.bin");
    let whole = std::fs::read(&file).unwrap();
    let mut told = String::new();
    let mut backwards = whole[whole.len() - 256..].to_vec();
    backwards.extend(&whole[..256]);
    let mut spoilt = whole.clone();
    spoilt[256 + 61] = 1;
    for bytes in [&whole[..300], &backwards, &spoilt] {
        std::fs::write(&file, bytes).unwrap();
        let ran = simulate(&county, &["--xlsx", "report.xlsx"]);
        told += &format!("{}{}= {}\n", ran.out, ran.err, ran.code);
        assert!(!county.folder.file("report.xlsx").exists(), "no half report is left");
    }
    std::fs::write(&file, whole).unwrap();
    std::fs::write(county.folder.file("points.csv"), "terminal,kind,place\n33070300000001,shop,\n").unwrap();
    for more in [["--points", "points.csv"], ["--holders", "none.csv"]] {
        let ran = simulate(&county, &more);
        told += &format!("{}{}= {}\n", ran.out, ran.err, ran.code);
    }
    expect_test::expect![[r#"
        records.bin：300 字节不是 256 的整数倍，文件不完整，请用 books records 重新导出 · 300 bytes are not whole records of 256, the file was cut; export it again with books records
        = 3
        records.bin：第 2 条记录 · record 2: 早于前一条；记录须按营业日和刷卡时刻排列，请用 books records 重新导出 · earlier than the one before; records go by business day and start of the tap, export them again with books records
        = 3
        records.bin：第 2 条记录 · record 2: 记录第 61 字节（tier）的值无效 · undefined value in the record
        = 3
        points.csv:2: 两份资费都没有商户种类 shop · neither tariff knows this kind
        = 3
        none.csv：无法读取（No such file or directory (os error 2)），请检查文件名和权限 · cannot be read, check name and permissions
        = 3
    "#]].assert_eq(&told);
}
