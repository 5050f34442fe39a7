//! Whole days of one county with a plausible tariff: meals, haircuts, home help, a month's end, a festival.
//!
//! Where the invented counties look for edges, these days look for what adds up: both programs carry counters,
//! lots and balances from day to day, and at each night the sums by rule, by fund and by elder must be equal.

use crate::compare::County;
use crate::dates::ordinal;
use crate::draw::Draw;
use crate::invent::{Buys, Elder, Event, Invention, Returns, elders};
use jiff::civil::Date;

/// The tariff of these days.
const TARIFF: &str = include_str!("../county.toml");

/// How many elders live there.
const ELDERS: i64 = 300;

/// The fund of the tariff that can run dry.
const CHARITY: u8 = 2;

/// A habit: service, hour from and to, kind of merchant, price from and to, how many of a hundred elders a day.
struct Habit {
    service: u16,
    hours: (i64, i64),
    kind: u16,
    prices: (i64, i64),
    percent: i64,
}

const HABITS: &[Habit] = &[
    Habit { service: 1, hours: (5, 9), kind: 1, prices: (150, 900), percent: 30 },
    Habit { service: 2, hours: (10, 14), kind: 1, prices: (500, 2000), percent: 60 },
    Habit { service: 2, hours: (16, 19), kind: 1, prices: (500, 2000), percent: 40 },
    Habit { service: 3, hours: (10, 14), kind: 2, prices: (0, 1500), percent: 12 },
    Habit { service: 4, hours: (9, 18), kind: 1, prices: (200, 600), percent: 15 },
    Habit { service: 7, hours: (8, 18), kind: 3, prices: (600, 3000), percent: 10 },
    Habit { service: 8, hours: (8, 18), kind: 4, prices: (2000, 20_000), percent: 12 },
    Habit { service: 9, hours: (8, 18), kind: 4, prices: (3000, 8000), percent: 8 },
];

/// So many days from 27 September 2024 on, as they would come from one seed.
#[must_use]
pub fn whole_days(seed: u64, days: i64) -> County {
    let mut draw = Draw::new(seed);
    let start = Date::new(2024, 9, 27).map_or(0, ordinal);
    let made = Invention {
        places: vec![("town".to_owned(), 1), ("village".to_owned(), 2), ("hills".to_owned(), 3)],
        accounts: vec![("service_voucher".to_owned(), 1, false), ("care_points".to_owned(), 2, true)],
        categories: vec!["dibao".to_owned(), "dibian".to_owned(), "youfu".to_owned()],
        rosters: vec!["free_lunch".to_owned(), "bathing".to_owned()],
        ages: vec![58, 60, 65, 70, 75, 79, 80, 85, 90],
        days: (start..start + days.max(2)).collect(),
        ..Invention::default()
    };
    let elders = elders(&mut draw, &made, ELDERS);
    let mut events = vec![Event::Balance(CHARITY, 60_000)];
    let (mut number, mut owed) = (0, Vec::new());
    for day in start..start + days {
        if crate::dates::date(day).day() == 1 {
            events.push(Event::Balance(CHARITY, 250_000));
        }
        let mut taps: Vec<Buys> = elders.iter().flat_map(|elder| one_day(&mut draw, elder, day)).collect();
        taps.sort_by_key(|tap| tap.second);
        for mut tap in taps {
            number += 1;
            tap.keep = if draw.chance(12) { number } else { 0 };
            events.push(Event::Buys(tap));
            if tap.keep > 0 {
                owed.push(tap);
            }
            if owed.len() > 15 {
                events.push(Event::Returns(back(&mut draw, &owed.remove(0), day)));
            }
        }
        events.push(Event::Night(day + 1));
    }
    let title = format!("整日 · whole days: --days {days} --seed {seed}");
    County { title, text: TARIFF.to_owned(), elders, events }
}

fn one_day(draw: &mut Draw, elder: &Elder, day: i64) -> Vec<Buys> {
    let mut taps = Vec::new();
    for habit in HABITS {
        let again = 1 + i64::from(draw.chance(6));
        for _ in 0..if draw.chance(habit.percent) { again } else { 0 } {
            let (from, to) = habit.hours;
            let (low, high) = habit.prices;
            let step = draw.one(&[1, 10, 50]);
            taps.push(Buys {
                elder: elder.number,
                service: habit.service,
                price: draw.range(low, high) / step * step,
                quantity: if draw.chance(6) { 2 } else { 1 },
                minutes: u16::try_from(draw.one(&[60, 90, 118, 120, 180])).unwrap_or(60),
                ordered: draw.chance(95),
                day,
                second: draw.range(from * 3600, to * 3600 - 1),
                kind: if draw.chance(97) { habit.kind } else { draw.one(&[1, 2, 3, 4]) },
                place: if draw.chance(60) && elder.place > 0 { elder.place } else { draw.one(&[0, 1, 2, 3]) },
                keep: 0,
            });
        }
    }
    let at = crate::dates::date(day);
    if at == at.last_of_month() && draw.chance(10) {
        let quantity = u16::try_from(draw.range(1, 31)).unwrap_or(30);
        let base =
            Buys { elder: elder.number, service: 10, price: 90_000, ordered: false, ..Buys::default() };
        taps.push(Buys { quantity, day, second: 72_000, kind: 4, ..base });
    }
    taps
}

/// Most sales that are returned are returned whole.
fn back(draw: &mut Draw, tap: &Buys, today: i64) -> Returns {
    let part = tap.price > 1 && draw.chance(30);
    let amount = if part { draw.range(1, tap.price - 1) } else { tap.price };
    let quantity = if part && tap.quantity > 1 && draw.chance(50) { 1 } else { 0 };
    Returns { keep: tap.keep, amount, quantity, day: today.max(tap.day) }
}
