//! What a DESFire forgets without power.

use super::cipher::Block;
use super::transaction::Transaction;
use super::{Channel, state::CardKey};
use std::collections::VecDeque;

/// What is volatile.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    /// The selected application; the card itself when none is.
    pub(super) selected: Option<[u8; 3]>,
    pub(super) login: Option<Login>,
    pub(super) chain: Chain,
    pub(super) transaction: Option<Transaction>,
    /// Key and running value of a session with the maker's DES key.
    pub(super) makers: Option<[[u8; 8]; 2]>,
    /// The serial shown in this field, where the true one is hidden.
    pub(super) shown: Option<[u8; 4]>,
}

impl Session {
    /// Any error ends the session and what is pending; the selection stays.
    pub(super) fn fail(&mut self) {
        self.login = None;
        self.makers = None;
        self.chain = Chain::Idle;
        self.transaction = None;
    }

    /// The key of the session.
    pub(super) fn key(&self) -> Option<u8> {
        self.login.as_ref().map(|login| login.key)
    }
}

/// Who is authenticated.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) key: u8,
    pub(super) channel: Channel,
}

/// What an `AF` would continue.
#[derive(Clone, Debug, Default)]
pub(super) enum Chain {
    #[default]
    Idle,
    /// A command that has not arrived whole.
    Command { ins: u8, heard: Vec<u8> },
    /// An answer of which this is still to be sent.
    Answer(VecDeque<Vec<u8>>),
    /// An authentication waiting for its second half.
    Handshake(Handshake),
    /// The same with the maker's DES key: the block that was sent.
    Makers([u8; 8]),
}

/// The first half of an authentication.
#[derive(Clone, Debug)]
pub(super) struct Handshake {
    pub(super) kind: Kind,
    pub(super) number: u8,
    pub(super) key: CardKey,
    pub(super) random: Block,
}

/// Which authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// AuthenticateAES; the cipher block that was sent.
    First { sent: Block },
    /// AuthenticateEV2First; what the reader says it can.
    SecondFirst { capabilities: [u8; 6] },
    /// AuthenticateEV2NonFirst; identifier and counter go on.
    SecondAgain { ti: [u8; 4], counter: u16 },
}
