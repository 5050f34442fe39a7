//! What pricing a sale costs, against copying the case that is priced.

use anyhow::{Result, bail};
use budgets::county::{LUNCH, PRICE, TARIFF, TIER_C};
use budgets::{Table, hundredths, median_ns};
use money::Fen;
use std::hint::black_box;
use subsidy::{Case, HolderFacts, Standing, Taken, Tariff, classify, quote, spans};

const ROUNDS: u32 = 51;
const CALLS: u32 = 2_000;

fn main() -> Result<()> {
    let tariff = match Tariff::load(TARIFF) {
        Ok(tariff) => tariff,
        Err(problems) => bail!("{problems:?}"),
    };
    let (letter, groups) = TIER_C;
    let at = jiff::civil::date(2026, 7, 21).at(11, 45, 0, 0);
    let listed = Case::plain(LUNCH, Fen(PRICE), at, Standing::new(letter, groups));
    let first = quote(&tariff, &listed);
    let taken = Taken::default().after(&first);
    let again = Case { taken: &taken, ..listed };
    let stranger = Case { standing: Standing::NONE, ..listed };
    let cases = [
        ("午餐，第一次 · lunch, benefit given", &listed),
        ("午餐，已享受 · lunch, benefit taken", &again),
        ("午餐，未登记 · lunch, not listed", &stranger),
    ];
    let table = Table::start("定价 · quote");
    for (label, case) in cases {
        let copy = median_ns(ROUNDS, CALLS, || {
            black_box(*black_box(case));
        });
        let price = median_ns(ROUNDS, CALLS, || {
            black_box(quote(&tariff, black_box(case)));
        });
        table.row(
            label,
            format!("{price} ns"),
            format!("{}× of {copy} ns copy", hundredths(price, copy)),
            "",
        );
    }
    let copy = median_ns(ROUNDS, CALLS, || {
        black_box(*black_box(&again));
    });
    let after = median_ns(ROUNDS, CALLS, || drop(black_box(listed.taken.after(black_box(&first)))));
    table.row(
        "记账后的次数 · counters after a sale",
        format!("{after} ns"),
        format!("{}×", hundredths(after, copy)),
        "",
    );
    let facts = HolderFacts::born(jiff::civil::date(1944, 7, 15));
    let (from, to) = (jiff::civil::date(2026, 1, 1), jiff::civil::date(2027, 12, 31));
    let day = median_ns(ROUNDS, CALLS, || {
        black_box(classify(&tariff, black_box(&facts), from));
    });
    table.row(
        "一人一日归类 · one holder classified",
        format!("{day} ns"),
        format!("{}×", hundredths(day, copy)),
        "",
    );
    let years = median_ns(ROUNDS, CALLS, || drop(black_box(spans(&tariff, black_box(&facts), from, to))));
    table.row(
        "一人两年分段 · two years of spans",
        format!("{years} ns"),
        format!("{}×", hundredths(years, copy)),
        "",
    );
    let load = median_ns(21, 5, || drop(black_box(Tariff::load(black_box(TARIFF)))));
    table.row(
        "读一份资费 · a tariff loaded",
        format!("{} µs", load / 1_000),
        format!("{}×", hundredths(load, copy)),
        "",
    );
    table.note("比率的基准是复制一份定价请求 · the baseline is one clone of the case");
    Ok(())
}
