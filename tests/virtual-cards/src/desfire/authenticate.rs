//! AuthenticateAES, AuthenticateEV2First, AuthenticateEV2NonFirst.

use super::cipher::{Block, ZERO, cbc_decrypt, cbc_encrypt, cmac, encrypt};
use super::session::{Chain, Handshake, Kind, Login};
use super::status::{AUTHENTICATION, LENGTH, NO_SUCH_KEY, PARAMETER};
use super::{Channel, Said, VirtualDesfire};
use crate::Key;

impl VirtualDesfire {
    pub(super) fn authenticate_aes(&mut self, data: &[u8]) -> Result<Said, u8> {
        self.leave_session(true);
        let &[number] = data else { return Err(LENGTH) };
        self.challenge(number, |key, random| Kind::First { sent: encrypt(key, random) })
    }

    pub(super) fn authenticate_first(&mut self, data: &[u8]) -> Result<Said, u8> {
        self.leave_session(true);
        let [number, length, told @ ..] = data else { return Err(LENGTH) };
        if told.len() != usize::from(*length) || told.len() > 6 {
            return Err(LENGTH);
        }
        // The other cipher suite (LRP) is not one of these cards.
        if told.first().is_some_and(|byte| byte & 0x02 != 0) {
            return Err(PARAMETER);
        }
        let mut capabilities = [0; 6];
        for (at, byte) in capabilities.iter_mut().zip(told) {
            *at = *byte;
        }
        self.challenge(*number, |_, _| Kind::SecondFirst { capabilities })
    }

    pub(super) fn authenticate_again(&mut self, data: &[u8]) -> Result<Said, u8> {
        let live = self.session.login.as_ref().map(|login| login.channel.clone());
        self.leave_session(false);
        let Some(Channel::Second { ti, counter, .. }) = live else { return Err(AUTHENTICATION) };
        let &[number] = data else { return Err(LENGTH) };
        self.challenge(number, |_, _| Kind::SecondAgain { ti, counter })
    }

    /// The old session is over at once, whatever comes of the new one.
    pub(super) fn leave_session(&mut self, first: bool) {
        self.session.login = None;
        self.session.makers = None;
        if first && self.manner.decisions.authentication_aborts {
            self.session.transaction = None;
        }
    }

    fn challenge(&mut self, number: u8, kind: impl FnOnce(&Key, Block) -> Kind) -> Result<Said, u8> {
        let key = *self.key(number).ok_or(NO_SUCH_KEY)?;
        if self.session.selected.is_none() && self.state.makers {
            return Err(AUTHENTICATION);
        }
        let random = self.draw();
        let kind = kind(&key.key, random);
        let sent = encrypt(&key.key, random);
        self.session.chain = Chain::Handshake(Handshake { kind, number, key, random });
        Ok(Said::Continue(sent.to_vec()))
    }

    /// The second half: the reader shows that it knows the key, the card does the same.
    pub(super) fn finish_handshake(&mut self, shake: &Handshake, answer: &[u8]) -> Result<Said, u8> {
        if answer.len() != 32 {
            return Err(LENGTH);
        }
        let key = &shake.key.key;
        let mut iv = if let Kind::First { sent } = shake.kind { sent } else { ZERO };
        let clear = cbc_decrypt(key, &mut iv, answer);
        let Some((random_a, turned)) = clear.split_first_chunk::<16>() else { return Err(LENGTH) };
        if *turned != turn(shake.random) {
            return Err(AUTHENTICATION);
        }
        let (channel, told) = match shake.kind {
            Kind::First { .. } => {
                (first_channel(*random_a, shake.random), cbc_encrypt(key, &mut iv, &turn(*random_a)))
            }
            Kind::SecondFirst { capabilities } => {
                let ti = self.draw();
                // TI, RndA', what the card can (nothing special), what the reader said.
                let told = [&ti[..], &turn(*random_a), &[0; 6], &capabilities].concat();
                let channel = second_channel(key, *random_a, shake.random, ti, 0);
                (channel, cbc_encrypt(key, &mut ZERO.clone(), &told))
            }
            Kind::SecondAgain { ti, counter } => {
                let channel = second_channel(key, *random_a, shake.random, ti, counter);
                (channel, cbc_encrypt(key, &mut ZERO.clone(), &turn(*random_a)))
            }
        };
        self.session.login = Some(Login { key: shake.number, channel });
        Ok(Said::Whole(told))
    }
}

/// Rotated left by one byte.
fn turn(block: Block) -> Block {
    let [first, rest @ ..] = block;
    let mut turned = [first; 16];
    for (at, byte) in turned.iter_mut().zip(rest) {
        *at = byte;
    }
    turned
}

/// Session key of the first channel: `A[0..4] ‖ B[0..4] ‖ A[12..16] ‖ B[12..16]`.
fn first_channel(a: Block, b: Block) -> Channel {
    let [a0, a1, a2, a3, .., a12, a13, a14, a15] = a;
    let [b0, b1, b2, b3, .., b12, b13, b14, b15] = b;
    let key = [a0, a1, a2, a3, b0, b1, b2, b3, a12, a13, a14, a15, b12, b13, b14, b15];
    Channel::First { key: Key(key), iv: ZERO }
}

/// Session keys of the second channel: CMACs over a label and
/// `A[0..2] ‖ (A[2..8] xor B[0..6]) ‖ B[6..16] ‖ A[8..16]`.
fn second_channel(key: &Key, a: Block, b: Block, ti: [u8; 4], counter: u16) -> Channel {
    let mixed = a.iter().skip(2).zip(b).take(6).map(|(left, right)| left ^ right);
    let begin = a.iter().take(2).copied();
    let end = b.iter().skip(6).chain(a.iter().skip(8)).copied();
    let vector: Vec<u8> = begin.chain(mixed).chain(end).collect();
    let derived =
        |label: [u8; 2]| Key(cmac(key, ZERO, &[&label[..], &[0x00, 0x01, 0x00, 0x80], &vector].concat()));
    Channel::Second { encryption: derived([0xA5, 0x5A]), mac: derived([0x5A, 0xA5]), ti, counter }
}
