//! The published schema says what the grammar says: every key, no other, and the same refusals.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use subsidy::{SCHEMA, Tariff, check};

static SCHEMA_JSON: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap());

static VALIDATOR: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&SCHEMA_JSON).unwrap());

/// The reference's own pieces, put together.
fn reference() -> String {
    let readme = include_str!("../README.md");
    readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// What the schema has to say about a text.
fn faults(text: &str) -> Vec<String> {
    let tariff: Value = toml::from_str(text).unwrap();
    VALIDATOR.iter_errors(&tariff).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&SCHEMA_JSON));
    assert_eq!(SCHEMA_JSON["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn sound_tariffs_fit() {
    for (name, text) in [
        ("lunch-demo", include_str!("../../../tests/golden/tariffs/lunch-demo.toml")),
        ("r1", include_str!("../../../tests/golden/tariffs/r1-haircut-day.toml")),
        ("r2", include_str!("../../../tests/golden/tariffs/r2-threshold.toml")),
        ("r7", include_str!("../../../tests/golden/tariffs/r7-price-by-age.toml")),
        ("r15", include_str!("../../../tests/golden/tariffs/r15-free-lunch.toml")),
        ("sale", include_str!("../../../tests/golden/sale/tariff.toml")),
        ("many", include_str!("all/many.toml")),
        ("sound", include_str!("all/sound.toml")),
        ("the reference", &reference()),
    ] {
        assert_eq!(faults(text), Vec::<String>::new(), "{name}");
    }
}

/// Every object of the schema is closed, and says in both languages what it and its keys are.
#[test]
fn every_key_is_explained_in_both_languages() {
    fn walk(path: &str, schema: &Value, unclear: &mut Vec<String>) {
        let han = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            let place = format!("{path}/{key}");
            let text = |word: &str| inner[word].as_str().unwrap_or("").to_owned();
            if !han(&text("title")) || !text("description").is_ascii() || text("description").len() < 4 {
                unclear.push(place.clone());
            }
            walk(&place, inner, unclear);
            walk(&place, &inner["items"], unclear);
        }
        if schema["type"] == "object" && schema.get("additionalProperties").is_none() {
            unclear.push(format!("{path} is open"));
        }
    }
    let mut unclear = Vec::new();
    walk("", &SCHEMA_JSON, &mut unclear);
    assert_eq!(unclear, Vec::<String>::new());
}

