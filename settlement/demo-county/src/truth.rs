//! What is really wrong: the truth list.

use core::fmt::Write as _;

use records::{CardNo, TerminalId};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A sale that a second record tells again: the same card, counter, code and amount.
    Duplicate,
    /// A batch did not arrive; the one named came before its time. Both were collected again later.
    Gap,
    /// Torn, and the card was debited.
    GreyDebited,
    /// Torn, and the card was not debited.
    GreyLost,
    /// The code is spoilt; the card was debited.
    TacDebited,
    /// The record is made up: no card signed it, none was debited.
    TacForged,
    /// The code is spoilt, and the card has not come back.
    TacOpen,
    /// The holder had died; the till did not know yet.
    PostDeath,
    /// The card was debited in another town minutes before.
    TwoPlaces,
}

impl FaultKind {
    /// The word in lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            FaultKind::Duplicate => "duplicate",
            FaultKind::Gap => "gap",
            FaultKind::GreyDebited => "grey-debited",
            FaultKind::GreyLost => "grey-not-debited",
            FaultKind::TacDebited => "tac-debited",
            FaultKind::TacForged => "tac-forged",
            FaultKind::TacOpen => "tac-open",
            FaultKind::PostDeath => "post-death",
            FaultKind::TwoPlaces => "two-places",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// The terminal of the record; of a gap, the terminal.
    pub terminal: TerminalId,
    /// The number of the record; of a gap, the first of the batch that came too early.
    pub seq: u64,
    /// The card, where one is concerned.
    pub card: Option<CardNo>,
}

/// The list as a file; cards are masked.
#[must_use]
pub fn truth_csv(faults: &[Fault]) -> String {
    let mut text = "kind,terminal,seq,card\n".to_owned();
    for Fault { kind, terminal, seq, card } in faults {
        let card = card.map(|card| card.masked()).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{},{terminal},{seq},{card}", kind.word());
    }
    text
}
