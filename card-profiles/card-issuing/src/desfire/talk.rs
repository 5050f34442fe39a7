//! One command of an open session, from sealing to the authentic answer. Part of conversations, not one of its own.

use super::entry::Session;
use apdu::{Command, Response, StatusWord};
use desfire_purse::chain::{Chain, Heard};
use desfire_purse::command::change_key::{self, KeyChange};
use desfire_purse::wire::{Answer, Native};

/// A command under way.
pub(super) struct Talk {
    session: Session,
    chain: Chain,
    /// `None`: the answer is bare, because the session is over with it.
    answer: Option<Answer>,
}

/// What came of a frame.
pub(super) enum Said {
    /// Goes on with this.
    Ask(Talk, Command),
    /// The authentic data; no session where it is over.
    Done(Option<Session>, Vec<u8>),
    /// The chip refused; the session is over.
    Refused(StatusWord),
    /// Not authentic, or without end.
    Unreadable,
}

impl Talk {
    /// Asks a command; `None` when the session has lasted too long.
    pub(super) fn begin(mut session: Session, command: &Native) -> Option<(Talk, Command)> {
        let body = session.channel.seal(command)?;
        let (chain, first) = Chain::begin(command.ins, &body);
        Some((Talk { session, chain, answer: Some(command.answer) }, first))
    }

    /// Changes a key. Changing the session's own ends the session.
    pub(super) fn change_key(mut session: Session, change: &KeyChange) -> Option<(Talk, Command)> {
        let body = session.channel.seal_key_change(change)?;
        let (chain, first) = Chain::begin(change_key::INS, &body);
        let answer = change.old.is_some().then_some(Answer::Mac);
        Some((Talk { session, chain, answer }, first))
    }

    pub(super) fn hear(mut self, answer: &Response) -> Said {
        match self.chain.hear(answer) {
            Heard::Ask(command) => Said::Ask(self, command),
            Heard::Refused(status) => Said::Refused(status),
            Heard::Endless => Said::Unreadable,
            Heard::Whole(data) => match self.answer {
                None if data.is_empty() => Said::Done(None, data),
                None => Said::Unreadable,
                Some(wanted) => match self.session.channel.open(wanted, &data) {
                    Some(data) => Said::Done(Some(self.session), data),
                    None => Said::Unreadable,
                },
            },
        }
    }
}
