//! Edges that no story stands on: each of these was found by breaking the program in one place and seeing no
//! test fail.

use jiff::civil::date;
use money::Fen;
use std::collections::BTreeMap;
use subsidy::{
    About, Case, Count, Load, Lots, Notice, Part, Placement, Returned, Stage, Standing, Taken, Tariff, check,
    diff, explain, quote, refund,
};

const HEAD: &str = r#"
schema = "lovecard-tariff/1"
[tariff]
id = "edges"
version = 1
zh = "边界"
en = "edges"
effective_from = "2024-01-01"
age_basis = "birthday"
leap_rule = "feb28"
[[window]]
code = 1
name = "morning"
zh = "早上"
en = "morning"
from = "06:00"
to = "10:00"
[[window]]
code = 2
name = "noon"
zh = "中午"
en = "noon"
from = "10:00"
to = "14:00"
[[account]]
code = 1
name = "voucher"
zh = "券"
en = "voucher"
unit = "fen"
[[service]]
code = 1
name = "meal"
zh = "用餐"
en = "meal"
windows = ["morning", "noon"]
[[service]]
code = 2
name = "care"
zh = "照护"
en = "care"
[[group]]
bit = 3
name = "elder"
letter = "A"
who = { age_from = 60 }
[[fund]]
code = 1
name = "county"
zh = "县"
en = "county"
"#;

/// A rule about a service, with what is written after its heading.
fn rule(code: u16, service: &str, rest: &str) -> String {
    format!(
        "[[rule]]\ncode = {code}\nname = \"rule_{code}\"\nzh = \"规则{code}\"\nen = \"rule {code}\"\nservices = [\"{service}\"]\n\
         groups = [\"elder\"]\nfund = {{ waterfall = [{{ name = \"county\" }}] }}\n{rest}\n"
    )
}

fn tariff(rules: &[String]) -> Tariff {
    Tariff::load(&format!("{HEAD}{}", rules.concat())).unwrap()
}

const ELDER: Standing = Standing::new('A', 1 << 3);

fn part(slot: u8, count: u32, fen: i64) -> Part {
    Part { stage: Stage::Benefit, rule: 1, slot: Some(slot), count, benefit: Fen(fen), drawn: None }
}

/// What a reversal does to the windows of a day.
#[test]
fn a_window_is_free_again_when_all_of_it_came_back() {
    let day = date(2024, 7, 15);
    let (morning, noon) = (Placement { window: 1, day }, Placement { window: 2, day });
    let given = |count, fen| Count { count, benefit: Fen(fen) };
    let mut taken = Taken::default();
    taken.count(morning, &part(9, 2, 300));
    taken.uncount(morning, 9, given(1, 150));
    assert_eq!(
        (taken.slots[&9].windows, taken.slots[&9].in_window),
        (0b01, given(1, 150)),
        "one is still there"
    );
    taken.count(noon, &part(9, 1, 200));
    assert_eq!(taken.slots[&9].windows, 0b11);
    taken.uncount(morning, 9, given(1, 150));
    assert_eq!((taken.slots[&9].windows, taken.slots[&9].day), (0b10, given(1, 200)), "the morning is free");
    taken.uncount(noon, 9, given(1, 200));
    assert_eq!((taken.slots[&9].windows, taken.slots[&9].in_window), (0, Count::default()));
    taken.uncount(noon, 7, given(1, 1));
    assert_eq!(taken.slots.len(), 1, "a slot nobody used is not made");
}

#[test]
fn counters_matter_while_a_period_lasts() {
    let mut taken = Taken::default();
    assert!(!taken.matters_on(date(2024, 1, 1)));
    taken.count(Placement { window: 0, day: date(2024, 7, 15) }, &part(1, 1, 1));
    for (day, matters) in [
        (date(2024, 7, 14), true),
        (date(2024, 7, 15), true),
        (date(2024, 12, 31), true),
        (date(2025, 1, 1), false),
    ] {
        assert_eq!(taken.matters_on(day), matters, "{day}");
    }
}

