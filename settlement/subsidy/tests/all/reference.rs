//! The language reference in `README.md` is true: its pieces make a tariff, and no key is missing.

use std::collections::BTreeSet;
use subsidy::{Tariff, cases, check};

const README: &str = include_str!("../../README.md");

/// The pieces in one language of code, put together.
fn pieces(language: &str) -> String {
    let opening = format!("```{language}\n");
    README.split(&opening).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_pieces_are_a_tariff() {
    let report = check(&pieces("toml"));
    assert!(report.passed(), "{report}");
    assert_eq!(report.examples, 21);
}

#[test]
fn the_case_is_answered() {
    let tariff = Tariff::load(&pieces("toml")).unwrap();
    let answer = cases::answer(&tariff, pieces("json").trim()).unwrap();
    assert!(answer.contains("\"self_pay_fen\":800"), "{answer}");
}

/// The keys that may stand in a table, learned by writing a key that may not.
fn keys_at(from: &str, to: &str) -> BTreeSet<String> {
    let text = pieces("toml");
    assert!(text.contains(from), "the reference has no {from:?}");
    let report = check(&text.replacen(from, to, 1));
    let [problem] = report.problems.as_slice() else { panic!("one problem expected:\n{report}") };
    assert!(problem.what_en.starts_with("unknown"), "{problem}");
    let (_, list) = problem.remedy.rsplit_once(": ").expect("a list of choices");
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn no_key_is_missing() {
    let text = pieces("toml");
    let mut keys = BTreeSet::new();
    for (from, to) in [
        ("schema = ", "qqqqqqqq = 1\nschema = "),
        ("id = ", "qqqqqqqq = 1\nid = "),
        ("categories = ", "qqqqqqqq = 1\ncategories = "),
        ("rest = ", "qqqqqqqq = 1\nrest = "),
        ("[[festival]]\n", "[[festival]]\nqqqqqqqq = 1\n"),
        ("[[window]]\n", "[[window]]\nqqqqqqqq = 1\n"),
        ("[[kind]]\n", "[[kind]]\nqqqqqqqq = 1\n"),
        ("[[place]]\n", "[[place]]\nqqqqqqqq = 1\n"),
        ("[[account]]\n", "[[account]]\nqqqqqqqq = 1\n"),
        ("order = { ", "order = { qqqqqqqq = 1, "),
        ("where = { ", "where = { qqqqqqqq = 1, "),
        ("tiers = [{ ", "tiers = [{ qqqqqqqq = 1, "),
        ("[[fee]]\n", "[[fee]]\nqqqqqqqq = 1\n"),
        ("each = \"0.00\"\nfixed = \"0.00\"\nround = { ", "round = { qqqqqqqq = 1, "),
        ("point = { ", "point = { qqqqqqqq = 1, "),
        ("lots = [{ ", "lots = [{ qqqqqqqq = 1, "),
        ("refund = { ", "refund = { qqqqqqqq = 1, "),
        ("[[order_example]]\n", "[[order_example]]\nqqqqqqqq = 1\n"),
        ("expect = { accepted", "expect = { qqqqqqqq = 1, accepted"),
        ("[[fee_example]]\n", "[[fee_example]]\nqqqqqqqq = 1\n"),
        ("expect = { fee", "expect = { qqqqqqqq = 1, fee"),
        ("[[service]]\n", "[[service]]\nqqqqqqqq = 1\n"),
        ("[[group]]\n", "[[group]]\nqqqqqqqq = 1\n"),
        ("who = { ", "who = { qqqqqqqq = 1, "),
        ("[[fund]]\n", "[[fund]]\nqqqqqqqq = 1\n"),
        ("[[rule]]\n", "[[rule]]\nqqqqqqqq = 1\n"),
        ("when = { ", "when = { qqqqqqqq = 1, "),
        ("benefit = { ", "benefit = { qqqqqqqq = 1, "),
        ("cap = [{ ", "cap = [{ qqqqqqqq = 1, "),
        ("fund = { ", "fund = { qqqqqqqq = 1, "),
        ("ratio = [{ ", "ratio = [{ qqqqqqqq = 1, "),
        ("waterfall = [{ ", "waterfall = [{ qqqqqqqq = 1, "),
        ("round = { ", "round = { qqqqqqqq = 1, "),
        ("stack = { ", "stack = { qqqqqqqq = 1, "),
        ("[[example]]\n", "[[example]]\nqqqqqqqq = 1\n"),
        ("earlier = [{ ", "earlier = [{ qqqqqqqq = 1, "),
        ("expect = { ", "expect = { qqqqqqqq = 1, "),
    ] {
        keys.extend(keys_at(from, to));
    }
    assert!(keys.len() > 100, "{keys:?}");
    let shown = |key: &str| text.contains(&format!("{key} = ")) || text.contains(&format!("[{key}]"));
    let missing: Vec<&String> = keys.iter().filter(|key| !shown(key)).collect();
    assert!(missing.is_empty(), "not in the reference: {missing:?}");
}

#[test]
fn no_value_is_missing() {
    for (from, to) in [
        ("age_basis = \"birthday\"", "age_basis = \"qqqqqqqq\""),
        ("leap_rule = \"feb28\"", "leap_rule = \"qqqqqqqq\""),
        ("mode = \"half_up\"", "mode = \"qqqqqqqq\""),
        ("refund = \"rerate\"", "refund = \"qqqqqqqq\""),
        ("unit = \"fen\"", "unit = \"qqqqqqqq\""),
        ("no_show = \"funded\"", "no_show = \"qqqqqqqq\""),
        ("shift = \"none\"", "shift = \"qqqqqqqq\""),
        ("weekdays = [\"mon\"", "weekdays = [\"qqqqqqqq\""),
        ("days = \"work\"", "days = \"qqqqqqqq\""),
        ("min_on = \"list\"", "min_on = \"qqqqqqqq\""),
        ("part = \"floor\"", "part = \"qqqqqqqq\""),
        ("method = \"mul_then_round\"", "method = \"qqqqqqqq\""),
        ("on = \"subsidy\"", "on = \"qqqqqqqq\""),
        ("scope = \"bill\"", "scope = \"qqqqqqqq\""),
        ("outsiders = \"deny\"", "outsiders = \"qqqqqqqq\""),
        ("mode = \"fixed_price\"", "mode = \"qqqqqqqq\""),
        ("scope = \"day\"", "scope = \"qqqqqqqq\""),
        ("kind = \"count\"", "kind = \"qqqqqqqq\""),
        ("on_exceed = \"none\"", "on_exceed = \"qqqqqqqq\""),
        ("policy = \"best_of\"", "policy = \"qqqqqqqq\""),
        ("group = \"benefit\"", "group = \"qqqqqqqq\""),
    ] {
        for value in keys_at(from, to) {
            assert!(README.contains(&format!("`{value}`")), "the reference does not explain {value}");
        }
    }
}
