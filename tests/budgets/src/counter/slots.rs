//! Virtual chips as the cashier's slots, and a diary of who was asked what, and when the disk was.

use apdu::{Transport, TransportError};
use cashier::Slot;
use std::cell::RefCell;
use std::rc::Rc;
use virtual_cards::{Chip, Exchange, VirtualPsam, VirtualPurse};

/// One thing that took time in a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A command to the card: class and instruction.
    Card(u8, u8),
    /// A command to the SAM.
    Sam(u8, u8),
    /// A write to the disk begins on its own thread.
    SyncBegins,
    /// The till waits for it.
    SyncAwaited,
}

/// The steps of one tap.
#[derive(Clone, Default)]
pub(super) struct Diary(Rc<RefCell<Vec<Step>>>);

impl Diary {
    pub(super) fn note(&self, step: Step) {
        self.0.borrow_mut().push(step);
    }

    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    pub(super) fn read(&self) -> Vec<Step> {
        self.0.borrow().clone()
    }
}

/// Class and instruction of a command.
fn head(command: &[u8]) -> (u8, u8) {
    let byte = |at| command.get(at).copied().unwrap_or_default();
    (byte(0), byte(1))
}

fn heard(exchange: Exchange) -> Result<Vec<u8>, TransportError> {
    match exchange {
        Exchange::Answer(bytes) => Ok(bytes),
        Exchange::Lost { .. } => Err(TransportError::CardGone),
    }
}

/// The reader, and everybody's cards.
pub(super) struct Reader {
    cards: Vec<VirtualPurse>,
    lying: Option<usize>,
    diary: Diary,
}

impl Reader {
    pub(super) fn new(cards: Vec<VirtualPurse>, diary: Diary) -> Reader {
        Reader { cards, lying: None, diary }
    }

    pub(super) fn put(&mut self, card: usize) {
        self.lying = Some(card);
    }

    pub(super) fn take(&mut self) {
        if let Some(card) = self.card() {
            card.power_off();
        }
        self.lying = None;
    }

    fn card(&mut self) -> Option<&mut VirtualPurse> {
        self.lying.and_then(|at| self.cards.get_mut(at))
    }
}

impl Transport for Reader {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let (class, instruction) = head(command);
        self.diary.note(Step::Card(class, instruction));
        heard(self.card().ok_or(TransportError::CardGone)?.exchange(command))
    }
}

impl Slot for Reader {
    fn connect(&mut self) -> Result<(), TransportError> {
        self.card().ok_or(TransportError::CardGone)?.power_on();
        Ok(())
    }

    fn release(&mut self) {}
}

/// The SAM, always in its slot.
pub(super) struct SamSlot {
    module: VirtualPsam,
    powered: bool,
    diary: Diary,
}

impl SamSlot {
    pub(super) fn new(module: VirtualPsam, diary: Diary) -> SamSlot {
        SamSlot { module, powered: false, diary }
    }
}

impl Transport for SamSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let (class, instruction) = head(command);
        self.diary.note(Step::Sam(class, instruction));
        heard(self.module.exchange(command))
    }
}

impl Slot for SamSlot {
    fn connect(&mut self) -> Result<(), TransportError> {
        if !self.powered {
            self.module.power_on();
            self.powered = true;
        }
        Ok(())
    }

    fn release(&mut self) {
        self.module.power_off();
        self.powered = false;
    }
}
