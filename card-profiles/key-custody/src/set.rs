//! Master keys in memory: wiped when dropped, shown to nobody.

use core::fmt;
use std::collections::BTreeMap;

use purse::Secret16;
use zeroize::Zeroizing;

use crate::{CheckValue, Cipher, KeyId};

/// Master keys by name. `Debug` shows names alone.
#[derive(Clone, Default)]
pub struct KeySet(BTreeMap<KeyId, Secret16>);

impl KeySet {
    /// Fresh keys under these names, from the system's random numbers.
    ///
    /// # Errors
    /// The system gives none.
    pub fn fresh(names: &[KeyId]) -> Result<KeySet, getrandom::Error> {
        names.iter().map(|&id| Ok((id, fresh(id.cipher)?))).collect::<Result<_, _>>().map(KeySet)
    }

    /// Adds or replaces a key.
    pub fn insert(&mut self, id: KeyId, key: Secret16) {
        self.0.insert(id, key);
    }

    /// One key.
    #[must_use]
    pub fn get(&self, id: KeyId) -> Option<&Secret16> {
        self.0.get(&id)
    }

    /// Every key, by name.
    pub fn iter(&self) -> impl Iterator<Item = (KeyId, &Secret16)> {
        self.0.iter().map(|(id, key)| (*id, key))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and check values.
    #[must_use]
    pub fn check_values(&self) -> Vec<(KeyId, CheckValue)> {
        self.iter().map(|(id, key)| (id, CheckValue::of(id.cipher, key.expose()))).collect()
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys().map(ToString::to_string)).finish()
    }
}

/// A fresh key. A DES key gets odd parity, which some tokens insist on, and two different halves.
fn fresh(cipher: Cipher) -> Result<Secret16, getrandom::Error> {
    let mut key = Zeroizing::new([0; 16]);
    loop {
        getrandom::fill(key.as_mut_slice())?;
        if cipher != Cipher::TripleDes {
            return Ok(Secret16::new(*key));
        }
        key.iter_mut().for_each(|byte| *byte = odd(*byte));
        let (left, right) = key.split_at(8);
        if left != right {
            return Ok(Secret16::new(*key));
        }
    }
}

/// The byte with its lowest bit set so that the number of ones is odd.
fn odd(byte: u8) -> u8 {
    let seven = byte & 0xFE;
    seven | u8::from(seven.count_ones().is_multiple_of(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_keys_differ_and_do_not_show() {
        let names = KeyId::set(&[Cipher::TripleDes, Cipher::Sm4], 1);
        let set = KeySet::fresh(&names).unwrap();
        let shown = format!("{set:?}");
        assert!(shown.contains("load/3des/01") && !set.is_empty(), "{shown}");
        let mut values: Vec<_> = set.check_values().iter().map(|(_, value)| value.0).collect();
        for (id, key) in set.iter() {
            let digits = crate::hex::hex(key.expose());
            assert!(!shown.to_lowercase().contains(&digits[..6]), "{id}");
            let parity = key.expose().iter().all(|byte| byte.count_ones() % 2 == 1);
            assert!(parity || id.cipher != Cipher::TripleDes, "{id}");
        }
        values.sort_unstable();
        values.dedup();
        assert_eq!(values.len(), names.len());
    }
}
