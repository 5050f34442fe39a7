//! From closed days to paid merchants, step by step.

use super::*;

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
    "#]].assert_eq(&String::from_utf8(read("pay.csv")).unwrap().replace('\r', ""));
    for secret in ["6222000000000", "0000010000001"] {
        assert!(!all.contains(secret), "an account number was said: {secret}");
    }
}
