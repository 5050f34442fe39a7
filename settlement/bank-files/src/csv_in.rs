//! A bank's answer as a table, by a map.
//!
//! Columns are found by the names in the table's head, so that a bank may move them; a cell may carry the tab,
//! apostrophe or `="…"` that keeps long numbers from a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use jiff::civil::Date;
use money::Fen;
use serde::Deserialize;

use crate::answer::{
    AnswerError, AnswerLine, AnswerState, Asked, BankAnswer, MAX_ROWS, admitted, bounded, one_day,
};
use crate::letters::{Encoding, MapError, Separator, Unit, read_map};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
enum Schema {
    #[serde(rename = "lovecard-bank-answer/1")]
    One,
}

/// How one bank writes its answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerMap {
    #[serde(rename = "schema")]
    _schema: Schema,
    bank: String,
    encoding: Encoding,
    separator: Separator,
    amount: Unit,
    day: DayForm,
    /// Lines before the head.
    #[serde(default)]
    title_lines: usize,
    columns: Columns,
    states: States,
    trailer: Option<Trailer>,
}

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum DayForm {
    #[serde(rename = "yyyymmdd")]
    Compact,
    #[serde(rename = "yyyy-mm-dd")]
    Dashes,
    #[serde(rename = "yyyy/mm/dd")]
    Slashes,
}

/// The names of the columns in the head.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    id: String,
    amount: String,
    state: String,
    day: String,
    reason: Option<String>,
    name: Option<String>,
    account: Option<String>,
}

/// The bank's words for each state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    paid: Vec<String>,
    refused: Vec<String>,
    #[serde(default)]
    returned: Vec<String>,
    #[serde(default)]
    pending: Vec<String>,
}

/// The last row: its first cell, and the cells (from 1) that hold count and sum.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    mark: String,
    count: usize,
    sum: usize,
    sum_of: SumOf,
}

/// What a trailer's sum is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SumOf {
    All,
    Paid,
}

/// Where the columns stand.
struct Places {
    id: usize,
    amount: usize,
    state: usize,
    day: usize,
    reason: Option<usize>,
    name: Option<usize>,
    account: Option<usize>,
    width: usize,
}

impl AnswerMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`MapError`]: not a map, or one word for two states, or cells counted from 0.
    pub fn read(text: &str) -> Result<AnswerMap, MapError> {
        let map: AnswerMap = read_map(text)?;
        let States { paid, refused, returned, pending } = &map.states;
        let words: Vec<&String> = [paid, refused, returned, pending].into_iter().flatten().collect();
        if words.iter().collect::<BTreeSet<_>>().len() != words.len() {
            return Err(MapError::Contradiction("一个词两种状态 · one word for two states"));
        }
        if map.trailer.as_ref().is_some_and(|trailer| trailer.count == 0 || trailer.sum == 0) {
            return Err(MapError::Contradiction("列从 1 数起 · cells count from 1"));
        }
        Ok(map)
    }

    /// The bank that writes so.
    #[must_use]
    pub fn bank(&self) -> &str {
        &self.bank
    }

    /// Reads a file, whole or not at all.
    ///
    /// # Errors
    /// [`AnswerError`], which says what to do.
    pub fn answer(&self, bytes: &[u8], asked: &Asked<'_>) -> Result<BankAnswer, AnswerError> {
        let content = admitted(bytes, asked)?;
        let text = self.encoding.decode(bytes).ok_or(AnswerError::WrongEncoding)?;
        let mut rows = self.rows(&text)?.into_iter();
        let head = rows.next().ok_or(AnswerError::NoRows)?;
        let places = self.places(&head).map_err(|missing| {
            let other = self.encoding.other().decode(bytes).and_then(|text| self.rows(&text).ok());
            let fits = other.and_then(|rows| rows.first().map(|head| self.places(head).is_ok()));
            if fits == Some(true) { AnswerError::WrongEncoding } else { AnswerError::form(missing) }
        })?;
        let mut rows: Vec<StringRecord> = rows.collect();
        let trailer = self.trailer.as_ref().map(|trailer| Ok((trailer, trailer.taken(&mut rows)?)));
        let trailer: Option<(&Trailer, StringRecord)> = trailer.transpose()?;
        let mut first_seen = BTreeMap::new();
        let mut days = BTreeSet::new();
        let mut lines = Vec::new();
        for row in &rows {
            let place = line_of(row);
            let cells: Vec<&str> = row.iter().collect();
            if let Some(first) = first_seen.insert(cells, place) {
                return Err(AnswerError::SameRowTwice { place, first });
            }
            let (line, day) = self.line(row, &places)?;
            days.extend(day);
            lines.push(line);
        }
        if let Some((trailer, row)) = trailer {
            trailer.agree(&row, &lines, self.amount)?;
        }
        if lines.is_empty() {
            return Err(AnswerError::NoRows);
        }
        one_day(&days, asked.day)?;
        Ok(BankAnswer { day: asked.day, lines, besides: 0, content })
    }

    /// All rows from the head on.
    fn rows(&self, text: &str) -> Result<Vec<StringRecord>, AnswerError> {
        let mut reader = csv::ReaderBuilder::new();
        reader.delimiter(self.separator.byte()).has_headers(false).flexible(true);
        let mut reader = reader.from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for row in reader.records().skip(self.title_lines) {
            rows.push(row.map_err(|error| AnswerError::form(error.to_string()))?);
            if rows.len() > MAX_ROWS {
                return Err(AnswerError::TooLarge);
            }
        }
        Ok(rows)
    }

    /// The name of a column that is not there, or not once.
    fn places(&self, head: &StringRecord) -> Result<Places, String> {
        let find = |name: &String| {
            let mut found = head.iter().enumerate().filter(|(_, cell)| bare(cell) == name);
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Ok(place),
                (None, _) | (Some(_), Some(_)) => Err(name.clone()),
            }
        };
        let maybe = |name: &Option<String>| name.as_ref().map(find).transpose();
        let Columns { id, amount, state, day, reason, name, account } = &self.columns;
        Ok(Places {
            id: find(id)?,
            amount: find(amount)?,
            state: find(state)?,
            day: find(day)?,
            reason: maybe(reason)?,
            name: maybe(name)?,
            account: maybe(account)?,
            width: head.len(),
        })
    }

    fn line(&self, row: &StringRecord, at: &Places) -> Result<(AnswerLine, Option<Date>), AnswerError> {
        let place = line_of(row);
        if row.len() < at.width {
            return Err(AnswerError::Cut);
        }
        let bad = |field| AnswerError::Cell { place, field };
        if row.len() > at.width {
            return Err(bad("列数 number of cells"));
        }
        let cell = |place: usize| bare(row.get(place).unwrap_or_default());
        let maybe = |place: Option<usize>| place.map(cell).filter(|text| !text.is_empty()).map(str::to_owned);
        let end_to_end = cell(at.id);
        if end_to_end.is_empty() || end_to_end.len() > 35 {
            return Err(bad("流水号 end-to-end id"));
        }
        let amount = self.amount.read(cell(at.amount)).filter(|&amount| amount > Fen::ZERO);
        let amount = amount.ok_or(bad("金额 amount"))?;
        let reason = bounded(at.reason.map(cell).unwrap_or_default(), 70);
        let state = self.state(cell(at.state), reason);
        let word = || AnswerError::State { place, word: bounded(cell(at.state), 16) };
        let state = state.ok_or_else(word)?;
        let day = match cell(at.day) {
            // What the bank has not done has no day yet.
            "" if matches!(state, AnswerState::Pending | AnswerState::Refused { .. }) => None,
            text => Some(self.day.read(text).ok_or(bad("日期 day"))?),
        };
        let (payee_name, payee_account) = (maybe(at.name), maybe(at.account));
        let end_to_end = end_to_end.to_owned();
        Ok((AnswerLine { place, end_to_end, amount, state, payee_name, payee_account }, day))
    }

    fn state(&self, word: &str, reason: String) -> Option<AnswerState> {
        let States { paid, refused, returned, pending } = &self.states;
        let is = |words: &[String]| words.iter().any(|known| known == word);
        if is(paid) {
            Some(AnswerState::Paid)
        } else if is(refused) {
            Some(AnswerState::Refused { reason })
        } else if is(returned) {
            Some(AnswerState::Returned { reason })
        } else if is(pending) {
            Some(AnswerState::Pending)
        } else {
            None
        }
    }
}

