//! INITIALIZE FOR LOAD of the purse. JR/T 0025.2, load transaction.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 80 | 50 | 00 | 02 purse | 0B | key id 1 ‖ amount 4 ‖ terminal 6 | 10 |
//!
//! Answer, 16 bytes: balance 4 ‖ online counter 2 ‖ key version 1 ‖ algorithm 1 ‖ random 4 ‖ MAC1 4.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | the card waits for CREDIT |
//! | 6982 | the PIN was not verified |
//! | 6283 6284 6A81 9303 | the application is locked |
//! | 6985 | not allowed here, or more than the purse holds |
//! | 6A86 | no purse |
//! | 9402 | online counter at its maximum |
//! | 9403 | no such key |

use crate::bytes::Fields;
use crate::{LoadFacts, LoadOrder, Mac};
use apdu::Command;
use purse::CardAmount;

/// INITIALIZE FOR LOAD.
#[must_use]
pub fn initialize(order: &LoadOrder) -> Command {
    let mut data = vec![order.key_id];
    data.extend(order.amount.to_bytes());
    data.extend(order.terminal);
    Command::new(0x80, 0x50, 0x00, 0x02).with_data(data).expecting(0x10)
}

/// What the card says; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<LoadFacts> {
    let mut fields = Fields(data);
    let facts = LoadFacts {
        balance_before: CardAmount::from_bytes(fields.take()?),
        counter: u16::from_be_bytes(fields.take()?),
        key_version: fields.byte()?,
        alg_id: fields.byte()?,
        random: fields.take()?,
        mac1: Mac(fields.take()?),
    };
    fields.is_empty().then_some(facts)
}
