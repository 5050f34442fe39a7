//! What happens in an invented county: sales in the order of the clock, refunds some sales later, nights.

use super::{Elder, Invention, Sold};
use crate::draw::Draw;
use std::fmt;

/// One tap. Days are ordinals, times of day seconds; 0 is a kind or a place that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buys {
    /// Number of the elder.
    pub elder: i64,
    /// Code of the service.
    pub service: u16,
    /// The whole bill, in fen.
    pub price: i64,
    /// Pieces.
    pub quantity: u16,
    /// Duration.
    pub minutes: u16,
    /// Whether there is an order.
    pub ordered: bool,
    /// The day of the tap.
    pub day: i64,
    /// The second of that day.
    pub second: i64,
    /// Code of the kind of merchant.
    pub kind: u16,
    /// Code of the till's place.
    pub place: u16,
    /// A number, above 0, under which the sale is returned later.
    pub keep: i64,
}

/// A sale, or a part of it, given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returns {
    /// The number the sale was kept under.
    pub keep: i64,
    /// Fen of its price.
    pub amount: i64,
    /// Pieces.
    pub quantity: u16,
    /// The day of the refund.
    pub day: i64,
}

/// An order placed for a day, and cancelled at another moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// Code of the service.
    pub service: u16,
    /// Day and second at which it is placed.
    pub placed: (i64, i64),
    /// The day it is for.
    pub day: i64,
    /// Day and second at which it is cancelled.
    pub cancelled: (i64, i64),
}

/// A line of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeLine {
    /// Code of the kind of merchant.
    pub kind: u16,
    /// Sales on it.
    pub count: u32,
    /// Their sum, in fen.
    pub amount: i64,
}

/// What happens, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A limited fund has so many fen from now on.
    Balance(u8, i64),
    /// Somebody buys.
    Buys(Buys),
    /// Somebody gives back.
    Returns(Returns),
    /// What an elder is, from one day to another.
    Standing(i64, i64, i64),
    /// Somebody orders.
    Orders(Orders),
    /// A merchant is charged all fees of the tariff.
    Fees(FeeLine),
    /// The days before this one end.
    Night(i64),
}

/// The event as a line for the oracle.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Balance(fund, left) => writeln!(f, "B {fund} {left}"),
            Event::Buys(it) => writeln!(
                f,
                "S {} {} {} {} {} {} {} {} {} {} {}",
                it.elder,
                it.service,
                it.price,
                it.quantity,
                it.minutes,
                u8::from(it.ordered),
                it.day,
                it.second,
                it.kind,
                it.place,
                it.keep
            ),
            Event::Returns(it) => writeln!(f, "R {} {} {} {}", it.keep, it.amount, it.quantity, it.day),
            Event::Standing(elder, first, last) => writeln!(f, "K {elder} {first} {last}"),
            Event::Orders(Orders { service, placed, day, cancelled }) => {
                writeln!(f, "O {service} {} {} {day} {} {}", placed.0, placed.1, cancelled.0, cancelled.1)
            }
            Event::Fees(FeeLine { kind, count, amount }) => writeln!(f, "E {kind} {count} {amount}"),
            Event::Night(day) => writeln!(f, "N {day}"),
        }
    }
}

/// So many sales, and what belongs to them.
#[must_use]
pub fn events(draw: &mut Draw, made: &Invention, elders: &[Elder], sales: usize) -> Vec<Event> {
    let mut events = Vec::with_capacity(sales + sales / 4);
    for (_, fund, limited) in &made.funds {
        if *limited {
            events.push(Event::Balance(*fund, draw.range(0, 90_000)));
        }
    }
    for elder in draw.few(elders) {
        let first = draw.one(&made.days) - 20;
        events.push(Event::Standing(elder.number, first, first + draw.range(0, 400)));
    }
    let days = made.days.len().max(1);
    let (mut owed, mut made_sales) = (Vec::new(), 0_usize);
    for (index, &day) in made.days.iter().enumerate() {
        let upto = sales * (index + 1) / days;
        let mut today: Vec<Buys> =
            (made_sales..upto).map(|number| tap(draw, made, elders, day, number)).collect();
        made_sales = upto;
        today.sort_by_key(|it| it.second);
        for buys in today {
            events.push(Event::Buys(buys));
            if buys.keep > 0 {
                owed.push(buys);
            }
            if owed.len() > 6 || (!owed.is_empty() && draw.chance(8)) {
                let buys =
                    owed.swap_remove(usize::try_from(draw.range(0, 2)).unwrap_or(0).min(owed.len() - 1));
                events.push(Event::Returns(back(draw, &buys, day)));
            }
        }
        for _ in 0..4 {
            events.push(order(draw, made, day));
            let kind = draw.one(&made.kinds);
            let (count, amount) = (u32::try_from(draw.range(0, 400)).unwrap_or(0), draw.range(0, 900_000));
            events.push(Event::Fees(FeeLine { kind, count, amount }));
        }
        events.push(Event::Night(day + 1));
        if draw.chance(5) {
            events.push(Event::Balance(2, draw.range(0, 90_000)));
        }
    }
    events
}