#[test]
fn of_the_rules_that_caps_have_cut_the_largest_is_told() {
    let cap = "cap = [{ scope = \"day\", kind = \"count\", limit = 1 }]";
    let rules: Vec<String> = [(1, "1.00"), (2, "3.00"), (3, "2.00")]
        .map(|(code, off)| {
            rule(code, "care", &format!("benefit = {{ mode = \"amount_off\", value = \"{off}\" }}\n{cap}"))
        })
        .into();
    let small = rule(4, "care", "benefit = { mode = \"amount_off\", value = \"0.50\" }");
    let tariff = tariff(&[rules.concat(), small]);
    let day = date(2024, 7, 15);
    let used = |slots: &[u8]| {
        let mut taken = Taken::default();
        for &slot in slots {
            taken.count(Placement { window: 0, day }, &part(slot, 1, 100));
        }
        taken
    };
    let told = |slots: &[u8]| {
        let taken = used(slots);
        let case = Case { taken: &taken, ..Case::plain(2, Fen(1000), day.at(9, 0, 0, 0), ELDER) };
        let quote = quote(&tariff, &case);
        (quote.benefit.0, quote.notices().collect::<Vec<_>>())
    };
    assert_eq!(told(&[]), (300, vec![]));
    assert_eq!(told(&[1, 2, 3]), (50, vec![Notice::BenefitTaken { rule: 2 }]));
    assert_eq!(told(&[1, 3]), (300, vec![]), "the best was not cut");
    assert_eq!(told(&[2]), (200, vec![Notice::BenefitTaken { rule: 2 }]));
    assert_eq!(told(&[1]), (300, vec![]), "what was cut would have given less");
}

#[test]
fn a_part_priced_again_is_shared_by_the_stages_it_came_from() {
    let tariff = tariff(&[
        rule(1, "care", "benefit = { mode = \"share_of_bill\", rate = 4000 }"),
        rule(2, "care", "benefit = { mode = \"voucher\", account = \"voucher\" }"),
    ]);
    let mut lots = Lots::default();
    let (first_day, last_day) = (date(2024, 7, 1), date(2024, 9, 30));
    lots.load(Load { seq: 1, account: 1, amount: 10_000, first_day, last_day }).unwrap();
    let case = Case { lots: &lots, ..Case::plain(2, Fen(10_000), date(2024, 7, 15).at(9, 0, 0, 0), ELDER) };
    let sold = quote(&tariff, &case);
    let back = refund(&tariff, &case, &sold, Returned { amount: Fen(5_000), quantity: 0 }).unwrap();
    let parts: Vec<(u16, i64)> = back.parts().map(|part| (part.rule, part.given.benefit.0)).collect();
    assert_eq!((back.cash, back.restored, parts), (Fen(0), Fen(5_000), vec![(1, 2_000), (2, 3_000)]));
}

/// What is kept would cost more than was paid: nobody pays for giving back.
#[test]
fn a_refund_never_asks_for_money() {
    let tariff = tariff(&[rule(
        1,
        "care",
        "benefit = { mode = \"threshold_off\", value = \"6.00\", min = \"15.00\" }",
    )]);
    let case = Case::plain(2, Fen(1_500), date(2024, 7, 15).at(9, 0, 0, 0), ELDER);
    let sold = quote(&tariff, &case);
    let back = refund(&tariff, &case, &sold, Returned { amount: Fen(100), quantity: 0 }).unwrap();
    assert_eq!((sold.self_pay, back.cash, back.restored), (Fen(900), Fen(0), Fen(100)));
}

#[test]
fn a_closed_hour_says_when_it_is_open() {
    let tariff = tariff(&[]);
    let case = Case::plain(1, Fen(1_000), date(2024, 7, 15).at(15, 0, 0, 0), ELDER);
    let lines = explain(&tariff, &case, &quote(&tariff, &case));
    let said: Vec<(&str, &str)> = lines.iter().map(|line| (line.zh.as_str(), line.en.as_str())).collect();
    assert_eq!(
        said,
        [("不在营业时段（06:00–10:00、10:00–14:00）", "closed at this hour (06:00–10:00, 10:00–14:00)")]
    );
}

#[test]
fn names_are_found_by_code() {
    let tariff = tariff(&[rule(1, "care", "benefit = { mode = \"free\" }")]);
    assert_eq!((tariff.group_name(3), tariff.group_name(4)), (Some("elder"), None));
    assert_eq!((tariff.rule_name(1), tariff.rule_name(2)), (Some(("规则1", "rule 1")), None));
    assert_eq!((tariff.window(2).map(|window| window.name.as_str()), tariff.window(3)), (Some("noon"), None));
    assert_eq!((tariff.account(1).map(|account| account.in_fen), tariff.account(2)), (Some(true), None));
    assert_eq!((tariff.fund(1).map(|fund| fund.limited), tariff.fund(2)), (Some(false), None));
    assert_eq!(tariff.service_named("care").map(|service| service.code), Some(2));
    assert_eq!((tariff.rule_stage(1), tariff.rule_slot(1)), (Some(Stage::Benefit), None));
}

