//! A county that never was: a tariff in its own words, elders, and what they buy.
//!
//! Everything comes from one seed. What is drawn keeps close to the edges: thresholds to the fen, windows to
//! the second, ages to the day, months and quarters to their last day, lots to their expiry.

mod days;
mod events;
mod people;
mod rules;
mod words;

pub use events::{Buys, Event, FeeLine, Orders, Returns, events};
pub use people::{Elder, LotFacts, elders};

use crate::draw::Draw;

/// What the language has that a run may leave out, to look past a known difference: `full-price` for
/// outsiders, refunds by `prorata`, and `windows-without-windows`, rules by window for services without.
#[derive(Clone, Debug, Default)]
pub struct Without(pub Vec<String>);

impl Without {
    /// Whether a feature stays out of what is invented.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        self.0.iter().any(|left_out| left_out == feature)
    }
}

/// A window of an invented tariff: minutes of the day.
#[derive(Clone, Debug, Default)]
pub struct Hours {
    /// Its code.
    pub code: u16,
    /// Its name.
    pub name: String,
    /// The first minute that belongs to it.
    pub from: i64,
    /// The first minute that does not; before `from` when it crosses midnight.
    pub to: i64,
}

/// A service of an invented tariff.
#[derive(Clone, Debug, Default)]
pub struct Sold {
    /// Its code.
    pub code: u16,
    /// Its name.
    pub name: String,
    /// When it is sold; at any time when empty.
    pub windows: Vec<Hours>,
    /// Kinds of merchants that sell it; all when empty.
    pub kinds: Vec<u16>,
    /// The minute of the day before which orders are taken; 0 when nothing is written about orders.
    pub cut_off: i64,
    /// Whether a rule counts its pieces as days of a month.
    pub by_days: bool,
    /// Whether a rule asks for its minutes.
    pub by_minutes: bool,
}

impl Sold {
    /// Whether a window crosses midnight.
    fn over_midnight(&self) -> bool {
        self.windows.iter().any(|window| window.to < window.from)
    }

    /// Whether it is sold at midnight on the day that begins.
    fn after_midnight(&self) -> bool {
        self.windows.is_empty() || self.windows.iter().any(|window| window.from == 0)
    }
}

/// A tariff and what is needed to ask it interesting questions.
#[derive(Clone, Debug, Default)]
pub struct Invention {
    /// The tariff file.
    pub text: String,
    /// What it sells.
    pub services: Vec<Sold>,
    /// Codes of kinds of merchants.
    pub kinds: Vec<u16>,
    /// Names and codes of places.
    pub places: Vec<(String, u16)>,
    /// Names, codes of accounts and whether they hold points.
    pub accounts: Vec<(String, u16, bool)>,
    /// Names of categories.
    pub categories: Vec<String>,
    /// Names of rosters.
    pub rosters: Vec<String>,
    /// Names and codes of funds, and whether they can run dry.
    pub funds: Vec<(String, u8, bool)>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Names of festivals.
    pub festivals: Vec<String>,
    /// Windows that may be put together in one service.
    pub windows: Vec<Hours>,
    /// Ages at which a group begins or ends.
    pub ages: Vec<i64>,
    /// The days on which things are bought, in order.
    pub days: Vec<i64>,
    /// Amounts, in fen, at which something changes.
    pub edges: Vec<i64>,
    /// Units and grace of points, in minutes.
    pub minutes: Vec<i64>,
}

/// Invents a tariff.
#[must_use]
pub fn invent(draw: &mut Draw, without: &Without) -> Invention {
    let mut made = Invention { days: days::days(draw), edges: vec![0, 1, 100], ..Invention::default() };
    words::head(draw, &mut made, without);
    words::calendar(draw, &mut made);
    words::windows(draw, &mut made);
    words::merchants(draw, &mut made);
    words::accounts(draw, &mut made);
    words::groups(draw, &mut made);
    words::services(draw, &mut made, without);
    words::funds(draw, &mut made);
    rules::rules(draw, &mut made, without);
    made
}

impl Invention {
    /// Adds a line to the tariff.
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds the heading and the names of a table of the tariff.
    fn table(&mut self, heading: &str, code: u16, name: &str) {
        self.line(&format!(
            "\n[[{heading}]]\ncode = {code}\nname = \"{name}\"\nzh = \"{name}\"\nen = \"{name}\""
        ));
    }
}

/// A list of names as TOML.
fn names<T: AsRef<str>>(items: &[T]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("\"{}\"", item.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// A list of numbers as TOML.
fn numbers(items: &[i64]) -> String {
    let plain: Vec<String> = items.iter().map(ToString::to_string).collect();
    format!("[{}]", plain.join(", "))
}

/// An amount as TOML, in yuan.
fn yuan(fen: i64) -> String {
    format!("\"{}.{:02}\"", fen / 100, fen % 100)
}

/// A day as TOML.
fn day(ordinal: i64) -> String {
    format!("\"{}\"", crate::dates::date(ordinal))
}

/// A minute of the day as TOML.
fn hour(minute: i64) -> String {
    format!("\"{:02}:{:02}\"", minute / 60, minute % 60)
}
