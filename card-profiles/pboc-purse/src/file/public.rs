//! File 0015, public data of the purse, 30 bytes. JR/T 0025.1 annex A; T-Union issuer codes.
//!
//! | bytes | field |
//! | --- | --- |
//! | 1-8 | issuer: T-Union issuer 2 ‖ city 2 ‖ industry 2 ‖ reserved 2 |
//! | 9 | application type: 01 deposit only, 02 purse only, 03 both |
//! | 10 | 00 not enabled, 01 enabled, 02 stopped |
//! | 11-20 | application serial, BCD |
//! | 21-24 | first day of validity, BCD |
//! | 25-28 | last day of validity, BCD |
//! | 29-30 | for the issuer's use |

use crate::bytes::{Fields, is_bcd};
use purse::{CardNumber, Issuer};

/// Length of the file.
pub const LENGTH: u8 = 30;

/// File 0015.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicData {
    /// Issuer, and second derivation factor.
    pub issuer: Issuer,
    /// Application type.
    pub app_type: u8,
    /// Enable flag as written.
    pub enable_flag: u8,
    /// Application serial.
    pub number: CardNumber,
    /// First day of validity.
    pub valid_from: [u8; 4],
    /// Last day of validity.
    pub valid_to: [u8; 4],
    /// For the issuer's use.
    pub issuer_data: [u8; 2],
}

impl PublicData {
    /// Reads the file; bytes after the thirtieth are ignored. `None` when it is shorter or its serial or
    /// dates are not decimal.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<PublicData> {
        let mut fields = Fields(data);
        let found = PublicData {
            issuer: Issuer(fields.take()?),
            app_type: fields.byte()?,
            enable_flag: fields.byte()?,
            number: CardNumber::from_bcd(fields.take()?)?,
            valid_from: fields.take()?,
            valid_to: fields.take()?,
            issuer_data: fields.take()?,
        };
        (is_bcd(&found.valid_from) && is_bcd(&found.valid_to)).then_some(found)
    }

    /// Whether there is an electronic purse at all: application type 02 or 03.
    #[must_use]
    pub fn has_purse(&self) -> bool {
        matches!(self.app_type, 0x02 | 0x03)
    }

    /// Whether the issuer has enabled the application and not stopped it.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enable_flag == 0x01
    }
}
