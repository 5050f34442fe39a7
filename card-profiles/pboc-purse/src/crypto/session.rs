//! The session key of one purchase and the two MACs under it. JR/T 0025.2, purchase transaction.
//!
//! | value | over |
//! | --- | --- |
//! | session key | card purchase key, over card random 4 ‖ offline counter 2 ‖ terminal sequence, low 2 |
//! | MAC1 | amount 4 ‖ type 1 ‖ terminal 6 ‖ date 4 ‖ time 3 |
//! | MAC2 | amount 4 |

use super::{Cipher, CodeKey, Key16};
use crate::Mac;
use purse::CardAmount;

/// What enters a session key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionInputs {
    /// The card's random of this INITIALIZE.
    pub random: [u8; 4],
    /// The card's offline counter before the debit.
    pub counter: u16,
    /// The PSAM's terminal transaction sequence; only the low half is used.
    pub psam_seq: u32,
}

/// Session key of a purchase.
#[must_use]
pub fn purchase_session_key(cipher: Cipher, card: &Key16, inputs: &SessionInputs) -> CodeKey {
    let [r0, r1, r2, r3] = inputs.random;
    let [c0, c1] = inputs.counter.to_be_bytes();
    let [_, _, s0, s1] = inputs.psam_seq.to_be_bytes();
    cipher.session(card, [r0, r1, r2, r3, c0, c1, s0, s1])
}

/// MAC1, terminal to card.
#[must_use]
pub fn purchase_mac1(
    session: &CodeKey,
    amount: CardAmount,
    txn_type: u8,
    terminal: [u8; 6],
    date: [u8; 4],
    time: [u8; 3],
) -> Mac {
    let mut data = amount.to_bytes().to_vec();
    data.push(txn_type);
    data.extend(terminal);
    data.extend(date);
    data.extend(time);
    session.code(&data)
}

/// MAC2, card to terminal.
#[must_use]
pub fn purchase_mac2(session: &CodeKey, amount: CardAmount) -> Mac {
    session.code(&amount.to_bytes())
}
