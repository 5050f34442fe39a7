//! What changes from one tariff to the next, in sentences.

use expect_test::{Expect, expect};
use subsidy::{About, Tariff, diff};

const DEMO: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");
const THRESHOLD: &str = include_str!("../../../../tests/golden/tariffs/r2-threshold.toml");
const MANY: &str = include_str!("many.toml");

/// The reference's own pieces, put together.
fn reference() -> String {
    let readme = include_str!("../../README.md");
    readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// Replaces each pair once and tells what changes, dangers and tables first.
fn tells(text: &str, changes: &[(&str, &str)], expected: Expect) {
    let mut after = text.to_owned();
    for (from, to) in changes {
        assert!(after.contains(from), "there is no {from:?}");
        after = after.replacen(from, to, 1);
    }
    let load = |text: &str| Tariff::load(text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let told = diff(&load(text), &load(&after));
    let lines: Vec<String> = told
        .iter()
        .map(|change| format!("[{}] {}\n  {}", change.about.word(), change.zh, change.en))
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn the_same_tariff_does_not_change() {
    for text in [DEMO, THRESHOLD, MANY, &reference()] {
        let tariff = Tariff::load(text).unwrap();
        assert_eq!(diff(&tariff, &tariff), []);
    }
}

#[test]
fn a_price_goes_down() {
    tells(
        DEMO,
        &[("value = \"6.00\"", "value = \"5.00\"")],
        expect![[r#"
            [rules] 规则C 档午餐（age_80（C 档））的优惠：由 定价 6.00 改为 定价 5.00
              the rule tier C lunch (for age_80 (tier C)), benefit: from fixed price 6.00 to fixed price 5.00
            [effect] 80–89 周岁，C 档（age_80、elder），2024-01-01 买午餐（午餐）：原价 12.00 付 6.00 → 付 5.00；原价 5.01 付 5.01 → 付 5.00；原价 5.99 付 5.99 → 付 5.00；原价 6.00 付 6.00 → 付 5.00；原价 6.01 付 6.00 → 付 5.00；原价 7.99 付 6.00 → 付 5.00；另有 5 个价格
              aged 80 to 89, tier C (age_80, elder), lunch (lunch) on 2024-01-01: at 12.00 pays 6.00 → pays 5.00; at 5.01 pays 5.01 → pays 5.00; at 5.99 pays 5.99 → pays 5.00; at 6.00 pays 6.00 → pays 5.00; at 6.01 pays 6.00 → pays 5.00; at 7.99 pays 6.00 → pays 5.00; and at 5 more prices"#]],
    );
}

#[test]
fn a_border_moves() {
    tells(
        DEMO,
        &[
            ("age_from = 70, age_to = 79", "age_from = 70, age_to = 74"),
            ("age_from = 80, age_to = 89", "age_from = 75, age_to = 89"),
        ],
        expect![[r#"
            [people] age_70（B 档）的范围：由 70–79 周岁 改为 70–74 周岁
              who is in age_70 (tier B): from 70 to 79 years to 70 to 74 years
            [people] age_80（C 档）的范围：由 80–89 周岁 改为 75–89 周岁
              who is in age_80 (tier C): from 80 to 89 years to 75 to 89 years
            [effect] 75–79 周岁，B 档（age_70、elder） → C 档（age_80、elder），2024-01-01 买午餐（午餐）：原价 12.00 付 8.00 → 付 6.00；原价 6.01 付 6.01 → 付 6.00；原价 7.99 付 7.99 → 付 6.00；原价 8.00 付 8.00 → 付 6.00；原价 8.01 付 8.00 → 付 6.00；原价 9.99 付 8.00 → 付 6.00；另有 2 个价格
              aged 75 to 79, tier B (age_70, elder) → tier C (age_80, elder), lunch (lunch) on 2024-01-01: at 12.00 pays 8.00 → pays 6.00; at 6.01 pays 6.01 → pays 6.00; at 7.99 pays 7.99 → pays 6.00; at 8.00 pays 8.00 → pays 6.00; at 8.01 pays 8.00 → pays 6.00; at 9.99 pays 8.00 → pays 6.00; and at 2 more prices"#]],
    );
}

#[test]
fn a_released_code_means_something_else() {
    tells(
        DEMO,
        &[
            ("code = 71\n", "code = 79\n"),
            ("code = 72\nname = \"lunch_70\"", "code = 71\nname = \"lunch_70\""),
            ("bit = 9\n", "bit = 10\n"),
            ("slot = 7\n", "slot = 8\n"),
        ],
        expect![[r#"
            [danger] [[group]] 的 elder 原是 bit 9，现在是 10
              elder of [[group]] had the bit 9 and now has 10
            [danger] [[rule]] 的编号 71 原是 lunch_60，现在是 lunch_70
              code 71 of [[rule]] was lunch_60 and is now lunch_70
            [danger] [[rule]] 的 lunch_60 原是编号 71，现在是 79
              lunch_60 of [[rule]] had the code 71 and now has 79
            [danger] [[rule]] 的 lunch_70 原是编号 72，现在是 71
              lunch_70 of [[rule]] had the code 72 and now has 71
            [people] 取消人群 elder
              the group elder is gone
            [people] 新增人群 elder：60 周岁以上
              a new group elder: 60 years and over
            [rules] 规则B 档午餐（age_70（B 档））的名称：由 A 档午餐 改为 B 档午餐
              the rule tier B lunch (for age_70 (tier B)), its name: from tier A lunch to tier B lunch
            [rules] 规则B 档午餐（age_70（B 档））的人群：由 age_60（A 档） 改为 age_70（B 档）
              the rule tier B lunch (for age_70 (tier B)), groups: from age_60 (tier A) to age_70 (tier B)
            [rules] 规则B 档午餐（age_70（B 档））的优惠：由 定价 10.00 改为 定价 8.00
              the rule tier B lunch (for age_70 (tier B)), benefit: from fixed price 10.00 to fixed price 8.00
            [rules] 取消规则B 档午餐（编号 72）：age_70（B 档）买午餐不再有它
              the rule tier B lunch (code 72) is gone: age_70 (tier B) who buy lunch have it no more
            [rules] 新增规则A 档午餐（编号 79）：age_60（A 档）买午餐，任何时候，定价 10.00
              a new rule tier A lunch (code 79): for age_60 (tier A) who buy lunch, at any time, fixed price 10.00"#]],
    );
    tells(
        &reference(),
        &[
            ("unit = \"fen\"", "unit = \"point\""),
            (
                "mode = \"voucher\", account = \"service_voucher\"",
                "mode = \"points_per_unit\", account = \"service_voucher\", points = 1, unit = 60",
            ),
            ("left = \"12.30\"", "left = 12"),
            ("left = \"125.00\"", "left = 12"),
            ("drawn = { service_voucher = \"60.00\" }", "drawn = { service_voucher = 60 }"),
        ],
        expect![[r#"
            [danger] 账户 service_voucher 的单位由 fen 改为 point：已发放的会被读错
              the unit of the account service_voucher goes from fen to point: what was loaded is misread
            [rules] 规则服务券（age_80（C 档））的优惠：由 用券（service_voucher） 改为 每 60 分钟 1 分（service_voucher，零头不售，宽限 0 分钟）
              the rule service voucher (for age_80 (tier C)), benefit: from by voucher (service_voucher) to 1 points for 60 min (service_voucher, no part of a unit, 0 min of grace)
            [effect] 80 周岁以上（east_town），C 档（age_80），2024-01-01 买上门服务：原价 60.00 118 分钟 付 36.00 → 不售（时长不满一个单位）
              aged 80 and over of east_town, tier C (age_80), home help on 2024-01-01: at 60.00 118 min pays 36.00 → no sale (not a whole number of units)
            [effect] 80 周岁以上（river_village），C 档（age_80），2024-01-01 买上门服务：原价 60.00 118 分钟 付 36.00 → 不售（时长不满一个单位）
              aged 80 and over of river_village, tier C (age_80), home help on 2024-01-01: at 60.00 118 min pays 36.00 → no sale (not a whole number of units)
            [effect] 80 周岁以上，A 档（tier_a、age_80），2024-01-01 买上门服务：原价 60.00 118 分钟 付 36.00 → 不售（时长不满一个单位）
              aged 80 and over, tier A (tier_a, age_80), home help on 2024-01-01: at 60.00 118 min pays 36.00 → no sale (not a whole number of units)
            [effect] 80 周岁以上，C 档（age_80），2024-01-01 买上门服务：原价 60.00 118 分钟 付 36.00 → 不售（时长不满一个单位）
              aged 80 and over, tier C (age_80), home help on 2024-01-01: at 60.00 118 min pays 36.00 → no sale (not a whole number of units)
            [effect] 80 周岁以上，R 档（on_roster、age_80），2024-01-01 买上门服务：原价 60.00 118 分钟 付 36.00 → 不售（时长不满一个单位）
              aged 80 and over, tier R (on_roster, age_80), home help on 2024-01-01: at 60.00 118 min pays 36.00 → no sale (not a whole number of units)"#]],
    );
}

#[test]
fn rules_come_and_go() {
    let start = THRESHOLD.find("[[rule]]\ncode = 23").unwrap();
    let end = THRESHOLD.find("[[example]]").unwrap();
    let without = format!("{}{}", &THRESHOLD[..start], &THRESHOLD[end..]);
    let without = without.split("[[example]]").next().unwrap();
    let with = THRESHOLD.split("[[example]]").next().unwrap();
    let (with, without) = (Tariff::load(with).unwrap(), Tariff::load(without).unwrap());
    let told = |a: &Tariff, b: &Tariff| {
        let lines: Vec<String> = diff(a, b)
            .iter()
            .map(|change| format!("[{}] {}\n  {}", change.about.word(), change.zh, change.en))
            .collect();
        lines.join("\n")
    };
    expect![[r#"
        [rules] 取消规则B 档满减（编号 23）：tier_b（B 档）买堂食不再有它
          the rule tier B discount (code 23) is gone: tier_b (tier B) who buy dining in have it no more
        [rules] 取消规则B 档套餐满减（编号 24）：tier_b（B 档）买套餐不再有它
          the rule tier B set meal (code 24) is gone: tier_b (tier B) who buy set meal have it no more
        [rules] 取消规则店庆周让利（编号 25）：tier_a（A 档）、tier_c（C 档）、tier_b（B 档）买堂食、套餐不再有它
          the rule anniversary week (code 25) is gone: tier_a (tier A), tier_c (tier C), tier_b (tier B) who buy dining in, set meal have it no more
        [effect] 60–79 周岁，A 档（tier_a、tier_b），2024-01-01 买套餐（午餐、晚餐）：原价 15.00 付 13.00 → 付 15.00；原价 15.01 付 13.01 → 付 15.01
          aged 60 to 79, tier A (tier_a, tier_b), set meal (lunch, supper) on 2024-01-01: at 15.00 pays 13.00 → pays 15.00; at 15.01 pays 13.01 → pays 15.01
        [effect] 60–79 周岁，B 档（tier_b），2024-01-01 买堂食（午餐、晚餐）：原价 15.00 付 13.00 → 付 15.00；原价 15.01 付 13.01 → 付 15.01
          aged 60 to 79, tier B (tier_b), dining in (lunch, supper) on 2024-01-01: at 15.00 pays 13.00 → pays 15.00; at 15.01 pays 13.01 → pays 15.01
        [effect] 60–79 周岁，B 档（tier_b），2024-01-01 买套餐（午餐、晚餐）：原价 15.00 付 13.00 → 付 15.00；原价 15.01 付 13.01 → 付 15.01
          aged 60 to 79, tier B (tier_b), set meal (lunch, supper) on 2024-01-01: at 15.00 pays 13.00 → pays 15.00; at 15.01 pays 13.01 → pays 15.01"#]].assert_eq(&told(&with, &without));
    expect![[r#"
        [rules] 新增规则B 档满减（编号 23）：tier_b（B 档）买堂食，任何时候，满 15.00 减 2.00
          a new rule tier B discount (code 23): for tier_b (tier B) who buy dining in, at any time, 2.00 off from 15.00
        [rules] 新增规则B 档套餐满减（编号 24）：tier_b（B 档）买套餐，任何时候，满 15.00 减 2.00（按原价）
          a new rule tier B set meal (code 24): for tier_b (tier B) who buy set meal, at any time, 2.00 off from 15.00 (of the list price)
        [rules] 新增规则店庆周让利（编号 25）：tier_a（A 档）、tier_c（C 档）、tier_b（B 档）买堂食、套餐，2024-11-11 起、2024-11-17 止，减 0.50
          a new rule anniversary week (code 25): for tier_a (tier A), tier_c (tier C), tier_b (tier B) who buy dining in, set meal, from 2024-11-11, until 2024-11-17, 0.50 off
        [effect] 60–79 周岁，A 档（tier_a、tier_b），2024-01-01 买套餐（午餐、晚餐）：原价 15.00 付 15.00 → 付 13.00；原价 15.01 付 15.01 → 付 13.01
          aged 60 to 79, tier A (tier_a, tier_b), set meal (lunch, supper) on 2024-01-01: at 15.00 pays 15.00 → pays 13.00; at 15.01 pays 15.01 → pays 13.01
        [effect] 60–79 周岁，B 档（tier_b），2024-01-01 买堂食（午餐、晚餐）：原价 15.00 付 15.00 → 付 13.00；原价 15.01 付 15.01 → 付 13.01
          aged 60 to 79, tier B (tier_b), dining in (lunch, supper) on 2024-01-01: at 15.00 pays 15.00 → pays 13.00; at 15.01 pays 15.01 → pays 13.01
        [effect] 60–79 周岁，B 档（tier_b），2024-01-01 买套餐（午餐、晚餐）：原价 15.00 付 15.00 → 付 13.00；原价 15.01 付 15.01 → 付 13.01
          aged 60 to 79, tier B (tier_b), set meal (lunch, supper) on 2024-01-01: at 15.00 pays 15.00 → pays 13.00; at 15.01 pays 15.01 → pays 13.01"#]].assert_eq(&told(&without, &with));
}

/// One thing at a time, in every key of the reference that is no effect by itself.
#[test]
fn every_key_is_told() {
    let text = reference();
    // Examples would have to be mended too.
    let (text, _) = text.split_once("[[example]]").unwrap();
    for (from, to) in [
        ("version = 1", "version = 2"),
        ("zh = \"资费样例\"", "zh = \"新资费\""),
        ("effective_from = \"2024-01-01\"", "effective_from = \"2024-01-02\""),
        ("age_basis = \"birthday\"", "age_basis = \"next_month\""),
        ("leap_rule = \"feb28\"", "leap_rule = \"mar1\""),
        ("round = { unit = 1, mode = \"half_up\"", "round = { unit = 10, mode = \"half_up\""),
        ("refund = \"rerate\"", "refund = \"prorata\""),
        ("categories = [\"dibao\"]", "categories = [\"dibao\", \"tekun\"]"),
        ("rosters = [\"free_lunch\"]\n", "rosters = [\"free_lunch\", \"sundays\"]\n"),
        ("\"2024-10-02\", ", ""),
        ("work = [\"2024-09-29\"", "work = [\"2024-09-28\""),
        ("\"2026-10-18\"", "\"2026-10-19\""),
        ("from = \"10:30\"", "from = \"10:00\""),
        ("zh = \"助餐点\"", "zh = \"食堂\""),
        ("within = \"east_town\"", ""),
        ("zh = \"服务券\"", "zh = \"券\""),
        ("windows = [\"lunch\", \"night\"]", "windows = [\"lunch\"]"),
        ("closed_on = [\"spring_festival\"]", "closed_on = [\"chongyang\"]"),
        ("cut_off = \"18:00\"", "cut_off = \"17:00\""),
        ("days_before = 1", "days_before = 2"),
        ("required = true", "required = false"),
        ("no_show = \"funded\"", "no_show = \"reversed\""),
        ("outsiders = \"deny\"", "outsiders = \"full_price\""),
        ("letter = \"A\"", "letter = \"D\""),
        ("age_from = 60, categories_any", "age_from = 65, categories_any"),
        ("care_from = 2", "care_from = 3"),
        ("registered = true, places_any", "registered = false, places_any"),
        ("limited = true\n\n[[fund]]\ncode = 3", "\n[[fund]]\ncode = 3"),
        ("days_of_month = [1, 15]", "days_of_month = [1, 16]"),
        ("shift = \"none\"", "shift = \"month_end\""),
        ("days = \"work\"", "days = \"rest\""),
        ("weekdays = [\"mon\", \"tue\"]", "weekdays = [\"mon\"]"),
        ("first_day = \"2024-07-01\"", "first_day = \"2024-07-02\""),
        ("last_day = \"2024-12-31\" }\nwhere", "last_day = \"2024-12-30\" }\nwhere"),
        ("when = { windows = [\"lunch\"] }", "when = { windows = [\"night\"] }"),
        ("where = { kinds = [\"meal_point\"]", "where = { kinds = [\"partner\"]"),
        ("own_place = true", "own_place = false"),
        ("min_on = \"list\"", "min_on = \"net\""),
        ("part = \"floor\"", "part = \"ceil\""),
        ("grace = 10", "grace = 11"),
        ("method = \"mul_then_round\"", "method = \"daily_first\""),
        ("{ to = 100, value = \"1.50\" }", "{ to = 101, value = \"1.50\" }"),
        ("limit = \"5.00\", on_exceed = \"partial\"", "limit = \"5.00\", on_exceed = \"none\""),
        ("scope = \"quarter\"", "scope = \"month\""),
        (
            "share = 6000 }, { name = \"merchant\", share = 4000",
            "share = 5000 }, { name = \"merchant\", share = 5000",
        ),
        ("up_to = \"12.00\"", "up_to = \"11.00\""),
        ("overlay = true", "overlay = false"),
        ("stack = { group = \"concession\" }", "stack = { group = \"benefit\" }"),
        ("priority = 1", "priority = 2"),
        ("refund = \"prorata\"", "refund = \"rerate\""),
        ("mode = \"half_up\", on = \"self_pay\"", "mode = \"floor\", on = \"self_pay\""),
        ("rate = 38", "rate = 39"),
    ] {
        assert!(text.contains(from), "the reference has no {from:?}");
        let changed = text.replacen(from, to, 1);
        let after = Tariff::load(&changed).unwrap_or_else(|problems| panic!("{from}: {problems:?}"));
        let told = diff(&Tariff::load(text).unwrap(), &after);
        assert!(!told.is_empty(), "{from} → {to}: nothing is told");
        assert!(told.iter().any(|change| change.about < About::Effect), "{from} → {to}: {told:?}");
    }
}

/// Every age is another group and pays another price.
#[test]
fn a_page_and_no_more() {
    let tariff = |off: u32| {
        let head = DEMO.split("[[group]]").next().unwrap();
        let fund = "[[fund]]\ncode = 1\nname = \"gov\"\nzh = \"政府\"\nen = \"government\"\n\n";
        let groups: String = (0..31)
            .map(|bit| {
                format!(
                    "[[group]]\nbit = {bit}\nname = \"g{bit}\"\nwho = {{ age_from = {0}, age_to = {0} }}\n\n",
                    60 + bit
                )
            })
            .collect();
        let rules: String = (0..31)
            .map(|bit| format!("[[rule]]\ncode = {0}\nname = \"r{bit}\"\nzh = \"减\"\nen = \"off\"\nservices = [\"meal_lunch\", \"haircut\"]\ngroups = [\"g{bit}\"]\nbenefit = {{ mode = \"threshold_off\", value = \"0.{1}\", min = \"9.00\" }}\nfund = {{ waterfall = [{{ name = \"gov\" }}] }}\n\n", bit + 1, off + bit))
            .collect();
        Tariff::load(&format!("{head}{fund}{groups}{rules}"))
            .unwrap_or_else(|problems| panic!("{problems:?}"))
    };
    let told = diff(&tariff(10), &tariff(11));
    let effects: Vec<&str> =
        told.iter().filter(|change| change.about == About::Effect).map(|change| change.en.as_str()).collect();
    assert_eq!(effects.len(), 41);
    expect!["and 22 more cases in which what is paid changes"].assert_eq(effects.last().unwrap());
}
