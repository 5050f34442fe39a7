//! Files of a PSAM. PBOC PSAM specification; T-Union application.
//!
//! | file | bytes | field |
//! | --- | --- | --- |
//! | 0015 | 1-10 | serial |
//! | 0015 | 11-14 | version ‖ key-card kind ‖ issuer data 2 |
//! | 0016 | 1-6 | terminal number, the *terminal* of every MAC |
//! | 0017 | 1 | key index: the key id of INITIALIZE |
//! | 0017 | 2-9 | issuer |
//! | 0017 | 10-17 | acceptor |
//! | 0017 | 18-25 | first and last day of validity, BCD |

use crate::bytes::Fields;

/// Length of file 0015.
pub const PUBLIC_LENGTH: u8 = 14;
/// Length of file 0016.
pub const TERMINAL_LENGTH: u8 = 6;
/// Length of file 0017.
pub const APPLICATION_LENGTH: u8 = 25;

/// Serial out of file 0015; `None` when it is shorter.
#[must_use]
pub fn serial(data: &[u8]) -> Option<[u8; 10]> {
    Fields(data).take()
}

/// Terminal number out of file 0016; `None` when it is shorter.
#[must_use]
pub fn terminal(data: &[u8]) -> Option<[u8; 6]> {
    Fields(data).take()
}

/// File 0017 of a PSAM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamApplication {
    /// Key id for INITIALIZE.
    pub key_index: u8,
    /// Issuer of the application.
    pub issuer: [u8; 8],
    /// Acceptor of the application.
    pub acceptor: [u8; 8],
    /// First day of validity, BCD.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD.
    pub valid_to: [u8; 4],
}

impl SamApplication {
    /// Reads the file; more than 25 bytes are allowed and ignored. `None` when it is shorter.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<SamApplication> {
        let mut fields = Fields(data);
        Some(SamApplication {
            key_index: fields.byte()?,
            issuer: fields.take()?,
            acceptor: fields.take()?,
            valid_from: fields.take()?,
            valid_to: fields.take()?,
        })
    }
}
