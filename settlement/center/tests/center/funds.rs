//! Funds at the whole center: entered by hand, drawn by batches, told on pages and by commands.

use std::path::Path;

use axum::http::StatusCode;
use expect_test::expect;
use ledger::{Inflow, InflowKind, Role};
use money::Fen;
use records::BusinessDay;

use crate::support::program::run;
use crate::support::{Card, County, http, meddle};

/// Leaves the charity with so much: a county of the tests begins with 1,000.00 in it.
pub(crate) fn leave(county: &County, left: i64) {
    let spent = 100_000 - left;
    meddle(
        county,
        &format!(
            "UPDATE fund SET inflow = inflow - {spent} WHERE code = 2;
             UPDATE inflow SET amount = amount - {spent} WHERE reference = 'JZ-1';
             UPDATE inflow_posting SET amount = amount - {spent} WHERE account = 'outside:2';
             UPDATE inflow_posting SET amount = amount + {spent} WHERE account = 'fund:2'"
        ),
    );
}

fn told(folder: &Path, line: &str) -> String {
    let arguments: Vec<&str> = line.split(' ').collect();
    let ran = run(folder, &arguments, "");
    format!("$ {line}\n{}{}= {}\n", ran.out, ran.err, ran.code)
}

/// Moments differ from run to run: digits of dates and times become `#`.
pub(crate) fn timeless(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n', '，', '"', '–']).map(|word| {
        let bare = word.trim_end_matches([' ', '\n', '，', '"', '–']);
        let shape: String = bare.chars().map(|one| if one.is_ascii_digit() { '#' } else { one }).collect();
        let moment = ["####-##-##", "##:##:##"].contains(&shape.as_str());
        if moment { word.replace(bare, &shape) } else { word.to_owned() }
    });
    words.collect()
}

