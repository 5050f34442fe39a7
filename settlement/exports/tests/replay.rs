//! A replay as text and as a workbook, read back.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use calamine::{Data, Reader, Xlsx};
use clearing::replay::{
    Agreement, Both, Counted, ElderLine, Elders, FundLine, MerchantLine, Note, RefusalLine, Report, RuleLine,
    Sums, TariffName, TierLine,
};
use expect_test::expect;
use exports::{replay_text, replay_xlsx};
use money::Fen;
use records::BusinessDay;

fn sums(count: u64, price: i64, benefit: i64) -> Sums {
    Sums { count, price: Fen(price), benefit: Fen(benefit), self_pay: Fen(price - benefit) }
}

fn counted(count: u64, amount: i64) -> Counted {
    Counted { count, amount: Fen(amount) }
}

fn report() -> Report {
    let tariff = |version| TariffName { id: "story".to_owned(), version, zh: "午餐".to_owned() };
    let day = |number| BusinessDay::from_number(number).unwrap();
    let total = Both { old: sums(9, 12_400, 1_800), new: sums(8, 11_200, 1_905) };
    let elder = ElderLine {
        card: "****0002".to_owned(),
        mark: "0a1b2c3d4e5f".to_owned(),
        sales: 2,
        paid: Both { old: Fen(2_600), new: Fen(2_700) },
        more: Fen(100),
    };
    let (zh, en) = ("=县财政（兜底）".to_owned(), "county".to_owned());
    Report {
        tariffs: Both { old: tariff(1), new: tariff(2) },
        days: Some((day(20_240_715), day(20_240_716))),
        sales: 9,
        passed: 0,
        cards: 4,
        total,
        refused: Both { old: counted(0, 0), new: counted(1, 1_200) },
        refused_both: counted(0, 0),
        agreement: Agreement {
            recorded: sums(9, 12_400, 1_801),
            agreed: 8,
            differed: 1,
            below: Fen(1),
            ..Agreement::default()
        },
        funds: vec![FundLine {
            code: 1,
            zh: zh.clone(),
            en: en.clone(),
            limited: true,
            borne: Both { old: counted(5, 123_456_789_012_345), new: counted(5, 5) },
        }],
        tiers: vec![TierLine { letter: 'A', sums: total }],
        merchants: vec![MerchantLine {
            id: "canteen-1".to_owned(),
            name: "一号食堂".to_owned(),
            terminals: 2,
            sums: total,
        }],
        rules: vec![RuleLine {
            code: 71,
            zh,
            en,
            given: Both { old: counted(3, 600), new: counted(3, 905) },
        }],
        refusals: vec![RefusalLine {
            word: "cap_reached",
            zh: "已享受".to_owned(),
            en: "taken".to_owned(),
            appear: counted(1, 1_200),
            vanish: counted(0, 0),
        }],
        elders: Elders {
            more: counted(1, 100),
            less: counted(1, -205),
            same: 2,
            apart: 0,
            largest: vec![elder],
        },
        notes: vec![Note { zh: "慈善".to_owned(), en: "charity".to_owned() }],
    }
}

