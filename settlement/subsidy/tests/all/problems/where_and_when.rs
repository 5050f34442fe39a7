//! Where and when two rules meet, one covers another, and what lies between them.

use super::SOUND;
use subsidy::check;

/// The sound tariff with two kinds of merchants and two places, and no cap on lunch.
fn sound() -> String {
    let named = |kind: &str, code: u8, name: &str| {
        format!("[[{kind}]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}\"\nen = \"{name}\"\n")
    };
    let tables =
        named("kind", 1, "a") + &named("kind", 2, "b") + &named("place", 1, "x") + &named("place", 2, "y");
    SOUND
        .replacen("cap = [{ scope = \"window\", kind = \"count\", limit = 1 }]\nslot = 80\n", "", 1)
        .replacen("[[service]]\n", &format!("{tables}[[service]]\n"), 1)
}

/// Adds to the rule of lunch, and adds a rule.
fn with(lunch: &str, added: &str) -> String {
    let head =
        "[[rule]]\ncode = 90\nname = \"added\"\nzh = \"加上\"\nen = \"added\"\nservices = [\"meal_lunch\"]\n";
    let rest = "fund = { waterfall = [{ name = \"gov\" }] }\n\n[[example]]\n";
    sound()
        .replacen("slot = 80\n", "", 1)
        .replacen(
            "fund = { waterfall = [{ name = \"charity\"",
            &format!("{lunch}\nfund = {{ waterfall = [{{ name = \"charity\""),
            1,
        )
        .replacen("[[example]]\n", &format!("{head}{added}\n{rest}"), 1)
}

/// Whether something that begins so is said, as a problem or as advice.
fn says(text: &str, words: &str) -> bool {
    let report = check(text);
    assert!(
        report.tariff.is_some() || report.problems.iter().any(|one| one.what_zh.contains(words)),
        "{report}"
    );
    let problems = report.problems.iter().map(|problem| &problem.what_zh);
    problems.chain(report.advice.iter().map(|advice| &advice.what_zh)).any(|said| said.contains(words))
}

const SEVEN: &str = "groups = [\"age_80\"]\nbenefit = { mode = \"fixed_price\", value = \"7.00\" }\n";

/// Lunch at 6.00 makes lunch at 7.00 useless wherever and whenever it holds too.
#[test]
fn a_rule_is_covered_only_where_the_other_holds() {
    for (lunch, added, covered) in [
        ("", "", true),
        ("", "where = { kinds = [\"a\"] }", true),
        ("where = { kinds = [\"a\"] }", "", false),
        ("where = { kinds = [\"a\", \"b\"] }", "where = { kinds = [\"a\"] }", true),
        ("where = { kinds = [\"a\"] }", "where = { kinds = [\"b\"] }", false),
        ("where = { places = [\"x\"] }", "where = { places = [\"x\"] }", true),
        ("where = { places = [\"x\"] }", "where = { places = [\"y\"] }", false),
        (
            "where = { kinds = [\"a\"], places = [\"x\"] }",
            "where = { kinds = [\"a\"], places = [\"y\"] }",
            false,
        ),
        (
            "where = { kinds = [\"a\"], places = [\"x\"] }",
            "where = { kinds = [\"b\"], places = [\"x\"] }",
            false,
        ),
        ("where = { own_place = true }", "", false),
        ("where = { own_place = true }", "where = { own_place = true }", true),
        ("", "where = { own_place = true }", true),
        ("when = { weekdays = [\"mon\"] }", "", false),
        ("", "when = { weekdays = [\"mon\"] }", true),
        ("when = { weekdays = [\"mon\"] }", "when = { weekdays = [\"tue\"] }", false),
        ("when = { windows = [\"lunch\"] }", "", false),
        ("when = { windows = [\"lunch\"] }", "when = { windows = [\"lunch\"] }", true),
        ("stack = { overlay = true }", "", true),
        ("stack = { overlay = true }\npriority = 9", "", true),
    ] {
        let text = with(lunch, &format!("{SEVEN}{added}"));
        assert_eq!(says(&text, "规则 added 永远用不上"), covered, "{lunch} covers {added}");
    }
}

