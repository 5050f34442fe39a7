//! From a master key to the key of one card, with nothing but block encryption by the keeper.
//!
//! - PBOC (JR/T 0025.2): `DK = E(MK, F ‖ NOT F)` per level; 3DES takes two blocks for it, SM4 one.
//! - DESFire (AN10922, AES-128): the CMAC of `01 ‖ M`, forced to two blocks.

use purse::{FactorOrder, Secret16};
use zeroize::Zeroizing;

use super::{Custody, CustodyError};
use crate::keys::{Cipher, KeyId, encrypt};

/// How one gets from a master key to a card's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardPath {
    /// PBOC, one level: the card's serial (rightmost sixteen digits of its number).
    Serial([u8; 8]),
    /// PBOC, two levels.
    IssuerAndSerial {
        /// Factor of the issuer.
        issuer: [u8; 8],
        /// Factor of the card.
        serial: [u8; 8],
        /// Which is applied first.
        order: FactorOrder,
    },
    /// AN10922: 1 to 31 bytes, as a rule chip serial ‖ application ‖ a name of the county's.
    An10922(Vec<u8>),
}

/// A factor and its complement.
pub(super) fn pair(factor: [u8; 8]) -> [u8; 16] {
    let mut pair = [0; 16];
    let complement = factor.map(|byte| !byte);
    pair.iter_mut().zip(factor.into_iter().chain(complement)).for_each(|(to, from)| *to = from);
    pair
}

/// The key of one card.
///
/// # Errors
/// As [`Custody::encrypt`], or a path that does not suit the cipher.
pub fn card_key(keeper: &dyn Custody, key: KeyId, path: &CardPath) -> Result<Secret16, CustodyError> {
    if (key.cipher == Cipher::Aes128) != matches!(path, CardPath::An10922(_)) {
        return Err(CustodyError::Input(key));
    }
    let whole = |bytes: &[u8]| {
        bytes.first_chunk::<16>().map(|key| Secret16::new(*key)).ok_or(CustodyError::Input(key))
    };
    match path {
        CardPath::Serial(serial) => whole(&keeper.encrypt(key, None, &pair(*serial))?),
        CardPath::IssuerAndSerial { issuer, serial, order: FactorOrder::IssuerFirst } => {
            whole(&keeper.encrypt(key, Some(*issuer), &pair(*serial))?)
        }
        CardPath::IssuerAndSerial { issuer, serial, order: FactorOrder::Listed } => {
            // The key between the two is this card's alone.
            let first = whole(&keeper.encrypt(key, None, &pair(*serial))?)?;
            whole(&encrypt(key.cipher, first.expose(), &pair(*issuer)))
        }
        CardPath::An10922(input) => an10922(keeper, key, input),
    }
}

fn an10922(keeper: &dyn Custody, key: KeyId, input: &[u8]) -> Result<Secret16, CustodyError> {
    if input.is_empty() || input.len() > 31 {
        return Err(CustodyError::Input(key));
    }
    let block = |plain: &[u8; 16]| {
        let out = keeper.encrypt(key, None, plain)?;
        out.first_chunk::<16>().copied().map(Zeroizing::new).ok_or(CustodyError::Input(key))
    };
    let mut data = [0; 32];
    data.iter_mut().zip([1].iter().chain(input).chain(&[0x80])).for_each(|(to, from)| *to = *from);
    // Sub-keys of CMAC, NIST SP 800-38B: one doubling for a whole last block, two for a padded one.
    let mut subkey = doubled(&*block(&[0; 16])?);
    if input.len() < 31 {
        subkey = doubled(&subkey);
    }
    let (blocks, _) = data.as_chunks::<16>();
    let [first, last] = blocks else { return Err(CustodyError::Input(key)) };
    let mut mixed = Zeroizing::new(*last);
    let chained = block(first)?;
    for ((to, subkey), chained) in mixed.iter_mut().zip(subkey.iter()).zip(chained.iter()) {
        *to ^= subkey ^ chained;
    }
    Ok(Secret16::new(*block(&mixed)?))
}

/// Doubling in GF(2^128).
pub(super) fn doubled(block: &[u8; 16]) -> Zeroizing<[u8; 16]> {
    let value = u128::from_be_bytes(*block);
    let carry = if value >> 127 == 1 { 0x87 } else { 0 };
    Zeroizing::new(((value << 1) ^ carry).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::FileKeys;
    use crate::hex::{hex, unhex, unhex_any};
    use crate::keys::KeySet;

    fn kept(name: &str, key: &str) -> (FileKeys, KeyId) {
        let id = name.parse().unwrap();
        let mut keys = KeySet::default();
        keys.insert(id, Secret16::new(unhex(key).unwrap()));
        (FileKeys::new(keys), id)
    }

    /// AN10922's own example, and the rule for long inputs against the library's CMAC.
    #[test]
    fn an10922_as_published() {
        let master = "00112233445566778899AABBCCDDEEFF";
        let (keeper, id) = kept("till/aes128/00", master);
        let input = unhex_any("04782E21801D803042F54E585020416275").unwrap();
        let key = card_key(&keeper, id, &CardPath::An10922(input)).unwrap();
        assert_eq!(hex(key.expose()), "a8dd63a3b89d54b37ca802473fda9175");
        for length in 16..=31usize {
            let input = vec![0x5A; length];
            let expected = crate::keys::cmac(&unhex(master).unwrap(), &[&[0x01], &input[..]].concat());
            let key = card_key(&keeper, id, &CardPath::An10922(input)).unwrap();
            assert_eq!(key.expose(), &expected, "{length}");
        }
        for wrong in [vec![], vec![0; 32]] {
            assert_eq!(
                card_key(&keeper, id, &CardPath::An10922(wrong)).unwrap_err(),
                CustodyError::Input(id)
            );
        }
        assert_eq!(card_key(&keeper, id, &CardPath::Serial([0; 8])).unwrap_err(), CustodyError::Input(id));
    }

    /// One level as published for a PSAM key; two levels in both orders, step by step.
    #[test]
    fn pboc_levels() {
        let (keeper, id) = kept("load/3des/01", "00112233445566778899AABBCCDDEEFF");
        let (issuer, serial) = ([1; 8], [2; 8]);
        let one = |key: &Secret16, factor| encrypt(Cipher::TripleDes, key.expose(), &pair(factor));
        let level = |factor| card_key(&keeper, id, &CardPath::Serial(factor)).unwrap();
        for (order, first, second) in
            [(FactorOrder::IssuerFirst, issuer, serial), (FactorOrder::Listed, serial, issuer)]
        {
            let path = CardPath::IssuerAndSerial { issuer, serial, order };
            let key = card_key(&keeper, id, &path).unwrap();
            assert_eq!(key.expose()[..], one(&level(first), second)[..], "{order:?}");
        }
    }
}
