//! The key of one card from a master key. NXP AN10922, AES-128.
//!
//! ```text
//! M       = UID 7 ‖ AID 3 ‖ system identifier, 1 to 31 bytes in all
//! D       = 01 ‖ M, padded with 80 00 … to 32 bytes
//! card key = last block of CBC(master, 0, D with its last block xor K1 where nothing was padded, else K2)
//! ```
//!
//! That is CMAC over a message forced to two blocks. From sixteen bytes of M on it *is* CMAC over `01 ‖ M`; below,
//! some issuers' software used plain CMAC, so an estate of cards must say which.

use super::cmac::{cmac, subkeys};
use super::{ZERO, cbc_encrypt, xor};
use purse::Secret16;

/// Longest input.
pub const INPUT_MAX: usize = 31;
/// From this length on both variants give the same key.
pub const INPUT_SAFE: usize = 16;

/// How short inputs are padded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// Always two blocks, as AN10922 says: `an10922`.
    #[default]
    #[serde(rename = "an10922")]
    An10922,
    /// CMAC over `01 ‖ M`, as some old libraries did: `plain-cmac`.
    PlainCmac,
}

/// The two blocks that AN10922 makes of `input`, not yet with a subkey, and whether nothing was padded; `None` for an
/// empty input or one longer than [`INPUT_MAX`].
pub(crate) fn blocks(input: &[u8]) -> Option<([[u8; 16]; 2], bool)> {
    if input.is_empty() || input.len() > INPUT_MAX {
        return None;
    }
    let mut blocks = [[0; 16]; 2];
    let bytes = [0x01].iter().chain(input).chain(&[0x80]);
    for (to, from) in blocks.as_flattened_mut().iter_mut().zip(bytes) {
        *to = *from;
    }
    Some((blocks, input.len() == INPUT_MAX))
}

/// The key of the card that `input` names; `None` for an empty input or one longer than [`INPUT_MAX`].
#[must_use]
pub fn diversify(master: &Secret16, variant: Variant, input: &[u8]) -> Option<Secret16> {
    if input.is_empty() || input.len() > INPUT_MAX {
        return None;
    }
    let message = [&[0x01], input].concat();
    if variant == Variant::PlainCmac || input.len() >= INPUT_SAFE {
        return Some(Secret16::new(cmac(master, ZERO, &message)));
    }
    let [_, padded] = subkeys(master);
    let ([first, last], _) = blocks(input)?;
    let chained = cbc_encrypt(master, ZERO, &[first, xor(last, *padded)].concat());
    chained.last_chunk::<16>().map(|key| Secret16::new(*key))
}
