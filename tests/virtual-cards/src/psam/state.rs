//! What a PSAM keeps without power.

use crate::{FactorOrder, Key};

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
    /// Version of the purchase key.
    pub key_version: u8,
    /// Algorithm of the purchase key; 00 is 3DES.
    pub alg_id: u8,
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
    /// T=0: answers wait for GET RESPONSE (61xx) and Le must fit (6Cxx).
    pub by_get_response: bool,
    /// How often any of this has changed.
    pub commits: u64,
}
