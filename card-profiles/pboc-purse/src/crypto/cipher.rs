//! Which block cipher a purse's keys are for, and what differs between the two. JR/T 0025.2 for 3DES; for SM4
//! the practice of highway and social-card terminals.
//!
//! | value | 3DES | SM4 |
//! | --- | --- | --- |
//! | derived key | 3DES(F) ‖ 3DES(NOT F) | SM4(F ‖ NOT F) |
//! | session key | 3DES(input), 8 bytes | SM4(input ‖ NOT input), 16 bytes |
//! | transaction MAC, TAC | DES-CBC-MAC, blocks of 8 | SM4-CBC-MAC, blocks of 16 |
//! | TAC key | left half xor right half | all sixteen bytes |
//! | command MAC | retail MAC, IV challenge 4 ‖ 0 | SM4-CBC-MAC, IV challenge 4 ‖ 0 |
//!
//! Commands, factors and codes have the same lengths under both. No public source says how an SM4 purse uses
//! its TAC key; that it is not folded is our assumption, named [`TacScheme::Sm4Whole`].

use super::{Key8, Key16, command_mac, des, fold, mac, sm4, sm4_mac};
use crate::Mac;

/// The block cipher of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cipher {
    /// Two-key 3DES.
    #[default]
    TripleDes,
    /// SM4.
    Sm4,
}

/// Which algorithm bytes of INITIALIZE mean which cipher: profile data, for chips differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Algorithms {
    /// Algorithm bytes of 3DES.
    pub triple_des: Vec<u8>,
    /// Algorithm bytes of SM4.
    pub sm4: Vec<u8>,
}

impl Algorithms {
    /// The cipher of this algorithm byte; `None` for one that nobody has named.
    #[must_use]
    pub fn cipher(&self, alg_id: u8) -> Option<Cipher> {
        if self.triple_des.contains(&alg_id) {
            Some(Cipher::TripleDes)
        } else {
            self.sm4.contains(&alg_id).then_some(Cipher::Sm4)
        }
    }
}

impl Default for Algorithms {
    /// 00 and 01 are 3DES on real cards, 04 is SM4.
    fn default() -> Algorithms {
        Algorithms { triple_des: vec![0x00, 0x01], sm4: vec![0x04] }
    }
}

/// How a card uses its TAC key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TacScheme {
    /// Folded to eight bytes, single DES.
    #[default]
    DesFolded,
    /// All sixteen bytes, SM4.
    Sm4Whole,
}

impl From<Cipher> for TacScheme {
    fn from(cipher: Cipher) -> TacScheme {
        match cipher {
            Cipher::TripleDes => TacScheme::DesFolded,
            Cipher::Sm4 => TacScheme::Sm4Whole,
        }
    }
}

/// A key that makes four-byte codes: of one session, or of TACs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeKey {
    /// Single DES.
    Des(Key8),
    /// SM4.
    Sm4(Key16),
}

impl CodeKey {
    /// The code over this data, IV zero.
    #[must_use]
    pub fn code(&self, data: &[u8]) -> Mac {
        match self {
            CodeKey::Des(key) => mac::transaction_mac(key, data),
            CodeKey::Sm4(key) => sm4_mac(key, [0; 16], data),
        }
    }

    /// The key under which a card with this TAC key makes its TACs.
    #[must_use]
    pub fn of_tac(card: &Key16, scheme: TacScheme) -> CodeKey {
        match scheme {
            TacScheme::DesFolded => CodeKey::Des(fold(card)),
            TacScheme::Sm4Whole => CodeKey::Sm4(card.clone()),
        }
    }
}

impl Cipher {
    /// One level of derivation.
    #[must_use]
    pub fn diversify(self, master: &Key16, factor: [u8; 8]) -> Key16 {
        let inverse = factor.map(|byte| !byte);
        match self {
            Cipher::TripleDes => Key16::joined(des::encrypt3(master, factor), des::encrypt3(master, inverse)),
            Cipher::Sm4 => Key16(sm4::encrypt(master, Key16::joined(factor, inverse).0)),
        }
    }

    /// The key of one session of a card's key.
    #[must_use]
    pub fn session(self, card: &Key16, input: [u8; 8]) -> CodeKey {
        match self {
            Cipher::TripleDes => CodeKey::Des(Key8(des::encrypt3(card, input))),
            Cipher::Sm4 => CodeKey::Sm4(self.diversify(card, input)),
        }
    }

    /// MAC over a command: `CLA INS P1 P2 Lc data`, Lc counting the MAC. FMCOS 2.0 manual §9.
    #[must_use]
    pub fn command_mac(self, key: &Key16, challenge: [u8; 4], header_and_data: &[u8]) -> Mac {
        match self {
            Cipher::TripleDes => command_mac(key, challenge, header_and_data),
            Cipher::Sm4 => {
                let [a, b, c, d] = challenge;
                let iv = [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
                sm4_mac(key, iv, header_and_data)
            }
        }
    }
}
