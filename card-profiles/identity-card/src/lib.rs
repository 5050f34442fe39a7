//! Cards that name their holder and pay nothing: social-security cards (社会保障卡) by public reading, and any chip by
//! its serial.
//!
//! Such a card cannot be written, so it carries no meal mark: the center decides who was first
//! (`center_arbitrated`), and a till gives only little to one card before the center has answered
//! ([`purse::OfflineLimits`]). The roster maps its number to the holder; a card the roster does not know is a
//! stranger's.
//!
//! Promises: only what a card gives to everybody is read, and of that never the name, the citizen number or any
//! other field of the holder (file EF06); a number made of a long name is a one-way digest; every conversation is
//! bounded and reads only.
//!
//! Deliberately does not know: the roster, tariffs, keys of social-security cards.

mod chip;
mod idle;
mod limits;
mod social;

pub use chip::Chip;
pub use social::{Social, command};

/// The number of this family in records.
const CODE: u8 = 4;

/// A number for a name of any length: itself where seven bytes hold it, else the first seven bytes of its SHA-256.
fn number(scheme: purse::ChipScheme, name: &[u8]) -> Option<purse::CardNumber> {
    use sha2::Digest as _;
    if name.len() <= 7 {
        return purse::CardNumber::of_chip(scheme, name);
    }
    let digest = sha2::Sha256::digest(name);
    purse::CardNumber::of_chip(scheme, digest.first_chunk::<7>()?)
}

/// The view of a card that names its holder and no more.
fn named(number: purse::CardNumber) -> purse::PurseView {
    purse::PurseView {
        application: 0,
        number,
        issuer: purse::Issuer([0; 8]),
        has_purse: false,
        validity: None,
        kind: None,
        interop: None,
        balance: None,
        mark: None,
        memo: Vec::new(),
    }
}
