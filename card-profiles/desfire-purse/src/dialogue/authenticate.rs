//! Opening a session: two turns, in any of three ways. Part of a conversation, not one of its own.
//! Tills open theirs by way of [`crate::Parameters`]; the card desk opens its own here.

use crate::command::{authenticate_aes, authenticate_ev2};
use crate::crypto::{ev1, ev2};
use crate::status::{self, is_locked};
use crate::{Channel, Generation};
use apdu::{Command, Response};
use purse::{PurchaseRefusal, Secret16};
use zeroize::Zeroizing;

/// A key of one card, with the random to open a session with. Used once; `Debug` shows the number alone.
#[derive(Clone)]
pub struct Credentials {
    /// Number of the key on the card.
    pub number: u8,
    /// The card's own key.
    pub key: Secret16,
    /// Fresh random.
    pub random: Zeroizing<[u8; 16]>,
}

impl core::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "<key {}>", self.number)
    }
}

/// The two turns. `Debug` shows nothing of them.
pub struct Authenticate {
    way: Way,
    state: State,
}

impl core::fmt::Debug for Authenticate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<handshake>")
    }
}

enum Way {
    Aes,
    First,
    NonFirst(ev2::Ev2),
}

enum State {
    Challenge(Credentials),
    Ev1(ev1::Handshake),
    Ev2(ev2::Handshake),
    Over,
}

/// What the next turn is.
#[derive(Debug)]
pub enum Opening {
    /// Ask this.
    Ask(Command),
    /// The session is open.
    Open(Channel),
    /// There is none.
    Refused(PurchaseRefusal),
}

impl Authenticate {
    /// Opens a new session: AES on EV1, FIRST from EV2 on.
    pub fn begin(generation: Generation, credentials: Credentials) -> (Authenticate, Command) {
        let (way, command) = match generation {
            Generation::Ev1 => (Way::Aes, authenticate_aes::begin(credentials.number)),
            Generation::Ev2 => (Way::First, authenticate_ev2::first(credentials.number)),
        };
        (Authenticate { way, state: State::Challenge(credentials) }, command)
    }

    /// Changes the key inside a session and keeps its transaction.
    pub fn go_on(session: ev2::Ev2, credentials: Credentials) -> (Authenticate, Command) {
        let command = authenticate_ev2::non_first(credentials.number);
        (Authenticate { way: Way::NonFirst(session), state: State::Challenge(credentials) }, command)
    }

    /// Hears the answer to what was asked last.
    pub fn hear(&mut self, answer: &Response) -> Opening {
        let opened = match core::mem::replace(&mut self.state, State::Over) {
            State::Challenge(credentials) if answer.status == status::MORE => {
                return match self.challenged(credentials, &answer.data) {
                    Some(reply) => Opening::Ask(authenticate_ev2::finish(reply)),
                    None => Opening::Refused(PurchaseRefusal::CardUnreadable),
                };
            }
            State::Ev1(handshake) if answer.status == status::OK => {
                answer.data.as_slice().try_into().ok().and_then(|end| handshake.finish(end)).map(Channel::Ev1)
            }
            State::Ev2(handshake) if answer.status == status::OK => {
                self.finished(handshake, &answer.data).map(Channel::Ev2)
            }
            State::Challenge(_) | State::Ev1(_) | State::Ev2(_) => {
                return Opening::Refused(refusal(answer.status.0));
            }
            State::Over => None,
        };
        opened.map_or(Opening::Refused(PurchaseRefusal::CardUnreadable), Opening::Open)
    }

    fn challenged(&mut self, credentials: Credentials, data: &[u8]) -> Option<[u8; 32]> {
        let challenge = data.try_into().ok()?;
        let Credentials { key, random, .. } = credentials;
        if matches!(self.way, Way::Aes) {
            let handshake = ev1::Handshake::answer(key, *random, challenge)?;
            let reply = handshake.reply;
            self.state = State::Ev1(handshake);
            return Some(reply);
        }
        let handshake = ev2::Handshake::answer(key, *random, challenge)?;
        let reply = handshake.reply;
        self.state = State::Ev2(handshake);
        Some(reply)
    }

    fn finished(&self, handshake: ev2::Handshake, data: &[u8]) -> Option<ev2::Ev2> {
        match &self.way {
            Way::NonFirst(session) => handshake.non_first(data.try_into().ok()?, session),
            Way::First => handshake.first(data.try_into().ok()?),
            Way::Aes => None,
        }
    }
}

fn refusal(status: u16) -> PurchaseRefusal {
    match apdu::StatusWord(status) {
        status::AUTHENTICATION | status::NO_SUCH_KEY => PurchaseRefusal::CardKey,
        locked if is_locked(locked) => PurchaseRefusal::Locked,
        other => PurchaseRefusal::Card(other.0),
    }
}
