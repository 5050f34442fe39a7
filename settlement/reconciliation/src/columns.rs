//! Where the columns of a map stand in a file.

use std::collections::BTreeMap;

use crate::LINE_MAX;
use crate::digits::number;
use crate::error::FileError;
use crate::map::{Role, SideMap, Unit};
use crate::split::{cells, text};

/// The head of a file, read.
#[derive(Clone, Debug)]
pub struct Columns {
    pub(crate) roles: Vec<Role>,
    pub(crate) separator: u8,
    pub(crate) unit: Unit,
    /// This side's words and the states they stand for; `None`: words are states.
    pub(crate) states: Option<BTreeMap<String, String>>,
    pub(crate) head: Vec<String>,
    pair: bool,
}

impl Columns {
    /// Reads the head from the first block of a file; answers how many bytes it takes.
    ///
    /// # Errors
    /// [`FileError`]: there is none, or it lacks a column.
    pub fn read(map: &SideMap, block: &[u8]) -> Result<(Columns, usize), FileError> {
        let mark = "\u{feff}".as_bytes();
        let start = if block.starts_with(mark) { mark.len() } else { 0 };
        let rest = block.get(start..).unwrap_or_default();
        let end = match rest.iter().position(|&byte| byte == b'\n') {
            Some(end) if end <= LINE_MAX => end,
            None if rest.len() <= LINE_MAX => return Err(FileError::NoRows),
            Some(_) | None => return Err(FileError::Long { line: 1 }),
        };
        let head = text(rest.get(..end).unwrap_or_default(), 1)?;
        let separator = map.separator.byte();
        let head = cells(head, separator).ok_or(FileError::Quote { line: 1 })?;
        let mut roles = vec![Role::Skip; head.len()];
        for (name, role) in map.named() {
            let mut found = head.iter().zip(&mut roles).filter(|(cell, _)| *cell == name);
            match (found.next(), found.next()) {
                (Some((_, place)), None) => *place = role,
                (None, _) | (Some(_), Some(_)) => return Err(FileError::Column(name.clone())),
            }
        }
        let words = map
            .states
            .iter()
            .flat_map(|(state, words)| words.iter().map(|word| (word.clone(), state.clone())));
        let states = (!map.states.is_empty()).then(|| words.collect());
        let pair = map.numbers.is_some();
        Ok((Columns { roles, separator, unit: map.unit, states, head, pair }, start + end + 1))
    }

    /// The first number of the first line under the head, for [`crate::Keying`]; 0 when there is none.
    #[must_use]
    pub fn near(&self, under_head: &[u8]) -> u64 {
        let end = under_head.iter().position(|&byte| byte == b'\n').unwrap_or(under_head.len());
        let text = under_head.get(..end).and_then(|line| core::str::from_utf8(line).ok());
        let row = text.and_then(|text| cells(text, self.separator)).unwrap_or_default();
        let place = self.roles.iter().position(|role| *role == Role::First);
        let cell = place.and_then(|place| row.get(place)).map_or("", String::as_str);
        number(cell.as_bytes(), 0).0
    }

    /// Whether a key is two numbers.
    #[inline(always)]
    pub(crate) fn has_pair(&self) -> bool {
        self.pair
    }

    pub(crate) fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
