//! What is on the card, the overdraft not counted. At most three turns.
//!
//! | asks | when |
//! | --- | --- |
//! | 805C 03, balance | always; only T-Union cards know it |
//! | 805C 00, usable amount | otherwise |
//! | 805C 01, overdraft limit | after that; the difference is the balance, and without an answer all of it is |

use super::card;
use crate::command::get_balance::{self, Part, balance};
use crate::command::status::is_locked;
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::CardAmount;
use thiserror::Error;

/// Why a balance is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BalanceRefusal {
    /// The application is locked.
    #[error("卡已锁定，读不出余额，请联系发卡点 · the card is locked, no balance: ask the card office")]
    Locked,
    /// The card refused.
    #[error(
        "卡拒绝查询余额 {0}，请再放一次卡 · the card refused to tell its balance ({0}): put the card down again"
    )]
    Refused(StatusWord),
    /// The answer has the wrong shape.
    #[error("卡的应答读不懂，请再放一次卡 · the card's answer makes no sense: put the card down again")]
    Unreadable,
}

/// The conversation.
#[derive(Clone, Debug)]
pub struct ReadBalance(State);

#[derive(Clone, Copy, Debug)]
enum State {
    Real,
    Usable,
    Limit { usable: CardAmount },
    Over,
}

type Step = Turn<Result<CardAmount, BalanceRefusal>>;

impl ReadBalance {
    /// Asks the selected purse.
    #[must_use]
    pub fn new() -> ReadBalance {
        ReadBalance(State::Over)
    }
}

impl Default for ReadBalance {
    fn default() -> ReadBalance {
        ReadBalance::new()
    }
}

fn told(answer: &Response) -> Result<CardAmount, BalanceRefusal> {
    match answer.status {
        StatusWord::OK => get_balance::parse(&answer.data).ok_or(BalanceRefusal::Unreadable),
        locked if is_locked(locked) => Err(BalanceRefusal::Locked),
        other => Err(BalanceRefusal::Refused(other)),
    }
}

impl Dialogue for ReadBalance {
    type Output = Result<CardAmount, BalanceRefusal>;

    fn start(&mut self) -> Step {
        self.0 = State::Real;
        card(balance(Part::Real))
    }

    fn hear(&mut self, answer: &Response) -> Step {
        match core::mem::replace(&mut self.0, State::Over) {
            State::Real if answer.status.is_ok() => Turn::Done(told(answer)),
            State::Real => {
                self.0 = State::Usable;
                card(balance(Part::Usable))
            }
            State::Usable => match told(answer) {
                Ok(usable) => {
                    self.0 = State::Limit { usable };
                    card(balance(Part::OverdraftLimit))
                }
                refused => Turn::Done(refused),
            },
            State::Limit { usable } => {
                let limit = told(answer).unwrap_or(CardAmount::ZERO);
                Turn::Done(Ok(usable.checked_sub(limit).unwrap_or(CardAmount::ZERO)))
            }
            State::Over => Turn::Done(Err(BalanceRefusal::Unreadable)),
        }
    }
}
