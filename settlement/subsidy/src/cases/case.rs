//! A case as it is written in JSON.

use crate::holder::HolderFacts;
use crate::story::{Sale, Story};
use crate::taken::{Taken, Usage};
use crate::tariff::Tariff;
use crate::text::{Day, Moment, WholeFen, Yuan, YuanOrFen, one, yes};
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
    quantity: u8,
    at: Moment,
    birth: Option<Day>,
    #[serde(default)]
    categories: BTreeSet<String>,
    #[serde(default)]
    rosters: BTreeSet<String>,
    #[serde(default = "yes")]
    resident: bool,
    #[serde(default)]
    earlier: Vec<SaleLine>,
    #[serde(default)]
    taken: BTreeMap<u8, UsageText>,
    #[serde(default)]
    fund_left: BTreeMap<String, YuanOrFen>,
}

/// A sale before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaleLine {
    service: String,
    price: Option<Yuan>,
    price_fen: Option<WholeFen>,
    #[serde(default = "one")]
    quantity: u8,
    at: Moment,
}

/// Counters of one slot, the same in a case and in an answer. Amounts are fen.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsageText {
    last_day: DayText,
    #[serde(default)]
    windows: u16,
    #[serde(default)]
    day_count: u32,
    #[serde(default)]
    day_benefit: i64,
    #[serde(default)]
    month_count: u32,
    #[serde(default)]
    month_benefit: i64,
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
            day_count: usage.day_count,
            day_benefit: usage.day_benefit.0,
            month_count: usage.month_count,
            month_benefit: usage.month_benefit.0,
        }
    }
}

impl From<&UsageText> for Usage {
    fn from(text: &UsageText) -> Usage {
        Usage {
            last_day: text.last_day.0.0,
            windows: text.windows,
            day_count: text.day_count,
            day_benefit: Fen(text.day_benefit),
            month_count: text.month_count,
            month_benefit: Fen(text.month_benefit),
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
            sale(tariff, &line.service, price(line.price, line.price_fen)?, line.quantity, line.at)
        };
        let facts = self.birth.map(|birth| HolderFacts {
            birth: birth.0,
            categories: self.categories.clone(),
            rosters: self.rosters.clone(),
            resident: self.resident,
        });
        Ok(Story {
            facts,
            taken: Taken { slots: self.taken.iter().map(|(&slot, usage)| (slot, usage.into())).collect() },
            earlier: self.earlier.iter().map(sold).collect::<Result<_, _>>()?,
            sale: sale(tariff, &self.service, price(self.price, self.price_fen)?, self.quantity, self.at)?,
            left,
        })
    }
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

fn sale(tariff: &Tariff, service: &str, price: Fen, quantity: u8, at: Moment) -> Result<Sale, Wording> {
    let names = tariff.services().iter().map(|service| service.name.as_str());
    let service = tariff.service_named(service).ok_or_else(|| unknown("service", service, names))?;
    Ok(Sale { service: service.code, price, quantity, at: at.0 })
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