/// A fixed price and a percentage: either may give more, so where both hold somebody should say which comes first.
#[test]
fn rules_meet_only_where_both_hold() {
    const PERCENT: &str = "groups = [\"elder\"]\nbenefit = { mode = \"percent_off\", rate = 1500 }\n";
    for (lunch, added, meet) in [
        ("", "", true),
        ("", "where = { kinds = [\"a\"] }", true),
        ("where = { kinds = [\"a\"] }", "where = { kinds = [\"a\", \"b\"] }", true),
        ("where = { kinds = [\"a\"] }", "where = { kinds = [\"b\"] }", false),
        ("where = { places = [\"x\"] }", "where = { places = [\"y\"] }", false),
        (
            "where = { kinds = [\"a\"], places = [\"x\"] }",
            "where = { kinds = [\"a\"], places = [\"y\"] }",
            false,
        ),
        (
            "where = { kinds = [\"a\"], places = [\"x\"] }",
            "where = { kinds = [\"b\"], places = [\"x\"] }",
            false,
        ),
    ] {
        let text = with(lunch, &format!("{PERCENT}{added}"));
        assert_eq!(says(&text, "规则 lunch_80 与 added 对"), meet, "{lunch} meets {added}: {}", check(&text));
    }
}

/// A cap that a mode never reaches is idle; where it may be reached it is not.
#[test]
fn caps_of_a_sale() {
    let haircut = "benefit = { mode = \"fixed_price\", value = \"8.00\" }\ncap = [{ scope = \"day\", kind = \"count\", limit = 1 }]";
    let once = "cap = [{ scope = \"sale\", kind = \"count\", limit = 1 }]";
    let item = "round = { unit = 1, mode = \"half_up\", on = \"subsidy\", scope = \"item\" }";
    for (benefit, cap, idle) in [
        ("mode = \"free\"", once.to_owned(), false),
        ("mode = \"fixed_price\", value = \"8.00\"", once.to_owned(), false),
        ("mode = \"percent_off\", rate = 1500", once.to_owned(), true),
        ("mode = \"percent_off\", rate = 1500", format!("{once}\n{item}"), false),
        ("mode = \"share_of_bill\", rate = 1500", once.to_owned(), true),
        ("mode = \"share_of_bill\", rate = 1500", format!("{once}\n{item}"), false),
        ("mode = \"threshold_off\", value = \"5.00\", min = \"9.00\"", once.to_owned(), true),
        (
            "mode = \"threshold_off\", value = \"5.00\", min = \"9.00\"",
            "cap = [{ scope = \"sale\", kind = \"amount\", limit = \"5.00\" }]".to_owned(),
            true,
        ),
        (
            "mode = \"threshold_off\", value = \"5.00\", min = \"9.00\"",
            "cap = [{ scope = \"sale\", kind = \"amount\", limit = \"4.99\" }]".to_owned(),
            false,
        ),
        (
            "mode = \"amount_off\", value = \"5.00\"",
            "cap = [{ scope = \"day\", kind = \"count\", limit = 1 }]".to_owned(),
            false,
        ),
        (
            "mode = \"amount_off\", value = \"5.00\"",
            "cap = [{ scope = \"day\", kind = \"amount\", limit = \"5.00\" }]".to_owned(),
            false,
        ),
    ] {
        let text = SOUND.replacen(haircut, &format!("benefit = {{ {benefit} }}\n{cap}"), 1);
        assert_ne!(text, SOUND);
        assert_eq!(says(&text, "这种优惠每笔"), idle, "{benefit} {cap}");
    }
}

/// Ages that no tier of a service has: looked for within one stage, however the tiers are written down.
#[test]
fn ages_between_the_tiers() {
    let groups = |first: &str, second: &str| {
        let group = |bit: u8, name: &str, who: &str| {
            format!("[[group]]\nbit = {bit}\nname = \"{name}\"\nwho = {{ {who} }}\n\n")
        };
        SOUND.replacen(
            "[[fund]]\n",
            &(group(20, "first", first) + &group(21, "second", second) + "[[fund]]\n"),
            1,
        )
    };
    let rule = |code: u8, group: &str, rest: &str| {
        format!(
            "[[rule]]\ncode = {code}\nname = \"r{code}\"\nzh = \"规则{code}\"\nen = \"r{code}\"\nservices = [\"haircut\"]\ngroups = [\"{group}\"]\n\
             benefit = {{ mode = \"amount_off\", value = \"1.00\" }}\nfund = {{ waterfall = [{{ name = \"gov\" }}] }}\n{rest}\n\n"
        )
    };
    let (young, old) = ("age_from = 30, age_to = 39", "age_from = 41, age_to = 49");
    let concession = "stack = { group = \"concession\" }";
    for (first, second, rules, hole) in [
        (young, old, rule(91, "first", "") + &rule(92, "second", ""), true),
        (young, old, rule(91, "first", "") + &rule(92, "second", concession), false),
        (
            young,
            old,
            rule(91, "first", "") + &rule(92, "second", "") + &rule(93, "second", "priority = 9"),
            true,
        ),
        (young, "age_from = 40, age_to = 49", rule(91, "first", "") + &rule(92, "second", ""), false),
        ("age_to = 39", "age_from = 41", rule(91, "first", "") + &rule(92, "second", ""), true),
    ] {
        let text = groups(first, second).replacen("[[example]]\n", &format!("{rules}[[example]]\n"), 1);
        assert_eq!(says(&text, "漏了 40 周岁"), hole, "{first}; {second}; {rules}: {}", check(&text));
    }
}

