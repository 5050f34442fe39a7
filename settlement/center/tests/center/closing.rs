//! Days closed by the program: what each statement says, and that nothing is done twice.

use axum::http::StatusCode;
use county_center::closing::close_day;
use expect_test::expect;
use ledger::DayState;
use records::BusinessDay;

use crate::benefits::told;
use crate::support::{Card, County, DAY, TARIFF, Till, http, release_tariff, tariff};

pub(crate) const FEE: &str = "
[[fee]]
code = 1
name = \"card_fee\"
zh = \"刷卡手续费\"
en = \"card fee\"
rate = 38
each = \"0.00\"
fixed = \"0.00\"
round = { unit = 1, mode = \"half_up\" }

[[fee_example]]
name = \"一百笔\"
fee = \"card_fee\"
count = 100
amount = \"99.00\"
expect = { fee = \"0.38\" }
";

fn day(number: u32) -> BusinessDay {
    BusinessDay::from_number(number).unwrap()
}

fn send(county: &County, till: &Till, first: u64) {
    let (center, _writer) = county.center();
    assert_eq!(http::put(&center, &till.path(first), till.seal(first, u64::MAX)).status, StatusCode::OK);
}

#[test]
fn two_days_are_closed() {
    let county = County::with(&format!("{TARIFF}{FEE}"));
    let here = county.folder.path();
    let (mut lunch, mut barber) = (county.till("canteen-1"), county.till("barber-1"));
    let (mut first, mut third, mut torn) = (Card::new(1), Card::new(3), Card::new(9));
    lunch.sell(&mut first, 2, 1200);
    lunch.sell(&mut first, 2, 1200);
    lunch.tear(&mut torn, 2, 1200, true);
    send(&county, &lunch, 1);
    let mut all = told(here, "day close");
    all += &told(here, "day close --day 20240715");
    // What comes after the cut is of the next accounting day, whatever day it was sold on.
    lunch.sell(&mut Card::new(2), 2, 1200);
    send(&county, &lunch, 4);
    for _ in 0..3 {
        barber.sell(&mut third, 7, 1000);
    }
    barber.sell(&mut torn, 7, 2000);
    send(&county, &barber, 1);
    for line in [
        "day close --day 20240715",
        "day close --day 20240717",
        "day close",
        "day show --day 20240715",
        "day show --day 20240716",
        "statement show --day 20240715 --merchant canteen-1",
        "statement show --day 20240716 --merchant canteen-1",
        "statement show --day 20240716 --merchant barber-1",
        "statement list --day 20240716",
        "statement correct --day 20240716 --merchant barber-1 --reason 无",
        "books check",
    ] {
        all += &told(here, line);
    }
    expect![[r#"
        $ day close
        第一次日终请用 --day 指明会计日 · the first closing needs --day
        = 3
        $ day close --day 20240715
        会计日 2024-07-15 已关账 · closed：结算单 1 份、应付 23.91，账户 8 个、余额之和为零；现为 2024-07-16 · 1 statements, 23.91 payable, 8 accounts that sum to zero; 2024-07-16 is open
        = 0
        $ day close --day 20240715
        会计日 2024-07-15 此前已关账，未改动 · closed before, nothing was changed：结算单 1 份、应付 23.91，账户 8 个、余额之和为零；现为 2024-07-16 · 1 statements, 23.91 payable, 8 accounts that sum to zero; 2024-07-16 is open
        = 0
        $ day close --day 20240717
        会计日 2024-07-17 未开，未改动；当前开着的是 2024-07-16 · accounting day 2024-07-17 is not open, nothing was changed; 2024-07-16 is
        = 6
        $ day close
        会计日 2024-07-16 已关账 · closed：结算单 2 份、应付 73.72，账户 9 个、余额之和为零；现为 2024-07-17 · 2 statements, 73.72 payable, 9 accounts that sum to zero; 2024-07-17 is open
        = 0
        $ day show --day 20240715
        账户 account · 期初 before · 增 plus · 减 minus · 期末 after
        card:purse                         0.00          18.00           0.00          18.00
        fee:1                              0.00           0.00          -0.09          -0.09
        fund:2                             0.00           0.00       -1000.00       -1000.00
        held:canteen-1                     0.00           0.00         -12.00         -12.00
        merchant:canteen-1                 0.00           0.09         -24.00         -23.91
        outside:2                          0.00        1000.00           0.00        1000.00
        suspense:04                        0.00          12.00           0.00          12.00
        suspense:90                        0.00           6.00           0.00           6.00
        = 0
        $ day show --day 20240716
        账户 account · 期初 before · 增 plus · 减 minus · 期末 after
        card:purse                        18.00          70.00           0.00          88.00
        fee:1                             -0.09           0.00          -0.28          -0.37
        fund:2                         -1000.00           0.00           0.00       -1000.00
        held:canteen-1                   -12.00          12.00           0.00           0.00
        merchant:barber-1                  0.00           0.19         -50.00         -49.81
        merchant:canteen-1               -23.91           0.09         -24.00         -47.82
        outside:2                       1000.00           0.00           0.00        1000.00
        suspense:04                       12.00           0.00         -12.00           0.00
        suspense:90                        6.00           4.00           0.00          10.00
        = 0
        $ statement show --day 20240715 --merchant canteen-1
        lovecard-statement/1
        county 330703
        merchant canteen-1 一号食堂
        accounting-day 2024-07-15
        version 1
        good 2024-07-15 2 price 24.00 benefit 6.00 self-pay 18.00 cash 0.00
        waiting 2024-07-15 1 price 12.00
        fee 1 0.09 on 2 sales of 24.00 刷卡手续费
        total 2 price 24.00 benefit 6.00 self-pay 18.00 cash 0.00 refunded 0.00 fee 0.09 payable 23.91
        END 9 23.91
        = 0
        $ statement show --day 20240716 --merchant canteen-1
        lovecard-statement/1
        county 330703
        merchant canteen-1 一号食堂
        accounting-day 2024-07-16
        version 1
        good 2024-07-15 1 price 12.00 benefit 2.00 self-pay 10.00 cash 0.00
        adjusted 2024-07-15 1 price 12.00 benefit 0.00 self-pay 12.00 cash 0.00
        waiting 2024-07-15 -1 price -12.00
        fee 1 0.09 on 2 sales of 24.00 刷卡手续费
        total 2 price 24.00 benefit 2.00 self-pay 22.00 cash 0.00 refunded 0.00 fee 0.09 payable 23.91
        END 10 23.91
        = 0
        $ statement show --day 20240716 --merchant barber-1
        lovecard-statement/1
        county 330703
        merchant barber-1 幸福理发
        accounting-day 2024-07-16
        version 1
        good 2024-07-15 4 price 50.00 benefit 2.00 self-pay 48.00 cash 0.00
        fee 1 0.19 on 4 sales of 50.00 刷卡手续费
        total 4 price 50.00 benefit 2.00 self-pay 48.00 cash 0.00 refunded 0.00 fee 0.19 payable 49.81
        END 8 49.81
        = 0
        $ statement list --day 20240716
        barber-1         r1          49.81
        canteen-1        r1          23.91
        = 0
        $ statement correct --day 20240716 --merchant barber-1 --reason 无
        重算结果相同，未出新版 · it comes out the same, no version was made
        = 0
        $ books check
        账本完整：终端 2，批次 3，记录 8，分录 14，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
}

/// A refund stands on the statement of the day that booked it; a fee that was forgotten on a corrected one, and in the
/// books of the day that is open then.
#[test]
fn a_statement_is_corrected_and_the_old_one_stays() {
    let county = County::new();
    let here = county.folder.path();
    let mut lunch = county.till("canteen-1");
    let mut first = Card::new(1);
    for _ in 0..3 {
        lunch.sell(&mut first, 2, 1200);
    }
    lunch.sell(&mut Card::new(2), 2, 1200);
    send(&county, &lunch, 1);
    let mut all = told(
        here,
        &format!("refund --terminal {} --seq 1 --amount 12.00 --reference TK-1 --by 王一", lunch.id),
    );
    all += &told(here, "day close --day 20240715");
    let with_fee = format!("{}{FEE}", tariff(2, "2024-01-01"));
    release_tariff(&mut county.ledger(), &with_fee, day(DAY).start_us());
    for line in [
        "statement show --day 20240715 --merchant canteen-1",
        "statement correct --day 20240715 --merchant canteen-1 --reason 补手续费",
        "statement correct --day 20240715 --merchant canteen-1 --reason 补手续费",
        "statement correct --day 20240715 --merchant barber-1 --reason 补手续费",
        "statement show --day 20240715 --merchant canteen-1",
        "claim make --fund county",
        "claim make --fund charity",
        "claim list --fund county",
        "fund balances",
        "day close",
        "day show --day 20240716",
        "claim make --fund county",
        "claim make --fund county",
        "books check",
    ] {
        all += &told(here, line);
    }
    expect![[r#"
        $ refund --terminal 33070300000001 --seq 1 --amount 12.00 --reference TK-1 --by 王一
        已登记退款 TK-1：33070300000001/1 退 12.00 · refund entered
        商户 canteen-1 少收 12.00 · the merchant is owed less
        老人得现金 6.00，由商户当面退还 · cash to the elder, from the merchant's hand
        退回资金 县财政 3.00 · back to the fund
        退回资金 慈善资金 1.00 · back to the fund
        退回资金 村集体 2.00 · back to the fund
        第 7 计数槽退还 1 次 6.00 · back into the counters of its own day
        = 0
        $ day close --day 20240715
        会计日 2024-07-15 已关账 · closed：结算单 1 份、应付 42.00，账户 7 个、余额之和为零；现为 2024-07-16 · 1 statements, 42.00 payable, 7 accounts that sum to zero; 2024-07-16 is open
        = 0
        $ statement show --day 20240715 --merchant canteen-1
        lovecard-statement/1
        county 330703
        merchant canteen-1 一号食堂
        accounting-day 2024-07-15
        version 1
        good 2024-07-15 4 price 48.00 benefit 8.00 self-pay 40.00 cash 0.00
        fund 1 5.00
        fund 2 1.00
        fund 3 2.00
        refunds 1 price 12.00 cash 6.00
        total 4 price 48.00 benefit 8.00 self-pay 40.00 cash 0.00 refunded 6.00 fee 0.00 payable 42.00
        END 11 42.00
        = 0
        $ statement correct --day 20240715 --merchant canteen-1 --reason 补手续费
        已出第 2 版，旧版保留 · version 2 is made, the old one stays
        = 0
        $ statement correct --day 20240715 --merchant canteen-1 --reason 补手续费
        重算结果相同，未出新版 · it comes out the same, no version was made
        = 0
        $ statement correct --day 20240715 --merchant barber-1 --reason 补手续费
        商户 barber-1 没有 2024-07-15 的结算单，未改动 · there is no such statement, nothing was changed
        = 6
        $ statement show --day 20240715 --merchant canteen-1
        lovecard-statement/1
        county 330703
        merchant canteen-1 一号食堂
        accounting-day 2024-07-15
        version 2
        reason 补手续费
        good 2024-07-15 4 price 48.00 benefit 8.00 self-pay 40.00 cash 0.00
        fund 1 5.00
        fund 2 1.00
        fund 3 2.00
        refunds 1 price 12.00 cash 6.00
        fee 1 0.18 on 4 sales of 48.00 刷卡手续费
        total 4 price 48.00 benefit 8.00 self-pay 40.00 cash 0.00 refunded 6.00 fee 0.18 payable 41.82
        END 13 41.82
        = 0
        $ claim make --fund county
        已申报 县财政：2024-07-15 – 2024-07-15  2.00 · claimed
        = 0
        $ claim make --fund charity
        已申报 慈善资金：2024-07-15 – 2024-07-15  0.00 · claimed
        = 0
        $ claim list --fund county
        2024-07-15 – 2024-07-15  2.00
        = 0
        $ fund balances
        county 县财政：流入 0.00，支出 2.00（今日 5.00），不限额 no limit
        charity 慈善资金：流入 1000.00，支出 0.00（今日 1.00），余额 1000.00
        village 村集体：流入 0.00，支出 0.00（今日 2.00），不限额 no limit
        merchant 商家让利：流入 0.00，支出 0.00（今日 0.00），不限额 no limit
        = 0
        $ day close
        会计日 2024-07-16 已关账 · closed：结算单 0 份、应付 0.00，账户 8 个、余额之和为零；现为 2024-07-17 · 0 statements, 0.00 payable, 8 accounts that sum to zero; 2024-07-17 is open
        = 0
        $ day show --day 20240716
        账户 account · 期初 before · 增 plus · 减 minus · 期末 after
        card:purse                        40.00           0.00           0.00          40.00
        cash:canteen-1                    -6.00           0.00           0.00          -6.00
        fee:1                              0.00           0.00          -0.18          -0.18
        fund:1                             2.00           0.00           0.00           2.00
        fund:2                         -1000.00           0.00           0.00       -1000.00
        fund:3                             0.00           0.00           0.00           0.00
        merchant:canteen-1               -36.00           0.18           0.00         -35.82
        outside:2                       1000.00           0.00           0.00        1000.00
        = 0
        $ claim make --fund county
        已申报 县财政：2024-07-16 – 2024-07-16  0.00 · claimed
        = 0
        $ claim make --fund county
        县财政 没有可申报的会计日，未改动 · no closed day is left to claim
        = 0
        $ books check
        账本完整：终端 1，批次 1，记录 4，分录 5，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
    let versions = county.ledger().statement_versions(day(DAY), "canteen-1").unwrap();
    assert_eq!(versions.iter().map(|one| one.version).collect::<Vec<_>>(), [1, 2]);

    let folder = county.folder.file("statements");
    std::fs::create_dir_all(&folder).unwrap();
    for written in ["1", "0"] {
        let said = told(here, "statement export --day 20240715 statements");
        assert!(said.contains(&format!("其中新写 {written} 份")), "{said}");
    }
    let key = crate::support::card::hex(crate::support::center_key().verifying_key().as_bytes());
    let verify = format!("statement verify statements/STMT_canteen-1_20240715_r2.txt --key {key}");
    assert!(told(here, &verify).ends_with("= 0\n"));
    let file = folder.join("STMT_canteen-1_20240715_r2.txt");
    let altered = std::fs::read_to_string(&file).unwrap().replace("payable ", "payable 1");
    std::fs::write(&file, altered).unwrap();
    assert!(told(here, &verify).ends_with("= 4\n"));
    assert!(told(here, "statement export --day 20240715 statements").ends_with("= 6\n"));
}

/// Stopped after any stage and run again, a day closes as it would have at once.
#[test]
fn a_closing_that_was_stopped_is_finished() {
    let straight = closed_after(|_| ());
    let cut = closed_after(|county| {
        county.ledger().cut_over(day(DAY), day(20_240_716), 5).unwrap().unwrap();
    });
    let folded = closed_after(|county| {
        let mut ledger = county.ledger();
        ledger.cut_over(day(DAY), day(20_240_716), 5).unwrap().unwrap();
        let accounts = ledger.fold_day(day(DAY)).unwrap();
        ledger.keep_account_days(day(DAY), &accounts[..2]).unwrap();
    });
    assert_eq!(straight, cut);
    assert_eq!(straight, folded);
}

fn closed_after(before: impl FnOnce(&County)) -> (Vec<ledger::AccountDay>, Vec<ledger::StoredStatement>) {
    let county = County::new();
    let mut lunch = county.till("canteen-1");
    lunch.sell(&mut Card::new(1), 2, 1200);
    send(&county, &lunch, 1);
    before(&county);
    let mut ledger = county.ledger();
    for run in 0..2 {
        let closed = close_day(&mut ledger, Some(day(DAY)), None, 6).unwrap();
        assert_eq!((closed.before, closed.statements), (run == 1, 1));
    }
    let held = ledger.accounting_day(day(DAY)).unwrap().unwrap();
    assert_eq!((held.state, held.closed_us), (DayState::Closed, Some(6)));
    (ledger.account_days(day(DAY)).unwrap(), ledger.statements(day(DAY)).unwrap())
}
