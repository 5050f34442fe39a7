//! Rules that are certainly never used, and groups nobody can be in.

use super::{SOUND, says};
use expect_test::{Expect, expect};
use subsidy::check;

/// Adds a rule to the sound tariff and compares what the check says.
fn rule_says(rule: &str, expected: Expect) {
    let head = "[[rule]]\ncode = 90\nname = \"added\"\nzh = \"加上\"\nen = \"added\"\n";
    let rest = "fund = { waterfall = [{ name = \"gov\" }] }\n\n[[example]]\n";
    says("[[example]]\n", &format!("{head}{rule}{rest}"), expected);
}

/// Whether a rule that is added is told to be never used.
fn is_never_used(text: &str, rule: &str) -> bool {
    let head = "[[rule]]\ncode = 90\nname = \"added\"\nzh = \"加上\"\nen = \"added\"\n";
    let rest = "fund = { waterfall = [{ name = \"gov\" }] }\n\n[[example]]\n";
    assert!(text.contains("[[example]]\n"));
    let report = check(&text.replacen("[[example]]\n", &format!("{head}{rule}{rest}"), 1));
    assert!(report.tariff.is_some(), "{report}");
    report.problems.iter().any(|problem| problem.what_en.starts_with("the rule added is never used"))
}

const FREE: &str = "benefit = { mode = \"free\" }\n";

