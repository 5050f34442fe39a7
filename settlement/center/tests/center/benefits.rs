//! Vouchers at the whole center: loaded by hand, drawn by batches, cleared when they are over.

use std::path::Path;

use axum::http::StatusCode;
use expect_test::expect;
use ledger::{CardLoad, Ledger};
use money::Fen;
use records::{
    BusinessDay, ClockQuality, Kind, LotsSnapshot, Moment, Parameters, Record, SigningKey, Tender, Tier,
};
use subsidy::Tariff;

use crate::support::card::inputs;
use crate::support::program::run;
use crate::support::{Card, County, Till, http};

const VOUCHERS: &str = include_str!("../../../../tests/golden/tariffs/r10-quarter-voucher.toml");

/// Arguments, exit code and everything said; moments left out.
pub(crate) fn told(folder: &Path, line: &str) -> String {
    let arguments: Vec<&str> = line.split(' ').collect();
    let ran = run(folder, &arguments, "");
    let timeless = |line: &str| match line.get(..20) {
        Some(moment) if moment.starts_with("20") && moment.ends_with(' ') => line[20..].to_owned() + "\n",
        _ => format!("{line}\n"),
    };
    let said: String = (ran.out + &ran.err).lines().map(timeless).collect();
    assert!(!said.contains("0310477"), "a card number is told: {said}");
    format!("$ {line}\n{said}= {}\n", ran.code)
}

