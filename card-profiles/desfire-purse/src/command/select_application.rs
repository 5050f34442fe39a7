//! SELECT APPLICATION. NXP MF3ICD81 functional specification, as vendors restate it.
//!
//! | INS | header | session |
//! | --- | --- | --- |
//! | 5A | AID 3, as the county writes it (least significant byte first) | ends it, and drops its transaction |
//!
//! | status | meaning |
//! | --- | --- |
//! | 91A0 | no such application |
//! | 91CD 91C1 91A1 | the card or the application is out of use |

use crate::wire::wrap;
use apdu::Command;

/// SELECT APPLICATION.
#[must_use]
pub fn select(aid: [u8; 3]) -> Command {
    wrap(0x5A, aid)
}
