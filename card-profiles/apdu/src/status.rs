//! Status words that any application may give. ISO/IEC 7816-4 §5.6; application words live beside their
//! commands.

use core::fmt;

/// SW1 SW2, big-endian.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const OK: StatusWord = StatusWord(0x9000);
    /// Wrong length.
    pub const WRONG_LENGTH: StatusWord = StatusWord(0x6700);
    /// Security status not satisfied.
    pub const SECURITY_STATUS: StatusWord = StatusWord(0x6982);
    /// Conditions of use not satisfied.
    pub const CONDITIONS: StatusWord = StatusWord(0x6985);
    /// Wrong data.
    pub const WRONG_DATA: StatusWord = StatusWord(0x6A80);
    /// Function not supported.
    pub const NOT_SUPPORTED: StatusWord = StatusWord(0x6A81);
    /// File or application not found.
    pub const FILE_NOT_FOUND: StatusWord = StatusWord(0x6A82);
    /// Record not found.
    pub const RECORD_NOT_FOUND: StatusWord = StatusWord(0x6A83);
    /// Wrong P1 P2.
    pub const WRONG_P1_P2: StatusWord = StatusWord(0x6A86);
    /// Instruction not supported.
    pub const WRONG_INS: StatusWord = StatusWord(0x6D00);
    /// Class not supported.
    pub const WRONG_CLA: StatusWord = StatusWord(0x6E00);

    /// Whether the chip says all is well.
    #[must_use]
    pub fn is_ok(self) -> bool {
        self == StatusWord::OK
    }

    /// `61xx`: that many bytes wait for GET RESPONSE (0 means 256 or more).
    #[must_use]
    pub fn bytes_waiting(self) -> Option<u8> {
        let [sw1, sw2] = self.0.to_be_bytes();
        (sw1 == 0x61).then_some(sw2)
    }

    /// `6Cxx`: send the command again with this Le.
    #[must_use]
    pub fn right_length(self) -> Option<u8> {
        let [sw1, sw2] = self.0.to_be_bytes();
        (sw1 == 0x6C).then_some(sw2)
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
