//! Keys of the issuer, kept by somebody else: a sealed file, or a token behind PKCS#11.

use core::fmt;
use pboc_purse::Mac;
use pboc_purse::crypto::{Cipher, Key16};
use purse::{CardNumber, Issuer, Secret16};

/// What a key of a card is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyRole {
    /// The chip maker's key of a blank card.
    Transport,
    /// The issuer's own key of the chip's root, which takes its place.
    Root,
    /// Master key of the application: it guards the others.
    Master,
    /// Purchases.
    Purchase,
    /// Loads.
    Load,
    /// TACs.
    Tac,
    /// Command MACs: file updates, blocking.
    Maintenance,
    /// Opens a blocked PIN.
    PinUnblock,
    /// Replaces a PIN.
    PinReload,
}

impl fmt::Display for KeyRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyRole::Transport => "运输密钥 transport key",
            KeyRole::Root => "卡片主控密钥 root key",
            KeyRole::Master => "应用主控密钥 master key",
            KeyRole::Purchase => "消费密钥 purchase key",
            KeyRole::Load => "充值密钥 load key",
            KeyRole::Tac => "TAC 密钥 TAC key",
            KeyRole::Maintenance => "维护密钥 maintenance key",
            KeyRole::PinUnblock => "密码解锁密钥 PIN unblock key",
            KeyRole::PinReload => "密码重装密钥 PIN reload key",
        })
    }
}

/// What names a card to its issuer's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardName {
    /// Issuer.
    pub issuer: Issuer,
    /// Application serial.
    pub number: CardNumber,
    /// Serial of the chip, zeros before it. Transport and root keys go by it, for a chip has it before it has a
    /// number; all others go by issuer and number.
    pub chip: [u8; 8],
}

/// Whoever keeps the issuer's master keys. How many levels there are, in which order the factors enter and which
/// version is in use is the keeper's knowledge; only keys of one card come out.
pub trait IssuerKeys {
    /// The key of this card; the transport key is the chip maker's and may be the same for a whole delivery. `None`
    /// where it is not kept.
    fn diversify(&self, role: KeyRole, card: &CardName) -> Option<Secret16>;

    /// A command MAC under the key of this card. A keeper that need not let the key out for it overrides this.
    fn mac(
        &self,
        role: KeyRole,
        card: &CardName,
        cipher: Cipher,
        challenge: [u8; 4],
        header_and_data: &[u8],
    ) -> Option<Mac> {
        let key = key16(&self.diversify(role, card)?);
        Some(cipher.command_mac(&key, challenge, header_and_data))
    }
}

/// The same key for the ciphers of a purse.
pub(crate) fn key16(secret: &Secret16) -> Key16 {
    Key16(*secret.expose())
}
