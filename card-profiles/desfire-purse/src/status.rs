//! Native status codes, as wrapped answers carry them in SW2 after `91`. NXP AN12343 and vendors' tables of the EV1
//! data sheet.

use apdu::StatusWord;

/// Done.
pub const OK: StatusWord = StatusWord(0x9100);
/// There was nothing to commit.
pub const NO_CHANGES: StatusWord = StatusWord(0x910C);
/// No room for it.
pub const NO_ROOM: StatusWord = StatusWord(0x910E);
/// A MAC, CRC, padding or counter is wrong.
pub const INTEGRITY: StatusWord = StatusWord(0x911E);
/// There is no such key.
pub const NO_SUCH_KEY: StatusWord = StatusWord(0x9140);
/// Wrong length; also a protected command after the card has dropped the session.
pub const LENGTH: StatusWord = StatusWord(0x917E);
/// The access rights forbid it, or the transaction counter is used up.
pub const PERMISSION: StatusWord = StatusWord(0x919D);
/// There is no such application.
pub const NO_APPLICATION: StatusWord = StatusWord(0x91A0);
/// The application is damaged.
pub const APPLICATION_INTEGRITY: StatusWord = StatusWord(0x91A1);
/// Wrong key, or none authenticated.
pub const AUTHENTICATION: StatusWord = StatusWord(0x91AE);
/// More to come, in either direction.
pub const MORE: StatusWord = StatusWord(0x91AF);
/// Beyond a limit: of the value, of the file, or there is no record.
pub const BOUNDARY: StatusWord = StatusWord(0x91BE);
/// The chip is damaged.
pub const CHIP_INTEGRITY: StatusWord = StatusWord(0x91C1);
/// The chip is disabled.
pub const CHIP_DISABLED: StatusWord = StatusWord(0x91CD);
/// As many applications as an EV1 has room for.
pub const TOO_MANY: StatusWord = StatusWord(0x91CE);
/// It is there already.
pub const DUPLICATE: StatusWord = StatusWord(0x91DE);
/// There is no such file.
pub const NO_FILE: StatusWord = StatusWord(0x91F0);

/// Whether this status means a card that only its issuer can help.
#[must_use]
pub fn is_locked(status: StatusWord) -> bool {
    [APPLICATION_INTEGRITY, CHIP_INTEGRITY, CHIP_DISABLED, StatusWord(0x6283)].contains(&status)
}

/// Whether this answer to COMMIT TRANSACTION says that the card has dropped the transaction. A status that is not
/// listed (a memory failure above all) says nothing about the money.
#[must_use]
pub fn is_aborted(status: StatusWord) -> bool {
    [NO_CHANGES, INTEGRITY, LENGTH, PERMISSION, AUTHENTICATION].contains(&status)
}
