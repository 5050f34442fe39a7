//! The golden tariffs may be released: every worked case inside them comes out.

use money::Fen;
use subsidy::{Case, Standing, Tariff, check, quote};

const TARIFFS: [(&str, &str, usize); 6] = [
    ("r1-haircut-day", include_str!("../../../tests/golden/tariffs/r1-haircut-day.toml"), 19),
    ("r2-threshold", include_str!("../../../tests/golden/tariffs/r2-threshold.toml"), 16),
    ("r7-price-by-age", include_str!("../../../tests/golden/tariffs/r7-price-by-age.toml"), 20),
    ("r15-free-lunch", include_str!("../../../tests/golden/tariffs/r15-free-lunch.toml"), 16),
    ("lunch-demo", include_str!("../../../tests/golden/tariffs/lunch-demo.toml"), 14),
    ("many", include_str!("many.toml"), 16),
];

#[test]
fn may_be_released() {
    for (name, text, examples) in TARIFFS {
        let report = check(text);
        assert!(report.passed(), "{name}:\n{report}");
        assert_eq!(report.examples, examples, "{name}");
    }
}

#[test]
fn are_known_by_their_bytes() {
    for (name, text, _) in TARIFFS {
        let tariff = Tariff::load(text).unwrap();
        let changed = Tariff::load(&format!("{text}\n")).unwrap();
        assert_ne!(tariff.hash(), changed.hash(), "{name}");
        assert_eq!(tariff.hash(), Tariff::load(text).unwrap().hash(), "{name}");
    }
}

/// What a record keeps of a quote.
#[test]
fn a_quote_names_its_rule_its_slot_and_the_groups_it_looked_at() {
    let (_, text, _) = TARIFFS[4];
    let demo = Tariff::load(text).unwrap();
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
