//! 801A and 80FA: load a diversified key, encipher or make a MAC with it. With the maintenance key a stopped
//! card is blocked in the field.

use super::VirtualPsam;
use crate::des_mac::{des, halves, triple_des, undo_des, xor};
use crate::incoming::{Incoming, NO_KEY, Said, WRONG_LENGTH, WRONG_P1_P2, WRONG_STATE};
use crate::sm4_mac::{sm4, xor16};
use crate::{Cipher, Key};

/// Low five bits of the usage byte: application maintenance.
const MAINTENANCE: u8 = 0x05;
/// 80FA P1, bit 0: a MAC; else the data are enciphered.
const MAC: u8 = 0x01;
/// Bit 1: more blocks follow.
const MORE: u8 = 0x02;
/// Bit 2: the first block is the IV of a MAC.
const WITH_IV: u8 = 0x04;

/// A key that was loaded, and where its MAC stands.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    cipher: Cipher,
    key: Key,
    chain: Option<Vec<u8>>,
}

impl VirtualPsam {
    pub(super) fn load_key(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let (factors, rest) = heard.data.as_chunks::<8>();
        if !rest.is_empty() || factors.len() != usize::from(heard.p1 >> 5) {
            return Err(WRONG_LENGTH);
        }
        let keys = self.state.generations().find(|keys| keys.version == heard.p2);
        let keys = keys.filter(|_| heard.p1 & 0x1F == MAINTENANCE).ok_or(NO_KEY)?;
        let key = keys.cipher().derive(&keys.maintenance, factors, self.state.order);
        self.loaded = Some(Loaded { cipher: keys.cipher(), key, chain: None });
        Ok(Vec::new())
    }

    /// The data are whole blocks: the terminal has padded already.
    pub(super) fn calculate(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        if heard.p1 > MAC | MORE | WITH_IV || heard.p2 != 0x00 || heard.p1 & (MAC | WITH_IV) == WITH_IV {
            return Err(WRONG_P1_P2);
        }
        let mut loaded = self.loaded.take().ok_or(WRONG_STATE)?;
        let said = match loaded.cipher {
            Cipher::TripleDes => loaded.with_des(heard),
            Cipher::Sm4 => loaded.with_sm4(heard),
        }?;
        if heard.p1 & MORE != 0 {
            self.loaded = Some(loaded);
        }
        Ok(said)
    }
}

impl Loaded {
    fn with_des(&mut self, heard: &Incoming<'_>) -> Said {
        let (blocks, rest) = heard.data.as_chunks::<8>();
        if !rest.is_empty() || blocks.is_empty() {
            return Err(WRONG_LENGTH);
        }
        if heard.p1 & MAC == 0 {
            return Ok(blocks.iter().flat_map(|block| triple_des(&self.key.0, *block)).collect());
        }
        let (start, blocks) = self.start(heard.p1, blocks, [0; 8])?;
        let (left, right) = halves(&self.key.0);
        let value = blocks.iter().fold(start, |value, block| des(&left, xor(value, *block)));
        if heard.p1 & MORE != 0 {
            self.chain = Some(value.to_vec());
            return Ok(Vec::new());
        }
        let [a, b, c, d, ..] = des(&left, undo_des(&right, value));
        Ok(vec![a, b, c, d])
    }

    fn with_sm4(&mut self, heard: &Incoming<'_>) -> Said {
        let (blocks, rest) = heard.data.as_chunks::<16>();
        if !rest.is_empty() || blocks.is_empty() {
            return Err(WRONG_LENGTH);
        }
        if heard.p1 & MAC == 0 {
            return Ok(blocks.iter().flat_map(|block| sm4(&self.key.0, *block)).collect());
        }
        let (start, blocks) = self.start(heard.p1, blocks, [0; 16])?;
        let value = blocks.iter().fold(start, |value, block| sm4(&self.key.0, xor16(value, block)));
        if heard.p1 & MORE != 0 {
            self.chain = Some(value.to_vec());
            return Ok(Vec::new());
        }
        let [a, b, c, d, ..] = value;
        Ok(vec![a, b, c, d])
    }

    /// The chaining value to begin with: the first block when it is the IV, what an earlier command left,
    /// or zeros.
    fn start<'a, const N: usize>(
        &mut self,
        p1: u8,
        blocks: &'a [[u8; N]],
        zero: [u8; N],
    ) -> Result<([u8; N], &'a [[u8; N]]), u16> {
        let kept = self.chain.take().and_then(|kept| <[u8; N]>::try_from(kept).ok());
        match (p1 & WITH_IV != 0, blocks) {
            (true, [iv, blocks @ ..]) if !blocks.is_empty() => Ok((*iv, blocks)),
            (true, _) => Err(WRONG_LENGTH),
            (false, blocks) => Ok((kept.unwrap_or(zero), blocks)),
        }
    }
}
