//! The reader elders tap: a card comes, may be torn away in mid-sentence, and goes.

use super::fuse::Fuse;
use super::time::Time;
use crate::tape::{Fact, Tape};
use apdu::{Transport, TransportError};
use cashier::Slot;
use std::cell::RefCell;
use std::rc::Rc;
use virtual_cards::{Chip, Exchange, VirtualPurse};

/// One command and its answer over the air, milliseconds.
const EXCHANGE_MS: u64 = 15;

/// The cards of the county, in their elders' hands or on a reader.
pub(crate) type Wallets = Rc<RefCell<Vec<VirtualPurse>>>;

/// How a torn exchange looks to the till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What the reader says.
    pub error: TransportError,
    /// Whether the card still lies there afterwards.
    pub stays: bool,
}

impl Default for Loss {
    fn default() -> Loss {
        Loss { error: TransportError::CardGone, stays: false }
    }
}

/// The slot.
pub(crate) struct CardSlot {
    pub(crate) wallets: Wallets,
    pub(crate) lying: Option<usize>,
    pub(crate) loss: Loss,
    /// The reader is unplugged at this exchange from now; 0: not.
    pub(crate) unplug_in: u32,
    pub(crate) plugged: bool,
    pub(crate) exchanges: u64,
    pub(crate) debits_twice: bool,
    held: bool,
    till: usize,
    time: Time,
    fuse: Fuse,
    tape: Tape,
}

impl CardSlot {
    pub(crate) fn new(till: usize, wallets: Wallets, time: Time, fuse: Fuse, tape: Tape) -> CardSlot {
        CardSlot {
            wallets,
            lying: None,
            loss: Loss::default(),
            unplug_in: 0,
            plugged: true,
            exchanges: 0,
            debits_twice: false,
            held: false,
            till,
            time,
            fuse,
            tape,
        }
    }

    /// An elder holds a card to the reader.
    pub(crate) fn put(&mut self, card: usize) {
        self.take();
        self.lying = Some(card);
    }

    /// The card leaves.
    pub(crate) fn take(&mut self) {
        let mut wallets = self.wallets.borrow_mut();
        if let Some(card) = self.lying.take().and_then(|at| wallets.get_mut(at)) {
            card.power_off();
            card.disarm();
        }
        drop(wallets);
        self.held = false;
    }

    fn unplugged(&mut self) -> bool {
        if self.unplug_in == 1 {
            self.plugged = false;
            self.take();
        }
        self.unplug_in = self.unplug_in.saturating_sub(1);
        !self.plugged
    }

    /// One exchange with the chip, and the debits it led to.
    fn converse(&mut self, command: &[u8]) -> Option<Exchange> {
        let at = self.lying.filter(|_| self.held)?;
        let mut wallets = self.wallets.borrow_mut();
        let card = wallets.get_mut(at)?;
        let (counter, balance) = (card.state().offline, card.state().balance);
        let heard = card.exchange(command);
        let amount = balance.saturating_sub(card.state().balance);
        if card.state().offline == counter {
            return Some(heard);
        }
        let number = card.state().number();
        let debited = |counter: u16, balance: u32| Fact::Debited {
            till: self.till,
            card: number,
            counter: u32::from(counter),
            balance,
            amount,
        };
        self.tape.push(debited(counter, balance));
        if self.debits_twice {
            let once = card.state().balance;
            card.reissue(|state| {
                state.balance = state.balance.saturating_sub(amount);
                state.offline = state.offline.saturating_add(1);
            });
            self.tape.push(debited(counter.saturating_add(1), once));
        }
        Some(heard)
    }
}

impl Transport for CardSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.fuse.burn();
        self.time.pass_ms(EXCHANGE_MS);
        self.exchanges = self.exchanges.saturating_add(1);
        if self.unplugged() {
            return Err(TransportError::ReaderGone);
        }
        let heard = self.converse(command);
        self.fuse.burn();
        match heard {
            None => Err(TransportError::CardGone),
            Some(Exchange::Answer(bytes)) => Ok(bytes),
            Some(Exchange::Lost { partial }) => {
                self.held = false;
                if !self.loss.stays {
                    self.lying = None;
                }
                // An answer without a status word may arrive as a success.
                if partial.len() == 1 { Ok(partial) } else { Err(self.loss.error) }
            }
        }
    }
}

impl Slot for CardSlot {
    fn connect(&mut self) -> Result<(), TransportError> {
        if !self.plugged {
            return Err(TransportError::ReaderGone);
        }
        if self.held {
            return Ok(());
        }
        let mut wallets = self.wallets.borrow_mut();
        let card = self.lying.and_then(|at| wallets.get_mut(at)).ok_or(TransportError::CardGone)?;
        card.power_on();
        self.held = true;
        Ok(())
    }

    fn release(&mut self) {
        // The card stays powered as it is; the next `connect` takes it as a new session.
        self.held = false;
    }
}
