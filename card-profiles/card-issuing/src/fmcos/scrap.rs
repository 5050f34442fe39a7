//! An unfinished card becomes a blank one again. A finished card is never erased: whatever is on it is the holder's.

use super::{FmcosProfile, command};
use crate::examine::is_issued;
use crate::keys::key16;
use crate::{CardName, IssuerKeys, KeyRole, card};
use apdu::{Dialogue, Response, StatusWord, Turn};
use pboc_purse::command::{read_binary, select, status, verify_pin};
use pboc_purse::file::public;
use thiserror::Error;

/// Why a card was not scrapped. It is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ScrapRefusal {
    /// It is a finished card.
    #[error(
        "这是一张已发的卡，未清除，请走停用流程 · this card has been issued, nothing erased: block it instead"
    )]
    Issued,
    /// The keeper has no root key.
    #[error(
        "密钥库没有卡片主控密钥，未清除，请检查密钥 · the key store lacks the root key, nothing erased: check the keys"
    )]
    NoKey,
    /// The chip does not accept our root key: it was not begun here.
    #[error(
        "卡不认卡片主控密钥（剩余 {0:?} 次），未清除，勿再试，请销毁此卡 · the chip does not accept our root key ({0:?} tries left), nothing erased: do not try again, destroy the card"
    )]
    WrongKey(Option<u8>),
    /// The chip refused.
    #[error(
        "卡拒绝清除 {0}，请再放一次卡，不行则销毁 · the chip refused to be erased ({0}): put it down again, else destroy it"
    )]
    Card(StatusWord),
    /// An answer has the wrong shape.
    #[error("卡的应答读不懂，请再放一次卡 · the chip's answer makes no sense: put it down again")]
    Unreadable,
}

/// The conversation, at most six turns.
pub struct Scrap<'a> {
    profile: &'a FmcosProfile,
    card: &'a CardName,
    keys: &'a dyn IssuerKeys,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Select,
    Public,
    Root,
    Challenge,
    Shown,
    Erase,
    Over,
}

type Next = Turn<Result<(), ScrapRefusal>>;

impl<'a> Scrap<'a> {
    /// Scraps an unfinished card. Of its name only the chip serial counts here.
    #[must_use]
    pub fn new(profile: &'a FmcosProfile, card: &'a CardName, keys: &'a dyn IssuerKeys) -> Scrap<'a> {
        Scrap { profile, card, keys, state: State::Over }
    }

    fn root(&mut self) -> Next {
        self.state = State::Root;
        card(select::by_file(command::ROOT))
    }

    fn show(&mut self, answer: &Response) -> Next {
        let Ok(random) = <[u8; 8]>::try_from(answer.data.as_slice()) else {
            return Turn::Done(Err(ScrapRefusal::Unreadable));
        };
        match self.keys.diversify(KeyRole::Root, self.card) {
            Some(key) => {
                self.state = State::Shown;
                card(command::authenticate(self.profile.transport_key, &key16(&key), random))
            }
            None => Turn::Done(Err(ScrapRefusal::NoKey)),
        }
    }
}

impl Dialogue for Scrap<'_> {
    type Output = Result<(), ScrapRefusal>;

    fn start(&mut self) -> Next {
        self.state = State::Select;
        card(select::by_name(&self.profile.aid))
    }

    fn hear(&mut self, answer: &Response) -> Next {
        let ok = answer.status.is_ok();
        match core::mem::replace(&mut self.state, State::Over) {
            State::Select if ok => {
                self.state = State::Public;
                card(read_binary::read(read_binary::PUBLIC, public::LENGTH))
            }
            State::Select if answer.status == StatusWord::FILE_NOT_FOUND => self.root(),
            // A locked application is somebody's card.
            State::Select => Turn::Done(Err(ScrapRefusal::Issued)),
            State::Public if ok && is_issued(&answer.data) => Turn::Done(Err(ScrapRefusal::Issued)),
            State::Public => self.root(),
            State::Root if ok => {
                self.state = State::Challenge;
                card(command::challenge())
            }
            State::Challenge if ok => self.show(answer),
            State::Shown if ok => {
                self.state = State::Erase;
                card(command::erase())
            }
            State::Shown => Turn::Done(Err(ScrapRefusal::WrongKey(match answer.status {
                status::BLOCKED => Some(0),
                other => verify_pin::tries_left(other),
            }))),
            State::Erase if ok => Turn::Done(Ok(())),
            State::Root | State::Challenge | State::Erase => {
                Turn::Done(Err(ScrapRefusal::Card(answer.status)))
            }
            State::Over => Turn::Done(Err(ScrapRefusal::Unreadable)),
        }
    }
}
