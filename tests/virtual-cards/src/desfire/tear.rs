//! Where on the way through a DESFire sale the field goes away.

use crate::Tear;
use crate::tear::Torn;

/// Whether this is CommitTransaction.
pub(super) fn is_commit(command: &[u8]) -> bool {
    matches!(command, [0x90, 0xC7, ..])
}

/// Whether, and how, this tear strikes at this command.
pub(super) fn strikes(tear: Tear, command: &[u8]) -> Option<Torn> {
    let &[0x90, ins, ..] = command else { return None };
    match (tear, ins) {
        // Select, ReadRecords, GetValue, GetFileSettings
        (Tear::DuringInquiry, 0x5A | 0xBB | 0xAB | 0x6C | 0xF5)
        // WriteRecord
        | (Tear::DuringCache, 0x3B | 0x8B)
        | (Tear::BeforeDebit, 0xC7) => Some(Torn::Unheard),
        // Debit
        (Tear::BeforeInitAnswer, 0xDC)
        | (Tear::AfterCommit, 0xC7)
        // ReadData of the transaction MAC
        | (Tear::DuringProof, 0xBD | 0xAD) => Some(Torn::Heard { keep: 0 }),
        (Tear::MidAnswer { keep }, 0xC7) => Some(Torn::Heard { keep }),
        _ => None,
    }
}
