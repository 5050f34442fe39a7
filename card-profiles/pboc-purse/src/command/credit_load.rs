//! CREDIT FOR LOAD. JR/T 0025.2, load transaction.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 80 | 52 | 00 | 00 | 0B | date 4 ‖ time 3 ‖ MAC2 4 | 04 |
//!
//! Answer: TAC 4. Balance, online counter and log change together, or none of them.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | credited |
//! | 9302 | MAC2 wrong; nothing changed, a new INITIALIZE is needed |
//! | 6901 6985 | no INITIALIZE before; nothing changed |
//! | 6581 | memory failure: treated as unknown |
//! | anything else | treated as unknown |

use crate::bytes::Fields;
use crate::crypto::LoadMoment;
use crate::{Mac, Tac};
use apdu::Command;

/// CREDIT FOR LOAD.
#[must_use]
pub fn credit(moment: LoadMoment, mac2: Mac) -> Command {
    let mut data = moment.date.to_vec();
    data.extend(moment.time);
    data.extend(mac2.0);
    Command::new(0x80, 0x52, 0x00, 0x00).with_data(data).expecting(0x04).once()
}

/// The TAC; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<Tac> {
    let mut fields = Fields(data);
    let tac = Tac(fields.take()?);
    fields.is_empty().then_some(tac)
}
