//! Standings over time: what the center writes on a roster, one row for each span.

use jiff::civil::{Date, date};
use subsidy::{HolderFacts, Standing, Tariff, classify, spans};

const DEMO: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");

fn born(birth: Date) -> HolderFacts {
    HolderFacts::born(birth)
}

/// Spans as a roster reads: from, to, letter, groups.
fn rows(tariff: &Tariff, facts: &HolderFacts, from: Date, to: Date) -> Vec<String> {
    let row = |span: &subsidy::Span| {
        let Standing { letter, groups, .. } = span.standing;
        format!("{} {} {letter} {groups:#x}", span.from, span.to)
    };
    spans(tariff, facts, from, to).iter().map(row).collect()
}

#[test]
fn a_birthday_splits_a_year() {
    let demo = Tariff::load(DEMO).unwrap();
    let facts = born(date(1944, 7, 15));
    assert_eq!(
        rows(&demo, &facts, date(2024, 1, 1), date(2024, 12, 31)),
        ["2024-01-01 2024-07-14 B 0x202", "2024-07-15 2024-12-31 C 0x204"]
    );
    assert_eq!(rows(&demo, &facts, date(2024, 7, 15), date(2024, 7, 15)), ["2024-07-15 2024-07-15 C 0x204"]);
    assert_eq!(rows(&demo, &facts, date(2024, 7, 14), date(2024, 7, 14)), ["2024-07-14 2024-07-14 B 0x202"]);
    assert!(spans(&demo, &facts, date(2024, 7, 15), date(2024, 7, 14)).is_empty());
}

#[test]
fn a_life_has_six_spans() {
    let demo = Tariff::load(DEMO).unwrap();
    assert_eq!(
        rows(&demo, &born(date(1944, 2, 29)), date(2000, 1, 1), date(2060, 1, 1)),
        [
            "2000-01-01 2004-02-28 - 0x0",
            "2004-02-29 2014-02-27 A 0x201",
            "2014-02-28 2024-02-28 B 0x202",
            "2024-02-29 2034-02-27 C 0x204",
            "2034-02-28 2044-02-28 D 0x208",
            "2044-02-29 2060-01-01 E 0x210",
        ]
    );
}

#[test]
fn each_basis_and_leap_rule_moves_the_day() {
    for (basis, leap, birth, from) in [
        ("birthday", "feb28", date(1944, 7, 15), date(2024, 7, 15)),
        ("day_after", "feb28", date(1944, 7, 15), date(2024, 7, 16)),
        ("first_of_month", "feb28", date(1944, 7, 15), date(2024, 7, 1)),
        ("next_month", "feb28", date(1944, 7, 15), date(2024, 8, 1)),
        ("year", "feb28", date(1944, 7, 15), date(2024, 1, 1)),
        ("birthday", "feb28", date(1936, 2, 29), date(2026, 2, 28)),
        ("birthday", "mar1", date(1936, 2, 29), date(2026, 3, 1)),
        ("day_after", "feb28", date(1936, 2, 29), date(2026, 3, 1)),
        ("next_month", "mar1", date(1936, 2, 29), date(2026, 4, 1)),
    ] {
        let text = DEMO
            .replace("age_basis = \"birthday\"", &format!("age_basis = \"{basis}\""))
            .replace("leap_rule = \"feb28\"", &format!("leap_rule = \"{leap}\""));
        let tariff = Tariff::load(&text).unwrap();
        let facts = born(birth);
        let turned = classify(&tariff, &facts, from);
        assert_ne!(classify(&tariff, &facts, from.yesterday().unwrap()), turned, "{basis} {leap} {birth}");
        let all = spans(&tariff, &facts, from.yesterday().unwrap(), from);
        assert_eq!(all.len(), 2, "{basis} {leap} {birth}");
    }
}

#[test]
fn the_first_group_that_fits_gives_the_letter() {
    let demo = Tariff::load(DEMO).unwrap();
    let mut facts = born(date(1944, 7, 15));
    facts.rosters.insert("free_lunch".to_owned());
    assert_eq!(classify(&demo, &facts, date(2024, 7, 15)), Standing::new('R', 0x304));
}

#[test]
fn facts_do_not_show_themselves() {
    let mut facts = born(date(1944, 7, 15));
    facts.categories.insert("dibao".to_owned());
    let shown = format!("{facts:?}");
    assert!(!shown.contains("1944") && !shown.contains("dibao"), "{shown}");
}
