//! Proofs of cards, checked for a whole batch at once: TACs under 3DES and SM4 keys, and chains of AES-CMAC.
//!
//! Promises: for every batch the same answers as one block after the other with the `des`, `sm4` and `aes` crates,
//! which is what the tests compare; a kernel value exists only on a machine that has its instructions; a claim is only
//! ever answered with yes or no, so nobody obtains a code here; keys that a call derives stay inside it and are wiped
//! at its end. Kernels of many cards look nothing up in tables, so no cache tells of a card's key; what goes one by one,
//! and the level that a whole batch shares, is as good as those crates.
//!
//! Deliberately does not know: cards, issuers, records, where master keys are kept. A key is sixteen bytes that
//! somebody lends for a call.
//!
//! This is the one crate of the product with unsafe code, and the reasons are two: calling what needs an instruction
//! set that was detected, and wiping memory that the compiler believes dead.

mod aes_cmac;
mod block;
mod claim;
mod sm4_tac;
mod triple_des;

pub use aes_cmac::AesCmac;
pub use claim::{ChainClaim, Last, Step, TacClaim};
pub use sm4_tac::Sm4Tac;
pub use triple_des::TripleDesTac;