/// An order around the cut-off of its service.
fn order(draw: &mut Draw, made: &Invention, day: i64) -> Event {
    let sold = draw.one(&made.services);
    let around = |draw: &mut Draw| {
        let second = sold.cut_off * 60 + draw.one(&[0, -1, 0, -60, 59, 7200]);
        (day + draw.range(-3, 1), second.clamp(0, 86_399))
    };
    let (placed, cancelled) = (around(draw), around(draw));
    Event::Orders(Orders { service: sold.code, placed, day, cancelled })
}

fn tap(draw: &mut Draw, made: &Invention, elders: &[Elder], day: i64, number: usize) -> Buys {
    let sold = draw.one(&made.services);
    let elder = draw.one(elders);
    let kind = match draw.range(0, 99) {
        0..6 => 0,
        6..90 if !sold.kinds.is_empty() => draw.one(&sold.kinds),
        _ => draw.one(&made.kinds),
    };
    let places: Vec<u16> = made.places.iter().map(|(_, code)| *code).collect();
    let quantity = match draw.range(0, 99) {
        0 => 0,
        1..6 if sold.by_days => 32,
        6..70 if sold.by_days => draw.range(1, 31),
        60..98 => draw.range(1, 5),
        98 => draw.range(1, 200),
        99 => draw.range(1, 4000),
        _ => 1,
    };
    let minutes =
        if sold.by_minutes && draw.chance(85) { draw.one(&made.minutes) } else { draw.range(0, 30) };
    Buys {
        elder: elder.number,
        service: if draw.range(0, 400) == 0 { 999 } else { sold.code },
        price: price(draw, made, quantity),
        quantity: u16::try_from(quantity).unwrap_or(1),
        minutes: u16::try_from(minutes).unwrap_or(0),
        ordered: draw.chance(85),
        day,
        second: second(draw, &sold),
        kind,
        place: if draw.chance(85) { draw.one(&places) } else { 0 },
        keep: if draw.chance(15) { i64::try_from(number).unwrap_or(0) + 1 } else { 0 },
    }
}

/// Prices near what the rules speak of, prices of any kind, and nothing at all.
fn price(draw: &mut Draw, made: &Invention, quantity: i64) -> i64 {
    match draw.range(0, 99) {
        0..35 => {
            let edge = draw.one(&made.edges) * if draw.chance(50) { quantity.max(1) } else { 1 };
            (edge + draw.range(-1, 1)).max(0)
        }
        35..80 => draw.range(1, 3000),
        80..94 => draw.range(0, 30_000),
        94..98 => 0,
        _ => draw.one(&[-1, 9_000_000, 9_000_000, 900_000_000_000]) / draw.range(1, 99),
    }
}

/// Seconds at which windows open and close, the seconds before, and any others.
fn second(draw: &mut Draw, sold: &Sold) -> i64 {
    let hours = draw.one(&sold.windows);
    if sold.windows.is_empty() || draw.chance(4) {
        let any = draw.range(0, 86_399);
        return draw.one(&[0, 86_399, any]);
    }
    let length = (hours.to - hours.from).rem_euclid(1440) * 60;
    let length = if length == 0 { 86_400 } else { length };
    let after = match draw.range(0, 99) {
        0..12 => 0,
        12..24 => length - 1,
        24..26 => length,
        26..28 => -1,
        _ => draw.range(0, length - 1),
    };
    (hours.from * 60 + after).rem_euclid(86_400)
}

/// Everything, almost everything, a fen, or any part.
fn back(draw: &mut Draw, buys: &Buys, today: i64) -> Returns {
    let amount = match draw.range(0, 99) {
        0..40 => buys.price,
        40..48 => 1,
        48..56 => buys.price - 1,
        _ => draw.range(1, buys.price.max(1)),
    };
    let quantity = if draw.chance(40) { 0 } else { draw.range(0, i64::from(buys.quantity) - 1) };
    Returns {
        keep: buys.keep,
        amount: if buys.price > 0 { amount.max(1) } else { 0 },
        quantity: u16::try_from(quantity).unwrap_or(0),
        day: today.max(buys.day) + draw.one(&[0, 0, 1, 3, 40]),
    }
}
