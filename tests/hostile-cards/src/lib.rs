//! Chips that answer anything: noise, pieces of other conversations, the same word for ever, or what a genuine chip says
//! with some of it bent. Every dialogue of ours is held against them, and every parser of what cards, records, journals
//! and profiles contain.
//!
//! Promises: a seed repeats a run bit for bit; a failure names the iteration that shows it alone; what is held against a
//! dialogue is its stated bound of exchanges, its stated bound of memory, and that it moves money once at most.
//!
//! `cargo test -p hostile-cards` is a slice of it, `make fuzz SECONDS=600` a long run.

mod chip;
mod corpus;
mod desk;
mod noise;
mod parsers;
mod report;
mod sales;
mod scene;

pub use corpus::Corpus;
pub use noise::Noise;
pub use report::{Failure, Report, Seen};

use std::panic::{AssertUnwindSafe, catch_unwind};

/// One iteration: everything once, from a noise of its own.
fn once(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    parsers::all(corpus, noise, report);
    sales::all(corpus, noise, report);
    desk::all(corpus, noise, report);
}

/// Runs iteration after iteration, from this one on, as long as `more` says so of the number done.
///
/// # Errors
/// The first iteration that panics; what it says of itself is on standard error.
pub fn run(
    seed: u64,
    from: u64,
    corpus: &Corpus,
    mut more: impl FnMut(u64) -> bool,
) -> Result<Report, Failure> {
    let mut report = Report::default();
    while more(report.iterations) {
        let iteration = from.wrapping_add(report.iterations);
        let mut noise = Noise::of(seed, iteration);
        catch_unwind(AssertUnwindSafe(|| once(corpus, &mut noise, &mut report)))
            .map_err(|_| Failure { seed, iteration })?;
        report.iterations += 1;
    }
    Ok(report)
}
