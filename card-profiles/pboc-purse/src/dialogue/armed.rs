//! The debit itself: DEBIT (card), then MAC2 (SAM). From the moment DEBIT is asked, silence means *unknown*.

use super::{card, sam};
use crate::command::initialize::Initialized;
use crate::command::{debit, sam_credit, status};
use crate::crypto::TacInputs;
use crate::{Mac, PurchaseOrder, Tac};
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::CardAmount;
use thiserror::Error;

/// What card and SAM said on the way to the debit: what a record needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Offline counter before the debit.
    pub counter: u16,
    /// Balance before the debit.
    pub balance_before: CardAmount,
    /// Overdraft limit; on some cards it is part of the balance.
    pub overdraft: CardAmount,
    /// Version of the purchase key.
    pub key_version: u8,
    /// Algorithm of the purchase key.
    pub alg_id: u8,
    /// The PSAM's terminal transaction sequence.
    pub psam_seq: u32,
}

impl Facts {
    pub(super) fn new(card: &Initialized, psam_seq: u32) -> Facts {
        Facts {
            counter: card.counter,
            balance_before: card.balance,
            overdraft: card.overdraft,
            key_version: card.key_version,
            alg_id: card.alg_id,
            psam_seq,
        }
    }
}

/// A purchase that lacks nothing but the debit. Dropping it leaves the card unchanged.
#[must_use = "nothing is debited until `debit` is called and carried out"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Armed {
    order: PurchaseOrder,
    facts: Facts,
    mac1: Mac,
}

impl Armed {
    pub(super) fn new(order: PurchaseOrder, facts: Facts, mac1: Mac) -> Armed {
        Armed { order, facts, mac1 }
    }

    /// What was ordered.
    #[must_use]
    pub fn order(&self) -> &PurchaseOrder {
        &self.order
    }

    /// What card and SAM said.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The point of no return. Call it only when the intention is remembered.
    pub fn debit(self) -> Debit {
        Debit { armed: self, state: State::Ready }
    }
}

/// What the SAM thinks of MAC2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamCheck {
    /// The card is genuine.
    Verified,
    /// 9302: a forged card, or an answer of another transaction. Never asked twice.
    Wrong,
    /// The SAM was not asked, did not answer, or has forgotten the purchase.
    Unchecked,
}

impl SamCheck {
    pub(super) fn hear(answer: &Response) -> SamCheck {
        match answer.status {
            StatusWord::OK => SamCheck::Verified,
            status::WRONG_MAC => SamCheck::Wrong,
            _ => SamCheck::Unchecked,
        }
    }
}

/// The money has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The card's proof for its issuer.
    pub tac: Tac,
    /// The SAM's opinion of the card's answer.
    pub sam: SamCheck,
    /// What the record needs besides.
    pub facts: Facts,
}

impl Paid {
    /// Whether the SAM has verified MAC2.
    #[must_use]
    pub fn mac2_verified(&self) -> bool {
        self.sam == SamCheck::Verified
    }
}

/// A clean refusal of the debit: the card says that nothing has changed. A new purchase may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DebitRefusal {
    /// 9302: MAC1 is wrong; card and SAM do not share the key.
    #[error(
        "卡不认本终端，未扣款，请联系运维 · the card does not trust this terminal, nothing taken: call support"
    )]
    WrongMac,
    /// 9401.
    #[error(
        "卡内余额不足，未扣款，请充值或改用现金 · not enough on the card, nothing taken: top up or pay cash"
    )]
    Funds,
    /// 6901 or 6985: the card has forgotten the purchase.
    #[error(
        "卡已中断交易 {0}，未扣款，请再刷一次 · the card dropped the purchase ({0}), nothing taken: tap again"
    )]
    Dropped(StatusWord),
    /// DEBIT was never asked.
    #[error("未发出扣款，未扣款 · the debit was not sent, nothing taken")]
    NotSent,
}

