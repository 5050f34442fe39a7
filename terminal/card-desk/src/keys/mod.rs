//! The county's master keys: how they are named, made, divided, checked and sealed.

mod block;
mod ceremony;
mod check_value;
mod name;
mod sealed;
mod set;
mod sheet;

pub use block::encrypt;
pub use ceremony::{CeremonyError, Division, divide, join};
pub use check_value::{CheckValue, cmac};
pub use name::{Cipher, KeyId, KeyIdError, KeyUse};
pub use sealed::{SealError, open, seal};
pub use set::KeySet;
pub use sheet::{Share, Sheet, SheetError};
