//! Codes (MACs) of PBOC cards: CBC under a block cipher, padding `80 00 …` always, leftmost four bytes.

use zeroize::Zeroizing;

use crate::keys::{Cipher, encrypt};

/// CBC-MAC, ISO/IEC 9797-1 algorithm 1, padding method 2. Of `iv` as much as a block takes. Single DES is a
/// 3DES key with equal halves.
#[must_use]
pub fn cbc_mac(cipher: Cipher, key: &[u8; 16], iv: [u8; 16], data: &[u8]) -> [u8; 4] {
    let last = chain(cipher, key, iv, data);
    left4(&encrypt(cipher, key, &last))
}

/// Retail MAC, ISO/IEC 9797-1 algorithm 3: single DES with the left half, the last block with both.
#[must_use]
pub fn retail_mac(key: &[u8; 16], iv: [u8; 8], data: &[u8]) -> [u8; 4] {
    let (left, _) = key.split_at(8);
    let mut doubled = Zeroizing::new([0; 16]);
    doubled.iter_mut().zip(left.iter().chain(left)).for_each(|(to, from)| *to = *from);
    let mut start = [0; 16];
    start.iter_mut().zip(iv).for_each(|(to, from)| *to = from);
    let last = chain(Cipher::TripleDes, &doubled, start, data);
    left4(&encrypt(Cipher::TripleDes, key, &last))
}

/// CBC as far as the input of the last block.
fn chain(cipher: Cipher, key: &[u8; 16], iv: [u8; 16], data: &[u8]) -> Vec<u8> {
    let size = cipher.block();
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(size), 0);
    let mut state = iv.into_iter().take(size).collect::<Vec<u8>>();
    let mut blocks = padded.chunks_exact(size).peekable();
    while let Some(block) = blocks.next() {
        state.iter_mut().zip(block).for_each(|(to, with)| *to ^= with);
        if blocks.peek().is_some() {
            state = encrypt(cipher, key, &state).to_vec();
        }
    }
    state
}

fn left4(block: &[u8]) -> [u8; 4] {
    block.first_chunk::<4>().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pboc_purse::crypto::{Key8, Key16};

    /// The same codes as the cards' own crate makes, whose vectors come from real cards.
    #[test]
    fn agrees_with_the_card_crate() {
        let key: [u8; 16] = core::array::from_fn(|at| u8::try_from(at * 17 % 256).unwrap());
        let (left, _) = key.split_first_chunk::<8>().unwrap();
        let single: [u8; 16] = [*left, *left].concat().try_into().unwrap();
        for length in 0..=33u8 {
            let data: Vec<u8> = (0..length).collect();
            let iv = [1, 2, 3, 4, 0, 0, 0, 0];
            let wide: [u8; 16] = [iv, [0; 8]].concat().try_into().unwrap();
            let theirs = pboc_purse::crypto::des_mac(&Key8(*left), iv, &data).0;
            assert_eq!(cbc_mac(Cipher::TripleDes, &single, wide, &data), theirs, "{length}");
            let theirs = pboc_purse::crypto::retail_mac(&Key16(key), iv, &data).0;
            assert_eq!(retail_mac(&key, iv, &data), theirs, "{length}");
        }
    }
}
