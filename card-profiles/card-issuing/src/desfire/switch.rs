//! A chip as its maker delivers it: its own master key is DES, all zeros. Here it becomes the AES key that chips are
//! delivered with, version 0, so that all else is done with AES. Part of conversations, not one of its own; three turns.
//!
//! | asks | the chip answers |
//! | --- | --- |
//! | 1A 00 | AF, c1 = E(K, 0, RndB 8) |
//! | AF, c2 = E(K, c1, RndA 8 ‖ rot(RndB)) | 00, E(K, end of c2, rot(RndA)) |
//! | C4 80, E(S, 0, new 16 ‖ version 1 ‖ CRC(C4 80 ‖ those) 4 ‖ 00 × 3) | 00, bare: the session is over |
//!
//! K is zeros, S = RndA[0..4] ‖ RndB[0..4]: both halves of such a key are alike, and triple DES is DES. The handshake is
//! a real EV1's, the change of key is NXP AN12757 table 93. The chip does it whole or not at all; torn, its settings say
//! which.

use super::command::CHIP_MASTER;
use super::{Place, Why};
use apdu::{Command, Response};
use des::Des;
use des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use desfire_purse::command::change_key::{self, KeyChange};
use desfire_purse::crypto::same;
use desfire_purse::status;
use desfire_purse::wire::wrap;
use purse::Secret16;
use zeroize::Zeroizing;

/// AUTHENTICATE ISO.
const AUTHENTICATE: u8 = 0x1A;
/// ADDITIONAL FRAME.
const MORE: u8 = 0xAF;
/// The master key that NXP delivers.
const MAKERS: [u8; 8] = [0; 8];

type Block = [u8; 8];

/// The switch under way.
pub(super) struct Switch {
    new: Secret16,
    random: Zeroizing<Block>,
    state: State,
}

enum State {
    Challenge,
    /// What the chip has to return, and the session key where it does.
    Proof(Block, Zeroizing<Block>),
    Change,
}

/// What comes of a turn.
pub(super) enum Switching {
    Ask(Switch, Command),
    Done,
    Refused(Why),
}

impl Switch {
    /// Puts this key in the place of the maker's; `random` is fresh, and half of it is used.
    pub(super) fn begin(new: Secret16, random: &[u8; 16]) -> (Switch, Command) {
        let [half, _] = random.as_chunks::<8>().0 else { return Switch::with(new, [0; 8]) };
        Switch::with(new, *half)
    }

    fn with(new: Secret16, random: Block) -> (Switch, Command) {
        let switch = Switch { new, random: Zeroizing::new(random), state: State::Challenge };
        (switch, wrap(AUTHENTICATE, vec![0]))
    }

    pub(super) fn hear(self, answer: &Response) -> Switching {
        match (&self.state, answer.status) {
            (State::Challenge, status::MORE) => self.challenged(&answer.data),
            (State::Proof(expected, session), status::OK) => {
                if !same(expected, &answer.data) {
                    return Switching::Refused(Why::Unreadable);
                }
                let body = sealed(session, &self.new);
                let change = Switch { state: State::Change, ..self };
                Switching::Ask(change, wrap(change_key::INS, body))
            }
            (State::Change, status::OK) if answer.data.is_empty() => Switching::Done,
            (_, status::AUTHENTICATION) => Switching::Refused(Why::WrongKey(Place::Chip)),
            (_, status::OK | status::MORE) => Switching::Refused(Why::Unreadable),
            (_, status) => Switching::Refused(Why::Chip(None, status)),
        }
    }

    fn challenged(self, challenge: &[u8]) -> Switching {
        let Ok(first) = <Block>::try_from(challenge) else { return Switching::Refused(Why::Unreadable) };
        let random_b = Zeroizing::new(undone(&MAKERS, first));
        let mut turned = *random_b;
        turned.rotate_left(1);
        let second = done(&MAKERS, xor(*self.random, first));
        let third = done(&MAKERS, xor(turned, second));
        let mut returned = *self.random;
        returned.rotate_left(1);
        let expected = done(&MAKERS, xor(returned, third));
        let session = self.random.iter().take(4).chain(random_b.iter().take(4));
        let mut key = Zeroizing::new([0; 8]);
        key.iter_mut().zip(session).for_each(|(to, from)| *to = *from);
        let proof = Switch { state: State::Proof(expected, key), ..self };
        Switching::Ask(proof, wrap(MORE, [second, third].concat()))
    }
}

/// CHANGE KEY of the session's own key, in CBC from a zero vector.
fn sealed(session: &Block, new: &Secret16) -> Vec<u8> {
    let change = KeyChange { number: CHIP_MASTER, new: new.clone(), version: 0, old: None };
    let mut padded = change.ev1_data();
    let whole = padded.len().next_multiple_of(8);
    padded.resize(whole, 0);
    let mut body = vec![CHIP_MASTER];
    let mut chained = [0; 8];
    for block in padded.as_chunks::<8>().0 {
        chained = done(session, xor(*block, chained));
        body.extend(chained);
    }
    body
}

fn done(key: &Block, block: Block) -> Block {
    let mut block = block.into();
    Des::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

fn undone(key: &Block, block: Block) -> Block {
    let mut block = block.into();
    Des::new(&(*key).into()).decrypt_block(&mut block);
    block.into()
}

fn xor(left: Block, right: Block) -> Block {
    let mut out = left;
    out.iter_mut().zip(right).for_each(|(byte, other)| *byte ^= other);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu::StatusWord;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        core::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hex"))
    }

    /// A real EV1 8K, as published (“Desfire EV1 Communication Examples”); its key was zeros.
    #[test]
    fn the_handshake_of_a_real_card() {
        let (switch, first) = Switch::with(Secret16::new([0; 16]), hex("849B36C5F8BF4A09"));
        assert_eq!((first.ins, first.data.as_slice()), (0x1A, &[0][..]));
        let challenge = Response { data: hex::<8>("5D994CE085F24089").to_vec(), status: status::MORE };
        let Switching::Ask(switch, second) = switch.hear(&challenge) else { panic!("refused") };
        assert_eq!((second.ins, second.data), (0xAF, hex::<16>("21D0AD5F2FD97454A746CC80567F1B1C").to_vec()));
        let State::Proof(expected, _) = &switch.state else { panic!("no proof") };
        assert_eq!(*expected, hex("913C6DED84221C41"));
        let wrong = Response { data: vec![0; 8], status: status::OK };
        assert!(matches!(switch.hear(&wrong), Switching::Refused(Why::Unreadable)));
    }

    /// NXP AN12757 table 93, as public code quotes it: the new key is zeros.
    #[test]
    fn the_change_of_key_of_the_maker() {
        let body = sealed(&hex("DAFF378C024610FB"), &Secret16::new([0; 16]));
        assert_eq!(body, hex::<25>("80440FE29FF2E51AD18AA105C125CDC1F3B81590984219EAB1"));
    }

    #[test]
    fn a_chip_with_another_key_says_so() {
        let (switch, _) = Switch::with(Secret16::new([0; 16]), [1; 8]);
        let refused = switch.hear(&Response::status(StatusWord(0x91AE)));
        assert!(matches!(refused, Switching::Refused(Why::WrongKey(Place::Chip))));
    }
}
