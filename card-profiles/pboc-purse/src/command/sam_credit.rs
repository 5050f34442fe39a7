//! CREDIT SAM FOR PURCHASE: the PSAM verifies MAC2. PBOC PSAM specification.
//!
//! | CLA | INS | P1 | P2 | Lc | data |
//! | --- | --- | --- | --- | --- | --- |
//! | 80 | 72 | 00 | 00 | 04 | MAC2 |
//!
//! Only after [`super::sam_initialize`] in the same power session, and once: a wrong MAC2 costs the PSAM one
//! of a limited number of tries, so it is never repeated.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | verified; the terminal sequence moves on |
//! | 9302 | wrong: a forged card, or an answer of another transaction |
//! | 6901 6985 | the PSAM remembers no purchase |
//! | 6A81 9303 | application locked |

use crate::Mac;
use apdu::Command;

/// CREDIT SAM FOR PURCHASE.
#[must_use]
pub fn credit(mac2: Mac) -> Command {
    Command::new(0x80, 0x72, 0x00, 0x00).with_data(mac2.0)
}
