//! County purses on DESFire EV1, EV2 and EV3 with AES keys.
//!
//! | place | content |
//! | --- | --- |
//! | chip | master key of the county; applications are made and deleted with it alone |
//! | application | keys 0 master, 1 till, 2 load, 3 and 4 spare; record file, value file, from EV2 on transaction MAC file |
//!
//! The master key of the chip is changed last, so a chip torn before that is still the maker's: it can be gone on with
//! or emptied. The transaction MAC file comes after the record of issue: its counter begins at 0 with the card's life,
//! and no card that was scrapped has ever used its key.
//!
//! A chip whose master key is still DES, as makers deliver it, becomes an AES one on the way in (`switch.rs`).

mod blocking;
mod command;
mod entry;
mod examine;
mod keys;
mod personalise;
mod profile;
mod read_back;
mod refusal;
mod scrap;
mod step;
mod switch;
mod talk;

pub use blocking::Block;
pub use examine::{Examine, Finding};
pub use keys::{CardKeys, CardOfKeys, KeyRole};
pub use personalise::Personalise;
pub use profile::{DesfireProfile, Place, ProfileRefusal};
pub use read_back::{Difference, Picture, ReadBack};
pub use refusal::{Left, Refusal, Why};
pub use scrap::Scrap;
pub use step::{Step, steps};

/// Version of a till key that was taken out of use: no master key of a till gives it.
pub const BLOCKED: u8 = 0xFF;
