//! How many records the center takes in per second, verified and durable, against raw inserts of the same rows;
//! and where the time goes.

mod apart;
mod raw;
mod tills;

use anyhow::{Result, bail, ensure};
use apart::Apart;
use budgets::county::{TARIFF, center_key};
use budgets::{Scratch, Table, hundredths, spread, thousands};
use county_center::intake::{Intake, Proofs, Receipt};
use raw::raw_inserts;
use records::FactorOrder;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use subsidy::Tariff;
use tills::{DAYS, ELDERS, MORNING_US, Sealed, TILLS, batches, books, master};

fn main() -> Result<()> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = Scratch::new(place, "intake")?;
    let tariff = match Tariff::load(TARIFF) {
        Ok(tariff) => tariff,
        Err(problems) => bail!("{problems:?}"),
    };
    let (mut whole, terminals) = books(&scratch.file("whole.db"), &tariff)?;
    let (mut apart, _) = books(&scratch.file("apart.db"), &tariff)?;
    let batches = batches(&terminals, &tariff)?;
    let records = u64::try_from(batches.iter().map(|batch| batch.records).sum::<usize>())?;

    let intake = Intake::new(center_key(), Proofs::new(master(), FactorOrder::IssuerFirst), false);
    let mut taken = Vec::new();
    for Sealed { terminal, first, bytes, .. } in &batches {
        let start = Instant::now();
        match intake.take(&mut whole, (*terminal, *first), bytes, MORNING_US) {
            Ok(Receipt::Taken { findings, .. }) => ensure!(findings.is_empty(), "{findings:?}"),
            other => bail!("{other:?}"),
        }
        taken.push(nanos(start));
    }
    let mut bench = Apart { ledger: &mut apart, tariff: &tariff, spent: BTreeMap::new() };
    let mut verdicts = Vec::new();
    for batch in &batches {
        verdicts.push(bench.take(batch)?);
    }
    let spent = bench.spent;
    let raw = raw_inserts(&scratch.file("raw.db"), &verdicts)?;

    let table = Table::start("入库：每批一千条，SQLite 同步写 · intake: batches of 1000, synced");
    let rate = |batches| u64::from(ELDERS) * 1_000_000_000 / spread(batches).p50.max(1);
    let (ours, base) = (rate(taken), rate(raw));
    table.row(
        "基准：只插入同样的行 · baseline: the same rows, raw",
        format!("{} /s", thousands(base)),
        "1.00×",
        "",
    );
    let ratio = format!("{}× of raw", hundredths(ours, base));
    table.row("验证、清分、入账 · verified, judged, posted", format!("{} /s", thousands(ours)), ratio, "");
    let total: Duration = spent.values().sum();
    for ((_, label), time) in &spent {
        let each = u64::try_from(time.as_nanos())? / records.max(1);
        let share = format!("{} %", time.as_nanos() * 100 / total.as_nanos().max(1));
        table.row(&format!("  {label}"), format!("{} ns", thousands(each)), share, "");
    }
    drop(whole);
    let bytes = std::fs::metadata(scratch.file("whole.db"))?.len() / records.max(1);
    table.row(
        "账本每条 · books per record",
        format!("{} B", thousands(bytes)),
        hundredths(bytes, 256) + "× record",
        "",
    );
    table.note("速度取各批中位数 · rates are those of the median batch");
    table
        .note(&format!("{} 条 · records, {TILLS} tills × {DAYS} days × {ELDERS} elders", thousands(records)));
    Ok(())
}

fn nanos(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
