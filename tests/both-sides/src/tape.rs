//! A sale played again from recorded answers: what the till itself does, without any chip.

use crate::module::Module;
use crate::till::{Ending, Ports, Till};
use crate::{Lengths, Link};
use apdu::{Transport, TransportError};
use purse::Presence;
use sale::Order;
use virtual_cards::Chip;

/// What card and security module answered in one tap, and what else it takes to have the same tap again.
#[derive(Clone, Debug)]
pub struct Tape {
    presence: Presence,
    card: Vec<Vec<u8>>,
    sam: Vec<Vec<u8>>,
    heard: Vec<Lengths>,
}

impl Tape {
    /// The commands and answers of the card, by their lengths.
    #[must_use]
    pub fn heard(&self) -> &[Lengths] {
        &self.heard
    }
}

/// Keeps the answers that pass.
struct Recorder<'a>(&'a mut dyn Transport, Vec<Vec<u8>>);

impl Transport for Recorder<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.0.exchange(command)?;
        self.1.push(answer.clone());
        Ok(answer)
    }
}

/// Gives recorded answers, in order.
struct Player<'a>(std::slice::Iter<'a, Vec<u8>>);

impl Transport for Player<'_> {
    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.next().cloned().ok_or(TransportError::CardGone)
    }
}

impl Till {
    /// Records a tap of the card at this place; nothing changes here.
    ///
    /// # Panics
    /// The tap does not end green.
    #[must_use]
    pub fn record(&self, place: usize, order: Order) -> Tape {
        let (mut till, mut card, mut psam) = (self.clone(), self.cards[place].clone(), self.psam.clone());
        let presence = Presence { atr: card.atr() };
        let (mut link, mut module) = (Link::tap(&mut card, None), Module(&mut psam));
        let (mut said, mut checked) = (Recorder(&mut link, Vec::new()), Recorder(&mut module, Vec::new()));
        let ending = till.conduct(&mut Ports { card: &mut said, sam: &mut checked }, &presence, order);
        assert!(matches!(ending, Ending::Paid(_)), "{ending:?}");
        let (card, sam) = (said.1, checked.1);
        Tape { presence, card, sam, heard: link.take() }
    }

    /// The same tap from its tape: dialogues, ciphers, price, intention and record, kept in memory. Play it on a clone of
    /// the till that recorded it, for the till's random numbers are part of it.
    pub fn play(&mut self, order: Order, tape: &Tape) -> Ending {
        self.play_with(order, tape, &mut Player(tape.sam.iter()))
    }

    /// The same with a module that computes.
    pub fn play_with(&mut self, order: Order, tape: &Tape, sam: &mut dyn Transport) -> Ending {
        let mut card = Player(tape.card.iter());
        self.conduct(&mut Ports { card: &mut card, sam }, &tape.presence, order)
    }
}
