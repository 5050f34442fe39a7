//! Counting, giving back and sharing at their edges: windows of one day, pieces, points, days of a load.

use jiff::civil::date;
use money::Fen;
use subsidy::{
    Case, Count, Load, LotEntry, Lots, Part, Placement, Quote, RefundError, Returned, Stage, Standing, Taken,
    Tariff, quote, refund,
};

const HEAD: &str = r#"
schema = "lovecard-tariff/1"
[tariff]
id = "countings"
version = 1
zh = "计数"
en = "countings"
effective_from = "2024-01-01"
age_basis = "birthday"
leap_rule = "feb28"
round = { unit = 1, mode = "half_up", on = "subsidy", scope = "bill" }
[[account]]
code = 1
name = "points"
zh = "积分"
en = "points"
unit = "point"
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
[[group]]
bit = 4
name = "old"
who = { age_from = 80 }
[[fund]]
code = 1
name = "county"
zh = "县"
en = "county"
"#;

fn rule(code: u16, benefit: &str, rest: &str) -> String {
    format!(
        "[[rule]]\ncode = {code}\nname = \"rule_{code}\"\nzh = \"规则{code}\"\nen = \"rule {code}\"\nservices = [\"care\"]\n\
         groups = [\"elder\"]\nbenefit = {{ {benefit} }}\nfund = {{ waterfall = [{{ name = \"county\" }}] }}\n{rest}\n"
    )
}

