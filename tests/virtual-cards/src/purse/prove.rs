//! GET TRANSACTION PROVE: what the card says about its last transaction, for as long as it is the last.

use super::{Proof, VirtualPurse};
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
        let Proof { mac2, tac, .. } = proof.ok_or(NO_PROOF)?;
        // MAC2 first: the reverse of what DEBIT answers.
        Ok(if self.manner.proves_tac_first { [tac, mac2] } else { [mac2, tac] }.concat())
    }
}
