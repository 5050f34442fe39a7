//! WRITE KEY (80 D4, 84 D4): adds a key, or changes one.

use super::VirtualFmcos;
use super::memory::{KeySlot, Protection, Secret, kind};
use crate::incoming::{
    Incoming, KEY_MISSING, NO_ROOM, NOT_FOUND, Said, WRONG_CLASS, WRONG_DATA, WRONG_LENGTH,
};

/// P1 that adds a key; any other P1 is the kind of the key to change.
const ADD: u8 = 0x01;
/// Bytes that a key takes beside its value.
const HEAD: usize = 8;

impl VirtualFmcos {
    /// Kind, right to use, right to change, two bytes by kind, value. Enciphered and with a MAC, both under
    /// the master key of the directory, where the key file or the old key asks for it; anybody may send it so.
    pub(super) fn write_key(&mut self, heard: &Incoming<'_>) -> Said {
        let directory = self.open()?;
        let file = directory.key_file.ok_or(NOT_FOUND)?;
        let old = directory.keys.iter().position(|slot| slot.kind == heard.p1 & 0x3F && slot.id == heard.p2);
        let old = if heard.p1 == ADD { None } else { Some(old.ok_or(KEY_MISSING)?) };
        let (right, protected) = match old.and_then(|nth| directory.keys.get(nth)) {
            Some(slot) => (slot.change, slot.protected),
            // The first key comes plain: there is none yet that could hide it.
            None => (file.add, file.protected && !directory.keys.is_empty()),
        };
        self.may(right)?;
        let data = if heard.cla == 0x84 {
            let master = directory.key(kind::EXTERNAL, 0x00).ok_or(KEY_MISSING)?.key();
            self.secret(heard, master)?
        } else if protected {
            return Err(WRONG_CLASS);
        } else {
            heard.data.to_vec()
        };
        let slot = slot(heard.p2, &data)?;
        let mut next = self.state.clone();
        let directory = next.at_mut(self.session.current);
        if let Some(kept) = old.and_then(|nth| directory.keys.get_mut(nth)) {
            if kept.kind != slot.kind {
                return Err(WRONG_DATA);
            }
            *kept = slot;
        } else if directory.key(slot.kind, slot.id).is_some() {
            return Err(WRONG_DATA);
        } else {
            directory.keys.push(slot);
        }
        if directory.keys.iter().map(|slot| slot.value.0.len() + HEAD).sum::<usize>()
            > usize::from(file.space)
        {
            return Err(NO_ROOM);
        }
        self.commit(next);
        Ok(Vec::new())
    }
}

fn slot(id: u8, data: &[u8]) -> Result<KeySlot, u16> {
    let (&[kind_byte, usage, change, third, fourth], value) =
        data.split_first_chunk::<5>().ok_or(WRONG_LENGTH)?;
    let kind = kind_byte & 0x3F;
    let value = match kind {
        kind::TAC
        | kind::MAINTENANCE
        | kind::PIN_UNBLOCK
        | kind::PIN_RELOAD
        | kind::EXTERNAL
        | kind::OVERDRAFT
        | kind::UNLOAD
        | kind::PURCHASE
        | kind::LOAD
            if matches!(value.len(), 8 | 16) =>
        {
            value
        }
        // A PIN may be filled up with FF.
        kind::PIN => {
            value.split(|byte| *byte == 0xFF).next().filter(|pin| pin.len() >= 2).ok_or(WRONG_DATA)?
        }
        _ => return Err(WRONG_DATA),
    };
    let protected = Protection::of(kind_byte) != Protection::Plain;
    Ok(KeySlot { kind, protected, id, usage, change, third, fourth, value: Secret(value.to_vec()) })
}
