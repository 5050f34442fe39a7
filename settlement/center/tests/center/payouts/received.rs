//! Refunds and fees that a merchant pays by itself: entered once, never more than it owes.

use super::*;

#[test]
fn what_stays_apart_is_paid_by_the_merchant() {
    let (county, mut lunch, _) = office();
    let here = county.folder.path();
    ordered(here, "pay.csv");
    let with_fee = format!("{}{FEE}", tariff(2, "2024-01-01"));
    release_tariff(&mut county.ledger(), &with_fee, BusinessDay::from_number(DAY).unwrap().start_us());
    let terms = "merchant terms set --merchant canteen-1 --from 20240716 --cycle daily:1 --netting none --name 一号食堂 --bank 402338700017";
    done(here, terms, "6222000000000001234\n");
    lunch.sell(&mut Card::new(1), 2, 1200);
    send(&county, &lunch, 2);
    sell(&county, &mut lunch, 2);
    let refund = format!("refund --terminal {} --seq 2 --amount 12.00 --reference T-1 --by 王一", lunch.id);
    done(here, &refund, "");
    done(here, "day close", "");
    let mut all = String::new();
    for (line, input) in [
        ("settlement owed", ""),
        ("settlement make", ""),
        ("settlement owed", ""),
        ("settlement receive --merchant canteen-1 --amount 20 --reference HK-1 --key maker.key", MAKER),
        ("settlement receive --merchant canteen-1 --amount 0 --reference HK-1 --key maker.key", MAKER),
        ("settlement receive --merchant canteen-1 --amount 10 --reference HK-1 --key maker.key", CHECKER),
        ("settlement receive --merchant canteen-1 --amount 10 --reference HK-1 --key checker.key", CHECKER),
        ("settlement receive --merchant canteen-1 --amount 6 --reference HK-1 --key maker.key", MAKER),
        ("settlement receive --merchant canteen-1 --amount 6 --reference HK-1 --key maker.key", MAKER),
        ("settlement receive --merchant canteen-1 --amount 1 --reference HK-1 --key maker.key", MAKER),
        ("settlement receive --merchant barber-1 --amount 1 --reference HK-2 --key maker.key", MAKER),
        ("--json settlement owed", ""),
        ("day close", ""),
        ("books check", ""),
    ] {
        all += &told(here, line, input);
    }
    expect![[r#"
        $ settlement owed
        没有要另付的退款或手续费 · nothing is owed apart
        = 0
        $ settlement make
        3 canteen-1 2024-07-16–2024-07-16 应付 36.00 已生成 generated
        新生成 1 份结算 · 1 settlements made
        = 0
        $ settlement owed
        canteen-1        应另付         6.14 已付         0.00 尚欠         6.14
        = 0
        $ settlement receive --merchant canteen-1 --amount 20 --reference HK-1 --key maker.key
        商户 canteen-1 应另付的只有 6.14，未登记；多出的请退回或查明 · it owes 6.14 apart, nothing was entered; send back what is more, or find out why it came
        = 6
        $ settlement receive --merchant canteen-1 --amount 0 --reference HK-1 --key maker.key
        金额应大于零，到账日不能晚于今天，未登记 · the amount must be above zero and the day not in the future, nothing was entered
        = 3
        $ settlement receive --merchant canteen-1 --amount 10 --reference HK-1 --key maker.key
        口令不对，未签名，未改动；请重新输入 · wrong passphrase, nothing was signed or changed; try again
        = 6
        $ settlement receive --merchant canteen-1 --amount 10 --reference HK-1 --key checker.key
        这把密钥只能复核，不能经办，未改动 · this key may check, not make, nothing was changed
        = 6
        $ settlement receive --merchant canteen-1 --amount 6 --reference HK-1 --key maker.key
        已登记 HK-1：canteen-1 另付 6.00，尚欠 0.14 · entered, 0.14 is still open
        = 0
        $ settlement receive --merchant canteen-1 --amount 6 --reference HK-1 --key maker.key
        此前已登记，未改动 HK-1：canteen-1 另付 6.00，尚欠 0.14 · entered before, nothing was changed, 0.14 is still open
        = 0
        $ settlement receive --merchant canteen-1 --amount 1 --reference HK-1 --key maker.key
        编号 HK-1 已用于另一笔收款，未登记 · the reference belongs to another receipt, nothing was entered
        = 6
        $ settlement receive --merchant barber-1 --amount 1 --reference HK-2 --key maker.key
        商户 barber-1 应另付的只有 0.00，未登记；多出的请退回或查明 · it owes 0.00 apart, nothing was entered; send back what is more, or find out why it came
        = 6
        $ --json settlement owed
        [{"apart_fen":614,"merchant":"canteen-1","open_fen":14,"received_fen":600}]
        = 0
        $ day close
        会计日 2024-07-17 已关账 · closed：结算单 0 份、应付 0.00，账户 10 个、余额之和为零；现为 2024-07-18 · 0 statements, 0.00 payable, 10 accounts that sum to zero; 2024-07-18 is open
        = 0
        $ books check
        账本完整：终端 2，批次 4，记录 6，分录 11，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
    // Somebody touches it past the program: the books say so.
    meddle(&county, "UPDATE merchant_receipt SET amount = 5 WHERE reference = 'HK-1'");
    let found = told(here, "books check", "");
    assert!(found.contains("receipt HK-1：另收款与分录不符") && found.ends_with("= 4\n"), "{found}");
}
