//! INITIALIZE FOR PURCHASE and INITIALIZE FOR CAPP PURCHASE. JR/T 0025.2 (purchase), JR/T 0025.9 (CAPP).
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 80 | 50 | 01 simple, 03 composite | 02 purse | 0B | key id 1 ‖ amount 4 ‖ terminal 6 | 0F |
//!
//! Answer, 15 bytes: balance 4 ‖ offline counter 2 ‖ overdraft limit 3 ‖ key version 1 ‖ algorithm 1 ‖ random 4.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | the card waits for DEBIT |
//! | 6283 6284 6A81 9303 | the application is locked |
//! | 6982 6985 | not allowed here |
//! | 6A82 | no purse selected |
//! | 9401 | more than balance and overdraft |
//! | 9402 | offline counter at its maximum |
//! | 9403 | no such key |
//! | 9408 | purse grey-locked |

use crate::PurchaseKind;
use crate::bytes::Fields;
use apdu::Command;
use core::fmt;
use purse::CardAmount;

/// INITIALIZE, simple or composite.
#[must_use]
pub fn initialize(kind: &PurchaseKind, key_id: u8, amount: CardAmount, terminal: [u8; 6]) -> Command {
    let mut data = vec![key_id];
    data.extend(amount.to_bytes());
    data.extend(terminal);
    let p1 = match kind {
        PurchaseKind::Simple => 0x01,
        PurchaseKind::Composite { .. } => 0x03,
    };
    Command::new(0x80, 0x50, p1, 0x02).with_data(data).expecting(0x0F)
}

/// What the card states about itself before a debit.
#[derive(Clone, PartialEq, Eq)]
pub struct Initialized {
    /// Balance before the debit; on some cards the overdraft is counted in.
    pub balance: CardAmount,
    /// Offline counter before the debit.
    pub counter: u16,
    /// Overdraft limit, fen.
    pub overdraft: CardAmount,
    /// Version of the purchase key, for the PSAM.
    pub key_version: u8,
    /// Algorithm of the purchase key, for the PSAM; 00 and 01 are both seen with 3DES.
    pub alg_id: u8,
    /// The card's random, for the PSAM.
    pub random: [u8; 4],
}

impl Initialized {
    /// Reads the fifteen bytes; `None` for any other length.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<Initialized> {
        let mut fields = Fields(data);
        let balance = CardAmount::from_bytes(fields.take()?);
        let counter = u16::from_be_bytes(fields.take()?);
        let [a, b, c] = fields.take()?;
        let found = Initialized {
            balance,
            counter,
            overdraft: CardAmount::from_bytes([0, a, b, c]),
            key_version: fields.byte()?,
            alg_id: fields.byte()?,
            random: fields.take()?,
        };
        fields.is_empty().then_some(found)
    }
}

impl fmt::Debug for Initialized {
    /// The counter and the balance tell cards apart; they stay out of logs with the random.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Initialized {{ key_version: {}, alg_id: {}, .. }}", self.key_version, self.alg_id)
    }
}
