//! Four sums that know nothing of each other: the purses, the journals, the books, the pages.

use super::play::Play;
use crate::lunch::Lunch;
use crate::pictures::log_in;
use anyhow::{Context, Result, ensure};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// Seconds before midnight in which no lunch is begun: it would fall into two business days.
const TOO_LATE: i64 = 300;

/// What one of the four says. Sums are fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    count: u64,
    price: i64,
    benefit: i64,
    self_pay: i64,
}

impl Sums {
    fn plus(self, other: Sums) -> Sums {
        Sums {
            count: self.count + other.count,
            price: self.price + other.price,
            benefit: self.benefit + other.benefit,
            self_pay: self.self_pay + other.self_pay,
        }
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sums { count, price, benefit, self_pay } = self;
        let yuan = |fen: &i64| format!("{}.{:02}", fen / 100, fen % 100);
        write!(f, "{count} 笔 · 应收 {} = 优惠 {} + 自付 {}", yuan(price), yuan(benefit), yuan(self_pay))
    }
}

fn county_zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// Waits for the new day when the old one is nearly over.
///
/// # Errors
/// The clock is beyond all calendars.
pub(super) fn away_from_midnight() -> Result<()> {
    let now = Timestamp::now().to_zoned(county_zone());
    let left = now.duration_until(&now.tomorrow()?.start_of_day()?).as_secs();
    if left < TOO_LATE {
        println!("离零点不到五分钟，等到新的一天 · waiting for the new day");
        std::thread::sleep(Duration::from_secs(u64::try_from(left + 2)?));
    }
    Ok(())
}

/// Compares them to the fen.
///
/// # Errors
/// Which two differ, and both.
pub(super) fn reconcile(lunch: &Lunch, play: &Play) -> Result<String> {
    let purses = purses(lunch);
    let journals = journals(lunch, play)?;
    let books = books(lunch)?;
    let pages = pages(lunch)?;
    let said = format!(
        "卡 · purses      自付 {}.{:02}\n流水 · journals  {journals}\n账本 · books     {books}\n网页 · pages     {pages}",
        purses / 100,
        purses % 100
    );
    let green: u64 = play.paid.iter().sum();
    ensure!(journals.self_pay == purses, "purses and journals differ\n{said}");
    ensure!(journals == books, "journals and books differ\n{said}");
    ensure!(books == pages, "books and pages differ\n{said}");
    ensure!(books.price == books.benefit + books.self_pay, "the books do not add up\n{said}");
    ensure!(
        green + 1 == books.count,
        "{green} green screens and one grey record, not {}\n{said}",
        books.count
    );
    ensure!(play.refusals.len() == 5, "five refusals, not {:?}", play.refusals);
    let refusals = play.refusals.join(" ");
    let slowest = play.slowest.as_millis();
    Ok(format!(
        "{said}\n分毫不差 · they agree to the fen\n拒绝 · refusals: {refusals}\n最慢一次刷卡（含插卡）· slowest tap, insertion included: {slowest} ms"
    ))
}

/// What has left the cards.
fn purses(lunch: &Lunch) -> i64 {
    let spent = |card: &card_in_pcscd::tray::TrayCard| {
        card.money().map_or(0, |(balance, _)| i64::from(card.entry.balance) - i64::from(balance))
    };
    lunch.tray.cards.iter().map(spent).sum()
}

/// What the tills wrote down: sales, and the grey record of the release.
fn journals(lunch: &Lunch, play: &Play) -> Result<Sums> {
    let mut sums =
        Sums { count: 1, price: play.grey.0, benefit: play.grey.0 - play.grey.1, self_pay: play.grey.1 };
    for till in 0..lunch.tills.len() {
        let said = lunch.inspect(till)?;
        ensure!(
            said["chain_ok"] == true && said["pending"] == 0 && said["open_grey"].is_null(),
            "till {till}: {said}"
        );
        let fen =
            |name: &str| said[name].as_i64().with_context(|| format!("till {till} has no {name}: {said}"));
        sums = sums.plus(Sums {
            count: said["sales"].as_u64().context("no sales")?,
            price: fen("price")?,
            benefit: fen("benefit")?,
            self_pay: fen("self_paid")?,
        });
    }
    Ok(sums)
}

