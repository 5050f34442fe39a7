//! What a PSAM keeps without power.

use crate::{Cipher, FactorOrder, Key};

/// One more generation of the master keys in a PSAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PsamKeys {
    /// Version, as the card answers it.
    pub version: u8,
    /// Algorithm, as the card answers it; 00 and 01 are 3DES, 04 is SM4.
    pub alg_id: u8,
    /// Master purchase key.
    pub purchase: Key,
    /// Master maintenance key.
    pub maintenance: Key,
}

impl PsamKeys {
    pub(super) fn cipher(&self) -> Cipher {
        Cipher::of(self.alg_id)
    }
}

/// The memory of a PSAM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PsamState {
    /// Master purchase key.
    pub purchase: Key,
    /// Master maintenance key.
    pub maintenance: Key,
    /// Order in which the factors of a command are applied.
    pub order: FactorOrder,
    /// Factors a purchase command must carry.
    pub levels: u8,
    /// Key index for the card's INITIALIZE, byte 1 of file 0017.
    pub key_index: u8,
    /// Version of the keys.
    pub key_version: u8,
    /// Algorithm of the keys; 00 and 01 are 3DES, 04 is SM4.
    pub alg_id: u8,
    /// Further generations of the keys.
    pub more_keys: Vec<PsamKeys>,
    /// 建设部 modules: the code of a card (80CA) without which no purchase begins.
    pub identification: Option<[u8; 9]>,
    /// Serial of the module.
    pub serial: [u8; 10],
    /// Terminal number, file 0016.
    pub terminal: [u8; 6],
    /// Issuer.
    pub issuer: [u8; 8],
    /// Acceptor.
    pub acceptor: [u8; 8],
    /// First day of validity, BCD.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD.
    pub valid_to: [u8; 4],
    /// Terminal sequence of the next purchase.
    pub sequence: u32,
    /// Wrong MAC2 in a row.
    pub mac2_errors: u8,
    /// Wrong MAC2 in a row that lock the application.
    pub mac2_errors_max: u8,
    /// Whether the application is locked.
    pub locked: bool,
    /// What a locked application says: 9303, or 6A81.
    pub locked_status: u16,
    /// T=0: answers wait for GET RESPONSE (61xx) and Le must fit (6Cxx).
    pub by_get_response: bool,
    /// How often any of this has changed.
    pub commits: u64,
}

impl PsamState {
    /// Every generation of the keys, the first one first.
    pub(super) fn generations(&self) -> impl Iterator<Item = PsamKeys> {
        let first = PsamKeys {
            version: self.key_version,
            alg_id: self.alg_id,
            purchase: self.purchase,
            maintenance: self.maintenance,
        };
        core::iter::once(first).chain(self.more_keys.iter().copied())
    }
}
