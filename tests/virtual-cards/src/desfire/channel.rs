//! The two secure channels: AuthenticateAES gives the first, AuthenticateEV2First the second.

use super::access::CommMode;
use super::cipher::{Block, ZERO, cbc_decrypt, cbc_encrypt, cmac, crc32, encrypt, first, odd, pad};
use super::status::{INTEGRITY, LENGTH, OK};
use crate::Key;
use std::ops::RangeInclusive;

/// The keys and counters of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// EV1: one key, one running value for everything.
    First {
        /// Session key.
        key: Key,
        /// The running value.
        iv: Block,
    },
    /// EV2: two keys, a transaction identifier and a command counter.
    Second {
        /// KSesAuthENC.
        encryption: Key,
        /// KSesAuthMAC.
        mac: Key,
        /// Transaction identifier.
        ti: [u8; 4],
        /// Commands so far.
        counter: u16,
    },
}

/// A command taken out of its protection.
pub(super) struct Opened {
    /// Header and data.
    pub(super) clear: Vec<u8>,
    /// What stood between the CRC and the end of the padding (first channel only).
    pub(super) rest: Vec<u8>,
}

impl Channel {
    /// How long a command of this clear length is on the wire.
    pub(super) fn wire_len(&self, mode: CommMode, header: usize, clear: usize) -> usize {
        let data = clear.saturating_sub(header);
        match (mode, self) {
            (CommMode::Plain, _) => clear,
            (CommMode::Mac, _) => clear + 8,
            (CommMode::Full, Channel::First { .. }) => header + (data + 4).next_multiple_of(16),
            (CommMode::Full, Channel::Second { .. }) if data == 0 => clear + 8,
            (CommMode::Full, Channel::Second { .. }) => header + (data + 1).next_multiple_of(16) + 8,
        }
    }

    /// Verifies and deciphers a command of which the first `header` bytes are clear.
    /// `clear` is how long the whole command may be: where the first channel's padding begins is not said.
    pub(super) fn open(
        &mut self,
        ins: u8,
        mode: CommMode,
        header: usize,
        clear: &RangeInclusive<usize>,
        wire: &[u8],
    ) -> Result<Opened, u8> {
        match self {
            Channel::First { key, iv } => open_first(key, iv, ins, mode, (header, clear), wire),
            Channel::Second { encryption, mac, ti, counter } => {
                let count = *counter;
                *counter = count.checked_add(1).ok_or(INTEGRITY)?;
                open_second(encryption, &Numbered { mac, ti: *ti, count }, ins, mode, header, wire)
            }
        }
    }

    /// Protects the data of an answer.
    pub(super) fn seal(&mut self, mode: CommMode, data: &[u8]) -> Vec<u8> {
        match self {
            Channel::First { key, iv } => {
                let checked = [data, &[OK]].concat();
                if mode == CommMode::Full {
                    let mut clear = [data, &crc32(&checked)].concat();
                    clear.resize(clear.len().next_multiple_of(16), 0);
                    return cbc_encrypt(key, iv, &clear);
                }
                *iv = cmac(key, *iv, &checked);
                [data, &first(*iv)].concat()
            }
            Channel::Second { encryption, mac, ti, counter } => {
                let numbered = Numbered { mac, ti: *ti, count: *counter };
                match mode {
                    CommMode::Plain => data.to_vec(),
                    CommMode::Full if !data.is_empty() => {
                        let mut iv = numbered.iv([0x5A, 0xA5], encryption);
                        let secret = cbc_encrypt(encryption, &mut iv, &pad(data));
                        [&secret[..], &numbered.tag(OK, &secret)].concat()
                    }
                    CommMode::Mac | CommMode::Full => [data, &numbered.tag(OK, data)].concat(),
                }
            }
        }
    }
}

/// A message of the second channel: its MAC and its initial value carry the count.
struct Numbered<'a> {
    mac: &'a Key,
    ti: [u8; 4],
    count: u16,
}

