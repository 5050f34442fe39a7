//! Files 0015 and 0005 of a City-Union purse (CJ/T 166 family, housing ministry). They tell nearly what a T-Union
//! purse tells, elsewhere; kind and interoperation are in 0015 itself.
//!
//! | file 0015, 34 bytes | field |
//! | --- | --- |
//! | 1-8 | issuer 2 ‖ city 2 ‖ industry 2 ‖ reserved 2 |
//! | 9 | 01 enabled |
//! | 10 | version |
//! | 11-12 | interoperation: `0000` no, `0001` yes |
//! | 13-20 | serial, BCD: city 2 ‖ kind 1 ‖ sub-kind 1 ‖ number 4 |
//! | 21-28 | first and last day of validity, BCD |
//! | 29-30 | kind ‖ sub-kind |
//! | 31-34 | bitmap of services |
//!
//! | file 0005, 30 bytes | field |
//! | --- | --- |
//! | 1-8 | as in 0015 |
//! | 9-16 | serial |
//! | 17-18 | kind ‖ sub-kind |
//! | 19-22 | day of issue, BCD |
//! | 23-28 | device that issued it |
//! | 29-30 | version |

use crate::bytes::{Fields, is_bcd};
use purse::{CardNumber, Issuer};

/// Length of file 0015.
pub const PUBLIC_LENGTH: u8 = 34;
/// Length of file 0005.
pub const BASIC_LENGTH: u8 = 30;

/// File 0015.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityUnionPublic {
    /// Issuer; the city in it is the second derivation factor.
    pub issuer: Issuer,
    /// Enable flag as written.
    pub enable_flag: u8,
    /// Whether the card works outside its city; `None` for a code nobody has defined.
    pub interop: Option<bool>,
    /// Serial, with four zeros before it.
    pub number: CardNumber,
    /// First day of validity, BCD.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD.
    pub valid_to: [u8; 4],
    /// Kind, then sub-kind.
    pub kind: [u8; 2],
}

impl CityUnionPublic {
    /// Reads the first thirty bytes, for the bitmap serves nobody here. `None` when there are fewer, or the serial
    /// or the dates are not decimal.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<CityUnionPublic> {
        let mut fields = Fields(data);
        let issuer = Issuer(fields.take()?);
        let enable_flag = fields.byte()?;
        let _version = fields.byte()?;
        let interop = interop(fields.take()?);
        let found = CityUnionPublic {
            issuer,
            enable_flag,
            interop,
            number: number(fields.take()?)?,
            valid_from: fields.take()?,
            valid_to: fields.take()?,
            kind: fields.take()?,
        };
        (is_bcd(&found.valid_from) && is_bcd(&found.valid_to)).then_some(found)
    }

    /// Whether the issuer has enabled the application.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enable_flag == 0x01
    }
}

/// File 0005.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityUnionBasic {
    /// Issuer.
    pub issuer: Issuer,
    /// Serial, with four zeros before it.
    pub number: CardNumber,
    /// Kind, then sub-kind.
    pub kind: [u8; 2],
    /// Day of issue, BCD.
    pub issued: [u8; 4],
    /// Device that issued it.
    pub device: [u8; 6],
    /// Version of the card.
    pub version: [u8; 2],
}

impl CityUnionBasic {
    /// Reads the file; bytes after the thirtieth are ignored. `None` when it is shorter, or the serial or the day is
    /// not decimal.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<CityUnionBasic> {
        let mut fields = Fields(data);
        let found = CityUnionBasic {
            issuer: Issuer(fields.take()?),
            number: number(fields.take()?)?,
            kind: fields.take()?,
            issued: fields.take()?,
            device: fields.take()?,
            version: fields.take()?,
        };
        is_bcd(&found.issued).then_some(found)
    }
}

/// Whether a purse with this flag works outside its city.
pub(crate) fn interop(flag: [u8; 2]) -> Option<bool> {
    match flag {
        [0, 0] => Some(false),
        [0, 1] => Some(true),
        _ => None,
    }
}

fn number([a, b, c, d, e, f, g, h]: [u8; 8]) -> Option<CardNumber> {
    CardNumber::from_bcd([0, 0, a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: [u8; 34] = [
        0x20, 0x00, 0x55, 0x10, 0x00, 0x01, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0x01, 0x55, 0x10, 0x03, 0x01, 0x00,
        0x00, 0x00, 0x17, 0x20, 0x25, 0x01, 0x01, 0x20, 0x40, 0x12, 0x31, 0x03, 0x01, 0xFF, 0x00, 0x00, 0x00,
    ];

    #[test]
    fn the_public_file() {
        let found = CityUnionPublic::parse(&PUBLIC).unwrap();
        assert_eq!(found.number.digits(), "00005510030100000017");
        assert_eq!((found.interop, found.kind, found.is_enabled()), (Some(true), [0x03, 0x01], true));
        assert_eq!(found.number.factor()[..2], found.issuer.0[2..4]);
        assert_eq!(CityUnionPublic::parse(&PUBLIC[..29]), None);
        let mut odd = PUBLIC;
        odd[19] = 0x1A;
        assert_eq!(CityUnionPublic::parse(&odd), None, "a serial that is not decimal");
    }

    #[test]
    fn the_basic_file() {
        let mut file = PUBLIC[..8].to_vec();
        file.extend(&PUBLIC[12..20]);
        file.extend([0x03, 0x01, 0x20, 0x26, 0x07, 0x15, 1, 2, 3, 4, 5, 6, 0x00, 0x02]);
        let found = CityUnionBasic::parse(&file).unwrap();
        assert_eq!(found.number, CityUnionPublic::parse(&PUBLIC).unwrap().number);
        assert_eq!((found.issued, found.device), ([0x20, 0x26, 0x07, 0x15], [1, 2, 3, 4, 5, 6]));
        assert_eq!(CityUnionBasic::parse(&file[..29]), None);
    }
}