/// What the debit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebitOutcome {
    /// Debited.
    Paid(Paid),
    /// Not debited, and the card says so.
    Refused(DebitRefusal),
    /// The card's answer settles nothing; only [`crate::Resolve`] with the same card does. The status is the
    /// card's, where there was one.
    Unknown(Option<StatusWord>),
}

/// The debit conversation. DEBIT is asked at most once in its life, however often it is started.
#[must_use = "a debit must be carried out or dropped knowingly"]
#[derive(Clone, Debug)]
pub struct Debit {
    armed: Armed,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Ready,
    Asked,
    Taken { tac: Tac },
    Over(DebitOutcome),
}

impl Debit {
    /// Whether DEBIT has been asked and its outcome is not yet settled.
    #[must_use]
    pub fn money_at_risk(&self) -> bool {
        matches!(self.state, State::Asked | State::Over(DebitOutcome::Unknown(_)))
    }

    /// What is known if the conversation breaks off here: after a transport error this is the outcome.
    #[must_use]
    pub fn so_far(&self) -> DebitOutcome {
        match self.state {
            State::Ready => DebitOutcome::Refused(DebitRefusal::NotSent),
            State::Asked => DebitOutcome::Unknown(None),
            State::Taken { tac } => self.paid(tac, SamCheck::Unchecked),
            State::Over(outcome) => outcome,
        }
    }

    /// What card and SAM said before.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.armed.facts
    }

    /// What was ordered.
    #[must_use]
    pub fn order(&self) -> &PurchaseOrder {
        &self.armed.order
    }

    /// What this purchase's TAC covers.
    #[must_use]
    pub fn tac_inputs(&self) -> TacInputs {
        let Armed { order, facts, .. } = &self.armed;
        TacInputs {
            amount: order.amount,
            txn_type: order.kind.txn_type(),
            terminal: order.terminal,
            psam_seq: facts.psam_seq,
            date: order.date,
            time: order.time,
        }
    }

    fn paid(&self, tac: Tac, sam: SamCheck) -> DebitOutcome {
        DebitOutcome::Paid(Paid { tac, sam, facts: self.armed.facts })
    }

    fn over(&mut self, outcome: DebitOutcome) -> Turn<DebitOutcome> {
        self.state = State::Over(outcome);
        Turn::Done(outcome)
    }

    fn debited(&mut self, answer: &Response) -> Turn<DebitOutcome> {
        let outcome = match answer.status {
            StatusWord::OK => match debit::parse(&answer.data) {
                Some((tac, mac2)) => {
                    self.state = State::Taken { tac };
                    return sam(sam_credit::credit(mac2));
                }
                // It says 9000 and its proof is missing: the money has probably moved.
                None => DebitOutcome::Unknown(Some(answer.status)),
            },
            // A refusal carries no data; what does is an answer cut short that happens to end like one.
            cut if !answer.data.is_empty() => DebitOutcome::Unknown(Some(cut)),
            status::WRONG_MAC => DebitOutcome::Refused(DebitRefusal::WrongMac),
            status::FUNDS => DebitOutcome::Refused(DebitRefusal::Funds),
            dropped @ (status::WRONG_STATE | StatusWord::CONDITIONS) => {
                DebitOutcome::Refused(DebitRefusal::Dropped(dropped))
            }
            other => DebitOutcome::Unknown(Some(other)),
        };
        self.over(outcome)
    }
}

impl Dialogue for Debit {
    type Output = DebitOutcome;

    fn start(&mut self) -> Turn<DebitOutcome> {
        if !matches!(self.state, State::Ready) {
            return Turn::Done(self.so_far());
        }
        self.state = State::Asked;
        let Armed { order, facts, mac1 } = &self.armed;
        card(debit::debit(facts.psam_seq, order.date, order.time, *mac1))
    }

    fn hear(&mut self, answer: &Response) -> Turn<DebitOutcome> {
        match self.state {
            State::Asked => self.debited(answer),
            State::Taken { tac } => {
                let outcome = self.paid(tac, SamCheck::hear(answer));
                self.over(outcome)
            }
            State::Ready | State::Over(_) => Turn::Done(self.so_far()),
        }
    }
}
