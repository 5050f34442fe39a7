//! A county in a loop, from one seed: the production sale, cashier, courier and intake in one thread, over
//! simulated cards, security modules, disks, clock and links that fail in every way we promise against.
//!
//! Promises: the same seed gives the same trace; after every step an independent auditor looks at what
//! physically happened (debits on cards, bytes that survive a power cut, pictures on screens, rows in the books)
//! and names the invariant that broke; faults reach every save point and every exchange; when faults stop,
//! everything settles, and cards, journals and books agree to the fen.
//!
//! Deliberately does not know: threads, sockets, real readers, real time. Those are tested elsewhere.

mod auditor;
mod bench;
mod calm;
mod center;
mod county;
mod faults;
mod link;
mod parts;
mod people;
mod releases;
mod sabotage;
mod scratch;
mod settings;
mod spoil;
mod story;
mod tape;
mod till;
mod trace;
mod violation;

pub use faults::{Faults, Mishap};
pub use link::Weather;
pub use parts::card_slot::Loss;
pub use parts::disk::Health;
pub use sabotage::Sabotage;
pub use settings::Settings;
pub use story::Story;
pub use trace::Trace;
pub use violation::{Failure, Invariant, Violation};

use county::County;
use std::collections::BTreeMap;

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// First half of the chained SHA-256 of the trace.
    pub trace_hash: String,
    /// Lines of the trace.
    pub lines: u64,
    /// Virtual days that passed.
    pub days: i64,
    /// Debits on cards.
    pub debits: usize,
    /// Records in the books.
    pub booked: u64,
    /// Looks at the charity with nothing left in it, and with something.
    pub charity_met: [u64; 2],
    /// Voucher entries: draws, what came back, clearings; and findings that two tills gave the same one.
    pub vouchers: [i64; 4],
    /// Sales by tariff version.
    pub priced: BTreeMap<u32, u64>,
    /// Sales by an older tariff than the one that held: their till was away when the new one was released.
    pub late: u64,
    /// How often taps ended how, such as `paid E00`; `dark`: the power went; `released`: by a supervisor.
    pub endings: BTreeMap<String, u64>,
}

/// Runs a county to its end.
///
/// # Errors
/// The first invariant that broke, with the lines of the trace before it.
pub fn run(settings: &Settings, trace: Trace) -> Result<Outcome, Box<Failure>> {
    let seed = settings.seed;
    let early = |violation| Box::new(Failure { seed, step: 0, violation, tail: Vec::new() });
    let mut county = County::open(settings, trace).map_err(early)?;
    let start_us = county.time.us();
    for step in 1..=settings.taps {
        let look = settings.whole_every != 0 && step % settings.whole_every == 0;
        let heard = county.step().and_then(|()| if look { bench::whole(&mut county) } else { Ok(()) });
        heard.map_err(|violation| failed(&county, seed, step, violation))?;
    }
    let ended = calm::settle(&mut county).and_then(|()| bench::whole(&mut county));
    ended.map_err(|violation| failed(&county, seed, settings.taps, violation))?;
    let vouchers = county.auditor.voucher_entries();
    let vouchers = vouchers.map_err(|violation| failed(&county, seed, settings.taps, violation))?;
    Ok(Outcome {
        vouchers,
        trace_hash: county.trace.hash(),
        lines: county.trace.lines(),
        days: county.time.us().saturating_sub(start_us) / (24 * 3_600 * 1_000_000),
        debits: county.auditor.debited(),
        booked: county.auditor.booked(),
        charity_met: county.auditor.charity_met(),
        priced: county.auditor.priced().clone(),
        late: county.auditor.late(),
        endings: county.endings.clone(),
    })
}

fn failed(county: &County, seed: u64, step: u64, violation: Violation) -> Box<Failure> {
    Box::new(Failure { seed, step, violation, tail: county.trace.tail() })
}
