//! Cards that are not ours: one that works elsewhere, one that says nothing useful.

use crate::incoming::{Incoming, NOT_FOUND, WRONG_INS, to_bytes};
use crate::{Chip, Exchange};

/// `2PAY.SYS.DDF01`: the directory of a contactless payment card.
pub(crate) const PPSE: &[u8] = b"2PAY.SYS.DDF01";

/// One BER-TLV object; values stay below 128 bytes here.
pub(crate) fn tlv(tag: &[u8], value: &[u8]) -> Vec<u8> {
    let mut bytes = tag.to_vec();
    bytes.push(u8::try_from(value.len()).unwrap_or(0x7F));
    bytes.extend(value);
    bytes
}

/// One entry of a directory.
pub(crate) fn entry(aid: &[u8], label: &[u8], rank: u8) -> Vec<u8> {
    let parts = [tlv(&[0x4F], aid), tlv(&[0x50], label), tlv(&[0x87], &[rank])].concat();
    tlv(&[0x61], &parts)
}

/// The answer to SELECT PPSE: these entries.
pub(crate) fn listing(entries: &[u8]) -> Vec<u8> {
    let listed = tlv(&[0xBF, 0x0C], entries);
    tlv(&[0x6F], &[tlv(&[0x84], PPSE), tlv(&[0xA5], &listed)].concat())
}

/// The answer to SELECT PPSE: one directory entry.
pub(crate) fn ppse(aid: &[u8], label: &[u8]) -> Vec<u8> {
    listing(&entry(aid, label, 1))
}

/// A working card of another scheme: its directory lists one application, which is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignCard {
    /// Chip serial.
    pub uid: Vec<u8>,
    /// The application it has.
    pub aid: Vec<u8>,
    /// Its label.
    pub label: Vec<u8>,
    powered: bool,
}

impl ForeignCard {
    /// A card with one foreign application.
    #[must_use]
    pub fn new(uid: &[u8], aid: &[u8], label: &[u8]) -> ForeignCard {
        ForeignCard { uid: uid.to_vec(), aid: aid.to_vec(), label: label.to_vec(), powered: false }
    }

    /// A bank's debit card.
    #[must_use]
    pub fn bank(uid: &[u8]) -> ForeignCard {
        ForeignCard::new(uid, &[0xA0, 0, 0, 0x03, 0x33, 1, 1, 1], b"PBOC DEBIT")
    }
}

impl Chip for ForeignCard {
    fn atr(&self) -> Vec<u8> {
        vec![0x3B, 0x80, 0x80, 0x01, 0x01]
    }

    fn uid(&self) -> Option<Vec<u8>> {
        Some(self.uid.clone())
    }

    fn power_on(&mut self) {
        self.powered = true;
    }

    fn power_off(&mut self) {
        self.powered = false;
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        if !self.powered {
            return Exchange::Lost { partial: Vec::new() };
        }
        let said = Incoming::parse(command).and_then(|heard| match (heard.ins, heard.data) {
            (0xA4, PPSE) => Ok(ppse(&self.aid, &self.label)),
            (0xA4, name) if name == self.aid => Ok(tlv(&[0x6F], &tlv(&[0x84], &self.aid))),
            (0xA4, _) => Err(NOT_FOUND),
            _ => Err(WRONG_INS),
        });
        Exchange::Answer(to_bytes(said))
    }

    fn commits(&self) -> u64 {
        0
    }
}

/// A chip that answers every command with 6D00: a door fob, a damaged card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableCard {
    /// Chip serial.
    pub uid: Vec<u8>,
    powered: bool,
}

impl UnreadableCard {
    /// A card that says nothing useful.
    #[must_use]
    pub fn new(uid: &[u8]) -> UnreadableCard {
        UnreadableCard { uid: uid.to_vec(), powered: false }
    }
}

impl Chip for UnreadableCard {
    fn atr(&self) -> Vec<u8> {
        vec![0x3B, 0x80, 0x80, 0x01, 0x01]
    }

    fn uid(&self) -> Option<Vec<u8>> {
        Some(self.uid.clone())
    }

    fn power_on(&mut self) {
        self.powered = true;
    }

    fn power_off(&mut self) {
        self.powered = false;
    }

    fn exchange(&mut self, _command: &[u8]) -> Exchange {
        if self.powered {
            Exchange::Answer(to_bytes(Err(WRONG_INS)))
        } else {
            Exchange::Lost { partial: Vec::new() }
        }
    }

    fn commits(&self) -> u64 {
        0
    }
}
