//! From a master key to the key of one card, with nothing but block encryption by the keeper.
//!
//! - PBOC (JR/T 0025.2): `DK = E(MK, F ‖ NOT F)` per level; 3DES takes two blocks for it, SM4 one.
//! - DESFire (AN10922, AES-128): the CMAC of `01 ‖ M`, forced to two blocks.

use purse::{FactorOrder, Secret16};
use zeroize::Zeroizing;

use crate::{Cipher, Custody, CustodyError, KeyId, encrypt};

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
pub(crate) fn pair(factor: [u8; 8]) -> [u8; 16] {
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
    card_keys(keeper, key, core::slice::from_ref(path))?.pop().ok_or(CustodyError::Input(key))
}

/// The keys of many cards, in order: a keeper far away is asked once or twice for hundreds of them.
///
/// # Errors
/// As [`Custody::encrypt`], or a path that does not suit the cipher.
pub fn card_keys(
    keeper: &dyn Custody,
    key: KeyId,
    paths: &[CardPath],
) -> Result<Vec<Secret16>, CustodyError> {
    let aes = key.cipher == Cipher::Aes128;
    if paths.iter().any(|path| aes != matches!(path, CardPath::An10922(_))) {
        return Err(CustodyError::Input(key));
    }
    let mut keys = Vec::with_capacity(paths.len());
    for run in paths.chunk_by(|one, next| one.issuer_inside() == next.issuer_inside()) {
        for some in run.chunks(AT_ONCE) {
            keys.extend(together(keeper, key, some)?);
        }
    }
    Ok(keys)
}

/// Cards in one question: some tokens take no more than a few kilobytes.
const AT_ONCE: usize = 128;

impl CardPath {
    /// The issuer whose own key the keeper has to hold for this path; `None` where the master key does.
    #[must_use]
    pub fn issuer_inside(&self) -> Option<[u8; 8]> {
        match self {
            CardPath::IssuerAndSerial { issuer, order: FactorOrder::IssuerFirst, .. } => Some(*issuer),
            CardPath::Serial(_) | CardPath::IssuerAndSerial { .. } | CardPath::An10922(_) => None,
        }
    }
}

/// The keys of paths under one key of the keeper.
fn together(keeper: &dyn Custody, key: KeyId, paths: &[CardPath]) -> Result<Vec<Secret16>, CustodyError> {
    if key.cipher == Cipher::Aes128 {
        return an10922(keeper, key, paths);
    }
    let issuer = paths.first().and_then(CardPath::issuer_inside);
    let serials = paths.iter().map(|path| match path {
        CardPath::Serial(serial) | CardPath::IssuerAndSerial { serial, .. } => pair(*serial),
        CardPath::An10922(_) => [0; 16],
    });
    let firsts = keeper.encrypt(key, issuer, serials.collect::<Vec<_>>().as_flattened())?;
    let firsts = blocks(key, &firsts, paths.len())?;
    let listed = |(first, path): (&[u8; 16], &CardPath)| match path {
        CardPath::IssuerAndSerial { issuer, order: FactorOrder::Listed, .. } => {
            // The key between the two is this card's alone.
            let second = encrypt(key.cipher, first, &pair(*issuer));
            Ok(Secret16::new(*second.first_chunk().ok_or(CustodyError::Input(key))?))
        }
        _ => Ok(Secret16::new(*first)),
    };
    firsts.iter().zip(paths).map(listed).collect()
}

/// What a keeper answered, block by block; an answer of another length is none.
fn blocks(key: KeyId, bytes: &[u8], count: usize) -> Result<&[[u8; 16]], CustodyError> {
    let (blocks, rest) = bytes.as_chunks::<16>();
    if blocks.len() == count && rest.is_empty() { Ok(blocks) } else { Err(CustodyError::Input(key)) }
}

fn an10922(keeper: &dyn Custody, key: KeyId, paths: &[CardPath]) -> Result<Vec<Secret16>, CustodyError> {
    let mut data = Vec::with_capacity(paths.len());
    // The first question tells the sub-keys of CMAC too: a block of zeros stands before the cards'.
    let mut firsts = vec![[0; 16]];
    for path in paths {
        let CardPath::An10922(input) = path else { return Err(CustodyError::Input(key)) };
        if input.is_empty() || input.len() > 31 {
            return Err(CustodyError::Input(key));
        }
        let mut both = [[0; 16]; 2];
        let bytes = [1].iter().chain(input).chain(&[0x80]);
        both.as_flattened_mut().iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        let [first, last] = both;
        firsts.push(first);
        data.push((last, input.len() == 31));
    }
    let chained = keeper.encrypt(key, None, firsts.as_flattened())?;
    let (zeros, chained) =
        blocks(key, &chained, firsts.len())?.split_first().ok_or(CustodyError::Input(key))?;
    // NIST SP 800-38B: one doubling for a whole last block, two for a padded one.
    let whole = doubled(zeros);
    let padded = doubled(&whole);
    let mut lasts = Zeroizing::new(Vec::with_capacity(data.len()));
    for ((last, is_whole), chained) in data.into_iter().zip(chained) {
        let subkey = if is_whole { &whole } else { &padded };
        let mut mixed = last;
        for ((to, subkey), chained) in mixed.iter_mut().zip(subkey.iter()).zip(chained) {
            *to ^= subkey ^ chained;
        }
        lasts.push(mixed);
    }
    let keys = keeper.encrypt(key, None, lasts.as_flattened())?;
    Ok(blocks(key, &keys, paths.len())?.iter().map(|key| Secret16::new(*key)).collect())
}

/// Doubling in GF(2^128).
pub(crate) fn doubled(block: &[u8; 16]) -> Zeroizing<[u8; 16]> {
    let value = u128::from_be_bytes(*block);
    let carry = if value >> 127 == 1 { 0x87 } else { 0 };
    Zeroizing::new(((value << 1) ^ carry).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileKeys;
    use crate::KeySet;
    use crate::hex::{hex, unhex, unhex_any};

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
            let expected = crate::cmac(&unhex(master).unwrap(), &[&[0x01], &input[..]].concat());
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

    /// Keys asked for together are those asked for one by one, and the keeper is asked seldom.
    #[test]
    fn many_at_once_are_each_its_own() {
        let (tac, id) = kept("tac/3des/01", "00112233445566778899AABBCCDDEEFF");
        let two = |at: u8| CardPath::IssuerAndSerial {
            issuer: [at / 100; 8],
            serial: [at; 8],
            order: if at.is_multiple_of(7) { FactorOrder::Listed } else { FactorOrder::IssuerFirst },
        };
        let paths: Vec<CardPath> = (0..=255).map(two).chain([CardPath::Serial([9; 8])]).collect();
        let (mac, mac_id) = kept("transaction-mac/aes128/01", "00112233445566778899AABBCCDDEEFF");
        let inputs: Vec<CardPath> =
            (1..=31).map(|length| CardPath::An10922(vec![length; length.into()])).collect();
        for (keeper, id, paths) in [(tac, id, paths), (mac, mac_id, inputs)] {
            let together = card_keys(&keeper, id, &paths).unwrap();
            assert_eq!(together.len(), paths.len());
            for (key, path) in together.iter().zip(&paths) {
                assert_eq!(key.expose(), card_key(&keeper, id, path).unwrap().expose(), "{path:?}");
            }
        }
    }
}
