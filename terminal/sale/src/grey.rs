//! Grey: DEBIT went out and its outcome is unknown. Only the same card, or a supervisor, ends this.

use crate::arming::{Undone, lost};
use crate::entry::{Entry, UndoneReason};
use crate::intention::{CardFacts, Debited, Intention};
use crate::paid::{Paid, ProofCheck};
use crate::till::Open;
use crate::{Refusal, Step, Till};
use apdu::{Dialogue, Response, TransportError, Turn};
use money::Fen;
use pboc_purse::{Resolution, Resolve, Undecided};
use purse::{CardAmount, Recognition};
use records::{Record, RunningError};

/// What the screen says while a sale waits for its card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    /// Last four digits of the card that must come back.
    pub card_tail: String,
    /// What the elder pays for this sale, taken or not.
    pub self_pay: Fen,
}

impl Grey {
    pub(crate) fn of(intention: &Intention) -> Grey {
        Grey { card_tail: intention.draft.card_no.tail(), self_pay: intention.draft.self_pay }
    }
}

impl Open {
    /// What the screen says.
    #[must_use]
    pub fn grey(&self) -> Grey {
        Grey::of(&self.intention)
    }
}

/// The same card is back: the conversation that learns what happened. It never debits.
#[derive(Debug)]
#[must_use]
pub struct Recall {
    intention: Intention,
    torn: Option<CardFacts>,
    resolve: Resolve,
}

/// What the card's return comes to.
#[derive(Debug)]
#[must_use]
pub enum Recalled {
    /// It was debited then; there is no second debit.
    Paid(Step<Paid>),
    /// It was debited then, but the card has been used since and keeps no proof of it: a grey record with
    /// counter and balance, which the center settles from the card's next record. The elder has paid.
    PaidWithoutProof(Step<Released>),
    /// It was not debited; the sale may begin anew with the card in the field.
    NotDebited(Step<Undone>),
    /// Still unknown: hold on.
    Undecided(Refusal, Option<Undecided>),
}

/// A sale handed to the center undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The grey record.
    pub record: Box<Record>,
}

impl Till {
    /// A card lies on the reader while a sale waits for one. `sam_session`: whether the security module has
    /// been neither reset nor asked for a purchase since the debit.
    ///
    /// # Errors
    /// [`Refusal::OtherCard`] for any other card, [`Refusal::SameCardAgain`] for one that cannot be read.
    /// `None` when no sale waits.
    pub fn recall(&self, found: &Recognition, sam_session: bool) -> Option<Result<Recall, Refusal>> {
        let open = self.open()?;
        let draft = &open.intention.draft;
        let same = match found {
            Recognition::Ours(card) => card.number.0 == draft.card_no.0 && card.issuer.0 == draft.card_issuer,
            // A card stopped since then still has its say; an unreadable one may be ours.
            Recognition::Unreadable | Recognition::Locked | Recognition::NotEnabled => {
                return Some(Err(Refusal::SameCardAgain));
            }
            Recognition::Foreign { .. } => false,
        };
        if !same {
            return Some(Err(Refusal::OtherCard));
        }
        let resolve = Resolve::new(pboc_purse::Intention {
            key_id: open.intention.key_id,
            amount: CardAmount(draft.card_amount),
            txn_type: match draft.card_txn {
                records::CardTxn::Purchase => 0x06,
                records::CardTxn::Composite | records::CardTxn::None => 0x09,
            },
            terminal: draft.psam_terminal,
            date: draft.card_date,
            time: draft.card_time,
            counter_before: open.torn.map(|card| card.counter),
            balance_before: open.torn.map(|card| CardAmount(card.balance_before)),
            sam_session,
        });
        Some(Ok(Recall { intention: open.intention.clone(), torn: open.torn, resolve }))
    }

    /// A supervisor ends the waiting: the sale goes to the center as a grey record. What the card says later
    /// changes nothing on this till.
    ///
    /// # Errors
    /// Running totals beyond 64 bits.
    pub fn release(&self, now_us: i64) -> Option<Result<Step<Released>, RunningError>> {
        let open = self.open()?;
        Some(release(self, &open.intention, open.torn, now_us))
    }
}

impl Recall {
    /// Says what the card's answers mean.
    ///
    /// # Errors
    /// Running totals beyond 64 bits.
    pub fn finish(
        self,
        heard: Result<Resolution, TransportError>,
        till: &Till,
        now_us: i64,
    ) -> Result<Recalled, RunningError> {
        let resolution = heard.unwrap_or_else(|_| self.resolve.so_far());
        Ok(match resolution {
            Resolution::Debited(found) => {
                let card = CardFacts {
                    counter: found.counter,
                    balance_before: found.balance_before.0,
                    key_version: found.key_version,
                    alg_id: found.alg_id,
                };
                let Some(tac) = found.tac else {
                    let known = self.torn.unwrap_or(card);
                    let step = release(till, &self.intention, Some(known), now_us)?;
                    return Ok(Recalled::PaidWithoutProof(step));
                };
                let proof = ProofCheck::from(found.sam);
                let mac2_unverified = proof != ProofCheck::Verified;
                let debited = Debited { card, tac: tac.0, mac2_unverified, recovered: true };
                Recalled::Paid(Paid::step(&self.intention, till, &debited, proof, now_us)?)
            }
            Resolution::NotDebited => {
                let undone = Undone::new(Refusal::CardMoved, UndoneReason::CardReturned, 0);
                Recalled::NotDebited(undone.step(self.intention.sale()))
            }
            Resolution::Undecided(why) => match heard.map_err(lost) {
                Err(Refusal::NoReader) => Recalled::Undecided(Refusal::NoReader, None),
                Err(_) => Recalled::Undecided(Refusal::SameCardAgain, None),
                Ok(_) => Recalled::Undecided(Refusal::SameCardAgain, Some(why)),
            },
        })
    }
}

impl Dialogue for Recall {
    type Output = Resolution;

    fn start(&mut self) -> Turn<Resolution> {
        self.resolve.start()
    }

    fn hear(&mut self, answer: &Response) -> Turn<Resolution> {
        self.resolve.hear(answer)
    }
}

fn release(
    till: &Till,
    intention: &Intention,
    card: Option<CardFacts>,
    now_us: i64,
) -> Result<Step<Released>, RunningError> {
    let record = Box::new(intention.grey(till.place(), card)?);
    let entry = Entry::Greyed { at_us: now_us, record: record.clone() };
    Ok(Step::new(entry, Released { record }))
}
