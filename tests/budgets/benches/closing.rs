//! What closing a day costs, and what intake feels of it: one accounting day of a million sales, closed while another
//! program takes batches in. `-- statements` closes ten million sales of five thousand merchants instead.

use anyhow::{Context, Result, bail, ensure};
use budgets::county::{TARIFF, center_key};
use budgets::tills::{MORNING_US, Sealed, Size, Till, books, master};
use budgets::{Scratch, Table, hundredths, spread, thousands};
use county_center::closing::close_day;
use county_center::intake::{Intake, Proofs, Receipt};
use ledger::Ledger;
use records::{BusinessDay, FactorOrder};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use subsidy::Tariff;

/// A batch of the lunch rush, and how many stand ready for the time of the closing.
const SMALL: u32 = 20;

fn main() -> Result<()> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = Scratch::new(place, "closing")?;
    let statements = std::env::args().any(|argument| argument == "statements");
    let (size, days, budget) = if statements {
        (Size { merchants: 5_000, elders: 1_000 }, 2, "≤ 15 000 ms")
    } else {
        (Size { merchants: 500, elders: 1_000 }, 2, "≤ 1 000 ms")
    };
    let tariff = match Tariff::load(TARIFF) {
        Ok(tariff) => tariff,
        Err(problems) => bail!("{problems:?}"),
    };
    let path = scratch.file("books.db");
    let (mut ledger, mut tills) = books(&path, &tariff, size)?;
    let intake = Intake::new(center_key(), Proofs::new(master(), FactorOrder::IssuerFirst), false);
    for day in 0..days {
        for tills in tills.chunks_mut(10) {
            let batches = tills
                .iter_mut()
                .map(|till| till.day(&tariff, day, size.elders))
                .collect::<Result<Vec<_>>>()?;
            ledger.together(|ledger| batches.iter().try_for_each(|batch| take(&intake, ledger, batch)))??;
        }
    }
    // The lunch of the next days, in small batches; some alone, the others beside the closing.
    let mut lunch = rush(&mut tills, &tariff, days)?;
    let beside = lunch.split_off(lunch.len() / 2);
    let alone = lunch.iter().map(|batch| timed(&intake, &mut ledger, batch)).collect::<Result<Vec<u64>>>()?;

    let day = BusinessDay::from_number(20_260_721).context("day")?;
    let next = BusinessDay::from_number(20_260_801).context("day")?;
    let over = AtomicBool::new(false);
    let (took_ms, closed, stalled) = std::thread::scope(|scope| -> Result<_> {
        let rushing = scope.spawn(|| -> Result<Vec<u64>> {
            let mut ledger = Ledger::open(&path)?;
            let mut spent = Vec::new();
            for batch in &beside {
                if over.load(Ordering::Acquire) {
                    break;
                }
                spent.push(timed(&intake, &mut ledger, batch)?);
            }
            Ok(spent)
        });
        let start = Instant::now();
        let closed = close_day(&mut ledger, Some(day), Some(next), MORNING_US);
        let took = start.elapsed();
        over.store(true, Ordering::Release);
        let stalled = rushing.join().map_err(|_| anyhow::anyhow!("the rush broke"))??;
        Ok((took.as_millis(), closed.map_err(|failure| anyhow::anyhow!("{failure}"))?, stalled))
    })?;
    ensure!(closed.statements == usize::try_from(size.merchants)?, "{closed:?}");

    let table = Table::start("日终 · closing a day");
    let sales = u64::from(size.merchants) * u64::from(size.elders) * u64::from(days);
    let what = format!("{} 笔，{} 份结算单 · sales, statements", thousands(sales), closed.statements);
    table.row(&what, format!("{took_ms} ms"), "", budget);
    ensure!(stalled.len() > 20, "the closing was over after {} batches", stalled.len());
    let (taken, quiet, busy) = (stalled.len(), spread(alone), spread(stalled));
    let micros = |nanos: u64| format!("{} µs", thousands(nanos / 1_000));
    let base = "收一批 20 条 p99，无日终 · p99 of a batch of 20, no closing";
    table.row(base, micros(quiet.p99), "1.00×", "");
    let ratio = format!("{}×", hundredths(busy.p99, quiet.p99));
    let stall = "同上，日终进行中 · the same while the day is closed";
    table.row(stall, micros(busy.p99), ratio, "≤ +20 000 µs");
    table.note(&format!("日终期间收了 {taken} 批 · batches taken meanwhile: {taken}"));
    Ok(())
}

/// Small batches of the following days, one of each till in turn.
fn rush(tills: &mut [Till], tariff: &Tariff, first_day: u32) -> Result<Vec<Sealed>> {
    let days = first_day..first_day + 4;
    days.flat_map(|day| tills.iter_mut().map(move |till| till.day(tariff, day, SMALL)).collect::<Vec<_>>())
        .collect()
}

fn take(intake: &Intake, ledger: &mut Ledger, batch: &Sealed) -> Result<()> {
    match intake.take(ledger, (batch.terminal, batch.first), &batch.bytes, MORNING_US) {
        Ok(Receipt::Taken { .. }) => Ok(()),
        other => bail!("{other:?}"),
    }
}

fn timed(intake: &Intake, ledger: &mut Ledger, batch: &Sealed) -> Result<u64> {
    let start = Instant::now();
    take(intake, ledger, batch)?;
    Ok(u64::try_from(start.elapsed().as_nanos())?)
}
