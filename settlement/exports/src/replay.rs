//! A replay under two tariffs (试行), as text for a terminal and as a workbook.

use clearing::replay::{Both, Counted, FundLine, Report, Sums};
use money::Fen;

use crate::ExportError;
use crate::table::{Cell, Table};
use crate::xlsx::workbook;

/// The report as text, Chinese first; lines end with LF.
#[must_use]
pub fn replay_text(report: &Report) -> String {
    let mut lines = Vec::new();
    for table in tables(report) {
        lines.extend(table.lines());
        lines.push(String::new());
    }
    lines.extend(report.notes.iter().map(|note| format!("注意：{} · note: {}", note.zh, note.en)));
    lines.join("\n").trim_end().to_owned()
}

/// The report as an XLSX workbook; the notes stand below the summary.
///
/// # Errors
/// None that depends on the report.
pub fn replay_xlsx(report: &Report) -> Result<Vec<u8>, ExportError> {
    let mut tables = tables(report);
    if let Some(summary) = tables.first_mut() {
        for note in &report.notes {
            let words = Cell::text(format!("{} · {}", note.zh, note.en));
            summary.rows.push(vec![Cell::text("注意 note"), words]);
        }
    }
    workbook(&tables)
}

fn tables(report: &Report) -> Vec<Table> {
    vec![
        summary(report),
        funds(report),
        tiers(report),
        merchants(report),
        rules(report),
        elders(report),
        refusals(report),
    ]
}

fn summary(report: &Report) -> Table {
    let Report { tariffs, days, sales, cards, total, refused, agreement, elders, .. } = report;
    let name = tariffs.as_ref().map(|tariff| Cell::text(format!("{} v{}", tariff.id, tariff.version)));
    let (first, last) = days.map_or((Cell::Empty, Cell::Empty), |(first, last)| {
        (Cell::text(first.to_string()), Cell::text(last.to_string()))
    });
    let old = |what: &str, cell: Cell| vec![Cell::text(what), cell, Cell::Empty, Cell::Empty];
    let amount = |what: &str, of: fn(Sums) -> Fen| [vec![Cell::text(what)], three(total.map(of))].concat();
    let both = |what: &str, of: Both<u64>| [vec![Cell::text(what)], three_counts(of)].concat();
    let moved = |what: &str, group: Counted| {
        vec![Cell::text(what), Cell::count(group.count), Cell::Empty, Cell::Yuan(group.amount)]
    };
    let rows = vec![
        vec![Cell::text("资费 tariff"), name.old, name.new, Cell::Empty],
        vec![Cell::text("首日、末日 first and last day"), first, last, Cell::Empty],
        old("交易笔数 sales", Cell::count(*sales)),
        old("卡数 cards", Cell::count(*cards)),
        both("成交笔数 accepted", total.map(|sums| sums.count)),
        amount("应收 gross", |sums| sums.price),
        amount("补贴 benefit", |sums| sums.benefit),
        amount("自付 self-pay", |sums| sums.self_pay),
        both("拒绝笔数 refused", refused.map(|refused| refused.count)),
        [vec![Cell::text("拒绝应收 refused, gross")], three(refused.map(|refused| refused.amount))].concat(),
        moved("多付的老人 elders who pay more", elders.more),
        moved("少付的老人 elders who pay less", elders.less),
        old("不变的老人 elders who pay the same", Cell::count(elders.same)),
        old("不可比的老人 elders not compared", Cell::count(elders.apart)),
        old("记录的补贴 benefit as recorded", Cell::Yuan(agreement.recorded.benefit)),
        old("与记录一致 priced as recorded", Cell::count(agreement.agreed)),
        old("与记录不符 priced otherwise", Cell::count(agreement.differed)),
        old("补贴高于记录 benefit above the record", Cell::Yuan(agreement.above)),
        old("补贴低于记录 benefit below the record", Cell::Yuan(agreement.below)),
        old("旧资费拒绝 refused by the old tariff", Cell::count(agreement.refused)),
        old("按其他资费计价 under another tariff", Cell::count(agreement.other_tariff)),
    ];
    Table { title: "概览 summary", head: vec!["项目 what", "旧 old", "新 new", "差 change"], rows }
}

