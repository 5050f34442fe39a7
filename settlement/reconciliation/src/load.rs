//! A side, read block by block into parts.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use money::Fen;

use crate::LINE_MAX;
use crate::columns::Columns;
use crate::error::FileError;
use crate::kind::DifferenceKind;
use crate::line::{Raw, UNIT_SEPARATOR, made_plain, plain};
use crate::map::{ColumnMap, Role};
use crate::part::{AMOUNT, Keying, MERCHANT, Packed, Part, STATE, named_part_of, pair_text, part_of, value};
use crate::sums::Sums;
use crate::words::{NoNumber, Words};

/// Lines of one part; beyond, places in a table would not be told apart.
const PART_MAX: usize = 1 << 30;

/// A side, whole.
pub struct Side {
    pub(crate) parts: Vec<Part>,
    pub(crate) keying: Keying,
    /// Whether keys are two numbers.
    pub(crate) pair: bool,
    pub(crate) merchants: Vec<Arc<str>>,
    pub(crate) states: Vec<Arc<str>>,
    pub(crate) sums: Sums,
    /// By merchant, when the side tells merchants.
    pub(crate) by_merchant: Vec<Sums>,
    /// What the side tells, as a mask of values.
    pub(crate) tells: u64,
    pub(crate) notes: Vec<Note>,
}

/// What a line tells by itself.
#[derive(Clone, Copy)]
pub(crate) struct Note {
    pub(crate) kind: DifferenceKind,
    pub(crate) part: u16,
    pub(crate) index: u32,
}

/// Reads a side.
pub struct Loader<'a> {
    columns: Columns,
    sequence: bool,
    late_after_days: Option<u32>,
    known: Option<&'a BTreeSet<u64>>,
    days: [(u64, u64, bool); 2],
    side: Side,
    merchants: Words,
    words: Words,
    /// The state of each word.
    meant: Vec<u8>,
    line: u64,
    rows: u64,
}

