//! Proofs of cards, checked for a whole batch at once: TACs under 3DES and SM4 keys, and chains of AES-CMAC.
//!
//! Promises: for every batch the same answers as one block after the other with the `des`, `sm4` and `aes` crates,
//! which is what the tests compare; a kernel value exists only on a machine that has its instructions; no branch and
//! no address depends on a key in the kernels with vector instructions, nor in the bitsliced one without; derived keys
//! stay inside a call and are wiped; a claim is only ever answered with yes or no, so nobody obtains a code here.
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
