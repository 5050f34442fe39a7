//! What a tariff says of itself, and what it says of a text that is wrong by one step.

use jiff::civil::date;
use money::Fen;
use subsidy::{Case, HolderFacts, Point, Quote, Stage, Standing, Tariff, check, classify, explain, quote};

/// Everything has a code that is not the first that comes to mind.
const HEAD: &str = r#"
schema = "lovecard-tariff/1"
[tariff]
id = "itself"
version = 7
zh = "自述"
en = "of itself"
effective_from = "2024-05-06"
age_basis = "birthday"
leap_rule = "feb28"
[holders]
categories = ["dibao"]
[[window]]
code = 3
name = "late"
zh = "夜宵"
en = "late"
from = "22:00"
to = "02:00"
[[kind]]
code = 4
name = "canteen"
zh = "食堂"
en = "canteen"
[[kind]]
code = 5
name = "shop"
zh = "商店"
en = "shop"
[[place]]
code = 6
name = "east"
zh = "东村"
en = "east"
[[place]]
code = 8
name = "river"
zh = "河村"
en = "river"
[[account]]
code = 9
name = "voucher"
zh = "券"
en = "voucher"
unit = "fen"
[[service]]
code = 11
name = "meal"
zh = "用餐"
en = "meal"
windows = ["late"]
[[service]]
code = 12
name = "care"
zh = "照护"
en = "care"
[[group]]
bit = 3
name = "elder"
letter = "A"
who = { age_from = 60 }
[[group]]
bit = 4
name = "poor"
who = { age_from = 70, categories_any = ["dibao"] }
[[fund]]
code = 1
name = "county"
zh = "县"
en = "county"
[[rule]]
code = 21
name = "off"
zh = "减"
en = "off"
services = ["care"]
groups = ["elder"]
benefit = { mode = "amount_off", value = "1.00" }
cap = [{ scope = "quarter", kind = "count", limit = 9 }]
fund = { waterfall = [{ name = "county" }] }
[[rule]]
code = 22
name = "voucher"
zh = "用券"
en = "voucher"
services = ["care"]
groups = ["elder"]
benefit = { mode = "voucher", account = "voucher" }
fund = { waterfall = [{ name = "county" }] }
"#;

fn itself() -> Tariff {
    Tariff::load(HEAD).unwrap()
}

#[test]
fn names_codes_and_days() {
    let tariff = itself();
    assert_eq!((tariff.id(), tariff.title(), tariff.version()), ("itself", ("自述", "of itself"), 7));
    assert_eq!(tariff.effective_from(), date(2024, 5, 6));
    assert_eq!(tariff.standing_day(date(2024, 5, 5)), date(2024, 5, 6), "it classified nobody before");
    assert_eq!(tariff.standing_day(date(2024, 5, 7)), date(2024, 5, 7));
    assert_eq!(tariff.windows().iter().map(|window| window.code).collect::<Vec<_>>(), [3]);
    assert_eq!(
        (tariff.rule_account(21), tariff.rule_account(22), tariff.rule_account(23)),
        (None, Some(9), None)
    );
    assert_eq!(
        (tariff.rule_stage(21), tariff.rule_stage(22), tariff.rule_stage(23)),
        (Some(Stage::Benefit), Some(Stage::Voucher), None)
    );
    for (day, first) in
        [((2024, 5, 6), (2024, 4, 1)), ((2024, 12, 31), (2024, 10, 1)), ((2025, 1, 1), (2025, 1, 1))]
    {
        let [day, first] = [day, first].map(|(year, month, day)| date(year, month, day));
        assert_eq!(tariff.remembers_from(day), first, "{day}");
    }
    for (kind, place, point) in [
        ("canteen", "east", Point { kind: 4, place: 6 }),
        ("shop", "river", Point { kind: 5, place: 8 }),
        ("stall", "hill", Point { kind: 0, place: 0 }),
    ] {
        assert_eq!(tariff.point(kind, place), point);
    }
    for (place, code) in [("east", 6), ("river", 8), ("hill", 0)] {
        let facts = HolderFacts { place: Some(place.to_owned()), ..HolderFacts::born(date(1950, 1, 1)) };
        assert_eq!(classify(&tariff, &facts, date(2024, 5, 6)).place, code);
    }
}

