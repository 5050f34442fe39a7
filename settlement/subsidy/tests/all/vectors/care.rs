//! Readers of what is done for an elder at home or in a house: vouchers, points, quotas, months.

use super::elder::{Elder, MONDAY, More, ONE};
use super::given::{Given, Out};
use super::readers::{day, noon, tariff};
use jiff::civil::date;
use money::Fen;

pub(crate) fn voucher(given: &Given<'_>) -> Out {
    let [first, second] = given.numbers("lots")[..] else { panic!("two lots") };
    let end = date(2024, 9, 30);
    let lots = [(first, date(2024, 8, 1), end), (second, date(2024, 9, 1), end)];
    let mut elder = Elder::of(tariff!("r10-quarter-voucher"), 85).holding(&lots);
    let price = given.fen("price");
    let sold = elder.buys("bath", price, end.at(23, 59, 58, 0));
    let of = |load: u32| sold.drawn.iter().filter(move |entry| entry.load == load).map(|entry| entry.amount);
    let out = elder.out(&sold).with("first", of(1).sum::<i64>()).with("second", of(2).sum::<i64>());
    let Some(on) = given.text("back_on") else { return out };
    let (back, expired) = elder.brings_back(&sold, price, day(on));
    let out = out.with("cash", back.cash.0).with("restored", back.restored.0).with("expired", expired);
    out.with("left", elder.held(end))
}

pub(crate) fn hours(given: &Given<'_>) -> Out {
    let month = (given.number("points").unwrap(), date(2024, 7, 1), date(2024, 7, 31));
    let mut elder = Elder::of(tariff!("r11-care-points"), 85).holding(&[month]);
    let sales = given.numbers("hours").into_iter().map(|hours| {
        elder.buys_more("home_help", Fen(6000 * hours), noon(MONDAY), More { hours, ..ONE }).drawn()
    });
    Out::default().with_list("drawn", sales.collect::<Vec<String>>())
}

pub(crate) fn quota(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r12-monthly-quota"), 75).in_categories(&["dibao"]);
    elder.given_before(12, given.fen("used"), Fen::ZERO);
    let sold = elder.buys("home_service", given.fen("price"), noon(MONDAY));
    elder.out(&sold)
}

pub(crate) fn share_of_bill(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r13-share-of-bill"), 75);
    elder.facts.care_level = 2;
    elder.given_before(13, given.fen("used"), Fen::ZERO);
    let sold = elder.buys("home_service", given.fen("price"), noon(MONDAY));
    elder.out(&sold)
}

pub(crate) fn delivery(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r14-delivery-order"), 75);
    elder.facts.care_level = u8::try_from(given.number("level").unwrap()).unwrap();
    let more = More { ordered: true, ..ONE };
    let meal = elder.buys_more("ordered_meal", given.fen("meal"), noon(MONDAY), more).quote;
    let brought = elder.buys_more("delivery", given.fen("fee"), noon(MONDAY), more).quote;
    let paid = meal.self_pay.checked_add(brought.self_pay).unwrap();
    let out = Out::default().with("self", paid.0).with("meal_sub", meal.benefit.0);
    out.with("delivery_sub", brought.benefit.0)
}

pub(crate) fn boarding(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r16-boarding-month"), 75);
    let on = day(&format!("{}-01", given.text("month").unwrap())).last_of_month();
    let more = More { pieces: given.number("days").unwrap(), ..ONE };
    let mut pays = |service| elder.buys_more(service, Fen(100_000), noon(on), more).quote.self_pay.0;
    Out::default().with("mul_then_round", pays("boarding_a")).with("daily_first", pays("boarding_b"))
}

pub(crate) fn coins(given: &Given<'_>) -> Out {
    let all_year = (given.number("coins").unwrap(), date(2024, 1, 1), date(2024, 12, 31));
    let mut elder = Elder::of(tariff!("r18-time-bank"), 75).holding(&[all_year]);
    let hours = given.number("hours").unwrap();
    let help = elder.buys_more("neighbour_help", Fen::ZERO, noon(MONDAY), More { hours, ..ONE });
    // Whoever helped has earned as many coins as were drawn.
    let earned = help.drawn.iter().map(|entry| (entry.amount, MONDAY, date(2024, 12, 31)));
    let helper = Elder::of(tariff!("r18-time-bank"), 65).holding(&earned.collect::<Vec<_>>());
    if let Some(on) = given.text("back_on") {
        elder.brings_back(&help, Fen::ZERO, day(on));
    }
    let out = Out::default().with("drawn", help.drawn()).with("left", elder.held(MONDAY));
    out.with("helper", helper.held(MONDAY))
}

pub(crate) fn baths(given: &Given<'_>) -> Out {
    let mut elder = Elder::of(tariff!("r19-quarter-baths"), 85);
    elder.kind = "bath_house";
    let pays = |on| elder.buys("bath", Fen(6000), noon(day(on))).quote.self_pay.0;
    Out::default().with_list("selfs", given.list("days").into_iter().map(pays).collect::<Vec<i64>>())
}
