//! Derivation, session keys and codes of PBOC purses, with 3DES and SM4. JR/T 0025.2 and FMCOS 2.0 manual ch. 9.

mod cipher;
mod des;
mod diversify;
mod key;
mod load;
mod mac;
mod session;
mod sm4;
mod tac;

pub use cipher::{Algorithms, Cipher, CodeKey, TacScheme};
pub(crate) use diversify::applied;
pub use diversify::{Derivation, IssuerFactor, diversify};
pub use key::{Key8, Key16};
pub use load::{LOAD, LoadInputs, LoadMoment};
pub(crate) use mac::retail_mac_padded;
pub use mac::{command_iv, command_mac, des_mac, retail_mac, triple_des_ecb};
pub use session::{SessionInputs, purchase_mac1, purchase_mac2, purchase_session_key};
pub(crate) use sm4::sm4_mac_padded;
pub use sm4::{sm4_ecb, sm4_mac};
pub use tac::{TacInputs, fold, purchase_tac};
