//! One entry, checked against all that is known, then taken in.
//!
//! Checking and taking are apart: a live step is checked before it is written, so nothing is ever on disk that
//! a replay would refuse; and a refused entry leaves the till as it was.

use super::{Open, Till};
use crate::clock;
use crate::entry::{Entry, Sealed};
use crate::intention::Intention;
use records::{CardNo, Chain, ChainBreak, Kind, Record, TerminalId, record_hash};

/// Two days: longer than any repeat-tap interval, short enough to forget cards that do not come back.
const FORGOTTEN_AFTER_US: i64 = 2 * 24 * 3600 * 1_000_000;

/// Why an entry does not follow from what is known. In a journal this means damage, or another program's hand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// A sale is open already.
    #[error("第 {0} 笔尚未了结 · sale {0} is still open")]
    StillOpen(u64),
    /// No sale, or another one, is open.
    #[error("第 {0} 笔不在办理中 · sale {0} is not the open one")]
    NotOpen(u64),
    /// Sale numbers must follow one another.
    #[error("销售号应为 {expected}，实为 {found} · sale number {found} where {expected} follows")]
    SaleNumber {
        /// The number that follows.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// An intention that says too much, too little, or something of another till.
    #[error("交易意向与本机不符 · the intention does not fit this till")]
    Intention,
    /// A record that is not what was intended.
    #[error("记录与交易意向不符 · the record is not what was intended")]
    Record,
    /// A record of another terminal.
    #[error("记录属于终端 {0} · the record belongs to terminal {0}")]
    Terminal(TerminalId),
    /// A record that does not follow the one before.
    #[error("记录链中断 · the chain of records is broken")]
    Chain(#[source] ChainBreak),
    /// Running or day totals that do not add up.
    #[error("累计金额不符 · the totals do not add up")]
    Totals,
    /// A sealed batch or an acknowledgement that does not fit what waits.
    #[error("批次或回执与待传流水不符 · the batch or acknowledgement does not fit what waits")]
    Outbox,
}

impl Till {
    /// Whether this entry follows from what is known.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, entry: &Entry) -> Result<(), ApplyError> {
        match entry {
            Entry::Intended(intention) => self.check_intended(intention),
            Entry::Torn { sale, .. } | Entry::Undone { sale, .. } => self.the_open_sale(*sale).map(|_| ()),
            Entry::Paid { record, .. } => self.check_closing(record, Kind::Sale),
            Entry::Greyed { record, .. } => self.check_closing(record, Kind::Grey),
            Entry::DayClosed { record } if record.kind != Kind::DayClose => Err(ApplyError::Record),
            Entry::DayClosed { record } => match &self.open {
                Some(open) => Err(ApplyError::StillOpen(open.intention.sale())),
                None => self.check_record(record),
            },
            Entry::ParametersInstalled { .. } => Ok(()),
            Entry::Sealed(sealed) => self.check_sealed(sealed),
            Entry::Verified { ack } => self.check_ack(ack).map(|_| ()),
        }
    }

    /// Takes an entry in, or leaves everything as it was.
    ///
    /// # Errors
    /// As [`Till::check`].
    pub fn apply(&mut self, entry: &Entry) -> Result<(), ApplyError> {
        self.check(entry)?;
        match entry {
            Entry::Intended(intention) => self.take_intended(intention),
            Entry::Torn { card, .. } => {
                if let Some(open) = &mut self.open {
                    open.torn = Some(*card);
                }
            }
            Entry::Paid { at_us, record } => {
                self.remember_card(record.card_no, *at_us);
                self.close(record, *at_us);
                self.last_paid = Some(record.clone());
            }
            Entry::Greyed { at_us, record } => self.close(record, *at_us),
            Entry::Undone { .. } => self.open = None,
            Entry::DayClosed { record } => self.take_record(record),
            Entry::ParametersInstalled { version, hash } => self.parameters = Some((*version, *hash)),
            Entry::Sealed(sealed) => self.sealed = Some(*sealed),
            Entry::Verified { ack } => self.take_ack(ack)?,
        }
        Ok(())
    }

    /// Whether this entry is already part of what is known: a write whose success was not heard of.
    #[must_use]
    pub fn knows(&self, entry: &Entry) -> bool {
        match entry {
            Entry::Intended(intention) => {
                self.open.as_ref().is_some_and(|open| open.intention == **intention)
            }
            Entry::Torn { card, .. } => self.open.as_ref().is_some_and(|open| open.torn == Some(*card)),
            Entry::Paid { record, .. } | Entry::Greyed { record, .. } | Entry::DayClosed { record } => {
                let after = record.seq.checked_add(1);
                after == Some(self.place.chain.next_seq) && self.place.chain.head == record_hash(record)
            }
            Entry::Undone { sale, .. } => self.open.is_none() && self.last_sale == *sale,
            Entry::ParametersInstalled { version, hash } => self.parameters == Some((*version, *hash)),
            Entry::Sealed(sealed) => self.sealed == Some(*sealed),
            Entry::Verified { ack } => self.has_verified(ack),
        }
    }

    fn the_open_sale(&self, sale: u64) -> Result<&Open, ApplyError> {
        self.open.as_ref().filter(|open| open.intention.sale() == sale).ok_or(ApplyError::NotOpen(sale))
    }

    fn check_intended(&self, intention: &Intention) -> Result<(), ApplyError> {
        if let Some(open) = &self.open {
            return Err(ApplyError::StillOpen(open.intention.sale()));
        }
        let expected = self.next_sale();
        if intention.sale() != expected {
            return Err(ApplyError::SaleNumber { expected, found: intention.sale() });
        }
        let told = clock::card_time(clock::card_second(intention.draft.tap, self.card_second));
        let on_time = told == Some((intention.draft.card_date, intention.draft.card_time));
        if intention.is_open(self.terminal) && on_time { Ok(()) } else { Err(ApplyError::Intention) }
    }

    fn check_closing(&self, record: &Record, kind: Kind) -> Result<(), ApplyError> {
        let open = self.the_open_sale(record.sale)?;
        if record.kind != kind || !open.intention.became(record) {
            return Err(ApplyError::Record);
        }
        // A purse that was debited said its balance, and its counter where it has one.
        let profile = record.card_profile;
        let told = record.balance_before.is_some() || !profile.has_purse();
        let counted = record.card_counter.is_some() || !profile.counts();
        if kind == Kind::Sale && !(told && counted && self.days.with(record).is_some()) {
            return Err(ApplyError::Record);
        }
        self.check_record(record)
    }

    fn check_record(&self, record: &Record) -> Result<(), ApplyError> {
        if record.terminal != self.terminal {
            return Err(ApplyError::Terminal(record.terminal));
        }
        let mut chain = self.place.chain;
        chain.extend(record).map_err(ApplyError::Chain)?;
        let running = self.place.running.plus(record.kind, record.price, record.benefit);
        if running == Ok(record.running) { Ok(()) } else { Err(ApplyError::Totals) }
    }

    fn check_sealed(&self, sealed: &Sealed) -> Result<(), ApplyError> {
        let Sealed { first_seq, through_seq, announced, .. } = *sealed;
        let starts = self.outbox.front().is_some_and(|first| first.seq == first_seq);
        let ends = first_seq <= through_seq && through_seq < self.place.chain.next_seq;
        let tells = announced.running == self.place.running
            && announced.seq.checked_add(1) == Some(self.place.chain.next_seq);
        if starts && ends && tells { Ok(()) } else { Err(ApplyError::Outbox) }
    }

    fn take_intended(&mut self, intention: &Intention) {
        let draft = &intention.draft;
        self.last_sale = draft.sale;
        self.last_paid = None;
        self.card_second = clock::card_second(draft.tap, self.card_second);
        self.latest_us = self.latest_us.max(draft.tap.at_us);
        if self.pruned != Some(draft.business_day) {
            self.pruned = Some(draft.business_day);
            self.forget_before(draft);
        }
        self.open = Some(Open { intention: intention.clone(), torn: None });
    }

    /// Drops cards that no cap and no repeat-tap interval asks for any more.
    fn forget_before(&mut self, draft: &Record) {
        let today = draft.business_day.date();
        let oldest = draft.tap.at_us.saturating_sub(FORGOTTEN_AFTER_US);
        self.cards.retain(|_, known| known.settled_at_us >= oldest || known.taken.matters_on(today));
    }

    fn remember_card(&mut self, card: CardNo, at_us: i64) {
        let known = self.cards.entry(card).or_default();
        known.settled_at_us = known.settled_at_us.max(at_us);
        if let Some(open) = &self.open {
            known.taken.slots.extend(&open.intention.usage);
        }
    }

    fn close(&mut self, record: &Record, at_us: i64) {
        self.latest_us = self.latest_us.max(at_us);
        self.open = None;
        self.take_record(record);
    }

    fn take_record(&mut self, record: &Record) {
        self.latest_us = self.latest_us.max(record.tap.at_us);
        if record.kind == Kind::Sale
            && let Some(totals) = self.days.with(record)
        {
            self.days.set(record.business_day, totals);
        }
        let next_seq = self.place.chain.next_seq.saturating_add(1);
        self.place.chain = Chain { next_seq, head: record_hash(record) };
        self.place.running = record.running;
        self.spent.remember(record);
        self.outbox.push_back(record.clone());
    }
}
