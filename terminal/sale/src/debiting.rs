//! The debit is allowed: paid, cleanly refused, or grey.

use crate::arming::{Undone, facts};
use crate::entry::{Entry, UndoneReason};
use crate::intention::{CardFacts, Debited, Intention};
use crate::paid::Paid;
use crate::{Grey, Refusal, Step, Till};
use apdu::{Dialogue, Response, TransportError, Turn};
use purse::{Debit, DebitOutcome, DebitRefusal};
use records::RunningError;

/// The conversation of the debit. DEBIT is sent at most once.
#[must_use]
pub struct Debiting {
    intention: Intention,
    card: CardFacts,
    debit: Box<dyn Debit>,
}

/// Where the debit led. Each way must be remembered before anybody is told.
#[derive(Debug)]
#[must_use]
pub enum AfterDebit {
    /// Debited.
    Paid(Step<Paid>),
    /// The card says that nothing changed.
    Undone(Step<Undone>),
    /// Nobody knows: the same card must come back.
    Grey(Step<Grey>),
}

impl Debiting {
    pub(crate) fn new(intention: Intention, card: CardFacts, debit: Box<dyn Debit>) -> Debiting {
        Debiting { intention, card, debit }
    }

    /// Whether DEBIT is out and its outcome unknown.
    #[must_use]
    pub fn money_at_risk(&self) -> bool {
        self.debit.money_at_risk()
    }

    /// Says what is known when the conversation is over, however it ended.
    ///
    /// # Errors
    /// Running totals beyond 64 bits.
    pub fn finish(
        self,
        heard: Result<DebitOutcome, TransportError>,
        till: &Till,
        now_us: i64,
    ) -> Result<AfterDebit, RunningError> {
        let outcome = heard.unwrap_or_else(|_| self.debit.so_far());
        let sale = self.intention.sale();
        Ok(match outcome {
            DebitOutcome::Paid(paid) => {
                let debited = Debited {
                    card: facts(&paid.facts),
                    proof: paid.proof,
                    check: paid.check,
                    recovered: false,
                };
                AfterDebit::Paid(Paid::step(&self.intention, till, &debited, now_us)?)
            }
            DebitOutcome::Refused(refused) => {
                let transport = heard.err();
                AfterDebit::Undone(refusal(refused, transport).step(sale))
            }
            DebitOutcome::Unknown => {
                let entry = Entry::Torn { sale, card: self.card };
                AfterDebit::Grey(Step::new(entry, Grey::of(&self.intention)))
            }
        })
    }
}

impl Dialogue for Debiting {
    type Output = DebitOutcome;

    fn start(&mut self) -> Turn<DebitOutcome> {
        self.debit.start()
    }

    fn hear(&mut self, answer: &Response) -> Turn<DebitOutcome> {
        self.debit.hear(answer)
    }
}

fn refusal(refused: DebitRefusal, transport: Option<TransportError>) -> Undone {
    match refused {
        DebitRefusal::WrongMac => Undone::new(Refusal::CardRefused, UndoneReason::DebitRefused, 0x9302),
        DebitRefusal::Funds => Undone::new(Refusal::BalanceShort, UndoneReason::DebitRefused, 0x9401),
        DebitRefusal::Dropped(status) => {
            Undone::new(Refusal::CardRefused, UndoneReason::DebitRefused, status)
        }
        DebitRefusal::NotSent => {
            let word = transport.map_or(Refusal::CardMoved, crate::arming::lost);
            Undone::new(word, UndoneReason::CardLeft, 0)
        }
    }
}

/// An order names its card by key factors; they stay out of logs.
impl core::fmt::Debug for Debiting {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Debiting").field("sale", &self.intention.sale()).finish_non_exhaustive()
    }
}
