//! Card, security module and disk, each behind its trait, with one place where a step may go wrong.

use crate::chips::{Card, SamChip};
use apdu::{Transport, TransportError};
use sale::{Memory, MemoryFault, Remembered, Writing};
use std::cell::RefCell;
use std::rc::Rc;

/// What goes wrong. `done`: whether the step took effect before the news of it was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A chip does not answer; the till lives.
    Silence { done: bool },
    /// Everything loses power.
    PowerCut { done: bool },
    /// The disk fails; the till lives.
    Disk { done: bool },
}

pub(crate) const FAULTS: [Fault; 6] = [
    Fault::Silence { done: false },
    Fault::Silence { done: true },
    Fault::PowerCut { done: false },
    Fault::PowerCut { done: true },
    Fault::Disk { done: false },
    Fault::Disk { done: true },
];

/// The world of one till.
pub(crate) struct World {
    pub(crate) cards: Vec<Card>,
    pub(crate) on_reader: usize,
    pub(crate) sam: SamChip,
    /// Entries that survive anything.
    pub(crate) disk: Vec<Vec<u8>>,
    /// Why the disk takes nothing.
    pub(crate) room: Option<MemoryFault>,
    /// The step at which something goes wrong, counted from now.
    pub(crate) plan: Option<(usize, Fault)>,
    /// Steps since the last tap began.
    pub(crate) step: usize,
    /// The power is gone.
    pub(crate) dead: bool,
    /// A card or module fell silent since this was last cleared.
    pub(crate) sam_silent: bool,
    /// What was asked, in order: header of each command, or what the disk did.
    pub(crate) trace: Vec<String>,
    disk_failed: bool,
}

pub(crate) type Shared = Rc<RefCell<World>>;

impl World {
    pub(crate) fn new(cards: Vec<Card>) -> Shared {
        Rc::new(RefCell::new(World {
            cards,
            on_reader: 0,
            sam: SamChip::new(),
            disk: Vec::new(),
            room: None,
            plan: None,
            step: 0,
            dead: false,
            sam_silent: false,
            trace: Vec::new(),
            disk_failed: false,
        }))
    }

    /// Counts a step and says what goes wrong with it.
    fn tick(&mut self, what: String) -> Option<Fault> {
        self.trace.push(what);
        let now = self.step;
        self.step += 1;
        self.plan.filter(|(at, _)| *at == now).map(|(_, fault)| fault)
    }

    /// Power comes back, the disk works again.
    pub(crate) fn restart(&mut self) {
        self.dead = false;
        self.cards.iter_mut().for_each(Card::power_off);
        self.sam.power_off();
        self.reopen();
    }

    /// The disk works again; whatever was in flight is there or it is not.
    pub(crate) fn reopen(&mut self) {
        self.disk_failed = false;
    }

    fn chip(&mut self, command: &[u8], sam: bool) -> Result<Vec<u8>, TransportError> {
        if self.dead {
            return Err(TransportError::ReaderGone);
        }
        let who = if sam { "sam" } else { "card" };
        let fault = self.tick(format!("{who} {:02X}{:02X}", command[0], command[1]));
        let done = !matches!(fault, Some(Fault::Silence { done: false } | Fault::PowerCut { done: false }));
        let on_reader = self.on_reader;
        let answer = match (done, sam) {
            (false, _) => Vec::new(),
            (true, true) => self.sam.answer(command),
            (true, false) => self.cards[on_reader].answer(command),
        };
        match fault {
            Some(Fault::PowerCut { .. }) => {
                self.dead = true;
                Err(TransportError::ReaderGone)
            }
            Some(Fault::Silence { .. }) if sam => {
                self.sam_silent = true;
                Err(TransportError::TimedOut)
            }
            Some(Fault::Silence { .. }) => {
                self.cards[on_reader].power_off();
                Err(TransportError::CardGone)
            }
            Some(Fault::Disk { .. }) | None => Ok(answer),
        }
    }

    fn write(&mut self, what: &str, bytes: &[u8], arrives: bool) -> Result<(), MemoryFault> {
        let broken = || MemoryFault::Broken { what: "bench".to_owned() };
        if self.dead || self.disk_failed {
            return Err(broken());
        }
        let fault = self.tick(what.to_owned());
        let (failed, done) = match fault {
            Some(Fault::PowerCut { done }) => {
                self.dead = true;
                (true, done)
            }
            Some(Fault::Disk { done }) => (true, done),
            Some(Fault::Silence { .. }) | None => (false, arrives),
        };
        if done {
            self.disk.push(bytes.to_vec());
        }
        self.disk_failed = failed;
        if failed { Err(broken()) } else { Ok(()) }
    }
}

pub(crate) struct CardPort(pub(crate) Shared);
pub(crate) struct SamPort(pub(crate) Shared);
pub(crate) struct DiskPort(pub(crate) Shared);

impl Transport for CardPort {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.borrow_mut().chip(command, false)
    }
}

impl Transport for SamPort {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.borrow_mut().chip(command, true)
    }
}

impl Memory for DiskPort {
    type Ticket = Writing;

    fn room(&mut self) -> Result<(), MemoryFault> {
        self.0.borrow().room.clone().map_or(Ok(()), Err)
    }

    fn begin(&mut self, writing: Writing) -> Result<Writing, MemoryFault> {
        self.0.borrow_mut().write("disk begin", writing.bytes(), false)?;
        Ok(writing)
    }

    fn wait(&mut self, ticket: Writing) -> Result<Remembered, MemoryFault> {
        self.0.borrow_mut().write("disk sync", ticket.bytes(), true)?;
        Ok(ticket.kept())
    }
}
