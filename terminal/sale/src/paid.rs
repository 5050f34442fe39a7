//! Paid: the record is on disk, and only now may anything turn green.

use crate::entry::Entry;
use crate::intention::{Debited, Intention};
use crate::{Refusal, Step, Till};
use money::Fen;
use purse::Check;
use records::{Record, RunningError};

/// What the security module thinks of the card's proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofCheck {
    /// Genuine.
    Verified,
    /// Wrong: the sale is kept as evidence, the meal is not served.
    Wrong,
    /// Not checked here; the center checks the TAC.
    Unchecked,
}

impl From<Check> for ProofCheck {
    fn from(check: Check) -> ProofCheck {
        match check {
            Check::Verified => ProofCheck::Verified,
            Check::Wrong => ProofCheck::Wrong,
            Check::Unchecked => ProofCheck::Unchecked,
        }
    }
}

/// A sale that is remembered. It exists only on the far side of [`Step::remember`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The record, for ever.
    pub record: Box<Record>,
    /// What the security module thinks of the card's proof.
    pub proof: ProofCheck,
}

impl Paid {
    pub(crate) fn step(
        intention: &Intention,
        till: &Till,
        debited: &Debited,
        now_us: i64,
    ) -> Result<Step<Paid>, RunningError> {
        let proof = ProofCheck::from(debited.check);
        let record = Box::new(intention.paid(till.place(), debited)?);
        let entry = Entry::Paid { at_us: now_us, record: record.clone() };
        Ok(Step::new(entry, Paid { record, proof }))
    }

    /// A sale of the journal, to be shown once more. The record does not tell a wrong proof from an unchecked
    /// one; the center does.
    pub(crate) fn again(record: &Record) -> Paid {
        let proof = if record.mac2_unverified { ProofCheck::Unchecked } else { ProofCheck::Verified };
        Paid { record: Box::new(record.clone()), proof }
    }

    /// What must be said instead of green: a proof that is wrong.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        (self.proof == ProofCheck::Wrong).then_some(Refusal::ProofWrong)
    }

    /// Purse balance after the debit.
    #[must_use]
    pub fn balance_after(&self) -> Option<Fen> {
        let (_, before) = self.record.card_before()?;
        before.checked_sub(self.record.card_amount).map(|after| Fen(i64::from(after)))
    }
}
