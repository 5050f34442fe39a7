//! What could not be written down because the journal failed in mid-sale. It is carried until the journal is
//! open again; should the till lose power first, the journal itself holds the sale open for its card.

use crate::{Counter, Journal};
use sale::{Grey, MemoryFault, NeverSent, Paid, Refusal, Released, Step, StepFault, Undone};

/// A step that waits for the journal.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// Nothing waits; the journal alone must be opened again.
    Nothing,
    /// DEBIT was never sent.
    NeverSent(Box<NeverSent>),
    /// Debited, not yet written.
    Paid(Step<Paid>),
    /// Not debited, not yet written.
    Undone(Step<Undone>),
    /// Unknown, the card's facts not yet written.
    Grey(Step<Grey>),
    /// Handed to the center, not yet written.
    Released(Step<Released>),
}

/// A till that cannot go on before its journal does.
#[derive(Debug)]
pub(crate) struct Stuck {
    pub(crate) waiting: Waiting,
    pub(crate) refusal: Refusal,
}

/// What has been written after all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The journal is open again; nothing was waiting, or the sale never happened.
    Open,
    /// A debit that had been waiting is remembered.
    Paid(Box<Paid>),
    /// A sale waits for its card.
    Hold(Grey),
    /// A sale went to the center undecided.
    Released(Box<Released>),
}

impl Counter {
    /// Opens a failed journal again and writes what waits.
    ///
    /// # Errors
    /// The journal still fails; everything still waits.
    pub fn settle<J: Journal>(&mut self, journal: &mut J) -> Result<Settled, Refusal> {
        let Some(stuck) = self.stuck.take() else { return Ok(Settled::Open) };
        let waiting = stuck.waiting;
        match journal.reopen() {
            Ok(till) => self.till = till,
            Err(fault) => return Err(self.stick(waiting, &fault)),
        }
        let till = &mut self.till;
        let (waiting, fault) = match waiting {
            Waiting::Nothing => return Ok(Settled::Open),
            Waiting::NeverSent(never) => match never.close(till).map(|step| step.remember(journal, till)) {
                None | Some(Ok(_)) => return Ok(Settled::Open),
                Some(Err(forgotten)) => (Waiting::NeverSent(never), forgotten.fault),
            },
            Waiting::Paid(step) => match step.remember(journal, till) {
                Ok(paid) => return Ok(Settled::Paid(Box::new(paid))),
                Err(forgotten) => (Waiting::Paid(forgotten.step), forgotten.fault),
            },
            Waiting::Undone(step) => match step.remember(journal, till) {
                Ok(_) => return Ok(Settled::Open),
                Err(forgotten) => (Waiting::Undone(forgotten.step), forgotten.fault),
            },
            Waiting::Grey(step) => match step.remember(journal, till) {
                Ok(grey) => return Ok(Settled::Hold(grey)),
                Err(forgotten) => (Waiting::Grey(forgotten.step), forgotten.fault),
            },
            Waiting::Released(step) => match step.remember(journal, till) {
                Ok(released) => return Ok(Settled::Released(Box::new(released))),
                Err(forgotten) => (Waiting::Released(forgotten.step), forgotten.fault),
            },
        };
        let refusal = fault.refusal();
        self.stuck = Some(Stuck { waiting, refusal });
        Err(refusal)
    }

    /// The reason why this till waits for its journal, if it does.
    #[must_use]
    pub fn stuck(&self) -> Option<Refusal> {
        self.stuck.as_ref().map(|stuck| stuck.refusal)
    }

    pub(crate) fn stick(&mut self, waiting: Waiting, fault: &MemoryFault) -> Refusal {
        let refusal = fault.refusal();
        self.stuck = Some(Stuck { waiting, refusal });
        refusal
    }

    pub(crate) fn stick_step(&mut self, waiting: Waiting, fault: &StepFault) -> Refusal {
        let refusal = fault.refusal();
        self.stuck = Some(Stuck { waiting, refusal });
        refusal
    }
}
