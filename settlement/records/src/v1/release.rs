//! A tariff release: one tariff text, made by one officer and checked by another.
//!
//! `LCT1` ‖ division u32 ‖ id length u8 ‖ id ‖ version u32 ‖ effective UTC µs i64 ‖ SHA-256 of the text ‖ length
//! u32 ‖ text ‖ maker ‖ checker. Maker and checker are each a key fingerprint (16) and an Ed25519 signature (64)
//! over a context of its own and every byte before the signature: the checker signs the maker's signature too, so
//! that what was checked is what was made. A proposal is the same without the checker.
//!
//! What the text means is not known here: whoever reads tariffs compares it with [`TariffTerms`].

use core::fmt;

use ed25519_dalek::SigningKey;

use super::officer::{Fingerprint, Officer};
use super::seal::{Seal, SealOf, check_maker, check_two};
use crate::sha256;
use crate::wire::{Put, Short, Take};

const MAGIC: &[u8; 4] = b"LCT1";
const MAKER: &[u8] = b"lovecard tariff maker v1\0";
const CHECKER: &[u8] = b"lovecard tariff checker v1\0";
const MAX_TEXT: usize = 1024 * 1024;

/// What is released.
#[derive(Clone, PartialEq, Eq)]
pub struct TariffTerms {
    /// Division code of the county it is for.
    pub division: u32,
    /// The tariff's id.
    pub tariff: String,
    /// The tariff's version.
    pub version: u32,
    /// From when it prices, UTC µs: county midnight of its first day.
    pub effective_us: i64,
    /// The tariff, whole.
    pub text: String,
}

/// Says which, not what.
impl fmt::Debug for TariffTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TariffTerms { division, tariff, version, effective_us, .. } = self;
        write!(f, "{division} {tariff} v{version} from {effective_us}")
    }
}

/// Why a release is refused. The numbers are for ever; what was in force stays in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ReleaseError {
    /// Not a release of this version.
    #[error("不是 v1 资费发布文件 · not a tariff release of version 1")]
    Shape,
    /// The text is not the one whose hash was signed.
    #[error("资费正文与摘要不符 · the text is not the one that was signed")]
    Text,
    /// For another county.
    #[error("资费是别的县的 · the tariff is another county's")]
    OtherCounty,
    /// No officer has the maker's key.
    #[error("经办人不在册 · nobody registered has the maker's key")]
    UnknownMaker,
    /// No officer has the checker's key.
    #[error("复核人不在册 · nobody registered has the checker's key")]
    UnknownChecker,
    /// One person did both.
    #[error("经办和复核是同一人 · maker and checker are one person")]
    SamePerson,
    /// The maker may only check.
    #[error("经办人无经办权限 · the maker may not make")]
    NotAMaker,
    /// The checker may only make.
    #[error("复核人无复核权限 · the checker may not check")]
    NotAChecker,
    /// The maker's signature is not over this.
    #[error("经办签名不符 · the maker did not sign this")]
    MakerSignature,
    /// The checker's signature is not over this.
    #[error("复核签名不符 · the checker did not sign this")]
    CheckerSignature,
}

impl ReleaseError {
    /// All, in the order of their numbers.
    pub const ALL: [ReleaseError; 10] = [
        ReleaseError::Shape,
        ReleaseError::Text,
        ReleaseError::OtherCounty,
        ReleaseError::UnknownMaker,
        ReleaseError::UnknownChecker,
        ReleaseError::SamePerson,
        ReleaseError::NotAMaker,
        ReleaseError::NotAChecker,
        ReleaseError::MakerSignature,
        ReleaseError::CheckerSignature,
    ];

    /// 1 to 10, as tills show it behind an R.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            ReleaseError::Shape => 1,
            ReleaseError::Text => 2,
            ReleaseError::OtherCounty => 3,
            ReleaseError::UnknownMaker => 4,
            ReleaseError::UnknownChecker => 5,
            ReleaseError::SamePerson => 6,
            ReleaseError::NotAMaker => 7,
            ReleaseError::NotAChecker => 8,
            ReleaseError::MakerSignature => 9,
            ReleaseError::CheckerSignature => 10,
        }
    }
}

impl From<Short> for ReleaseError {
    fn from(_: Short) -> ReleaseError {
        ReleaseError::Shape
    }
}

/// A tariff that its maker has signed and nobody has checked.
#[derive(Clone, PartialEq, Eq)]
pub struct TariffProposal {
    /// What is proposed.
    pub terms: TariffTerms,
    maker: Seal,
    bytes: Vec<u8>,
}

/// A tariff that two people have signed.
#[derive(Clone, PartialEq, Eq)]
pub struct TariffRelease {
    /// What is released.
    pub terms: TariffTerms,
    maker: Seal,
    checker: Seal,
    bytes: Vec<u8>,
}

