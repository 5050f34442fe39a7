//! A card goes out of use on itself: its till key gives way to a key that no till has, with version FF.
//!
//! | asks | for |
//! | --- | --- |
//! | 5A, 64, 71 AF (EV1: AA AF) | a session with the application's master key |
//! | 64 | the version of the till key: FF, and it is done already |
//! | C4 | the other key |
//!
//! One command does it, whole or not at all, so a torn block is begun again. Balance and records stay readable; every
//! till is refused at its handshake. The other key comes from the application's master, so that the county can always
//! give the old one back.

use super::entry::{Entering, Entry, Session};
use super::talk::{Said, Talk};
use super::{BLOCKED, CardOfKeys, Left, Place, Refusal, Why};
use crate::card;
use apdu::{Command, Dialogue, Response, Turn};
use desfire_purse::command::change_key::KeyChange;
use desfire_purse::command::get_key_version;

/// The conversation, at most six turns. Breaking off is harmless: it may be begun again.
pub struct Block<'a> {
    card: CardOfKeys<'a>,
    state: State,
}

enum State {
    Entering(Entry),
    Looking(Talk),
    Changing(Talk),
    Over,
}

type Next = Turn<Result<(), Refusal>>;

fn refuse(why: Why) -> Next {
    Turn::Done(Err(Refusal { why, left: Left::NotBlocked }))
}

impl<'a> Block<'a> {
    /// Blocks the card.
    #[must_use]
    pub fn new(card: CardOfKeys<'a>) -> Block<'a> {
        Block { card, state: State::Over }
    }

    fn till(&self) -> u8 {
        self.card.profile.parameters.till_key
    }

    fn talk(&mut self, talk: Option<(Talk, Command)>, state: fn(Talk) -> State) -> Next {
        match talk {
            Some((talk, first)) => {
                self.state = state(talk);
                card(first)
            }
            None => refuse(Why::Unreadable),
        }
    }

    fn looked(&mut self, session: Session, data: &[u8]) -> Next {
        match get_key_version::parse(data) {
            Some(BLOCKED) => Turn::Done(Ok(())),
            Some(version) if version == self.card.profile.parameters.key_version => match self.change() {
                Ok(change) => self.talk(Talk::change_key(session, &change), State::Changing),
                Err(why) => refuse(why),
            },
            Some(version) => refuse(Why::KeyVersion(version)),
            None => refuse(Why::Unreadable),
        }
    }

    fn change(&self) -> Result<KeyChange, Why> {
        let number = self.till();
        let old = self.card.county_key(Place::Application(number))?;
        Ok(KeyChange { number, new: self.card.spare_key(number)?, version: BLOCKED, old: Some(old) })
    }
}

impl Dialogue for Block<'_> {
    type Output = Result<(), Refusal>;

    fn start(&mut self) -> Next {
        let (entry, first) = Entry::begin(&self.card, Place::Application(0));
        self.state = State::Entering(entry);
        card(first)
    }

    fn hear(&mut self, answer: &Response) -> Next {
        let (looks, talk) = match core::mem::replace(&mut self.state, State::Over) {
            State::Entering(entry) => {
                return match entry.hear(&self.card, answer) {
                    Entering::Ask(entry, command) => {
                        self.state = State::Entering(entry);
                        card(command)
                    }
                    Entering::In(session) => {
                        let look = get_key_version::get(self.till());
                        self.talk(Talk::begin(session, &look), State::Looking)
                    }
                    Entering::Refused(why) => refuse(why),
                };
            }
            State::Looking(talk) => (true, talk),
            State::Changing(talk) => (false, talk),
            State::Over => return refuse(Why::Unreadable),
        };
        match talk.hear(answer) {
            Said::Ask(talk, command) => {
                self.state = if looks { State::Looking(talk) } else { State::Changing(talk) };
                card(command)
            }
            Said::Done(Some(session), data) if looks => self.looked(session, &data),
            Said::Done(_, data) if !looks && data.is_empty() => Turn::Done(Ok(())),
            Said::Refused(status) => refuse(Why::Chip(None, status)),
            Said::Done(..) | Said::Unreadable => refuse(Why::Unreadable),
        }
    }
}
