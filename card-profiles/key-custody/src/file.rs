//! Keys from a sealed key file, in memory while the desk works.

use zeroize::Zeroizing;

use crate::derive::pair;
use crate::{CheckValue, Custody, CustodyError, KeyId, KeySet, encrypt};

/// An opened key file.
#[derive(Debug)]
pub struct FileKeys(KeySet);

impl FileKeys {
    /// Keeps these keys.
    #[must_use]
    pub fn new(keys: KeySet) -> FileKeys {
        FileKeys(keys)
    }
}

impl Custody for FileKeys {
    fn name(&self) -> String {
        "封存的密钥文件 · sealed key file".to_owned()
    }

    fn keys(&self) -> Result<Vec<(KeyId, CheckValue)>, CustodyError> {
        Ok(self.0.check_values())
    }

    fn encrypt(
        &self,
        key: KeyId,
        issuer: Option<[u8; 8]>,
        blocks: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CustodyError> {
        let master = self.0.get(key).ok_or(CustodyError::NoKey(key))?;
        let Some(issuer) = issuer else { return Ok(encrypt(key.cipher, master.expose(), blocks)) };
        let derived = encrypt(key.cipher, master.expose(), &pair(issuer));
        let derived = derived.first_chunk::<16>().ok_or(CustodyError::Input(key))?;
        Ok(encrypt(key.cipher, derived, blocks))
    }
}
