//! GET TRANSACTION PROVE: MAC2 and TAC of the last transaction, once more. JR/T 0025.2.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 80 | 5A | 00 | transaction type | 02 | counter 2, *after* the transaction | 08 |
//!
//! Answer: MAC2 4 ‖ TAC 4, the reverse of DEBIT. It survives loss of power and a new INITIALIZE.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | proved |
//! | 9406 | no proof for this type and counter |
//! | 6985 6A82 6982 9302 | the same, from other chips |

use crate::bytes::Fields;
use crate::{Mac, Tac};
use apdu::Command;

/// GET TRANSACTION PROVE.
#[must_use]
pub fn prove(txn_type: u8, counter_after: u16) -> Command {
    Command::new(0x80, 0x5A, 0x00, txn_type).with_data(counter_after.to_be_bytes()).expecting(0x08)
}

/// MAC2 then TAC; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<(Mac, Tac)> {
    let mut fields = Fields(data);
    let codes = (Mac(fields.take()?), Tac(fields.take()?));
    fields.is_empty().then_some(codes)
}