impl<'a> Loader<'a> {
    /// For the file under this head, which may have so many rows. `known`: the terminals there are, when lines of
    /// others should be told.
    #[must_use]
    pub fn new(
        map: &ColumnMap,
        columns: Columns,
        keying: Keying,
        rows: usize,
        known: Option<&'a BTreeSet<u64>>,
    ) -> Loader<'a> {
        let mask = |role, mask| if columns.has(role) { mask } else { 0 };
        let tells = AMOUNT | mask(Role::State, STATE) | mask(Role::Merchant, MERCHANT);
        let late_after_days = map.late_after_days.filter(|_| columns.has(Role::Day));
        let side = Side {
            parts: Part::all(rows),
            keying,
            pair: columns.has_pair(),
            merchants: Vec::new(),
            states: Vec::new(),
            sums: Sums::default(),
            by_merchant: Vec::new(),
            tells,
            notes: Vec::new(),
        };
        let (merchants, words) = (Words::new(keying.seed()), Words::new(keying.seed()));
        let (days, meant) = ([(0, 0, false); 2], Vec::new());
        let sequence = map.sequence;
        Loader {
            columns,
            sequence,
            late_after_days,
            known,
            days,
            side,
            merchants,
            words,
            meant,
            line: 1,
            rows: 0,
        }
    }

    /// Takes the whole lines of a block and answers how many bytes they are; what follows them comes again, in front
    /// of the next block.
    ///
    /// # Errors
    /// [`FileError`] for the first line that is not right.
    pub fn take(&mut self, block: &[u8]) -> Result<usize, FileError> {
        let Some(end) = block.iter().rposition(|&byte| byte == b'\n') else {
            let long = block.len() > LINE_MAX;
            return if long { Err(FileError::Long { line: self.line.saturating_add(1) }) } else { Ok(0) };
        };
        let block = block.get(..=end).unwrap_or_default();
        let (mut at, separator) = (0, self.columns.separator);
        let mut raw = Raw::default();
        while at < block.len() {
            self.line += 1;
            match plain(block, at, &self.columns, separator, &mut raw) {
                Ok(next) => {
                    self.push(block, &raw)?;
                    at = next;
                }
                Err(_) => at = self.odd(block, at)?,
            }
        }
        Ok(block.len())
    }

    /// The file has ended, with these bytes after its last line.
    ///
    /// # Errors
    /// [`FileError`]: there are some, or there were no rows.
    pub fn finish(mut self, rest: &[u8]) -> Result<Side, FileError> {
        if !rest.is_empty() {
            return Err(FileError::Cut { line: self.line.saturating_add(1) });
        }
        if self.rows == 0 {
            return Err(FileError::NoRows);
        }
        self.side.merchants = self.merchants.names();
        Ok(self.side)
    }

    /// A line that is not plain: blank, quoted, or wrong.
    #[cold]
    fn odd(&mut self, block: &[u8], at: usize) -> Result<usize, FileError> {
        let rest = block.get(at..).unwrap_or_default();
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        let next = at + end + 1;
        if line.is_empty() || line == b"\r" {
            return Ok(next);
        }
        if line.len() > LINE_MAX {
            return Err(FileError::Long { line: self.line });
        }
        let bytes = made_plain(line, &self.columns, self.line)?;
        let mut raw = Raw::default();
        plain(&bytes, 0, &self.columns, UNIT_SEPARATOR, &mut raw).map_err(|place| {
            let what = self.columns.roles.get(place).map_or("列 column", |role| role.word());
            FileError::Cell { line: self.line, what }
        })?;
        self.push(&bytes, &raw)?;
        Ok(next)
    }

    #[inline(always)]
    fn push(&mut self, bytes: &[u8], raw: &Raw) -> Result<(), FileError> {
        let tells = self.side.tells;
        let merchant = match tells & MERCHANT {
            0 => 0,
            _ => {
                let found = self.merchants.number(bytes, raw.merchant.at, raw.merchant.length);
                found.map_err(|why| self.no_word(&why, Role::Merchant))?
            }
        };
        let state = if tells & STATE == 0 { 0 } else { self.state(bytes, raw)? };
        let row = |key| Packed { key, value: value(raw.amount, state, merchant) };
        let packed = if self.columns.has_pair() && raw.fits() {
            self.side.keying.pack(raw.first, raw.second)
        } else {
            None
        };
        let part = match packed {
            Some(key) => {
                let part = part_of(self.side.keying.hash(key));
                if let Some(place) = self.side.parts.get_mut(part) {
                    place.rows.push(row(key));
                }
                part
            }
            None => self.named(bytes, raw, value(raw.amount, state, merchant))?,
        };
        self.rows += 1;
        self.sum(raw.amount, merchant)?;
        if self.known.is_some() || self.late_after_days.is_some() {
            self.note(raw, part)?;
        }
        Ok(())
    }

    /// A key that is kept as text.
    #[cold]
    fn named(&mut self, bytes: &[u8], raw: &Raw, value: u64) -> Result<usize, FileError> {
        let (pair, text);
        let key = if self.columns.has_pair() {
            if self.sequence {
                return Err(FileError::Far { line: self.line });
            }
            pair = pair_text(raw.first_at.of(bytes), raw.second_at.of(bytes));
            pair.as_bytes()
        } else {
            text = raw.text.of(bytes);
            core::str::from_utf8(text)
                .map_err(|_| FileError::Cell { line: self.line, what: Role::Text.word() })?;
            text
        };
        let hash = self.side.keying.hash_text(key);
        let part = named_part_of(hash);
        let many = FileError::Many { line: self.line };
        let place = self.side.parts.get_mut(part).filter(|place| place.rows.len() < PART_MAX).ok_or(many)?;
        let fits = place.push_named(Packed { key: hash, value }, key);
        if fits { Ok(part) } else { Err(FileError::Many { line: self.line }) }
    }

    #[inline(always)]
    fn state(&mut self, bytes: &[u8], raw: &Raw) -> Result<u8, FileError> {
        let found = self.words.number(bytes, raw.state.at, raw.state.length);
        let word = found.map_err(|why| self.no_word(&why, Role::State))?;
        match self.meant.get(usize::from(word)) {
            Some(&state) => Ok(state),
            None => self.learn(word),
        }
    }

    /// What a new word stands for.
    #[cold]
    fn learn(&mut self, word: u16) -> Result<u8, FileError> {
        let name = self.words.name(word).cloned().unwrap_or_default();
        let unnamed = FileError::State { line: self.line };
        let meant: Arc<str> = match &self.columns.states {
            Some(states) => states.get(&*name).ok_or(unnamed)?.as_str().into(),
            None => name,
        };
        let states = &mut self.side.states;
        let place = states.iter().position(|state| *state == meant).unwrap_or(states.len());
        let state = u8::try_from(place).map_err(|_| FileError::Many { line: self.line })?;
        if place == states.len() {
            states.push(meant);
        }
        self.meant.push(state);
        Ok(state)
    }

    #[inline(always)]
    fn sum(&mut self, amount: i64, merchant: u16) -> Result<(), FileError> {
        let line = self.line;
        let over = |_| FileError::Sum { line };
        self.side.sums.add(Fen(amount)).map_err(over)?;
        if self.side.tells & MERCHANT > 0 {
            let place = usize::from(merchant);
            if place >= self.side.by_merchant.len() {
                self.side.by_merchant.resize(place + 1, Sums::default());
            }
            if let Some(sums) = self.side.by_merchant.get_mut(place) {
                sums.add(Fen(amount)).map_err(over)?;
            }
        }
        Ok(())
    }

    /// Writes down what the line just added tells by itself.
    fn note(&mut self, raw: &Raw, part: usize) -> Result<(), FileError> {
        let unknown = self.known.is_some_and(|known| !raw.fits() || !known.contains(&raw.first));
        let late = self.late(raw)?;
        let rows = self.side.parts.get(part).map_or(0, |place| place.rows.len());
        let index = u32::try_from(rows.saturating_sub(1)).unwrap_or(u32::MAX);
        let part = u16::try_from(part).unwrap_or(u16::MAX);
        let kinds = [(unknown, DifferenceKind::UnknownTerminal), (late, DifferenceKind::Late)];
        let found = kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| Note { kind, part, index });
        self.side.notes.extend(found);
        Ok(())
    }

    fn late(&mut self, raw: &Raw) -> Result<bool, FileError> {
        let Some(allowed) = self.late_after_days else { return Ok(false) };
        let asked = (raw.day, raw.received);
        if let Some(known) =
            self.days.iter().find(|(day, received, _)| (*day, *received) == asked && *day > 0)
        {
            return Ok(known.2);
        }
        let bad = |role: Role| FileError::Cell { line: self.line, what: role.word() };
        let day = date(raw.day).ok_or(bad(Role::Day))?;
        let received = date(raw.received).ok_or(bad(Role::Received))?;
        let late = received.since(day).is_ok_and(|after| i64::from(after.get_days()) > i64::from(allowed));
        let [_, newer] = self.days;
        self.days = [newer, (raw.day, raw.received, late)];
        Ok(late)
    }

    fn no_word(&self, why: &NoNumber, role: Role) -> FileError {
        match why {
            NoNumber::Letters => FileError::Cell { line: self.line, what: role.word() },
            NoNumber::Many => FileError::Many { line: self.line },
        }
    }
}

fn date(number: u64) -> Option<Date> {
    let part = |value: u64| i8::try_from(value).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100 % 100)?, part(number % 100)?).ok()
}