#[test]
fn money_is_entered_once() {
    let county = County::new();
    let here = county.folder.path();
    let mut all = String::new();
    for line in [
        "fund inflow --fund charity --amount 10000 --reference JZ-2 --source 某企业",
        "fund inflow --fund charity --amount 10000 --reference JZ-2",
        "fund inflow --fund charity --amount 10000.01 --reference JZ-2",
        "fund inflow --fund county --amount 10000 --reference JZ-2",
        "--json fund inflow --fund 县财政 --amount 500000 --reference BK-2024-Q3 --source 县财政局",
        "fund inflow --fund nobody --amount 1 --reference JZ-3",
        "fund inflow --fund charity --amount 0 --reference JZ-3",
        "fund inflow --fund charity --amount -5 --reference JZ-3",
        "fund balances",
        "--json fund balances",
        "fund statement --fund charity --from 20240702 --to 20240701",
        "fund statement --fund charity --from 20240701 --to 20240702 --csv none/there.csv",
        "fund statement --fund charity --from 20240701 --to 20240731",
        "books check",
    ] {
        all += &told(here, line);
    }
    let all = all.split("$ fund inflow --fund charity --amount -5").collect::<Vec<_>>();
    assert!(all[1].contains("= 2\n"), "a negative amount is no word of this command: {}", all[1]);
    let rest = all[1].split_once("= 2\n").unwrap().1;
    expect![[r#"
        $ fund inflow --fund charity --amount 10000 --reference JZ-2 --source 某企业
        已登记 JZ-2：10000.00 入慈善资金，余额 11000.00 · inflow entered
        = 0
        $ fund inflow --fund charity --amount 10000 --reference JZ-2
        JZ-2 已登记过（10000.00），未改动；慈善资金余额 11000.00 · entered before
        = 0
        $ fund inflow --fund charity --amount 10000.01 --reference JZ-2
        流入登记号 JZ-2（资金 2，10000.00） 已存在，未改动 · inflow reference JZ-2 (fund 2, 10000.00) exists already, nothing was changed
        = 6
        $ fund inflow --fund county --amount 10000 --reference JZ-2
        流入登记号 JZ-2（资金 2，10000.00） 已存在，未改动 · inflow reference JZ-2 (fund 2, 10000.00) exists already, nothing was changed
        = 6
        $ --json fund inflow --fund 县财政 --amount 500000 --reference BK-2024-Q3 --source 县财政局
        {"amount_fen":50000000,"fund":"county","left_fen":50000000,"new":true,"reference":"BK-2024-Q3"}
        = 0
        $ fund inflow --fund nobody --amount 1 --reference JZ-3
        资费中没有资金 "nobody"，未改动；可用：county, charity, village, merchant · no such fund in the tariff, nothing was changed
        = 3
        $ fund inflow --fund charity --amount 0 --reference JZ-3
        流入金额应大于零，未改动 · an inflow is more than nothing, nothing was changed
        = 3
        $ fund balances
        county 县财政：流入 500000.00，支出 0.00（今日 0.00），不限额 no limit
        charity 慈善资金：流入 11000.00，支出 0.00（今日 0.00），余额 11000.00
        village 村集体：流入 0.00，支出 0.00（今日 0.00），不限额 no limit
        merchant 商家让利：流入 0.00，支出 0.00（今日 0.00），不限额 no limit
        = 0
        $ --json fund balances
        [{"code":1,"drawn_fen":0,"drawn_today_fen":0,"dry_on":null,"en":"county budget","exhausted_since":null,"fund":"county","inflow_fen":50000000,"left_fen":null,"limited":false,"zh":"县财政"},{"code":2,"drawn_fen":0,"drawn_today_fen":0,"dry_on":null,"en":"charity","exhausted_since":null,"fund":"charity","inflow_fen":1100000,"left_fen":1100000,"limited":true,"zh":"慈善资金"},{"code":3,"drawn_fen":0,"drawn_today_fen":0,"dry_on":null,"en":"village","exhausted_since":null,"fund":"village","inflow_fen":0,"left_fen":null,"limited":false,"zh":"村集体"},{"code":4,"drawn_fen":0,"drawn_today_fen":0,"dry_on":null,"en":"merchant's concession","exhausted_since":null,"fund":"merchant","inflow_fen":0,"left_fen":null,"limited":false,"zh":"商家让利"}]
        = 0
        $ fund statement --fund charity --from 20240702 --to 20240701
        最后一天不能早于第一天 · the last day is before the first
        = 3
        $ fund statement --fund charity --from 20240701 --to 20240702 --csv none/there.csv
        none/there.csv：无法写入（No such file or directory (os error 2)）· cannot be written
        = 3
        $ fund statement --fund charity --from 20240701 --to 20240731
        charity 慈善资金 2024-07-01–2024-07-31 期初 1000.00 · opening
        流入 0.00，支出 0.00，期末 1000.00 · 0 笔 movements, closing
        = 0
        $ books check
        账本完整：终端 0，批次 0，记录 0，分录 0，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&format!("{}{rest}", all[0]));
}

#[test]
fn a_fund_that_runs_dry_is_told_and_no_elder_pays_more() {
    let county = County::new();
    leave(&county, 1_160);
    county.account("office", Role::Operator);
    let (mut till, mut other) = (county.till("canteen-1"), county.till("canteen-1"));
    // A free lunch of 12.00 finds 11.60 in the charity; a lunch of which it bears up to 1.00 finds nothing.
    till.sell(&mut Card::new(3), 2, 1200);
    other.sell(&mut Card::new(1), 2, 1200);
    let (center, _writer) = county.center();
    assert_eq!(http::put(&center, &till.path(1), till.seal_all()).status, StatusCode::OK);
    assert_eq!(http::put(&center, &other.path(1), other.seal_all()).status, StatusCode::OK);
    expect![[r#"
        terminal 1 next 2 outstanding 0 0.00
        terminal 2 next 2 outstanding 0 0.00
        tx 1/1 canteen-1 R ****0003 12.00 = 12.00 + 0.00 good
        tx 2/1 canteen-1 C ****0001 12.00 = 6.00 + 6.00 good
        account card:purse 6.00
        account fund:1 3.00
        account fund:2 11.60
        account fund:3 3.40
        account merchant:canteen-1 -24.00
        finding 501 FundExhausted 1/1 None fund 2
        whole: 2 batches, 2 records
    "#]]
    .assert_eq(&county.effects());
    let office = http::login(&center, "office");
    let page = http::words(&http::get(&center, "/operations", &office).text());
    let funds = page.split("\n资金\nFunds\n").nth(1).unwrap().split("\n终端\n").next().unwrap().to_owned();
    assert!(page.contains("资金：\n慈善资金"), "{page}");
    let stamp = |line: &str| {
        let shape: String = line.chars().map(|one| if one.is_ascii_digit() { '#' } else { one }).collect();
        if shape.contains("##-## ##:##") { shape } else { line.to_owned() }
    };
    expect![[r#"
        县财政
        county budget
        ∞ 不限额
        no limit
        流入
        Inflow
        0.00
        已支出
        Drawn
        3.00
        其中今日
        Today
        3.00
        慈善资金
        charity
        ✕ 已用尽
        自 ##-## ##:##
        exhausted
        差额由下一项资金承担，老人的价格不变。
        The next in order bears the rest; no elder pays more.
        流入
        Inflow
        11.60
        已支出
        Drawn
        11.60
        其中今日
        Today
        11.60
        余额
        Left
        0.00
        村集体
        village
        ∞ 不限额
        no limit
        流入
        Inflow
        0.00
        已支出
        Drawn
        3.40
        其中今日
        Today
        3.40
        商家让利
        merchant's concession
        ∞ 不限额
        no limit
        流入
        Inflow
        0.00
        已支出
        Drawn
        0.00
        其中今日
        Today
        0.00"#]]
    .assert_eq(&funds.lines().map(stamp).collect::<Vec<_>>().join("\n"));

    let here = county.folder.path();
    expect![[r#"
        $ fund balances
        county 县财政：流入 0.00，支出 3.00（今日 3.00），不限额 no limit
        charity 慈善资金：流入 11.60，支出 11.60（今日 11.60），余额 0.00，已用尽，自 ####-##-## ##:##:## exhausted
        village 村集体：流入 0.00，支出 3.40（今日 3.40），不限额 no limit
        merchant 商家让利：流入 0.00，支出 0.00（今日 0.00），不限额 no limit
        = 0
    "#]].assert_eq(&timeless(&told(here, "fund balances")));
    // Money arrives: the fund bears again, and the finding is answered.
    told(here, "fund inflow --fund charity --amount 1.50 --reference JZ-9");
    assert_eq!(county.ledger().findings(9).unwrap(), []);
    till.sell(&mut Card::new(4), 2, 1200);
    assert_eq!(http::put(&center, &till.path(2), till.seal(2, 2)).status, StatusCode::OK);
    let statement = told(here, "fund statement --fund charity --from 19700101 --csv fund.csv");
    expect![[r#"
        $ fund statement --fund charity --from 19700101 --csv fund.csv
        charity 慈善资金 ####-##-##–####-##-## 期初 0.00 · opening
        ####-##-## ##:##:## 流入 JZ-1 11.60，余额 11.60
        ####-##-## ##:##:## 承担 33070300000001/1 -11.60，余额 0.00
        ####-##-## ##:##:## 流入 JZ-9 1.50，余额 1.50
        ####-##-## ##:##:## 承担 33070300000001/2 -1.00，余额 0.50
        流入 13.10，支出 12.60，期末 0.50 · 4 笔 movements, closing
        = 0
    "#]]
    .assert_eq(&timeless(&statement));
    let csv = std::fs::read_to_string(county.folder.file("fund.csv")).unwrap();
    assert!(csv.contains("lovecard-fund-statement/1,charity,慈善资金,1970-01-01,"), "{csv}");
    assert!(csv.lines().last().unwrap().starts_with("END,4,13.10,12.60,0.50"), "{csv}");
    for secret in ["0310477", "****"] {
        assert!(!csv.contains(secret) && !statement.contains(secret), "no card: {csv}");
    }
    assert!(told(here, "books check").ends_with("= 0\n"));
}

/// The balance read and the batch booked belong together: what another till took meanwhile is seen.
#[test]
fn a_judgement_on_an_old_balance_is_sent_back() {
    use ledger::{BatchEntry, Recorded};
    use std::collections::BTreeMap;
    let county = County::new();
    let till = county.till("canteen-1");
    let mut ledger = county.ledger();
    let mark = ledger.mark().unwrap();
    let before = ledger.cursor(till.id).unwrap().unwrap();
    let funds_left = BTreeMap::from([(2, ledger.fund(2).unwrap().left())]);
    let gift = Inflow {
        reference: "JZ-5".to_owned(),
        fund: 2,
        amount: Fen(1),
        source: String::new(),
        kind: InflowKind::Donation,
        note: String::new(),
    };
    ledger.enter_inflow(&gift, BusinessDay::from_number(20_240_701).unwrap(), 2).unwrap();
    let mut till = till;
    till.sell(&mut Card::new(9), 2, 1200);
    let bytes = till.seal_all();
    let batch = records::Batch::open(&bytes).unwrap();
    let verdict = clearing::BatchVerdict {
        rows: vec![],
        settlements: vec![],
        findings: vec![],
        cleared: vec![],
        lots: vec![],
        postings: vec![],
        ack: records::AckRange::of(&batch),
        cursor: clearing::Cursor { chain: batch.check_chain().unwrap(), ..before },
        outstanding: clearing::Outstanding::default(),
    };
    let entry = |funds_left| BatchEntry {
        body: batch.bytes(),
        ack: &[],
        verdict: &verdict,
        before: &before,
        merchant: "canteen-1",
        announced: &batch.announced,
        funds_left,
        received_us: 7,
    };
    let now = BTreeMap::from([(2, ledger.fund(2).unwrap().left())]);
    assert_eq!(ledger.record_batch(mark, &entry(&now)).unwrap(), Recorded::Moved, "an old mark");
    let mark = ledger.mark().unwrap();
    assert_eq!(ledger.record_batch(mark, &entry(&funds_left)).unwrap(), Recorded::Moved, "an old balance");
    assert_eq!(ledger.record_batch(mark, &entry(&now)).unwrap(), Recorded::Stored);
}
