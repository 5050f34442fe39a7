//! What is said about a tariff that is wrong: where, what, and how to mend it.
//!
//! Each row changes one thing in a sound tariff. The snapshot is the whole answer.

mod advice;
mod form;
mod never;
mod sense;
mod where_and_when;

use expect_test::{Expect, expect};
use subsidy::check;

const SOUND: &str = include_str!("../sound.toml");

/// Replaces the first `from` by `to` in the sound tariff and compares what the check says.
fn says(from: &str, to: &str, expected: Expect) {
    assert!(SOUND.contains(from), "the sound tariff has no {from:?}");
    let report = check(&SOUND.replacen(from, to, 1));
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&said.join("\n"));
}

#[test]
fn the_sound_tariff_is_sound() {
    let report = check(SOUND);
    assert!(report.passed(), "{report}");
    expect![
        "sound 第 1 版可以发布，3 个例子全部相符 · sound version 1 may be released, all 3 examples come out"
    ]
    .assert_eq(&report.to_string());
}

#[test]
fn many_at_once_in_the_order_of_the_text() {
    let text = SOUND
        .replace("slot = 80", "slot = 0")
        .replace("share = 4000", "share = 1")
        .replace("bit = 9", "bit = 2");
    let places: Vec<(usize, usize)> = check(&text).problems.iter().map(|p| (p.line, p.column)).collect();
    assert_eq!(places.len(), 3);
    assert!(places.is_sorted(), "{places:?}");
}
