//! The synthetic county: a day whose every fault is known.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use county_center::{Center, Config};
use ledger::Ledger;

use crate::support::program::{Ran, run};
use crate::support::{Folder, books_in};

/// The line of the truth list, as the center names it.
const NAMES: [(&str, &str, usize); 9] = [
    ("duplicate", "DeliveredTwice", 50),
    ("gap", "SequenceGap", 20),
    ("grey-debited", "GreyPaid", 15),
    ("grey-not-debited", "GreyRefused", 15),
    ("tac-debited", "TacSettled", 4),
    ("tac-forged", "TacRefused", 3),
    ("tac-open", "TacError", 3),
    ("post-death", "StoppedCard", 5),
    ("two-places", "TwoPlaces", 3),
];

/// Forty tills with sixty records each: every fault of the large county has room.
fn found(folder: &Path, books: &Path, name: &str) -> Ran {
    let line = format!(
        "--json demo-county --seed 7 --terminals 40 --records 60 --truth {name}.csv --config {name}.toml"
    );
    let mut words = vec!["--books", books.to_str().unwrap()];
    words.extend(line.split(' '));
    run(folder, &words, "")
}

fn digest(folder: &Path, books: &Path) -> String {
    let ran = run(folder, &["--books", books.to_str().unwrap(), "books", "digest"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out
}

/// A file, and beside it a schema of the server or, without one, another file.
fn two_places(folder: &Folder) -> [PathBuf; 2] {
    let other = if crate::server().is_some() { books_in(folder.path()) } else { folder.file("other.db") };
    [folder.file("one.db"), other]
}

#[test]
fn the_center_lists_exactly_what_is_wrong_and_the_books_come_out_alike_twice() {
    let folder = Folder::new();
    let here = folder.path();
    let [one, other] = two_places(&folder);
    let told: serde_json::Value = {
        let ran = found(here, &one, "one");
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        serde_json::from_str(&ran.out).unwrap()
    };
    assert_eq!((&told["faults"], &told["listed"], &told["gaps"]), (&118.into(), &118.into(), &20.into()));
    assert_eq!(found(here, &other, "other").code, 0);
    assert_eq!(digest(here, &one), digest(here, &other));

    // What the program says of itself, once more from its files alone.
    let truth = std::fs::read_to_string(folder.file("one.csv")).unwrap();
    assert_eq!(truth, std::fs::read_to_string(folder.file("other.csv")).unwrap());
    let real: BTreeSet<(String, String)> = truth
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let (_, name, _) = NAMES.iter().find(|(word, ..)| *word == fields[0]).unwrap();
            ((*name).to_owned(), format!("{}/{}", fields[1], fields[2]))
        })
        .collect();
    for books in [&one, &other] {
        let found = Ledger::open(books).unwrap().findings(1000).unwrap();
        let listed: BTreeSet<(String, String)> = found
            .iter()
            .map(|stored| {
                let finding = &stored.finding;
                (finding.kind.name().to_owned(), format!("{}/{}", finding.terminal, finding.seq))
            })
            .collect();
        assert_eq!(listed, real);
        assert_eq!(found.len(), 118);
        for (_, name, count) in NAMES {
            assert_eq!(listed.iter().filter(|(kind, _)| kind == name).count(), count, "{name}");
        }
        let checked = run(here, &["--books", books.to_str().unwrap(), "books", "check"], "");
        assert_eq!(checked.code, 0, "{}", checked.err);
    }
}

#[test]
fn a_demonstration_never_touches_books_and_never_looks_real() {
    let folder = Folder::new();
    let here = folder.path();
    let [books, _] = two_places(&folder);
    let small = |seed: &str, name: &str, more: &str| {
        let line = format!("demo-county --seed {seed} --truth {name}.csv {more}");
        let mut words = vec!["--books", books.to_str().unwrap()];
        words.extend(line.split_whitespace());
        run(here, &words, "")
    };
    let size = "--terminals 8 --records 20";
    let ran = small("1", "first", &format!("{size} --config center.toml"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("合成县（演示数据，非真实）") && ran.out.contains("synthetic"), "{}", ran.out);
    let before = digest(here, &books);
    for (name, more, code) in [
        ("second", size, 6),
        ("first", size, 6),
        ("third", "--terminals 7 --records 20", 3),
        ("third", "--terminals 8 --records 19", 3),
    ] {
        let ran = small("2", name, more);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{name} {more}: {}", ran.err);
    }
    assert_eq!(digest(here, &books), before);
    assert!(!folder.file("third.csv").exists(), "a list of what never was");

    // It is served like any county, and every page says that its keys are trial keys.
    let (center, writer) = Center::open(&Config::read(&folder.file("center.toml")).unwrap()).unwrap();
    assert!(center.trial && center.county.contains("非真实"));
    drop(center);
    writer.join();
}
