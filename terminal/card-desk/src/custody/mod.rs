//! Who keeps the master keys while the desk works: a sealed file, or a token that speaks PKCS#11.
//!
//! Promises: a master key never leaves its keeper; what comes out is the key of one card, which has to be written
//! into that card anyway, or a code made under it. Between master and card there is often the county's own key
//! (derived for the issuer): it guards as many cards as the master, and stays inside as well.
//!
//! Deliberately does not know: cards, readers, what a code is for.

mod derive;
mod fault;
mod file;
mod issuer;
mod token;

pub use derive::{CardPath, card_key};
pub use fault::CustodyError;
pub use file::FileKeys;
pub use issuer::{CardKeys, KeyTerms};
pub use token::{Token, TokenPlace};

use crate::keys::{CheckValue, KeyId};
use zeroize::Zeroizing;

/// A keeper of master keys.
pub trait Custody {
    /// What it is, for people.
    fn name(&self) -> String;

    /// The keys it holds, with check values.
    ///
    /// # Errors
    /// The keeper does not answer.
    fn keys(&self) -> Result<Vec<(KeyId, CheckValue)>, CustodyError>;

    /// Encrypts whole blocks (ECB) under a master key, or under the key derived from it for `issuer`, whose
    /// factor this is. The one thing that all derivation rests on.
    ///
    /// # Errors
    /// The key is not there, the cipher is none of the keeper's, or the keeper does not answer.
    fn encrypt(
        &self,
        key: KeyId,
        issuer: Option<[u8; 8]>,
        blocks: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CustodyError>;
}
