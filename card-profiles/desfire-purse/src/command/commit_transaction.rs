//! COMMIT TRANSACTION: the point of no return. NXP MF2DL(H)x0 data sheet §10.2.
//!
//! | INS | data | session | answer |
//! | --- | --- | --- | --- |
//! | C7 | 01 (EV1: none) | MAC | TMC 4 ‖ TMV 8 (EV1: none) |
//!
//! Value, record and transaction MAC change together, or none of them.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9100 | committed |
//! | 910C 911E 917E 919D 91AE | aborted; nothing changed |
//! | 91EE 91F1 91C1 | memory failure: treated as unknown |
//! | anything else | treated as unknown |

use crate::Generation;
use crate::wire::Native;

/// COMMIT TRANSACTION. Private to the crate: only an armed transaction has the right to it.
pub(crate) fn commit(generation: Generation) -> Native {
    match generation {
        Generation::Ev1 => Native::new(0xC7, []),
        Generation::Ev2 => Native::new(0xC7, [0x01]),
    }
}

/// Counter and value of the transaction MAC; `None` for any other length.
pub(crate) fn parse(data: &[u8]) -> Option<(u32, [u8; 8])> {
    let (counter, value) = data.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*counter), value.try_into().ok()?))
}
