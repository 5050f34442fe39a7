//! Keys in a token that speaks PKCS#11: a smart card, a USB token, a network module.
//!
//! A key object is a DES2 or AES secret key, sensitive, never extractable, labelled with the key's name
//! (`load/3des/01`). Two-level derivation would need the issuer's key to come out between the levels, for the
//! wrapper library offers no derivation by ECB: so the import also stores the issuer's own key, labelled
//! `load/3des/01@<issuer>`, and the token works with that.
//!
//! PKCS#11 has no SM4 mechanism that tokens share (SoftHSM has none at all): SM4 keys are refused by name.

use core::fmt;
use std::path::PathBuf;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use serde::Deserialize;
use zeroize::{Zeroize as _, Zeroizing};

use crate::derive::{doubled, pair};
use crate::hex::hex;
use crate::{CheckValue, Cipher, Custody, CustodyError, KeyId, KeySet, encrypt};

/// Where the token is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPlace {
    /// The vendor's PKCS#11 library.
    pub module: PathBuf,
    /// Label of the token.
    pub label: String,
}

/// A token that is logged in.
pub struct Token {
    session: Session,
    mechanisms: Vec<MechanismType>,
    label: String,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({})", self.label)
    }
}

impl Token {
    /// Loads the module, finds the token and logs in with the user's PIN.
    ///
    /// # Errors
    /// A module that cannot be loaded, no such token, a wrong PIN.
    pub fn open(place: &TokenPlace, pin: &str) -> Result<Token, CustodyError> {
        let module =
            |reason: String| CustodyError::Module { module: place.module.display().to_string(), reason };
        let context = Pkcs11::new(&place.module).map_err(|error| module(error.to_string()))?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(module(error.to_string())),
        }
        let slots = context.get_slots_with_token().map_err(refused)?;
        let labelled = |slot: &cryptoki::slot::Slot| {
            context.get_token_info(*slot).is_ok_and(|info| info.label().trim_end() == place.label)
        };
        let slot =
            slots.into_iter().find(labelled).ok_or_else(|| CustodyError::NoToken(place.label.clone()))?;
        let session = context.open_rw_session(slot).map_err(refused)?;
        match session.login(UserType::User, Some(&AuthPin::new(pin.into()))) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(error) => return Err(refused(error)),
        }
        let mechanisms = context.get_mechanism_list(slot).map_err(refused)?;
        Ok(Token { session, mechanisms, label: place.label.clone() })
    }

    /// Stores master keys, and where `issuer` is given the issuer's own keys beside those of PBOC. Keys whose
    /// cipher the token lacks are left out and returned.
    ///
    /// # Errors
    /// A key that is there already (nothing is stored then), or a token that refuses.
    pub fn import(&self, keys: &KeySet, issuer: Option<[u8; 8]>) -> Result<Vec<KeyId>, CustodyError> {
        for (id, _) in keys.iter() {
            if self.find(&id.to_string())?.is_some() {
                return Err(CustodyError::Taken(id));
            }
        }
        let mut left_out = Vec::new();
        for (id, key) in keys.iter() {
            if self.mechanism(id).is_err() {
                left_out.push(id);
                continue;
            }
            self.store(id, &id.to_string(), key.expose())?;
            if let Some(issuer) = issuer.filter(|_| !id.key_use.is_desfire()) {
                let derived = encrypt(id.cipher, key.expose(), &pair(issuer));
                self.store(id, &at_issuer(id, issuer), &derived)?;
            }
        }
        Ok(left_out)
    }

    fn store(&self, id: KeyId, label: &str, value: &[u8]) -> Result<(), CustodyError> {
        let kind = match id.cipher {
            Cipher::TripleDes => KeyType::DES2,
            Cipher::Aes128 => KeyType::AES,
            Cipher::Sm4 => return Err(CustodyError::Cipher(id)),
        };
        let mut template = [
            Attribute::Value(value.to_vec()),
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(kind),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Modifiable(false),
            Attribute::Encrypt(true),
        ];
        let stored = self.session.create_object(&template);
        if let [Attribute::Value(copy), ..] = &mut template {
            copy.zeroize();
        }
        stored.map(|_| ()).map_err(refused)
    }

    /// Thirty-two bytes that only this token makes of this salt: what a program seals its own files with. The AES-256
    /// key for it is made inside on first use and never leaves.
    ///
    /// # Errors
    /// A token that refuses.
    pub fn sealing_key(&self, label: &str, salt: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
        let key = match self.find(label)? {
            Some(key) => key,
            None => self
                .session
                .generate_key(
                    &Mechanism::AesKeyGen,
                    &[
                        Attribute::Class(ObjectClass::SECRET_KEY),
                        Attribute::KeyType(KeyType::AES),
                        Attribute::ValueLen(32.into()),
                        Attribute::Label(label.as_bytes().to_vec()),
                        Attribute::Token(true),
                        Attribute::Private(true),
                        Attribute::Sensitive(true),
                        Attribute::Extractable(false),
                        Attribute::Modifiable(false),
                        Attribute::Encrypt(true),
                    ],
                )
                .map_err(refused)?,
        };
        let made =
            self.session.encrypt(&Mechanism::AesEcb, key, salt).map(Zeroizing::new).map_err(refused)?;
        let short = || CustodyError::Token("AES-ECB".to_owned());
        made.as_slice().try_into().map(Zeroizing::new).map_err(|_| short())
    }

    fn find(&self, label: &str) -> Result<Option<ObjectHandle>, CustodyError> {
        let template =
            [Attribute::Class(ObjectClass::SECRET_KEY), Attribute::Label(label.as_bytes().to_vec())];
        Ok(self.session.find_objects(&template).map_err(refused)?.first().copied())
    }

    fn mechanism(&self, key: KeyId) -> Result<Mechanism<'static>, CustodyError> {
        let mechanism = match key.cipher {
            Cipher::TripleDes => Mechanism::Des3Ecb,
            Cipher::Aes128 => Mechanism::AesEcb,
            Cipher::Sm4 => return Err(CustodyError::Cipher(key)),
        };
        let known = self.mechanisms.contains(&mechanism.mechanism_type());
        known.then_some(mechanism).ok_or(CustodyError::Cipher(key))
    }

    /// The check value of a key, worked out inside the token.
    ///
    /// # Errors
    /// As [`Custody::encrypt`].
    pub fn check_value(&self, key: KeyId) -> Result<CheckValue, CustodyError> {
        let zeros = self.encrypt(key, None, &[0; 16])?;
        if key.cipher != Cipher::Aes128 {
            return Ok(CheckValue::first(&zeros));
        }
        // CMAC of one whole block of zeros: the sub-key itself is what goes through the cipher.
        let block = zeros.first_chunk::<16>().ok_or(CustodyError::Input(key))?;
        Ok(CheckValue::first(&self.encrypt(key, None, doubled(block).as_slice())?))
    }
}

