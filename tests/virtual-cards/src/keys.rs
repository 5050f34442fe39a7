//! Keys of issuers and cards.

use crate::Cipher;
use core::fmt;

/// A 16-byte key. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key(pub [u8; 16]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}

/// In which order a PSAM applies the factors of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FactorOrder {
    /// The last factor first: issuer, then card serial. What nearly every issuer does.
    #[default]
    LastFirst,
    /// As listed: card serial, then issuer.
    Listed,
}

/// The master keys of an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MasterKeys {
    /// Purchase (MPK).
    pub purchase: Key,
    /// Load (MLK).
    pub load: Key,
    /// TAC (MTK).
    pub tac: Key,
    /// Application maintenance (MAMK): command MACs.
    pub maintenance: Key,
}

impl MasterKeys {
    /// The keys of one card. This issuer has one key for all maintenance: PINs are reloaded and unblocked
    /// under it too.
    #[must_use]
    pub fn card(&self, cipher: Cipher, serial: [u8; 8], second: [u8; 8], order: FactorOrder) -> CardKeys {
        let of = |master| cipher.derive(master, &[serial, second], order);
        let maintenance = of(&self.maintenance);
        CardKeys {
            purchase: of(&self.purchase),
            load: of(&self.load),
            tac: of(&self.tac),
            maintenance,
            pin_unblock: maintenance,
            pin_reload: maintenance,
        }
    }
}

/// The keys on one card. In brackets, the kind byte under which an FMCOS key file holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardKeys {
    /// Purchase (DPK, 3E).
    pub purchase: Key,
    /// Load (DLK, 3F).
    pub load: Key,
    /// TAC (DTK, 34), not folded.
    pub tac: Key,
    /// Application maintenance (DAMK, 36).
    pub maintenance: Key,
    /// PIN UNBLOCK (37).
    pub pin_unblock: Key,
    /// RELOAD PIN (38).
    pub pin_reload: Key,
}

/// One more generation of the money keys of a card, chosen by the key identifier of INITIALIZE: an older or
/// newer version, or another cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySet {
    /// Key identifier that INITIALIZE names.
    pub id: u8,
    /// Version, as INITIALIZE answers it.
    pub version: u8,
    /// Algorithm, as INITIALIZE answers it; 04 is SM4.
    pub alg_id: u8,
    /// Purchase (DPK).
    pub purchase: Key,
    /// Load (DLK).
    pub load: Key,
    /// TAC (DTK), not folded.
    pub tac: Key,
}

impl KeySet {
    pub(crate) fn cipher(&self) -> Cipher {
        Cipher::of(self.alg_id)
    }
}
