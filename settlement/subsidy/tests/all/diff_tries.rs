//! On whom, on which days and at which tills the effect of a change is worked out.

use expect_test::{Expect, expect};
use subsidy::{About, Tariff, diff};

/// A tariff from day, with these tables and rules after its head.
fn tariff(head: &str, rest: &str) -> String {
    format!(
        "schema = \"lovecard-tariff/1\"\n[tariff]\nid = \"tries\"\nversion = 1\nzh = \"试算\"\nen = \"tries\"\n\
         effective_from = \"2024-01-01\"\nage_basis = \"birthday\"\nleap_rule = \"feb28\"\n\
         [holders]\ncategories = [\"dibao\", \"tekun\"]\nrosters = [\"listed\"]\n{head}\n\
         [[fund]]\ncode = 1\nname = \"county\"\nzh = \"县\"\nen = \"county\"\n{rest}"
    )
}

const CARE: &str = "[[service]]\ncode = 1\nname = \"care\"\nzh = \"照护\"\nen = \"care\"\n";

fn group(bit: u8, name: &str, who: &str) -> String {
    format!("[[group]]\nbit = {bit}\nname = \"{name}\"\nwho = {{ {who} }}\n")
}

/// A rule about care, with what is written after its heading.
fn rule(code: u16, groups: &str, value: &str, rest: &str) -> String {
    format!(
        "[[rule]]\ncode = {code}\nname = \"r{code}\"\nzh = \"规则{code}\"\nen = \"rule {code}\"\n\
         services = [\"care\"]\ngroups = [\"{groups}\"]\n\
         benefit = {{ mode = \"amount_off\", value = \"{value}\" }}\n\
         fund = {{ waterfall = [{{ name = \"county\" }}] }}\n{rest}\n"
    )
}

fn example(price: &str, more: &str) -> String {
    format!(
        "[[example]]\nname = \"{price} {}\"\nservice = \"care\"\nprice = \"{price}\"\nat = \"2024-03-06 12:00\"\n\
         birth = \"1994-03-02\"\n{more}\nexpect = {{ letter = \"-\" }}\n",
        more.replace(['"', '\n'], " ")
    )
}

