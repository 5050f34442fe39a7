//! The county's master keys: how they are named and checked, and who keeps them while a program works: a sealed file,
//! or a token that speaks PKCS#11. The card desk makes cards with it, the center checks what cards have signed.
//!
//! Promises: a master key never leaves its keeper; what comes out is the key of one card, which is in that card
//! anyway, or a code made under it. Between master and card there is often the county's own key (derived for the
//! issuer): it guards as many cards as the master, and stays inside as well.
//!
//! Deliberately does not know: cards, readers, what a code is for, where a PIN comes from.

mod block;
mod check_value;
mod derive;
mod fault;
mod file;
pub mod hex;
mod name;
mod set;
mod token;

pub use block::encrypt;
pub use check_value::{CheckValue, cmac};
pub use derive::{CardPath, card_key, card_keys};
pub use fault::CustodyError;
pub use file::FileKeys;
pub use name::{Cipher, KeyId, KeyIdError, KeyUse};
pub use set::KeySet;
pub use token::{Token, TokenPlace};

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
