//! File 0017 of a T-Union purse, 60 bytes. JT/T 978, as implemented by bus and metro terminals.
//!
//! | bytes | field |
//! | --- | --- |
//! | 1-4 | country, `00000156` |
//! | 5-6 | province |
//! | 7-8 | city |
//! | 9-10 | interoperation: `0000` no, `0001` yes |
//! | 11 | card kind; its code table differs from city to city |
//! | 12-60 | reserved |

use super::city_union::interop;
use crate::bytes::Fields;

/// Length of the file.
pub const LENGTH: u8 = 60;

/// File 0017. Not authenticated: nothing that costs money rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CityData {
    /// Country, BCD.
    pub country: [u8; 4],
    /// Province.
    pub province: [u8; 2],
    /// City.
    pub city: [u8; 2],
    /// Whether the card works outside its city; `None` for a code nobody has defined.
    pub interop: Option<bool>,
    /// Card kind.
    pub kind: u8,
}

impl CityData {
    /// Reads the first eleven bytes; `None` when there are fewer.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<CityData> {
        let mut fields = Fields(data);
        Some(CityData {
            country: fields.take()?,
            province: fields.take()?,
            city: fields.take()?,
            interop: interop(fields.take()?),
            kind: fields.byte()?,
        })
    }
}
