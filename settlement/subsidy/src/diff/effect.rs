//! What people pay before and after, worked out on the same sales under both tariffs.

use super::worked::{Ages, Sold, days, moments, people, sales};
use super::{About, Both, Changes, listed, paired, same};
use crate::answer::Quote;
use crate::case::Case;
use crate::classify::classify;
use crate::holder::Standing;
use crate::lots::NO_LOTS;
use crate::place::Point;
use crate::quote::quote;
use crate::taken::NOTHING_TAKEN;
use crate::tariff::{Service, Tariff};
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};

/// Sentences that fit on a page; the rest is counted.
const PAGE: usize = 40;

/// Prices that one sentence names; the rest is counted.
const PRICES: usize = 6;

/// Whom, which service, which day.
type Key = (Both, u16, Date);

/// A sale, and what is paid for it before and after.
type Paid = (Sold, Both, Both);

/// What is paid differently, with the windows in which it is so.
type Found = BTreeMap<Key, BTreeMap<Paid, BTreeSet<u16>>>;

pub(super) fn effect(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    let mut found = Found::new();
    for pair in paired(&a.services, &b.services, |service| service.code) {
        if let (Some(before), Some(after)) = pair {
            service((a, before), (b, after), &mut found);
        }
    }
    let sentences = sentences(found, b);
    let rest = sentences.len().saturating_sub(PAGE);
    for (zh, en) in sentences.into_iter().take(PAGE) {
        changes.say(About::Effect, zh, en);
    }
    if rest > 0 {
        changes.say(
            About::Effect,
            format!("另有 {rest} 种情形实付也有变化"),
            format!("and {rest} more cases in which what is paid changes"),
        );
    }
}

/// One for each whom, what and day, where windows differ one for each.
fn sentences(found: Found, b: &Tariff) -> Vec<Both> {
    let mut sentences = Vec::new();
    for (((who_zh, who_en), code, day), sales) in found {
        let Some(service) = b.service(code) else { continue };
        let mut by_windows: BTreeMap<BTreeSet<u16>, Vec<Paid>> = BTreeMap::new();
        for (sale, windows) in sales {
            by_windows.entry(windows).or_default().push(sale);
        }
        for (windows, sales) in by_windows {
            let named = windows.iter().filter_map(|&code| b.window(code));
            let names = named.map(|window| (window.zh.clone(), window.en.clone()));
            let (mut window_zh, mut window_en) = listed(names, ("", ""));
            if !window_zh.is_empty() {
                (window_zh, window_en) = (format!("（{window_zh}）"), format!(" ({window_en})"));
            }
            let (paid_zh, paid_en) = prices(&sales);
            sentences.push((
                format!("{who_zh}，{day} 买{}{window_zh}：{paid_zh}", service.zh),
                format!("{who_en}, {}{window_en} on {day}: {paid_en}", service.en),
            ));
        }
    }
    sentences
}

/// What is paid at each price, before and after.
fn prices(sales: &[Paid]) -> Both {
    let one = |(sold, was, is): &Paid| {
        let (zh, en) = amount(*sold);
        (format!("{zh} {} → {}", was.0, is.0), format!("{en} {} → {}", was.1, is.1))
    };
    let (zh, en): (Vec<String>, Vec<String>) = sales.iter().take(PRICES).map(one).unzip();
    let (mut zh, mut en) = (zh.join("；"), en.join("; "));
    let rest = sales.len().saturating_sub(PRICES);
    if rest > 0 {
        zh.push_str(&format!("；另有 {rest} 个价格"));
        en.push_str(&format!("; and at {rest} more prices"));
    }
    (zh, en)
}

fn service((a, before): (&Tariff, &Service), (b, after): (&Tariff, &Service), found: &mut Found) {
    let point = point(before, after, (a, b));
    for day in days(a, b, after.code) {
        for Alike { standings, place, ages } in crowd(a, b, day) {
            let who = called(&place, &ages, (a, standings.0), (b, standings.1));
            for &(window, at) in &times(a, before, b, after, day) {
                for sold in sales(a, b, after.code) {
                    let was = paid(&quote(a, &case(after.code, sold, at, (standings.0, point.0))));
                    let is = paid(&quote(b, &case(after.code, sold, at, (standings.1, point.1))));
                    if was != is {
                        let sales = found.entry((who.clone(), after.code, day)).or_default();
                        sales.entry((sold, was, is)).or_default().insert(window);
                    }
                }
            }
        }
    }
}

/// People who are the same to both tariffs.
struct Alike {
    standings: (Standing, Standing),
    place: Option<String>,
    ages: Vec<Ages>,
}

