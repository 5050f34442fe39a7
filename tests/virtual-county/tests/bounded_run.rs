//! The bounded run that every build makes, and the promise that a seed is all there is to a run.

use std::collections::BTreeSet;
use virtual_county::{Settings, Trace, run};

const MET: [&str; 13] = [
    "paid E00",
    "recovered E00",
    "hold E13",
    "other-card E14",
    "released",
    "dark",
    "stuck E56",
    "refused E04",
    "refused E07",
    "refused E20",
    "refused E54",
    "refused E55",
    "refused E58",
];

#[test]
fn several_seeds_hold() {
    let mut met = BTreeSet::new();
    for seed in [1, 20_260_721, 0xFFFF_FFFF_FFFF_FFFF] {
        let outcome = run(&Settings::county(seed, 2_000), Trace::new(None))
            .unwrap_or_else(|failure| panic!("{failure}"));
        assert!(outcome.debits > 1_200 && outcome.booked >= 1_200, "{outcome:?}");
        assert!(
            outcome.charity_met.iter().all(|met| *met > 100),
            "dry and not dry: {:?}",
            outcome.charity_met
        );
        // A new tariff began in mid-run, and a till that was away sold by the old one for a while.
        let new: u64 =
            outcome.priced.iter().filter(|(version, _)| **version > 1).map(|(_, count)| count).sum();
        assert!(new > 100 && outcome.late > 20, "{:?}, late {}", outcome.priced, outcome.late);
        // Vouchers were drawn, came back, ended, and were given twice by tills that had not heard of one another.
        let [drawn, back, cleared, twice] = outcome.vouchers;
        assert!(drawn > 100 && back > 10 && cleared > 2 && twice > 10, "{:?}", outcome.vouchers);
        met.extend(outcome.endings.into_keys());
    }
    // The runs have met what they are for: sales, recoveries, holds, releases, cuts, failing disks, refusals.
    for ending in MET {
        assert!(met.contains(ending), "never met {ending}: {met:?}");
    }
}

#[test]
fn a_calm_county_sells_to_nearly_everybody() {
    let outcome =
        run(&Settings::calm(5, 600), Trace::new(None)).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(outcome.debits > 500, "{outcome:?}");
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    let traced = |seed| {
        run(&Settings::county(seed, 600), Trace::new(None)).unwrap_or_else(|failure| panic!("{failure}"))
    };
    let (one, again, other) = (traced(42), traced(42), traced(43));
    assert_eq!(one, again);
    assert_ne!(one.trace_hash, other.trace_hash);
}
