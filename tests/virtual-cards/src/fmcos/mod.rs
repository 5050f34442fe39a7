//! A blank FMCOS chip that can be personalised: directories, files, keys, rights, and then the whole purse.
//!
//! Written from the manual of the card system and from published issuing records. Every command changes the
//! memory in one step or not at all.

mod authenticate;
mod binary;
mod create;
mod lens;
mod memory;
mod record;
mod rights;
mod select;
mod write_key;

pub use memory::{Body, Directory, File, FmcosState, KeyFile, KeySlot, Protection, PurseFile, Secret, Table};

use crate::incoming::{Incoming, KEY_MISSING, LOCKED, NO_KEY, NOT_FOUND, Said, WRONG_INS, to_bytes};
use crate::purse::{PSE, Tear, Torn};
use crate::t0::Waiting;
use crate::{Chip, Cipher, Exchange, Manner, PurseState, VirtualPurse};
use memory::kind;

/// Identifier of the master file.
const MASTER: u16 = 0x3F00;
/// Bytes of memory: an FM1208 has 8 KiB.
const MEMORY: u16 = 0x2000;
/// Space and security level of the transport key.
const TRANSPORT: (u16, u8) = (0x0050, 0x0A);

/// A chip as it comes from the maker, or on its way to be a card.
#[derive(Clone, Debug)]
pub struct VirtualFmcos {
    state: FmcosState,
    /// Speaks for the purse in the selected directory; its own memory is on loan for one command.
    purse: VirtualPurse,
    tear: Option<Tear>,
    powered: bool,
    session: Session,
    waiting: Waiting,
}

/// What a chip forgets without power.
#[derive(Clone, Debug, Default)]
struct Session {
    /// The selected application; none is the master file.
    current: Option<usize>,
    file: Option<u16>,
    master_level: u8,
    level: u8,
}

impl FmcosState {
    pub(crate) fn at(&self, nth: Option<usize>) -> &Directory {
        nth.and_then(|nth| self.applications.get(nth)).unwrap_or(&self.master)
    }

    pub(crate) fn at_mut(&mut self, nth: Option<usize>) -> &mut Directory {
        nth.and_then(|nth| self.applications.get_mut(nth)).unwrap_or(&mut self.master)
    }
}

impl VirtualFmcos {
    /// A chip from its maker: a master file with nothing in it but a transport key (external authentication,
    /// identifier 00, 8 or 16 bytes), which everything else asks for.
    #[must_use]
    pub fn blank(uid: &[u8], cipher: Cipher, transport: &[u8]) -> VirtualFmcos {
        let (space, level) = TRANSPORT;
        let right = level << 4 | level;
        let mut master = Directory::new(MASTER, PSE, MEMORY, right, right);
        master.key_file = Some(KeyFile { space, add: right, protected: false });
        master.keys.push(KeySlot {
            kind: kind::EXTERNAL,
            protected: false,
            id: 0,
            usage: 0xF0,
            change: right,
            third: right,
            fourth: 0x33,
            value: Secret(transport.to_vec()),
        });
        let uid = uid.to_vec();
        let applications = Vec::new();
        VirtualFmcos::new(FmcosState { uid, cipher, master, applications, card_blocked: false, commits: 0 })
    }

    /// A chip with this memory.
    #[must_use]
    pub fn new(state: FmcosState) -> VirtualFmcos {
        VirtualFmcos {
            purse: VirtualPurse::new(lens::view(&state, &state.master)),
            state,
            tear: None,
            powered: false,
            session: Session::default(),
            waiting: Waiting::default(),
        }
    }

    /// What the chip keeps without power.
    #[must_use]
    pub fn state(&self) -> &FmcosState {
        &self.state
    }

    /// The first purse on the chip, as the card that it makes it; `None` while there is none.
    #[must_use]
    pub fn purse(&self) -> Option<PurseState> {
        let made = self.state.applications.iter().find(|application| application.purse.is_some())?;
        Some(lens::view(&self.state, made))
    }

    /// Changes what the chip keeps, as its maker could.
    pub fn reissue(&mut self, change: impl FnOnce(&mut FmcosState)) {
        change(&mut self.state);
        self.state.commits += 1;
    }

    /// From now on the card behaves like this.
    pub fn behave(&mut self, manner: Manner) {
        self.purse.behave(manner);
    }

    /// The field will go away once, at this place.
    pub fn arm(&mut self, tear: Tear) {
        self.tear = Some(tear);
    }

    /// The next random number the card gives; several are given in turn.
    pub fn give_random(&mut self, random: [u8; 4]) {
        self.purse.give_random(random);
    }

