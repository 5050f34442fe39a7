//! A payout that one officer made and another checked, in the shape of a tariff release.
//!
//! The payout's bytes ‖ maker ‖ checker. Maker and checker are each a key fingerprint (16) and an Ed25519 signature
//! (64) over a context of its own and every byte before the signature: the checker signs the maker's signature too.
//! A proposal is the same without the checker. Only a [`SignedPayout`] that verifies gives a
//! [`ReleasedPayout`], and only that is written for a bank.

use core::fmt;

use ed25519_dalek::{Signature, Signer as _};
use records::{Fingerprint, Officer, OfficerRole, SigningKey, VerifyingKey, sha256};

use crate::paper;
use crate::payout::Payout;

const MAKER: &[u8] = b"lovecard payout maker v1\0";
const CHECKER: &[u8] = b"lovecard payout checker v1\0";
const SIGNATURE: usize = 64;
const SEAL: usize = 16 + SIGNATURE;

/// Why a payout is not released. Nothing is paid until another person has checked what was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PayoutSignError {
    /// Not a payout of this version, cut, or a line that cannot be paid.
    #[error(
        "不是完整的 v1 付款单；未付款，请重新取得文件 · not a whole payout of version 1; nothing was paid, get the file again"
    )]
    Shape,
    /// One key, or one person, did both.
    #[error(
        "经办和复核是同一人；未付款，请换人复核 · maker and checker are one person; nothing was paid, let another check"
    )]
    SamePerson,
    /// No officer has the maker's key.
    #[error(
        "经办人不在册；未付款，请先登记 · nobody registered has the maker's key; nothing was paid, register it first"
    )]
    UnknownMaker,
    /// No officer has the checker's key.
    #[error(
        "复核人不在册；未付款，请先登记 · nobody registered has the checker's key; nothing was paid, register it first"
    )]
    UnknownChecker,
    /// The maker may only check.
    #[error(
        "经办人无经办权限；未付款，请由经办人重做 · the maker may not make; nothing was paid, let a maker make it"
    )]
    NotAMaker,
    /// The checker may only make.
    #[error(
        "复核人无复核权限；未付款，请由复核人复核 · the checker may not check; nothing was paid, let a checker check"
    )]
    NotAChecker,
    /// The maker's signature is not over this.
    #[error(
        "经办签名与付款单不符，内容可能被改；未付款，请经办人重做 · the maker did not sign this, it may be altered; nothing was paid, make it anew"
    )]
    MakerSignature,
    /// The checker's signature is not over this.
    #[error(
        "复核签名与付款单不符，内容可能被改；未付款，请重新复核 · the checker did not sign this, it may be altered; nothing was paid, check it again"
    )]
    CheckerSignature,
}

/// A payout that its maker has signed and nobody has checked.
#[derive(Clone, PartialEq, Eq)]
pub struct PayoutProposal {
    payout: Payout,
    maker: Fingerprint,
    bytes: Vec<u8>,
}

/// A payout that two people have signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedPayout {
    proposal: PayoutProposal,
    checker: Fingerprint,
    bytes: Vec<u8>,
}

/// A payout whose two signatures were found good: nothing else can be written for a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleasedPayout<'a>(&'a Payout);

impl<'a> ReleasedPayout<'a> {
    /// What is released.
    #[must_use]
    pub fn payout(self) -> &'a Payout {
        self.0
    }
}

/// SHA-256 of a payout's bytes: what maker and checker compare before they sign.
#[must_use]
pub fn content_hash(payout: &Payout) -> [u8; 32] {
    sha256(&paper::written(payout))
}

impl PayoutProposal {
    /// Signs a payout as its maker. The same payout and key always give the same bytes.
    #[must_use]
    pub fn sign(payout: &Payout, maker: &SigningKey) -> PayoutProposal {
        let bytes = sealed(paper::written(payout), MAKER, maker);
        PayoutProposal { payout: payout.clone(), maker: Fingerprint::of(&maker.verifying_key()), bytes }
    }

    /// Reads a proposal. Nothing of it is believed yet.
    ///
    /// # Errors
    /// [`PayoutSignError::Shape`].
    pub fn open(bytes: &[u8]) -> Result<PayoutProposal, PayoutSignError> {
        let (payout, seal) = paper::read(bytes).ok_or(PayoutSignError::Shape)?;
        if seal.len() != SEAL {
            return Err(PayoutSignError::Shape);
        }
        let maker = signer(bytes).ok_or(PayoutSignError::Shape)?;
        Ok(PayoutProposal { payout, maker, bytes: bytes.to_vec() })
    }

