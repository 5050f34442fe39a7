//! A case as it is written in JSON.

use crate::case::Returned;
use crate::holder::HolderFacts;
use crate::lots::{Lot, Lots};
use crate::place::Point;
use crate::story::{Sale, Story};
use crate::taken::{Count, Taken, Usage};
use crate::tariff::Tariff;
use crate::text::{Amount, Day, Moment, WholeFen, Yuan, YuanOrFen, one, yes};
use crate::wording::Wording;
use money::Fen;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseText {
    pub(super) id: Option<String>,
    service: String,
    price: Option<Yuan>,
    price_fen: Option<WholeFen>,
    #[serde(default = "one")]
    quantity: u16,
    #[serde(default)]
    minutes: u16,
    #[serde(default)]
    ordered: bool,
    at: Moment,
    #[serde(default)]
    point: PointLine,
    birth: Option<Day>,
    #[serde(default)]
    categories: BTreeSet<String>,
    #[serde(default)]
    rosters: BTreeSet<String>,
    #[serde(default = "yes")]
    resident: bool,
    #[serde(default = "yes")]
    registered: bool,
    #[serde(default)]
    care_level: u8,
    place: Option<String>,
    reviewed_to: Option<Day>,
    until: Option<Day>,
    #[serde(default)]
    lots: Vec<LotLine>,
    #[serde(default)]
    earlier: Vec<SaleLine>,
    #[serde(default)]
    taken: BTreeMap<u8, UsageText>,
    #[serde(default)]
    fund_left: BTreeMap<String, YuanOrFen>,
    refund: Option<RefundLine>,
}

/// The till.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointLine {
    kind: Option<String>,
    place: Option<String>,
}

/// A lot of the holder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LotLine {
    account: String,
    load: u32,
    left: Amount,
    first_day: Day,
    last_day: Day,
}

/// What is given back of the sale.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundLine {
    amount: Yuan,
    #[serde(default)]
    quantity: u16,
    at: Moment,
}

/// A sale before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaleLine {
    service: String,
    price: Option<Yuan>,
    price_fen: Option<WholeFen>,
    #[serde(default = "one")]
    quantity: u16,
    #[serde(default)]
    minutes: u16,
    #[serde(default)]
    ordered: bool,
    at: Moment,
}

/// Counters of one slot, the same in a case and in an answer.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsageText {
    last_day: DayText,
    #[serde(default)]
    windows: u16,
    #[serde(default)]
    window: u16,
    #[serde(default)]
    in_window: CountText,
    #[serde(default)]
    day: CountText,
    #[serde(default)]
    week: CountText,
    #[serde(default)]
    month: CountText,
    #[serde(default)]
    quarter: CountText,
    #[serde(default)]
    year: CountText,
}

/// How often, and how many fen.
#[derive(Clone, Copy, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CountText {
    count: u32,
    fen: i64,
}

impl From<Count> for CountText {
    fn from(count: Count) -> CountText {
        CountText { count: count.count, fen: count.benefit.0 }
    }
}

impl From<CountText> for Count {
    fn from(text: CountText) -> Count {
        Count { count: text.count, benefit: Fen(text.fen) }
    }
}

/// A day that can also be written.
#[derive(Deserialize)]
#[serde(transparent)]
struct DayText(Day);

impl Serialize for DayText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.0)
    }
}

impl From<&Usage> for UsageText {
    fn from(usage: &Usage) -> UsageText {
        UsageText {
            last_day: DayText(Day(usage.last_day)),
            windows: usage.windows,
            window: usage.window,
            in_window: usage.in_window.into(),
            day: usage.day.into(),
            week: usage.week.into(),
            month: usage.month.into(),
            quarter: usage.quarter.into(),
            year: usage.year.into(),
        }
    }
}

impl From<&UsageText> for Usage {
    fn from(text: &UsageText) -> Usage {
        Usage {
            last_day: text.last_day.0.0,
            windows: text.windows,
            window: text.window,
            in_window: text.in_window.into(),
            day: text.day.into(),
            week: text.week.into(),
            month: text.month.into(),
            quarter: text.quarter.into(),
            year: text.year.into(),
        }
    }
}

