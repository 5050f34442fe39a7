//! Did the torn transaction happen? A pure judgement from the records of the card.
//!
//! From EV2 on every record carries a counter of its own, one above the record before:
//!
//! | the card's records | judgement |
//! | --- | --- |
//! | ours is there | it happened |
//! | another has our counter, or the newest is one below it | it did not happen |
//! | the newest is further below | undecided: this is not the card's history |
//! | all are above our counter | undecided: the card was used too often since |
//!
//! EV1 counts nothing. There, with ours not among them:
//!
//! | the card's records | judgement |
//! | --- | --- |
//! | the card has none before those we see | it did not happen |
//! | one is not later than ours and leaves the balance that ours began from | it did not happen |
//! | otherwise | undecided |

use super::log_view::{LogEnd, LogView};
use crate::Record;
use purse::Undecided;

/// What evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Happened,
    DidNotHappen,
    Undecided(Undecided),
}

/// What the newest record alone settles; `None` asks for the others.
pub(super) fn by_newest(ours: &Record, newest: &Record) -> Option<Verdict> {
    if newest == ours {
        return Some(Verdict::Happened);
    }
    if ours.counter == 0 {
        return None;
    }
    match ours.counter.checked_sub(newest.counter) {
        Some(0 | 1) => Some(Verdict::DidNotHappen),
        Some(_) => Some(Verdict::Undecided(Undecided::CounterWentBack)),
        None => None,
    }
}

/// Whether older records need not be read.
pub(super) fn settles(ours: &Record, read: &Record) -> bool {
    read == ours || (ours.counter > 0 && read.counter <= ours.counter)
}

/// What the records settle.
pub(super) fn by_log(ours: &Record, log: &LogView) -> Verdict {
    if log.entries.contains(ours) {
        return Verdict::Happened;
    }
    let absent = match ours.counter {
        0 => log.end == LogEnd::Whole || log.entries.iter().any(|read| precedes(ours, read)),
        counter => log.entries.iter().any(|read| read.counter <= counter),
    };
    match log.end {
        _ if absent => Verdict::DidNotHappen,
        LogEnd::Whole | LogEnd::Enough => Verdict::Undecided(Undecided::TooMuchSince),
        LogEnd::Unreadable => Verdict::Undecided(Undecided::LogUnreadable),
        LogEnd::Refused(status) => Verdict::Undecided(Undecided::CardRefused(status.0)),
    }
}

/// Whether ours may have begun from this record: then, had it happened, it would be among the newer ones.
fn precedes(ours: &Record, read: &Record) -> bool {
    read.seconds <= ours.seconds && Some(read.balance) == ours.balance_before()
}
