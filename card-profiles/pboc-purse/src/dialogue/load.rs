//! A load up to the card's own proof: VERIFY where a PIN is asked for, then INITIALIZE FOR LOAD. What it comes
//! to goes to the center, which answers with the date, the time and MAC2 for [`crate::LoadCredit`]. The card
//! stays powered and selected in between.
//! Whatever is refused here, nothing has changed on the card.

use super::card;
use super::verify_pin::{PinRefusal, verified};
use crate::command::status::{self, is_locked};
use crate::command::{initialize_load, verify_pin};
use crate::crypto::{LOAD, LoadInputs};
use crate::{Mac, Pin};
use apdu::{Dialogue, Response, StatusWord, Turn};
use core::fmt;
use purse::CardAmount;
use thiserror::Error;

/// One load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadOrder {
    /// Key id of the load key.
    pub key_id: u8,
    /// What to credit, fen.
    pub amount: CardAmount,
    /// Number of the loading terminal.
    pub terminal: [u8; 6],
}

/// What the card says about itself before a load: the center needs all of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LoadFacts {
    /// Balance before the load.
    pub balance_before: CardAmount,
    /// Online counter before the load.
    pub counter: u16,
    /// Version of the load key.
    pub key_version: u8,
    /// Algorithm of the load key.
    pub alg_id: u8,
    /// The card's random.
    pub random: [u8; 4],
    /// The card's proof to the center.
    pub mac1: Mac,
}

impl LoadFacts {
    /// What the codes of this load cover.
    #[must_use]
    pub fn inputs(&self, order: &LoadOrder) -> LoadInputs {
        LoadInputs {
            balance_before: self.balance_before,
            counter: self.counter,
            random: self.random,
            amount: order.amount,
            txn_type: LOAD,
            terminal: order.terminal,
        }
    }
}

impl fmt::Debug for LoadFacts {
    /// The counter and the balance tell cards apart; they stay out of logs with the random.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadFacts {{ key_version: {}, alg_id: {}, .. }}", self.key_version, self.alg_id)
    }
}

/// Why a load did not begin. The card is unchanged in every case, but for tries of its PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoadRefusal {
    /// The PIN.
    #[error("{0}")]
    Pin(PinRefusal),
    /// 6982: the card wants its PIN first.
    #[error("卡要求先输密码，未充值，请输入密码 · the card wants its PIN, nothing loaded: enter the PIN")]
    PinWanted,
    /// The application is locked.
    #[error("卡已锁定，未充值，请联系发卡点 · the card is locked, nothing loaded: ask the card office")]
    Locked,
    /// 9403.
    #[error(
        "卡内没有充值密钥，未充值，请换卡 · the card lacks the load key, nothing loaded: replace the card"
    )]
    CardKey,
    /// 9402.
    #[error(
        "卡充值次数已用完，未充值，请换卡 · the card's load counter is used up, nothing loaded: replace the card"
    )]
    CounterExhausted,
    /// The card refused otherwise.
    #[error(
        "卡拒绝充值 {0}，未充值，请再放一次卡 · the card refused the load ({0}), nothing loaded: put the card down again"
    )]
    Card(StatusWord),
    /// The answer has the wrong shape.
    #[error(
        "卡的应答读不懂，未充值，请再放一次卡 · the card's answer makes no sense, nothing loaded: put the card down again"
    )]
    Unreadable,
}

/// The conversation, at most two turns.
#[derive(Clone, Debug)]
pub struct LoadInit {
    order: LoadOrder,
    pin: Option<Pin>,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Pin,
    Initialize,
    Over,
}

type Step = Turn<Result<LoadFacts, LoadRefusal>>;

impl LoadInit {
    /// A load to be, of the selected purse; the PIN for cards that ask for one.
    #[must_use]
    pub fn new(order: LoadOrder, pin: Option<Pin>) -> LoadInit {
        LoadInit { order, pin, state: State::Over }
    }

    fn initialize(&mut self) -> Step {
        self.state = State::Initialize;
        card(initialize_load::initialize(&self.order))
    }
}

fn initialized(answer: &Response) -> Result<LoadFacts, LoadRefusal> {
    match answer.status {
        StatusWord::OK => initialize_load::parse(&answer.data).ok_or(LoadRefusal::Unreadable),
        StatusWord::SECURITY_STATUS => Err(LoadRefusal::PinWanted),
        status::KEY => Err(LoadRefusal::CardKey),
        status::COUNTER => Err(LoadRefusal::CounterExhausted),
        locked if is_locked(locked) => Err(LoadRefusal::Locked),
        other => Err(LoadRefusal::Card(other)),
    }
}

impl Dialogue for LoadInit {
    type Output = Result<LoadFacts, LoadRefusal>;

    fn start(&mut self) -> Step {
        match &self.pin {
            Some(pin) => {
                let ask = card(verify_pin::verify(pin));
                self.state = State::Pin;
                ask
            }
            None => self.initialize(),
        }
    }

    fn hear(&mut self, answer: &Response) -> Step {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Pin => match verified(answer) {
                Ok(()) => self.initialize(),
                Err(refusal) => Turn::Done(Err(LoadRefusal::Pin(refusal))),
            },
            State::Initialize => Turn::Done(initialized(answer)),
            State::Over => Turn::Done(Err(LoadRefusal::Unreadable)),
        }
    }
}
