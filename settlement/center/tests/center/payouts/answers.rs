//! What banks answer: files that are not believed, and money that comes back.

use super::*;

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
        ("another form", "hello\nworld\n".to_owned()),
        ("nothing", String::new()),
    ] {
        assert_ne!(text, good, "{what}");
        std::fs::write(county.folder.file("bad.csv"), text).unwrap();
        let said = told(here, "payout answer bad.csv --map answer.toml --day 20240716", "");
        let said = said.lines().skip(1).map(|line| format!("  {line}\n")).collect::<String>();
        // Another name and another account are one matter to the bank: the wrong payee.
        let alike = ["nothing", "the account altered"].contains(&what);
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
          回单格式与约定不符（客户流水号）；未入账，请核对是否选对银行和文件 · the file has another form than agreed (客户流水号); nothing was booked, check bank and file
          = 3
        nothing
          回单里没有一笔付款；未入账，请确认银行是否已处理 · the file has no payment; nothing was booked, ask whether the bank has processed it
          = 4
    "#]].assert_eq(&all);
    std::fs::write(county.folder.file("good.csv"), good).unwrap();
    done(here, "payout answer good.csv --map answer.toml --day 20240716", "");
    done(here, "books check", "");
    // A file from before, read late: what it calls pending is known to be paid.
    let early = answer(&[(A, "12.00", "处理中", ""), (B, "24.00", "处理中", "")], "2024-07-16", (2, "36.00"));
    std::fs::write(county.folder.file("early.csv"), early).unwrap();
    let said = told(here, "payout answer early.csv --map answer.toml --day 20240716", "");
    assert!(said.contains("待查 0 笔，此前已知 2 笔") && said.ends_with("= 0\n"), "{said}");
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