#[test]
fn nobody_is_in_a_group() {
    says(
        "categories_any = [\"dibao\"] }",
        "categories_any = [\"dibao\"], categories_none = [\"dibao\"] }",
        expect![[r#"
            57:8 没有人能属于 tier_b：who 中的条件互相矛盾，或有一项是空的 · nobody can be in tier_b: what who asks contradicts itself, or a list in it is empty
                删去多余的条件，或写出名称 · delete what is too much, or name something"#]],
    );
    says(
        "who = { age_from = 60 }",
        "who = { age_from = 60, rosters_any = [] }",
        expect![[r#"
        52:8 没有人能属于 elder：who 中的条件互相矛盾，或有一项是空的 · nobody can be in elder: what who asks contradicts itself, or a list in it is empty
            删去多余的条件，或写出名称 · delete what is too much, or name something
        92:8 规则 haircut_day 永远用不上：没有人能属于它的 groups · the rule haircut_day is never used: nobody can be in its groups
            改 groups、when 或 where，或删去规则 · change groups, when or where, or delete the rule
        125:10 例子“理发”不符：自付应为 8.00，算得 20.00 · example “理发” does not come out: to pay should be 8.00, came to 20.00
            改规则，或改例子中的期望 · change the rule, or what the example expects"#]],
    );
}

#[test]
fn no_day_fits() {
    let haircut =
        |when: &str| format!("services = [\"haircut\"]\ngroups = [\"elder\"]\nwhen = {{ {when} }}\n{FREE}");
    let days = |rest: &str, work: &str| {
        SOUND.replacen("[holders]", &format!("[days]\nrest = [{rest}]\nwork = [{work}]\n\n[holders]"), 1)
    };
    rule_says(
        &haircut("days = \"work\", weekdays = [\"sat\"]"),
        expect![[r#"
        104:8 规则 added 永远用不上：生效日之后没有一天满足 when · the rule added is never used: no day from effective_from on fits its when
            改 when、节日的日期或 closed_on，或删去规则 · change when, the days of the festival or closed_on, or delete the rule"#]],
    );
    assert!(!is_never_used(&days("", "\"2024-10-12\""), &haircut("days = \"work\", weekdays = [\"sat\"]")));
    assert!(is_never_used(&days("", "\"2024-09-29\""), &haircut("days = \"work\", weekdays = [\"sat\"]")));
    assert!(is_never_used(SOUND, &haircut("days = \"rest\", weekdays = [\"mon\"]")));
    assert!(!is_never_used(SOUND, &haircut("days_of_month = [31]")));
    assert!(!is_never_used(SOUND, &haircut("days_of_month = [30], last_day = \"2024-02-29\"")));
    assert!(is_never_used(
        SOUND,
        &haircut("days_of_month = [31], first_day = \"2024-02-01\", last_day = \"2024-02-29\"")
    ));
    let festival = |day: &str| {
        SOUND.replacen("[[window]]", &format!("[[festival]]\nname = \"chongyang\"\nzh = \"重阳节\"\nen = \"Double Ninth\"\ndays = [\"{day}\"]\n\n[[window]]"), 1)
    };
    assert!(is_never_used(&festival("2023-10-23"), &haircut("festivals = [\"chongyang\"]")));
    assert!(!is_never_used(&festival("2024-10-11"), &haircut("festivals = [\"chongyang\"]")));
    assert!(is_never_used(
        &festival("2024-10-11"),
        &haircut("festivals = [\"chongyang\"], weekdays = [\"sat\"]")
    ));
    let closed = festival("2024-10-11").replacen(
        "en = \"haircut\"\n",
        "en = \"haircut\"\nclosed_on = [\"chongyang\"]\n",
        1,
    );
    assert!(is_never_used(&closed, &haircut("festivals = [\"chongyang\"]")));
    assert!(!is_never_used(&closed, &haircut("days_of_month = [11]")));
}

#[test]
fn no_till_fits() {
    let kinds = |service: &str| {
        let declared = "[[kind]]\ncode = 1\nname = \"meal_point\"\nzh = \"助餐点\"\nen = \"meal point\"\n\n[[kind]]\ncode = 2\nname = \"partner\"\nzh = \"商家\"\nen = \"partner\"\n\n[[service]]";
        SOUND.replacen("[[service]]", declared, 1).replacen(
            "en = \"haircut\"\n",
            &format!("en = \"haircut\"\n{service}"),
            1,
        )
    };
    let at = |place: &str| {
        format!("services = [\"haircut\"]\ngroups = [\"elder\"]\nwhere = {{ {place} }}\n{FREE}")
    };
    rule_says(
        &at("own_place = true"),
        expect![[r#"
        104:8 规则 added 永远用不上：没有一个老人的地方与终端的地方相合 · the rule added is never used: no place of a holder it is for goes with a place of a till
            改 groups、when 或 where，或删去规则 · change groups, when or where, or delete the rule"#]],
    );
    rule_says(
        &at("places = []"),
        expect![[r#"
        104:8 规则 added 永远用不上：where 的 places 是空的 · the rule added is never used: places in its where is empty
            改 groups、when 或 where，或删去规则 · change groups, when or where, or delete the rule"#]],
    );
    assert!(is_never_used(&kinds("kinds = [\"partner\"]\n"), &at("kinds = [\"meal_point\"]")));
    assert!(!is_never_used(&kinds("kinds = [\"partner\"]\n"), &at("kinds = [\"meal_point\", \"partner\"]")));
    assert!(!is_never_used(&kinds(""), &at("kinds = [\"meal_point\"]")));
    assert!(is_never_used(&kinds(""), &at("kinds = []")));
    let places = SOUND.replacen(
        "[[service]]",
        "[[place]]\ncode = 1\nname = \"town\"\nzh = \"镇\"\nen = \"town\"\n\n[[place]]\ncode = 2\nname = \"village\"\nzh = \"村\"\nen = \"village\"\nwithin = \"town\"\n\n[[place]]\ncode = 3\nname = \"city\"\nzh = \"城\"\nen = \"city\"\n\n[[service]]",
        1,
    );
    let own = at("places = [\"town\"], own_place = true");
    assert!(!is_never_used(&places, &own));
    let lives = |place: &str| {
        places.replacen(
            "who = { age_from = 60 }",
            &format!("who = {{ age_from = 60, places_any = [\"{place}\"] }}"),
            1,
        )
    };
    assert!(!is_never_used(&lives("village"), &own));
    assert!(is_never_used(&lives("city"), &own));
}

#[test]
fn the_service_is_not_sold_to_them() {
    let closed = SOUND.replacen(
        "windows = [\"lunch\", \"supper\"]",
        "windows = [\"lunch\", \"supper\"]\ngroups = [\"age_80\"]\noutsiders = \"deny\"",
        1,
    );
    let young = closed.replacen("who = { age_from = 60 }", "who = { age_from = 60, age_to = 69 }", 1);
    let rule = format!("services = [\"meal_lunch\"]\ngroups = [\"elder\"]\n{FREE}");
    assert!(is_never_used(&young, &rule));
    assert!(!is_never_used(&closed, &rule));
    assert!(!is_never_used(&young.replacen("\"deny\"", "\"full_price\"", 1), &rule));
}

#[test]
fn another_rule_always_comes_first() {
    let meal = |group: &str, benefit: &str| {
        format!("services = [\"meal_lunch\"]\ngroups = [\"{group}\"]\nbenefit = {{ {benefit} }}\n")
    };
    // Once a meal at 6.00; beyond the cap the other rule gives what it can.
    let capped = "cap = [{ scope = \"window\", kind = \"count\", limit = 1 }]\nslot = 80\n";
    assert!(!is_never_used(SOUND, &meal("age_80", "mode = \"fixed_price\", value = \"7.00\"")));
    let uncapped = SOUND.replacen(capped, "", 1);
    let says = |rule: &str, expected: Expect| {
        let head = "[[rule]]\ncode = 90\nname = \"added\"\nzh = \"加上\"\nen = \"added\"\n";
        let rest = "fund = { waterfall = [{ name = \"gov\" }] }\n\n[[example]]\n";
        let report = check(&uncapped.replacen("[[example]]\n", &format!("{head}{rule}{rest}"), 1));
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        expected.assert_eq(&said.join("\n"));
    };
    says(
        &meal("age_80", "mode = \"fixed_price\", value = \"7.00\""),
        expect![[r#"
        102:8 规则 added 永远用不上：同一级（benefit）的 lunch_80 总是给得一样多或更多，并且先用 · the rule added is never used: lunch_80 of the same stage (benefit) always gives as much or more and comes first
            给它更小的 priority、更多的优惠或别的 groups，或删去它 · give it a lower priority, a larger benefit or other groups, or delete it"#]],
    );
    for (rule, never) in [
        (meal("age_80", "mode = \"fixed_price\", value = \"6.00\""), true),
        (meal("age_80", "mode = \"fixed_price\", value = \"5.99\""), false),
        (meal("elder", "mode = \"fixed_price\", value = \"7.00\""), false),
        (meal("age_80", "mode = \"amount_off\", value = \"0.01\""), false),
        (meal("age_80", "mode = \"fixed_price\", value = \"6.00\"") + "priority = 99\n", false),
        (meal("age_80", "mode = \"fixed_price\", value = \"7.00\"") + "stack = { overlay = true }\n", false),
        (
            meal("age_80", "mode = \"fixed_price\", value = \"7.00\"")
                + "stack = { group = \"concession\" }\n",
            false,
        ),
        (
            meal("age_80", "mode = \"fixed_price\", value = \"7.00\"")
                + "when = { windows = [\"supper\"] }\n",
            true,
        ),
        (
            meal("age_80", "mode = \"fixed_price\", value = \"7.00\"")
                + "cap = [{ scope = \"day\", kind = \"count\", limit = 1, on_exceed = \"deny\" }]\n",
            false,
        ),
        (
            meal("age_80", "mode = \"fixed_price\", value = \"7.00\"")
                .replace("[\"meal_lunch\"]", "[\"meal_lunch\", \"haircut\"]"),
            false,
        ),
    ] {
        assert_eq!(is_never_used(&uncapped, &rule), never, "{rule}");
    }
}

/// Pairs of benefits: whether a rule with the second, beside one with the first, is never used.
#[test]
fn what_gives_at_least_as_much() {
    let base =
        SOUND.replacen("cap = [{ scope = \"window\", kind = \"count\", limit = 1 }]\nslot = 80\n", "", 1);
    for (first, second, never) in [
        ("mode = \"free\"", "mode = \"percent_off\", rate = 10000", true),
        ("mode = \"free\"", "mode = \"free\"", true),
        ("mode = \"percent_off\", rate = 10000", "mode = \"free\"", false),
        ("mode = \"amount_off\", value = \"2.00\"", "mode = \"amount_off\", value = \"2.00\"", true),
        ("mode = \"amount_off\", value = \"2.00\"", "mode = \"amount_off\", value = \"2.01\"", false),
        (
            "mode = \"amount_off\", value = \"2.00\"",
            "mode = \"threshold_off\", value = \"2.00\", min = \"9.00\"",
            true,
        ),
        (
            "mode = \"threshold_off\", value = \"2.00\", min = \"9.00\"",
            "mode = \"amount_off\", value = \"1.00\"",
            false,
        ),
        (
            "mode = \"threshold_off\", value = \"2.00\", min = \"9.00\"",
            "mode = \"threshold_off\", value = \"1.00\", min = \"9.00\"",
            true,
        ),
        (
            "mode = \"threshold_off\", value = \"2.00\", min = \"9.00\"",
            "mode = \"threshold_off\", value = \"1.00\", min = \"8.99\"",
            false,
        ),
        (
            "mode = \"threshold_off\", value = \"2.00\", min = \"9.00\"",
            "mode = \"threshold_off\", value = \"1.00\", min = \"9.00\", min_on = \"list\"",
            false,
        ),
        ("mode = \"percent_off\", rate = 1500", "mode = \"percent_off\", rate = 1500", true),
        ("mode = \"percent_off\", rate = 1500", "mode = \"percent_off\", rate = 1501", false),
        ("mode = \"share_of_bill\", rate = 1500", "mode = \"share_of_bill\", rate = 1000", true),
        ("mode = \"share_of_bill\", rate = 1500", "mode = \"share_of_bill\", rate = 2000", false),
        ("mode = \"share_of_bill\", rate = 1500", "mode = \"percent_off\", rate = 1000", false),
    ] {
        let text = base.replacen("mode = \"fixed_price\", value = \"6.00\"", first, 1);
        let rule = format!("services = [\"meal_lunch\"]\ngroups = [\"age_80\"]\nbenefit = {{ {second} }}\n");
        assert_eq!(is_never_used(&text, &rule), never, "{first} before {second}");
    }
}

/// Caps of the first rule in a shared slot, and of the second.
#[test]
fn caps_that_run_out_together() {
    let base = SOUND.replacen(
        "mode = \"fixed_price\", value = \"6.00\"",
        "mode = \"amount_off\", value = \"2.00\"",
        1,
    );
    let old = "cap = [{ scope = \"window\", kind = \"count\", limit = 1 }]\nslot = 80\n";
    let count = "{ scope = \"day\", kind = \"count\", limit = 1 }";
    let twice = "{ scope = \"day\", kind = \"count\", limit = 2 }";
    let amount = "{ scope = \"day\", kind = \"amount\", limit = \"3.00\" }";
    let all_or_none = "{ scope = \"day\", kind = \"amount\", limit = \"3.00\", on_exceed = \"none\" }";
    for (first, second, slot, never) in [
        (count, count, 80, true),
        (twice, count, 80, true),
        (count, twice, 80, false),
        (count, count, 81, false),
        (amount, amount, 80, true),
        (all_or_none, amount, 80, false),
        (count, amount, 80, false),
    ] {
        let text = base.replacen(old, &format!("cap = [{first}]\nslot = 80\n"), 1);
        let rule = format!(
            "services = [\"meal_lunch\"]\ngroups = [\"age_80\"]\nbenefit = {{ mode = \"amount_off\", value = \"1.00\" }}\ncap = [{second}]\nslot = {slot}\n"
        );
        assert_eq!(is_never_used(&text, &rule), never, "{first} before {second} in {slot}");
    }
}
