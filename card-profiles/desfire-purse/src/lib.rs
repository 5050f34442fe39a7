//! DESFire EV1, EV2 and EV3 purses with AES keys: a value file, a record file, and (from EV2 on) the transaction MAC.
//!
//! Promises: one card command per file, each opening with its byte layout; every conversation is a
//! [`apdu::Dialogue`] value that ends after a bounded number of turns, whatever the card answers; COMMIT TRANSACTION
//! does not exist before somebody calls [`purse::Armed::debit`], and until then nothing has changed on the card; a
//! clean refusal is a different value from an unknown outcome; keys are wiped when dropped and never show in `Debug`;
//! codes are compared in constant time.
//!
//! Deliberately does not know: readers, clocks, where random bytes or keys come from, journals, tariffs, who the
//! elder is.
//!
//! | conversation | asks | comes to |
//! | --- | --- | --- |
//! | [`Parameters::probe`](purse::Application::probe) | 5A, serial of the chip, newest record | a view |
//! | [`Parameters::plan`](purse::Application::plan) | 71 AF, C8, DC, 8B (EV1: AA AF, DC, 3B) | an armed sale |
//! | [`Parameters::void`] | the same with 1C | an armed void of the card's last sale |
//! | [`Parameters::load`] | 71 AF, C8, 77 AF, 0C, 8B (EV1: AA AF, 0C, 3B) | an armed load |
//! | [`purse::Armed::debit`] | C7 | paid with its proof, refused, or unknown |
//! | [`Parameters::resolve`](purse::Application::resolve) | older records, then 71 AF, BD | what became of it |
//! | [`ReadLog`] | AB (EV1: BB), at most ten | the records, newest first |

pub mod chain;
mod channel;
pub mod command;
pub mod crypto;
mod custody;
mod dialogue;
mod family;
mod memo;
mod parameters;
pub mod proof;
mod record;
pub mod status;
pub mod wire;

pub use channel::Channel;
pub use custody::DebitKeys;
pub use dialogue::authenticate::{Authenticate, Credentials, Opening};
pub use dialogue::log_view::{LogEnd, LogView};
pub use dialogue::read_log::ReadLog;
pub use family::{Desfire, DeskOrder};
pub use memo::Memo;
pub use parameters::{Generation, Parameters};
pub use record::{Kind, Record, seconds};
