//! What pricing a sale costs, one at a time and by the million, against copying a holder's counters.

use anyhow::{Result, bail};
use budgets::county::{LUNCH, PRICE, TARIFF, TIER_C};
use budgets::{Table, hundredths, median_ns, rules, thousands};
use jiff::civil::{DateTime, date};
use money::Fen;
use std::hint::black_box;
use std::time::Instant;
use subsidy::{Case, HolderFacts, Load, Lots, Standing, Taken, Tariff, classify, explain, quote, spans};

const ROUNDS: u32 = 51;
const CALLS: u32 = 2_000;
/// Sales priced in a row.
const BATCH: u64 = 3_000_000;

fn load(text: &str) -> Result<Tariff> {
    Tariff::load(text).or_else(|problems| bail!("{problems:?}"))
}

fn noon(month: i8, day: i8) -> DateTime {
    date(2026, month, day).at(11, 45, 0, 0)
}

fn main() -> Result<()> {
    let demo = load(TARIFF)?;
    let long = load(&rules::sixty_four())?;
    let table = Table::start("定价 · quote");
    let clone = by_rule_count(&table, &demo, &long)?;
    in_a_row(&table, &long)?;
    around(&table, &demo, clone);
    table.note("比率的基准是复制一位老人的次数 · the baseline is one clone of a holder's counters");
    Ok(())
}

/// A holder in the middle of a month, with vouchers left.
fn held(tariff: &Tariff) -> Result<(Taken, Lots)> {
    let mut lots = Lots::default();
    let (first_day, last_day) = (date(2026, 7, 1), date(2026, 9, 30));
    lots.load(Load { seq: 1, account: 1, amount: 12_500, first_day, last_day })?;
    let mut taken = Taken::default();
    for day in 1..=20 {
        let at = noon(7, day);
        let case = Case { taken: &taken, lots: &lots, ..Case::plain(rules::MEAL, Fen(1_180), at, elder()) };
        taken = taken.after(&quote(tariff, &case));
    }
    Ok((taken, lots))
}

/// Somebody in the last of the sixteen groups.
fn elder() -> Standing {
    Standing::new('P', 1 << 15)
}

/// One quote at a time. Returns the baseline.
fn by_rule_count(table: &Table, demo: &Tariff, long: &Tariff) -> Result<u64> {
    let (taken, lots) = held(long)?;
    let clone = median_ns(ROUNDS, CALLS, || drop(black_box(black_box(&taken).clone())));
    let (letter, groups) = TIER_C;
    let listed = Case::plain(LUNCH, Fen(PRICE), noon(7, 21), Standing::new(letter, groups));
    let after = Taken::default().after(&quote(demo, &listed));
    let month =
        Case { taken: &taken, lots: &lots, ..Case::plain(rules::MEAL, Fen(1_680), noon(7, 21), elder()) };
    for (label, tariff, case, budget) in [
        ("演示资费，第一次 · demo, benefit given", demo, listed, ""),
        ("演示资费，已享受 · demo, benefit taken", demo, Case { taken: &after, ..listed }, ""),
        ("演示资费，未登记 · demo, not listed", demo, Case { standing: Standing::NONE, ..listed }, ""),
        ("64 条规则，三级 · 64 rules, three stages", long, month, "≤ 2 000 ns"),
    ] {
        let price = median_ns(ROUNDS, CALLS, || {
            black_box(quote(black_box(tariff), black_box(&case)));
        });
        table.row(label, format!("{price} ns"), format!("{}×", hundredths(price, clone)), budget);
    }
    Ok(clone)
}

/// Many quotes in a row, each of another price, hour and group.
fn in_a_row(table: &Table, long: &Tariff) -> Result<()> {
    let (taken, lots) = held(long)?;
    let cases: Vec<Case<'_>> = (0..4_096u32)
        .map(|number| {
            let hour = 7 + 5 * i8::try_from(number % 3).unwrap_or(0);
            let at = date(2026, 7, 21 + i8::try_from(number % 8).unwrap_or(0)).at(hour, 0, 0, 0);
            let standing = Standing::new('A', 1 << (number % 16));
            let price = Fen(600 + i64::from(number % 1_200));
            Case { taken: &taken, lots: &lots, ..Case::plain(rules::MEAL, price, at, standing) }
        })
        .collect();
    let mut rates = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let mut paid = 0i64;
        for case in cases.iter().cycle().take(usize::try_from(BATCH)?) {
            paid = paid.wrapping_add(quote(long, case).self_pay.0);
        }
        black_box(paid);
        let spent = start.elapsed().as_micros().max(1);
        rates.push(u64::try_from(u128::from(BATCH) * 1_000_000 / spent)?);
    }
    let rate = budgets::spread(rates).p50;
    let label = "64 条规则，连续定价，每核每秒 · 64 rules in a row, per core and second";
    table.row(label, thousands(rate), String::new(), "≥ 3 000 000");
    Ok(())
}

/// What stands around a price.
fn around(table: &Table, demo: &Tariff, clone: u64) {
    let (letter, groups) = TIER_C;
    let listed = Case::plain(LUNCH, Fen(PRICE), noon(7, 21), Standing::new(letter, groups));
    let first = quote(demo, &listed);
    let row = |label: &str, ns: u64| {
        table.row(label, format!("{ns} ns"), format!("{}×", hundredths(ns, clone)), "")
    };
    row(
        "逐行说明 · the explanation",
        median_ns(ROUNDS, CALLS, || drop(black_box(explain(demo, &listed, &first)))),
    );
    row(
        "记账后的次数 · counters after a sale",
        median_ns(ROUNDS, CALLS, || drop(black_box(listed.taken.after(black_box(&first))))),
    );
    let facts = HolderFacts::born(date(1944, 7, 15));
    let (from, to) = (date(2026, 1, 1), date(2027, 12, 31));
    let day = median_ns(ROUNDS, CALLS, || {
        black_box(classify(demo, black_box(&facts), from));
    });
    row("一人一日归类 · one holder classified", day);
    let years = median_ns(ROUNDS, CALLS, || drop(black_box(spans(demo, black_box(&facts), from, to))));
    row("一人两年分段 · two years of spans", years);
    let load = median_ns(21, 5, || drop(black_box(Tariff::load(black_box(TARIFF)))));
    row("读一份资费 · a tariff loaded", load);
}
