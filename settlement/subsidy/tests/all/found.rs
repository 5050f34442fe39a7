//! What a second implementation of the language found wrong in this one, and what must come out.

use jiff::civil::date;
use money::Fen;
use subsidy::{Case, Count, Notice, Returned, Standing, Tariff, quote, refund};

const HEAD: &str = r#"
schema = "lovecard-tariff/1"
[tariff]
id = "t"
version = 1
zh = "t"
en = "t"
effective_from = "2024-01-01"
age_basis = "birthday"
leap_rule = "feb28"
[[group]]
bit = 0
name = "listed"
who = { age_from = 60 }
[[group]]
bit = 1
name = "old"
who = { age_from = 80 }
[[fund]]
code = 1
name = "county"
zh = "c"
en = "c"
[[window]]
code = 2
name = "lunch"
zh = "l"
en = "l"
from = "10:30"
to = "13:30"
"#;

fn load(rest: &str) -> Tariff {
    Tariff::load(&format!("{HEAD}{rest}")).expect("a tariff")
}

#[test]
fn outsiders_pay_the_full_price() {
    let tariff = load(
        r#"
[[service]]
code = 1
name = "bath"
zh = "b"
en = "b"
groups = ["old"]
outsiders = "full_price"
[[rule]]
code = 1
name = "off"
zh = "o"
en = "o"
services = ["bath"]
groups = ["everybody"]
benefit = { mode = "amount_off", value = "2.00" }
fund = { waterfall = [{ name = "county" }] }
"#,
    );
    let quoted = quote(
        &tariff,
        &Case::plain(1, Fen(1200), date(2024, 7, 15).at(12, 0, 0, 0), Standing::new('-', 0b01)),
    );
    assert_eq!(quoted.notices().next(), Some(Notice::NotOnRoster));
    assert_eq!(quoted.self_pay, Fen(1200));
}

#[test]
fn a_rule_that_gives_no_more_is_uncounted_prorata_too() {
    let tariff = load(
        r#"
[[service]]
code = 1
name = "cut"
zh = "c"
en = "c"
[[rule]]
code = 1
name = "off"
zh = "o"
en = "o"
services = ["cut"]
groups = ["listed"]
benefit = { mode = "amount_off", value = "1.90" }
cap = [{ scope = "day", kind = "count", limit = 1 }]
fund = { waterfall = [{ name = "county" }] }
refund = "prorata"
"#,
    );
    let case = Case::plain(1, Fen(22_207), date(2024, 7, 15).at(12, 0, 0, 0), Standing::new('-', 0b01));
    let sold = quote(&tariff, &case);
    let back =
        refund(&tariff, &case, &sold, Returned { amount: Fen(22_206), quantity: 0 }).expect("a refund");
    let part = back.parts().next().expect("a part");
    // All of the 1.90 comes back, so the rule gives no more, and its use of the day comes back too.
    assert_eq!(part.given, Count { count: 1, benefit: Fen(190) });
}

#[test]
fn a_slot_whose_windows_are_left_and_entered_again_is_refused() {
    let wrong = Tariff::load(&format!(
        "{HEAD}{}",
        r#"
[[service]]
code = 1
name = "meal"
zh = "m"
en = "m"
windows = ["lunch"]
[[service]]
code = 2
name = "cut"
zh = "c"
en = "c"
[[rule]]
code = 1
name = "meal_off"
zh = "o"
en = "o"
services = ["meal"]
groups = ["listed"]
benefit = { mode = "amount_off", value = "2.00" }
cap = [{ scope = "window", kind = "count", limit = 2 }]
slot = 9
fund = { waterfall = [{ name = "county" }] }
[[rule]]
code = 2
name = "cut_off"
zh = "o"
en = "o"
services = ["cut"]
groups = ["listed"]
benefit = { mode = "amount_off", value = "2.00" }
cap = [{ scope = "day", kind = "count", limit = 5 }]
slot = 9
fund = { waterfall = [{ name = "county" }] }
"#
    ));
    // The hour of the haircut lies between two meals of one window: the meals could not be counted.
    let problems = wrong.unwrap_err();
    let said: Vec<String> = problems.iter().map(|problem| problem.what_en.clone()).collect();
    assert_eq!(
        said,
        [
            "slot 9 is capped by window, but its services are also sold outside of it at the same hours: the window could not be counted"
        ]
    );
}