#[test]
fn facts_about_a_holder_are_never_shown() {
    assert_eq!(format!("{:?}", HolderFacts::born(date(1950, 1, 1))), "HolderFacts(<private>)");
}

/// A refused sale stands in the business day it was tried in, which began the evening before.
#[test]
fn a_refusal_has_its_day() {
    let closed = HEAD.replace(
        "[[window]]\n",
        "[[festival]]\nname = \"rest\"\nzh = \"歇业日\"\nen = \"rest\"\ndays = [\"2024-06-01\"]\n[[window]]\n",
    );
    let closed = closed.replace("windows = [\"late\"]\n", "windows = [\"late\"]\nclosed_on = [\"rest\"]\n");
    let tariff = Tariff::load(&closed).unwrap();
    let case = Case::plain(11, Fen(1000), date(2024, 6, 2).at(0, 30, 0, 0), Standing::new('A', 1 << 3));
    let Quote { day, denied, window, .. } = quote(&tariff, &case);
    assert_eq!((day, window, denied.map(subsidy::Denial::word)), (date(2024, 6, 1), 3, Some("closed_day")));
    let told = explain(&tariff, &case, &quote(&tariff, &case));
    assert!(told[0].zh.contains("歇业日") && told[0].en.contains("rest"), "{told:?}");
}

/// A change that changes nobody's standing does not part the time: an elder without the word turns 70 unnoticed.
#[test]
fn a_turn_without_a_change_is_no_turn() {
    let told = |categories: &[&str]| {
        let categories = categories.iter().map(|&word| word.to_owned()).collect();
        let facts = HolderFacts { categories, ..HolderFacts::born(date(1955, 7, 15)) };
        subsidy::spans(&itself(), &facts, date(2025, 1, 1), date(2025, 12, 31)).len()
    };
    assert_eq!((told(&[]), told(&["dibao"])), (1, 2));
}

/// Several pieces are said with the price.
#[test]
fn the_price_says_how_many() {
    let tariff = itself();
    let mut case = Case::plain(12, Fen(1000), date(2024, 6, 2).at(12, 0, 0, 0), Standing::new('A', 1 << 3));
    let first = |case: &Case<'_>| explain(&tariff, case, &quote(&tariff, case))[0].zh.clone();
    assert_eq!(first(&case), "照护");
    case.quantity = 2;
    assert_eq!(first(&case), "照护 ×2");
}