/// Rules at the edge of what is refused.
#[test]
fn what_is_just_right_is_taken() {
    let benefit = "benefit = { mode = \"amount_off\", value = \"1.00\" }";
    for (right, rest) in [
        (true, "when = { first_day = \"2024-05-01\", last_day = \"2024-05-01\" }".to_owned()),
        (false, "when = { first_day = \"2024-05-02\", last_day = \"2024-05-01\" }".to_owned()),
        (true, "when = { last_day = \"2024-01-01\" }".to_owned()),
        (false, "when = { last_day = \"2023-12-31\" }".to_owned()),
        (true, caps("count", "3", "3")),
        (false, caps("count", "4", "3")),
        (true, caps("amount", "\"3.00\"", "\"3.00\"")),
        (false, caps("amount", "\"3.01\"", "\"3.00\"")),
        (true, caps("count", "1", "250")),
        (false, caps("count", "1", "251")),
        (true, caps("amount", "\"1.00\"", "\"160000.00\"")),
        (false, caps("amount", "\"1.00\"", "\"160000.01\"")),
    ] {
        let text = format!("{HEAD}{}", rule(1, "care", &format!("{benefit}\n{rest}")));
        assert_eq!(Tariff::load(&text).is_ok(), right, "{rest}");
    }
    for (right, letters) in [(true, 40), (false, 41), (false, 0)] {
        let text = HEAD.replace("zh = \"边界\"", &format!("zh = \"{}\"", "字".repeat(letters)));
        assert_eq!(Tariff::load(&text).is_ok(), right, "{letters} letters");
    }
}

fn caps(kind: &str, day: &str, month: &str) -> String {
    format!(
        "cap = [{{ scope = \"day\", kind = \"{kind}\", limit = {day} }}, {{ scope = \"month\", kind = \"{kind}\", limit = {month} }}]"
    )
}

#[test]
fn a_report_with_a_problem_has_not_passed() {
    let wrong = check(HEAD.trim_start_matches('\n').strip_prefix("schema").unwrap());
    assert!(!wrong.passed() && wrong.to_string().contains("nothing was released"), "{wrong}");
    let unshown = check(&format!("{HEAD}{}", rule(1, "care", "benefit = { mode = \"free\" }")));
    assert!(!unshown.passed() && unshown.problems.len() == 1, "{unshown}");
    assert!(unshown.to_string().contains("1 to mend, nothing was released"), "{unshown}");
    assert!(check(HEAD).passed());
}

#[test]
fn a_value_of_the_wrong_kind_is_named() {
    let benefit = "benefit = { mode = \"free\" }";
    for (from, to, zh, wanted) in [
        ("bit = 3", "bit = true", "真假值", "0 到 255"),
        ("windows = [\"morning\", \"noon\"]", "windows = 3", "整数 3", "方括号"),
        ("to = \"10:00\"", "to = [1]", "列表", "时刻"),
        ("from = \"06:00\"", "from = 6.5", "小数 6.5", "时刻"),
    ] {
        let text = format!("{HEAD}{}", rule(1, "care", benefit)).replacen(from, to, 1);
        let [problem] = &Tariff::load(&text).unwrap_err()[..] else { panic!("{to}") };
        assert!(problem.what_zh.contains(zh) && problem.remedy.contains(wanted), "{to}: {problem}");
    }
}

#[test]
fn each_kind_of_change_has_its_words() {
    let all = [
        About::Danger,
        About::Head,
        About::People,
        About::Sold,
        About::Calendar,
        About::Funds,
        About::Rules,
        About::Effect,
    ];
    let words: BTreeMap<&str, (&str, &str)> = all.iter().map(|about| (about.word(), about.words())).collect();
    assert_eq!(words.len(), all.len());
    let headings: std::collections::BTreeSet<_> = words.values().collect();
    assert_eq!(headings.len(), all.len(), "each has its own");
    assert!(words.values().all(|(zh, en)| !zh.is_empty() && !en.is_empty()));
    let same = tariff(&[]);
    assert!(diff(&same, &same).is_empty());
}
