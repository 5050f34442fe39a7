//! An unfinished card becomes a blank one again. A finished card is never erased: whatever is on it is the holder's.
//!
//! [`Examine`], then into a session with the chip's master key, then DA. The room of what is deleted comes back only
//! when a chip is formatted as a whole; a chip has room for several.

use super::command::delete_application;
use super::entry::{Entering, Entry};
use super::talk::{Said, Talk};
use super::{CardOfKeys, Examine, Finding, Left, Place, Refusal, Why};
use crate::card;
use apdu::{Dialogue, Response, Turn};

/// The conversation, at most 14 turns.
pub struct Scrap<'a> {
    card: CardOfKeys<'a>,
    state: State,
}

enum State {
    Examining(Examine),
    Entering(Entry),
    Deleting(Talk),
    Over,
}

type Next = Turn<Result<(), Refusal>>;

impl<'a> Scrap<'a> {
    /// Scraps the unfinished card on this chip.
    #[must_use]
    pub fn new(card: CardOfKeys<'a>) -> Scrap<'a> {
        Scrap { card, state: State::Over }
    }

    fn examined(&mut self, examine: Examine, turn: Turn<Finding>) -> Next {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Examining(examine);
                Turn::Ask(ask)
            }
            Turn::Done(Finding::Torn) => {
                let (entry, first) = Entry::begin(&self.card, Place::Chip);
                self.state = State::Entering(entry);
                card(first)
            }
            Turn::Done(Finding::Blank) => refuse(Why::NoApplication),
            Turn::Done(Finding::Issued | Finding::Blocked) => refuse(Why::Issued),
            Turn::Done(Finding::Strange(status)) => refuse(Why::Chip(None, status)),
        }
    }
}

fn refuse(why: Why) -> Next {
    Turn::Done(Err(Refusal { why, left: Left::NotErased }))
}

impl Dialogue for Scrap<'_> {
    type Output = Result<(), Refusal>;

    fn start(&mut self) -> Next {
        let mut examine = Examine::new(self.card.profile);
        let turn = examine.start();
        self.examined(examine, turn)
    }

    fn hear(&mut self, answer: &Response) -> Next {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Examining(mut examine) => {
                let turn = examine.hear(answer);
                self.examined(examine, turn)
            }
            State::Entering(entry) => match entry.hear(&self.card, answer) {
                Entering::Ask(entry, command) => {
                    self.state = State::Entering(entry);
                    card(command)
                }
                Entering::In(session) => {
                    match Talk::begin(session, &delete_application(self.card.profile.parameters.aid)) {
                        Some((talk, first)) => {
                            self.state = State::Deleting(talk);
                            card(first)
                        }
                        None => refuse(Why::Unreadable),
                    }
                }
                Entering::Refused(why) => refuse(why),
            },
            State::Deleting(talk) => match talk.hear(answer) {
                Said::Ask(talk, command) => {
                    self.state = State::Deleting(talk);
                    card(command)
                }
                Said::Done(_, data) if data.is_empty() => Turn::Done(Ok(())),
                Said::Refused(status) => refuse(Why::Chip(None, status)),
                Said::Done(..) | Said::Unreadable => refuse(Why::Unreadable),
            },
            State::Over => refuse(Why::Unreadable),
        }
    }
}
