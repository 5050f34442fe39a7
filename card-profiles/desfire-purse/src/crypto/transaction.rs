//! The transaction MAC of EV2 and EV3: what the card proves to the center and to no till. NXP MF2DL(H)x0 data sheet
//! §10.3.
//!
//! ```text
//! SV1 = 5A 00 01 00 80 ‖ TMC 4 ‖ UID 7          SesTMMACKey = CMAC(AppTransactionMACKey, SV1)
//! SV2 = A5 00 01 00 80 ‖ TMC 4 ‖ UID 7          SesTMENCKey = CMAC(AppTransactionMACKey, SV2)
//! TMV = odd bytes of CMAC(SesTMMACKey, TMI)
//! EncTMRI = E(SesTMENCKey, reader id of the commit before)
//! ```
//!
//! TMC is the counter that the commit returns, little-endian. TMI is one item for every data command, in order:
//! `INS ‖ parameters`, filled with zeros to sixteen, then its plain data, filled with zeros to sixteen.

use super::cmac::{cmac, odd};
use super::{ZERO, cbc_decrypt};
use purse::Secret16;

/// First byte of the vector of SesTMMACKey.
pub(crate) const MAC_LABEL: u8 = 0x5A;

/// The vector that a key of one commit is derived by.
pub(crate) fn vector(label: u8, counter: u32, [a, b, c, d, e, f, g]: [u8; 7]) -> [u8; 16] {
    let [h, i, j, k] = counter.to_le_bytes();
    [label, 0, 1, 0, 0x80, h, i, j, k, a, b, c, d, e, f, g]
}

/// The two keys of one commit of one card.
#[derive(Clone, Debug)]
pub struct CommitKeys {
    /// Makes the TMV: SesTMMACKey.
    pub mac: Secret16,
    /// Seals the previous reader id: SesTMENCKey.
    pub enc: Secret16,
}

impl CommitKeys {
    /// Derives them from the card's transaction MAC key, the counter that the commit returned, and the chip serial.
    #[must_use]
    pub fn derive(key: &Secret16, counter: u32, uid: [u8; 7]) -> CommitKeys {
        let derived = |label: u8| Secret16::new(cmac(key, ZERO, &vector(label, counter, uid)));
        CommitKeys { mac: derived(MAC_LABEL), enc: derived(0xA5) }
    }

    /// The transaction MAC value over a whole input.
    #[must_use]
    pub fn value(&self, input: &[u8]) -> [u8; 8] {
        odd(cmac(&self.mac, ZERO, input))
    }

    /// The reader id of the commit before, out of what COMMIT READER ID answered.
    #[must_use]
    pub fn previous_reader(&self, sealed: [u8; 16]) -> [u8; 16] {
        cbc_decrypt(&self.enc, ZERO, &sealed).try_into().unwrap_or(ZERO)
    }
}

/// One item of the transaction MAC input: the command as it went over the wire, without MAC, cipher and frames.
#[must_use]
pub fn item(ins: u8, parameters: &[u8], data: &[u8]) -> Vec<u8> {
    let mut item = [&[ins], parameters].concat();
    item.resize(item.len().next_multiple_of(16), 0);
    item.extend_from_slice(data);
    item.resize(item.len().next_multiple_of(16), 0);
    item
}
