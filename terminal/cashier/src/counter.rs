//! What a tap needs of the till: its memory, its SAM, its limits.

use crate::stuck::Stuck;
use crate::{Clock, ClockJudge, Slot};
use apdu::{Command, Transport, TransportError, converse, exchange};
use pboc_purse::{SamProfile, SamStart, SamTrouble};
use records::Moment;
use sale::{Limits, Paid, Refusal, Sam, Till};

/// How long after its tap an elder may come back for a sale that a power cut kept off the screen.
const UNSHOWN_FOR_US: i64 = 5 * 60 * 1_000_000;

/// The till as one tap sees it.
#[derive(Debug)]
pub struct Counter {
    pub(crate) till: Till,
    pub(crate) limits: Limits,
    pub(crate) judge: ClockJudge,
    pub(crate) sam: Option<Sam>,
    /// Whether the SAM has been neither reset nor asked for another purchase since the last debit.
    pub(crate) sam_undisturbed: bool,
    pub(crate) stuck: Option<Stuck>,
    /// After a start: the sale of which nobody knows whether it was shown.
    pub(crate) unshown: Option<Paid>,
}

/// Where no chip is: dialogues that speak to the SAM alone never ask it.
struct NoChip;

impl Transport for NoChip {
    fn exchange(&mut self, _command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Err(TransportError::CardGone)
    }
}

impl Counter {
    /// A counter on what the journal says. The SAM is started at the first need.
    #[must_use]
    pub fn new(till: Till, limits: Limits) -> Counter {
        let unshown = till.last_paid();
        let judge = ClockJudge::default();
        Counter { till, limits, judge, sam: None, sam_undisturbed: false, stuck: None, unshown }
    }

    /// What the till knows.
    #[must_use]
    pub fn till(&self) -> &Till {
        &self.till
    }

    /// The sale a start found at the end of the journal, while it may still matter to its elder.
    pub(crate) fn unshown(&self, now_us: i64) -> Option<&Paid> {
        self.unshown.as_ref().filter(|paid| {
            let age_us = now_us.saturating_sub(paid.record.tap.at_us);
            (0..=UNSHOWN_FOR_US).contains(&age_us)
        })
    }

    /// Whether the SAM has been started and not been lost since.
    #[must_use]
    pub fn has_sam(&self) -> bool {
        self.sam.is_some()
    }

    /// The moment of a tap that begins now.
    ///
    /// # Errors
    /// The center's clock contradicts ours.
    pub fn moment(&self, clock: &dyn Clock) -> Result<Moment, Refusal> {
        self.judge.judge(clock.now(), clock.monotonic_us()).ok_or(Refusal::ClockWrong)
    }

    /// Starts the SAM unless it is running.
    ///
    /// # Errors
    /// [`Refusal::NoSam`] without one, [`Refusal::SamRefused`] when it does not serve purses.
    pub fn start_sam(&mut self, slot: &mut dyn Slot) -> Result<(), Refusal> {
        if self.sam.is_some() {
            return Ok(());
        }
        self.sam_undisturbed = false;
        slot.connect().map_err(|_| Refusal::NoSam)?;
        let mut start = SamStart::new(SamProfile::default());
        let view = converse(&mut start, &mut NoChip, slot).map_err(|_| Refusal::NoSam)?;
        let view = view.map_err(|_| Refusal::SamRefused)?;
        // One with other keys, or that wants a card first, does not tell its number yet. Any number serves until then:
        // the first card's intention is refused before its debit, told the true one, and written anew.
        let next_seq = match (view.next_seq, view.unwilling.map(SamTrouble::of)) {
            (Some(next_seq), _) => next_seq,
            (None, None | Some(SamTrouble::Locked(_) | SamTrouble::KeyBlocked)) => {
                return Err(Refusal::SamRefused);
            }
            (None, Some(_)) => 0,
        };
        self.sam = Some(Sam { terminal: view.terminal, key_id: view.key_index, next_seq });
        Ok(())
    }

    /// Starts the SAM again after what it said: it has forgotten its application.
    ///
    /// # Errors
    /// As [`Counter::start_sam`].
    pub(crate) fn restart_sam(&mut self, slot: &mut dyn Slot) -> Result<(), Refusal> {
        self.lose_sam();
        self.start_sam(slot)
    }

    /// Asks a running SAM for a byte, to learn that it is still there. Not while a sale waits for its card:
    /// the SAM may still verify it.
    pub fn probe_sam(&mut self, slot: &mut dyn Slot) {
        if self.sam.is_none() || self.till.open().is_some() {
            return;
        }
        // READ BINARY of file 0017: whatever it answers, it is there.
        let read = Command::new(0x00, 0xB0, 0x97, 0x00).expecting(0x01);
        if exchange(slot, &read).is_err() {
            self.lose_sam();
        }
    }

    /// The SAM fell silent, or its service did.
    pub fn lose_sam(&mut self) {
        self.sam = None;
        self.sam_undisturbed = false;
    }
}
