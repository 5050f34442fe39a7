//! Why a card came no further.

use crate::KeyRole;
use apdu::StatusWord;
use thiserror::Error;

/// Why a card was not finished. It is no card to any till, and can be gone on with or scrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PersonaliseRefusal {
    /// The keeper of keys has not got this one.
    #[error(
        "密钥库没有{0}，卡未制完，请检查密钥 · the key store lacks the {0}, the card is not finished: check the keys"
    )]
    NoKey(KeyRole),
    /// The chip does not accept this key.
    #[error(
        "卡不认{role}（剩余 {tries_left:?} 次），卡未制完，勿再试，请核对批次 · the chip does not accept the {role} ({tries_left:?} tries left), the card is not finished: do not try again, check the delivery"
    )]
    WrongKey {
        /// Which.
        role: KeyRole,
        /// Tries left, where the chip says so.
        tries_left: Option<u8>,
    },
    /// There is an application already: the card is no blank one.
    #[error(
        "卡上已有应用，未写入，请先检查此卡 · there is an application on the card, nothing written: examine it first"
    )]
    NotBlank,
    /// The application is gone: it is not the card of this progress.
    #[error(
        "不是上次未制完的那张卡，未写入，请换卡 · this is not the card that was left unfinished, nothing written: find that one"
    )]
    AnotherCard,
    /// No room.
    #[error(
        "卡空间不足，卡未制完，请换一种卡 · the chip has no room, the card is not finished: use another kind of chip"
    )]
    NoRoom,
    /// The chip refused a step.
    #[error(
        "第 {step} 步被拒绝 {status}，卡未制完，请再放一次卡 · step {step} was refused ({status}), the card is not finished: put it down again"
    )]
    Step {
        /// Which, from 1.
        step: usize,
        /// The chip's word.
        status: StatusWord,
    },
    /// An answer has the wrong shape.
    #[error(
        "卡的应答读不懂，卡未制完，请再放一次卡 · the chip's answer makes no sense, the card is not finished: put it down again"
    )]
    Unreadable,
}
