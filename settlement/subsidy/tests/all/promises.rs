//! The promises of the crate, for cases nobody thought of.

use jiff::civil::{Date, DateTime};
use money::Fen;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use subsidy::{
    Case, Count, HolderFacts, Standing, Taken, Tariff, Usage, attribute, cases, check, classify, explain,
    quote, spans,
};

const DEMO: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");
const THRESHOLD: &str = include_str!("../../../../tests/golden/tariffs/r2-threshold.toml");
const FREE: &str = include_str!("../../../../tests/golden/tariffs/r15-free-lunch.toml");
/// Every mode, every kind of cap, every answer to exceeding it.
const MANY: &str = include_str!("many.toml");

static TARIFFS: LazyLock<[Tariff; 4]> = LazyLock::new(|| {
    [DEMO, THRESHOLD, FREE, MANY].map(|text| Tariff::load(text).expect("golden tariffs load"))
});

fn a_day() -> impl Strategy<Value = Date> {
    (2024i16..2026, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn a_moment() -> impl Strategy<Value = DateTime> {
    (a_day(), 0i8..24, 0i8..60, 0i8..60).prop_map(|(day, h, m, s)| day.at(h, m, s, 0))
}

fn a_count() -> impl Strategy<Value = Count> {
    (0u32..40, -100i64..20_000).prop_map(|(count, benefit)| Count { count, benefit: Fen(benefit) })
}

fn a_usage() -> impl Strategy<Value = Usage> {
    (a_day(), any::<u16>(), 0u16..18, prop::array::uniform6(a_count())).prop_map(
        |(last_day, windows, window, [in_window, day, week, month, quarter, year])| Usage {
            last_day,
            windows,
            window,
            in_window,
            day,
            week,
            month,
            quarter,
            year,
        },
    )
}

fn a_price() -> impl Strategy<Value = Fen> {
    prop_oneof![4 => 0i64..5000, 1 => Just(0i64), 1 => any::<i64>()].prop_map(Fen)
}

/// A case and what it borrows.
#[derive(Clone, Debug)]
struct Asked {
    service: u16,
    price: Fen,
    quantity: u16,
    at: DateTime,
    groups: u32,
    taken: Taken,
}

impl Asked {
    fn case(&self) -> Case<'_> {
        let standing = Standing::new('A', self.groups);
        let Asked { service, price, quantity, at, .. } = *self;
        Case { quantity, taken: &self.taken, ..Case::plain(service, price, at, standing) }
    }
}

fn a_case() -> impl Strategy<Value = Asked> {
    let service = prop_oneof![4 => prop::sample::select(vec![1u16, 2, 4, 7]), 1 => any::<u16>()];
    let slots = prop::collection::btree_map(prop::sample::select(vec![1u8, 2, 7, 15]), a_usage(), 0..4);
    (service, a_price(), prop_oneof![3 => Just(1u16), 1 => any::<u16>()], a_moment(), any::<u32>(), slots)
        .prop_map(|(service, price, quantity, at, groups, slots)| {
            let taken = Taken { slots };
            Asked { service, price, quantity, at, groups, taken }
        })
}

/// A text near a tariff: pieces of it taken out, doubled, or written over.
fn a_broken_tariff() -> impl Strategy<Value = String> {
    let cut = (0usize..4000, 0usize..40, "[ -~\\n一-十\"\\[\\]{}=]{0,12}");
    (prop::sample::select(vec![DEMO, MANY]), prop::collection::vec(cut, 1..4)).prop_map(|(text, cuts)| {
        let mut letters: Vec<char> = text.chars().collect();
        for (at, length, with) in cuts {
            let at = at.min(letters.len());
            let end = (at + length).min(letters.len());
            letters.splice(at..end, with.chars());
        }
        letters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bill_is_shared_out(case in a_case()) {
        for tariff in TARIFFS.iter() {
            let case = case.case();
            let quote = quote(tariff, &case);
            let lines = explain(tariff, &case, &quote);
            prop_assert_eq!(quote.benefit.checked_add(quote.self_pay), Some(quote.price));
            prop_assert_eq!(Fen::sum(quote.parts().map(|part| part.benefit)), Some(quote.benefit));
            prop_assert!(Fen::ZERO <= quote.self_pay && quote.self_pay <= quote.price);
            if quote.denied.is_some() {
                prop_assert_eq!(quote.benefit, Fen::ZERO);
                prop_assert_eq!(quote.rule(), None);
                prop_assert_eq!(lines.len(), 1);
            } else {
                let (last, before) = lines.split_last().unwrap();
                prop_assert_eq!(Fen::sum(before.iter().map(|line| line.fen)), Some(last.fen));
                prop_assert_eq!(last.fen, quote.self_pay);
            }
        }
    }

    #[test]
    fn pricing_is_pure(case in a_case()) {
        for tariff in TARIFFS.iter() {
            prop_assert_eq!(quote(tariff, &case.case()), quote(tariff, &case.clone().case()));
        }
    }

    #[test]
    fn legs_add_up(case in a_case(), left in prop::collection::btree_map(1u8..6, (-10i64..2000).prop_map(Fen), 0..5)) {
        for tariff in TARIFFS.iter() {
            let quote = quote(tariff, &case.case());
            let Some(rule) = quote.rule() else { continue };
            let legs = attribute(tariff, rule, quote.benefit, &left).unwrap();
            prop_assert_eq!(Fen::sum(legs.iter().map(|leg| leg.amount)), Some(quote.benefit));
            for leg in legs {
                prop_assert!(leg.amount >= Fen::ZERO);
                let limited = tariff.fund(leg.fund).unwrap().limited;
                let rest = left.get(&leg.fund).copied().unwrap_or(Fen(i64::MAX)).max(Fen::ZERO);
                prop_assert!(!limited || leg.amount <= rest);
            }
        }
    }

    /// A holder who taps all month long is given no more than the caps of `many.toml` allow.
    #[test]
    fn caps_are_never_exceeded(
        taps in prop::collection::vec((1i8..=28, 0i8..24, 0i64..4000, 1u16..4), 1..80),
    ) {
        let [.., tariff] = &*TARIFFS;
        let mut taps = taps;
        taps.sort();
        let mut taken = Taken::default();
        let mut by_day: BTreeMap<Date, (u32, i64)> = BTreeMap::new();
        let mut by_month: BTreeMap<i8, (u32, i64)> = BTreeMap::new();
        for (day, hour, price, quantity) in taps {
            let at = Date::constant(2024, 7, day).at(hour, 0, 0, 0);
            let standing = Standing::new('A', 1);
            let case = Case { quantity, taken: &taken, ..Case::plain(1, Fen(price), at, standing) };
            let quote = quote(tariff, &case);
            taken = taken.after(&quote);
            if let Some(part) = quote.parts().find(|part| part.slot == Some(1)) {
                let day = by_day.entry(quote.day).or_default();
                day.0 += part.count;
                day.1 += quote.benefit.0;
                // An early tap on the 1st belongs to the night of the month before.
                let month = by_month.entry(quote.day.month()).or_default();
                month.0 += part.count;
                month.1 += quote.benefit.0;
                prop_assert!(quote.benefit <= Fen(500), "a sale: {:?}", quote);
                prop_assert!(day.0 <= 3 && day.1 <= 800, "a day: {:?}", day);
                prop_assert!(month.0 <= 40 && month.1 <= 15_000, "a month: {:?}", month);
            }
        }
    }

    #[test]
    fn spans_say_what_each_day_says(birth in (1920i16..1970, 1i8..=12, 1i8..=31), from in a_day(), length in 0i32..900) {
        let Ok(birth) = Date::new(birth.0, birth.1, birth.2) else { return Ok(()) };
        let to = from.saturating_add(jiff::Span::new().days(length));
        let facts = HolderFacts::born(birth);
        for tariff in TARIFFS.iter() {
            let spans = spans(tariff, &facts, from, to);
            let mut day = from;
            for (index, span) in spans.iter().enumerate() {
                prop_assert_eq!(span.from, day);
                prop_assert!(index == 0 || spans[index - 1].standing != span.standing);
                for day in [span.from, span.to] {
                    prop_assert_eq!(classify(tariff, &facts, day), span.standing);
                }
                day = span.to.tomorrow().unwrap();
            }
            prop_assert_eq!(day, to.tomorrow().unwrap());
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let _ = check(&text);
        for tariff in TARIFFS.iter() {
            let _ = cases::answer(tariff, &text);
        }
    }

    /// Broken tariffs are refused in place, or priced without harm.
    #[test]
    fn no_broken_tariff_is_too_strange(text in a_broken_tariff(), case in a_case()) {
        let report = check(&text);
        let lines = text.lines().count() + 1;
        for problem in &report.problems {
            prop_assert!((1..=lines).contains(&problem.line) && problem.column >= 1, "{}", problem);
            prop_assert!(!problem.what_zh.is_empty() && !problem.what_en.is_empty() && !problem.remedy.is_empty());
        }
        if let Ok(tariff) = Tariff::load(&text) {
            let quote = quote(&tariff, &case.case());
            prop_assert_eq!(quote.benefit.checked_add(quote.self_pay), Some(quote.price));
        }
    }

    #[test]
    fn no_case_is_too_strange(
        key in "(id|service|price|price_fen|quantity|at|birth|taken|earlier|fund_left)",
        value in prop_oneof![any::<i64>().prop_map(|n| n.to_string()), any::<String>().prop_map(|s| format!("{s:?}")), Just("{\"1\":{}}".to_owned()), Just("[{}]".to_owned())],
    ) {
        let [tariff, ..] = &*TARIFFS;
        let line = format!(r#"{{"service":"haircut","price":"1.00","at":"2024-07-15 12:00","{key}":{value}}}"#);
        let _ = cases::answer(tariff, &line);
    }
}
