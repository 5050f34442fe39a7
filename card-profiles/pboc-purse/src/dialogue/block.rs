//! A stopped card is blocked in the field: the PSAM holds the maintenance key and makes the MAC. Four turns.
//!
//! | asks | whom |
//! | --- | --- |
//! | 0084, a challenge | card |
//! | 801A, the card's maintenance key | PSAM |
//! | 80FA, the MAC | PSAM |
//! | 841E, APPLICATION BLOCK | card |

use super::{card, sam};
use crate::Levels;
use crate::command::block::Blocking;
use crate::command::{challenge, sam_code};
use crate::crypto::Cipher;
use apdu::{Dialogue, Response, StatusWord, Turn};
use thiserror::Error;

/// Which card is to be blocked. It is selected already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockOrder {
    /// Card's derivation factor: `CardNumber::factor`.
    pub serial_factor: [u8; 8],
    /// Issuer's derivation factor.
    pub issuer_factor: [u8; 8],
    /// How many factors the PSAM's maintenance key takes.
    pub levels: Levels,
    /// Version of the maintenance key.
    pub key_version: u8,
    /// Cipher of the maintenance key.
    pub cipher: Cipher,
    /// Whether it is never to be opened again.
    pub for_good: bool,
}

/// Why a card was not blocked. It works as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BlockRefusal {
    /// The card refused; a wrong MAC three times in a row blocks it for good.
    #[error(
        "卡拒绝停用 {0}，卡未停用，请收下此卡并联系运维 · the card refused to be blocked ({0}), it still works: keep the card and call support"
    )]
    Card(StatusWord),
    /// The PSAM has no maintenance key, or refused.
    #[error(
        "终端密钥卡不能停用卡 {0}，卡未停用，请收下此卡 · the SAM cannot block cards ({0}), the card still works: keep the card"
    )]
    Sam(StatusWord),
    /// An answer has the wrong shape.
    #[error("应答读不懂，卡未停用，请再刷一次 · an answer makes no sense, the card still works: tap again")]
    Unreadable,
}

/// The conversation. It ends well when the card is blocked. Breaking off is harmless: tap again.
#[derive(Clone, Debug)]
pub struct Block {
    order: BlockOrder,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Challenge,
    Key([u8; 4]),
    Mac,
    Card,
    Over,
}

type Step = Turn<Result<(), BlockRefusal>>;

impl Block {
    /// Blocks the selected application.
    #[must_use]
    pub fn new(order: BlockOrder) -> Block {
        Block { order, state: State::Over }
    }

    fn blocking(&self) -> Blocking {
        if self.order.for_good { Blocking::ApplicationForGood } else { Blocking::Application }
    }

    fn load_key(&mut self, random: [u8; 4]) -> Step {
        self.state = State::Key(random);
        let order = &self.order;
        let factors = order.levels.factors(order.serial_factor, order.issuer_factor);
        sam(sam_code::load_maintenance(order.levels, order.key_version, factors))
    }
}

impl Dialogue for Block {
    type Output = Result<(), BlockRefusal>;

    fn start(&mut self) -> Step {
        self.state = State::Challenge;
        card(challenge::challenge())
    }

    fn hear(&mut self, answer: &Response) -> Step {
        let status = answer.status;
        match core::mem::replace(&mut self.state, State::Over) {
            State::Challenge | State::Card if !status.is_ok() => Turn::Done(Err(BlockRefusal::Card(status))),
            State::Key(_) | State::Mac if !status.is_ok() => Turn::Done(Err(BlockRefusal::Sam(status))),
            State::Challenge => match challenge::parse(&answer.data) {
                Some(random) => self.load_key(random),
                None => Turn::Done(Err(BlockRefusal::Unreadable)),
            },
            State::Key(random) => {
                self.state = State::Mac;
                sam(sam_code::calculate(self.order.cipher, random, &self.blocking().header()))
            }
            State::Mac => match sam_code::parse(&answer.data) {
                Some(mac) => {
                    self.state = State::Card;
                    card(self.blocking().command(mac))
                }
                None => Turn::Done(Err(BlockRefusal::Unreadable)),
            },
            State::Card => Turn::Done(Ok(())),
            State::Over => Turn::Done(Err(BlockRefusal::Unreadable)),
        }
    }
}
