//! One line read into numbers and places. First as plain bytes, fast; what is quoted or odd is made plain and read again.

use crate::AMOUNT_MAX;
use crate::columns::Columns;
use crate::digits::{DIGITS_MAX, cell_end, number};
use crate::error::FileError;
use crate::map::{Role, Unit};
use crate::split::{cells, text};

/// Longest number of a key: twenty digits of a card, and some zeros in front.
const NUMBER_MAX: usize = 24;
/// Longest text of a key.
const TEXT_MAX: usize = 128;
/// Digits of the largest amount.
const AMOUNT_DIGITS: usize = 12;
/// Separates cells that were made plain: no cell may hold it.
pub(crate) const UNIT_SEPARATOR: u8 = 0x1F;

/// Where a cell stands in the bytes of its line's block.
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    pub(crate) at: usize,
    pub(crate) length: usize,
}

/// What a line says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Raw {
    pub(crate) first: u64,
    pub(crate) second: u64,
    pub(crate) first_at: Span,
    pub(crate) second_at: Span,
    pub(crate) text: Span,
    pub(crate) amount: i64,
    pub(crate) state: Span,
    pub(crate) merchant: Span,
    pub(crate) day: u64,
    pub(crate) received: u64,
}

impl Span {
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.at..self.at.saturating_add(self.length)).unwrap_or_default()
    }
}

impl Raw {
    /// Whether the numbers of the key fit 64 bits.
    #[inline(always)]
    pub(crate) fn fits(&self) -> bool {
        self.first_at.length <= DIGITS_MAX && self.second_at.length <= DIGITS_MAX
    }
}

/// Reads the line at `at`, and answers where the next one starts; or the place of the cell that is not plain.
#[inline(always)]
pub(crate) fn plain(
    bytes: &[u8],
    mut at: usize,
    columns: &Columns,
    separator: u8,
    raw: &mut Raw,
) -> Result<usize, usize> {
    let last = columns.roles.len().wrapping_sub(1);
    for (place, role) in columns.roles.iter().enumerate() {
        let start = at;
        match role {
            Role::First => (raw.first, raw.first_at, at) = numeral(bytes, at).ok_or(place)?,
            Role::Second => (raw.second, raw.second_at, at) = numeral(bytes, at).ok_or(place)?,
            Role::Amount => (raw.amount, at) = amount(bytes, at, columns.unit).ok_or(place)?,
            Role::Day => (raw.day, at) = day(bytes, at).ok_or(place)?,
            Role::Received => (raw.received, at) = day(bytes, at).ok_or(place)?,
            Role::Skip | Role::Text | Role::State | Role::Merchant => {
                at = cell_end(bytes, at, separator);
                let span = Span { at: start, length: at - start };
                match role {
                    Role::Text => raw.text = span,
                    Role::State => raw.state = span,
                    Role::Merchant => raw.merchant = span,
                    _ => {}
                }
                // Quoted cells, and those with a mark or a blank before them, are made plain first.
                if separator != UNIT_SEPARATOR && matches!(bytes.get(start), Some(b'"' | b'=' | b'\'' | b' '))
                {
                    return Err(place);
                }
                if *role == Role::Text && !(1..=TEXT_MAX).contains(&span.length) {
                    return Err(place);
                }
            }
        }
        let end = bytes.get(at).copied();
        if place < last {
            if end != Some(separator) {
                return Err(place);
            }
            at += 1;
        } else {
            at = match (end, bytes.get(at + 1)) {
                (Some(b'\n'), _) => at + 1,
                (Some(b'\r'), Some(b'\n')) => at + 2,
                _ => return Err(place),
            };
        }
    }
    Ok(at)
}

#[inline(always)]
fn numeral(bytes: &[u8], at: usize) -> Option<(u64, Span, usize)> {
    let (value, length) = number(bytes, at);
    let span = if bytes.get(at) == Some(&b'0') { bare(bytes, at, length) } else { Span { at, length } };
    (1..=NUMBER_MAX).contains(&length).then_some((value, span, at + length))
}

/// A number without the zeros in front: with or without them it names the same line.
#[cold]
fn bare(bytes: &[u8], at: usize, length: usize) -> Span {
    let digits = Span { at, length }.of(bytes);
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count().min(length.saturating_sub(1));
    Span { at: at + zeros, length: length - zeros }
}

/// `20240715`.
#[inline(always)]
fn day(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let (value, length) = number(bytes, at);
    (length == 8).then_some((value, at + length))
}

#[inline(always)]
fn amount(bytes: &[u8], at: usize, unit: Unit) -> Option<(i64, usize)> {
    let negative = bytes.get(at) == Some(&b'-');
    let at = at + usize::from(negative);
    let (whole, length) = number(bytes, at);
    if !(1..=AMOUNT_DIGITS).contains(&length) {
        return None;
    }
    let whole = i64::try_from(whole).ok()?;
    let (fen, at) = match unit {
        Unit::Fen => (whole, at + length),
        Unit::Yuan => decimals(bytes, whole, at + length)?,
    };
    (fen <= AMOUNT_MAX.0).then_some((if negative { -fen } else { fen }, at))
}

/// At most two places after the point.
#[inline(always)]
fn decimals(bytes: &[u8], whole: i64, at: usize) -> Option<(i64, usize)> {
    let fen = whole * 100;
    if bytes.get(at) != Some(&b'.') {
        return Some((fen, at));
    }
    let (part, length) = number(bytes, at + 1);
    let part = i64::try_from(part).ok()?;
    match length {
        1 => Some((fen + part * 10, at + 2)),
        2 => Some((fen + part, at + 3)),
        _ => None,
    }
}

/// Makes a line plain: cells as they are meant, ended like any line.
pub(crate) fn made_plain(line: &[u8], columns: &Columns, number: u64) -> Result<Vec<u8>, FileError> {
    let mut row = cells(text(line, number)?, columns.separator).ok_or(FileError::Quote { line: number })?;
    if row == columns.head {
        return Err(FileError::HeadAgain { line: number });
    }
    if row.len() != columns.roles.len() {
        return Err(FileError::Cells { line: number, expected: columns.roles.len(), found: row.len() });
    }
    for (cell, role) in row.iter_mut().zip(&columns.roles) {
        if *role != Role::Skip && cell.bytes().any(|byte| byte < 0x20) {
            return Err(FileError::Cell { line: number, what: role.word() });
        }
        match role {
            Role::Skip => cell.clear(),
            Role::Amount => *cell = ungrouped(cell),
            Role::Day | Role::Received => *cell = cell.replace(['-', '/'], ""),
            _ => {}
        }
    }
    let mut bytes = row.join("\u{1f}").into_bytes();
    bytes.push(b'\n');
    Ok(bytes)
}

/// `1,234.50` without its comma; a comma anywhere else stays, and is no amount.
fn ungrouped(text: &str) -> String {
    let (whole, rest) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or_default();
    let mut later = groups.peekable();
    let grouped =
        later.peek().is_some() && (1..=3).contains(&first.len()) && later.all(|group| group.len() == 3);
    match (grouped, rest) {
        (true, Some(rest)) => format!("{}.{rest}", whole.replace(',', "")),
        (true, None) => whole.replace(',', ""),
        (false, _) => text.to_owned(),
    }
}
