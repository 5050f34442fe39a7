//! One county asked of both programs, answer by answer.

use crate::books::Books;
use crate::dates::date;
use crate::invent::{Elder, Event};
use crate::python::Oracle;
use anyhow::{Result, bail};
use std::fmt::Write;
use std::ops::AddAssign;
use subsidy::Tariff;

/// A tariff, elders, and what happens.
#[derive(Clone, Debug)]
pub struct County {
    /// What a report calls it.
    pub title: String,
    /// The tariff file.
    pub text: String,
    /// Who lives there.
    pub elders: Vec<Elder>,
    /// What happens, in order.
    pub events: Vec<Event>,
}

/// What was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tariffs.
    pub tariffs: u64,
    /// Sales priced by both.
    pub quotes: u64,
    /// Of these, refused by both for the same reason.
    pub refused: u64,
    /// Of these, with a benefit.
    pub given: u64,
    /// Refunds, among them of sales that were refused.
    pub refunds: u64,
    /// Ends of days, with their sums.
    pub nights: u64,
    /// Orders, and fees on lines of statements.
    pub others: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.tariffs += more.tariffs;
        self.quotes += more.quotes;
        self.refused += more.refused;
        self.given += more.given;
        self.refunds += more.refunds;
        self.nights += more.nights;
        self.others += more.others;
    }
}

/// Asks both and counts the answers that are the same.
///
/// # Errors
/// The first answer that differs, with all that is needed to see who is wrong; a tariff that the county's
/// program refuses; an oracle that has ended.
pub fn compare(oracle: &mut Oracle, county: &County) -> Result<Counts> {
    let tariff = match Tariff::load(&county.text) {
        Ok(tariff) => tariff,
        Err(problems) => {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            bail!("{}\n{}\n{}", county.title, numbered(&county.text), problems.join("\n"));
        }
    };
    let mut lines = format!("T {}\n{}", county.text.len(), county.text);
    for elder in &county.elders {
        let _ = write!(lines, "{elder}");
    }
    for event in &county.events {
        let _ = write!(lines, "{event}");
    }
    oracle.ask(&lines)?;
    let mut books = Books::open(&tariff, &county.elders);
    let ours: Vec<(usize, String)> =
        county.events.iter().enumerate().filter_map(|(at, event)| Some((at, books.answer(event)?))).collect();
    let theirs = oracle.answers()?;
    if ours.len() != theirs.len() {
        bail!("{}: {} answers, the oracle has {}", county.title, ours.len(), theirs.len());
    }
    let mut counts = Counts { tariffs: 1, ..Counts::default() };
    for ((at, ours), theirs) in ours.iter().zip(&theirs) {
        if ours != theirs {
            bail!(report(county, *at, ours, theirs));
        }
        match county.events.get(*at) {
            Some(Event::Buys(_)) => {
                counts.quotes += 1;
                let parts = ours.split('|').nth(4);
                counts.refused += u64::from(parts.is_none());
                counts.given += u64::from(parts.is_some_and(|parts| !parts.is_empty()));
            }
            Some(Event::Returns(_)) => counts.refunds += 1,
            Some(Event::Night(_)) => counts.nights += 1,
            _ => counts.others += 1,
        }
    }
    Ok(counts)
}

fn numbered(text: &str) -> String {
    (1..).zip(text.lines()).map(|(number, line)| format!("{number:4} {line}\n")).collect()
}

/// Tariff, elder, what the elder did so far, and both answers.
fn report(county: &County, at: usize, ours: &str, theirs: &str) -> String {
    let event = county.events.get(at).copied();
    let keep = match event {
        Some(Event::Returns(back)) => back.keep,
        _ => 0,
    };
    let concerned = county.events.iter().find_map(|it| match (it, event) {
        (Event::Buys(_), Some(Event::Buys(buys))) => Some(buys.elder),
        (Event::Buys(buys), Some(Event::Returns(_))) if buys.keep == keep => Some(buys.elder),
        _ => None,
    });
    let mut text = format!("{}\n{}\n", county.title, county.text);
    for elder in county.elders.iter().filter(|elder| concerned.is_none_or(|number| elder.number == number)) {
        let _ = writeln!(text, "{elder:#?}");
    }
    let mut keeps = Vec::new();
    for it in county.events.iter().take(at + 1) {
        let shown = match it {
            Event::Buys(buys) if Some(buys.elder) == concerned => {
                keeps.push(buys.keep);
                Some(buys.day)
            }
            Event::Returns(back) if keeps.contains(&back.keep) && back.keep > 0 => Some(back.day),
            Event::Balance(..) => Some(0),
            _ => None,
        };
        if let Some(day) = shown {
            let _ = writeln!(text, "{} {it:?}", date(day.max(1)));
        }
    }
    let form =
        "自付|档次|人群|提示|规则:优惠:次数:账户/批次/用量|计数槽=次数/金额 日、周、月、季、年|资金:金额";
    let _ = write!(text, "\n{form}\n本程序 · this program: {ours}\n考官程序 · the oracle:  {theirs}");
    text
}
