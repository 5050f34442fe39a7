//! Every vector that was collected is carried or left out with a reason: `tests/golden/cards/README.md`.

use card_stories::golden::{golden, json};
use std::collections::BTreeSet;

/// What was collected of DESFire.
const COLLECTED: usize = 140;

/// The identifiers of a row; `-16` after `a-b-0` is `a-b-16`.
fn identifiers(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in cell.split('`').skip(1).step_by(2) {
        let whole = match (word.strip_prefix('-'), found.last().and_then(|last| last.rsplit_once('-'))) {
            (Some(end), Some((start, _))) => format!("{start}-{end}"),
            _ => word.to_owned(),
        };
        found.push(whole);
    }
    found
}

#[test]
fn nothing_is_left_out_without_a_reason() {
    let mut carried = BTreeSet::new();
    for name in ["published", "real-cards", "derived", "reader"] {
        for vector in json(&format!("desfire-{name}.json")).as_array().expect("a list") {
            let id = vector["id"].as_str().expect("an identifier").to_owned();
            assert!(carried.insert(id), "twice: {}", vector["id"]);
        }
    }
    let readme = std::fs::read_to_string(golden().join("cards/README.md")).expect("the list");
    let (_, table) = readme.split_once("| left out |").expect("the table");
    let mut left_out = BTreeSet::new();
    for row in table.lines().skip(2) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, ids, count, why, _] = cells[..] else { panic!("not a row: {row}") };
        let ids = identifiers(ids);
        assert_eq!(ids.len().to_string(), count, "{row}");
        assert!(!why.is_empty(), "why is {ids:?} left out?");
        for id in ids {
            assert!(!carried.contains(&id), "carried and left out: {id}");
            assert!(left_out.insert(id), "twice: {row}");
        }
    }
    assert_eq!((carried.len(), left_out.len()), (81, 59));
    assert_eq!(carried.len() + left_out.len(), COLLECTED);
}
