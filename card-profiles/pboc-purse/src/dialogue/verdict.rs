//! Did the torn purchase happen? A pure judgement from the card's counter, balance and log.
//!
//! | counter before the debit | the card now | judgement |
//! | --- | --- | --- |
//! | known | the same | not debited |
//! | known | one more, and our entry is the newest purchase, or counter and balance agree and no purchase is newer | debited |
//! | known | one more, and the newest purchase is another's | not debited |
//! | known | more | debited if our entry is in the log; not debited if all purchases since are, and none is ours |
//! | known | less | undecided: this is not the card's history |
//! | unknown | our entry is in the log | debited |
//! | unknown | the log reaches back beyond our moment without it | not debited |
//! | unknown | purchases are counted and the log shows none | undecided |
//! | either | the log cannot be read and nothing else decides | undecided |
//!
//! An entry is ours by terminal, amount, type, date and time. Never by its counter, which some chips write
//! before the increment and some after.

use super::read_log::{LogEnd, LogView};
use super::torn::{Intention, Undecided};
use crate::command::initialize::Initialized;
use crate::file::log::LogEntry;
use purse::CardAmount;

/// What evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Debited {
        /// Offline counter before the debit.
        counter: u16,
        balance_before: CardAmount,
    },
    NotDebited,
    Undecided(Undecided),
}

/// What the counter alone settles; `None` asks for the log.
pub(super) fn by_counter(intention: &Intention, card: &Initialized) -> Option<Verdict> {
    let before = intention.counter_before?;
    match card.counter.checked_sub(before) {
        None => Some(Verdict::Undecided(Undecided::CounterWentBack)),
        Some(0) => Some(Verdict::NotDebited),
        Some(_) => None,
    }
}

/// What counter, balance and log settle together.
pub(super) fn by_log(intention: &Intention, card: &Initialized, log: &LogView) -> Verdict {
    if let Some(verdict) = by_counter(intention, card) {
        return verdict;
    }
    if let Some(newer) = log.entries.iter().position(|entry| intention.wrote(entry)) {
        return debited(intention, card, log.entries.get(..newer).unwrap_or_default());
    }
    match intention.counter_before {
        Some(before) => absent_counter_known(intention, card, log, card.counter.saturating_sub(before)),
        None => absent_counter_unknown(intention, card, log),
    }
}

/// Our entry is there, below these newer ones.
fn debited(intention: &Intention, card: &Initialized, newer: &[LogEntry]) -> Verdict {
    let since = newer.iter().filter(|entry| entry.is_purchase()).count();
    let counter = intention.counter_before.or_else(|| {
        let since = u16::try_from(since).ok()?;
        card.counter.checked_sub(1)?.checked_sub(since)
    });
    let balance = intention.balance_before.or_else(|| balance_before(intention, card, newer));
    match (counter, balance) {
        (Some(counter), Some(balance_before)) => Verdict::Debited { counter, balance_before },
        _ => Verdict::Undecided(Undecided::TooMuchSince),
    }
}

/// Walks the newer entries back to the balance before ours.
fn balance_before(intention: &Intention, card: &Initialized, newer: &[LogEntry]) -> Option<CardAmount> {
    let mut balance = card.balance;
    for entry in newer {
        if entry.is_purchase() {
            balance = balance.checked_add(entry.amount)?;
        } else if entry.is_load() {
            balance = balance.checked_sub(entry.amount)?;
        } else {
            return None;
        }
    }
    balance.checked_add(intention.amount)
}

fn absent_counter_known(intention: &Intention, card: &Initialized, log: &LogView, since: u16) -> Verdict {
    let readable = matches!(log.end, LogEnd::Whole | LogEnd::Enough);
    let newest = log.entries.iter().find(|entry| entry.is_purchase());
    if since == 1 {
        // Some chips keep no log, or none of amounts of zero: then counter and balance speak.
        let nobody_else = newest.is_none_or(|entry| entry.moment() < intention.moment());
        return match (intention.counter_before, intention.fits(card.balance)) {
            (Some(counter), Some(balance_before)) if nobody_else => {
                Verdict::Debited { counter, balance_before }
            }
            _ if newest.is_some() || readable => Verdict::NotDebited,
            _ => Verdict::Undecided(Undecided::LogUnreadable),
        };
    }
    let seen = log.entries.iter().filter(|entry| entry.is_purchase()).count();
    if seen >= usize::from(since) {
        Verdict::NotDebited
    } else if readable {
        Verdict::Undecided(Undecided::TooMuchSince)
    } else {
        Verdict::Undecided(Undecided::LogUnreadable)
    }
}

fn absent_counter_unknown(intention: &Intention, card: &Initialized, log: &LogView) -> Verdict {
    let reaches_back = log.entries.last().is_some_and(|oldest| oldest.moment() < intention.moment());
    // A card that has counted purchases and shows none keeps no log: its silence proves nothing.
    let keeps_a_log = card.counter == 0 || log.entries.iter().any(LogEntry::is_purchase);
    match log.end {
        LogEnd::Whole if keeps_a_log => Verdict::NotDebited,
        LogEnd::Whole => Verdict::Undecided(Undecided::LogUnreadable),
        LogEnd::Enough if reaches_back => Verdict::NotDebited,
        LogEnd::Enough => Verdict::Undecided(Undecided::TooMuchSince),
        LogEnd::Refused(_) | LogEnd::Unreadable => Verdict::Undecided(Undecided::LogUnreadable),
    }
}
