//! Sales written as lines, two tariffs, and a replay over any number of lanes.

use std::collections::BTreeMap;

use clearing::replay::{Both, Holders, InOrder, Replay, ReplayError, Report, Setting, Shop, Tally, lane_of};
use money::Fen;
use records::{
    BusinessDay, CardNo, ClockQuality, Glance, Kind, Moment, RECORD_LEN, Record, TerminalId, Tier,
};
use subsidy::{HolderFacts, Tariff};

/// Lunch at 10.00 from 60, at 6.00 from 80, once a day; the county bears 3.00, charity 1.00, the village the rest.
pub(crate) const OLD: &str = r#"
schema = "lovecard-tariff/1"
[tariff]
id = "story"
version = 1
zh = "旧"
en = "old"
effective_from = "2024-01-01"
age_basis = "birthday"
leap_rule = "feb28"
[[window]]
code = 2
name = "lunch"
zh = "午餐"
en = "lunch"
from = "10:30"
to = "13:30"
[[service]]
code = 2
name = "meal_lunch"
zh = "午餐"
en = "lunch"
windows = ["lunch"]
[[service]]
code = 7
name = "haircut"
zh = "理发"
en = "haircut"
[[group]]
bit = 0
name = "age_60"
letter = "A"
who = { age_from = 60, age_to = 79 }
[[group]]
bit = 1
name = "age_80"
letter = "C"
who = { age_from = 80 }
[[fund]]
code = 1
name = "county"
zh = "县财政"
en = "county budget"
[[fund]]
code = 2
name = "charity"
zh = "慈善资金"
en = "charity"
limited = true
[[fund]]
code = 3
name = "village"
zh = "村集体"
en = "village"
[[rule]]
code = 71
name = "lunch_60"
zh = "A 档午餐"
en = "tier A lunch"
services = ["meal_lunch"]
groups = ["age_60"]
benefit = { mode = "fixed_price", value = "10.00" }
cap = [{ scope = "day", kind = "count", limit = 1, on_exceed = "none" }]
slot = 7
fund = { waterfall = [{ name = "county", up_to = "3.00" }, { name = "charity", up_to = "1.00" }, { name = "village" }] }
[[rule]]
code = 72
name = "lunch_80"
zh = "C 档午餐"
en = "tier C lunch"
services = ["meal_lunch"]
groups = ["age_80"]
benefit = { mode = "fixed_price", value = "6.00" }
cap = [{ scope = "day", kind = "count", limit = 1, on_exceed = "none" }]
slot = 7
fund = { waterfall = [{ name = "county", up_to = "3.00" }, { name = "charity", up_to = "1.00" }, { name = "village" }] }
"#;

/// From 80: 7.00 instead of 6.00. From 60: 9.00 instead of 10.00, and a second lunch of a day is refused.
pub(crate) fn new_text() -> String {
    let (head, rules) = OLD.split_at(OLD.find("[[rule]]").unwrap());
    let head = head.replace("version = 1", "version = 2");
    let rules = rules.replace("6.00", "7.00").replace("\"10.00\"", "\"9.00\"");
    head + &rules.replacen("on_exceed = \"none\"", "on_exceed = \"deny\"", 1)
}

pub(crate) fn tariff(text: &str) -> Tariff {
    Tariff::load(text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(crate) fn card(tail: u32) -> CardNo {
    format!("310477000000000{tail:04}").parse().unwrap()
}

/// Till 1 and 2 are the canteen's, 3 is nobody's.
pub(crate) fn shops() -> BTreeMap<TerminalId, Shop> {
    let canteen = || Shop { merchant: "canteen-1".to_owned(), name: "一号食堂".to_owned() };
    [(till(1), canteen()), (till(2), canteen())].into()
}

pub(crate) fn till(number: u32) -> TerminalId {
    TerminalId::new(330_703, number).unwrap()
}

/// Born 1964 (60), 1940 (84), and 1944-07-16: 80 on the second day.
pub(crate) fn holders() -> Holders {
    let born = |year, month, day| HolderFacts::born(jiff::civil::date(year, month, day));
    Holders::Listed(
        [(card(1), born(1964, 1, 1)), (card(2), born(1940, 1, 1)), (card(3), born(1944, 7, 16))].into(),
    )
}

/// One sale a line: `till card day-of-July hh:mm service price benefit`, as recorded.
pub(crate) fn sales(text: &str) -> Vec<[u8; RECORD_LEN]> {
    let fen = |text: &str| text.parse::<Fen>().unwrap();
    let one = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let day = jiff::civil::date(2024, 7, words[2].parse().unwrap());
        let (hour, minute) = words[3].split_once(':').unwrap();
        let at = day.at(hour.parse().unwrap(), minute.parse().unwrap(), 0, 0);
        let at_us = jiff::tz::Offset::constant(8).to_timestamp(at).unwrap().as_microsecond();
        let (price, benefit) = (fen(words[5]), fen(words[6]));
        let cardless = words[1] == "0";
        let record = Record {
            tap: Moment { at_us, clock: ClockQuality::Network },
            tier: Tier::NONE,
            quantity: 1,
            service: words[4].parse().unwrap(),
            price,
            benefit,
            self_pay: price.checked_sub(benefit).unwrap(),
            rule: u16::from(benefit != Fen::ZERO),
            tariff_version: 1,
            tariff_hash: *tariff(OLD).hash().first_chunk().unwrap(),
            card_no: if cardless { CardNo::NONE } else { card(words[1].parse().unwrap()) },
            ..Record::blank(Kind::Sale, till(words[0].parse().unwrap()), BusinessDay::from_date(day).unwrap())
        };
        record.head()
    };
    text.trim().lines().map(one).collect()
}

/// Deals the records over lanes, as the program does.
pub(crate) fn replay(
    records: &[[u8; RECORD_LEN]],
    setting: Setting<'_>,
    lanes: usize,
) -> Result<Tally, ReplayError> {
    let mut order = InOrder::default();
    let mut machines: Vec<Replay<'_>> = (0..lanes).map(|_| Replay::new(setting)).collect();
    for record in records {
        let glance = Glance::at(record);
        let number = order.next(&glance)?;
        machines[lane_of(&glance.card_no, lanes)].take(number, record)?;
    }
    let tallies = machines.into_iter().map(|machine| machine.finish().unwrap());
    Ok(tallies.fold(Tally::default(), |sum, one| sum.plus(one).unwrap()))
}

/// The report of a story under two texts.
pub(crate) fn report(records: &[[u8; RECORD_LEN]], old: &str, new: &str, holders: &Holders) -> Report {
    let (old, new) = (tariff(old), tariff(new));
    let points = BTreeMap::new();
    let setting = Setting { tariffs: Both { old: &old, new: &new }, holders, points: &points, key: &[7; 32] };
    let tally = replay(records, setting, 1).unwrap();
    assert!(tally.balances());
    Report::new(tally, &setting, &shops()).unwrap()
}
