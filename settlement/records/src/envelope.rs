//! JSON under a signature: magic ‖ length u32 ‖ JSON ‖ Ed25519 signature 64 over a context, then the JSON.
//! Read only after its signature was checked.

use ed25519_dalek::{SigningKey, VerifyingKey};

use crate::v1::{sign, signed};
use crate::wire::{Put, Short, Take};

const MAX_JSON: usize = 64 * 1024 * 1024;

/// What a kind of paper writes around its JSON.
pub(crate) struct Envelope {
    pub(crate) magic: &'static [u8; 4],
    pub(crate) context: &'static [u8],
}

/// Why an envelope was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// Another kind of paper, or cut.
    Shape,
    /// Another signer.
    Signature,
}

impl From<Short> for Closed {
    fn from(_: Short) -> Closed {
        Closed::Shape
    }
}

impl Envelope {
    /// `None`: too large to carry.
    pub(crate) fn seal(&self, json: &[u8], key: &SigningKey) -> Option<Vec<u8>> {
        let len = u32::try_from(json.len()).ok().filter(|_| json.len() <= MAX_JSON)?;
        let signature = sign(self.context, json, key);
        Some(Put::default().bytes(self.magic).u32(len).bytes(json).bytes(&signature).finish())
    }

    pub(crate) fn open<'a>(&self, bytes: &'a [u8], signer: &VerifyingKey) -> Result<&'a [u8], Closed> {
        let mut take = Take(bytes);
        if take.array::<4>()? != *self.magic {
            return Err(Closed::Shape);
        }
        let len = usize::try_from(take.u32()?).ok().filter(|&len| len <= MAX_JSON);
        let json = take.slice(len.ok_or(Closed::Shape)?)?;
        let signature = take.array()?;
        if !take.0.is_empty() {
            return Err(Closed::Shape);
        }
        if signed(self.context, json, &signature, signer) { Ok(json) } else { Err(Closed::Signature) }
    }
}
