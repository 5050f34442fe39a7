//! INITIALIZE, MAC1 and the cached mark, while the disk works. Nothing on the card has changed afterwards.

use crate::entry::{Entry, UndoneReason};
use crate::intention::{CardFacts, Intention};
use crate::memory::Remembered;
use crate::{Debiting, Refusal, Step, StepFault, Till};
use apdu::{Dialogue, Response, TransportError, Turn};
use purse::{Facts, Purchase, PurchaseRefusal};

/// The conversation up to the debit.
pub struct Arming {
    sale: Unsent,
    purchase: Box<dyn Purchase>,
}

/// A sale whose DEBIT has not been sent: its intention, and the bytes a memory must vouch for.
#[derive(Debug)]
struct Unsent {
    intention: Intention,
    bytes: Vec<u8>,
}

/// What card and security module answered. Opaque: it leads to a debit only through [`Arming::finish`] and a
/// [`Remembered`] token.
pub struct Answered(Result<Box<dyn purse::Armed>, PurchaseRefusal>);

/// Where arming leads.
#[derive(Debug)]
#[must_use]
pub enum Armament {
    /// Only the debit is missing.
    Armed(Armed),
    /// There will be no debit.
    Unarmed(Unarmed),
}

/// Only the debit is missing, and the token that allows it.
///
/// Without the token there is no debit:
///
/// ```compile_fail
/// fn too_early(armed: sale::Armed, till: &mut sale::Till) {
///     let _ = armed.debit(till);
/// }
/// ```
///
/// With it there is:
///
/// ```
/// fn in_time(armed: sale::Armed, token: sale::Remembered, till: &mut sale::Till) {
///     let _ = armed.debit(token, till);
/// }
/// ```
///
/// And one token allows one debit:
///
/// ```compile_fail
/// fn twice(one: sale::Armed, other: sale::Armed, token: sale::Remembered, till: &mut sale::Till) {
///     let _ = one.debit(token, till);
///     let _ = other.debit(token, till);
/// }
/// ```
#[must_use = "nothing is debited until `debit`"]
pub struct Armed {
    sale: Unsent,
    armed: Box<dyn purse::Armed>,
}

/// There will be no debit, and why.
#[derive(Debug)]
#[must_use = "the intention must be closed"]
pub struct Unarmed {
    sale: Unsent,
    undone: Undone,
}

/// A sale that was closed without a debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What the cashier sees.
    pub refusal: Refusal,
    /// How it is known that nothing was debited.
    pub reason: UndoneReason,
    /// Status word of the chip that refused; zero when none did.
    pub status: u16,
    /// The security module stood at this number instead: take it and intend again, the card need not move.
    pub retry_with_seq: Option<u32>,
}

impl Undone {
    pub(crate) fn new(refusal: Refusal, reason: UndoneReason, status: u16) -> Undone {
        Undone { refusal, reason, status, retry_with_seq: None }
    }

    pub(crate) fn step(self, sale: u64) -> Step<Undone> {
        Step::new(Entry::Undone { sale, reason: self.reason, status: self.status }, self)
    }
}

impl Arming {
    pub(crate) fn new(intention: Intention, bytes: Vec<u8>, purchase: Box<dyn Purchase>) -> Arming {
        Arming { sale: Unsent { intention, bytes }, purchase }
    }

    /// Says where the conversation led; a transport error is harmless here.
    pub fn finish(self, heard: Result<Answered, TransportError>) -> Armament {
        let sale = self.sale;
        let undone = match heard {
            Ok(Answered(Ok(armed))) => match armed.facts().sam_seq {
                Some(seq) if seq != sale.intention.draft.psam_seq => Undone {
                    retry_with_seq: Some(seq),
                    ..Undone::new(Refusal::SamRefused, UndoneReason::SamMoved, 0)
                },
                _ => return Armament::Armed(Armed { sale, armed }),
            },
            Ok(Answered(Err(refused))) => refusal(&refused),
            Err(error) => Undone::new(lost(error), UndoneReason::CardLeft, 0),
        };
        Armament::Unarmed(Unarmed { sale, undone })
    }
}

impl Dialogue for Arming {
    type Output = Answered;

    fn start(&mut self) -> Turn<Answered> {
        opaque(self.purchase.start())
    }

    fn hear(&mut self, answer: &Response) -> Turn<Answered> {
        opaque(self.purchase.hear(answer))
    }
}

fn opaque(turn: Turn<Result<Box<dyn purse::Armed>, PurchaseRefusal>>) -> Turn<Answered> {
    match turn {
        Turn::Ask(ask) => Turn::Ask(ask),
        Turn::Done(output) => Turn::Done(Answered(output)),
    }
}

