//! The golden tariffs may be released: every worked case inside them comes out.

use subsidy::{Tariff, check};

const TARIFFS: [(&str, &str, usize); 5] = [
    ("r1-haircut-day", include_str!("../../../tests/golden/tariffs/r1-haircut-day.toml"), 19),
    ("r2-threshold", include_str!("../../../tests/golden/tariffs/r2-threshold.toml"), 16),
    ("r7-price-by-age", include_str!("../../../tests/golden/tariffs/r7-price-by-age.toml"), 20),
    ("r15-free-lunch", include_str!("../../../tests/golden/tariffs/r15-free-lunch.toml"), 14),
    ("lunch-demo", include_str!("../../../tests/golden/tariffs/lunch-demo.toml"), 14),
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
