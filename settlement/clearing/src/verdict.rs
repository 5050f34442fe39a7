//! What was decided about a batch, as one value that a store writes in one transaction.

use core::fmt;
use core::str::FromStr;

use records::{AckRange, MerchantId, Record, TerminalId};
use subsidy::Leg;

use crate::{Cursor, Finding, FindingKind, LotMove, Outstanding, Posting, RefuseCause};

/// Where a record stands. Every record is in exactly one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Accepted at once (10).
    Good,
    /// Not paid until the card's next record decides: grey or TAC error.
    Waiting(RefuseCause),
    /// It waited, and the debit was proved: paid (00).
    Adjusted,
    /// Not paid.
    Refused(RefuseCause),
}

impl Status {
    /// Whether the merchant is paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        matches!(self, Status::Good | Status::Adjusted)
    }
}

/// As stored: `good`, `adjusted`, `waiting:04`, `refused:03`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Good => f.write_str("good"),
            Status::Adjusted => f.write_str("adjusted"),
            Status::Waiting(cause) => write!(f, "waiting:{:02}", cause.code()),
            Status::Refused(cause) => write!(f, "refused:{:02}", cause.code()),
        }
    }
}

/// The text is not a status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} 不是记录状态 · not a status")]
pub struct StatusError(pub String);

impl FromStr for Status {
    type Err = StatusError;

    fn from_str(text: &str) -> Result<Status, StatusError> {
        let cause = |code: &str| code.parse().ok().and_then(RefuseCause::from_code);
        let status = match text.split_once(':') {
            None if text == "good" => Some(Status::Good),
            None if text == "adjusted" => Some(Status::Adjusted),
            Some(("waiting", code)) => cause(code).map(Status::Waiting),
            Some(("refused", code)) => cause(code).map(Status::Refused),
            _ => None,
        };
        status.ok_or_else(|| StatusError(text.chars().take(24).collect()))
    }
}

/// One record and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The record.
    pub record: Record,
    /// Where it stands.
    pub status: Status,
    /// Counter and balance before the debit as settled; store it when the record did not know its own.
    pub settled: Option<(u32, u32)>,
    /// Who bears the benefit; empty unless paid.
    pub legs: Vec<Leg>,
}

/// A record of an earlier batch that is decided now: it waited, or was paid by the grey rule and is displaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Its terminal.
    pub terminal: TerminalId,
    /// Its number.
    pub seq: u64,
    /// Its merchant.
    pub merchant: MerchantId,
    /// `Adjusted` or `Refused`; `Good` when a proof of its own holds now.
    pub status: Status,
    /// Counter and balance before the debit as settled; store it when the record did not know its own.
    pub settled: Option<(u32, u32)>,
    /// Who bears the benefit; empty unless paid.
    pub legs: Vec<Leg>,
    /// The record that proves it.
    pub by: (TerminalId, u64),
}

/// How many records stand where: `uploaded = confirmed + adjusted + refused_open + adjust_refused`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Good.
    pub confirmed: u64,
    /// Adjusted.
    pub adjusted: u64,
    /// Waiting, or refused without a review.
    pub refused_open: u64,
    /// Refused after a review.
    pub adjust_refused: u64,
}

impl Tally {
    /// Counts statuses.
    #[must_use]
    pub fn of(statuses: impl IntoIterator<Item = Status>) -> Tally {
        let mut tally = Tally::default();
        for status in statuses {
            let place = match status {
                Status::Good => &mut tally.confirmed,
                Status::Adjusted => &mut tally.adjusted,
                Status::Refused(
                    RefuseCause::DataAdjustRefused
                    | RefuseCause::DuplicateAdjustRefused
                    | RefuseCause::GreyAdjustRefused,
                ) => &mut tally.adjust_refused,
                Status::Waiting(_) | Status::Refused(_) => &mut tally.refused_open,
            };
            *place = place.saturating_add(1);
        }
        tally
    }

    /// All of them.
    #[must_use]
    pub fn uploaded(self) -> u64 {
        [self.confirmed, self.adjusted, self.refused_open, self.adjust_refused]
            .into_iter()
            .fold(0, u64::saturating_add)
    }
}

/// A finding that needs nobody any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cleared {
    /// Its kind.
    pub kind: FindingKind,
    /// Its terminal.
    pub terminal: TerminalId,
    /// Its record.
    pub seq: u64,
}

/// All that follows from judging again what waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejudged {
    /// Records that are decided now.
    pub settlements: Vec<Settlement>,
    /// Everything odd about them.
    pub findings: Vec<Finding>,
    /// Findings that are answered now.
    pub cleared: Vec<Cleared>,
    /// What is drawn from vouchers and points, and given back.
    pub lots: Vec<LotMove>,
    /// What is booked; adds up to zero.
    pub postings: Vec<Posting>,
}

/// All that follows from a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchVerdict {
    /// Every record of the batch, in order, with its final state as of this batch.
    pub rows: Vec<Row>,
    /// Records of earlier batches that are decided now.
    pub settlements: Vec<Settlement>,
    /// Everything odd. A store keeps one per kind, terminal and number: the same finding again changes nothing.
    pub findings: Vec<Finding>,
    /// Findings of earlier batches that are answered now: close them.
    pub cleared: Vec<Cleared>,
    /// What is drawn from vouchers and points, and given back; for each card, what comes back first.
    pub lots: Vec<LotMove>,
    /// What is booked; adds up to zero.
    pub postings: Vec<Posting>,
    /// What to acknowledge.
    pub ack: AckRange,
    /// Where the terminal stands afterwards.
    pub cursor: Cursor,
    /// What the terminal wrote and has not delivered.
    pub outstanding: Outstanding,
}
