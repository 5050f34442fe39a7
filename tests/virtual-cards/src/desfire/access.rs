//! Who may do what with a file, and how what is said is protected.

/// How data travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommMode {
    /// As they are.
    Plain,
    /// With a MAC.
    Mac,
    /// Enciphered, with a MAC.
    Full,
}

impl CommMode {
    /// From the two lowest bits of a file option; 10 means nothing.
    pub(super) fn of(option: u8) -> Option<CommMode> {
        match option & 0x03 {
            0b00 => Some(CommMode::Plain),
            0b01 => Some(CommMode::Mac),
            0b11 => Some(CommMode::Full),
            _ => None,
        }
    }
}

/// The two bytes of access rights as they are sent: ReadWrite and Change, then Read and Write; a nibble is
/// a key number, E for everybody, F for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access(pub [u8; 2]);

impl Access {
    /// Who may read.
    #[must_use]
    pub fn read(self) -> u8 {
        let Access([_, low]) = self;
        low >> 4
    }

    /// Who may write.
    #[must_use]
    pub fn write(self) -> u8 {
        let Access([_, low]) = self;
        low & 0x0F
    }

    /// Who may do both; on a transaction MAC file, who may name the reader.
    #[must_use]
    pub fn read_write(self) -> u8 {
        let Access([high, _]) = self;
        high >> 4
    }

    /// Who may change the settings.
    #[must_use]
    pub fn change(self) -> u8 {
        let Access([high, _]) = self;
        high & 0x0F
    }
}

/// Why access is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    /// The key of the session has the right.
    Keyed,
    /// Everybody has it; data travel plain.
    Free,
}

/// Whether one of these nibbles lets the key of the session (or nobody) in.
pub(super) fn granted(key: Option<u8>, nibbles: &[u8]) -> Result<Grant, u8> {
    if key.is_some_and(|key| nibbles.contains(&key)) {
        Ok(Grant::Keyed)
    } else if nibbles.contains(&0x0E) {
        Ok(Grant::Free)
    } else if nibbles.iter().all(|nibble| *nibble == 0x0F) {
        Err(super::status::PERMISSION_DENIED)
    } else {
        Err(super::status::AUTHENTICATION)
    }
}
