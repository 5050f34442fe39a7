//! The session key of one load, the two MACs under it, and the TAC of a load. JR/T 0025.2, load transaction.
//!
//! | value | over |
//! | --- | --- |
//! | session key | card load key, over card random 4 ‖ online counter 2 ‖ `80 00` |
//! | MAC1, card to center | old balance 4 ‖ amount 4 ‖ type 1 ‖ terminal 6 |
//! | MAC2, center to card | amount 4 ‖ type 1 ‖ terminal 6 ‖ date 4 ‖ time 3 |
//! | TAC, card to center | new balance 4 ‖ online counter *before* 2 ‖ amount 4 ‖ type 1 ‖ terminal 6 ‖ date 4 ‖ time 3 |

use super::{Cipher, CodeKey, Key16};
use crate::{Mac, Tac};
use core::fmt;
use purse::CardAmount;

/// The type byte of a load into the purse.
pub const LOAD: u8 = 0x02;

/// What the codes of one load cover, as card and terminal told it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LoadInputs {
    /// Balance before the load.
    pub balance_before: CardAmount,
    /// Online counter before the load.
    pub counter: u16,
    /// The card's random of this INITIALIZE.
    pub random: [u8; 4],
    /// To be loaded, fen.
    pub amount: CardAmount,
    /// Transaction type: [`LOAD`]; 01 is a load of the deposit of older cards.
    pub txn_type: u8,
    /// Terminal number.
    pub terminal: [u8; 6],
}

/// When a load happens: the center's word, which MAC2 carries to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadMoment {
    /// BCD `YYYYMMDD`.
    pub date: [u8; 4],
    /// BCD `hhmmss`.
    pub time: [u8; 3],
}

impl fmt::Debug for LoadInputs {
    /// Counter, balance and random tell cards apart; they stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadInputs {{ amount: {:?}, .. }}", self.amount)
    }
}

impl LoadInputs {
    /// Session key under this card's load key.
    #[must_use]
    pub fn session(&self, cipher: Cipher, card: &Key16) -> CodeKey {
        let [r0, r1, r2, r3] = self.random;
        let [c0, c1] = self.counter.to_be_bytes();
        cipher.session(card, [r0, r1, r2, r3, c0, c1, 0x80, 0x00])
    }

    /// MAC1, by which the card proves itself before the load.
    #[must_use]
    pub fn mac1(&self, session: &CodeKey) -> Mac {
        let mut data = self.balance_before.to_bytes().to_vec();
        data.extend(self.core());
        session.code(&data)
    }

    /// MAC2, by which the center permits the load.
    #[must_use]
    pub fn mac2(&self, session: &CodeKey, moment: LoadMoment) -> Mac {
        session.code(&self.dated(moment))
    }

    /// TAC, by which the card signs the load. `None` when no card can hold that much.
    #[must_use]
    pub fn tac(&self, tac_key: &CodeKey, moment: LoadMoment) -> Option<Tac> {
        let mut data = self.balance_before.checked_add(self.amount)?.to_bytes().to_vec();
        data.extend(self.counter.to_be_bytes());
        data.extend(self.dated(moment));
        Some(Tac(tac_key.code(&data).0))
    }

    /// amount ‖ type ‖ terminal
    fn core(&self) -> Vec<u8> {
        let mut data = self.amount.to_bytes().to_vec();
        data.push(self.txn_type);
        data.extend(self.terminal);
        data
    }

    fn dated(&self, moment: LoadMoment) -> Vec<u8> {
        let mut data = self.core();
        data.extend(moment.date);
        data.extend(moment.time);
        data
    }
}