impl CaseText {
    /// Resolves the names a case uses.
    pub(super) fn story(&self, tariff: &Tariff) -> Result<Story, Wording> {
        let known = |kind, known: &[String], written: &BTreeSet<String>| {
            let stranger = written.iter().find(|name| !known.contains(name));
            stranger.map_or(Ok(()), |name| Err(unknown(kind, name, known.iter().map(String::as_str))))
        };
        known("category", tariff.categories(), &self.categories)?;
        known("roster", tariff.rosters(), &self.rosters)?;
        let mut left = BTreeMap::new();
        for (name, amount) in &self.fund_left {
            let funds = tariff.funds();
            let fund = funds.iter().find(|fund| fund.name == *name);
            let fund =
                fund.ok_or_else(|| unknown("fund", name, funds.iter().map(|fund| fund.name.as_str())))?;
            left.insert(fund.code, amount.0);
        }
        let sold = |line: &SaleLine| {
            let price = price(line.price, line.price_fen)?;
            let service = service(tariff, &line.service)?;
            let (quantity, minutes, ordered) = (line.quantity, line.minutes, line.ordered);
            Ok(Sale { service, price, quantity, minutes, ordered, at: line.at.0 })
        };
        let place = self.place.as_deref().map(|name| place(tariff, name)).transpose()?;
        let facts = self.birth.map(|birth| HolderFacts {
            birth: birth.0,
            categories: self.categories.clone(),
            rosters: self.rosters.clone(),
            resident: self.resident,
            registered: self.registered,
            care_level: self.care_level,
            place: place.and(self.place.clone()),
            reviewed_to: self.reviewed_to.map(|day| day.0),
            until: self.until.map(|day| day.0),
        });
        Ok(Story {
            facts,
            point: self.point.point(tariff)?,
            taken: Taken { slots: self.taken.iter().map(|(&slot, usage)| (slot, usage.into())).collect() },
            lots: lots(tariff, &self.lots)?,
            earlier: self.earlier.iter().map(sold).collect::<Result<_, _>>()?,
            sale: Sale {
                service: service(tariff, &self.service)?,
                price: price(self.price, self.price_fen)?,
                quantity: self.quantity,
                minutes: self.minutes,
                ordered: self.ordered,
                at: self.at.0,
            },
            refund: self.refund.as_ref().map(|refund| {
                (Returned { amount: refund.amount.0, quantity: refund.quantity }, refund.at.0.date())
            }),
            left,
        })
    }
}

impl PointLine {
    fn point(&self, tariff: &Tariff) -> Result<Point, Wording> {
        let kinds = tariff.kinds();
        let kind = |name: &String| {
            let known = kinds.iter().find(|kind| kind.name == *name).map(|kind| kind.code);
            known.ok_or_else(|| unknown("kind", name, kinds.iter().map(|kind| kind.name.as_str())))
        };
        let kind = self.kind.as_ref().map(kind).transpose()?;
        let place = self.place.as_deref().map(|name| place(tariff, name)).transpose()?;
        Ok(Point { kind: kind.unwrap_or(0), place: place.unwrap_or(0) })
    }
}

fn place(tariff: &Tariff, name: &str) -> Result<u16, Wording> {
    let places = tariff.places();
    let known = places.iter().find(|place| place.name == name).map(|place| place.code);
    known.ok_or_else(|| unknown("place", name, places.iter().map(|place| place.name.as_str())))
}

fn lots(tariff: &Tariff, written: &[LotLine]) -> Result<Lots, Wording> {
    let accounts = tariff.accounts();
    let lot = |line: &LotLine| {
        let account = accounts.iter().find(|account| account.name == line.account);
        let names = accounts.iter().map(|account| account.name.as_str());
        let account = account.ok_or_else(|| unknown("account", &line.account, names))?.code;
        let (first_day, last_day) = (line.first_day.0, line.last_day.0);
        Ok(Lot { load: line.load, account, first_day, last_day, left: line.left.number() })
    };
    let lots = written.iter().map(lot).collect::<Result<Vec<Lot>, Wording>>()?;
    Ok(Lots::of(lots.iter().map(|lot| lot.load).max().unwrap_or(0), lots))
}

fn price(yuan: Option<Yuan>, fen: Option<WholeFen>) -> Result<Fen, Wording> {
    match (yuan, fen) {
        (Some(Yuan(price)), None) | (None, Some(WholeFen(price))) => Ok(price),
        _ => Err(Wording::new(
            "应有一个价格",
            "there must be one price",
            "写 \"price\":\"12.00\" 或 \"price_fen\":1200 之一 · write one of \"price\":\"12.00\" and \"price_fen\":1200",
        )),
    }
}

fn service(tariff: &Tariff, name: &str) -> Result<u16, Wording> {
    let names = tariff.services().iter().map(|service| service.name.as_str());
    Ok(tariff.service_named(name).ok_or_else(|| unknown("service", name, names))?.code)
}

fn unknown<'n>(kind: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Wording {
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(32).collect();
    let known = known.take(12).collect::<Vec<_>>().join(", ");
    Wording::new(
        &format!("资费中没有名为 {name} 的 {kind}"),
        &format!("the tariff has no {kind} named {name}"),
        &format!("可用的：{known} · it has: {known}"),
    )
}
