//! The 3DES side of PBOC purses: derivation, session keys, MACs. JR/T 0025.2 and FMCOS 2.0 manual ch. 9.

mod des;
mod diversify;
mod key;
mod mac;
mod session;
mod tac;

pub use diversify::{card_key, diversify};
pub use key::{Key8, Key16};
pub use mac::{command_iv, command_mac, des_mac, retail_mac, triple_des_ecb};
pub use session::{SessionInputs, purchase_mac1, purchase_mac2, purchase_session_key};
pub use tac::{TacInputs, fold, purchase_tac};