fn funds(report: &Report) -> Table {
    let row = |fund: &FundLine| {
        let limited = if fund.limited { "是 yes" } else { "" };
        let name = vec![Cell::count(u64::from(fund.code)), Cell::text(&fund.zh), Cell::text(limited)];
        [name, five(fund.borne)].concat()
    };
    let rows = report.funds.iter().map(row).collect();
    let mut head = vec!["代码 code", "资金 fund", "会用尽 limited"];
    head.extend(FIVE);
    Table { title: "资金 funds", head, rows }
}

fn tiers(report: &Report) -> Table {
    let row = |(letter, sums)| [vec![Cell::text(String::from(letter))], seven(sums)].concat();
    let rows = report.tiers.iter().map(|tier| row((tier.letter, tier.sums))).collect();
    let mut head = vec!["档次 tier"];
    head.extend(SEVEN);
    Table { title: "档次 tiers", head, rows }
}

fn merchants(report: &Report) -> Table {
    let rows = report.merchants.iter().map(|one| {
        let id = vec![Cell::text(&one.id), Cell::text(&one.name), Cell::count(one.terminals)];
        [id, seven(one.sums)].concat()
    });
    let mut head = vec!["商户 merchant", "名称 name", "终端 tills"];
    head.extend(SEVEN);
    Table { title: "商户 merchants", rows: rows.collect(), head }
}

fn rules(report: &Report) -> Table {
    let rows = report.rules.iter().map(|rule| {
        let name = vec![Cell::count(u64::from(rule.code)), Cell::text(&rule.zh)];
        [name, five(rule.given)].concat()
    });
    let mut head = vec!["代码 code", "规则 rule"];
    head.extend(FIVE);
    Table { title: "规则 rules", rows: rows.collect(), head }
}

fn elders(report: &Report) -> Table {
    let rows = report.elders.largest.iter().map(|elder| {
        let amount = Cell::Yuan;
        let (card, mark) = (Cell::text(&elder.card), Cell::text(&elder.mark));
        let (old, new) = (amount(elder.paid.old), amount(elder.paid.new));
        vec![card, mark, Cell::count(elder.sales), old, new, amount(elder.more)]
    });
    let head = vec!["卡尾号 card", "标记 mark", "笔数 sales", "旧自付 old", "新自付 new", "多付 more"];
    Table { title: "老人 elders", rows: rows.collect(), head }
}

fn refusals(report: &Report) -> Table {
    let rows = report.refusals.iter().map(|line| {
        let mut cells = vec![Cell::text(format!("{} {}", line.zh, line.en))];
        for counted in [line.appear, line.vanish] {
            cells.extend([Cell::count(counted.count), Cell::Yuan(counted.amount)]);
        }
        cells
    });
    let head = vec!["原因 reason", "新增笔数 appear", "金额 gross", "消失笔数 vanish", "金额 gross"];
    Table { title: "拒绝 refusals", rows: rows.collect(), head }
}

const FIVE: [&str; 5] = ["旧笔数 sales", "旧 old", "新笔数 sales", "新 new", "差 change"];
const SEVEN: [&str; 7] = [
    "旧笔数 sales",
    "旧补贴 benefit",
    "旧自付 self-pay",
    "新笔数 sales",
    "新补贴 benefit",
    "新自付 self-pay",
    "补贴差 change",
];

fn three(amounts: Both<Fen>) -> Vec<Cell> {
    vec![Cell::Yuan(amounts.old), Cell::Yuan(amounts.new), change(amounts)]
}

fn three_counts(counts: Both<u64>) -> Vec<Cell> {
    let (old, new) = (Cell::count(counts.old), Cell::count(counts.new));
    let change = i64::try_from(i128::from(counts.new) - i128::from(counts.old)).unwrap_or(i64::MAX);
    vec![old, new, Cell::Count(change)]
}

fn five(counted: Both<Counted>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for one in [counted.old, counted.new] {
        cells.extend([Cell::count(one.count), Cell::Yuan(one.amount)]);
    }
    cells.push(change(counted.map(|counted| counted.amount)));
    cells
}

fn seven(sums: Both<Sums>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for one in [sums.old, sums.new] {
        cells.extend([Cell::count(one.count), Cell::Yuan(one.benefit), Cell::Yuan(one.self_pay)]);
    }
    cells.push(change(sums.map(|sums| sums.benefit)));
    cells
}

/// New less old; nothing where that does not fit, which no sum of real sales reaches.
fn change(amounts: Both<Fen>) -> Cell {
    amounts.difference().map_or(Cell::Empty, Cell::Yuan)
}
