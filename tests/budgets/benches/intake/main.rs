//! How many records the center takes in per second, verified and durable, against raw inserts of the same rows, in a
//! file and on a server; and where the time goes.

mod apart;
mod copied;
mod raw;

use anyhow::{Context, Result, bail, ensure};
use apart::{Apart, entry};
use both_stores::Server;
use budgets::county::{TARIFF, center_key};
use budgets::tills::{CHARITY, MORNING_US, Sealed, Size, Till, books, master};
use budgets::{Scratch, Table, hundredths, spread, thousands};
use clearing::BatchVerdict;
use copied::raw_copies;
use county_center::intake::{Intake, Proofs, Receipt};
use ledger::{Ledger, Recorded};
use raw::raw_inserts;
use records::{Ack, Batch, FactorOrder};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use subsidy::Tariff;

const TILLS: u32 = 4;
const DAYS: u32 = 3;
/// Elders who eat at a till, once a day: the records of a batch.
const ELDERS: u32 = 1_000;
const SIZE: Size = Size { merchants: TILLS, elders: ELDERS };

fn main() -> Result<()> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = Scratch::new(place, "intake")?;
    let tariff = match Tariff::load(TARIFF) {
        Ok(tariff) => tariff,
        Err(problems) => bail!("{problems:?}"),
    };
    let (mut whole, tills) = books(&scratch.file("whole.db"), &tariff, SIZE)?;
    let (mut apart, _) = books(&scratch.file("apart.db"), &tariff, SIZE)?;
    let batches = batches(tills, &tariff)?;
    let records = u64::try_from(batches.iter().map(|batch| batch.records).sum::<usize>())?;

    let intake = Intake::new(center_key(), Proofs::new(master(), FactorOrder::IssuerFirst), false);
    let taken = take_all(&intake, &mut whole, &batches)?;
    let (mut grouped, _) = books(&scratch.file("grouped.db"), &tariff, SIZE)?;
    let together = take_together(&intake, &mut grouped, &batches)?;
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
    let queued = records * 1_000_000_000 / together.max(1);
    let ratio = format!("{}× of raw", hundredths(queued, base));
    table.row(
        "  排队的批次一次提交 · queued batches in one commit",
        format!("{} /s", thousands(queued)),
        ratio,
        "",
    );
    let total: Duration = spent.values().sum();
    let proving: Duration =
        spent.iter().filter(|((_, label), _)| *label == "TAC").map(|(_, time)| *time).sum();
    let unproved = u64::try_from(total.saturating_sub(proving).as_nanos())? / records.max(1);
    let unproved = 1_000_000_000 / unproved.max(1);
    let ratio = format!("{}× of raw", hundredths(unproved, base));
    table.row("  其中不含卡证明 · of it without proofs", format!("{} /s", thousands(unproved)), ratio, "");
    for ((_, label), time) in &spent {
        let each = u64::try_from(time.as_nanos())? / records.max(1);
        let share = format!("{} %", time.as_nanos() * 100 / total.as_nanos().max(1));
        table.row(&format!("  {label}"), format!("{} ns", thousands(each)), share, "");
    }
    let (mut posted, _) = books(&scratch.file("posted.db"), &tariff, SIZE)?;
    let posting = post_all(&mut posted, &batches, &verdicts)?;
    let judging: Duration = spent.iter().filter(|((order, _), _)| *order == 6).map(|(_, time)| *time).sum();
    let transfers: usize =
        verdicts.iter().flat_map(|verdict| &verdict.rows).map(|row| row.legs.len() + 1).sum();
    let nanos = posting + u64::try_from(judging.as_nanos())?;
    let rate = u64::try_from(transfers)? * 1_000_000_000 / nanos.max(1);
    let ratio = format!("{}× of {}", hundredths(rate, TIGERBEETLE), thousands(TIGERBEETLE));
    table.row(
        "定价、分摊、过账 · transfers priced, attributed, posted",
        format!("{} /s", thousands(rate)),
        ratio,
        "≥ 1.00×",
    );
    table.note("398 000 笔/秒：TigerBeetle 0.17.7 单副本自带负载的已发表中位数 · the published median of its own load");
    on_server(&intake, &tariff, &batches, &verdicts)?;
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

/// Every till's days, day by day.
fn batches(mut tills: Vec<Till>, tariff: &Tariff) -> Result<Vec<Sealed>> {
    let mut batches = Vec::new();
    for day in 0..DAYS {
        for till in &mut tills {
            batches.push(till.day(tariff, day, ELDERS)?);
        }
    }
    Ok(batches)
}

