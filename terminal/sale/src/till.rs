//! The till as its journal makes it: one value, changed by entries alone.
//!
//! The live machine and the replay after a power cut go through the same [`Till::check`] and the same commit,
//! so a replayed till equals the one that was lost, bit for bit.

mod apply;
mod days;
mod outbox;
mod replay;

use crate::entry::Sealed;
use crate::intention::{CardFacts, Intention, Place};
use crate::spent::Spent;
use crate::{Paid, Rules};
use days::Days;
use records::{BusinessDay, CardNo, Chain, Record, Running, TerminalId};
use std::collections::{BTreeMap, VecDeque};
use subsidy::{Lots, Taken};

pub use apply::ApplyError;
pub use days::DayTotals;
pub use outbox::AckProblem;
pub use replay::{ReplayError, ReplayFault, replay};

/// What a till knows, all of it from its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Till {
    terminal: TerminalId,
    place: Place,
    last_sale: u64,
    open: Option<Open>,
    last_paid: Option<Box<Record>>,
    cards: BTreeMap<CardNo, CardMemory>,
    pruned: Option<BusinessDay>,
    latest_us: i64,
    card_second: i64,
    outbox: VecDeque<Record>,
    verified: u64,
    sealed: Option<Sealed>,
    parameters: Option<(u32, [u8; 32])>,
    days: Days,
    spent: Spent,
}

/// A sale that was intended and is not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// What was intended.
    pub intention: Intention,
    /// What the card had said before its answer to the debit was lost, where that was remembered.
    pub torn: Option<CardFacts>,
}

/// What this till remembers of one card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct CardMemory {
    taken: Taken,
    settled_at_us: i64,
}

impl Till {
    /// A till that has done nothing yet.
    #[must_use]
    pub fn new(terminal: TerminalId) -> Till {
        Till {
            terminal,
            place: Place { chain: Chain::START, running: Running::default() },
            last_sale: 0,
            open: None,
            last_paid: None,
            cards: BTreeMap::new(),
            pruned: None,
            latest_us: i64::MIN,
            card_second: i64::MIN,
            outbox: VecDeque::new(),
            verified: 0,
            sealed: None,
            parameters: None,
            days: Days::default(),
            spent: Spent::default(),
        }
    }

    /// Whose till this is.
    #[must_use]
    pub fn terminal(&self) -> TerminalId {
        self.terminal
    }

    /// Where the chain of records stands.
    #[must_use]
    pub fn chain(&self) -> Chain {
        self.place.chain
    }

    /// Totals since the first record.
    #[must_use]
    pub fn running(&self) -> Running {
        self.place.running
    }

    /// The sale that waits for its card, if one does.
    #[must_use]
    pub fn open(&self) -> Option<&Open> {
        self.open.as_ref()
    }

    /// The sale that was paid last, as long as nothing was intended since. After a restart nobody knows whether
    /// it was ever shown: show it, and when the same card comes first, show it again instead of selling again.
    #[must_use]
    pub fn last_paid(&self) -> Option<Paid> {
        self.last_paid.as_ref().map(|record| Paid::again(record))
    }

    /// The number the next sale will have.
    #[must_use]
    pub fn next_sale(&self) -> u64 {
        self.last_sale.saturating_add(1)
    }

    /// What this till has given to a card, as far as it still matters to a cap.
    #[must_use]
    pub fn taken(&self, card: CardNo) -> Taken {
        self.cards.get(&card).map(|known| known.taken.clone()).unwrap_or_default()
    }

    /// The vouchers and points of a card as far as this till can know: what the center told, less what the till has
    /// given since. A till that has heard of none sells at the full own part.
    #[must_use]
    pub fn lots(&self, rules: &Rules, card: CardNo, at_us: i64) -> Lots {
        self.spent.lots(rules, card, at_us)
    }

    /// When this till last completed a sale with a card, UTC µs; forgotten after a day or two.
    #[must_use]
    pub fn settled_at_us(&self, card: CardNo) -> Option<i64> {
        self.cards.get(&card).map(|known| known.settled_at_us)
    }

    /// The latest moment written down, UTC µs. A clock before it is wrong.
    #[must_use]
    pub fn latest_us(&self) -> Option<i64> {
        (self.latest_us != i64::MIN).then_some(self.latest_us)
    }

    /// Version and hash of the parameter package in force.
    #[must_use]
    pub fn parameters(&self) -> Option<(u32, [u8; 32])> {
        self.parameters
    }

    /// The sums of one business day. Kept for the last few days only.
    #[must_use]
    pub fn day(&self, day: BusinessDay) -> DayTotals {
        self.days.of(day)
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    pub(crate) fn card_second(&self) -> i64 {
        self.card_second
    }
}