fn read_terms(take: &mut Take<'_>) -> Result<TariffTerms, ReleaseError> {
    if take.array::<4>()? != *MAGIC {
        return Err(ReleaseError::Shape);
    }
    let division = take.u32()?;
    let len = usize::from(take.u8()?);
    let tariff = utf8(take.slice(len)?)?;
    let (version, effective_us) = (take.u32()?, take.i64()?);
    let hash = take.array::<32>()?;
    let len = usize::try_from(take.u32()?).ok().filter(|&len| len <= MAX_TEXT);
    let text = take.slice(len.ok_or(ReleaseError::Shape)?)?;
    if sha256(text) != hash {
        return Err(ReleaseError::Text);
    }
    Ok(TariffTerms { division, tariff, version, effective_us, text: utf8(text)? })
}

fn utf8(bytes: &[u8]) -> Result<String, ReleaseError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| ReleaseError::Shape)
}

impl TariffProposal {
    /// Signs terms as their maker. The same terms and key always give the same bytes.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`]: an id above 255 bytes or a text above 1 MiB.
    pub fn sign(terms: &TariffTerms, maker: &SigningKey) -> Result<TariffProposal, ReleaseError> {
        let id_len = u8::try_from(terms.tariff.len()).map_err(|_| ReleaseError::Shape)?;
        let text = terms.text.as_bytes();
        let text_len = u32::try_from(text.len()).ok().filter(|_| text.len() <= MAX_TEXT);
        let mut put = Put::default();
        put.bytes(MAGIC).u32(terms.division).u8(id_len).bytes(terms.tariff.as_bytes());
        put.u32(terms.version).i64(terms.effective_us).bytes(&sha256(text));
        put.u32(text_len.ok_or(ReleaseError::Shape)?).bytes(text);
        TariffProposal::open(&Seal::append(put.finish(), MAKER, maker))
    }

    /// Reads a proposal. Nothing of it is believed yet.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] or [`ReleaseError::Text`].
    pub fn open(bytes: &[u8]) -> Result<TariffProposal, ReleaseError> {
        let mut take = Take(bytes);
        let terms = read_terms(&mut take)?;
        let maker = Seal::read(&mut take)?;
        let whole = take.0.is_empty();
        let proposal = TariffProposal { terms, maker, bytes: bytes.to_vec() };
        if whole { Ok(proposal) } else { Err(ReleaseError::Shape) }
    }

    /// Whether a registered maker signed this for this county.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn verify(&self, officers: &[Officer], division: u32) -> Result<(), ReleaseError> {
        if self.terms.division != division {
            return Err(ReleaseError::OtherCounty);
        }
        check_maker(MAKER, SealOf { seal: &self.maker, bytes: &self.bytes }, officers)
    }

    /// Signs as the checker, over what the maker signed and the maker's signature. Who may check is not asked
    /// here: [`TariffRelease::verify`] is.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`], never for a proposal that was opened.
    pub fn check(&self, checker: &SigningKey) -> Result<TariffRelease, ReleaseError> {
        TariffRelease::open(&Seal::append(self.bytes.clone(), CHECKER, checker))
    }

    /// The key that made it.
    #[must_use]
    pub fn maker(&self) -> Fingerprint {
        self.maker.by
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl TariffRelease {
    /// Reads a release. Nothing of it is believed yet.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] or [`ReleaseError::Text`].
    pub fn open(bytes: &[u8]) -> Result<TariffRelease, ReleaseError> {
        let mut take = Take(bytes);
        let terms = read_terms(&mut take)?;
        let (maker, checker) = (Seal::read(&mut take)?, Seal::read(&mut take)?);
        let whole = take.0.is_empty();
        let release = TariffRelease { terms, maker, checker, bytes: bytes.to_vec() };
        if whole { Ok(release) } else { Err(ReleaseError::Shape) }
    }

    /// Whether two different people of this county released this: one who may make, one who may check.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn verify(&self, officers: &[Officer], division: u32) -> Result<(), ReleaseError> {
        if self.terms.division != division {
            return Err(ReleaseError::OtherCounty);
        }
        let made = SealOf { seal: &self.maker, bytes: self.checker.sealed(&self.bytes) };
        let checked = SealOf { seal: &self.checker, bytes: &self.bytes };
        check_two((MAKER, made), (CHECKER, checked), officers)
    }

    /// The key that made it.
    #[must_use]
    pub fn maker(&self) -> Fingerprint {
        self.maker.by
    }

    /// The key that checked it.
    #[must_use]
    pub fn checker(&self) -> Fingerprint {
        self.checker.by
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for TariffProposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TariffProposal({:?}, made by {})", self.terms, self.maker.by)
    }
}

impl fmt::Debug for TariffRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TariffRelease({:?}, made by {}, checked by {})",
            self.terms, self.maker.by, self.checker.by
        )
    }
}
