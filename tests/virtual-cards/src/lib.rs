//! Cards and a SAM written from the standards: a T-Union purse (PBOC electronic purse, 3DES) and its PSAM, a
//! MIFARE DESFire, and the cards of others that elders hold to a reader.
//!
//! Promises: the same commands always get the same answers; what a card keeps (balance, counter, log,
//! composite record, proof) changes as one step or not at all, wherever the link is torn; reset and power
//! loss clear what is volatile and nothing else.
//!
//! Deliberately does not know: our reader code (it must be able to disagree with it), any clock, file or
//! socket, and what any of it is used for.

mod card;
mod chip;
mod des_mac;
pub mod desfire;
mod field;
mod foreign;
mod incoming;
mod keys;
mod personalise;
mod psam;
mod purse;
mod random;
mod shared;
mod social;
mod storage;
mod tear;

pub use card::VirtualCard;
pub use chip::{Chip, Exchange};
pub use des_mac::{mac, mac_retail};
pub use field::InField;
pub use foreign::{ForeignCard, UnreadableCard};
pub use keys::{CardKeys, FactorOrder, Key, MasterKeys, derive};
pub use personalise::{Personalise, PersonalisePsam};
pub use psam::{PsamState, VirtualPsam};
pub use purse::{Lock, Manner, Pin, Proof, PurseState, VirtualPurse};
pub use random::SplitMix;
pub use shared::{ManyApplications, TwoCards};
pub use social::{SocialCard, SocialGeneration};
pub use storage::StorageCard;
pub use tear::Tear;
