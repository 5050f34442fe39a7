//! The channel of DESFire EV2 and EV3 (AUTHENTICATE EV2 FIRST and NON FIRST, `71` and `77`). NXP AN12196 §4 and §5,
//! AN12757.
//!
//! ```text
//! handshake, every step with a zero vector      session keys
//! ◄ E(K, RndB)                                  SV1 = A5 5A 00 01 00 80 ‖ RndA[0..2] ‖ (RndA[2..8] xor RndB[0..6])
//! ► E(K, RndA ‖ rot(RndB))                            ‖ RndB[6..16] ‖ RndA[8..16]        KSesAuthENC = CMAC(K, SV1)
//! ◄ 71: E(K, TI 4 ‖ rot(RndA) ‖ PDcap2 6 ‖ PCDcap2 6)   SV2 = 5A A5 …, else the same     KSesAuthMAC = CMAC(K, SV2)
//! ◄ 77: E(K, rot(RndA)); TI and counter go on
//!
//! MAC      odd bytes of CMAC(KSesAuthMAC, INS or status ‖ CmdCtr 2 ‖ TI ‖ header ‖ data as sent)
//! vector   E(KSesAuthENC, A5 5A (command) or 5A A5 (answer) ‖ TI ‖ CmdCtr 2 ‖ 00 × 8)
//! padding  80 00 … always, only where there is data
//! ```
//!
//! CmdCtr is little-endian, starts at 0 and steps once for every command, plain ones too, between command and answer.

use super::cmac::{cmac, odd};
use super::{ZERO, cbc_decrypt, cbc_encrypt, rotated, same};
use crate::wire::{Answer, Mode, Native};
use purse::Secret16;
use zeroize::Zeroizing;

/// The two keys of a session.
#[derive(Clone, Debug)]
pub struct SessionKeys {
    /// Enciphers: KSesAuthENC.
    pub enc: Secret16,
    /// Makes MACs: KSesAuthMAC.
    pub mac: Secret16,
}

impl SessionKeys {
    /// Derives them from the card key and both randoms.
    #[must_use]
    pub fn derive(key: &Secret16, rnd_a: &[u8; 16], rnd_b: &[u8; 16]) -> SessionKeys {
        let mut seed = Zeroizing::new(*rnd_a);
        let [_, _, mixed @ ..] = &mut *seed;
        for (to, with) in mixed.iter_mut().zip(rnd_b.iter().take(6)) {
            *to ^= with;
        }
        let (head, tail) = seed.split_at(8);
        let (_, rest) = rnd_b.split_at(6);
        let derived = |label: [u8; 6]| {
            let vector = Zeroizing::new([&label[..], head, rest, tail].concat());
            Secret16::new(cmac(key, ZERO, &vector))
        };
        SessionKeys { enc: derived([0xA5, 0x5A, 0, 1, 0, 0x80]), mac: derived([0x5A, 0xA5, 0, 1, 0, 0x80]) }
    }
}

/// An open EV2 session.
#[derive(Clone, Debug)]
pub struct Ev2 {
    keys: SessionKeys,
    identifier: [u8; 4],
    counter: u16,
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
        let reply = cbc_encrypt(&key, ZERO, &[rnd_a, rotated(rnd_b)].concat()).try_into().ok()?;
        Some(Handshake { key, rnd_a: Zeroizing::new(rnd_a), rnd_b: Zeroizing::new(rnd_b), reply })
    }

    /// Opens a session (`71`); `None` when the card does not know the key. What the card says of its capabilities
    /// changes nothing for us.
    #[must_use]
    pub fn first(self, answer: &[u8; 32]) -> Option<Ev2> {
        let plain = cbc_decrypt(&self.key, ZERO, answer);
        let (identifier, rest) = plain.split_first_chunk::<4>()?;
        let (returned, _capabilities) = rest.split_first_chunk::<16>()?;
        same(returned, &rotated(*self.rnd_a)).then(|| Ev2::at(self.keys(), *identifier, 0))
    }

    /// Goes on with another key in the same session (`77`): the transaction identifier and counter stay, and so
    /// does whatever the session has begun.
    #[must_use]
    pub fn non_first(self, answer: &[u8; 16], session: &Ev2) -> Option<Ev2> {
        let returned = cbc_decrypt(&self.key, ZERO, answer);
        same(&returned, &rotated(*self.rnd_a))
            .then(|| Ev2::at(self.keys(), session.identifier, session.counter))
    }

    fn keys(&self) -> SessionKeys {
        SessionKeys::derive(&self.key, &self.rnd_a, &self.rnd_b)
    }
}

impl Ev2 {
    /// A session with these keys and transaction identifier, at this command counter.
    #[must_use]
    pub fn at(keys: SessionKeys, identifier: [u8; 4], counter: u16) -> Ev2 {
        Ev2 { keys, identifier, counter }
    }

    /// What follows the instruction byte on the wire; `None` when the counter is used up.
    pub fn seal(&mut self, command: &Native) -> Option<Vec<u8>> {
        let Native { ins, header, data, sent, .. } = command;
        let mut body = header.clone();
        if *sent == Mode::Full && !data.is_empty() {
            let mut padded = data.clone();
            padded.push(0x80);
            let length = padded.len().next_multiple_of(16);
            padded.resize(length, 0);
            body.extend(cbc_encrypt(&self.keys.enc, self.command_iv(), &padded));
        } else {
            body.extend_from_slice(data);
        }
        if *sent != Mode::Plain {
            body.extend(self.code(*ins, &body));
        }
        self.counter = self.counter.checked_add(1)?;
        Some(body)
    }

    /// The data of an answer with status 00; `None` when it is not authentic.
    #[must_use]
    pub fn open(&self, answer: Answer, data: &[u8]) -> Option<Vec<u8>> {
        if answer == Answer::Plain {
            return Some(data.to_vec());
        }
        let (data, code) = data.split_last_chunk::<8>()?;
        if !same(&self.code(0x00, data), code) {
            return None;
        }
        let Answer::Full(length) = answer else { return Some(data.to_vec()) };
        if data.is_empty() {
            return (length == 0).then(Vec::new);
        }
        if !data.len().is_multiple_of(16) {
            return None;
        }
        let mut plain = cbc_decrypt(&self.keys.enc, self.answer_iv(), data);
        let padding = plain.iter().rev().take(16).position(|byte| *byte != 0)?;
        plain.truncate(plain.len().checked_sub(padding)?);
        (plain.pop() == Some(0x80) && plain.len() == length).then_some(plain)
    }

    /// The vector that enciphers the next command.
    #[must_use]
    pub fn command_iv(&self) -> [u8; 16] {
        self.iv([0xA5, 0x5A])
    }

    /// The vector that enciphers the answer to the last command.
    #[must_use]
    pub fn answer_iv(&self) -> [u8; 16] {
        self.iv([0x5A, 0xA5])
    }

    fn iv(&self, [a, b]: [u8; 2]) -> [u8; 16] {
        let ([low, high], [w, x, y, z]) = (self.counter.to_le_bytes(), self.identifier);
        super::block::encrypt(&self.keys.enc, [a, b, w, x, y, z, low, high, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    fn code(&self, first: u8, body: &[u8]) -> [u8; 8] {
        let counter = self.counter.to_le_bytes();
        odd(cmac(&self.keys.mac, ZERO, &[&[first], &counter[..], &self.identifier, body].concat()))
    }
}
