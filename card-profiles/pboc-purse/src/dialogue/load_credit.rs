//! The credit itself: CREDIT FOR LOAD with the center's MAC2. From the moment it is asked, silence means
//! *unknown*; [`crate::ResolveLoad`] finds out.

use super::card;
use crate::command::{credit_load, status};
use crate::crypto::LoadMoment;
use crate::{LoadFacts, LoadOrder, Mac, Tac};
use apdu::{Dialogue, Response, StatusWord, Turn};
use thiserror::Error;

/// A clean refusal of the credit: the card says that nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CreditRefusal {
    /// 9302: MAC2 is wrong; card and center do not share the key.
    #[error(
        "卡不认中心的授权，未充值，请联系中心 · the card does not trust the center's permission, nothing loaded: call the center"
    )]
    WrongMac,
    /// 6901 or 6985: the card has forgotten the load.
    #[error(
        "卡已中断充值 {0}，未充值，请重新开始 · the card dropped the load ({0}), nothing loaded: start again"
    )]
    Dropped(StatusWord),
    /// CREDIT was never asked.
    #[error("未发出充值，未充值，请重新开始 · the credit was not sent, nothing loaded: start again")]
    NotSent,
}

/// What a credit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditOutcome {
    /// Credited, with the card's word for it.
    Credited(Tac),
    /// Not credited, and the card says so.
    Refused(CreditRefusal),
    /// The card's answer settles nothing. The status is the card's, where there was one.
    Unknown(Option<StatusWord>),
}

/// The conversation. CREDIT is asked at most once in its life, however often it is started.
#[must_use = "a credit must be carried out or dropped knowingly"]
#[derive(Clone, Debug)]
pub struct LoadCredit {
    order: LoadOrder,
    facts: LoadFacts,
    moment: LoadMoment,
    mac2: Mac,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Ready,
    Asked,
    Over(CreditOutcome),
}

impl LoadCredit {
    /// The load that [`crate::LoadInit`] has begun, with the center's moment and MAC2.
    pub fn new(order: LoadOrder, facts: LoadFacts, moment: LoadMoment, mac2: Mac) -> LoadCredit {
        LoadCredit { order, facts, moment, mac2, state: State::Ready }
    }

    /// Whether CREDIT has been asked and its outcome is not yet settled.
    #[must_use]
    pub fn money_at_risk(&self) -> bool {
        matches!(self.state, State::Asked | State::Over(CreditOutcome::Unknown(_)))
    }

    /// What is known if the conversation breaks off here: after a transport error this is the outcome.
    #[must_use]
    pub fn so_far(&self) -> CreditOutcome {
        match self.state {
            State::Ready => CreditOutcome::Refused(CreditRefusal::NotSent),
            State::Asked => CreditOutcome::Unknown(None),
            State::Over(outcome) => outcome,
        }
    }

    /// What was ordered.
    #[must_use]
    pub fn order(&self) -> &LoadOrder {
        &self.order
    }

    /// What the card said before.
    #[must_use]
    pub fn facts(&self) -> &LoadFacts {
        &self.facts
    }

    /// When the center says it happens.
    #[must_use]
    pub fn moment(&self) -> LoadMoment {
        self.moment
    }
}

fn credited(answer: &Response) -> CreditOutcome {
    match answer.status {
        // It says 9000 and its word is missing: the money is probably there.
        StatusWord::OK => match credit_load::parse(&answer.data) {
            Some(tac) => CreditOutcome::Credited(tac),
            None => CreditOutcome::Unknown(Some(StatusWord::OK)),
        },
        // A refusal carries no data; what does is an answer cut short that happens to end like one.
        cut if !answer.data.is_empty() => CreditOutcome::Unknown(Some(cut)),
        status::WRONG_MAC => CreditOutcome::Refused(CreditRefusal::WrongMac),
        dropped @ (status::WRONG_STATE | StatusWord::CONDITIONS) => {
            CreditOutcome::Refused(CreditRefusal::Dropped(dropped))
        }
        other => CreditOutcome::Unknown(Some(other)),
    }
}

impl Dialogue for LoadCredit {
    type Output = CreditOutcome;

    fn start(&mut self) -> Turn<CreditOutcome> {
        if !matches!(self.state, State::Ready) {
            return Turn::Done(self.so_far());
        }
        self.state = State::Asked;
        card(credit_load::credit(self.moment, self.mac2))
    }

    fn hear(&mut self, answer: &Response) -> Turn<CreditOutcome> {
        if matches!(self.state, State::Asked) {
            self.state = State::Over(credited(answer));
        }
        Turn::Done(self.so_far())
    }
}
