//! The grammar of ISO/IEC 7816-4 commands, the shape of a dialogue, and the one seam to a reader.
//!
//! Promises: a [`Command`] encodes to exactly the bytes of a short APDU; an answer shorter than a status
//! word is a lost card, never an empty success; logs can name a command and its status but not its data.
//!
//! Deliberately does not know: any card application, any reader, any key, any clock.

mod command;
mod dialogue;
mod response;
mod status;
mod tlv;
mod transport;

pub use command::{Command, CommandTooLong};
pub use dialogue::{Ask, Dialogue, Turn};
pub use response::Response;
pub use status::StatusWord;
pub use tlv::{Tlv, find as find_tlv, parse as parse_tlv};
pub use transport::{Transport, TransportError, converse, exchange};
