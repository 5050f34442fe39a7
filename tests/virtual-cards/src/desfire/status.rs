//! What a DESFire answers after `91`.

/// Done.
pub const OK: u8 = 0x00;
/// Nothing to commit or to abort.
pub const NO_CHANGES: u8 = 0x0C;
/// Not enough memory for a new file.
pub const OUT_OF_EEPROM: u8 = 0x0E;
/// Command unknown.
pub const ILLEGAL_COMMAND: u8 = 0x1C;
/// MAC, CRC, padding or cryptogram wrong.
pub const INTEGRITY: u8 = 0x1E;
/// No key of this number.
pub const NO_SUCH_KEY: u8 = 0x40;
/// Length wrong; also what a command with a MAC gets after the card has dropped the session.
pub const LENGTH: u8 = 0x7E;
/// Never allowed.
pub const PERMISSION_DENIED: u8 = 0x9D;
/// A parameter is wrong.
pub const PARAMETER: u8 = 0x9E;
/// No application of this identifier.
pub const APPLICATION_NOT_FOUND: u8 = 0xA0;
/// Wrong key, or not authenticated with the right one.
pub const AUTHENTICATION: u8 = 0xAE;
/// There is more to come.
pub const ADDITIONAL_FRAME: u8 = 0xAF;
/// Beyond a limit: of a value, a file, the records.
pub const BOUNDARY: u8 = 0xBE;
/// Another command in the middle of a chain.
pub const COMMAND_ABORTED: u8 = 0xCA;
/// No more applications.
pub const COUNT: u8 = 0xCE;
/// It exists already.
pub const DUPLICATE: u8 = 0xDE;
/// The memory could not take it.
pub const MEMORY: u8 = 0xEE;
/// No file of this number.
pub const FILE_NOT_FOUND: u8 = 0xF0;