fn tariff(rules: &[String]) -> Tariff {
    let text = format!("{HEAD}{}", rules.concat());
    Tariff::load(&text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

const ELDER: Standing = Standing::new('A', 1 << 3);

fn case(price: i64, quantity: u16) -> Case<'static> {
    Case { quantity, ..Case::plain(2, Fen(price), date(2024, 7, 15).at(9, 0, 0, 0), ELDER) }
}

fn part(slot: u8, count: u32, fen: i64) -> Part {
    Part { stage: Stage::Benefit, rule: 1, slot: Some(slot), count, benefit: Fen(fen), drawn: None }
}

#[test]
fn a_window_used_twice_is_used() {
    let morning = Placement { window: 1, day: date(2024, 7, 15) };
    let mut taken = Taken::default();
    taken.count(morning, &part(9, 1, 100));
    taken.count(morning, &part(9, 1, 50));
    let used = taken.slots[&9];
    assert_eq!((used.windows, used.in_window), (1, Count { count: 2, benefit: Fen(150) }));
}

/// Two accounts of one day, each from its own side: the windows of both, and the window of who has seen more.
#[test]
fn accounts_of_one_day_are_merged() {
    let day = date(2024, 7, 15);
    let of = |sales: &[(u16, i64)]| {
        let mut taken = Taken::default();
        for &(window, fen) in sales {
            taken.count(Placement { window, day }, &part(9, 1, fen));
        }
        taken
    };
    let count = |count, fen| Count { count, benefit: Fen(fen) };
    let (few, many) = (of(&[(1, 100)]), of(&[(3, 200), (2, 300)]));
    for merged in [few.merged(&many), many.merged(&few)] {
        let used = merged.slots[&9];
        assert_eq!((used.windows, used.window, used.in_window), (0b111, 2, count(1, 300)));
        assert_eq!(used.day, count(2, 500), "the larger of each, not the sum");
    }
    // The same window: the larger of the two, from either side.
    let (one, two) = (of(&[(1, 100)]), of(&[(1, 70), (1, 70)]));
    for merged in [one.merged(&two), two.merged(&one)] {
        assert_eq!((merged.slots[&9].window, merged.slots[&9].in_window), (1, count(2, 140)));
    }
    // As many in each: the later window has been seen later.
    let (early, late) = (of(&[(1, 900)]), of(&[(2, 100)]));
    for merged in [early.merged(&late), late.merged(&early)] {
        assert_eq!((merged.slots[&9].window, merged.slots[&9].in_window), (2, count(1, 100)));
    }
}

#[test]
fn what_cannot_be_given_back() {
    let tariff = tariff(&[rule(1, "mode = \"amount_off\", value = \"1.00\"", "")]);
    let case = case(500, 2);
    let sold = quote(&tariff, &case);
    let back = |amount, quantity| refund(&tariff, &case, &sold, Returned { amount: Fen(amount), quantity });
    for amount in [-1, 0, 501] {
        assert_eq!(back(amount, 1), Err(RefundError::Amount { amount: Fen(amount), price: Fen(500) }));
    }
    assert_eq!(back(100, 2), Err(RefundError::Quantity(2)));
    assert!(back(1, 1).is_ok() && back(500, 2).is_ok());
}

/// Pieces that come back are uncounted: those that are missing where the rule still gives, by share where the rule
/// says so; a bill that counts once stays counted.
#[test]
fn pieces_come_back() {
    let fixed = "mode = \"fixed_price\", value = \"2.00\"";
    let off = "mode = \"amount_off\", value = \"3.00\"";
    let table = [
        (fixed, "", 1500, 3, (500, 1), 1),
        (fixed, "refund = \"prorata\"", 1500, 3, (500, 1), 1),
        (fixed, "refund = \"prorata\"", 1500, 1, (500, 0), 0),
        (off, "refund = \"prorata\"", 1500, 3, (500, 1), 0),
        (off, "", 1500, 3, (500, 1), 0),
    ];
    for (benefit, rest, price, quantity, (amount, pieces), uncounted) in table {
        let tariff = tariff(&[rule(1, benefit, rest)]);
        let case = case(price, quantity);
        let back = Returned { amount: Fen(amount), quantity: pieces };
        let back = refund(&tariff, &case, &quote(&tariff, &case), back).unwrap();
        let counts: Vec<u32> = back.parts().map(|part| part.given.count).collect();
        assert_eq!(counts, [uncounted], "{benefit} {rest} {quantity}");
    }
}

#[test]
fn loads_of_a_day_and_what_is_cleared() {
    let (july, august) = (date(2024, 7, 15), date(2024, 8, 1));
    let mut lots = Lots::default();
    let load = |seq, first_day, last_day| Load { seq, account: 1, amount: 5, first_day, last_day };
    assert!(lots.load(load(1, july, july)).is_ok(), "a load may last for a day");
    assert!(lots.load(load(2, august, july)).is_err());
    assert!(lots.load(load(2, july, july)).is_ok());
    let drawn = lots.draw(1, 10, july);
    let entry = |load, amount| LotEntry { load, account: 1, amount };
    assert_eq!(drawn, [entry(1, 5), entry(2, 5)]);
    // Over by August: what comes back is cleared, and nothing is said of what does not come back.
    assert_eq!(lots.restore(&drawn, 5, august), [entry(2, 5)]);
    assert_eq!(lots.restore(&drawn, 0, august), []);
}

/// Points are taken for the whole time: where a cap leaves only a part of the price, they are not taken at all.
#[test]
fn points_are_all_or_nothing() {
    let points = "mode = \"points_per_unit\", account = \"points\", points = 2, unit = 60";
    let sold = |cap: &str| -> Quote {
        let cap = format!("cap = [{{ scope = \"month\", kind = \"amount\", limit = \"{cap}\" }}]");
        let tariff = tariff(&[rule(1, points, &cap)]);
        let mut lots = Lots::default();
        let (first_day, last_day) = (date(2024, 7, 1), date(2024, 9, 30));
        lots.load(Load { seq: 1, account: 1, amount: 100, first_day, last_day }).unwrap();
        quote(&tariff, &Case { lots: &lots, minutes: 60, ..case(1000, 1) })
    };
    let drawn =
        |quote: &Quote| quote.parts().filter_map(|part| part.drawn).map(|drawn| drawn.amount).sum::<i64>();
    let (whole, part) = (sold("10.00"), sold("9.99"));
    assert_eq!((whole.self_pay, drawn(&whole)), (Fen(0), 2));
    assert_eq!((part.self_pay, drawn(&part)), (Fen(1000), 0));
}

/// A percentage of the bill is rounded once; of each piece, piece by piece.
#[test]
fn a_percentage_is_rounded_where_the_rule_says() {
    let cap = "cap = [{ scope = \"month\", kind = \"count\", limit = 9 }]";
    let round = |unit: u8, scope: &str| {
        format!("round = {{ unit = {unit}, mode = \"half_up\", on = \"subsidy\", scope = \"{scope}\" }}")
    };
    for mode in ["percent_off", "share_of_bill"] {
        let half = format!("mode = \"{mode}\", rate = 5000");
        for (rest, benefit, count) in [
            (String::new(), 51, 1),
            (round(1, "item"), 51, 3),
            (round(10, "bill"), 50, 1),
            (round(10, "item"), 60, 3),
        ] {
            let tariff = tariff(&[rule(1, &half, &format!("{cap}\n{rest}"))]);
            let sold = quote(&tariff, &case(101, 3));
            let given: Vec<(i64, u32)> = sold.parts().map(|part| (part.benefit.0, part.count)).collect();
            assert_eq!(given, [(benefit, count)], "{mode} {rest}");
        }
    }
}

/// What a cap has taken away is told only where it would have given more than what is given.
#[test]
fn an_equal_loss_is_not_told() {
    let cap = "cap = [{ scope = \"day\", kind = \"count\", limit = 1 }]\npriority = 1";
    let off = |value: &str| format!("mode = \"amount_off\", value = \"{value}\"");
    let mut taken = Taken::default();
    taken.count(Placement { window: 0, day: date(2024, 7, 15) }, &part(1, 1, 100));
    let told = |lost: &str, left: &str| {
        let tariff = tariff(&[rule(1, &off(lost), cap), rule(2, &off(left), "")]);
        let quote = quote(&tariff, &Case { taken: &taken, ..case(1000, 1) });
        (quote.benefit.0, quote.notices().count())
    };
    assert_eq!(
        (told("1.00", "1.00"), told("1.01", "1.00"), told("0.99", "1.00")),
        ((100, 0), (100, 1), (100, 0))
    );
}

/// Of two rules that hold the card says which is taken and that the other one comes after it.
#[test]
fn the_second_best_is_told() {
    let off = |value: &str| format!("mode = \"amount_off\", value = \"{value}\"");
    let cap = "cap = [{ scope = \"day\", kind = \"amount\", limit = \"2.50\" }]";
    let tariff = tariff(&[
        rule(1, &off("3.00"), cap),
        rule(2, &off("2.00"), ""),
        rule(3, &off("1.00"), "priority = 1"),
    ]);
    let case = case(1000, 1);
    let told = subsidy::derive(&tariff, &case, &quote(&tariff, &case));
    let told: Vec<&str> = told.iter().map(|asked| asked.line.zh.rsplit('：').next().unwrap()).collect();
    assert_eq!(told, ["采用，限额内", "另一条更优先", "另一条更优先"]);
}

/// A name written twice is one.
#[test]
fn what_is_written_twice_holds_once() {
    let twice =
        rule(1, "mode = \"amount_off\", value = \"1.00\"", "when = { weekdays = [\"mon\", \"mon\"] }")
            .replace("[\"elder\"]", "[\"elder\", \"elder\"]");
    assert_eq!(quote(&tariff(&[twice]), &case(1000, 1)).benefit, Fen(100));
}