#[test]
fn loads_are_applied_once_and_in_order() {
    let county = County::with(VOUCHERS);
    let here = county.folder.path();
    let head = "card_no,seq,account,amount,first_day,last_day\n";
    let card = "03104770000000000003";
    for (name, lines) in [
        (
            "august.csv",
            format!(
                "{card},1,service_voucher,12.30,2024-08-01,2024-09-30\n{card},3,1,5.00,2024-09-01,2024-09-30\n\
                 03104770000000000001,1,service_voucher,0,2024-08-01,2024-09-30\n\
                 03104770000000000009,1,service_voucher,1,2024-08-01,2024-09-30\n"
            ),
        ),
        ("september.csv", format!("{card},2,service_voucher,125,20240901,20240930\n")),
        ("other.csv", format!("{card},2,service_voucher,126,20240901,20240930\n")),
        (
            "wrong.csv",
            format!(
                "{card},4,service_voucher,1.00,2024-09-01,2024-09-30\n{card},5,coins,1,2024-09-01,2024-09-30\n"
            ),
        ),
        (
            "twice.csv",
            format!("{card},4,1,1.00,2024-09-01,2024-09-30\n{card},4,1,1.00,2024-09-01,2024-09-30\n"),
        ),
    ] {
        std::fs::write(county.folder.file(name), format!("{head}{lines}")).unwrap();
    }
    let mut all = String::new();
    for line in [
        "benefit load august.csv",
        "benefit load august.csv",
        "benefit load september.csv",
        "--json benefit load september.csv",
        "benefit load other.csv",
        "benefit load wrong.csv",
        "benefit load twice.csv",
        "benefit show --card 0003",
        "benefit expire --day 20240930",
        "benefit expire --day 20241001",
        "--json benefit expire --day 20241001",
        "benefit expire --day 29991231",
        "benefit show --card 0003",
        "benefit show --card 0001",
        "books check",
    ] {
        all += &told(here, line);
    }
    expect![[r#"
        $ benefit load august.csv
        2: ****0003 第 1 次：已入账 12.30 · applied
        3: ****0003 第 3 次：暂存，等待第 2 次 · waits for load 2
        4: ****0001 第 1 次：金额或日期不对，未入账；请更正后重送 · makes no sense, nothing added; mend it and deliver again
        5: ****0009 第 1 次：持卡人名单中没有此卡，未入账；先导入持卡人再重送 · nobody holds this card, nothing added; import holders first
        4 行：入账 1，此前暂存现入账 0，早已入账 0，暂存 1，未入账 2，服务券 12.30 · lines: applied, released, known, waiting, left out
        = 0
        $ benefit load august.csv
        2: ****0003 第 1 次：早已登记，未增加 · in the books already, nothing added
        3: ****0003 第 3 次：早已登记，未增加 · in the books already, nothing added
        4: ****0001 第 1 次：金额或日期不对，未入账；请更正后重送 · makes no sense, nothing added; mend it and deliver again
        5: ****0009 第 1 次：持卡人名单中没有此卡，未入账；先导入持卡人再重送 · nobody holds this card, nothing added; import holders first
        4 行：入账 0，此前暂存现入账 0，早已入账 2，暂存 0，未入账 2 · lines: applied, released, known, waiting, left out
        = 0
        $ benefit load september.csv
        2: ****0003 第 2 次：已入账 125.00 · applied
        1 行：入账 1，此前暂存现入账 1，早已入账 0，暂存 0，未入账 0，服务券 130.00 · lines: applied, released, known, waiting, left out
        = 0
        $ --json benefit load september.csv
        {"applied":0,"known":1,"left_out":0,"lines":[{"card":"****0003","line":2,"outcome":"known","seq":2}],"released":0,"sums":[],"waiting":0}
        = 0
        $ benefit load other.csv
        2: ****0003 第 2 次：与已登记的同一序号不同，未入账；请核对名单后换新序号 · another load has this number, nothing added
        1 行：入账 0，此前暂存现入账 0，早已入账 0，暂存 0，未入账 1 · lines: applied, released, known, waiting, left out
        = 0
        $ benefit load wrong.csv
        wrong.csv:3: 资费中没有这个账户，可用：service_voucher · the tariff has no such account
        = 3
        $ benefit load twice.csv
        twice.csv:3: 同一卡同一序号重复 · this card and number are listed twice
        = 3
        $ benefit show --card 0003
        ****0003
        第 1 次 服务券 12.30，2024-08-01–2024-09-30，剩 12.30 left
        第 2 次 服务券 125.00，2024-09-01–2024-09-30，剩 125.00 left
        第 3 次 服务券 5.00，2024-09-01–2024-09-30，剩 5.00 left
        第 1 次 领取 load 12.30
        第 2 次 领取 load 125.00
        第 3 次 领取 load 5.00
        = 0
        $ benefit expire --day 20240930
        2024-09-30 之前到期清零：0 笔 · cleared what ended before that day
        = 0
        $ benefit expire --day 20241001
        2024-10-01 之前到期清零：3 笔，服务券 142.30 · cleared what ended before that day
        = 0
        $ --json benefit expire --day 20241001
        {"cleared":0,"day":20241001,"sums":[]}
        = 0
        $ benefit expire --day 29991231
        2999-12-31 还没有到，未清零；最晚写今天 · that day has not come, nothing was cleared; today is the latest
        = 3
        $ benefit show --card 0003
        ****0003
        第 1 次 服务券 12.30，2024-08-01–2024-09-30，剩 0.00 left
        第 2 次 服务券 125.00，2024-09-01–2024-09-30，剩 0.00 left
        第 3 次 服务券 5.00，2024-09-01–2024-09-30，剩 0.00 left
        第 1 次 领取 load 12.30
        第 2 次 领取 load 125.00
        第 3 次 领取 load 5.00
        第 1 次 到期清零 expire 12.30
        第 2 次 到期清零 expire 125.00
        第 3 次 到期清零 expire 5.00
        = 0
        $ benefit show --card 0001
        没有以此结尾且领取过券或积分的卡 · no card that ends like this was ever loaded
        = 6
        $ books check
        账本完整：终端 0，批次 0，记录 0，分录 0，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
}

/// Books with the two lots of the story: 12.30 of August, 125.00 of September, both until 30 September.
pub(crate) fn county() -> County {
    let county = County::with(VOUCHERS);
    let load = |load, amount, first| CardLoad {
        card_no: Card::new(3).number.digits(),
        load,
        account: 1,
        amount,
        first_day: BusinessDay::from_number(first).unwrap(),
        last_day: BusinessDay::from_number(20_240_930).unwrap(),
    };
    let loads = [load(1, 1230, 20_240_801), load(2, 12_500, 20_240_901)];
    county.ledger().enter_loads(&loads, &[], "a.csv", at_us("2024-09-01 06:00:00")).unwrap();
    county
}

fn at_us(moment: &str) -> i64 {
    let moment: jiff::civil::DateTime = moment.parse().unwrap();
    jiff::tz::Offset::constant(8).to_timestamp(moment).unwrap().as_microsecond()
}

/// A bath at a moment, so much of it by voucher; the rest from the purse. `kind`: what is known of it.
pub(crate) fn bath(
    till: &mut Till,
    card: &mut Card,
    moment: &str,
    (price, voucher): (i64, i64),
    kind: Kind,
) -> Record {
    let tariff = Tariff::load(VOUCHERS).unwrap();
    let draft = till.draft(card, 7, price);
    let day: jiff::civil::DateTime = moment.parse().unwrap();
    let amount = u32::try_from(price - voucher).unwrap();
    let mut record = Record {
        kind,
        tap: Moment { at_us: at_us(moment), clock: ClockQuality::Network },
        business_day: BusinessDay::from_date(day.date()).unwrap(),
        service: 12,
        window: 0,
        rule: if voucher > 0 { 10 } else { 0 },
        benefit: Fen(voucher),
        self_pay: Fen(price - voucher),
        tender: if amount > 0 { Tender::CardPurse } else { Tender::Nothing },
        card_amount: amount,
        tier: Tier::new('A').unwrap(),
        groups: u32::from(voucher > 0),
        tariff_hash: tariff.hash()[..8].try_into().unwrap(),
        ..draft
    };
    if kind == Kind::Sale {
        record.tac = card.tac(&inputs(amount, record.psam_seq, record.card_date, record.card_time));
    }
    card.debit(amount);
    till.write(record)
}

pub(crate) fn put(county: &County, till: &Till, first: u64) {
    let (center, writer) = county.center();
    let last = till.written.last().unwrap();
    let records: Vec<Record> = till.written.iter().filter(|record| record.seq >= first).cloned().collect();
    let announced = records::Announced { seq: last.seq, running: last.running };
    let bytes = records::Batch::seal(&records, announced, last.tap.at_us, &till.key).unwrap();
    let answer = http::put(&center, &till.path(first), bytes);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    drop(center);
    writer.join();
}

/// Lots, entries and findings, and that the books are whole.
pub(crate) fn shows(county: &County) -> String {
    let ledger: Ledger = county.ledger();
    let card = Card::new(3).number.digits();
    let mut text = String::new();
    for lot in ledger.lots(&card).unwrap() {
        text += &format!("load {} left {}\n", lot.load.load, Fen(lot.remaining));
    }
    for entry in ledger.lot_entries(&card).unwrap() {
        let sale = entry.sale.map(|(till, seq)| format!(" {}/{seq}", till.number())).unwrap_or_default();
        text += &format!("{} {} {}{sale}\n", entry.what, entry.load, Fen(entry.amount));
    }
    for found in ledger.findings(50).unwrap() {
        let finding = found.finding;
        let sums =
            finding.expected.zip(finding.found).map(|(expected, found)| format!(": {found}, not {expected}"));
        let (kind, till, sums) = (finding.kind, finding.terminal.number(), sums.unwrap_or_default());
        text += &format!("! {} {} {till}/{}{sums}\n", kind.number(), kind.name(), finding.seq);
    }
    let checked = ledger.check(&SigningKey::from_bytes(&[3; 32]).verifying_key()).unwrap();
    assert_eq!(checked.faults, [], "{text}");
    text
}

#[test]
fn the_first_to_expire_is_used_first_and_a_late_sale_of_the_last_second_counts() {
    let (county, mut card) = (county(), Card::new(3));
    let mut till = county.till("canteen-1");
    bath(&mut till, &mut card, "2024-09-20 09:00:00", (10_000, 10_000), Kind::Sale);
    put(&county, &till, 1);
    let over = BusinessDay::from_number(20_241_001).unwrap();
    let cleared = county.ledger().expire_lots(over, at_us("2024-10-01 00:30:00")).unwrap();
    assert_eq!(cleared.len(), 1);
    bath(&mut till, &mut card, "2024-09-30 23:59:58", (5_000, 3_730), Kind::Sale);
    put(&county, &till, 2);
    assert_eq!(county.ledger().expire_lots(over, at_us("2024-10-03 09:00:00")).unwrap(), []);
    expect![[r#"
        load 1 left 0.00
        load 2 left 0.00
        load 1 12.30
        load 2 125.00
        draw 1 12.30 1/1
        draw 2 87.70 1/1
        expire 2 37.30
        revive 2 37.30
        draw 2 37.30 1/2
    "#]]
    .assert_eq(&shows(&county));
}

#[test]
fn of_two_tills_that_gave_the_same_voucher_the_earlier_tap_has_it() {
    let (county, mut card) = (county(), Card::new(3));
    let (mut first, mut second) = (county.till("canteen-1"), county.till("barber-1"));
    bath(&mut first, &mut card, "2024-09-20 09:00:00", (10_000, 10_000), Kind::Sale);
    bath(&mut second, &mut card, "2024-09-20 10:00:00", (10_000, 10_000), Kind::Sale);
    bath(&mut second, &mut card, "2024-09-20 11:00:00", (1_000, 0), Kind::Sale);
    put(&county, &second, 1);
    let before = shows(&county);
    put(&county, &first, 1);
    expect![[r#"
        the later one comes first
        load 1 left 0.00
        load 2 left 37.30
        load 1 12.30
        load 2 125.00
        draw 1 12.30 2/1
        draw 2 87.70 2/1
        ! 402 PriceUnproven 2/2: 0.00, not 10.00
        both are here
        load 1 left 0.00
        load 2 left 0.00
        load 1 12.30
        load 2 125.00
        draw 1 12.30 2/1
        draw 2 87.70 2/1
        restore 1 12.30 2/1
        restore 2 50.40 2/1
        draw 1 12.30 1/1
        draw 2 87.70 1/1
        ! 421 VoucherOverdrawn 2/1: 100.00, not 37.30
    "#]]
    .assert_eq(&format!("the later one comes first\n{before}both are here\n{}", shows(&county)));
}

#[test]
fn a_till_that_had_not_heard_gives_less_and_a_grey_sale_draws_when_it_is_paid() {
    let (county, mut card) = (county(), Card::new(3));
    let mut till = county.till("canteen-1");
    bath(&mut till, &mut card, "2024-09-20 09:00:00", (1_000, 0), Kind::Sale);
    bath(&mut till, &mut card, "2024-09-20 10:00:00", (2_000, 1_900), Kind::Grey);
    put(&county, &till, 1);
    let waiting = shows(&county);
    bath(&mut till, &mut card, "2024-09-20 11:00:00", (500, 500), Kind::Sale);
    put(&county, &till, 3);
    expect![[r#"
        the second waits
        load 1 left 12.30
        load 2 left 125.00
        load 1 12.30
        load 2 125.00
        ! 402 PriceUnproven 1/2: 19.00, not 20.00
        ! 205 GreyWaiting 1/2
        ! 402 PriceUnproven 1/1: 0.00, not 10.00
        the third proves it
        load 1 left 0.00
        load 2 left 113.30
        load 1 12.30
        load 2 125.00
        draw 1 12.30 1/2
        draw 2 6.70 1/2
        draw 2 5.00 1/3
        ! 208 GreyPaid 1/2
        ! 402 PriceUnproven 1/2: 19.00, not 20.00
        ! 402 PriceUnproven 1/1: 0.00, not 10.00
    "#]]
    .assert_eq(&format!("the second waits\n{waiting}the third proves it\n{}", shows(&county)));
}

#[test]
fn a_till_is_told_what_cards_hold_and_what_of_its_own_is_taken_off() {
    let (county, mut card) = (county(), Card::new(3));
    let (mut first, mut second) = (county.till("canteen-1"), county.till("barber-1"));
    let config = county_center::Config::read(&county.folder.file("center.toml")).unwrap();
    let terms = county_center::package::CardTerms::from(&config.cards);
    let told = |till: &Till, moment: &str| {
        let mut ledger = county.ledger();
        let terminal = ledger.terminal(till.id).unwrap().unwrap();
        let made =
            county_center::package::package(&mut ledger, &terminal, &terms, at_us(moment)).unwrap().unwrap();
        let key = SigningKey::from_bytes(&[3; 32]).verifying_key();
        let LotsSnapshot { through, rows } = Parameters::open_verified(&made.package, &key).unwrap().lots;
        format!("package {} through {through}: {rows:?}\n", made.version)
    };
    // A center that starts compiles the roster of its own year, which is a reason for a new package.
    let (center, writer) = county.center();
    drop(center);
    writer.join();
    let mut all = told(&first, "2024-09-20 08:00:00");
    bath(&mut first, &mut card, "2024-09-20 09:00:00", (10_000, 10_000), Kind::Sale);
    put(&county, &first, 1);
    all += &format!("its own sale\n{}", told(&first, "2024-09-20 09:30:00"));
    bath(&mut second, &mut card, "2024-09-20 10:00:00", (1_000, 1_000), Kind::Sale);
    put(&county, &second, 1);
    all += &format!("another till\'s sale\n{}", told(&first, "2024-09-20 10:30:00"));
    all += &told(&second, "2024-09-20 10:30:00");
    let third = CardLoad {
        card_no: card.number.digits(),
        load: 3,
        account: 1,
        amount: 700,
        first_day: BusinessDay::from_number(20_241_001).unwrap(),
        last_day: BusinessDay::from_number(20_241_231).unwrap(),
    };
    county.ledger().enter_loads(&[third], &[], "b.csv", at_us("2024-10-02 06:00:00")).unwrap();
    all += &format!("in October\n{}", told(&second, "2024-10-02 08:00:00"));
    expect![[r#"
        package 1 through 0: [LotRow(1: 1230 in 1, 2024-08-01–2024-09-30), LotRow(2: 12500 in 1, 2024-09-01–2024-09-30)]
        its own sale
        package 1 through 0: [LotRow(1: 1230 in 1, 2024-08-01–2024-09-30), LotRow(2: 12500 in 1, 2024-09-01–2024-09-30)]
        another till's sale
        package 2 through 1: [LotRow(2: 2730 in 1, 2024-09-01–2024-09-30)]
        package 1 through 1: [LotRow(2: 2730 in 1, 2024-09-01–2024-09-30)]
        in October
        package 2 through 1: [LotRow(3: 700 in 1, 2024-10-01–2024-12-31)]
    "#]].assert_eq(&all);
}
