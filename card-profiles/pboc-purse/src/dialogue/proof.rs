//! The last transaction's proof once more.

use super::card;
use crate::command::prove;
use crate::{Mac, Tac};
use apdu::{Dialogue, Response, StatusWord, Turn};

/// What asking for a proof comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofOutcome {
    /// The card proves that transaction.
    Proved {
        /// For the SAM.
        mac2: Mac,
        /// For the issuer.
        tac: Tac,
    },
    /// The card has no proof for that type and counter.
    NotAvailable(StatusWord),
    /// The answer has the wrong shape.
    Unreadable,
}

/// GET TRANSACTION PROVE, one turn.
#[derive(Clone, Debug)]
pub struct Proof {
    txn_type: u8,
    counter_after: u16,
}

impl Proof {
    /// Asks for the transaction of this type that left the offline counter at this value.
    #[must_use]
    pub fn new(txn_type: u8, counter_after: u16) -> Proof {
        Proof { txn_type, counter_after }
    }
}

impl Dialogue for Proof {
    type Output = ProofOutcome;

    fn start(&mut self) -> Turn<ProofOutcome> {
        card(prove::prove(self.txn_type, self.counter_after))
    }

    fn hear(&mut self, answer: &Response) -> Turn<ProofOutcome> {
        if !answer.status.is_ok() {
            return Turn::Done(ProofOutcome::NotAvailable(answer.status));
        }
        Turn::Done(match prove::parse(&answer.data) {
            Some((mac2, tac)) => ProofOutcome::Proved { mac2, tac },
            None => ProofOutcome::Unreadable,
        })
    }
}
