//! GET TRANSACTION PROVE: what the card says about its last transaction, for as long as it is the last.

use super::VirtualPurse;
use crate::incoming::{Incoming, NO_PROOF, Said, WRONG_P1_P2};

impl VirtualPurse {
    pub(super) fn get_proof(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        if heard.p1 != 0x00 {
            return Err(WRONG_P1_P2);
        }
        let counter = u16::from_be_bytes(*heard.exactly::<2>()?);
        heard.wants(8, self.manner.strict_le)?;
        let proof = self.state.proof.filter(|proof| proof.kind == heard.p2 && proof.counter == counter);
        // MAC2 first: the reverse of what DEBIT answers.
        proof.map(|proof| [proof.mac2, proof.tac].concat()).ok_or(NO_PROOF)
    }
}