impl Trailer {
    /// Takes the last row, which must be the trailer, and no other may be.
    fn taken(&self, rows: &mut Vec<StringRecord>) -> Result<StringRecord, AnswerError> {
        let is = |row: &StringRecord| row.get(0).map(bare) == Some(self.mark.as_str());
        let last = rows.pop().filter(is).ok_or(AnswerError::Cut)?;
        if rows.iter().any(is) { Err(AnswerError::form(format!("{} × 2", self.mark))) } else { Ok(last) }
    }

    fn agree(&self, row: &StringRecord, lines: &[AnswerLine], unit: Unit) -> Result<(), AnswerError> {
        let bad = |field| AnswerError::Cell { place: line_of(row), field };
        let cell = |number: usize| row.get(number.saturating_sub(1)).map(bare);
        // A file cut within its last row has neither.
        let (count, sum) = cell(self.count).zip(cell(self.sum)).ok_or(AnswerError::Cut)?;
        let said: u64 = count.parse().map_err(|_| bad("笔数 count"))?;
        let found = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        if said != found {
            return Err(AnswerError::Count { said, found });
        }
        let said = unit.read(sum).ok_or(bad("合计 sum"))?;
        let counted = |line: &&AnswerLine| self.sum_of == SumOf::All || line.state == AnswerState::Paid;
        let found = Fen::sum(lines.iter().filter(counted).map(|line| line.amount)).ok_or(bad("合计 sum"))?;
        if said == found { Ok(()) } else { Err(AnswerError::Sum { said, found }) }
    }
}

impl DayForm {
    fn read(self, text: &str) -> Option<Date> {
        let compact = match self {
            DayForm::Compact => text.to_owned(),
            DayForm::Dashes => joined(text, '-')?,
            DayForm::Slashes => joined(text, '/')?,
        };
        let digits = compact.len() == 8 && compact.bytes().all(|byte| byte.is_ascii_digit());
        let number = compact.parse().ok().filter(|_| digits)?;
        records::BusinessDay::from_number(number).map(records::BusinessDay::date)
    }
}

/// `2024-07-15` without its dashes.
fn joined(text: &str, mark: char) -> Option<String> {
    let parts: Vec<&str> = text.split(mark).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    (lengths == [4, 2, 2]).then(|| parts.concat())
}

fn line_of(row: &StringRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}

/// A cell without what was put around it for a spreadsheet.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    quoted.unwrap_or_else(|| cell.strip_prefix('\'').unwrap_or(cell))
}