/// Label of the key that a master key gives for an issuer.
fn at_issuer(id: KeyId, issuer: [u8; 8]) -> String {
    format!("{id}@{}", hex(&issuer))
}

fn refused(error: Error) -> CustodyError {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinLenRange, _) => CustodyError::Pin,
        Error::Pkcs11(RvError::PinLocked, _) => CustodyError::PinLocked,
        other => CustodyError::Token(other.to_string()),
    }
}

impl Custody for Token {
    fn name(&self) -> String {
        format!("PKCS#11 令牌 · token {}", self.label)
    }

    fn keys(&self) -> Result<Vec<(KeyId, CheckValue)>, CustodyError> {
        let template = [Attribute::Class(ObjectClass::SECRET_KEY)];
        let mut keys = Vec::new();
        for object in self.session.find_objects(&template).map_err(refused)? {
            let attributes = self.session.get_attributes(object, &[AttributeType::Label]).map_err(refused)?;
            let [Attribute::Label(label)] = attributes.as_slice() else { continue };
            // Other programs may keep keys of their own beside ours.
            if let Some(id) = core::str::from_utf8(label).ok().and_then(|text| text.parse().ok()) {
                keys.push((id, self.check_value(id)?));
            }
        }
        keys.sort_by_key(|(id, _)| *id);
        Ok(keys)
    }

    fn encrypt(
        &self,
        key: KeyId,
        issuer: Option<[u8; 8]>,
        blocks: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CustodyError> {
        let mechanism = self.mechanism(key)?;
        let object = match issuer {
            None => self.find(&key.to_string())?.ok_or(CustodyError::NoKey(key))?,
            Some(issuer) => self.find(&at_issuer(key, issuer))?.ok_or(CustodyError::NoIssuerKey(key))?,
        };
        self.session.encrypt(&mechanism, object, blocks).map(Zeroizing::new).map_err(refused)
    }
}
