//! Budgets at the whole center: set by an officer's key, borne by accounting day, told by commands. The fund that pays
//! is the center's business: no package changes with it.

use std::path::Path;

use axum::http::StatusCode;
use county_center::Config;
use county_center::package::{CardTerms, package};
use expect_test::expect;
use ledger::Ledger;

use crate::funds::{leave, timeless};
use crate::support::program::run;
use crate::support::{Card, County, Till, http};

const MAKER: &str = "correct horse\n";

fn told(folder: &Path, line: &str) -> String {
    let input = if line.contains(" --key ") || line.contains(" --out ") { MAKER } else { "" };
    let ran = run(folder, &line.split(' ').collect::<Vec<_>>(), input);
    let said = ran.out + &ran.err;
    format!("$ {line}\n{}= {}\n", timeless(&said), ran.code)
}

fn story(folder: &Path, lines: &[&str]) -> String {
    lines.iter().map(|line| told(folder, line)).collect()
}

/// A county whose 15th of July is open, and an officer with a key.
fn county() -> County {
    let county = County::new();
    let here = county.folder.path();
    for line in [
        "officer add --name 赵一 --role maker --out maker.key",
        "officer add --name 钱六 --role checker --out checker.key",
        "day close --day 20240714",
    ] {
        let said = told(here, line);
        assert!(said.ends_with("= 0\n"), "{said}");
    }
    county
}

fn send(county: &County, till: &Till, first: u64) {
    let (center, writer) = county.center();
    assert_eq!(http::put(&center, &till.path(first), till.seal(first, u64::MAX)).status, StatusCode::OK);
    drop(center);
    writer.join();
}

