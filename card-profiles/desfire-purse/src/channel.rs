//! An open session of either generation.

use crate::command::change_key::KeyChange;
use crate::crypto::ev1::Ev1;
use crate::crypto::ev2::Ev2;
use crate::wire::{Answer, Native};

/// The session with a card.
#[derive(Clone, Debug)]
pub enum Channel {
    /// DESFire EV1.
    Ev1(Ev1),
    /// DESFire EV2 and EV3.
    Ev2(Ev2),
}

impl Channel {
    /// What follows the instruction byte on the wire; `None` when the session has lasted too long.
    pub fn seal(&mut self, command: &Native) -> Option<Vec<u8>> {
        match self {
            Channel::Ev1(session) => Some(session.seal(command)),
            Channel::Ev2(session) => session.seal(command),
        }
    }

    /// The same for CHANGE KEY, which each generation protects in its own way.
    pub fn seal_key_change(&mut self, change: &KeyChange) -> Option<Vec<u8>> {
        match self {
            Channel::Ev1(session) => Some(session.seal_prepared(&[change.number], &change.ev1_data())),
            Channel::Ev2(session) => session.seal(&change.ev2()),
        }
    }

    /// The data of an answer with status 00; `None` when it is not authentic.
    pub fn open(&mut self, answer: Answer, data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Channel::Ev1(session) => session.open(answer, data),
            Channel::Ev2(session) => session.open(answer, data),
        }
    }
}
