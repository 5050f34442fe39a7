//! The golden tariffs may be released: every worked case inside them comes out.

use money::Fen;
use std::collections::BTreeMap;
use std::fs;
use subsidy::{Case, Standing, Tariff, check, quote};

const MANY: &str = include_str!("many.toml");
const STACKED: &str = include_str!("../../../../tests/golden/tariffs/r20-stacked-caps.toml");
const DEMO: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");

/// Every tariff of the folder by its file name, so that none can be forgotten.
fn tariffs() -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/tariffs");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn may_be_released() {
    let mut examples = 0;
    let tariffs = tariffs();
    for (name, text) in &tariffs {
        let report = check(text);
        assert!(report.passed(), "{name}:\n{report}");
        println!("{name:24} {:4}", report.examples);
        examples += report.examples;
    }
    println!("{} tariffs, {examples} examples", tariffs.len());
    assert!(check(MANY).passed());
}

/// A rule set that is missing, or whose examples were thinned out, is noticed here.
#[test]
fn every_rule_set_is_there() {
    let tariffs = tariffs();
    for number in 1..=22 {
        let prefix = format!("r{number}-");
        let of_it: usize = tariffs
            .iter()
            .filter(|(name, _)| name.starts_with(&prefix))
            .map(|(_, text)| check(text).examples)
            .sum();
        assert!(of_it >= 8, "r{number}: {of_it} examples");
    }
}

#[test]
fn every_tariff_has_its_line_in_the_index() {
    let index = include_str!("../../../../tests/golden/tariffs/README.md");
    for name in tariffs().keys() {
        assert!(index.contains(&format!("`{name}.toml`")), "{name} is not in the index");
    }
    let named = index.split('`').filter_map(|word| word.strip_suffix(".toml"));
    for name in named {
        assert!(tariffs().contains_key(name), "{name} is in the index only");
    }
}

#[test]
fn are_known_by_their_bytes() {
    for (name, text) in tariffs() {
        let tariff = Tariff::load(&text).unwrap();
        let changed = Tariff::load(&format!("{text}\n")).unwrap();
        assert_ne!(tariff.hash(), changed.hash(), "{name}");
        assert_eq!(tariff.hash(), Tariff::load(&text).unwrap().hash(), "{name}");
    }
}

/// The examples of the stacked caps come out in whichever of the six orders the three caps are written.
#[test]
fn the_order_of_caps_changes_nothing() {
    let open = "cap = [\n";
    let start = STACKED.find(open).unwrap() + open.len();
    let length = STACKED[start..].find("]\n").unwrap();
    let written = &STACKED[start..start + length];
    let caps: Vec<&str> = written.lines().collect();
    assert_eq!(caps.len(), 3, "{written}");
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mixed = order.map(|index| caps[index]).join("\n") + "\n";
        let report = check(&STACKED.replacen(written, &mixed, 1));
        assert!(report.passed(), "{mixed}:\n{report}");
    }
}

/// What a record keeps of a quote.
#[test]
fn a_quote_names_its_rule_its_slot_and_the_groups_it_looked_at() {
    let demo = Tariff::load(DEMO).unwrap();
    let at = jiff::civil::datetime(2024, 7, 15, 12, 0, 0, 0);
    let standing = Standing::new('R', 0x304);
    // service, price -> rule, slot, window, groups used
    for (service, price, rule, slot, window, groups_used) in [
        (2, 1200, Some(15), Some(15), 2, 0x100),
        (7, 2000, Some(1), Some(1), 0, 0x200),
        (7, 600, None, None, 0, 0),
    ] {
        let quote = quote(&demo, &Case::plain(service, Fen(price), at, standing));
        let slot_used = quote.parts().next().and_then(|part| part.slot);
        let kept = (quote.rule(), slot_used, quote.window, quote.groups_used);
        assert_eq!(kept, (rule, slot, window, groups_used), "{service} {price}");
    }
}
