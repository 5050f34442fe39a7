//! Readers of what no elder sees: payments to merchants, shares, ages, orders, loads.

use super::elder::{Elder, MONDAY, More, ONE};
use super::given::{Given, Out};
use super::readers::{day, noon, tariff};
use jiff::civil::{Date, DateTime, date};
use money::{Fen, share};
use subsidy::{AgeBasis, LeapRule, Load, Lot, Lots, Tariff, reaches};

pub(crate) fn heads(given: &Given<'_>) -> Out {
    let mut operator = Elder::of(tariff!("r21-heads-served"), 0);
    let more = More { pieces: given.number("heads").unwrap(), ..ONE };
    let sold = operator.buys_more("operating", Fen(1_000_000), noon(MONDAY), more);
    operator.out(&sold)
}

pub(crate) fn fees(given: &Given<'_>) -> Out {
    let tariff = Tariff::load(tariff!("r22-merchant-fees")).unwrap();
    let fee = &tariff.fees()[0];
    assert!(fee.applies(tariff.point("meal_point", "").kind));
    let (each, count) = (given.fen("each"), given.number("count").unwrap());
    let one = fee.on_line(1, each).unwrap();
    let line = fee.on_line(u32::try_from(count).unwrap(), each.checked_mul(count).unwrap()).unwrap();
    Out::default().with("one_by_one", one.checked_mul(count).unwrap().0).with("as_a_line", line.0)
}

pub(crate) fn split(given: &Given<'_>) -> Out {
    let shares: Vec<u32> =
        given.numbers("shares").into_iter().map(|share| u32::try_from(share).unwrap()).collect();
    let times = given.number("times").unwrap_or(1);
    let parts = share(given.fen("sum"), &shares).unwrap();
    Out::default().with_list("parts", parts.into_iter().map(|part| part.checked_mul(times).unwrap().0))
}

pub(crate) fn ages(given: &Given<'_>) -> Out {
    let (born, age) = (day(given.text("born").unwrap()), u8::try_from(given.number("age").unwrap()).unwrap());
    let on = |basis, leap| reaches(born, age, basis, leap).unwrap();
    Out::default()
        .with("birthday", on(AgeBasis::Birthday, LeapRule::Feb28))
        .with("birthday_mar1", on(AgeBasis::Birthday, LeapRule::Mar1))
        .with("day_after", on(AgeBasis::DayAfter, LeapRule::Feb28))
        .with("first_of_month", on(AgeBasis::FirstOfMonth, LeapRule::Feb28))
        .with("next_month", on(AgeBasis::NextMonth, LeapRule::Feb28))
        .with("year", on(AgeBasis::Year, LeapRule::Feb28))
}

pub(crate) fn orders(given: &Given<'_>) -> Out {
    let tariff = Tariff::load(tariff!("r14-delivery-order")).unwrap();
    let terms = tariff.service_named(given.text("service").unwrap()).unwrap().order.unwrap();
    let out = Out::default().with("no_show", if terms.no_show_funded { "funded" } else { "reversed" });
    let Some(placed) = given.text("placed") else { return out };
    let (placed, on): (DateTime, Date) = (placed.parse().unwrap(), day(given.text("day").unwrap()));
    let out = out.with("returned", terms.returns(placed, on));
    match terms.accept(placed, on) {
        Ok(()) => out.with("accepted", true),
        Err(late) => out.with("accepted", false).with("earliest", late.earliest),
    }
}

pub(crate) fn loads(given: &Given<'_>) -> Out {
    let mut lots = Lots::default();
    let amount = given.fen("amount").0;
    for seq in given.numbers("loads") {
        let seq = u32::try_from(seq).unwrap();
        let days = (date(2024, 7, 1), date(2024, 9, 30));
        // One that comes again or too early is refused and changes nothing.
        let _ = lots.load(Load { seq, account: 1, amount, first_day: days.0, last_day: days.1 });
    }
    Out::default().with("held", lots.available(1, MONDAY)).with("applied", lots.applied)
}

pub(crate) fn clears(given: &Given<'_>) -> Out {
    let (left, last_day) = (given.number("left").unwrap(), day(given.text("last_day").unwrap()));
    let lot = Lot { load: 1, account: 1, first_day: date(2024, 8, 1), last_day, left };
    let mut lots = Lots::of(1, [lot]);
    let cleared: i64 = lots.expire(day(given.text("on").unwrap())).iter().map(|entry| entry.amount).sum();
    let rest: i64 = lots.iter().map(|lot| lot.left).sum();
    Out::default().with("cleared", cleared).with("left", rest)
}