#[test]
fn a_ceiling_holds_a_fund_back_and_no_elder_pays_more() {
    let county = county();
    let here = county.folder.path();
    let mut all = story(
        here,
        &[
            "fund budget --fund charity --period 2024 --amount 900 --key maker.key",
            "fund budget --fund charity --period 2024-07 --amount 20 --ceiling 11.60 --note 七月 --key maker.key",
            "fund budget --fund charity --period 2024-07 --amount 20 --ceiling 11.60 --note 七月 --key maker.key",
            "fund budget --fund village --period 2024-Q3 --amount 100 --ceiling 3 --key maker.key",
            "fund budget --fund charity --period 2024-08 --amount 20 --key checker.key",
            "fund budget --fund charity --period 2024-13 --amount 20 --key maker.key",
        ],
    );
    let mut till = county.till("canteen-1");
    // A free lunch of 12.00, of which charity bears what its ceiling leaves; a lunch of which it bears up to 1.00.
    till.sell(&mut Card::new(3), 2, 1200);
    till.sell(&mut Card::new(1), 2, 1200);
    send(&county, &till, 1);
    all += &county.effects();
    all += &story(
        here,
        &[
            "findings list",
            "findings show 33070300000001/1/1",
            "fund remains --fund charity",
            "day close",
            "fund remains --fund charity",
            "fund show --fund village",
            "fund budget --fund charity --period 2024-07 --amount 20 --ceiling 12 --key maker.key",
            "findings list --owner planning",
            "books check",
        ],
    );
    expect![[r#"
        $ fund budget --fund charity --period 2024 --amount 900 --key maker.key
        慈善资金 ####-##-##–####-##-## 预算第 1 版：900.00，不设上限 no ceiling · budget set
        = 0
        $ fund budget --fund charity --period 2024-07 --amount 20 --ceiling 11.60 --note 七月 --key maker.key
        慈善资金 ####-##-##–####-##-## 预算第 1 版：20.00，上限 11.60 ceiling · budget set
        = 0
        $ fund budget --fund charity --period 2024-07 --amount 20 --ceiling 11.60 --note 七月 --key maker.key
        慈善资金 ####-##-##–####-##-## 预算第 1 版：20.00，上限 11.60 ceiling · budget set
        = 0
        $ fund budget --fund village --period 2024-Q3 --amount 100 --ceiling 3 --key maker.key
        村集体 ####-##-##–####-##-## 预算第 1 版：100.00，上限 3.00 ceiling · budget set
        注意：资费中有规则由它兜底或按比例出资，那里上限只提示、不拦 · note: some rule has it as guarantor or in a ratio; there the ceiling is told and holds nothing back
        = 0
        $ fund budget --fund charity --period 2024-08 --amount 20 --key checker.key
        这把密钥只能复核，不能经办，未改动 · this key may check, not make, nothing was changed
        = 6
        $ fund budget --fund charity --period 2024-13 --amount 20 --key maker.key
        error: invalid value '2024-13' for '--period <PERIOD>': 应写成 2024、2024-Q3、2024-07 或 20240701-20240715 · write 2024, 2024-Q3, 2024-07 or 20240701-20240715

        For more information, try '--help'.
        = 2
        terminal 1 next 3 outstanding 0 0.00
        tx 1/1 canteen-1 R ****0003 12.00 = 12.00 + 0.00 good
        tx 1/2 canteen-1 C ****0001 12.00 = 6.00 + 6.00 good
        account card:purse 6.00
        account fund:1 3.00
        account fund:2 11.60
        account fund:3 3.40
        account merchant:canteen-1 -24.00
        finding 502 CeilingReached 1/2 None fund 3
        finding 502 CeilingReached 1/1 None fund 2
        whole: 1 batches, 2 records
        $ findings list
        33070300000001/1/1 502 资金已达本期上限，超出部分由下一项资金承担（作兜底或按比例出资时照常承担）；老人的价格不变 策划 0 天 days canteen-1 待处理
        33070300000001/2/1 502 资金已达本期上限，超出部分由下一项资金承担（作兜底或按比例出资时照常承担）；老人的价格不变 策划 0 天 days canteen-1 待处理
        共 2 项 · 2 findings
        = 0
        $ findings show 33070300000001/1/1
        33070300000001/1/1 502 资金已达本期上限，超出部分由下一项资金承担（作兜底或按比例出资时照常承担）；老人的价格不变 · A fund has reached the ceiling of its period; the next in order bears the rest (a guarantor or a part of a ratio goes on bearing), and no elder pays more
        → 用 county-center fund show 看期间与金额；需要时由策划调整上限（fund budget） · see period and amount with county-center fund show; planning raises the ceiling where that is wanted (fund budget)
        负责 owner 策划 planning，0 天 days，待处理
        慈善资金 应承担 12.00，承担 11.60 · charity: 12.00 asked of it, 11.60 borne；期间 ####-##-##–####-##-## 上限 11.60 · ceiling of the period
        可做 allowed: adjust note
        = 0
        $ fund remains --fund charity
        charity 慈善资金：流入 1000.00，支出 11.60，余额 988.40
        预算 ####-##-##–####-##-## 第 1 版：计划 900.00，已用 11.60，剩 888.40 · planned, drawn, left
        预算 ####-##-##–####-##-## 第 1 版：计划 20.00，已用 11.60，剩 8.40 · planned, drawn, left；上限 11.60，尚可承担 0.00 ceiling leaves，####-##-## ##:##:## 已达上限 reached（七月）
        没有已关账而有支出的会计日，无从预计 · no closed day on which it bore anything, so nothing is forecast
        = 0
        $ day close
        会计日 ####-##-## 已关账 · closed：结算单 1 份、应付 24.00，账户 6 个、余额之和为零；现为 ####-##-## · 1 statements, 24.00 payable, 6 accounts that sum to zero; ####-##-## is open
        = 0
        $ fund remains --fund charity
        charity 慈善资金：流入 1000.00，支出 11.60，余额 988.40
        预算 ####-##-##–####-##-## 第 1 版：计划 900.00，已用 11.60，剩 888.40 · planned, drawn, left
        预算 ####-##-##–####-##-## 第 1 版：计划 20.00，已用 11.60，剩 8.40 · planned, drawn, left；上限 11.60，尚可承担 0.00 ceiling leaves，####-##-## ##:##:## 已达上限 reached（七月）
        约 ####-##-## 用尽（依据 ####-##-##–####-##-## 间有支出的 1 个已关会计日，日均 11.60） · used up about then, by 1 closed days with 11.60 a day on average
        = 0
        $ fund show --fund village
        village 村集体：流入 0.00，支出 3.40，不限额 no limit
        预算 ####-##-##–####-##-## 第 1 版：计划 100.00，已用 3.40，剩 96.60 · planned, drawn, left；上限 3.00，尚可承担 0.00 ceiling leaves，####-##-## ##:##:## 已达上限 reached
        不会用尽 · it does not run dry
        = 0
        $ fund budget --fund charity --period 2024-07 --amount 20 --ceiling 12 --key maker.key
        慈善资金 ####-##-##–####-##-## 预算第 2 版：20.00，上限 12.00 ceiling · budget set
        = 0
        $ findings list --owner planning
        33070300000001/2/1 502 资金已达本期上限，超出部分由下一项资金承担（作兜底或按比例出资时照常承担）；老人的价格不变 策划 0 天 days canteen-1 待处理
        共 1 项 · 1 findings
        = 0
        $ books check
        账本完整：终端 1，批次 1，记录 2，分录 5，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&all);
}

#[test]
fn an_inflow_is_corrected_by_its_reversal_alone() {
    let county = county();
    let here = county.folder.path();
    let all = story(
        here,
        &[
            "fund inflow --fund charity --amount 50 --reference JZ-2 --kind donation --date 20240703 --source 某企业 --note 重阳",
            "fund inflow --fund charity --amount 70 --reference BK-1 --kind appropriation --date 20240704",
            "fund inflow --fund charity --amount 70 --reference BK-2 --kind gift",
            "fund inflow --fund charity --amount 70 --reference BK-2 --date 29990101",
            "fund reverse --of JZ-2 --reference CH-1 --reason 退汇 --key maker.key",
            "fund reverse --of JZ-2 --reference CH-1 --reason 退汇 --key maker.key",
            "fund reverse --of JZ-2 --reference CH-2 --reason 退汇 --key maker.key",
            "fund reverse --of JZ-9 --reference CH-2 --reason 退汇 --key maker.key",
            "fund reverse --of BK-1 --reference JZ-2 --reason 退汇 --key maker.key",
            "fund reverse --of BK-1 --reference CH-2 --reason 退汇 --key checker.key",
            "fund show --fund charity",
            "--json fund remains --fund charity",
            "day close",
            "books check",
        ],
    );
    let (before, after) =
        all.split_once("$ fund inflow --fund charity --amount 70 --reference BK-2 --kind gift\n").unwrap();
    let (refused, after) = after.split_once("= 2\n").unwrap();
    assert!(refused.contains("appropriation donation other"), "{refused}");
    expect![[r#"
        $ fund inflow --fund charity --amount 50 --reference JZ-2 --kind donation --date 20240703 --source 某企业 --note 重阳
        已登记 JZ-2：50.00 入慈善资金，余额 1050.00 · inflow entered
        = 0
        $ fund inflow --fund charity --amount 70 --reference BK-1 --kind appropriation --date 20240704
        已登记 BK-1：70.00 入慈善资金，余额 1120.00 · inflow entered
        = 0
        $ fund inflow --fund charity --amount 70 --reference BK-2 --date 29990101
        到账日不能晚于今天，未改动 · money that is still to come is not entered, nothing was changed
        = 3
        $ fund reverse --of JZ-2 --reference CH-1 --reason 退汇 --key maker.key
        已冲回 JZ-2（CH-1）：原登记不改，已承担的补贴不动 · taken back; what it paid for stays
        = 0
        $ fund reverse --of JZ-2 --reference CH-1 --reason 退汇 --key maker.key
        JZ-2 已由 CH-1 冲回过，未改动 · taken back before
        = 0
        $ fund reverse --of JZ-2 --reference CH-2 --reason 退汇 --key maker.key
        流入 JZ-2 已由 CH-1 冲回，未改动 · it was taken back by CH-1 already, nothing was changed
        = 6
        $ fund reverse --of JZ-9 --reference CH-2 --reason 退汇 --key maker.key
        没有流入 JZ-9，未改动；用 fund show 查看 · there is no such inflow, nothing was changed; see fund show
        = 6
        $ fund reverse --of BK-1 --reference JZ-2 --reason 退汇 --key maker.key
        编号 JZ-2 已用过，未改动；请换一个 · the reference is used, nothing was changed; choose another
        = 6
        $ fund reverse --of BK-1 --reference CH-2 --reason 退汇 --key checker.key
        这把密钥只能复核，不能经办，未改动 · this key may check, not make, nothing was changed
        = 6
        $ fund show --fund charity
        charity 慈善资金：流入 1070.00，支出 0.00，余额 1070.00
        拨款 appropriation 70.00
        捐款 donation 1000.00
        ####-##-## JZ-1 捐款 donation 1000.00
        ####-##-## JZ-2 捐款 donation 50.00 某企业 重阳，已由 CH-1 冲回 reversed：退汇
        ####-##-## BK-1 拨款 appropriation 70.00
        没有已关账而有支出的会计日，无从预计 · no closed day on which it bore anything, so nothing is forecast
        = 0
        $ --json fund remains --fund charity
        [{"budgets":[],"code":2,"drawn_fen":0,"dry_forecast":null,"exhausted_since":null,"fund":"charity","inflow_fen":107000,"left_fen":107000,"limited":true}]
        = 0
        $ day close
        会计日 ####-##-## 已关账 · closed：结算单 0 份、应付 0.00，账户 2 个、余额之和为零；现为 ####-##-## · 0 statements, 0.00 payable, 2 accounts that sum to zero; ####-##-## is open
        = 0
        $ books check
        账本完整：终端 0，批次 0，记录 0，分录 0，借贷相抵为 0.00 · the books are whole
        = 0
    "#]].assert_eq(&(before.to_owned() + after));
    let statement = told(here, "fund statement --fund charity --from 19700101 --csv fund.csv");
    assert!(statement.contains("冲回 CH-1（JZ-2） -50.00"), "{statement}");
    let csv = std::fs::read_to_string(county.folder.file("fund.csv")).unwrap();
    assert!(csv.contains("冲回 reversed,CH-1,JZ-2,,,-50.00,,"), "{csv}");
}

/// Tills price; who bears it is decided when their records come in. So there is nothing in a package that a dry fund
/// or a ceiling could change.
#[test]
fn no_package_changes_with_the_fund_that_pays() {
    let county = county();
    let mut till = county.till("canteen-1");
    let terms = CardTerms::from(&Config::read(&county.folder.file("center.toml")).unwrap().cards);
    // A center that starts compiles the roster of its own year, which is a reason for a new package.
    drop(county.center());
    let id = till.id;
    let ask = |ledger: &mut Ledger| {
        let terminal = ledger.terminal(id).unwrap().unwrap();
        package(ledger, &terminal, &terms, 1_721_000_000_000_000).unwrap().unwrap().package
    };
    let before = ask(&mut county.ledger());
    leave(&county, 1_160);
    assert_eq!(ask(&mut county.ledger()), before);
    let paid = till.sell(&mut Card::new(3), 2, 1200).self_pay;
    let still = till.sell(&mut Card::new(1), 2, 1200).self_pay;
    send(&county, &till, 1);
    assert!(county.ledger().fund(2).unwrap().exhausted_us.is_some(), "it is dry");
    assert_eq!(ask(&mut county.ledger()), before);
    assert_eq!((paid.0, still.0), (0, 600));
    told(
        county.folder.path(),
        "fund budget --fund county --period 2024 --amount 1 --ceiling 0 --key maker.key",
    );
    assert_eq!(ask(&mut county.ledger()), before);
}
