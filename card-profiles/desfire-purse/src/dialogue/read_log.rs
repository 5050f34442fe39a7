//! The records, newest first, as far as they go.

use super::card;
use super::log_view::{LogEnd, LogView};
use super::verdict::settles;
use crate::chain::{Chain, Heard};
use crate::command::read_records;
use crate::status;
use crate::{Parameters, Record};
use apdu::{Dialogue, Response, Turn};

/// Records that a cyclic file of eleven keeps.
pub(crate) const DEPTH: usize = 10;

/// READ RECORDS one by one, at most ten. The application is selected; no key is needed.
#[derive(Clone, Debug)]
pub struct ReadLog {
    parameters: Parameters,
    wanted: usize,
    /// The record that is looked for, where there is one.
    sought: Option<Record>,
    entries: Vec<Record>,
    chain: Option<Chain>,
    frames: u8,
}

/// Most turns: ten records in at most two frames each.
const FRAMES_MAX: u8 = 20;

impl ReadLog {
    /// The newest records, at most ten.
    #[must_use]
    pub fn newest(parameters: &Parameters, wanted: usize) -> ReadLog {
        ReadLog {
            parameters: parameters.clone(),
            wanted: wanted.clamp(1, DEPTH),
            sought: None,
            entries: Vec::new(),
            chain: None,
            frames: 0,
        }
    }

    /// As far as it takes to know what became of this record.
    pub(super) fn until(parameters: &Parameters, sought: Record) -> ReadLog {
        ReadLog { sought: Some(sought), ..ReadLog::newest(parameters, DEPTH) }
    }

    fn ask(&mut self) -> Turn<LogView> {
        let Parameters { read_code, record_file, .. } = self.parameters;
        let back = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let (chain, first) =
            Chain::begin(read_code, &read_records::read(read_code, record_file, back, 1).header);
        self.chain = Some(chain);
        self.frames = self.frames.saturating_add(1);
        card(first)
    }

    fn heard(&mut self, data: &[u8]) -> Result<LogEnd, Turn<LogView>> {
        let Some(record) = Record::parse(data) else { return Ok(LogEnd::Unreadable) };
        self.entries.push(record);
        let settled = self.sought.is_some_and(|ours| settles(&ours, &record));
        if settled || self.entries.len() >= self.wanted {
            return Ok(LogEnd::Enough);
        }
        Err(self.ask())
    }
}

impl Dialogue for ReadLog {
    type Output = LogView;

    fn start(&mut self) -> Turn<LogView> {
        self.entries.clear();
        self.frames = 0;
        self.ask()
    }

    fn hear(&mut self, answer: &Response) -> Turn<LogView> {
        let heard = self.chain.take().map(|mut chain| (chain.hear(answer), chain));
        let end = match heard {
            Some((Heard::Ask(command), chain)) if self.frames < FRAMES_MAX => {
                self.frames = self.frames.saturating_add(1);
                self.chain = Some(chain);
                return card(command);
            }
            Some((Heard::Whole(data), _)) => match self.heard(&data) {
                Ok(end) => end,
                Err(turn) => return turn,
            },
            Some((Heard::Refused(status::BOUNDARY), _)) => LogEnd::Whole,
            Some((Heard::Refused(status), _)) => LogEnd::Refused(status),
            Some((Heard::Ask(_) | Heard::Endless, _)) | None => LogEnd::Unreadable,
        };
        Turn::Done(LogView { entries: core::mem::take(&mut self.entries), end })
    }
}