/// Words of a report: which kind of value was wanted, and what is one step too much.
#[test]
fn one_step_too_much() {
    let fee = |terms: &str| {
        format!(
            "[[fee]]\ncode = 1\nname = \"fee\"\nzh = \"费\"\nen = \"fee\"\n{terms}round = {{ unit = 1, mode = \"half_up\" }}\n"
        )
    };
    let capped = |cap: &str| {
        (
            "cap = [{ scope = \"quarter\", kind = \"count\", limit = 9 }]".to_owned(),
            format!("cap = [{{ {cap} }}]"),
        )
    };
    let tiers = |tiers: &str| {
        let to = format!("benefit = {{ mode = \"margin_tier\", tiers = [{tiers}] }}");
        ("benefit = { mode = \"amount_off\", value = \"1.00\" }".to_owned(), to)
    };
    let set = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let add = |text: String| ("[[rule]]\ncode = 21".to_owned(), format!("{text}[[rule]]\ncode = 21"));
    for ((from, to), wrong) in [
        (set("version = 7", "version = \"7\""), "不小于 0 的整数"),
        (set("code = 21", "code = \"21\""), "0 到 65535 的整数"),
        (set("en = \"of itself\"", "en = 7"), "带引号的文字"),
        (set("age_from = 60", "age_from = 60, resident = 1"), "true 或 false"),
        (set("who = { age_from = 60 }", "who = 60"), "花括号中的表"),
        (
            set("en = \"of itself\"", "en = \"of itself\"\nround = { unit = \"1\" }"),
            "请写成：整数 · write a whole number",
        ),
        (set("version = 7", "version = \"x\""), "文字 x"),
        (set("age_from = 60", "age_from = 60, age_to = 130"), ""),
        (set("age_from = 60", "age_from = 60, age_to = 131"), "没有人这样年长"),
        (set("age_from = 60", "care_from = 6"), ""),
        (set("age_from = 60", "care_from = 7"), "没有失能等级"),
        (set("age_from = 60", "care_from = 2, care_to = 2"), ""),
        (set("age_from = 60", "care_from = 3, care_to = 2"), "等级上限"),
        (add(fee("rate = 10000\n")), ""),
        (add(fee("rate = 10001\n")), "超过全额"),
        (add(fee("fixed = \"1.00\"\n")), ""),
        (add(fee("each = \"1.00\"\n")), ""),
        (add(fee("rate = 0\n")), "什么也不收"),
        (capped("scope = \"sale\", kind = \"amount\", limit = \"0.01\""), ""),
        (capped("scope = \"sale\", kind = \"amount\", limit = \"0.00\""), "limit"),
        (capped("scope = \"sale\", kind = \"amount\", limit = \"-0.01\""), "0.01"),
        (capped("scope = \"day\", kind = \"amount\", limit = 1"), "以元为单位并加引号"),
        (capped("scope = \"day\", kind = \"count\", limit = \"1.00\""), "不带引号的数字"),
        (tiers("{ to = 5, value = \"2.00\" }, { value = \"1.00\" }"), ""),
        (tiers("{ to = 5, value = \"2.00\" }, { to = 9, value = \"1.00\" }"), "最后一段不写 to"),
        (tiers("{ value = \"2.00\" }, { value = \"1.00\" }"), "只有最后一段"),
        (
            tiers("{ to = 5, value = \"2.00\" }, { to = 5, value = \"1.50\" }, { value = \"1.00\" }"),
            "逐段增大",
        ),
        (
            set(
                "benefit = { mode = \"amount_off\", value = \"1.00\" }",
                "benefit = { mode = \"amount_off\" }",
            ),
            "限额",
        ),
        (set("name = \"poor\"", &format!("name = \"{}\"", "a".repeat(32))), ""),
        (set("name = \"poor\"", &format!("name = \"{}\"", "a".repeat(33))), "不合写法"),
    ] {
        assert!(HEAD.contains(&from), "{from}");
        let told = Tariff::load(&HEAD.replacen(&from, &to, 1));
        let said: String = told.err().into_iter().flatten().map(|problem| format!("{problem}\n")).collect();
        assert_eq!(said.is_empty(), wrong.is_empty(), "{to}: {said}");
        assert!(said.contains(wrong), "{to}: {said}");
    }
}

/// What is expected of orders and fees is compared too, thing by thing.
#[test]
fn orders_and_fees_are_compared() {
    let text = HEAD.replace("name = \"care\"\nzh", "name = \"care\"\norder = { required = true, cut_off = \"18:00\", days_before = 1, no_show = \"funded\" }\nzh");
    let order = |placed: &str, expect: &str| {
        format!(
            "{text}[[order_example]]\nname = \"订\"\nservice = \"care\"\nplaced = \"2024-07-14 {placed}\"\nday = \"2024-07-15\"\n\
             cancelled = \"2024-07-14 18:00:00\"\nexpect = {{ {expect} }}\n"
        )
    };
    for (placed, expect, right) in [
        ("17:59:59", "accepted = true, returned = false", true),
        ("18:29:00", "accepted = true, returned = false", false),
        ("18:29:00", "accepted = false, earliest = \"2024-07-16\"", true),
        ("18:29:00", "accepted = false, earliest = \"2024-07-17\"", false),
        ("17:59:59", "accepted = true, returned = true", false),
        ("17:59:59", "accepted = false", false),
        ("18:29:00", "accepted = false, returned = true", false),
    ] {
        let report = check(&order(placed, expect)).to_string();
        assert_eq!(report.contains("例子“订”不符"), !right, "{placed} {expect}: {report}");
    }
    let fee = |charged: &str| {
        format!(
            "{HEAD}[[fee]]\ncode = 1\nname = \"fee\"\nzh = \"费\"\nen = \"fee\"\nkinds = [\"shop\"]\nrate = 100\n\
             round = {{ unit = 1, mode = \"half_up\" }}\n[[fee_example]]\nname = \"收\"\nfee = \"fee\"\nkind = \"shop\"\ncount = 1\namount = \"10.00\"\n\
             expect = {{ fee = \"{charged}\" }}\n"
        )
    };
    for (charged, right) in [("0.10", true), ("0.11", false)] {
        let report = check(&fee(charged)).to_string();
        assert_eq!(report.contains("例子“收”不符"), !right, "{charged}: {report}");
    }
}