impl Numbered<'_> {
    fn tag(&self, code: u8, message: &[u8]) -> [u8; 8] {
        odd(cmac(self.mac, ZERO, &[&[code][..], &self.count.to_le_bytes(), &self.ti, message].concat()))
    }

    fn iv(&self, [a, b]: [u8; 2], encryption: &Key) -> Block {
        let ([t0, t1, t2, t3], [c0, c1]) = (self.ti, self.count.to_le_bytes());
        encrypt(encryption, [a, b, t0, t1, t2, t3, c0, c1, 0, 0, 0, 0, 0, 0, 0, 0])
    }
}

fn open_second(
    encryption: &Key,
    numbered: &Numbered<'_>,
    ins: u8,
    mode: CommMode,
    header: usize,
    wire: &[u8],
) -> Result<Opened, u8> {
    if mode == CommMode::Plain {
        return Ok(Opened { clear: wire.to_vec(), rest: Vec::new() });
    }
    let (body, tag) = wire.split_last_chunk::<8>().ok_or(LENGTH)?;
    if numbered.tag(ins, body) != *tag {
        return Err(INTEGRITY);
    }
    let (head, secret) = body.split_at_checked(header).ok_or(LENGTH)?;
    if mode == CommMode::Mac || secret.is_empty() {
        return Ok(Opened { clear: body.to_vec(), rest: Vec::new() });
    }
    if !secret.len().is_multiple_of(16) {
        return Err(LENGTH);
    }
    let padded = cbc_decrypt(encryption, &mut numbered.iv([0xA5, 0x5A], encryption), secret);
    let end = padded.iter().rposition(|byte| *byte != 0).ok_or(INTEGRITY)?;
    let (data, padding) = padded.split_at_checked(end).ok_or(INTEGRITY)?;
    if padding.first() != Some(&0x80) || padding.len() > 16 {
        return Err(INTEGRITY);
    }
    Ok(Opened { clear: [head, data].concat(), rest: Vec::new() })
}

fn open_first(
    key: &Key,
    iv: &mut Block,
    ins: u8,
    mode: CommMode,
    (header, clear): (usize, &RangeInclusive<usize>),
    wire: &[u8],
) -> Result<Opened, u8> {
    match mode {
        // The CMAC is computed for the running value and not sent.
        CommMode::Plain => {
            *iv = cmac(key, *iv, &[&[ins], wire].concat());
            Ok(Opened { clear: wire.to_vec(), rest: Vec::new() })
        }
        CommMode::Mac => {
            let (body, tag) = wire.split_last_chunk::<8>().ok_or(LENGTH)?;
            *iv = cmac(key, *iv, &[&[ins], body].concat());
            if first(*iv) != *tag {
                return Err(INTEGRITY);
            }
            Ok(Opened { clear: body.to_vec(), rest: Vec::new() })
        }
        CommMode::Full => {
            let (head, secret) = wire.split_at_checked(header).ok_or(LENGTH)?;
            if secret.is_empty() || !secret.len().is_multiple_of(16) {
                return Err(LENGTH);
            }
            let padded = cbc_decrypt(key, iv, secret);
            checked(ins, head, clear, &padded).ok_or(INTEGRITY)
        }
    }
}

/// The data before the CRC that fits, among the lengths that this command may have: data that ends in zeros may fit
/// a byte earlier, and data followed by their own CRC check to zero, so that the padding looks like a CRC further on.
/// What follows is given out unlooked at, because a new key brings a second CRC.
fn checked(ins: u8, head: &[u8], clear: &RangeInclusive<usize>, padded: &[u8]) -> Option<Opened> {
    let lengths = clear.start().saturating_sub(head.len())..=clear.end().saturating_sub(head.len());
    lengths.into_iter().find_map(|end| {
        let (data, tail) = padded.split_at_checked(end)?;
        let (crc, rest) = tail.split_first_chunk::<4>()?;
        let matches = crc32(&[&[ins], head, data].concat()) == *crc;
        matches.then(|| Opened { clear: [head, data].concat(), rest: rest.to_vec() })
    })
}