#[test]
fn as_text() {
    expect![[r#"
        == 概览 summary
        项目 what                                  旧 old      新 new  差 change
        资费 tariff                              story v1    story v2
        首日、末日 first and last day          2024-07-15  2024-07-16
        交易笔数 sales                                  9
        卡数 cards                                      4
        成交笔数 accepted                               9           8         -1
        应收 gross                                 124.00      112.00     -12.00
        补贴 benefit                                18.00       19.05       1.05
        自付 self-pay                              106.00       92.95     -13.05
        拒绝笔数 refused                                0           1          1
        拒绝应收 refused, gross                      0.00       12.00      12.00
        多付的老人 elders who pay more                  1                   1.00
        少付的老人 elders who pay less                  1                  -2.05
        不变的老人 elders who pay the same              2
        不可比的老人 elders not compared                0
        记录的补贴 benefit as recorded              18.01
        与记录一致 priced as recorded                   8
        与记录不符 priced otherwise                     1
        补贴高于记录 benefit above the record        0.00
        补贴低于记录 benefit below the record        0.01
        旧资费拒绝 refused by the old tariff            0
        按其他资费计价 under another tariff             0

        == 资金 funds
        代码 code  资金 fund        会用尽 limited  旧笔数 sales            旧 old  新笔数 sales  新 new          差 change
                1  =县财政（兜底）  是 yes                     5  1234567890123.45             5    0.05  -1234567890123.40

        == 档次 tiers
        档次 tier  旧笔数 sales  旧补贴 benefit  旧自付 self-pay  新笔数 sales  新补贴 benefit  新自付 self-pay  补贴差 change
        A                     9           18.00           106.00             8           19.05            92.95           1.05

        == 商户 merchants
        商户 merchant  名称 name  终端 tills  旧笔数 sales  旧补贴 benefit  旧自付 self-pay  新笔数 sales  新补贴 benefit  新自付 self-pay  补贴差 change
        canteen-1      一号食堂            2             9           18.00           106.00             8           19.05            92.95           1.05

        == 规则 rules
        代码 code  规则 rule        旧笔数 sales  旧 old  新笔数 sales  新 new  差 change
               71  =县财政（兜底）             3    6.00             3    9.05       3.05

        == 老人 elders
        卡尾号 card  标记 mark     笔数 sales  旧自付 old  新自付 new  多付 more
        ****0002     0a1b2c3d4e5f           2       26.00       27.00       1.00

        == 拒绝 refusals
        原因 reason   新增笔数 appear  金额 gross  消失笔数 vanish  金额 gross
        已享受 taken                1       12.00                0        0.00

        注意：慈善 · note: charity"#]].assert_eq(&replay_text(&report()));
}

/// A number with two decimals, as a spreadsheet holds it, against fen.
fn same(cell: &Data, fen: i64) -> bool {
    let Data::Float(number) = cell else { return false };
    format!("{number:.2}") == Fen(fen).to_string()
}

#[test]
fn as_a_workbook() {
    let bytes = replay_xlsx(&report()).unwrap();
    assert_eq!(bytes, replay_xlsx(&report()).unwrap(), "the same report gives the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "概览 summary",
            "资金 funds",
            "档次 tiers",
            "商户 merchants",
            "规则 rules",
            "老人 elders",
            "拒绝 refusals"
        ]
    );
    let funds = book.worksheet_range("资金 funds").unwrap();
    let row: Vec<&Data> = funds.rows().nth(1).unwrap().iter().collect();
    assert_eq!(
        row[..4],
        [
            &Data::Float(1.0),
            &Data::String("=县财政（兜底）".to_owned()),
            &Data::String("是 yes".to_owned()),
            &Data::Float(5.0)
        ]
    );
    assert!(
        same(row[4], 123_456_789_012_345) && same(row[6], 5) && same(row[7], 5 - 123_456_789_012_345),
        "{row:?}"
    );
    let summary = book.worksheet_range("概览 summary").unwrap();
    let line = |name: &str| {
        let found = summary.rows().find(|row| row[0] == Data::String(name.to_owned()));
        found.unwrap_or_else(|| panic!("{name}")).to_vec()
    };
    let benefit = line("补贴 benefit");
    assert!(same(&benefit[1], 1_800) && same(&benefit[2], 1_905) && same(&benefit[3], 105), "{benefit:?}");
    assert!(same(&line("少付的老人 elders who pay less")[3], -205));
    assert_eq!(line("成交笔数 accepted")[1..], [Data::Float(9.0), Data::Float(8.0), Data::Float(-1.0)]);
    assert_eq!(line("注意 note")[1], Data::String("慈善 · charity".to_owned()));
    // What a person sees in the cell is made of whole fen.
    let formulas = book.worksheet_formula("资金 funds").unwrap();
    assert!(formulas.used_cells().any(|(_, _, formula)| formula == "123456789012345/100"));
    let elders = book.worksheet_range("老人 elders").unwrap();
    let row = elders.rows().nth(1).unwrap();
    assert_eq!(row[..2], [Data::String("****0002".to_owned()), Data::String("0a1b2c3d4e5f".to_owned())]);
    assert!(same(&row[3], 2_600) && same(&row[4], 2_700) && same(&row[5], 100), "{row:?}");
}