/// A table of days lasts a year from the day the tariff begins, to the day.
#[test]
fn tables_that_end_within_a_year() {
    let festival = |last: &str, asked: bool| {
        let table = format!(
            "[[festival]]\nname = \"feast\"\nzh = \"节\"\nen = \"feast\"\ndays = [\"2024-10-11\", \"{last}\"]\n\n[[window]]"
        );
        let closed = if asked {
            "windows = [\"lunch\", \"supper\"]\nclosed_on = [\"feast\"]\n"
        } else {
            "windows = [\"lunch\", \"supper\"]\n"
        };
        SOUND.replacen("[[window]]", &table, 1).replacen("windows = [\"lunch\", \"supper\"]\n", closed, 1)
    };
    for (last, asked, short) in [
        ("2024-12-31", true, true),
        ("2025-01-01", true, false),
        ("2024-12-31", false, false),
        ("2025-01-01", false, false),
    ] {
        assert_eq!(says(&festival(last, asked), "节日 feast 只到"), short, "{last} {asked}");
    }
    for (last, short) in [("2024-12-31", true), ("2025-01-01", false)] {
        let text = SOUND
            .replacen("days_of_month = [1, 15]", "days_of_month = [1, 15], shift = \"next_workday\"", 1)
            .replacen(
                "[holders]",
                &format!("[days]\nrest = [\"{last}\"]\nwork = [\"2024-10-12\"]\n\n[holders]"),
                1,
            );
        assert_eq!(says(&text, "假日和调休表只到"), short, "{last}");
    }
}

/// Rules that count together, sold at hours that interrupt one another or belong to two days.
#[test]
fn hours_that_count_together() {
    let window = |code: u8, name: &str, from: &str, to: &str| {
        format!(
            "[[window]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}\"\nen = \"{name}\"\nfrom = \"{from}\"\nto = \"{to}\"\n\n"
        )
    };
    let text = |extra: &str, lunch: &str, cap: &str, haircut: &str| {
        let haircut = if haircut.is_empty() { String::new() } else { format!("windows = [\"{haircut}\"]\n") };
        SOUND
            .replacen("[[service]]\n", &format!("{extra}[[service]]\n"), 1)
            .replacen("windows = [\"lunch\", \"supper\"]", &format!("windows = [\"lunch\", \"{lunch}\"]"), 1)
            .replacen("en = \"haircut\"\n", &format!("en = \"haircut\"\n{haircut}"), 1)
            .replacen(
                "cap = [{ scope = \"window\", kind = \"count\", limit = 1 }]",
                &format!("cap = [{{ scope = \"{cap}\", kind = \"count\", limit = 1 }}]"),
                1,
            )
            .replacen(
                "cap = [{ scope = \"day\", kind = \"count\", limit = 1 }]\nfund = { ratio",
                "cap = [{ scope = \"day\", kind = \"count\", limit = 1 }]\nslot = 80\nfund = { ratio",
                1,
            )
    };
    let within = window(7, "brunch", "11:00", "12:00");
    let after = window(7, "tea", "14:00", "15:00");
    for (extra, haircut, interrupted) in [(&within, "brunch", true), (&after, "tea", false)] {
        let text = text(extra, "supper", "window", haircut);
        assert_eq!(says(&text, "时段次数无法计"), interrupted, "{haircut}: {}", check(&text));
    }
    let night = window(6, "night", "22:00", "02:00");
    for (early, haircut, two_days) in [
        (window(7, "small_hours", "01:00", "03:00"), "small_hours", true),
        (window(7, "after", "02:00", "03:00"), "after", false),
        (window(7, "morning", "08:00", "09:00"), "morning", false),
        (String::new(), "", true),
    ] {
        let text = text(&format!("{night}{early}"), "night", "day", haircut);
        assert_eq!(says(&text, "同一时刻分属两天"), two_days, "{haircut}: {}", check(&text));
    }
    // Nothing crosses midnight: the day never steps back.
    assert!(!says(&text("", "supper", "day", ""), "同一时刻分属两天"));
}
