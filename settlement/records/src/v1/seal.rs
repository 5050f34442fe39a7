//! How an officer seals a paper: a key fingerprint (16) and an Ed25519 signature (64) behind it, over a context and
//! every byte before the signature.

use ed25519_dalek::SigningKey;

use super::officer::{Fingerprint, Officer, OfficerRole};
use super::{ReleaseError, sign, signed};
use crate::wire::{Short, Take};

const SIGNATURE: usize = 64;

/// Who signed, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) by: Fingerprint,
    signature: [u8; SIGNATURE],
}

/// A seal at the end of the bytes that it seals.
#[derive(Clone, Copy)]
pub(super) struct SealOf<'a> {
    pub(super) seal: &'a Seal,
    pub(super) bytes: &'a [u8],
}

impl Seal {
    pub(super) fn read(take: &mut Take<'_>) -> Result<Seal, Short> {
        Ok(Seal { by: Fingerprint(take.array()?), signature: take.array()? })
    }

    /// What is signed, with the signer's fingerprint behind it, then the signature.
    pub(super) fn append(mut bytes: Vec<u8>, context: &[u8], key: &SigningKey) -> Vec<u8> {
        bytes.extend_from_slice(&Fingerprint::of(&key.verifying_key()).0);
        let signature = sign(context, &bytes, key);
        bytes.extend_from_slice(&signature);
        bytes
    }

    /// The bytes before this seal, when it is the last.
    pub(super) fn sealed<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        before(bytes, SIGNATURE.saturating_add(self.by.0.len()))
    }
}

fn before(bytes: &[u8], tail: usize) -> &[u8] {
    bytes.len().checked_sub(tail).and_then(|end| bytes.get(..end)).unwrap_or_default()
}

fn found(officers: &[Officer], by: Fingerprint) -> Option<&Officer> {
    officers.iter().find(|officer| officer.fingerprint() == by)
}

impl SealOf<'_> {
    fn is_by(self, context: &[u8], officer: &Officer) -> bool {
        signed(context, before(self.bytes, SIGNATURE), &self.seal.signature, &officer.key)
    }
}

/// Whether a registered maker sealed this.
pub(super) fn check_maker(context: &[u8], of: SealOf<'_>, officers: &[Officer]) -> Result<(), ReleaseError> {
    let maker = found(officers, of.seal.by).ok_or(ReleaseError::UnknownMaker)?;
    if maker.role != OfficerRole::Maker {
        return Err(ReleaseError::NotAMaker);
    }
    if of.is_by(context, maker) { Ok(()) } else { Err(ReleaseError::MakerSignature) }
}

/// Whether two different people sealed this: one who may make, one who may check. Each with its context.
pub(super) fn check_two(
    (making, made): (&[u8], SealOf<'_>),
    (checking, checked): (&[u8], SealOf<'_>),
    officers: &[Officer],
) -> Result<(), ReleaseError> {
    if made.seal.by == checked.seal.by {
        return Err(ReleaseError::SamePerson);
    }
    check_maker(making, made, officers)?;
    let checker = found(officers, checked.seal.by).ok_or(ReleaseError::UnknownChecker)?;
    if checker.role != OfficerRole::Checker {
        return Err(ReleaseError::NotAChecker);
    }
    if checked.is_by(checking, checker) { Ok(()) } else { Err(ReleaseError::CheckerSignature) }
}
