//! A purchase whose outcome is unknown: what is remembered of it, and what may be found out.

use super::armed::SamCheck;
use crate::file::log::LogEntry;
use crate::{Debit, Tac};
use apdu::StatusWord;
use purse::CardAmount;
use thiserror::Error;

/// What is remembered of a purchase whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intention {
    /// Key id of the purchase.
    pub key_id: u8,
    /// Amount, fen.
    pub amount: CardAmount,
    /// Type: 06 or 09.
    pub txn_type: u8,
    /// Terminal number.
    pub terminal: [u8; 6],
    /// Date, BCD.
    pub date: [u8; 4],
    /// Time, BCD.
    pub time: [u8; 3],
    /// Offline counter before the debit, where it was remembered.
    pub counter_before: Option<u16>,
    /// Balance before the debit, where it was remembered.
    pub balance_before: Option<CardAmount>,
    /// Whether the SAM has been neither reset nor asked for another purchase since.
    pub sam_session: bool,
}

impl Intention {
    /// Whether this log entry is this purchase.
    pub(super) fn wrote(&self, entry: &LogEntry) -> bool {
        entry.terminal == self.terminal
            && entry.amount == self.amount
            && entry.txn_type == self.txn_type
            && entry.moment() == self.moment()
    }

    pub(super) fn moment(&self) -> ([u8; 4], [u8; 3]) {
        (self.date, self.time)
    }

    /// The remembered balance, when this purchase alone leads from it to the balance now.
    pub(super) fn fits(&self, now: CardAmount) -> Option<CardAmount> {
        self.balance_before.filter(|before| before.checked_sub(self.amount) == Some(now))
    }
}

impl From<&Debit> for Intention {
    /// A debit torn just now: everything is remembered, and the SAM too.
    fn from(torn: &Debit) -> Intention {
        let (order, facts) = (torn.order(), torn.facts());
        Intention {
            key_id: order.key_id,
            amount: order.amount,
            txn_type: order.kind.txn_type(),
            terminal: order.terminal,
            date: order.date,
            time: order.time,
            counter_before: Some(facts.counter),
            balance_before: Some(facts.balance_before),
            sam_session: true,
        }
    }
}

/// The torn purchase did happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debited {
    /// Offline counter before the debit.
    pub counter: u16,
    /// Balance before the debit.
    pub balance_before: CardAmount,
    /// Version of the purchase key.
    pub key_version: u8,
    /// Algorithm of the purchase key.
    pub alg_id: u8,
    /// The card's proof; `None` when the card has made another transaction since and keeps it no more.
    pub tac: Option<Tac>,
    /// The SAM's opinion of the proof.
    pub sam: SamCheck,
}

/// Why nothing can be said. The purchase stays held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Undecided {
    /// The card refuses to state its counter.
    #[error(
        "卡拒绝查询 {0}，扣款未定，请再刷同一张卡或由主管处理 · the card refuses to answer ({0}), the debit is undecided: tap the same card again or call the supervisor"
    )]
    CardRefused(StatusWord),
    /// An answer has the wrong shape.
    #[error(
        "卡的应答读不懂，扣款未定，请再刷同一张卡 · the card's answer makes no sense, the debit is undecided: tap the same card again"
    )]
    CardUnreadable,
    /// The counter is lower than before.
    #[error(
        "卡计数倒退，扣款未定，请由主管处理 · the card's counter went back, the debit is undecided: call the supervisor"
    )]
    CounterWentBack,
    /// The log was needed and cannot be read.
    #[error(
        "卡内记录读不出，扣款未定，请由主管处理 · the card's log cannot be read, the debit is undecided: call the supervisor"
    )]
    LogUnreadable,
    /// The card's log no longer reaches back to the purchase.
    #[error(
        "卡在别处用过多次，扣款未定，请由主管处理 · the card was used too often since, the debit is undecided: call the supervisor"
    )]
    TooMuchSince,
}