/// The keys that may stand in a table, learned by writing a key that may not.
fn keys_at(from: &str, to: &str) -> BTreeSet<String> {
    let text = reference();
    assert!(text.contains(from), "the reference has no {from:?}");
    let report = check(&text.replacen(from, to, 1));
    let [problem] = report.problems.as_slice() else { panic!("one problem expected:\n{report}") };
    assert!(problem.what_en.starts_with("unknown key"), "{problem}");
    let (_, list) = problem.remedy.rsplit_once(": ").expect("a list of choices");
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn each_table_has_the_keys_of_the_grammar() {
    let rule = "/properties/rule/items/properties";
    let example = "/properties/example/items/properties";
    for (from, to, place) in [
        ("schema = ", "qqqqqqqq = 1\nschema = ", String::new()),
        ("id = ", "qqqqqqqq = 1\nid = ", "/properties/tariff".to_owned()),
        ("categories = ", "qqqqqqqq = 1\ncategories = ", "/properties/holders".to_owned()),
        ("rest = ", "qqqqqqqq = 1\nrest = ", "/properties/days".to_owned()),
        ("order = { ", "order = { qqqqqqqq = 1, ", "/properties/service/items/properties/order".to_owned()),
        ("who = { ", "who = { qqqqqqqq = 1, ", "/properties/group/items/properties/who".to_owned()),
        ("when = { ", "when = { qqqqqqqq = 1, ", format!("{rule}/when")),
        ("where = { ", "where = { qqqqqqqq = 1, ", format!("{rule}/where")),
        ("benefit = { ", "benefit = { qqqqqqqq = 1, ", format!("{rule}/benefit")),
        ("tiers = [{ ", "tiers = [{ qqqqqqqq = 1, ", format!("{rule}/benefit/properties/tiers/items")),
        ("cap = [{ ", "cap = [{ qqqqqqqq = 1, ", format!("{rule}/cap/items")),
        ("fund = { ", "fund = { qqqqqqqq = 1, ", format!("{rule}/fund")),
        ("ratio = [{ ", "ratio = [{ qqqqqqqq = 1, ", format!("{rule}/fund/properties/ratio/items")),
        (
            "waterfall = [{ ",
            "waterfall = [{ qqqqqqqq = 1, ",
            format!("{rule}/fund/properties/waterfall/items"),
        ),
        ("round = { ", "round = { qqqqqqqq = 1, ", "/$defs/round".to_owned()),
        ("stack = { ", "stack = { qqqqqqqq = 1, ", format!("{rule}/stack")),
        (
            "each = \"0.00\"\nfixed = \"0.00\"\nround = { ",
            "each = \"0.00\"\nfixed = \"0.00\"\nround = { qqqqqqqq = 1, ",
            "/properties/fee/items/properties/round".to_owned(),
        ),
        ("point = { ", "point = { qqqqqqqq = 1, ", format!("{example}/point")),
        ("lots = [{ ", "lots = [{ qqqqqqqq = 1, ", format!("{example}/lots/items")),
        ("earlier = [{ ", "earlier = [{ qqqqqqqq = 1, ", format!("{example}/earlier/items")),
        ("refund = { ", "refund = { qqqqqqqq = 1, ", format!("{example}/refund")),
        ("expect = { ", "expect = { qqqqqqqq = 1, ", format!("{example}/expect")),
        (
            "expect = { accepted",
            "expect = { qqqqqqqq = 1, accepted",
            "/properties/order_example/items/properties/expect".to_owned(),
        ),
        (
            "expect = { fee",
            "expect = { qqqqqqqq = 1, fee",
            "/properties/fee_example/items/properties/expect".to_owned(),
        ),
    ] {
        same_keys(&keys_at(from, to), &place);
    }
    for table in [
        "festival",
        "window",
        "kind",
        "place",
        "account",
        "service",
        "group",
        "fund",
        "rule",
        "fee",
        "example",
        "order_example",
        "fee_example",
    ] {
        let head = format!("[[{table}]]\n");
        same_keys(&keys_at(&head, &format!("{head}qqqqqqqq = 1\n")), &format!("/properties/{table}/items"));
    }
}

fn same_keys(grammar: &BTreeSet<String>, place: &str) {
    let schema = SCHEMA_JSON.pointer(place).unwrap_or_else(|| panic!("the schema has no {place}"));
    let keys: BTreeSet<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(&keys, grammar, "{place}");
    assert_eq!(schema["additionalProperties"], false, "{place}");
}

/// One thing wrong in the reference: both refuse it.
#[test]
fn what_the_schema_refuses_the_loader_refuses() {
    let text = reference();
    for (from, to) in [
        ("lovecard-tariff/1", "lovecard-tariff/2"),
        ("version = 1", "version = 0"),
        ("version = 1", "version = \"1\""),
        ("age_basis = \"birthday\"\n", ""),
        ("leap_rule = \"feb28\"", "leap_rule = \"feb29\""),
        ("effective_from = \"2024-01-01\"", "effective_from = \"2024-13-01\""),
        ("effective_from = \"2024-01-01\"", "effective_from = \"24-01-01\""),
        ("unit = 1, mode", "unit = 5, mode"),
        ("id = \"reference\"", "id = \"Reference\""),
        ("zh = \"午餐\"", "zh = \"\""),
        ("code = 2\nname = \"lunch\"", "code = 17\nname = \"lunch\""),
        ("from = \"10:30\"", "from = \"10:60\""),
        ("from = \"10:30\"", "from = \"24:30\""),
        ("days = [\"2024-10-11\", \"2025-10-29\", \"2026-10-18\"]", "days = []"),
        ("unit = \"fen\"", "unit = \"yuan\""),
        ("bit = 8", "bit = 32"),
        ("letter = \"R\"", "letter = \"RR\""),
        ("age_from = 80", "age_from = 131"),
        ("care_to = 6", "care_to = 7"),
        ("services = [\"haircut\"]", "services = []"),
        ("groups = [\"tier_a\", \"age_60\", \"age_80\"]\nwhen", "groups = []\nwhen"),
        ("days_of_month = [1, 15], shift", "shift"),
        ("days_of_month = [1, 15]", "days_of_month = [1, 32]"),
        ("days_of_month = [1, 15]", "days_of_month = []"),
        ("weekdays = [\"mon\", \"tue\"]", "weekdays = [\"monday\"]"),
        ("mode = \"fixed_price\", value = \"8.00\"", "mode = \"fixed_price\""),
        ("mode = \"fixed_price\", value = \"8.00\"", "mode = \"fixed_price\", value = \"0.00\""),
        ("mode = \"fixed_price\", value = \"8.00\"", "mode = \"fixed_price\", value = \"-8.00\""),
        ("mode = \"fixed_price\", value = \"8.00\"", "mode = \"fixed_price\", value = 8"),
        ("mode = \"fixed_price\", value = \"8.00\"", "mode = \"fixed_price\", value = \"8.001\""),
        ("mode = \"fixed_price\", value = \"8.00\"", "mode = \"free\", value = \"8.00\""),
        (
            "mode = \"threshold_off\", value = \"6.00\", min = \"15.00\"",
            "mode = \"threshold_off\", value = \"6.00\"",
        ),
        ("rate = 1500", "rate = 10001"),
        ("rate = 1500", "rate = 0"),
        (", method = \"mul_then_round\"", ""),
        (
            "tiers = [{ to = 50, value = \"2.00\" }, { to = 100, value = \"1.50\" }, { value = \"1.00\" }]",
            "tiers = []",
        ),
        (", points = 35", ""),
        ("limit = 1,", "limit = \"1.00\","),
        ("limit = 1,", "limit = 0,"),
        ("limit = \"5.00\"", "limit = 5"),
        ("slot = 2", "slot = 0"),
        ("share = 6000", "share = 0"),
        ("fund = { waterfall = [{ name = \"county\" }] }", "fund = { }"),
        ("fund = { ratio = [", "fund = { waterfall = [{ name = \"county\" }], ratio = ["),
        ("priority = 1", "priority = 65536"),
        ("policy = \"best_of\"", "policy = \"add\""),
        ("rate = 38", "rate = 10001"),
        ("at = \"2024-07-15 09:00\"", "at = \"2024-07-15 09:00Z\""),
        ("at = \"2024-07-15 09:00\"", "at = \"2024-07-15\""),
        ("denied = \"wrong_merchant\"", "denied = \"wrong\""),
        ("notice = \"review_due\"", "notice = \"due\""),
        ("expect = { denied = \"closed_day\" }", "expect = { }"),
        ("expect = { accepted = true, returned = false }", "expect = { returned = false }"),
    ] {
        assert!(text.contains(from), "the reference has no {from:?}");
        let wrong = text.replacen(from, to, 1);
        assert!(Tariff::load(&wrong).is_err(), "the loader takes {to:?}");
        assert!(!faults(&wrong).is_empty(), "the schema takes {to:?}");
    }
}