/// A case on a line names the till's place.
#[test]
fn a_case_names_its_place() {
    let text = HEAD.replace(
        "benefit = { mode = \"amount_off\", value = \"1.00\" }",
        "where = { places = [\"river\"] }\nbenefit = { mode = \"amount_off\", value = \"1.00\" }",
    );
    let tariff = Tariff::load(&text).unwrap();
    let paid = |place: &str| {
        let line = format!(
            r#"{{"service":"care","price":"5.00","at":"2024-06-03 12:00","birth":"1950-01-01","point":{{"place":"{place}"}}}}"#
        );
        let told: serde_json::Value =
            serde_json::from_str(&subsidy::cases::answer(&tariff, &line).unwrap()).unwrap();
        told["self_pay_fen"].as_i64()
    };
    assert_eq!((paid("river"), paid("east")), (Some(400), Some(500)));
}

/// Two sales of one minute are in order; the first day of the tariff is its own.
#[test]
fn two_sales_at_once_are_in_order() {
    let first = HEAD.to_owned()
        + "[[example]]\nname = \"例\"\nservice = \"care\"\nprice = \"5.00\"\nat = \"2024-05-06 12:00\"\nbirth = \"1950-01-01\"\nexpect = { self_pay = \"4.00\" }\n";
    assert!(Tariff::load(&first).is_ok());
    assert!(Tariff::load(&first.replace("2024-05-06 12", "2024-05-05 12")).is_err());
    let at = |at: &str| {
        format!(
            "{HEAD}[[example]]\nname = \"例\"\nservice = \"care\"\nprice = \"5.00\"\nat = \"2024-06-03 12:00\"\nbirth = \"1950-01-01\"\n\
             earlier = [{{ service = \"care\", price = \"5.00\", at = \"{at}\" }}]\nexpect = {{ self_pay = \"4.00\" }}\n"
        )
    };
    assert!(Tariff::load(&at("2024-06-03 12:00")).is_ok());
    assert!(Tariff::load(&at("2024-06-03 12:01")).is_err());
}

/// An example that does not come out says of each thing what was expected and what came.
#[test]
fn what_did_not_come_out_is_told() {
    let example = |more: &str| {
        format!(
            "{HEAD}[[example]]\nname = \"例\"\nservice = \"care\"\nprice = \"5.00\"\nat = \"2024-06-03 12:00\"\nbirth = \"1950-01-01\"\n{more}\n"
        )
    };
    let lots = "lots = [{ account = \"voucher\", load = 1, left = \"3.00\", first_day = \"2024-06-01\", last_day = \"2024-06-30\" }]\n";
    let back = "refund = { amount = \"2.00\", at = \"2024-06-03 13:00\" }\n";
    for (more, said) in [
        (
            format!("{lots}expect = {{ drawn = {{ voucher = \"2.00\" }} }}"),
            "用去应为 voucher 200，算得 voucher 300",
        ),
        (format!("{lots}expect = {{ lots = {{ 1 = \"1.00\" }} }}"), "余下应为 1 100，算得 1 0"),
        (format!("{lots}expect = {{ rules = [\"off\"] }}"), "各级规则应为 off，算得 off, voucher"),
        ("expect = { rules = [\"off\", \"voucher\"] }".to_owned(), "各级规则应为 off, voucher，算得 off"),
        (format!("{back}expect = {{ returned = \"1.99\" }}"), "退现金应为 1.99，算得"),
        (format!("{back}expect = {{ restored = \"9.99\" }}"), "退回优惠应为 9.99，算得"),
        ("expect = { letter = \"B\" }".to_owned(), "档次应为 B，算得 A"),
    ] {
        let report = check(&example(&more)).to_string();
        assert!(report.contains(said), "{more}: {report}");
    }
}