fn load(text: &str) -> Tariff {
    Tariff::load(text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// What is paid differently, one Chinese line each.
fn effects(before: &str, after: &str, expected: Expect) {
    let told = diff(&load(before), &load(after));
    let lines = told.iter().filter(|change| change.about == About::Effect);
    expected.assert_eq(&lines.map(|change| format!("{}\n", change.zh)).collect::<String>());
}

/// One of every kind that a predicate can tell apart is tried: each of these groups has a rule of its own.
#[test]
fn every_kind_of_person_is_tried() {
    let whos = [
        ("with_word", "categories_any = [\"dibao\"]"),
        ("without_word", "categories_none = [\"tekun\"]"),
        ("on_list", "rosters_any = [\"listed\"]"),
        ("of_place", "places_any = [\"river\"]"),
        ("in_care", "care_from = 3, care_to = 4"),
        ("guest", "resident = false"),
        ("elsewhere", "registered = false"),
        ("old", "age_from = 60"),
    ];
    let places = "[[place]]\ncode = 1\nname = \"river\"\nzh = \"河村\"\nen = \"river\"\n";
    let groups: String = (0..).zip(whos).map(|(bit, (name, who))| group(bit, name, who)).collect();
    let rules = |off: u16| -> String {
        (1..).zip(whos).map(|(code, (name, _))| rule(code, name, &format!("{code}.{off}0"), "")).collect()
    };
    let head = format!("{places}{CARE}{groups}");
    let examples = example("10.00", "");
    effects(
        &tariff(&head, &format!("{}{examples}", rules(1))),
        &tariff(&head, &format!("{}{examples}", rules(2))),
        expect![[r#"
            0–59 周岁（river），without_word、of_place，2024-01-01 买照护：原价 10.00 付 5.90 → 付 5.80
            0–59 周岁，with_word、without_word，2024-01-01 买照护：原价 10.00 付 7.90 → 付 7.80
            0–59 周岁，without_word，2024-01-01 买照护：原价 10.00 付 7.90 → 付 7.80
            0–59 周岁，without_word、elsewhere，2024-01-01 买照护：原价 10.00 付 2.90 → 付 2.80
            0–59 周岁，without_word、guest，2024-01-01 买照护：原价 10.00 付 3.90 → 付 3.80
            0–59 周岁，without_word、in_care，2024-01-01 买照护：原价 10.00 付 4.90 → 付 4.80
            0–59 周岁，without_word、on_list，2024-01-01 买照护：原价 10.00 付 6.90 → 付 6.80
            60 周岁以上（river），without_word、of_place、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，with_word、without_word、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，without_word、elsewhere、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，without_word、guest、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，without_word、in_care、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，without_word、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
            60 周岁以上，without_word、on_list、old，2024-01-01 买照护：原价 10.00 付 1.90 → 付 1.80
        "#]],
    );
}

/// The plain day is one on which both work, nothing is celebrated and no rule that asks for a day holds; then each
/// such rule has its own first day.
#[test]
fn the_days_are_those_that_the_rules_ask_for() {
    let head = |rest: &str| {
        format!(
            "[days]\nrest = [\"{rest}\"]\nwork = []\n[[festival]]\nname = \"new_year\"\nzh = \"元旦\"\nen = \"new year\"\n\
             days = [\"2024-01-01\", \"2024-02-10\"]\n[[window]]\ncode = 1\nname = \"noon\"\nzh = \"中午\"\nen = \"noon\"\n\
             from = \"10:00\"\nto = \"14:00\"\n{CARE}windows = [\"noon\"]\n{}",
            group(0, "old", "age_from = 60")
        )
    };
    let rules = |value: &str| {
        [
            (1, "when = { days_of_month = [2] }"),
            (2, "when = { festivals = [\"new_year\"] }"),
            (3, "when = { days = \"rest\" }"),
            (4, "when = { weekdays = [\"sat\"], windows = [\"noon\"] }"),
            (5, "when = { weekdays = [\"wed\"], days = \"work\" }"),
            (6, "when = { windows = [\"noon\"] }"),
        ]
        .map(|(code, when)| rule(code, "old", &format!("{code}.{value}"), when))
        .concat()
    };
    let examples = example("20.00", "");
    effects(
        &tariff(&head("2024-01-03"), &format!("{}{examples}", rules("10"))),
        &tariff(&head("2024-01-04"), &format!("{}{examples}", rules("30"))),
        expect![[r#"
            60 周岁以上，old，2024-01-01 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
            60 周岁以上，old，2024-01-02 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
            60 周岁以上，old，2024-01-03 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
            60 周岁以上，old，2024-01-04 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
            60 周岁以上，old，2024-01-05 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
            60 周岁以上，old，2024-01-06 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
            60 周岁以上，old，2024-01-10 买照护（中午）：原价 20.00 付 13.90 → 付 13.70
        "#]],
    );
}

/// Ages that follow each other and are the same to both tariffs are one stretch; an age that stands apart is named
/// apart; somebody of the same age who is the same to both is not named twice.
#[test]
fn ages_are_told_in_stretches() {
    let groups = [
        group(0, "middle", "age_from = 40, age_to = 59"),
        group(1, "poor_and_old", "age_from = 70, categories_any = [\"dibao\"]"),
        group(2, "very_old", "age_from = 90, rosters_any = [\"listed\"]"),
    ];
    let head = format!("{CARE}{}", groups.concat());
    let everybody = |value: &str| format!("{}{}", rule(1, "everybody", value, ""), example("10.00", ""));
    effects(
        &tariff(&head, &everybody("1.00")),
        &tariff(&head, &everybody("2.00")),
        expect![[r#"
        0–39 周岁、60 周岁以上，无人群，2024-01-01 买照护：原价 10.00 付 9.00 → 付 8.00
        40–59 周岁，middle，2024-01-01 买照护：原价 10.00 付 9.00 → 付 8.00
        70 周岁以上，poor_and_old，2024-01-01 买照护：原价 10.00 付 9.00 → 付 8.00
        90 周岁以上，very_old，2024-01-01 买照护：原价 10.00 付 9.00 → 付 8.00
    "#]],
    );
}

/// Several pieces and minutes are said with the price.
#[test]
fn pieces_and_minutes_are_told() {
    let head = format!("{CARE}{}", group(0, "old", "age_from = 60"));
    let examples =
        [example("10.00", ""), example("11.00", "quantity = 2"), example("12.00", "minutes = 30")].concat();
    let rules = |value: &str| format!("{}{examples}", rule(1, "old", value, ""));
    effects(
        &tariff(&head, &rules("1.00")),
        &tariff(&head, &rules("2.00")),
        expect![[r#"
        60 周岁以上，old，2024-01-01 买照护：原价 10.00 付 9.00 → 付 8.00；原价 11.00 ×2 付 10.00 → 付 9.00；原价 12.00 30 分钟 付 11.00 → 付 10.00
    "#]],
    );
}

/// A border of a fixed price or a threshold is tried beside it, never below a fen, and not where an example is.
#[test]
fn borders_are_tried_on_both_sides() {
    let head = format!("{CARE}{}", group(0, "old", "age_from = 60"));
    let with = |benefit: &str, rest: &str| {
        let rule = rule(1, "old", "1.00", rest);
        rule.replace(
            "benefit = { mode = \"amount_off\", value = \"1.00\" }",
            &format!("benefit = {{ {benefit} }}"),
        )
    };
    let after = tariff(&head, &(rule(1, "old", "0.50", "") + &example("2.00", "")));
    let fixed = with("mode = \"fixed_price\", value = \"0.01\"", "");
    effects(
        &tariff(&head, &(fixed + &example("2.00", ""))),
        &after,
        expect![[r#"
        60 周岁以上，old，2024-01-01 买照护：原价 2.00 付 0.01 → 付 1.50；原价 0.01 付 0.01 → 付 0.00；原价 0.02 付 0.01 → 付 0.00
    "#]],
    );
    let threshold = with("mode = \"threshold_off\", value = \"0.70\", min = \"2.00\"", "");
    effects(
        &tariff(&head, &(threshold + &example("2.00", ""))),
        &after,
        expect![[r#"
        60 周岁以上，old，2024-01-01 买照护：原价 2.00 付 1.30 → 付 1.50；原价 1.99 付 1.99 → 付 1.49；原价 2.01 付 1.31 → 付 1.51
    "#]],
    );
}

/// The till of the trial is one that sells under both, though its kind has another code; a service that one of them
/// sells at another hour is tried at both.
#[test]
fn the_till_and_the_hours_are_those_of_both() {
    let window = |code: u8, name: &str, from: &str, to: &str| {
        format!(
            "[[window]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}\"\nen = \"{name}\"\nfrom = \"{from}\"\nto = \"{to}\"\n"
        )
    };
    let kind = |code: u8, name: &str| {
        format!("[[kind]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}\"\nen = \"{name}\"\n")
    };
    let windows = window(1, "morning", "06:00", "10:00") + &window(2, "noon", "10:00", "14:00");
    let old = group(0, "old", "age_from = 60");
    let rules = |value: &str| {
        rule(1, "old", value, "where = { kinds = [\"shop\"] }")
            + &example("9.00", "point = { kind = \"shop\" }\n")
    };
    let kinds_before = kind(1, "canteen") + &kind(2, "shop");
    let kinds_after = kind(3, "shop") + &kind(2, "canteen");
    let before = format!("{windows}{kinds_before}{CARE}windows = [\"morning\", \"noon\"]\n{old}");
    let after = format!("{windows}{kinds_after}{CARE}windows = [\"noon\"]\nkinds = [\"shop\"]\n{old}");
    let noon = |text: String| text.replace("at = \"2024-03-06 12:00\"", "at = \"2024-03-06 13:00\"");
    effects(
        &tariff(&before, &noon(rules("1.00"))),
        &tariff(&after, &noon(rules("2.00"))),
        expect![[r#"
            0–59 周岁，无人群，2024-01-01 买照护（morning）：原价 9.00 付 9.00 → 不售（不在营业时段）
            60 周岁以上，old，2024-01-01 买照护（morning）：原价 9.00 付 8.00 → 不售（不在营业时段）
            60 周岁以上，old，2024-01-01 买照护（noon）：原价 9.00 付 8.00 → 付 7.00
        "#]],
    );
    // The other way round: the kind is asked for by the older one alone.
    effects(
        &tariff(&after, &noon(rules("2.00"))),
        &tariff(&before, &noon(rules("1.00"))),
        expect![[r#"
            0–59 周岁，无人群，2024-01-01 买照护（morning）：原价 9.00 不售（不在营业时段） → 付 9.00
            60 周岁以上，old，2024-01-01 买照护（morning）：原价 9.00 不售（不在营业时段） → 付 8.00
            60 周岁以上，old，2024-01-01 买照护（noon）：原价 9.00 付 7.00 → 付 8.00
        "#]],
    );
    // Nobody asks for a kind: then the till has none, and a rule that wants a shop does not hold.
    let plain = format!("{windows}{kinds_before}{CARE}windows = [\"noon\"]\n{old}");
    let anywhere =
        |value: &str| noon(rule(1, "old", value, "where = { kinds = [\"shop\"] }") + &example("9.00", ""));
    effects(&tariff(&plain, &anywhere("1.00")), &tariff(&plain, &anywhere("2.00")), expect![[""]]);
}

/// Every sentence about what a text says, one Chinese and one English line each.
fn sentences(text: &str, changes: &[(&str, &str)], expected: Expect) {
    let mut after = text.to_owned();
    for (from, to) in changes {
        assert!(after.contains(from), "there is no {from:?}");
        after = after.replacen(from, to, 1);
    }
    let told = diff(&load(text), &load(&after));
    let lines = told.iter().filter(|change| change.about != About::Effect);
    expected.assert_eq(&lines.map(|change| format!("{}\n{}\n", change.zh, change.en)).collect::<String>());
}

/// Days, places, kinds and people are told by name.
#[test]
fn what_is_written_is_told_by_name() {
    let kind = |code: u8, name: &str| {
        format!("[[kind]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}店\"\nen = \"{name}\"\n")
    };
    let place = |code: u8, name: &str, within: &str| {
        format!("[[place]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}村\"\nen = \"{name}\"\n{within}")
    };
    let groups = [
        group(0, "old", "age_from = 60"),
        group(1, "young", "age_to = 30"),
        group(2, "none", "age_from = 31"),
    ];
    let head = [
        kind(1, "a"),
        kind(2, "b"),
        kind(3, "c"),
        place(1, "north", ""),
        place(2, "south", ""),
        place(3, "river", "within = \"north\"\n"),
        format!("{CARE}kinds = [\"a\", \"b\"]\ngroups = [\"old\", \"young\"]\noutsiders = \"deny\"\n"),
        groups.concat(),
    ];
    let when = "when = { days_of_month = [1, 15, 31], weekdays = [\"mon\", \"wed\"] }\nslot = 9\ncap = [{ scope = \"day\", kind = \"count\", limit = 1 }]";
    let text = tariff(&head.concat(), &rule(1, "old", "1.00", when));
    sentences(
        &text,
        &[
            ("kinds = [\"a\", \"b\"]", "kinds = [\"b\", \"c\"]"),
            ("groups = [\"old\", \"young\"]", "groups = [\"young\", \"none\"]"),
            ("within = \"north\"", "within = \"south\""),
            ("days_of_month = [1, 15, 31]", "days_of_month = [2, 16, 30]"),
            ("weekdays = [\"mon\", \"wed\"]", "weekdays = [\"tue\", \"sun\"]"),
            ("slot = 9", "slot = 8"),
        ],
        expect![[r#"
            规则 r1 的计数槽由 9 改为 8：卡上已计的次数和金额不再算
            the rule r1 counts in slot 8 instead of 9: what cards have counted is forgotten
            地方river村：由 north村 改为 south村
            the place river: from north to south
            照护的商户种类：由 a店、b店 改为 b店、c店
            care: kinds of merchants: from a, b to b, c
            照护的出售对象：由 old、young，其他人不售 改为 young、none，其他人不售
            care: for whom: from old, young, no sale to others to young, none, no sale to others
            规则规则1（old）的时间：由 每月 1/15/31 日、星期一三 改为 每月 2/16/30 日、星期二日
            the rule rule 1 (for old), when: from on day 1/15/31 of a month, Mon/Wed to on day 2/16/30 of a month, Tue/Sun
            规则规则1（old）的计数槽：由 9 改为 8
            the rule rule 1 (for old), slot: from 9 to 8
        "#]],
    );
}

/// The order of lettered groups is told where it changes, and not where a group without a letter moves or comes.
#[test]
fn an_order_of_tiers_is_told() {
    let lettered = |bit: u8, name: &str, letter: &str, who: &str| {
        group(bit, name, who).replace("who", &format!("letter = \"{letter}\"\nwho"))
    };
    let (a, b) =
        (lettered(0, "a", "A", "age_from = 60"), lettered(1, "b", "B", "categories_any = [\"dibao\"]"));
    let (c, plain) =
        (lettered(2, "c", "C", "age_from = 20, age_to = 30"), group(3, "plain", "age_from = 70"));
    let told = |before: &[&String], after: &[&String]| {
        let of = |groups: &[&String]| {
            let groups: String = groups.iter().map(|group| group.as_str()).collect();
            load(&tariff(&format!("{CARE}{groups}"), ""))
        };
        diff(&of(before), &of(after)).iter().any(|change| change.zh.starts_with("人群的先后变了"))
    };
    assert!(told(&[&a, &b], &[&b, &a]));
    assert!(!told(&[&a, &b], &[&a, &b, &c]), "a new one comes last");
    assert!(!told(&[&a, &b], &[&c, &a, &b]), "a new one was not there before");
    assert!(!told(&[&plain, &a, &b], &[&a, &plain, &b]), "no letter, no order");
}
