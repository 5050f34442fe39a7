//! The holder proves to be the holder. One turn.

use super::card;
use crate::Pin;
use crate::command::status::{self, is_locked};
use crate::command::verify_pin;
use apdu::{Dialogue, Response, StatusWord, Turn};
use thiserror::Error;

/// Why a card does not take a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PinRefusal {
    /// 63Cx.
    #[error(
        "密码错误，还可试 {tries_left} 次，卡内金额未变 · wrong PIN, {tries_left} tries left, nothing changed: ask the holder again"
    )]
    Wrong {
        /// Tries left before the PIN is blocked.
        tries_left: u8,
    },
    /// 6983, or the last try was wrong.
    #[error(
        "密码已锁，卡内金额未变，请在发卡点重置 · the PIN is blocked, nothing changed: reset it at the card office"
    )]
    Blocked,
    /// The application is locked.
    #[error("卡已锁定，请联系发卡点 · the card is locked: ask the card office")]
    Locked,
    /// The card refused otherwise.
    #[error("卡拒绝验证密码 {0}，请再放一次卡 · the card refused the PIN ({0}): put the card down again")]
    Refused(StatusWord),
}

/// What this answer to VERIFY says.
pub(super) fn verified(answer: &Response) -> Result<(), PinRefusal> {
    match answer.status {
        StatusWord::OK => Ok(()),
        status::BLOCKED => Err(PinRefusal::Blocked),
        locked if is_locked(locked) => Err(PinRefusal::Locked),
        other => Err(match verify_pin::tries_left(other) {
            Some(0) => PinRefusal::Blocked,
            Some(tries_left) => PinRefusal::Wrong { tries_left },
            None => PinRefusal::Refused(other),
        }),
    }
}

/// The conversation. It is never repeated by itself: every wrong try counts.
#[derive(Clone, Debug)]
pub struct VerifyPin(Pin);

impl VerifyPin {
    /// Shows this PIN to the card.
    #[must_use]
    pub fn new(pin: Pin) -> VerifyPin {
        VerifyPin(pin)
    }
}

impl Dialogue for VerifyPin {
    type Output = Result<(), PinRefusal>;

    fn start(&mut self) -> Turn<Self::Output> {
        card(verify_pin::verify(&self.0))
    }

    fn hear(&mut self, answer: &Response) -> Turn<Self::Output> {
        Turn::Done(verified(answer))
    }
}
