//! INIT SAM FOR PURCHASE: the PSAM makes MAC1. PBOC PSAM specification; T-Union lists two factors.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 80 | 70 | 00 | 00 | 14 + 8·levels | random 4 ‖ counter 2 ‖ amount 4 ‖ type 1 ‖ date 4 ‖ time 3 ‖ key version 1 ‖ algorithm 1 ‖ factors 8·levels, serial first | 08 |
//!
//! Answer: terminal sequence 4 ‖ MAC1 4. Amount, type and terminal must be those of INITIALIZE.
//! A sequence is used up only when [`super::sam_credit`] succeeds, so an abandoned purchase repeats it.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | the PSAM waits for MAC2 |
//! | 6700 6A80 | wrong number of factors |
//! | 6982 6985 | the PSAM wants something first |
//! | 6983 | key blocked |
//! | 6A88 9403 | no such key version |
//! | 6A81 9303 | application locked after too many wrong MAC2 |

use super::initialize::Initialized;
use crate::bytes::Fields;
use crate::{Mac, PurchaseOrder};
use apdu::Command;

/// INIT SAM FOR PURCHASE.
#[must_use]
pub fn initialize(order: &PurchaseOrder, card: &Initialized) -> Command {
    let mut data = card.random.to_vec();
    data.extend(card.counter.to_be_bytes());
    data.extend(order.amount.to_bytes());
    data.push(order.kind.txn_type());
    data.extend(order.date);
    data.extend(order.time);
    data.push(card.key_version);
    data.push(card.alg_id);
    data.extend(order.factors());
    Command::new(0x80, 0x70, 0x00, 0x00).with_data(data).expecting(0x08)
}

/// Terminal sequence and MAC1; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<(u32, Mac)> {
    let mut fields = Fields(data);
    let answer = (u32::from_be_bytes(fields.take()?), Mac(fields.take()?));
    fields.is_empty().then_some(answer)
}
