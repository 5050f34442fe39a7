//! A card desk in few words: keys, an order, and a chip that may be torn from the reader at any command.
//!
//! Promises: dialogues are carried exactly as a reader would carry them; what got out of a torn answer counts as a
//! lost card; every command and answer is written down.
//!
//! Deliberately does not know: how cards are made; that is what the tests here ask `card-issuing`.

pub mod desfire;

use apdu::{Ask, Dialogue, Response, Transport, TransportError, Turn};
use card_issuing::{CardName, IssueOrder, IssuerKeys, KeyRole};
use pboc_purse::Pin;
use pboc_purse::crypto::{Cipher, Derivation, Key16};
use purse::{CardNumber, Issuer, Secret16, Validity};
use virtual_cards::{Chip, Exchange, VirtualFmcos};

/// The maker's key of a delivery.
pub const TRANSPORT: [u8; 16] = [0x11; 16];

/// Synthetic master keys: told apart by their high half-bytes.
#[derive(Clone, Copy, Debug)]
pub struct DeskKeys {
    /// The transport key it believes in.
    pub transport: [u8; 16],
}

impl Default for DeskKeys {
    fn default() -> DeskKeys {
        DeskKeys { transport: TRANSPORT }
    }
}

impl DeskKeys {
    /// The master key of a role.
    #[must_use]
    pub fn master(role: KeyRole) -> [u8; 16] {
        let mut key = [0xB0; 16];
        for (place, byte) in (0..).zip(&mut key) {
            *byte ^= place;
        }
        key.map(|byte| {
            byte ^ match role {
                KeyRole::Transport => 0x00,
                KeyRole::Root => 0x10,
                KeyRole::Master => 0x20,
                KeyRole::Purchase => 0x30,
                KeyRole::Load => 0x40,
                KeyRole::Tac => 0x50,
                KeyRole::Maintenance => 0x60,
                KeyRole::PinUnblock => 0x70,
                KeyRole::PinReload => 0x80,
            }
        })
    }
}

impl IssuerKeys for DeskKeys {
    fn diversify(&self, role: KeyRole, card: &CardName) -> Option<Secret16> {
        let master = Key16(DeskKeys::master(role));
        let key = match role {
            KeyRole::Transport => Key16(self.transport),
            KeyRole::Root => Cipher::TripleDes.diversify(&master, card.chip),
            _ => Derivation::default().card_key(&master, card.issuer, card.number),
        };
        Some(Secret16::new(key.0))
    }
}

/// The order of one elder card.
///
/// # Panics
/// Never: the PIN has six digits.
#[must_use]
pub fn order() -> IssueOrder {
    IssueOrder {
        issuer: Issuer([0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]),
        number: CardNumber([0x03, 0x10, 0x99, 0x55, 0x10, 0x00, 0x00, 0x00, 0x00, 0x17]),
        chip: [0, 0, 0, 0, 8, 1, 2, 3],
        validity: Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] },
        province: [0x51, 0x00],
        city: [0x55, 0x10],
        interop: true,
        kind: 0x03,
        pin: Pin::new(&[0x12, 0x34, 0x56]).expect("two to six bytes"),
    }
}

/// A chip from the maker, powered.
#[must_use]
pub fn blank() -> VirtualFmcos {
    let mut chip = VirtualFmcos::blank(&[8, 1, 2, 3], virtual_cards::Cipher::TripleDes, &TRANSPORT);
    chip.power_on();
    chip
}

/// A chip on the reader, and what was said.
pub struct Reader<'a> {
    /// The chip.
    pub chip: &'a mut dyn Chip,
    /// Commands and answers; an empty answer is a lost card.
    pub heard: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'a> Reader<'a> {
    /// Puts a chip down.
    pub fn new(chip: &'a mut dyn Chip) -> Reader<'a> {
        chip.reset();
        Reader { chip, heard: Vec::new() }
    }

    /// Carries a dialogue that asks the card alone; `watch` sees it after each answer, as a journal would.
    ///
    /// # Errors
    /// The card left.
    ///
    /// # Panics
    /// A dialogue that asks a SAM, or that has no end.
    pub fn carry<D: Dialogue + ?Sized>(
        &mut self,
        dialogue: &mut D,
        mut watch: impl FnMut(&D),
    ) -> Result<D::Output, TransportError> {
        let mut turn = dialogue.start();
        for _ in 0..64 {
            let command = match turn {
                Turn::Done(output) => return Ok(output),
                Turn::Ask(Ask::Card(command)) => command,
                Turn::Ask(Ask::Sam(command)) => panic!("the SAM was asked {command}"),
            };
            let answer: Response = apdu::exchange(self, &command)?;
            turn = dialogue.hear(&answer);
            watch(dialogue);
        }
        panic!("a conversation without end")
    }

    /// Carries a dialogue to its end.
    ///
    /// # Errors
    /// The card left.
    pub fn ask<D: Dialogue>(&mut self, mut dialogue: D) -> Result<D::Output, TransportError> {
        self.carry(&mut dialogue, |_| {})
    }
}

impl Transport for Reader<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        // The reader knows the serial since anticollision; the chip hears nothing.
        if command.starts_with(&[0xFF, 0xCA, 0x00, 0x00]) {
            let uid = self.chip.uid().unwrap_or_default();
            return Ok([&uid[..], &[0x90, 0x00]].concat());
        }
        let (answer, whole) = match self.chip.exchange(command) {
            Exchange::Answer(answer) => (answer, true),
            Exchange::Lost { .. } => (Vec::new(), false),
        };
        self.heard.push((command.to_vec(), answer.clone()));
        whole.then_some(answer).ok_or(TransportError::CardGone)
    }
}