    /// Whether a registered maker signed this.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn verify(&self, officers: &[Officer]) -> Result<(), PayoutSignError> {
        let maker = found(officers, self.maker).ok_or(PayoutSignError::UnknownMaker)?;
        if maker.role != OfficerRole::Maker {
            return Err(PayoutSignError::NotAMaker);
        }
        if good(&self.bytes, MAKER, &maker.key) { Ok(()) } else { Err(PayoutSignError::MakerSignature) }
    }

    /// Signs as the checker, over what the maker signed and the maker's signature. Who may check is not asked here:
    /// [`SignedPayout::verify`] is.
    ///
    /// # Errors
    /// [`PayoutSignError::SamePerson`]: the maker's own key.
    pub fn check(&self, checker: &SigningKey) -> Result<SignedPayout, PayoutSignError> {
        let by = Fingerprint::of(&checker.verifying_key());
        if by == self.maker {
            return Err(PayoutSignError::SamePerson);
        }
        let bytes = sealed(self.bytes.clone(), CHECKER, checker);
        Ok(SignedPayout { proposal: self.clone(), checker: by, bytes })
    }

    /// What is proposed.
    #[must_use]
    pub fn payout(&self) -> &Payout {
        &self.payout
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl SignedPayout {
    /// Reads a signed payout. Nothing of it is believed yet.
    ///
    /// # Errors
    /// [`PayoutSignError::Shape`].
    pub fn open(bytes: &[u8]) -> Result<SignedPayout, PayoutSignError> {
        let proposed = bytes.len().checked_sub(SEAL).and_then(|end| bytes.get(..end));
        let proposal = PayoutProposal::open(proposed.unwrap_or_default())?;
        let checker = signer(bytes).ok_or(PayoutSignError::Shape)?;
        Ok(SignedPayout { proposal, checker, bytes: bytes.to_vec() })
    }

    /// Whether two different registered people signed this: one who may make, one who may check.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn verify(&self, officers: &[Officer]) -> Result<ReleasedPayout<'_>, PayoutSignError> {
        if self.checker == self.proposal.maker {
            return Err(PayoutSignError::SamePerson);
        }
        self.proposal.verify(officers)?;
        let checker = found(officers, self.checker).ok_or(PayoutSignError::UnknownChecker)?;
        if checker.role != OfficerRole::Checker {
            return Err(PayoutSignError::NotAChecker);
        }
        if !good(&self.bytes, CHECKER, &checker.key) {
            return Err(PayoutSignError::CheckerSignature);
        }
        Ok(ReleasedPayout(&self.proposal.payout))
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What is signed, with the signer's fingerprint behind it, then the signature.
fn sealed(mut bytes: Vec<u8>, context: &[u8], key: &SigningKey) -> Vec<u8> {
    bytes.extend_from_slice(&Fingerprint::of(&key.verifying_key()).0);
    let signature = key.sign(&[context, &bytes].concat());
    bytes.extend_from_slice(&signature.to_bytes());
    bytes
}

/// Whose fingerprint stands before the last signature.
fn signer(bytes: &[u8]) -> Option<Fingerprint> {
    let (before, _) = bytes.split_last_chunk::<SIGNATURE>()?;
    before.last_chunk().map(|by| Fingerprint(*by))
}

/// Whether the last signature is the key's, over all before it.
fn good(bytes: &[u8], context: &[u8], key: &VerifyingKey) -> bool {
    bytes.split_last_chunk::<SIGNATURE>().is_some_and(|(before, signature)| {
        key.verify_strict(&[context, before].concat(), &Signature::from_bytes(signature)).is_ok()
    })
}

fn found(officers: &[Officer], by: Fingerprint) -> Option<&Officer> {
    officers.iter().find(|officer| officer.fingerprint() == by)
}

impl fmt::Debug for PayoutProposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayoutProposal({}, made by {})", self.payout.head().id, self.maker)
    }
}

impl fmt::Debug for SignedPayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedPayout({:?}, checked by {})", self.proposal, self.checker)
    }
}
