//! The maker's DES master key, all zeros: AuthenticateISO with it, and the ChangeKey that makes it AES. Nothing else is
//! heard in such a session: what issuers do on these chips begins with AES.

use super::VirtualDesfire;
use super::cipher::crc32;
use super::hear::Said;
use super::session::Chain;
use super::state::CardKey;
use super::status::{AUTHENTICATION, INTEGRITY, LENGTH, NO_SUCH_KEY, PARAMETER};
use crate::Key;
use crate::des_mac::{des, undo_des, xor};

const ZEROS: [u8; 8] = [0; 8];

impl VirtualDesfire {
    pub(super) fn authenticate_makers(&mut self, data: &[u8]) -> Result<Said, u8> {
        self.leave_session(true);
        match data {
            [0] if self.session.selected.is_none() && self.state.makers => {}
            [0] => return Err(AUTHENTICATION),
            [_] => return Err(NO_SUCH_KEY),
            _ => return Err(LENGTH),
        }
        let sent = des(&ZEROS, self.draw());
        self.session.chain = Chain::Makers(sent);
        Ok(Said::Continue(sent.to_vec()))
    }

    /// One chain of blocks over the whole handshake.
    pub(super) fn finish_makers(&mut self, sent: [u8; 8], answer: &[u8]) -> Result<Said, u8> {
        let ([left, right], []) = answer.as_chunks::<8>() else { return Err(LENGTH) };
        let random_b = undo_des(&ZEROS, sent);
        let random_a = xor(undo_des(&ZEROS, *left), sent);
        if xor(undo_des(&ZEROS, *right), *left) != turn(random_b) {
            return Err(AUTHENTICATION);
        }
        let ([a, b, c, d, ..], [e, f, g, h, ..]) = (random_a, random_b);
        self.session.makers = Some([[a, b, c, d, e, f, g, h], ZEROS]);
        Ok(Said::Whole(des(&ZEROS, xor(turn(random_a), *right)).to_vec()))
    }

    pub(super) fn in_makers_session(&mut self, ins: u8, wire: &[u8]) -> Result<Said, u8> {
        let [key, mut running] = self.session.makers.take().ok_or(AUTHENTICATION)?;
        if ins != 0xC4 {
            return Err(self.manner.decisions.unknown);
        }
        // Bits 7 and 6 of the number say what the key becomes: AES.
        let [0x80, secret @ ..] = wire else { return Err(PARAMETER) };
        let (blocks, []) = secret.as_chunks::<8>() else { return Err(LENGTH) };
        let mut clear = Vec::new();
        for block in blocks {
            clear.extend(xor(undo_des(&key, *block), running));
            running = *block;
        }
        let Some((new, tail)) = clear.split_first_chunk::<16>() else { return Err(LENGTH) };
        let Some((&version, tail)) = tail.split_first() else { return Err(LENGTH) };
        let Some((crc, padding)) = tail.split_first_chunk::<4>() else { return Err(LENGTH) };
        let checked = [&[0xC4, 0x80][..], new, &[version]].concat();
        if crc32(&checked) != *crc || padding.iter().any(|byte| *byte != 0) {
            return Err(INTEGRITY);
        }
        let master = CardKey { key: Key(*new), version };
        self.save(|state| (state.master, state.makers) = (master, false));
        Ok(Said::Whole(Vec::new()))
    }
}

fn turn(mut block: [u8; 8]) -> [u8; 8] {
    block.rotate_left(1);
    block
}