/// What the center posted, after checking its own books.
fn books(lunch: &Lunch) -> Result<Sums> {
    lunch.county.center(&["books", "check"], "")?;
    let day = (Timestamp::now() + 8.hours()).strftime("%Y%m%d").to_string();
    let said: Value =
        serde_json::from_str(&lunch.county.center(&["books", "totals", "--day", &day, "--json"], "")?)?;
    let mut sums = Sums::default();
    for row in said["sales"].as_array().context("no sales in the totals")? {
        ensure!(matches!(row["status"].as_str(), Some("good" | "adjusted")), "not payable: {row}");
        let fen = |name: &str| row[name].as_i64().with_context(|| format!("no {name}: {row}"));
        sums = sums.plus(Sums {
            count: row["count"].as_u64().context("no count")?,
            price: fen("price_fen")?,
            benefit: fen("benefit_fen")?,
            self_pay: fen("self_pay_fen")?,
        });
    }
    let accounts = said["accounts"].as_object().context("no accounts in the totals")?;
    let total: i64 = accounts.values().filter_map(Value::as_i64).sum();
    ensure!(total == 0, "the postings add up to {total} fen: {said}");
    let purse = accounts.get("card:purse").and_then(Value::as_i64);
    ensure!(purse == Some(sums.self_pay), "account card:purse holds {purse:?}, not {}", sums.self_pay);
    let borne = funds(lunch)?;
    ensure!(borne == sums.benefit, "the funds bear {borne} fen, the benefits are {}", sums.benefit);
    Ok(sums)
}

/// What the funds bore in all. A fund that can run dry has what came in less what it bore, never less than nothing.
fn funds(lunch: &Lunch) -> Result<i64> {
    let said: Value = serde_json::from_str(&lunch.county.center(&["fund", "balances", "--json"], "")?)?;
    let mut borne = 0;
    for fund in said.as_array().context("no funds")? {
        let fen = |name: &str| fund[name].as_i64().with_context(|| format!("no {name}: {fund}"));
        let (inflow, drawn) = (fen("inflow_fen")?, fen("drawn_fen")?);
        if fund["limited"] == true {
            let holds = inflow - drawn == fen("left_fen")? && drawn <= inflow;
            ensure!(holds, "not what came in less drawn: {fund}");
            ensure!(fund["exhausted_since"].is_string(), "the donation was to end during the lunch: {fund}");
        }
        borne += drawn;
    }
    Ok(borne)
}

/// What the merchants read on their phones, in a real browser 360 px wide.
fn pages(lunch: &Lunch) -> Result<Sums> {
    let mut sums = Sums::default();
    for till in &lunch.tills {
        let browser = log_in(lunch, till.merchant.id, 360, 800)?;
        browser.go(&lunch.county.url("/merchant/today"))?;
        let wide = browser.content_width()?;
        ensure!(wide <= 360, "{}: the page is {wide} px wide, a phone has 360", till.merchant.id);
        let part = |nth: usize| fen(&browser.text(&format!("dl.equation > div:nth-of-type({nth}) dd"))?);
        sums = sums.plus(Sums {
            count: browser.text(".hero-count strong")?.replace(',', "").trim().parse()?,
            price: part(1)?,
            benefit: part(2)?,
            self_pay: part(3)?,
        });
    }
    Ok(sums)
}

/// Yuan as a page writes them, in fen.
fn fen(text: &str) -> Result<i64> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '¥' | ',' | '.' | ' ')).collect();
    digits.parse().with_context(|| format!("not an amount: {text}"))
}