/// Hands every batch in; nanoseconds of each.
fn take_all(intake: &Intake, ledger: &mut Ledger, batches: &[Sealed]) -> Result<Vec<u64>> {
    let mut taken = Vec::new();
    for Sealed { terminal, first, bytes, .. } in batches {
        let start = Instant::now();
        match intake.take(ledger, (*terminal, *first), bytes, MORNING_US) {
            Ok(Receipt::Taken { findings, .. }) => ensure!(findings.is_empty(), "{findings:?}"),
            other => bail!("{other:?}"),
        }
        taken.push(nanos(start));
    }
    Ok(taken)
}

/// Transfers per second of TigerBeetle 0.17.7, one replica, two million transfers of its own benchmark load.
const TIGERBEETLE: u64 = 398_000;

/// What judged batches post, without their rows; nanoseconds of all.
fn post_all(ledger: &mut Ledger, batches: &[Sealed], verdicts: &[BatchVerdict]) -> Result<u64> {
    let mut lean = Vec::new();
    for (sealed, verdict) in batches.iter().zip(verdicts) {
        let ack = Ack::sign(&verdict.ack, &center_key());
        lean.push((Batch::open(&sealed.bytes)?, ack, BatchVerdict { rows: Vec::new(), ..verdict.clone() }));
    }
    let start = Instant::now();
    ledger.together(|ledger| -> Result<()> {
        for (batch, ack, verdict) in &lean {
            let terminal = ledger.terminal(batch.terminal)?.context("terminal")?;
            let before = ledger.cursor(batch.terminal)?.unwrap_or_default();
            let funds_left = BTreeMap::from([(CHARITY, ledger.fund(CHARITY)?.left())]);
            let mark = ledger.mark()?;
            let entry = entry(batch, ack, verdict, (&before, &funds_left), &terminal.merchant);
            ensure!(ledger.record_batch(mark, &entry)? == Recorded::Stored, "not stored");
        }
        Ok(())
    })??;
    Ok(nanos(start))
}

/// Every batch with one commit, as when they queue up; nanoseconds of all.
fn take_together(intake: &Intake, ledger: &mut Ledger, batches: &[Sealed]) -> Result<u64> {
    let start = Instant::now();
    ledger.together(|ledger| take_all(intake, ledger, batches))??;
    Ok(nanos(start))
}

/// The same on a PostgreSQL, every commit synced.
fn on_server(intake: &Intake, tariff: &Tariff, batches: &[Sealed], verdicts: &[BatchVerdict]) -> Result<()> {
    let server = Server::start("intake");
    let (mut whole, _) = books(&server.place("whole"), tariff, SIZE)?;
    let (mut apart, _) = books(&server.place("apart"), tariff, SIZE)?;
    let taken = take_all(intake, &mut whole, batches)?;
    let mut bench = Apart { ledger: &mut apart, tariff, spent: BTreeMap::new() };
    for batch in batches {
        bench.take(batch)?;
    }
    let (mut grouped, _) = books(&server.place("grouped"), tariff, SIZE)?;
    let together = take_together(intake, &mut grouped, batches)?;
    let raw = raw_copies(&server.address(), verdicts)?;
    let rate = |batches| u64::from(ELDERS) * 1_000_000_000 / spread(batches).p50.max(1);
    let (ours, base) = (rate(taken), rate(raw));
    let table = Table::start("入库：PostgreSQL，同步提交 · intake: PostgreSQL, synced");
    let copied = "基准：只 COPY 同样的行 · baseline: the same rows, raw COPY";
    table.row(copied, format!("{} /s", thousands(base)), "1.00×", "");
    let ratio = format!("{}× of raw", hundredths(ours, base));
    table.row("验证、清分、入账 · verified, judged, posted", format!("{} /s", thousands(ours)), ratio, "");
    let records = u64::try_from(batches.iter().map(|batch| batch.records).sum::<usize>())?;
    let queued = records * 1_000_000_000 / together.max(1);
    let ratio = format!("{}× of raw", hundredths(queued, base));
    table.row(
        "  排队的批次一次提交 · queued batches in one commit",
        format!("{} /s", thousands(queued)),
        ratio,
        "",
    );
    for ((_, label), time) in &bench.spent {
        let each = u64::try_from(time.as_nanos())? / records.max(1);
        table.row(&format!("  {label}"), format!("{} ns", thousands(each)), "", "");
    }
    Ok(())
}

fn nanos(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
