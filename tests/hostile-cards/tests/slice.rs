//! A slice of the long run: every dialogue and parser some thousand times, and once more to the same end.

use hostile_cards::{Corpus, Report, run};

const ITERATIONS: u64 = 20_000;

fn slice(seed: u64, iterations: u64) -> Report {
    let corpus = Corpus::read().expect("the golden files are there");
    run(seed, 0, &corpus, |done| done < iterations).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn nothing_panics_and_everything_ends() {
    let report = slice(20_260_721, ITERATIONS);
    println!("{report}");
    let longest = report.seen.values().map(|seen| seen.longest).max();
    println!("longest conversation: {longest:?} exchanges");
    for (name, seen) in &report.seen {
        assert!(seen.runs > 0, "{name}");
        // Noise alone would only ever meet the first line of a parser.
        assert!(seen.good > 0, "{name} never came to a good end");
    }
    assert!(report.seen.len() >= 40, "{} dialogues and parsers", report.seen.len());
}

#[test]
fn a_seed_repeats() {
    assert_eq!(slice(7, 100).seen, slice(7, 100).seen);
    assert_ne!(slice(7, 100).seen, slice(8, 100).seen);
}
