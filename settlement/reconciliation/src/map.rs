//! Which columns of two files say what: a map in TOML.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::error::MapError;

/// The largest map, bytes.
const MAP_MAX: usize = 64 * 1024;
/// More states than this no side has.
const STATES_MAX: usize = 250;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Schema {
    #[serde(rename = "lovecard-columns/1")]
    One,
}

/// Both sides, and what is asked beside the matching.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    #[serde(rename = "schema")]
    _schema: Schema,
    /// The center's side.
    pub left: SideMap,
    /// The other side.
    pub right: SideMap,
    /// Whether the first number of a key is a card, to be shown as `****1234`.
    #[serde(default)]
    pub masked: bool,
    /// Whether the second number of a key counts without gaps.
    #[serde(default)]
    pub sequence: bool,
    /// Days after which a line is late.
    pub late_after_days: Option<u32>,
}

/// The columns of one side, by the names in its head.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideMap {
    #[serde(default)]
    pub(crate) separator: Separator,
    /// Two numbers that name a line: terminal and number, card and counter.
    pub(crate) numbers: Option<[String; 2]>,
    /// Or one text that names it, taken letter by letter.
    pub(crate) text: Option<String>,
    pub(crate) amount: String,
    pub(crate) unit: Unit,
    pub(crate) state: Option<String>,
    /// This side's words for each state; without it, words are compared as they stand.
    #[serde(default)]
    pub(crate) states: BTreeMap<String, Vec<String>>,
    pub(crate) merchant: Option<String>,
    pub(crate) day: Option<String>,
    pub(crate) received: Option<String>,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Separator {
    #[default]
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ";")]
    Semicolon,
    #[serde(rename = "|")]
    Bar,
    #[serde(rename = "\t")]
    Tab,
}

impl Separator {
    pub(crate) fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Bar => b'|',
            Separator::Tab => b'\t',
        }
    }
}

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unit {
    /// `12.00`.
    Yuan,
    /// `1200`.
    Fen,
}

impl ColumnMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`MapError`]: not a map, or one that contradicts itself.
    pub fn read(text: &str) -> Result<ColumnMap, MapError> {
        if text.len() > MAP_MAX {
            return Err(MapError::Toml(format!("> {MAP_MAX} bytes")));
        }
        let map: ColumnMap =
            toml::from_str(text).map_err(|error| MapError::Toml(error.message().to_owned()))?;
        let ColumnMap { left, right, .. } = &map;
        let contrary = |what| Err(MapError::Contradiction(what));
        for side in [left, right] {
            if side.numbers.is_some() == side.text.is_some() {
                return contrary(
                    "键要么是 numbers 两列，要么是 text 一列 · a key is two numbers or one text",
                );
            }
            let named: Vec<&String> = side.named().map(|(name, _)| name).collect();
            if named.iter().collect::<BTreeSet<_>>().len() != named.len() {
                return contrary("一列两用 · one column with two meanings");
            }
            let words: Vec<&String> = side.states.values().flatten().collect();
            if words.iter().collect::<BTreeSet<_>>().len() != words.len() || side.states.len() > STATES_MAX {
                return contrary("一个状态词两种状态 · one word for two states");
            }
            if side.day.is_some() != side.received.is_some() {
                return contrary("day 与 received 要同时写 · write day and received together");
            }
        }
        if map.late_after_days.is_some() != (left.day.is_some() || right.day.is_some()) {
            return contrary(
                "late_after_days 要与 day、received 同时写 · late_after_days goes with day and received",
            );
        }
        if left.numbers.is_some() != right.numbers.is_some() {
            return contrary("两边的键不同类 · the keys of the two sides are of two sorts");
        }
        if map.sequence && left.text.is_some() || map.masked && left.text.is_some() {
            return contrary("sequence 与 masked 只用于 numbers · sequence and masked are for numbers");
        }
        let both = left.state.is_some() && right.state.is_some();
        if both && left.states.is_empty() != right.states.is_empty() {
            return contrary("两边要么都写 states，要么都不写 · states on both sides or on neither");
        }
        Ok(map)
    }
}

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing that is asked.
    Skip,
    First,
    Second,
    Text,
    Amount,
    State,
    Merchant,
    Day,
    Received,
}

impl Role {
    /// As the map calls it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Role::Skip => "列 column",
            Role::First => "键的第一个号 first number of the key",
            Role::Second => "键的第二个号 second number of the key",
            Role::Text => "键 key",
            Role::Amount => "金额 amount",
            Role::State => "状态 state",
            Role::Merchant => "商户 merchant",
            Role::Day => "业务日 day",
            Role::Received => "收到日 day received",
        }
    }
}

impl SideMap {
    /// The columns that are asked for.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&String, Role)> {
        let pair =
            self.numbers.iter().flat_map(|[first, second]| [(first, Role::First), (second, Role::Second)]);
        let maybe = [
            (self.text.as_ref(), Role::Text),
            (Some(&self.amount), Role::Amount),
            (self.state.as_ref(), Role::State),
            (self.merchant.as_ref(), Role::Merchant),
            (self.day.as_ref(), Role::Day),
            (self.received.as_ref(), Role::Received),
        ];
        pair.chain(maybe.into_iter().filter_map(|(name, role)| name.map(|name| (name, role))))
    }
}
