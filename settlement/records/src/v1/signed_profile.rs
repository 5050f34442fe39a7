//! A card profile as two officers signed it.
//!
//! `LCC1` ‖ division u32 ‖ version u32 ‖ SHA-256 of the text ‖ length u32 ‖ text ‖ maker ‖ checker. Maker and checker
//! are seals as on a tariff release, under contexts of their own; the checker's is missing until somebody checks.
//!
//! What the text means is not known here: whoever reads profiles does.

use core::fmt;

use ed25519_dalek::SigningKey;

use super::ReleaseError;
use super::officer::{Fingerprint, Officer};
use super::seal::{Seal, SealOf, check_maker, check_two};
use crate::sha256;
use crate::wire::{Put, Short, Take};

const MAGIC: &[u8; 4] = b"LCC1";
const MAKER: &[u8] = b"lovecard card profile maker v1\0";
const CHECKER: &[u8] = b"lovecard card profile checker v1\0";
const MAX_TEXT: usize = 1024 * 1024;

/// Why a signed card profile is refused; what is installed stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedProfileError {
    /// Not a signed profile of this version.
    #[error("不是签过名的卡型文件 · not a signed card profile")]
    Shape,
    /// The text is not the one whose hash was signed.
    #[error("卡型正文与摘要不符 · the text is not the one that was signed")]
    Text,
    /// For another county.
    #[error("卡型是别的县的 · the card profile is another county's")]
    OtherCounty,
    /// Nobody has checked it.
    #[error("卡型只有经办签名 · only its maker has signed the card profile")]
    Unchecked,
    /// The signatures are not those of two people who may.
    #[error(transparent)]
    Signature(#[from] ReleaseError),
}

impl From<Short> for SignedProfileError {
    fn from(_: Short) -> SignedProfileError {
        SignedProfileError::Shape
    }
}

/// A card profile that one or two people have signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedProfile {
    /// Division code of the county it is for.
    pub division: u32,
    /// Its version: a higher one takes the place of a lower.
    pub version: u32,
    /// The profile, whole.
    pub text: String,
    maker: Seal,
    checker: Option<Seal>,
    bytes: Vec<u8>,
}

impl SignedProfile {
    /// Signs a profile as its maker.
    ///
    /// # Errors
    /// [`SignedProfileError::Shape`]: a text above 1 MiB.
    pub fn make(
        (division, version): (u32, u32),
        text: &str,
        maker: &SigningKey,
    ) -> Result<SignedProfile, SignedProfileError> {
        let text = text.as_bytes();
        let length = u32::try_from(text.len()).ok().filter(|_| text.len() <= MAX_TEXT);
        let mut put = Put::default();
        put.bytes(MAGIC).u32(division).u32(version).bytes(&sha256(text));
        put.u32(length.ok_or(SignedProfileError::Shape)?).bytes(text);
        SignedProfile::open(&Seal::append(put.finish(), MAKER, maker))
    }

    /// Reads a signed profile. Nothing of it is believed yet.
    ///
    /// # Errors
    /// [`SignedProfileError::Shape`] or [`SignedProfileError::Text`].
    pub fn open(bytes: &[u8]) -> Result<SignedProfile, SignedProfileError> {
        let mut take = Take(bytes);
        if take.array::<4>()? != *MAGIC {
            return Err(SignedProfileError::Shape);
        }
        let (division, version, hash) = (take.u32()?, take.u32()?, take.array::<32>()?);
        let length = usize::try_from(take.u32()?).ok().filter(|&length| length <= MAX_TEXT);
        let text = take.slice(length.ok_or(SignedProfileError::Shape)?)?;
        if sha256(text) != hash {
            return Err(SignedProfileError::Text);
        }
        let text = String::from_utf8(text.to_vec()).map_err(|_| SignedProfileError::Shape)?;
        let maker = Seal::read(&mut take)?;
        let checker = if take.0.is_empty() { None } else { Some(Seal::read(&mut take)?) };
        let whole = take.0.is_empty();
        let signed = SignedProfile { division, version, text, maker, checker, bytes: bytes.to_vec() };
        if whole { Ok(signed) } else { Err(SignedProfileError::Shape) }
    }

    /// Signs as the checker, over what the maker signed and the maker's signature. Who may check is not asked here.
    ///
    /// # Errors
    /// [`SignedProfileError::Shape`]: somebody has checked it already.
    pub fn check(&self, checker: &SigningKey) -> Result<SignedProfile, SignedProfileError> {
        SignedProfile::open(&Seal::append(self.bytes.clone(), CHECKER, checker))
    }

    /// Whether a registered maker signed this for this county.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn verify_made(&self, officers: &[Officer], division: u32) -> Result<(), SignedProfileError> {
        self.at_home(division)?;
        Ok(check_maker(MAKER, self.made(), officers)?)
    }

    /// Whether two different people of this county signed this: one who may make, one who may check.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn verify(&self, officers: &[Officer], division: u32) -> Result<(), SignedProfileError> {
        self.at_home(division)?;
        let seal = self.checker.as_ref().ok_or(SignedProfileError::Unchecked)?;
        let checked = SealOf { seal, bytes: &self.bytes };
        Ok(check_two((MAKER, self.made()), (CHECKER, checked), officers)?)
    }

    fn at_home(&self, division: u32) -> Result<(), SignedProfileError> {
        if self.division == division { Ok(()) } else { Err(SignedProfileError::OtherCounty) }
    }

    fn made(&self) -> SealOf<'_> {
        let bytes = self.checker.as_ref().map_or(&self.bytes[..], |checker| checker.sealed(&self.bytes));
        SealOf { seal: &self.maker, bytes }
    }

    /// The key that made it.
    #[must_use]
    pub fn maker(&self) -> Fingerprint {
        self.maker.by
    }

    /// The key that checked it.
    #[must_use]
    pub fn checker(&self) -> Option<Fingerprint> {
        self.checker.map(|checker| checker.by)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Says which, not what.
impl fmt::Debug for SignedProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedProfile({} v{}, made by {}, ", self.division, self.version, self.maker.by)?;
        match self.checker {
            Some(checker) => write!(f, "checked by {})", checker.by),
            None => f.write_str("unchecked)"),
        }
    }
}
