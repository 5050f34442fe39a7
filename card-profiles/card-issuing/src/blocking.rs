//! The issuer blocks a card, opens it again, or ends the chip for good. Two turns; the card is selected already,
//! which a blocked application allows although it answers with a refusal.

use crate::{CardName, IssuerKeys, KeyRole, card};
use apdu::{Dialogue, Response, StatusWord, Turn};
use pboc_purse::command::block::Blocking;
use pboc_purse::command::challenge;
use pboc_purse::crypto::Cipher;
use thiserror::Error;

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BlockingRefusal {
    /// The keeper has no maintenance key.
    #[error(
        "密钥库没有维护密钥，卡未改动，请检查密钥 · the key store lacks the maintenance key, the card is unchanged: check the keys"
    )]
    NoKey,
    /// The card refused; three wrong MACs in a row block it for good.
    #[error(
        "卡拒绝 {0}，卡未改动，请核对卡号与密钥后再试 · the card refused ({0}), it is unchanged: compare number and keys before trying again"
    )]
    Card(StatusWord),
    /// An answer has the wrong shape.
    #[error(
        "卡的应答读不懂，卡未改动，请再放一次卡 · the card's answer makes no sense, it is unchanged: put it down again"
    )]
    Unreadable,
}

/// The conversation. Breaking off is harmless: it may be begun again.
pub struct IssuerBlock<'a> {
    blocking: Blocking,
    name: CardName,
    cipher: Cipher,
    keys: &'a dyn IssuerKeys,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Challenge,
    Asked,
    Over,
}

type Next = Turn<Result<(), BlockingRefusal>>;

impl<'a> IssuerBlock<'a> {
    /// Does this to the selected card.
    #[must_use]
    pub fn new(
        blocking: Blocking,
        name: CardName,
        cipher: Cipher,
        keys: &'a dyn IssuerKeys,
    ) -> IssuerBlock<'a> {
        IssuerBlock { blocking, name, cipher, keys, state: State::Over }
    }
}

impl Dialogue for IssuerBlock<'_> {
    type Output = Result<(), BlockingRefusal>;

    fn start(&mut self) -> Next {
        self.state = State::Challenge;
        card(challenge::challenge())
    }

    fn hear(&mut self, answer: &Response) -> Next {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Challenge | State::Asked if !answer.status.is_ok() => {
                Turn::Done(Err(BlockingRefusal::Card(answer.status)))
            }
            State::Challenge => {
                let Some(random) = challenge::parse(&answer.data) else {
                    return Turn::Done(Err(BlockingRefusal::Unreadable));
                };
                let header = self.blocking.header();
                match self.keys.mac(KeyRole::Maintenance, &self.name, self.cipher, random, &header) {
                    Some(mac) => {
                        self.state = State::Asked;
                        card(self.blocking.command(mac))
                    }
                    None => Turn::Done(Err(BlockingRefusal::NoKey)),
                }
            }
            State::Asked => Turn::Done(Ok(())),
            State::Over => Turn::Done(Err(BlockingRefusal::Unreadable)),
        }
    }
}
