//! From closed days to money at the bank, by the program: two people, each step once, and no file believed that should
//! not be.

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

const ORDER: &str = include_str!("../../../bank-files/maps/rural.order.toml");
const ANSWER: &str = include_str!("../../../bank-files/maps/rural.answer.toml");
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
fn office() -> (County, Till, Till) {
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
fn answer(rows: &[(&str, &str, &str, &str)], day: &str, sums: (usize, &str)) -> String {
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

const A: &str = "canteen-1-20240715d1v1";
const B: &str = "barber-1-20240715d1v1";

/// States of all settlements and payouts, and what the books say of themselves.
fn stands(ledger: &Ledger) -> String {
    let settlements = ledger.settlements(None).unwrap();
    let states: Vec<u8> = settlements.iter().map(|one| one.state.number()).collect();
    let payouts = ledger.payouts().unwrap();
    let lines: Vec<_> = payouts.iter().map(|one| ledger.payout_lines(one.number).unwrap()).collect();
    format!("{states:?} {lines:?} {:?}", ledger.answers().unwrap())
}

#[test]
fn from_closed_days_to_paid_merchants() {
    let (county, _, _) = office();
    let here = county.folder.path();
    let put = |name: &str, text: String| std::fs::write(county.folder.file(name), text).unwrap();
    put(
        "back.csv",
        answer(&[(A, "12.00", "成功", ""), (B, "24.00", "失败", "户名不符")], "2024-07-16", (2, "36.00")),
    );
    put("back2.csv", answer(&[("barber-1-20240715d1v2", "24.00", "成功", "")], "2024-07-17", (1, "24.00")));
    let mut all = String::new();
    for (line, input) in [
        ("settlement make", ""),
        ("settlement make", ""),
        ("settlement confirm 1 2 --key checker.key", CHECKER),
        ("settlement confirm --all --key maker.key", "wrong passphrase\n"),
        ("settlement confirm --all --key maker.key", MAKER),
        ("settlement confirm --all --key maker.key", MAKER),
        ("payout propose --maker-key maker.key", MAKER),
        ("settlement confirm 1 2 --key checker.key", CHECKER),
        ("payout propose --maker-key checker.key", CHECKER),
        ("payout propose --maker-key maker.key", MAKER),
        ("payout propose --maker-key maker.key", MAKER),
        ("payout write --format pain001 --out early.xml", ""),
        ("payout check --checker-key maker.key", MAKER),
        ("payout check --checker-key checker.key", "wrong passphrase\n"),
        ("payout show 1", ""),
        ("payout check --checker-key checker.key", CHECKER),
        ("payout check --checker-key checker.key", CHECKER),
        ("payout write --format csv --map order.toml --out pay.csv", ""),
        ("payout write 1 --format csv --map order.toml --out pay.csv", ""),
        ("payout write 1 --format csv --map order.toml --out again.csv", ""),
        ("payout reject 1 --checker-key checker.key --reason 错", CHECKER),
        ("payout answer back.csv --map answer.toml --day 20240716", ""),
        ("payout answer back.csv --map answer.toml --day 20240716", ""),
        ("settlement show 1", ""),
        // The name is corrected, and the debt is paid anew as another version.
        (
            "merchant terms set --merchant barber-1 --cycle daily:1 --netting all --name 幸福理发店 --bank 402338700017",
            "6222000000000005678\n",
        ),
        ("payout propose --maker-key maker.key", MAKER),
        ("payout check --checker-key checker.key", CHECKER),
        ("payout write --format pain001 --out pay.xml", ""),
        ("payout write 2 --format pain001 --out again.xml", ""),
        ("payout answer back2.csv --map answer.toml --day 20240717", ""),
        ("payout list", ""),
        ("settlement list", ""),
        ("books totals --day 20240716", ""),
        ("books check", ""),
    ] {
        all += &told(here, line, input);
    }
    expect![[r#"
        $ settlement make
        1 barber-1 2024-07-15–2024-07-15 应付 24.00 已生成 generated
        2 canteen-1 2024-07-15–2024-07-15 应付 12.00 已生成 generated
        新生成 2 份结算 · 2 settlements made
        = 0
        $ settlement make
        新生成 0 份结算 · 0 settlements made
        = 0
        $ settlement confirm 1 2 --key checker.key
        第 1 号结算现为“已生成”，不等这一步，未改动 · settlement 1 is generated and does not wait for this, nothing was changed
        = 6
        $ settlement confirm --all --key maker.key
        口令不对，未签名，未改动；请重新输入 · wrong passphrase, nothing was signed or changed; try again
        = 6
        $ settlement confirm --all --key maker.key
        已核对 2 份，待另一人确认 · 2 reconciled, another person must confirm them
        = 0
        $ settlement confirm --all --key maker.key
        没有等这一步的结算，未改动 · no settlement waits for this, nothing was changed
        = 0
        $ payout propose --maker-key maker.key
        没有已确认未付的结算，未改动 · nothing is confirmed and unpaid, nothing was changed
        = 0
        $ settlement confirm 1 2 --key checker.key
        已确认 2 份，可以付款 · 2 confirmed, they may be paid
        = 0
        $ payout propose --maker-key checker.key
        这把密钥只能复核，不能经办，未改动 · this key may check, not make, nothing was changed
        = 6
        $ payout propose --maker-key maker.key
        付款单 1 PAY-330703-20240715-1 v1 2024-07-15–2024-07-15：2 笔 36.00，待另一人复核 · another person must check it
        = 0
        $ payout propose --maker-key maker.key
        没有已确认未付的结算，未改动 · nothing is confirmed and unpaid, nothing was changed
        = 0
        $ payout write --format pain001 --out early.xml
        没有等这一步的付款单，未改动；用 payout list 查看 · no payout waits for this, nothing was changed; see payout list
        = 6
        $ payout check --checker-key maker.key
        这把密钥只能经办，不能复核，请由另一人复核，未改动 · this key may make, not check; let another person check, nothing was changed
        = 6
        $ payout check --checker-key checker.key
        口令不对，未签名，未改动；请重新输入 · wrong passphrase, nothing was signed or changed; try again
        = 6
        $ payout show 1
        1 PAY-330703-20240715-1 待复核 proposed
        barber-1 barber-1-20240715d1v1 幸福理发 ****5678 24.00 银行未答 · not answered
        canteen-1 canteen-1-20240715d1v1 一号食堂 ****1234 12.00 银行未答 · not answered
        = 0
        $ payout check --checker-key checker.key
        付款单 1 PAY-330703-20240715-1 v1 2024-07-15–2024-07-15：2 笔 36.00，已复核，可以出文件 · released, it may be written
        = 0
        $ payout check --checker-key checker.key
        没有等这一步的付款单，未改动；用 payout list 查看 · no payout waits for this, nothing was changed; see payout list
        = 6
        $ payout write --format csv --map order.toml --out pay.csv
        付款单 1 PAY-330703-20240715-1 v1 2024-07-15–2024-07-15：2 笔 36.00，已写 pay.csv，SHA-256 … · written
        = 0
        $ payout write 1 --format csv --map order.toml --out pay.csv
        pay.csv 已存在，未改动；请换一个文件名 · it exists already, nothing was changed; choose another name
        = 6
        $ payout write 1 --format csv --map order.toml --out again.csv
        付款单 1 PAY-330703-20240715-1 v1 2024-07-15–2024-07-15：2 笔 36.00，已写 again.csv，SHA-256 … · written
        = 0
        $ payout reject 1 --checker-key checker.key --reason 错
        没有等这一步的付款单，未改动；用 payout list 查看 · no payout waits for this, nothing was changed; see payout list
        = 6
        $ payout answer back.csv --map answer.toml --day 20240716
        已读入：付成 1 笔，失败 1 笔，未决 0 笔，待查 0 笔，此前已知 0 笔，其他往来 0 笔 · paid, failed, open, disputed, known before, other entries
        barber-1-20240715d1v1 24.00：银行拒付（户名不符），款未动；请改资料后重付 · refused (户名不符), the money did not move; correct it and pay again
        = 0
        $ payout answer back.csv --map answer.toml --day 20240716
        这份回单已读入过；未重复入账，请取下一份 · this file was read before; nothing is booked twice, take the next one
        = 6
        $ settlement show 1
        1 barber-1 2024-07-15–2024-07-15 应付 24.00 已确认 confirmed
        消费 24.00 退款 0.00 手续费 0.00 上期欠款 0.00 → 应付 24.00 结转欠款 0.00 另收退款 0.00 另收手续费 0.00（条款 v1）
        2024-07-15 r1 消费 24.00 退款 0.00 手续费 0.00 = 24.00
        TODAY … 已生成 generated —
        TODAY … 已核对 reconciled 周七
        TODAY … 已确认 confirmed 吴八
        TODAY … 已付款 paid — PAY-330703-20240715-1
        TODAY … 已确认 confirmed — 户名不符
        = 0
        $ merchant terms set --merchant barber-1 --cycle daily:1 --netting all --name 幸福理发店 --bank 402338700017
        已登记 · set
        barber-1 v2 TODAY 起 · from：周期 01 daily:1，轧差 1 all，收款 幸福理发店 ****5678 402338700017
        = 0
        $ payout propose --maker-key maker.key
        付款单 2 PAY-330703-20240715-2 v2 2024-07-15–2024-07-15：1 笔 24.00，待另一人复核 · another person must check it
        = 0
        $ payout check --checker-key checker.key
        付款单 2 PAY-330703-20240715-2 v2 2024-07-15–2024-07-15：1 笔 24.00，已复核，可以出文件 · released, it may be written
        = 0
        $ payout write --format pain001 --out pay.xml
        付款单 2 PAY-330703-20240715-2 v2 2024-07-15–2024-07-15：1 笔 24.00，已写 pay.xml，SHA-256 … · written
        = 0
        $ payout write 2 --format pain001 --out again.xml
        付款单 2 PAY-330703-20240715-2 v2 2024-07-15–2024-07-15：1 笔 24.00，已写 again.xml，SHA-256 … · written
        = 0
        $ payout answer back2.csv --map answer.toml --day 20240717
        已读入：付成 1 笔，失败 0 笔，未决 0 笔，待查 0 笔，此前已知 0 笔，其他往来 0 笔 · paid, failed, open, disputed, known before, other entries
        = 0
        $ payout list
        1 PAY-330703-20240715-1 已出文件 written
        2 PAY-330703-20240715-2 已出文件 written
        = 0
        $ settlement list
        1 barber-1 2024-07-15–2024-07-15 应付 24.00 付款已确认 payment confirmed，付款单 payout 2
        2 canteen-1 2024-07-15–2024-07-15 应付 12.00 付款已确认 payment confirmed，付款单 payout 1
        = 0
        $ books totals --day 20240716
        2024-07-16
        bank:payouts -12.00
        merchant:canteen-1 12.00
        = 0
        $ books check
        账本完整：终端 2，批次 2，记录 3，分录 4，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
    let read = |name: &str| std::fs::read(county.folder.file(name)).unwrap();
    assert_eq!(read("pay.csv"), read("again.csv"));
    assert_eq!(read("pay.xml"), read("again.xml"));
    assert!(!county.folder.file("early.xml").exists());
    expect![[r#"
        序号,收款账号,收款户名,收款行联行号,金额（元）,用途,客户流水号
        1,"=""6222000000000005678""",幸福理发,"=""402338700017""",24.00,爱心卡结算款 20240715-20240715,barber-1-20240715d1v1
        2,"=""6222000000000001234""",一号食堂,"=""402338700017""",12.00,爱心卡结算款 20240715-20240715,canteen-1-20240715d1v1
        合计,2,36.00
    "#]].assert_eq(&String::from_utf8(read("pay.csv")).unwrap());
    for secret in ["6222000000000", "0000010000001"] {
        assert!(!all.contains(secret), "an account number was said: {secret}");
    }
}

/// Each way in which a file may not be believed has its own sentence, and changes nothing.
#[test]
fn answers_that_are_not_believed() {
    let (county, _, _) = office();
    let here = county.folder.path();
    ordered(here, "pay.csv");
    let good = answer(&[(A, "12.00", "成功", ""), (B, "24.00", "成功", "")], "2024-07-16", (2, "36.00"));
    let before = stands(&county.ledger());
    let mut sentences = std::collections::BTreeSet::new();
    let mut all = String::new();
    let first_row = good.lines().nth(2).unwrap().to_owned();
    for (what, text) in [
        ("zero rows", answer(&[], "2024-07-16", (0, "0.00"))),
        ("two days", good.replacen("2024-07-16", "2024-07-15", 1)),
        ("another day", good.replace("2024-07-16", "2024-07-18")),
        ("truncated", good.lines().take(3).map(|line| format!("{line}\n")).collect()),
        ("a row doubled", good.replace(&first_row, &format!("{first_row}\n{first_row}"))),
        ("a row missing", good.replace(&format!("{first_row}\n"), "")),
        ("an amount altered", good.replace("12.00,", "21.00,")),
        ("amount and sum altered", good.replace("12.00,", "21.00,").replace("36.00", "45.00")),
        ("the payee altered", good.replace("一号食堂", "二号食堂")),
        ("the account altered", good.replace("01234", "01235")),
        ("the name altered", good.replace(A, "canteen-1-20240714d1v1")),
        (
            "paid twice",
            answer(
                &[(A, "12.00", "成功", ""), (A, "12.00", "交易成功", ""), (B, "24.00", "成功", "")],
                "2024-07-16",
                (3, "48.00"),
            ),
        ),
        ("an unknown word", good.replacen("成功", "好", 1)),
        ("another form", "hello\n".to_owned()),
        ("nothing", String::new()),
    ] {
        assert_ne!(text, good, "{what}");
        std::fs::write(county.folder.file("bad.csv"), text).unwrap();
        let said = told(here, "payout answer bad.csv --map answer.toml --day 20240716", "");
        let said = said.lines().skip(1).map(|line| format!("  {line}\n")).collect::<String>();
        // Another name and another account are one matter to the bank: the wrong payee.
        let alike = ["nothing", "another form", "the account altered"].contains(&what);
        assert!(sentences.insert(said.clone()) || alike, "{what} is told as another: {said}");
        all += &format!("{what}\n{said}");
        assert_eq!(stands(&county.ledger()), before, "{what}");
    }
    expect![[r#"
        zero rows
          回单里没有一笔付款；未入账，请确认银行是否已处理 · the file has no payment; nothing was booked, ask whether the bank has processed it
          = 4
        two days
          回单里有 2024-07-15 和 2024-07-16 两天；未入账，请按日分开索取 · the file has two days, 2024-07-15 and 2024-07-16; nothing was booked, ask for a file each
          = 4
        another day
          要的是 2024-07-16，回单是 2024-07-18；未入账，请取对的日期 · 2024-07-16 was asked for and this is 2024-07-18; nothing was booked, get the right day
          = 4
        truncated
          回单不完整，没有到结尾；未入账，请重新下载 · the file is cut short; nothing was booked, download it again
          = 4
        a row doubled
          第 4 行与第 3 行完全相同；未入账，请问银行是重复显示还是重复付款 · row 4 is row 3 again; nothing was booked, ask the bank whether it was shown or paid twice
          = 4
        a row missing
          回单写明 2 笔，实有 1 笔；未入账，请重新下载 · the file says 2 rows and has 1; nothing was booked, download it again
          = 4
        an amount altered
          回单写明合计 36.00 元，逐笔相加 45.00 元；未入账，请重新下载或问银行 · the file says 36.00 yuan and its rows add up to 45.00; nothing was booked, download it again or ask the bank
          = 4
        amount and sum altered
          canteen-1-20240715d1v1 12.00：银行报 21.00 元，与付款单不符；先不入账，请问银行 · the bank says 21.00 yuan, not what was ordered; not booked, ask the bank
          整份回单未入账；问清后可用 --leave-disputed 只入其余各笔 · nothing of the file was booked; once it is clear, --leave-disputed books the other lines
          = 4
        the payee altered
          canteen-1-20240715d1v1 12.00：收款人与付款单不符，款可能付错；先不入账，请立即问银行 · another payee than ordered, the money may be astray; not booked, ask the bank now
          整份回单未入账；问清后可用 --leave-disputed 只入其余各笔 · nothing of the file was booked; once it is clear, --leave-disputed books the other lines
          = 4
        the account altered
          canteen-1-20240715d1v1 12.00：收款人与付款单不符，款可能付错；先不入账，请立即问银行 · another payee than ordered, the money may be astray; not booked, ask the bank now
          整份回单未入账；问清后可用 --leave-disputed 只入其余各笔 · nothing of the file was booked; once it is clear, --leave-disputed books the other lines
          = 4
        the name altered
          第 3 行不是本县付过的款，未入账；请核对是否选对银行和文件、文件是否被改 · row 3 is no payment of this county; nothing was booked, check bank and file, and whether it was altered
          = 4
        paid twice
          canteen-1-20240715d1v1 12.00：付了 2 次，多付的在商户账上；请立即联系银行和商户追回 · paid 2 times, the merchant has too much; call the bank and the merchant now
          整份回单未入账；问清后可用 --leave-disputed 只入其余各笔 · nothing of the file was booked; once it is clear, --leave-disputed books the other lines
          = 4
        an unknown word
          第 3 行的状态“好”未约定；未入账，请问银行并补进格式表 · row 3 has the state "好", which was not agreed; nothing was booked, ask the bank and add it to the map
          = 3
        another form
          回单里没有一笔付款；未入账，请确认银行是否已处理 · the file has no payment; nothing was booked, ask whether the bank has processed it
          = 4
        nothing
          回单里没有一笔付款；未入账，请确认银行是否已处理 · the file has no payment; nothing was booked, ask whether the bank has processed it
          = 4
    "#]].assert_eq(&all);
    std::fs::write(county.folder.file("good.csv"), good).unwrap();
    done(here, "payout answer good.csv --map answer.toml --day 20240716", "");
    done(here, "books check", "");
}

/// A statement of the whole account: other entries are none of ours; money may come back days later.
#[test]
fn money_that_comes_back() {
    let (county, _, _) = office();
    let here = county.folder.path();
    ordered(here, "pay.csv");
    let entry = |reference: &str, amount: &str, way: &str, day: &str, details: &str| {
        format!(
            "<Ntry><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>{details}</Ntry>"
        )
    };
    let ours = |id: &str, reason: &str| {
        format!("<NtryDtls><TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs>{reason}</TxDtls></NtryDtls>")
    };
    let back = "<RtrInf><AddtlInf>账户已销户</AddtlInf></RtrInf>";
    let statement = |entries: &str, closing: &str| {
        let balance = |code: &str, amount: &str| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>"
            )
        };
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>33070000010000001</Id></Othr></Id></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
            balance("OPBD", "100.00"),
            balance("CLBD", closing)
        )
    };
    let put = |name: &str, text: String| std::fs::write(county.folder.file(name), text).unwrap();
    let on = |day: &'static str| {
        move |n: &str, amount: &str, way: &str, details: String| entry(n, amount, way, day, &details)
    };
    let (first, third) = (on("2024-07-16"), on("2024-07-18"));
    let one = first("1", "12.00", "DBIT", ours(A, "")) + &first("2", "24.00", "DBIT", ours(B, ""));
    put("1.xml", statement(&(one + &first("3", "5.00", "DBIT", String::new())), "59.00"));
    put("2.xml", statement(&third("9", "24.00", "CRDT", ours(B, back)), "124.00"));
    put("3.xml", statement(&third("8", "12.00", "DBIT", ours(A, "")), "88.00"));
    let mut all = String::new();
    for line in [
        "payout answer 1.xml --camt053 --day 20240716",
        "payout answer 2.xml --camt053 --day 20240718",
        "payout answer 2.xml --camt053 --day 20240718",
        // Paid on the 16th and again on the 18th: for a person.
        "payout answer 3.xml --camt053 --day 20240718",
        "payout answer 3.xml --camt053 --day 20240718 --leave-disputed",
        "settlement list",
        "books totals --day 20240716",
        "books totals --day 20240718",
        "books check",
    ] {
        all += &told(here, line, "");
    }
    expect![[r#"
        $ payout answer 1.xml --camt053 --day 20240716
        已读入：付成 2 笔，失败 0 笔，未决 0 笔，待查 0 笔，此前已知 0 笔，其他往来 1 笔 · paid, failed, open, disputed, known before, other entries
        = 0
        $ payout answer 2.xml --camt053 --day 20240718
        已读入：付成 0 笔，失败 1 笔，未决 0 笔，待查 0 笔，此前已知 0 笔，其他往来 0 笔 · paid, failed, open, disputed, known before, other entries
        barber-1-20240715d1v1 24.00：已退回（账户已销户），款已回账；请改资料后重付 · returned (账户已销户), the money is back; correct it and pay again
        = 0
        $ payout answer 2.xml --camt053 --day 20240718
        这份回单已读入过；未重复入账，请取下一份 · this file was read before; nothing is booked twice, take the next one
        = 6
        $ payout answer 3.xml --camt053 --day 20240718
        canteen-1-20240715d1v1 12.00：2024-07-16 已付过，这份回单又说已付，可能付了两次；请立即问银行 · paid on 2024-07-16 and said to be paid again, perhaps twice; ask the bank now
        整份回单未入账；问清后可用 --leave-disputed 只入其余各笔 · nothing of the file was booked; once it is clear, --leave-disputed books the other lines
        = 4
        $ payout answer 3.xml --camt053 --day 20240718 --leave-disputed
        已读入：付成 0 笔，失败 0 笔，未决 0 笔，待查 1 笔，此前已知 0 笔，其他往来 0 笔 · paid, failed, open, disputed, known before, other entries
        canteen-1-20240715d1v1 12.00：2024-07-16 已付过，这份回单又说已付，可能付了两次；请立即问银行 · paid on 2024-07-16 and said to be paid again, perhaps twice; ask the bank now
        = 0
        $ settlement list
        1 barber-1 2024-07-15–2024-07-15 应付 24.00 已确认 confirmed
        2 canteen-1 2024-07-15–2024-07-15 应付 12.00 付款已确认 payment confirmed，付款单 payout 1
        = 0
        $ books totals --day 20240716
        2024-07-16
        bank:payouts -36.00
        merchant:barber-1 24.00
        merchant:canteen-1 12.00
        = 0
        $ books totals --day 20240718
        2024-07-18
        bank:payouts 24.00
        merchant:barber-1 -24.00
        = 0
        $ books check
        账本完整：终端 2，批次 2，记录 3，分录 4，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
}

/// A statement that is corrected after it was settled, and more given back than sold: the next settlement makes up
/// for the one and bears the other, and nothing is paid below zero.
#[test]
fn what_was_settled_is_corrected() {
    let (county, mut lunch, _) = office();
    let here = county.folder.path();
    ordered(here, "pay.csv");
    lunch.sell(&mut Card::new(1), 2, 1200);
    send(&county, &lunch, 2);
    let with_fee = format!("{}{FEE}", tariff(2, "2024-01-01"));
    release_tariff(&mut county.ledger(), &with_fee, BusinessDay::from_number(DAY).unwrap().start_us());
    done(here, "statement correct --day 20240715 --merchant canteen-1 --reason 补手续费", "");
    done(here, "day close", "");
    let mut all = told(here, "settlement make", "");
    let refund = format!("refund --terminal {} --seq 2 --amount 12.00 --reference T-1 --by 王一", lunch.id);
    done(here, &refund, "");
    done(here, "day close", "");
    all += &told(here, "settlement make", "");
    sell(&county, &mut lunch, 2);
    done(here, "day close", "");
    all += &told(here, "--json settlement make --through 20240718", "");
    let shown = told(here, "settlement show 3", "");
    all += &shown.lines().take(5).map(|line| format!("{line}\n")).collect::<String>();
    all += &told(here, "books check", "");
    expect![[r#"
        $ settlement make
        3 canteen-1 2024-07-16–2024-07-16 应付 11.90 已生成 generated
        新生成 1 份结算 · 1 settlements made
        = 0
        $ settlement make
        4 canteen-1 2024-07-17–2024-07-17 应付 0.00 已生成 generated，结转欠款 6.00 · 6.00 owed
        新生成 1 份结算 · 1 settlements made
        = 0
        $ --json settlement make --through 20240718
        {"made":[{"brought_fen":600,"carried_fen":0,"consumption_fen":2400,"fee_apart_fen":0,"fee_fen":9,"first":"2024-07-18","last":"2024-07-18","merchant":"canteen-1","pay_fen":1791,"payout":null,"refunds_apart_fen":0,"refunds_fen":0,"settlement":5,"state":0,"terms":1}],"without_terms":[]}
        = 0
        $ settlement show 3
        3 canteen-1 2024-07-16–2024-07-16 应付 11.90 已生成 generated
        消费 12.00 退款 0.00 手续费 0.10 上期欠款 0.00 → 应付 11.90 结转欠款 0.00 另收退款 0.00 另收手续费 0.00（条款 v1）
        2024-07-15 r2 消费 0.00 退款 0.00 手续费 0.05 = -0.05
        2024-07-16 r1 消费 12.00 退款 0.00 手续费 0.05 = 11.95
        $ books check
        账本完整：终端 2，批次 4，记录 6，分录 11，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
}

/// Whatever moment the power goes, each command is done or not done, and is done when it is run again.
#[test]
fn killed_in_the_middle() {
    let (county, _, _) = office();
    let here = county.folder.path();
    let whole = || done(here, "books check", "");
    // From at once to later than it takes, until a run ends by itself.
    let until_done = |line: &dyn Fn(u32) -> String| {
        let mut cuts = 0_u32;
        loop {
            let line = line(cuts);
            let arguments: Vec<&str> = line.split(' ').collect();
            if cut(here, &arguments, Duration::from_millis(u64::from(2 + cuts * cuts / 2))) {
                return cuts;
            }
            whole();
            cuts += 1;
            assert!(cuts < 200, "no progress");
        }
    };
    until_done(&|_| "settlement make".to_owned());
    done(here, "settlement make", "");
    assert_eq!(county.ledger().settlements(Some(SettlementState::Generated)).unwrap().len(), 2);
    for (line, input) in [
        ("settlement confirm --all --key maker.key", MAKER),
        ("settlement confirm --all --key checker.key", CHECKER),
        ("payout propose --maker-key maker.key", MAKER),
        ("payout check --checker-key checker.key", CHECKER),
    ] {
        done(here, line, input);
    }
    until_done(&|turn| format!("payout write 1 --format csv --map order.toml --out pay-{turn}.csv"));
    done(here, "payout write 1 --format csv --map order.toml --out last.csv", "");
    assert_eq!(county.ledger().payouts().unwrap()[0].state, PayoutState::Written);
    assert_eq!(county.ledger().payout_files(1).unwrap().len(), 1, "always the same bytes");
    let good = answer(&[(A, "12.00", "成功", ""), (B, "24.00", "成功", "")], "2024-07-16", (2, "36.00"));
    std::fs::write(county.folder.file("good.csv"), good).unwrap();
    until_done(&|_| "payout answer good.csv --map answer.toml --day 20240716".to_owned());
    assert_eq!(
        run(here, &["payout", "answer", "good.csv", "--map", "answer.toml", "--day", "20240716"], "").code,
        6
    );
    assert_eq!(county.ledger().settlements(Some(SettlementState::PaymentConfirmed)).unwrap().len(), 2);
    whole();
}

/// Somebody alters what two people signed, in the books: it is neither checked nor written, and is found.
#[test]
fn what_was_signed_is_not_altered() {
    let (county, _, _) = office();
    let here = county.folder.path();
    for (line, input) in [
        ("settlement make", ""),
        ("settlement confirm --all --key maker.key", MAKER),
        ("settlement confirm --all --key checker.key", CHECKER),
        ("payout propose --maker-key maker.key", MAKER),
    ] {
        done(here, line, input);
    }
    let held = county.ledger().payout(1).unwrap().unwrap().body;
    let account = b"6222000000000001234";
    let at = held.windows(account.len()).position(|window| window == account).unwrap();
    let mut altered = held.clone();
    altered[at + account.len() - 1] = b'5';
    let restore = |body: &[u8]| meddle(&county, &format!("UPDATE payout SET body = {}", bytes(body)));
    restore(&altered);
    let mut all = told(here, "payout check --checker-key checker.key", CHECKER);
    restore(&held);
    meddle(&county, "UPDATE payout_line SET amount = amount + 100 WHERE merchant = 'canteen-1'");
    all += &told(here, "payout check --checker-key checker.key", CHECKER);
    meddle(&county, "UPDATE payout_line SET amount = amount - 100 WHERE merchant = 'canteen-1'");
    done(here, "payout check --checker-key checker.key", CHECKER);
    let signed = county.ledger().payout(1).unwrap().unwrap().body;
    let mut altered = signed.clone();
    altered[at] = b'7';
    restore(&altered);
    all += &told(here, "payout write --format csv --map order.toml --out pay.csv", "");
    assert!(!county.folder.file("pay.csv").exists());
    all += &told(here, "books check", "");
    restore(&signed);
    done(here, "books check", "");
    expect![[r#"
        $ payout check --checker-key checker.key
        经办签名与付款单不符，内容可能被改；未付款，请经办人重做 · the maker did not sign this, it may be altered; nothing was paid, make it anew
        = 4
        $ payout check --checker-key checker.key
        付款单 1 签名的内容与账上不符，未付款；请 payout reject 并报告维护人员 · what was signed of payout 1 is not what the books say, nothing was paid; reject it and call maintenance
        = 4
        $ payout write --format csv --map order.toml --out pay.csv
        经办签名与付款单不符，内容可能被改；未付款，请经办人重做 · the maker did not sign this, it may be altered; nothing was paid, make it anew
        = 4
        $ books check
        付款单 payout 1：经办签名与付款单不符，内容可能被改；未付款，请经办人重做 · the maker did not sign this, it may be altered; nothing was paid, make it anew
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
    "#]].assert_eq(&all);
}

/// Bytes as both stores read them.
fn bytes(body: &[u8]) -> String {
    let hex = crate::support::card::hex(body);
    if crate::server().is_some() { format!("'\\x{hex}'") } else { format!("x'{hex}'") }
}
