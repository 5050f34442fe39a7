//! The AES channel of DESFire EV1 (AUTHENTICATE AES, `AA`).
//!
//! ```text
//! handshake, one CBC chain over all of it      session key
//! ◄ c1 = E(K, 0, RndB)                         RndA[0..4] ‖ RndB[0..4] ‖ RndA[12..16] ‖ RndB[12..16]
//! ► c2 = E(K, c1, RndA ‖ rot(RndB))
//! ◄ c3 = E(K, end of c2, rot(RndA))
//! ```
//!
//! After that one running vector serves everything: it becomes the whole CMAC after a CMAC and the last block of
//! ciphertext after a cipher, in both directions. Of a CMAC the first eight bytes are sent. Every answer carries the
//! CMAC of `data ‖ 00`, or is enciphered with the CRC-32 of `data ‖ 00` inside.

use super::cmac::cmac;
use super::crc::crc32;
use super::{ZERO, cbc_decrypt, cbc_encrypt, rotated, same};
use crate::wire::{Answer, Mode, Native};
use purse::Secret16;
use zeroize::Zeroizing;

/// An open EV1 session. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Ev1 {
    key: Secret16,
    iv: [u8; 16],
}

/// A handshake whose second half is to come. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Handshake {
    key: Secret16,
    rnd_a: Zeroizing<[u8; 16]>,
    rnd_b: Zeroizing<[u8; 16]>,
    /// What to send to the card.
    pub reply: [u8; 32],
}

impl core::fmt::Debug for Handshake {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<handshake>")
    }
}

impl Handshake {
    /// Answers the card's enciphered challenge with a fresh random of our own.
    #[must_use]
    pub fn answer(key: Secret16, rnd_a: [u8; 16], challenge: [u8; 16]) -> Option<Handshake> {
        let rnd_b: [u8; 16] = cbc_decrypt(&key, ZERO, &challenge).try_into().ok()?;
        let reply = cbc_encrypt(&key, challenge, &[rnd_a, rotated(rnd_b)].concat()).try_into().ok()?;
        Some(Handshake { key, rnd_a: Zeroizing::new(rnd_a), rnd_b: Zeroizing::new(rnd_b), reply })
    }

    /// Opens the session; `None` when the card does not know the key.
    #[must_use]
    pub fn finish(self, answer: [u8; 16]) -> Option<Ev1> {
        let end = self.reply.last_chunk::<16>()?;
        if !same(&cbc_decrypt(&self.key, *end, &answer), &rotated(*self.rnd_a)) {
            return None;
        }
        let ends = |nonce: &[u8; 16]| Some((*nonce.first_chunk::<4>()?, *nonce.last_chunk::<4>()?));
        let ((a, c), (b, d)) = (ends(&self.rnd_a)?, ends(&self.rnd_b)?);
        let mut key = Zeroizing::new([0; 16]);
        for (to, from) in key.iter_mut().zip([a, b, c, d].as_flattened()) {
            *to = *from;
        }
        Some(Ev1::at(Secret16::new(*key), ZERO))
    }
}

impl core::fmt::Debug for Ev1 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<session>")
    }
}

impl Ev1 {
    /// A session with this key, whose running vector is here.
    #[must_use]
    pub fn at(key: Secret16, iv: [u8; 16]) -> Ev1 {
        Ev1 { key, iv }
    }

    /// What follows the instruction byte on the wire. In [`Mode::Mac`] the CMAC travels only along data that is
    /// written; for everything else it is counted on both sides and not sent.
    pub fn seal(&mut self, command: &Native) -> Vec<u8> {
        let Native { ins, header, data, sent, .. } = command;
        if *sent == Mode::Full && !data.is_empty() {
            let crc = crc32(&[&[*ins], header, data]);
            return self.seal_prepared(header, &Zeroizing::new([&data[..], &crc].concat()));
        }
        let code = self.code(&[&[*ins], &header[..], data].concat());
        let carried = *sent == Mode::Mac && !data.is_empty();
        [header.as_slice(), data.as_slice(), if carried { code.as_slice() } else { &[] }].concat()
    }

    /// The same for CHANGE KEY, whose data carries CRCs of its own: pads with zeros and enciphers.
    pub fn seal_prepared(&mut self, header: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut padded = Zeroizing::new(plain.to_vec());
        padded.resize(plain.len().next_multiple_of(16), 0);
        let encrypted = cbc_encrypt(&self.key, self.iv, &padded);
        self.advance(&encrypted);
        [header, &encrypted].concat()
    }

    /// The data of an answer with status 00; `None` when it is not authentic.
    pub fn open(&mut self, answer: Answer, data: &[u8]) -> Option<Vec<u8>> {
        if let Answer::Full(length) = answer {
            return self.open_enciphered(length, data);
        }
        let (data, code) = data.split_last_chunk::<8>()?;
        let expected = self.code(&[data, &[0]].concat());
        same(&expected, code).then(|| data.to_vec())
    }

    fn open_enciphered(&mut self, length: usize, data: &[u8]) -> Option<Vec<u8>> {
        if data.len() != length.checked_add(4)?.checked_next_multiple_of(16)? {
            return None;
        }
        let plain = cbc_decrypt(&self.key, self.iv, data);
        self.advance(data);
        let (data, rest) = plain.split_at_checked(length)?;
        let (crc, padding) = rest.split_first_chunk::<4>()?;
        let fits = padding.iter().all(|byte| *byte == 0) && same(&crc32(&[data, &[0]]), crc);
        fits.then(|| data.to_vec())
    }

    fn code(&mut self, message: &[u8]) -> [u8; 8] {
        self.iv = cmac(&self.key, self.iv, message);
        let [a, b, c, d, e, f, g, h, ..] = self.iv;
        [a, b, c, d, e, f, g, h]
    }

    fn advance(&mut self, encrypted: &[u8]) {
        if let Some(last) = encrypted.last_chunk::<16>() {
            self.iv = *last;
        }
    }
}
