//! DEBIT FOR PURCHASE, simple and composite. JR/T 0025.2.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 80 | 54 | 01 | 00 | 0F | terminal sequence 4 ‖ date 4 ‖ time 3 ‖ MAC1 4 | 08 |
//!
//! Answer: TAC 4 ‖ MAC2 4. Balance, counter, log and composite records change together, or none of them.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | debited |
//! | 9302 | MAC1 wrong; nothing changed, a new INITIALIZE is needed |
//! | 9401 | not enough money; nothing changed |
//! | 6901 6985 | no INITIALIZE before; nothing changed |
//! | 6581 | memory failure: treated as unknown |
//! | anything else | treated as unknown |

use crate::bytes::Fields;
use crate::{Mac, Tac};
use apdu::Command;

/// DEBIT FOR PURCHASE. Private to the crate: only an [`crate::Armed`] purchase has the right to it.
pub(crate) fn debit(psam_seq: u32, date: [u8; 4], time: [u8; 3], mac1: Mac) -> Command {
    let mut data = psam_seq.to_be_bytes().to_vec();
    data.extend(date);
    data.extend(time);
    data.extend(mac1.0);
    Command::new(0x80, 0x54, 0x01, 0x00).with_data(data).expecting(0x08).once()
}

/// TAC then MAC2; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<(Tac, Mac)> {
    let mut fields = Fields(data);
    let codes = (Tac(fields.take()?), Mac(fields.take()?));
    fields.is_empty().then_some(codes)
}
