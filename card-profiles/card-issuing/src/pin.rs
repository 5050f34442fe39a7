//! A holder has forgotten the PIN, or has tried too often. FMCOS 2.0 manual; 3DES keys.
//!
//! | asks | for |
//! | --- | --- |
//! | 805E 00, PIN ‖ MAC | a new PIN; MAC: single DES with both halves of the reload key folded, over the PIN alone |
//! | 0084, then 8424, cipher(length ‖ PIN) ‖ MAC | a blocked PIN, opened and set |
//!
//! The first carries the PIN in the clear: it is for a desk, not for a counter.

use crate::fmcos::command::{mac_input, sealed, wrap};
use crate::keys::key16;
use crate::{CardName, IssuerKeys, KeyRole, card};
use apdu::{Command, Dialogue, Response, StatusWord, Turn};
use pboc_purse::Pin;
use pboc_purse::command::{challenge, status, verify_pin};
use pboc_purse::crypto::{Cipher, des_mac, fold};
use thiserror::Error;

/// Why the PIN is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PinServiceRefusal {
    /// The keeper has not got the key.
    #[error(
        "密钥库没有{0}，密码未改，请检查密钥 · the key store lacks the {0}, the PIN is unchanged: check the keys"
    )]
    NoKey(KeyRole),
    /// The card does not accept the key.
    #[error(
        "卡不认密钥（剩余 {0:?} 次），密码未改，请核对卡号 · the card does not accept the key ({0:?} tries left), the PIN is unchanged: compare the card number"
    )]
    WrongKey(Option<u8>),
    /// The card refused otherwise.
    #[error(
        "卡拒绝 {0}，密码未改，请再放一次卡 · the card refused ({0}), the PIN is unchanged: put the card down again"
    )]
    Card(StatusWord),
    /// An answer has the wrong shape.
    #[error(
        "卡的应答读不懂，密码未改，请再放一次卡 · the card's answer makes no sense, the PIN is unchanged: put the card down again"
    )]
    Unreadable,
}

/// What both services need.
pub struct PinService<'a> {
    /// The card, selected already.
    pub name: CardName,
    /// Its new PIN.
    pub pin: Pin,
    /// Keys.
    pub keys: &'a dyn IssuerKeys,
}

type Next = Turn<Result<(), PinServiceRefusal>>;

fn done(answer: &Response) -> Result<(), PinServiceRefusal> {
    match answer.status {
        StatusWord::OK => Ok(()),
        StatusWord(0x6988) | status::WRONG_MAC => Err(PinServiceRefusal::WrongKey(None)),
        status::BLOCKED => Err(PinServiceRefusal::WrongKey(Some(0))),
        other => Err(match verify_pin::tries_left(other) {
            Some(left) => PinServiceRefusal::WrongKey(Some(left)),
            None => PinServiceRefusal::Card(other),
        }),
    }
}

/// A new PIN for one that is not blocked. One turn.
pub struct ReloadPin<'a>(PinService<'a>);

impl<'a> ReloadPin<'a> {
    /// Gives the card this PIN.
    #[must_use]
    pub fn new(service: PinService<'a>) -> ReloadPin<'a> {
        ReloadPin(service)
    }
}

impl Dialogue for ReloadPin<'_> {
    type Output = Result<(), PinServiceRefusal>;

    fn start(&mut self) -> Next {
        let PinService { name, pin, keys } = &self.0;
        let Some(secret) = keys.diversify(KeyRole::PinReload, name) else {
            return Turn::Done(Err(PinServiceRefusal::NoKey(KeyRole::PinReload)));
        };
        let mac = des_mac(&fold(&key16(&secret)), [0; 8], pin.bytes());
        card(sealed(Command::new(0x80, 0x5E, 0x00, 0x00).with_data(pin.bytes()), mac))
    }

    fn hear(&mut self, answer: &Response) -> Next {
        Turn::Done(done(answer))
    }
}

/// A blocked PIN is opened and set. Two turns.
pub struct UnblockPin<'a> {
    service: PinService<'a>,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Challenge,
    Asked,
    Over,
}

impl<'a> UnblockPin<'a> {
    /// Opens the PIN of the card and sets it to this one.
    #[must_use]
    pub fn new(service: PinService<'a>) -> UnblockPin<'a> {
        UnblockPin { service, state: State::Over }
    }

    fn unblock(&self, random: [u8; 4]) -> Option<Command> {
        let PinService { name, pin, keys } = &self.service;
        let key = key16(&keys.diversify(KeyRole::PinUnblock, name)?);
        let asked = Command::new(0x84, 0x24, 0x00, 0x00).with_data(wrap(pin.bytes(), &key));
        let mac = keys.mac(KeyRole::PinUnblock, name, Cipher::TripleDes, random, &mac_input(&asked))?;
        Some(sealed(asked, mac))
    }
}

impl Dialogue for UnblockPin<'_> {
    type Output = Result<(), PinServiceRefusal>;

    fn start(&mut self) -> Next {
        self.state = State::Challenge;
        card(challenge::challenge())
    }

    fn hear(&mut self, answer: &Response) -> Next {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Challenge if !answer.status.is_ok() => {
                Turn::Done(Err(PinServiceRefusal::Card(answer.status)))
            }
            State::Challenge => match challenge::parse(&answer.data) {
                Some(random) => match self.unblock(random) {
                    Some(command) => {
                        self.state = State::Asked;
                        card(command)
                    }
                    None => Turn::Done(Err(PinServiceRefusal::NoKey(KeyRole::PinUnblock))),
                },
                None => Turn::Done(Err(PinServiceRefusal::Unreadable)),
            },
            State::Asked => Turn::Done(done(answer)),
            State::Over => Turn::Done(Err(PinServiceRefusal::Unreadable)),
        }
    }
}
