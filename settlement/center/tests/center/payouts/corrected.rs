//! Corrections after a settlement, commands that were killed, and signed things that were altered.

use super::*;

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
