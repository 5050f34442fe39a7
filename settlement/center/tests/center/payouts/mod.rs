//! From closed days to money at the bank, by the program: two people, each step once, and no file believed that should
//! not be.

mod answers;
mod corrected;
mod paid;
mod received;

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use expect_test::expect;
use ledger::{Ledger, PayoutState, SettlementState};
use records::BusinessDay;

use crate::closing::FEE;
use crate::support::program::{cut, run};
use crate::support::{Card, County, DAY, Till, http, meddle, release_tariff, tariff};

const ORDER: &str = include_str!("../../../../bank-files/maps/rural.order.toml");
const ANSWER: &str = include_str!("../../../../bank-files/maps/rural.answer.toml");
const MAKER: &str = "correct horse\n";
const CHECKER: &str = "battery staple\n";
const PAYING: &str = "33070000010000001\n";

/// Arguments, exit code and everything said. What is new in every run, such as hours and hashes, is left out.
fn told(folder: &Path, line: &str, input: &str) -> String {
    let arguments: Vec<&str> = line.split(' ').collect();
    let ran = run(folder, &arguments, input);
    let said = format!("{}{}", ran.out, ran.err);
    let words = said.split_inclusive([' ', '"', '\n']).map(|word| {
        let bare = word.trim_end_matches([' ', '"', '\n']);
        let hash = bare.len() == 64 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hour = bare.len() == 8 && bare.bytes().filter(|byte| *byte == b':').count() == 2;
        if hash || hour { word.replace(bare, "…") } else { word.to_owned() }
    });
    let said: String = words.collect();
    let today = county_center::clock::county_day(county_center::clock::now_us()).unwrap().to_string();
    format!("$ {line}\n{}= {}\n", said.replace(&today, "TODAY"), ran.code)
}

fn done(folder: &Path, line: &str, input: &str) {
    let said = told(folder, line, input);
    assert!(said.ends_with("= 0\n"), "{said}");
}

/// A county with officers, a paying account and terms, whose canteen and barber sold something on a closed day.
pub(crate) fn office() -> (County, Till, Till) {
    let county = County::new();
    let here = county.folder.path();
    let write = |name: &str, text: String| std::fs::write(county.folder.file(name), text).unwrap();
    write("order.toml", ORDER.replace("gb18030", "utf-8"));
    write("answer.toml", ANSWER.replace("gb18030", "utf-8"));
    let (mut lunch, mut barber) = (county.till("canteen-1"), county.till("barber-1"));
    sell(&county, &mut lunch, 1);
    sell(&county, &mut barber, 2);
    for (line, input) in [
        ("officer add --name 周七 --role maker --out maker.key", MAKER),
        ("officer add --name 吴八 --role checker --out checker.key", CHECKER),
        ("payout account --name 示例县民政局 --bank 402338700009", PAYING),
        (
            "merchant terms set --merchant canteen-1 --from 20240701 --cycle daily:1 --netting all --name 一号食堂 --bank 402338700017",
            "6222000000000001234\n",
        ),
        (
            "merchant terms set --merchant barber-1 --from 20240701 --cycle daily:1 --netting all --name 幸福理发 --bank 402338700017",
            "6222000000000005678\n",
        ),
        ("day close --day 20240715", ""),
    ] {
        done(here, line, input);
    }
    (county, lunch, barber)
}

/// Sells so many lunches of 12.00 and sends them.
fn sell(county: &County, till: &mut Till, times: u32) {
    static CARDS: AtomicU32 = AtomicU32::new(100);
    let first = till.chain.next_seq;
    for _ in 0..times {
        till.sell(&mut Card::new(CARDS.fetch_add(1, Ordering::Relaxed)), 7, 1200);
    }
    send(county, till, first);
}

fn send(county: &County, till: &Till, first: u64) {
    let (center, _writer) = county.center();
    let answer = http::put(&center, &till.path(first), till.seal(first, u64::MAX));
    assert_eq!(answer.status, StatusCode::OK);
}

/// Makes, confirms, proposes, checks and writes.
fn ordered(here: &Path, out: &str) {
    for (line, input) in [
        ("settlement make", ""),
        ("settlement confirm --all --key maker.key", MAKER),
        ("settlement confirm --all --key checker.key", CHECKER),
        ("payout propose --maker-key maker.key", MAKER),
        ("payout check --checker-key checker.key", CHECKER),
        (&format!("payout write --format csv --map order.toml --out {out}"), ""),
    ] {
        done(here, line, input);
    }
}

/// A bank's answer in the form of `answer.toml`: id, amount, state, reason; the sums of the rows unless others are
/// given.
pub(crate) fn answer(rows: &[(&str, &str, &str, &str)], day: &str, sums: (usize, &str)) -> String {
    let mut text =
        "示例农商银行 批量付款结果\n客户流水号,金额（元）,处理结果,记账日期,失败原因,收款户名,收款账号\n"
            .to_owned();
    for (id, amount, state, reason) in rows {
        let (name, account) = match *id {
            "barber-1-20240715d1v2" => ("幸福理发店", "5678"),
            id if id.starts_with("barber") => ("幸福理发", "5678"),
            _ => ("一号食堂", "1234"),
        };
        text += &format!("{id},{amount},{state},{day},{reason},{name},\"622200000000000{account}\"\n");
    }
    text + &format!("合计,{},{}\n", sums.0, sums.1)
}

pub(crate) const A: &str = "canteen-1-20240715d1v1";
pub(crate) const B: &str = "barber-1-20240715d1v1";

/// States of all settlements and payouts, and what the books say of themselves.
pub(crate) fn stands(ledger: &Ledger) -> String {
    let settlements = ledger.settlements(None).unwrap();
    let states: Vec<u8> = settlements.iter().map(|one| one.state.number()).collect();
    let payouts = ledger.payouts().unwrap();
    let lines: Vec<_> = payouts.iter().map(|one| ledger.payout_lines(one.number).unwrap()).collect();
    format!("{states:?} {lines:?} {:?}", ledger.answers().unwrap())
}
