//! What a card does with its keys, in both ciphers: diversify, session MAC, TAC, command MAC.

use crate::des_mac::{halves, mac, mac_retail, triple_des, undo_triple_des, xor};
use crate::sm4_mac::{mac_sm4, sm4, undo_sm4};
use crate::{FactorOrder, Key};

/// Algorithm identifier of a key in a 国密 (SM) purse; every other value goes with two-key triple DES, as on
/// real cards.
const SM4_ID: u8 = 0x04;

/// The block cipher of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cipher {
    /// Two-key triple DES. Session keys and TAC keys are single DES.
    #[default]
    TripleDes,
    /// SM4. Session keys and TAC keys have 16 bytes.
    Sm4,
}

impl Cipher {
    /// The cipher that an algorithm identifier stands for.
    #[must_use]
    pub fn of(alg_id: u8) -> Cipher {
        if alg_id == SM4_ID { Cipher::Sm4 } else { Cipher::TripleDes }
    }

    /// The key of one level further down: `E(key, factor) ‖ E(key, NOT factor)`; SM4 takes both in one block.
    #[must_use]
    pub fn diversify(self, key: &Key, factor: [u8; 8]) -> Key {
        Key(self.both(key, factor))
    }

    /// A master key diversified by the factors of a PSAM command, which lists the card serial first.
    #[must_use]
    pub fn derive(self, master: &Key, factors: &[[u8; 8]], order: FactorOrder) -> Key {
        let down = |key, factor: &[u8; 8]| self.diversify(&key, *factor);
        match order {
            FactorOrder::LastFirst => factors.iter().rev().fold(*master, down),
            FactorOrder::Listed => factors.iter().fold(*master, down),
        }
    }

    /// The session key over `random 4 ‖ counter 2 ‖ two more bytes`.
    #[must_use]
    pub fn session(self, key: &Key, random: [u8; 4], counter: u16, last: [u8; 2]) -> SessionKey {
        let ([a, b, c, d], [e, f], [g, h]) = (random, counter.to_be_bytes(), last);
        let seed = [a, b, c, d, e, f, g, h];
        match self {
            Cipher::TripleDes => SessionKey::Des(triple_des(&key.0, seed)),
            Cipher::Sm4 => SessionKey::Sm4(self.both(key, seed)),
        }
    }

    /// The TAC key as it is used: halves folded by xor for DES; whole for SM4 (no source says that it is
    /// folded).
    #[must_use]
    pub fn tac_key(self, key: &Key) -> SessionKey {
        let (left, right) = halves(&key.0);
        match self {
            Cipher::TripleDes => SessionKey::Des(xor(left, right)),
            Cipher::Sm4 => SessionKey::Sm4(key.0),
        }
    }

    /// MAC of a command under a challenge of up to one block, which is filled up with zeros.
    #[must_use]
    pub fn command_mac(self, key: &Key, challenge: &[u8], command: &[u8]) -> [u8; 4] {
        match self {
            Cipher::TripleDes => mac_retail(&key.0, filled(challenge), command),
            Cipher::Sm4 => mac_sm4(&key.0, filled(challenge), command),
        }
    }

    /// Whole blocks, each enciphered by itself; `None` when they are not whole.
    #[must_use]
    pub fn encipher(self, key: &Key, data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Cipher::TripleDes => each::<8>(data, |block| triple_des(&key.0, block)),
            Cipher::Sm4 => each::<16>(data, |block| sm4(&key.0, block)),
        }
    }

    /// Whole blocks, each deciphered by itself; `None` when they are not whole.
    #[must_use]
    pub fn decipher(self, key: &Key, data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Cipher::TripleDes => each::<8>(data, |block| undo_triple_des(&key.0, block)),
            Cipher::Sm4 => each::<16>(data, |block| undo_sm4(&key.0, block)),
        }
    }

    fn both(self, key: &Key, factor: [u8; 8]) -> [u8; 16] {
        let opposite = factor.map(|byte| !byte);
        match self {
            Cipher::TripleDes => filled(&[triple_des(&key.0, factor), triple_des(&key.0, opposite)].concat()),
            Cipher::Sm4 => sm4(&key.0, filled(&[factor, opposite].concat())),
        }
    }
}

fn each<const N: usize>(data: &[u8], turn: impl Fn([u8; N]) -> [u8; N]) -> Option<Vec<u8>> {
    let (blocks, rest) = data.as_chunks::<N>();
    rest.is_empty().then(|| blocks.iter().flat_map(|block| turn(*block)).collect())
}

/// A key that lives for one transaction, or a TAC key. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SessionKey {
    /// Single DES.
    Des([u8; 8]),
    /// SM4.
    Sm4([u8; 16]),
}

impl core::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<key>")
    }
}

impl SessionKey {
    /// CBC-MAC from a zero IV, leftmost four bytes.
    #[must_use]
    pub fn mac(&self, data: &[u8]) -> [u8; 4] {
        match self {
            SessionKey::Des(key) => mac(key, [0; 8], data),
            SessionKey::Sm4(key) => mac_sm4(key, [0; 16], data),
        }
    }

    /// The bytes, to compare with a vector.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            SessionKey::Des(key) => key,
            SessionKey::Sm4(key) => key,
        }
    }
}

/// The bytes, cut or filled up with zeros.
pub(crate) fn filled<const N: usize>(from: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    for (at, byte) in out.iter_mut().zip(from) {
        *at = *byte;
    }
    out
}
