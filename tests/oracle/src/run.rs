//! Many counties, one after the other, on several oracles at once.

use crate::compare::{Counts, County, compare};
use crate::draw::Draw;
use crate::invent::{Without, elders, events, invent};
use crate::python::Oracle;
use anyhow::{Context, Result};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// Sales in one invented county.
pub const SALES: u64 = 2_500;

/// Elders in one invented county.
const ELDERS: i64 = 20;

/// What to compare.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed of everything.
    pub seed: u64,
    /// Sales altogether; rounded up to whole counties.
    pub quotes: u64,
    /// Oracles at once.
    pub processes: u64,
    /// Only the county of this number.
    pub only: Option<u64>,
    /// What is left out of the invented tariffs.
    pub without: Without,
}

/// The invented county of a number.
#[must_use]
pub fn county(plan: &Plan, number: u64) -> County {
    let mut draw = Draw::new(plan.seed ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93));
    let made = invent(&mut draw, &plan.without);
    let elders = elders(&mut draw, &made, ELDERS);
    let events = events(&mut draw, &made, &elders, usize::try_from(SALES).unwrap_or(1));
    let title = format!("考题 · county: --seed {} --only {number}", plan.seed);
    County { title, text: made.text, elders, events }
}

/// Compares as planned, and tells how far it is after every county.
///
/// # Errors
/// The first difference, or an oracle that does not start or has ended.
pub fn run(plan: &Plan, told: &(dyn Fn(&Counts) + Sync)) -> Result<Counts> {
    let first = plan.only.unwrap_or(1);
    let last = plan.only.unwrap_or_else(|| plan.quotes.div_ceil(SALES));
    let (next, stop) = (AtomicU64::new(first), AtomicBool::new(false));
    let sum = Mutex::new(Counts::default());
    let work = || -> Result<()> {
        let mut oracle = Oracle::start()?;
        while !stop.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number > last {
                break;
            }
            let counts = compare(&mut oracle, &county(plan, number))
                .inspect_err(|_| stop.store(true, Ordering::Relaxed))?;
            let mut sum = sum.lock().ok().context("another comparison has failed")?;
            *sum += counts;
            told(&sum);
        }
        Ok(())
    };
    let outcomes: Vec<Result<()>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.processes.max(1)).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a worker has panicked"))))
            .collect()
    });
    outcomes.into_iter().collect::<Result<()>>()?;
    sum.into_inner().ok().context("a comparison has failed")
}