    /// The answer to one command; what got out of it when the field went away.
    pub fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        self.exchange(command).bytes()
    }

    fn directory(&self) -> &Directory {
        self.state.at(self.session.current)
    }

    fn enter(&mut self, nth: Option<usize>) {
        self.session.current = nth;
        self.session.file = None;
        self.session.level = 0;
        self.purse.begin();
    }

    /// A key was proved: the level in its high and low nibble.
    fn reach(&mut self, level: u8) {
        match self.session.current {
            None => self.session.master_level = level & 0x0F,
            Some(_) => self.session.level = level & 0x0F,
        }
    }

    fn commit(&mut self, next: FmcosState) {
        let commits = self.state.commits + 1;
        self.state = FmcosState { commits, ..next };
    }

    fn hear(&mut self, heard: &Incoming<'_>) -> Said {
        if self.state.card_blocked {
            return Err(LOCKED);
        }
        if !matches!(heard.ins, 0x54 | 0x52 | 0xDC) {
            self.purse.forget_pending();
        }
        match (heard.cla, heard.ins) {
            (0x00, 0xA4) => self.select(heard),
            (0x00, 0xB0) => self.read_binary(heard),
            (0x00, 0xB2) => self.read_record(heard),
            (0x00, 0x84) => self.purse.get_challenge(heard),
            (0x00, 0x82) => self.external_authenticate(heard),
            (0x80, 0xE0) => self.create_file(heard),
            (0x80, 0x0E) => self.erase(heard),
            (0x80 | 0x84, 0xD4) => self.write_key(heard),
            (0x00 | 0x04, 0xD6) => self.update_binary(heard),
            (0x00 | 0x04, 0xDC) => self.update_record(heard),
            (0x00 | 0x04, 0xE2) => self.append_record(heard),
            (0x00, 0x20)
            | (0x80, 0x50 | 0x52 | 0x54 | 0x5A | 0x5C | 0x5E | 0xDC)
            | (0x84, 0x16 | 0x18 | 0x1E | 0x24) => self.ask_purse(heard),
            _ => Err(WRONG_INS),
        }
    }

    /// A command of the purse, where purse and keys for it are there.
    fn ask_purse(&mut self, heard: &Incoming<'_>) -> Said {
        let directory = self.directory();
        let key_id = heard.data.first().copied().unwrap_or_default();
        let (key, missing) = match (heard.ins, heard.p1) {
            (0x20, _) | (0x5E, 0x01) => (directory.first_key(kind::PIN), KEY_MISSING),
            (0x5E, _) => (directory.first_key(kind::PIN_RELOAD), KEY_MISSING),
            (0x24, _) => (directory.first_key(kind::PIN_UNBLOCK), KEY_MISSING),
            (0x16 | 0x18 | 0x1E, _) => (directory.first_key(kind::MAINTENANCE), KEY_MISSING),
            (0x50, 0x00) => (directory.key(kind::LOAD, key_id), NO_KEY),
            (0x50, _) => (directory.key(kind::PURCHASE, key_id), NO_KEY),
            _ => (None, 0),
        };
        if !matches!(heard.cla, 0x00 | 0x84) && heard.ins != 0x5E {
            self.may(directory.purse.as_ref().ok_or(NOT_FOUND)?.usage)?;
        }
        if missing != 0 {
            self.may(key.ok_or(missing)?.usage)?;
        }
        if heard.ins == 0x50 && directory.first_key(kind::TAC).is_none() {
            return Err(NO_KEY);
        }
        let level = directory.first_key(kind::PIN).map(|pin| pin.third);
        let said = self.lend(|purse| purse.hear(heard));
        if let (0x20, Ok(_), Some(level)) = (heard.ins, &said, level) {
            self.reach(level);
        }
        said
    }

    /// Lets the purse work on the selected directory, and keeps what it changed.
    fn lend(&mut self, work: impl FnOnce(&mut VirtualPurse) -> Said) -> Said {
        let on_loan = lens::view(&self.state, self.directory());
        let commits = on_loan.commits;
        let said = self.purse.work_on(on_loan, work);
        if self.purse.state().commits != commits {
            let mut next = self.state.clone();
            lens::absorb(&mut next, self.session.current, self.purse.state().clone());
            self.commit(next);
        }
        said
    }

    fn say(&mut self, command: &[u8]) -> Vec<u8> {
        if !self.purse.manner().by_get_response {
            return to_bytes(Incoming::parse(command).and_then(|heard| self.hear(&heard)));
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        let answer = waiting.pass(command, |heard| self.hear(heard));
        self.waiting = waiting;
        answer
    }
}

impl Chip for VirtualFmcos {
    fn atr(&self) -> Vec<u8> {
        self.purse.atr()
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
        self.purse.begin();
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
        self.purse.manner().latency_ms
    }
}
