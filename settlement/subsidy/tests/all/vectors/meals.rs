//! Readers of what is sold over a counter: meals and haircuts.

use super::elder::{Elder, MONDAY, More, ONE, Sold};
use super::given::{Given, Out};
use super::readers::{day, noon, tariff};
use jiff::civil::date;
use money::Fen;
use std::collections::BTreeMap;

pub(crate) fn haircut(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r1-haircut-day"), 74);
    let on = date(2024, 7, i8::try_from(given.number("day").unwrap()).unwrap());
    let sold = elder.buys("haircut", given.fen("price"), noon(on));
    elder.out(&sold)
}

pub(crate) fn threshold(given: &Given<'_>) -> Out {
    let age = given.number("age").unwrap();
    let mut elder = Elder::of(tariff!("r2-threshold"), age).in_categories(&given.list("cats"));
    let service = given.text("service").unwrap_or("dine_in");
    let sales: Vec<Sold> = given
        .numbers("prices")
        .into_iter()
        .map(|price| elder.buys(service, Fen(price), noon(MONDAY)))
        .collect();
    let sold = sales.last().unwrap();
    let out = elder.out(sold);
    match given.number("back") {
        None => out,
        Some(amount) => {
            let (back, _) = elder.brings_back(sold, Fen(amount), MONDAY);
            out.with("cash", back.cash.0).with("restored", back.restored.0)
        }
    }
}

pub(crate) fn ceiling(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r3-meal-ceiling"), 70).in_categories(&given.list("cats"));
    let sold = elder.buys("meal", given.fen("price"), noon(MONDAY));
    elder.out(&sold)
}

pub(crate) fn workday(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r4-workday-lunch"), 70);
    let sold = elder.buys("meal_lunch", given.fen("price"), noon(day(given.text("on").unwrap())));
    elder.out(&sold)
}

/// Taps of one day: `lunch:1200` is a meal, `back:lunch` brings one back.
fn taps(elder: &mut Elder, service: &str, given: &Given<'_>) -> Out {
    let mut sold: BTreeMap<&str, Sold> = BTreeMap::new();
    let mut subs = Vec::new();
    for tap in given.list("taps") {
        let (meal, what) = tap.split_once(':').unwrap();
        if meal == "back" {
            let sale = &sold[what];
            elder.brings_back(sale, sale.quote.price, MONDAY);
            continue;
        }
        let hour = match meal {
            "breakfast" => 7,
            "lunch" => 12,
            "supper" => 17,
            other => panic!("{other}"),
        };
        let sale = elder.buys(service, Fen(what.parse().unwrap()), MONDAY.at(hour, 0, 0, 0));
        subs.push(sale.sub());
        sold.insert(meal, sale);
    }
    Out::default().with_list("subs", subs)
}

pub(crate) fn flat(given: &Given<'_>) -> Out {
    taps(&mut Elder::of(tariff!("r5-flat-per-meal"), 70), "meal", given)
}

pub(crate) fn pool(given: &Given<'_>) -> Out {
    let elder = Elder::of(tariff!("r6-daily-pool"), 70);
    taps(&mut elder.in_categories(&["low_income"]), "meal", given)
}

pub(crate) fn by_age(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r7-price-by-age"), given.number("age").unwrap());
    if let Some(left) = given.number("charity_left") {
        elder.left.insert("charity", Fen(left));
    }
    let sold = elder.buys("meal_lunch", given.fen("price"), noon(MONDAY));
    elder.out(&sold)
}

pub(crate) fn percent(given: &Given<'_>) -> Out {
    let text = match given.text("mode") {
        None | Some("half_up") => tariff!("r8-percent-by-age"),
        Some("half_even") => tariff!("r8-percent-half-even"),
        Some("floor") => tariff!("r8-percent-floor"),
        Some(other) => panic!("{other}"),
    };
    // The ladder of the tariff: who is given so much.
    let age = match given.number("bp").unwrap() {
        500 => 65,
        1500 => 85,
        other => panic!("{other}"),
    };
    let mut elder = Elder::of(text, age);
    let more = More { pieces: given.number("pieces").unwrap_or(1), ..ONE };
    let service = given.text("service").unwrap_or("canteen");
    let sold = elder.buys_more(service, given.fen("price"), noon(MONDAY), more);
    elder.out(&sold)
}

pub(crate) fn best_of(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r9-best-of"), 70).in_categories(&given.list("cats"));
    let sold = elder.buys("meal", given.fen("price"), noon(MONDAY));
    elder.out(&sold)
}

pub(crate) fn roster(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r15-free-lunch"), 70);
    elder.facts.rosters.insert("free_lunch".to_owned());
    taps(&mut elder, "village_meal", given)
}

pub(crate) fn festival(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r17-festival-overlay"), 85);
    let service = given.text("service").unwrap();
    let lunches =
        given.list("days").into_iter().map(|on| elder.buys(service, Fen(1200), noon(day(on))).sub());
    Out::default().with_list("subs", lunches.collect::<Vec<String>>())
}

pub(crate) fn stacked(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r20-stacked-caps"), 70);
    elder.given_before(20, given.fen("month"), given.fen("day"));
    let sold = elder.buys("meal", given.fen("price"), noon(MONDAY));
    elder.out(&sold)
}
