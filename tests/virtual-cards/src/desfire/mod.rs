//! A MIFARE DESFire EV1, EV2 or EV3 with AES keys: what it hears, wrapped in ISO/IEC 7816-4, and who answers.

mod access;
mod authenticate;
mod change;
mod channel;
mod cipher;
mod county;
mod data;
mod file;
mod hear;
mod inform;
mod issue;
mod makers;
mod manner;
mod plan;
mod records;
mod session;
mod state;
pub mod status;
mod tear;
mod transaction;
mod value;

pub use access::{Access, CommMode};
pub use channel::Channel;
pub use cipher::{Block, an10922, cbc_decrypt, cbc_encrypt, cmac, crc32, encrypt, first, odd, pad};
pub use county::{COUNTY_AID, CountyCard, CountyKeys, PROOF_FILE, RECORD_FILE, RECORD_LEN, VALUE_FILE};
pub use file::{Body, File, RecordFile, TransactionMac, ValueFile};
pub use manner::{Decisions, DesfireManner};
pub use state::{Application, CardKey, DesfireState, Generation};

use crate::tear::Torn;
use crate::{Chip, Exchange, SplitMix, Tear};
use hear::{Reply, Said};
use session::{Login, Session};
use std::collections::VecDeque;

/// A card in the hand or in a field.
#[derive(Clone, Debug)]
pub struct VirtualDesfire {
    state: DesfireState,
    manner: DesfireManner,
    tear: Option<Tear>,
    random: SplitMix,
    scripted: VecDeque<u8>,
    powered: bool,
    session: Session,
}

impl VirtualDesfire {
    /// A card with this memory.
    #[must_use]
    pub fn new(state: DesfireState) -> VirtualDesfire {
        let seed = state.uid.into_iter().fold(state.commits, |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(byte))
        });
        VirtualDesfire {
            state,
            manner: DesfireManner::default(),
            tear: None,
            random: SplitMix::new(seed),
            scripted: VecDeque::new(),
            powered: false,
            session: Session::default(),
        }
    }

    /// What the card keeps without power.
    #[must_use]
    pub fn state(&self) -> &DesfireState {
        &self.state
    }

    /// Changes what the card keeps, as its issuer could with the card in hand.
    pub fn reissue(&mut self, change: impl FnOnce(&mut DesfireState)) {
        self.save(change);
    }

    /// How the card behaves; not part of its memory.
    #[must_use]
    pub fn manner(&self) -> DesfireManner {
        self.manner
    }

    /// From now on the card behaves like this.
    pub fn behave(&mut self, manner: DesfireManner) {
        self.manner = manner;
    }

    /// The field will go away once, at this place.
    pub fn arm(&mut self, tear: Tear) {
        self.tear = Some(tear);
    }

    /// Takes an armed tear back.
    pub fn disarm(&mut self) {
        self.tear = None;
    }

    /// The tear that has not happened yet.
    #[must_use]
    pub fn armed(&self) -> Option<Tear> {
        self.tear
    }

    /// The next random bytes the card gives: 16 for a challenge, then 4 for a transaction identifier.
    pub fn give_random(&mut self, random: &[u8]) {
        self.scripted.extend(random);
    }

    /// Puts the card into the middle of a session of which only the keys are known, as published ones are:
    /// powered, with this application (or itself) selected and authenticated with this key.
    pub fn resume(&mut self, selected: Option<[u8; 3]>, key: u8, channel: Channel) {
        self.power_on();
        self.session.selected = selected;
        self.session.login = Some(Login { key, channel });
    }

    /// The channel of the session, where there is one.
    #[must_use]
    pub fn channel(&self) -> Option<&Channel> {
        self.session.login.as_ref().map(|login| &login.channel)
    }

    /// The input of the transaction MAC as far as it has come.
    #[must_use]
    pub fn transaction_input(&self) -> &[u8] {
        self.session.transaction.as_ref().map_or(&[], |pending| &pending.input)
    }

    /// The answer to one command; what got out of it when the field went away.
    pub fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        self.exchange(command).bytes()
    }

    fn draw<const N: usize>(&mut self) -> [u8; N] {
        core::array::from_fn(|_| {
            self.scripted.pop_front().unwrap_or_else(|| {
                let [byte, ..] = self.random.four();
                byte
            })
        })
    }

    /// All that changes becomes true in one step.
    fn save(&mut self, change: impl FnOnce(&mut DesfireState)) {
        change(&mut self.state);
        self.state.commits += 1;
    }

    fn application(&self) -> Result<&Application, u8> {
        let selected = self.session.selected.and_then(|aid| self.state.application(aid));
        selected.ok_or(status::PERMISSION_DENIED)
    }

    fn file(&self, number: u8) -> Result<&File, u8> {
        self.application()?.files.get(&number).ok_or(status::FILE_NOT_FOUND)
    }

    /// A key of what is selected.
    fn key(&self, number: u8) -> Option<&CardKey> {
        match self.session.selected {
            None => (number == 0).then_some(&self.state.master),
            Some(aid) => self.state.application(aid)?.keys.get(usize::from(number)),
        }
    }
}

impl Chip for VirtualDesfire {
    fn atr(&self) -> Vec<u8> {
        // ISO/IEC 14443-4 chip through PC/SC, historical byte 80.
        vec![0x3B, 0x81, 0x80, 0x01, 0x80, 0x80]
    }

    fn uid(&self) -> Option<Vec<u8>> {
        Some(self.session.shown.map_or_else(|| self.state.uid.to_vec(), |shown| shown.to_vec()))
    }

    fn power_on(&mut self) {
        self.powered = true;
        self.session = Session::default();
        if self.state.random_id {
            let [_, rest @ ..] = self.random.four();
            let [a, b, c] = rest;
            self.session.shown = Some([0x08, a, b, c]);
        }
    }

    fn power_off(&mut self) {
        self.powered = false;
        let shown = self.session.shown;
        self.session = Session { shown, ..Session::default() };
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        if !self.powered {
            return Exchange::Lost { partial: Vec::new() };
        }
        let torn = Tear::strike(&mut self.tear, command, tear::strikes);
        let stuck = self.manner.stuck_commit && tear::is_commit(command);
        let torn = torn.or(stuck.then_some(Torn::Heard { keep: 0 }));
        let (answer, keep) = match torn {
            Some(Torn::Unheard) => (Vec::new(), Some(0)),
            Some(Torn::Heard { keep }) => (self.hear(command), Some(keep)),
            None => (self.hear(command), None),
        };
        match keep {
            Some(keep) => {
                self.power_off();
                Exchange::Lost { partial: answer.into_iter().take(keep).collect() }
            }
            None => Exchange::Answer(answer),
        }
    }

    fn commits(&self) -> u64 {
        self.state.commits
    }

    fn latency_ms(&self) -> u32 {
        self.manner.latency_ms
    }
}
