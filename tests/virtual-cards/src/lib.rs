//! Cards and a SAM written from the standard: a PBOC purse (T-Union or City-Union, 3DES or SM4), the FMCOS chip
//! on which one is made, and a PSAM.
//!
//! Promises: the same commands always get the same answers; what a card keeps (balance, counter, log,
//! composite record, proof) changes as one step or not at all, wherever the link is torn; reset and power
//! loss clear what is volatile and nothing else.
//!
//! Deliberately does not know: our reader code (it must be able to disagree with it), any clock, file or
//! socket, and what any of it is used for.

mod card;
mod chip;
mod cipher;
mod des_mac;
mod field;
mod fmcos;
mod foreign;
mod incoming;
mod keys;
mod layout;
mod personalise;
mod psam;
mod purse;
mod random;
mod sm4_mac;
mod t0;

pub use card::VirtualCard;
pub use chip::{Chip, Exchange};
pub use cipher::{Cipher, SessionKey};
pub use des_mac::{mac, mac_retail};
pub use field::InField;
pub use fmcos::{
    Body, Directory, File, FmcosState, KeyFile, KeySlot, Protection, PurseFile, Secret, Table, VirtualFmcos,
};
pub use foreign::{ForeignCard, UnreadableCard};
pub use keys::{CardKeys, FactorOrder, Key, KeySet, MasterKeys};
pub use layout::Layout;
pub use personalise::{Personalise, PersonalisePsam};
pub use psam::{PsamKeys, PsamState, VirtualPsam};
pub use purse::{Lock, Manner, Pin, Proof, PurseState, Tear, VirtualPurse};
pub use random::SplitMix;
pub use sm4_mac::mac_sm4;
