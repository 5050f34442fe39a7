//! The table of vectors: known cases of every rule set, worked out through what the crate shows.

mod care;
mod elder;
mod given;
mod meals;
mod readers;
mod settled;

use self::given::{Given, pairs};
use self::readers::READERS;
use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../../../../tests/golden/tariffs/vectors.txt");

/// One line of the table.
struct Line {
    set: &'static str,
    case: &'static str,
    given: &'static str,
    expected: &'static str,
}

fn lines() -> Vec<Line> {
    let written = TABLE.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    written
        .map(|line| {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let [set, case, given, expected] = parts[..] else { panic!("four columns: {line}") };
            Line { set, case, given, expected }
        })
        .collect()
}

#[test]
fn every_vector_comes_out() {
    let mut wrong = Vec::new();
    let lines = lines();
    for Line { set, case, given, expected } in &lines {
        let Some((_, read)) = READERS.iter().find(|(name, _)| name == set) else {
            wrong.push(format!("{set} | {case}: nothing reads it"));
            continue;
        };
        let given = Given::of(given);
        let out = read(&given);
        for key in given.unread() {
            wrong.push(format!("{set} | {case}: {key} is given and not looked at"));
        }
        let expected = pairs(expected);
        assert!(!expected.is_empty(), "{set} | {case}: nothing is expected");
        for (key, should) in expected {
            match out.get(key) {
                Some(came) if came == should => {}
                came => wrong.push(format!("{set} | {case}: {key} should be {should}, came to {came:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} vectors of {} rule sets", lines.len(), READERS.len());
}

#[test]
fn every_reader_has_a_line_and_every_rule_set_a_reader() {
    let written: BTreeSet<&str> = lines().iter().map(|line| line.set).collect();
    let read: BTreeSet<&str> = READERS.iter().map(|(set, _)| *set).collect();
    assert_eq!(written, read);
    assert_eq!(read.len(), READERS.len(), "two readers of one name");
    for number in 1..=22 {
        assert!(read.contains(format!("R{number}").as_str()), "R{number}");
    }
}

#[test]
fn no_vector_stands_twice() {
    let lines = lines();
    let cases: BTreeSet<(&str, &str)> = lines.iter().map(|line| (line.set, line.case)).collect();
    let givens: BTreeSet<(&str, &str)> = lines.iter().map(|line| (line.set, line.given)).collect();
    assert_eq!((cases.len(), givens.len()), (lines.len(), lines.len()));
}
