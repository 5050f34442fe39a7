//! GetValue, Credit, Debit, LimitedCredit.

use super::VirtualDesfire;
use super::status::{LENGTH, PARAMETER, PERMISSION_DENIED};

impl VirtualDesfire {
    /// The committed value; what is pending does not show.
    pub(super) fn get_value(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number] = clear else { return Err(LENGTH) };
        let value = self.file(number)?.value().ok_or(self.manner.decisions.wrong_kind)?.value;
        let said = value.to_le_bytes();
        self.note(&[&[0x6C, number], &said])?;
        Ok(said.to_vec())
    }

    /// `ins` is 0C Credit, DC Debit or 1C LimitedCredit.
    pub(super) fn change_value(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number, a, b, c, d] = clear else { return Err(LENGTH) };
        let amount = i32::from_le_bytes([a, b, c, d]);
        // The sign is the command's.
        let taken = u32::try_from(amount).map_err(|_| PARAMETER)?;
        let decisions = self.manner.decisions;
        let committed = self.file(number)?.value().ok_or(decisions.wrong_kind)?.clone();
        if ins == 0x1C && committed.flags & 0x01 == 0 {
            return Err(PERMISSION_DENIED);
        }
        let transaction = self.transaction()?;
        let restored = transaction.restored.contains(&number);
        let allowance = if restored { 0 } else { committed.limited };
        if ins == 0x1C && taken > allowance {
            return Err(decisions.beyond_limit);
        }
        let file = transaction.next.files.get_mut(&number).and_then(super::File::value_mut);
        let pending = file.ok_or(decisions.wrong_kind)?;
        let changed =
            if ins == 0xDC { pending.value.checked_sub(amount) } else { pending.value.checked_add(amount) };
        let within = changed.filter(|value| (committed.lower..=committed.upper).contains(value));
        pending.value = within.ok_or(decisions.beyond_limit)?;
        transaction.changed = true;
        match ins {
            0xDC => {
                let sum = transaction.debited.entry(number).or_default();
                *sum = sum.saturating_add(taken);
            }
            0x1C => {
                transaction.restored.insert(number);
            }
            _ => {}
        }
        self.note(&[&[ins], clear])?;
        Ok(Vec::new())
    }
}