/// Everybody, those who are the same to both tariffs together.
fn crowd(a: &Tariff, b: &Tariff, day: Date) -> Vec<Alike> {
    let mut crowd: Vec<Alike> = Vec::new();
    for (ages, facts) in people(a, b, day) {
        let standings = (classify(a, &facts, day), classify(b, &facts, day));
        match crowd.iter_mut().find(|known| known.standings == standings) {
            Some(known) => join(&mut known.ages, ages),
            None => crowd.push(Alike { standings, place: facts.place, ages: vec![ages] }),
        }
    }
    crowd
}

/// Adds ages, which never come before those that are known; ages that follow each other become one stretch.
fn join(known: &mut Vec<Ages>, ages: Ages) {
    match known.last_mut() {
        // Somebody else of an age that is told already.
        Some((_, None)) => {}
        Some((_, Some(to))) if *to >= ages.0 => {}
        Some((_, to)) if to.is_some_and(|to| to.saturating_add(1) == ages.0) => *to = ages.1,
        _ => known.push(ages),
    }
}

/// When either tariff sells it.
fn times(a: &Tariff, before: &Service, b: &Tariff, after: &Service, day: Date) -> Vec<(u16, DateTime)> {
    let mut times = moments(b, after, day);
    for (window, at) in moments(a, before, day) {
        if !times.iter().any(|(known, _)| *known == window) {
            times.push((window, at));
        }
    }
    times
}

fn case(service: u16, sold: Sold, at: DateTime, (standing, point): (Standing, Point)) -> Case<'static> {
    Case {
        service,
        price: sold.price,
        quantity: sold.quantity,
        minutes: sold.minutes,
        ordered: true,
        at,
        point,
        standing,
        taken: &NOTHING_TAKEN,
        lots: &NO_LOTS,
    }
}

/// A till that sells it under both: the first kind of merchant both know, by name.
fn point(before: &Service, after: &Service, (a, b): (&Tariff, &Tariff)) -> (Point, Point) {
    let sells = |service: &Service, code: u16| service.kinds.is_empty() || service.kinds.contains(&code);
    let pairs =
        a.kinds.iter().filter_map(|kind| Some((kind, b.kinds.iter().find(|one| one.name == kind.name)?)));
    let mut both = pairs.filter(|(one, other)| sells(before, one.code) && sells(after, other.code));
    let asked = !before.kinds.is_empty() || !after.kinds.is_empty();
    let (one, other) = both.next().filter(|_| asked).map_or((0, 0), |(one, other)| (one.code, other.code));
    (Point { kind: one, place: 0 }, Point { kind: other, place: 0 })
}

/// What is paid, or why there is no sale.
fn paid(quote: &Quote) -> Both {
    if let Some(denial) = quote.denied {
        return (format!("不售（{}）", denial.zh()), format!("no sale ({})", denial.en()));
    }
    let pay = quote.self_pay;
    (format!("付 {pay}"), format!("pays {pay}"))
}

fn amount(sold: Sold) -> Both {
    let Sold { price, quantity, minutes, .. } = sold;
    let (mut zh, mut en) = (format!("原价 {price}"), format!("at {price}"));
    if quantity > 1 {
        zh.push_str(&format!(" ×{quantity}"));
        en.push_str(&format!(" ×{quantity}"));
    }
    if minutes > 0 {
        zh.push_str(&format!(" {minutes} 分钟"));
        en.push_str(&format!(" {minutes} min"));
    }
    (zh, en)
}

/// Whom the sentence is about: ages, and the groups under both tariffs.
fn called(
    place: &Option<String>,
    ages: &[Ages],
    before: (&Tariff, Standing),
    after: (&Tariff, Standing),
) -> Both {
    let years = |&(from, to): &Ages| match to {
        Some(to) => (format!("{from}–{to} 周岁"), format!("{from} to {to}")),
        None => (format!("{from} 周岁以上"), format!("{from} and over")),
    };
    let (years_zh, years_en) = listed(ages.iter().map(years), ("", ""));
    let (was, is) = (groups(before), groups(after));
    let (zh, en) =
        if was == is { is } else { (format!("{} → {}", was.0, is.0), format!("{} → {}", was.1, is.1)) };
    let (place_zh, place_en) = match place {
        Some(place) => (format!("（{place}）"), format!(" of {place}")),
        None => (String::new(), String::new()),
    };
    (format!("{years_zh}{place_zh}，{zh}"), format!("aged {years_en}{place_en}, {en}"))
}

fn groups((tariff, standing): (&Tariff, Standing)) -> Both {
    let named = tariff.groups.iter().filter(|group| group.mask() & standing.groups != 0);
    let (zh, en) = listed(named.map(|group| same(&group.name)), ("无人群", "no group"));
    match standing.letter {
        '-' => (zh, en),
        letter => (format!("{letter} 档（{zh}）"), format!("tier {letter} ({en})")),
    }
}
