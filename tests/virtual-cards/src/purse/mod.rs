//! A purse card (PBOC electronic purse; T-Union or City-Union; 3DES or SM4): what it hears and which file
//! answers it.

mod cache;
mod issuer;
mod lent;
mod load;
mod money;
mod pin;
mod prove;
mod purchase;
mod read;
mod select;
mod state;
mod tear;

pub use state::{Lock, Manner, Pin, Proof, PurseState};
pub use tear::Tear;

pub(crate) use pin::enveloped;
pub(crate) use select::{AID, CITY_AID, PSE, purse_fci};
pub(crate) use tear::Torn;

use crate::incoming::{CONDITIONS, Incoming, LOCKED, LOCKED_FOR_EVER, Said, WRONG_INS, to_bytes};
use crate::t0::Waiting;
use crate::{Chip, Exchange, SplitMix};
use std::collections::VecDeque;

/// A card in the hand or in a field.
#[derive(Clone, Debug)]
pub struct VirtualPurse {
    state: PurseState,
    manner: Manner,
    tear: Option<Tear>,
    random: SplitMix,
    scripted: VecDeque<[u8; 4]>,
    powered: bool,
    session: Session,
    waiting: Waiting,
}

/// What a card forgets without power.
#[derive(Clone, Debug, Default)]
struct Session {
    purse_selected: bool,
    pin_verified: bool,
    challenge: Option<Vec<u8>>,
    pending: Option<Pending>,
}

/// An INITIALIZE waiting for its second half.
#[derive(Clone, Debug)]
enum Pending {
    Purchase(purchase::Purchase),
    Load(load::Load),
}

impl VirtualPurse {
    /// A card with this memory.
    #[must_use]
    pub fn new(state: PurseState) -> VirtualPurse {
        let seed = state.serial().into_iter().fold(state.commits, |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(byte))
        });
        VirtualPurse {
            state,
            manner: Manner::default(),
            tear: None,
            random: SplitMix::new(seed),
            scripted: VecDeque::new(),
            powered: false,
            session: Session::default(),
            waiting: Waiting::default(),
        }
    }

    /// What the card keeps without power.
    #[must_use]
    pub fn state(&self) -> &PurseState {
        &self.state
    }

    /// Changes what the card keeps, as its issuer could with the card in hand.
    pub fn reissue(&mut self, change: impl FnOnce(&mut PurseState)) {
        change(&mut self.state);
        self.state.commits += 1;
    }

    /// How the card behaves; not part of its memory.
    #[must_use]
    pub fn manner(&self) -> Manner {
        self.manner
    }

    /// From now on the card behaves like this.
    pub fn behave(&mut self, manner: Manner) {
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

    /// The next random number the card gives; several are given in turn.
    pub fn give_random(&mut self, random: [u8; 4]) {
        self.scripted.push_back(random);
    }

    /// The answer to one command; what got out of it when the field went away.
    pub fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        self.exchange(command).bytes()
    }

    fn draw(&mut self) -> [u8; 4] {
        self.scripted.pop_front().unwrap_or_else(|| self.random.four())
    }

    /// All that a transaction changes becomes true in one assignment; there is no state in between.
    fn commit(&mut self, next: PurseState) {
        let commits = self.state.commits + 1;
        self.state = PurseState { commits, ..next };
    }

    pub(crate) fn hear(&mut self, heard: &Incoming<'_>) -> Said {
        if self.state.card_blocked {
            return Err(LOCKED);
        }
        // Between INITIALIZE and its second half only UPDATE CAPP DATA CACHE is safe; other commands clear
        // what is pending, as the strictest card systems do.
        if !matches!(heard.ins, 0x54 | 0xDC | 0x52) {
            self.session.pending = None;
        }
        match (heard.cla, heard.ins) {
            (0x00, 0xA4) => self.select(heard),
            (0x00, 0xB0) => self.read_binary(heard),
            (0x00, 0xB2) => self.read_record(heard),
            (0x00, 0x20) => self.verify_pin(heard),
            (0x00, 0x84) => self.get_challenge(heard),
            (0x80, 0xCA) => self.state.identification.map(|code| code.to_vec()).ok_or(WRONG_INS),
            (0x80, 0x5C) => self.get_balance(heard),
            (0x80, 0x50) if heard.p1 == 0x00 => self.initialize_load(heard),
            (0x80, 0x50) => self.initialize_purchase(heard),
            (0x80, 0xDC) => self.update_cache(heard),
            (0x80, 0x54) => self.debit(heard),
            (0x80, 0x5A) => self.get_proof(heard),
            (0x80, 0x52) => self.credit_load(heard),
            (0x04, 0xD6) => self.update_binary(heard),
            (0x84, 0x1E) => self.block(heard),
            (0x84, 0x18) => self.unblock(heard),
            (0x84, 0x16) => self.block_card(heard),
            (0x80, 0x5E) => self.change_pin(heard),
            (0x84, 0x24) => self.unblock_pin(heard),
            _ => Err(WRONG_INS),
        }
    }

    fn say(&mut self, command: &[u8]) -> Vec<u8> {
        if !self.manner.by_get_response {
            return to_bytes(Incoming::parse(command).and_then(|heard| self.hear(&heard)));
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        let answer = waiting.pass(command, |heard| self.hear(heard));
        self.waiting = waiting;
        answer
    }

    /// Refuses unless the purse application is selected and not locked.
    fn usable(&self) -> Result<(), u16> {
        if !self.session.purse_selected {
            return Err(CONDITIONS);
        }
        match self.state.lock {
            Lock::Open => Ok(()),
            Lock::Temporary => Err(LOCKED),
            Lock::ForEver => Err(LOCKED_FOR_EVER),
        }
    }
}

impl Chip for VirtualPurse {
    fn atr(&self) -> Vec<u8> {
        // ISO/IEC 14443-4 chip through PC/SC: 3B 8n 80 01, historical bytes, check byte.
        let history = [0x20, 0x90, 0x00];
        let mut atr = vec![0x3B, 0x83, 0x80, 0x01];
        atr.extend(history);
        let check = atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte);
        atr.push(check);
        atr
    }

    fn uid(&self) -> Option<Vec<u8>> {
        Some(self.state.uid.clone())
    }

    fn power_on(&mut self) {
        self.power_off();
        self.powered = true;
    }

    fn power_off(&mut self) {
        self.powered = false;
        self.session = Session::default();
        self.waiting = Waiting::default();
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        if !self.powered {
            return Exchange::Lost { partial: Vec::new() };
        }
        let torn = Tear::strike(&mut self.tear, command);
        let answer = if torn == Some(Torn::Unheard) { Vec::new() } else { self.say(command) };
        match torn {
            None => Exchange::Answer(answer),
            Some(torn) => {
                self.power_off();
                Exchange::Lost { partial: torn.cut(answer) }
            }
        }
    }

    fn commits(&self) -> u64 {
        self.state.commits
    }

    fn latency_ms(&self) -> u32 {
        self.manner.latency_ms
    }
}
