//! Where on the way through a purchase the field goes away.

use crate::Tear;
use crate::tear::Torn;

/// Whether, and how, this tear strikes at this command.
pub(crate) fn strikes(tear: Tear, command: &[u8]) -> Option<Torn> {
    let &[cla, ins, p1, ..] = command else { return None };
    let torn = match (tear, cla, ins) {
        (Tear::DuringInquiry, 0x00, 0xB0 | 0xB2 | 0xA4) | (Tear::DuringCache, 0x80, 0xDC) => Torn::Unheard,
        (Tear::BeforeInitAnswer, 0x80, 0x50) => Torn::Heard { keep: 0 },
        (Tear::BeforeDebit, 0x80, 0x54) if p1 == 0x01 => Torn::Unheard,
        (Tear::AfterCommit, 0x80, 0x54) if p1 == 0x01 => Torn::Heard { keep: 0 },
        (Tear::MidAnswer { keep }, 0x80, 0x54) if p1 == 0x01 => Torn::Heard { keep },
        (Tear::DuringProof, 0x80, 0x5A) => Torn::Heard { keep: 0 },
        _ => return None,
    };
    Some(torn)
}
