//! The county's master keys: how they are made, divided and sealed.

mod ceremony;
mod sealed;
mod sheet;

pub use ceremony::{CeremonyError, Division, divide, join};
pub use key_custody::{CheckValue, Cipher, KeyId, KeyIdError, KeySet, KeyUse, cmac, encrypt};
pub use sealed::{SealError, open, seal};
pub use sheet::{Share, Sheet, SheetError};