impl Armed {
    /// What the card said before the debit.
    #[must_use]
    pub fn card(&self) -> CardFacts {
        facts(&self.armed.facts())
    }

    /// The point of no return, open only to the token of this very intention.
    ///
    /// # Errors
    /// A token of another entry. Nothing is sent.
    pub fn debit(self, token: Remembered, till: &mut Till) -> Result<Debiting, StepFault> {
        self.sale.remembered(&token, till)?;
        let card = facts(&self.armed.facts());
        Ok(Debiting::new(self.sale.intention, card, self.armed.debit()))
    }

    /// Gives the sale up because the disk failed; DEBIT was never sent.
    pub fn abandon(self) -> NeverSent {
        NeverSent { intention: self.sale.intention }
    }
}

impl Unarmed {
    /// Why there is no debit.
    #[must_use]
    pub fn undone(&self) -> &Undone {
        &self.undone
    }

    /// Closes the intention, once it is known to be on disk.
    ///
    /// # Errors
    /// A token of another entry.
    pub fn close(self, token: Remembered, till: &mut Till) -> Result<Step<Undone>, StepFault> {
        self.sale.remembered(&token, till)?;
        Ok(self.undone.step(self.sale.intention.sale()))
    }

    /// Gives the sale up because the disk failed; DEBIT was never sent.
    pub fn abandon(self) -> NeverSent {
        NeverSent { intention: self.sale.intention }
    }
}

impl Unsent {
    fn remembered(&self, token: &Remembered, till: &mut Till) -> Result<(), StepFault> {
        if token.bytes() != self.bytes {
            let what = "token of another entry".to_owned();
            return Err(crate::MemoryFault::Broken { what }.into());
        }
        till.apply(&Entry::Intended(Box::new(self.intention.clone()))).map_err(StepFault::Rejected)
    }
}

/// Proof that an intention was abandoned before DEBIT. Should its entry have reached the disk after all, the
/// replayed till holds for nobody: this closes it.
#[derive(Debug)]
#[must_use = "keep it until the journal is open again"]
pub struct NeverSent {
    intention: Intention,
}

impl NeverSent {
    /// The step that closes the intention, when the till, replayed from its journal, holds it.
    pub fn close(&self, till: &Till) -> Option<Step<Undone>> {
        let held = till.open().is_some_and(|open| open.intention == self.intention);
        let undone = Undone::new(Refusal::JournalFault, UndoneReason::NeverSent, 0);
        held.then(|| undone.step(self.intention.sale()))
    }
}

pub(crate) fn facts(facts: &Facts) -> CardFacts {
    CardFacts {
        counter: facts.counter,
        balance_before: facts.balance_before.map(|balance| balance.0),
        key_version: facts.key_version,
        alg_id: facts.alg_id,
        sealed: facts.sealed,
    }
}

/// What a broken link means before the debit.
pub(crate) fn lost(error: TransportError) -> Refusal {
    match error {
        TransportError::ReaderGone => Refusal::NoReader,
        TransportError::CardGone
        | TransportError::CardReset
        | TransportError::TimedOut
        | TransportError::Unexpected(_) => Refusal::CardMoved,
    }
}

fn refusal(refused: &PurchaseRefusal) -> Undone {
    let (refusal, reason, status) = match *refused {
        PurchaseRefusal::Funds => (Refusal::BalanceShort, UndoneReason::CardRefused, 0x9401),
        PurchaseRefusal::CounterExhausted => (Refusal::CardRefused, UndoneReason::CardRefused, 0x9402),
        PurchaseRefusal::CardKey => (Refusal::CardRefused, UndoneReason::CardRefused, 0x9403),
        PurchaseRefusal::Locked => (Refusal::Locked, UndoneReason::CardRefused, 0),
        PurchaseRefusal::Card(status) | PurchaseRefusal::Mark(status) => {
            (Refusal::CardRefused, UndoneReason::CardRefused, status)
        }
        PurchaseRefusal::CardUnreadable => (Refusal::Unreadable, UndoneReason::CardRefused, 0),
        PurchaseRefusal::TillKey => (Refusal::NoCardKey, UndoneReason::SamRefused, 0x9403),
        PurchaseRefusal::Sam(status) => (Refusal::SamRefused, UndoneReason::SamRefused, status),
        PurchaseRefusal::SamUnreadable => (Refusal::SamRefused, UndoneReason::SamRefused, 0),
    };
    Undone::new(refusal, reason, status)
}

// An order names its card by key factors; they stay out of logs.
impl core::fmt::Debug for Arming {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Arming").field("sale", &self.sale.intention.sale()).finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Armed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Armed").field("sale", &self.sale.intention.sale()).finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Answered {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Answered").field("armed", &self.0.is_ok()).finish_non_exhaustive()
    }
}
