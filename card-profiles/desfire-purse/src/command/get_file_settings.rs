//! GET FILE SETTINGS. NXP AN12196 §5; vendors' tables of the EV1 data sheet.
//!
//! | INS | header | session | answer |
//! | --- | --- | --- | --- |
//! | F5 | file 1 | MAC | type 1 ‖ option 1 ‖ access rights 2 ‖ by type, see [`Shape`] |
//!
//! Option: bits 1-0 are the protection (00 plain, 01 MAC, 11 full). Access rights: `ReadWrite · Change` then
//! `Read · Write`, four bits each: 0 to D a key, E free, F never.

use crate::wire::{Mode, Native};

/// Instruction.
pub const INS: u8 = 0xF5;

/// GET FILE SETTINGS.
#[must_use]
pub fn get(file: u8) -> Native {
    Native::new(INS, [file])
}

/// What a file is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSettings {
    /// Protection of its data.
    pub mode: Mode,
    /// Access rights as sent.
    pub rights: [u8; 2],
    /// The rest.
    pub shape: Shape,
}

/// The part of the settings that depends on the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Types 00 and 01: size 3.
    Data {
        /// Size, bytes.
        size: u32,
    },
    /// Type 02: lower 4 ‖ upper 4 ‖ limited credit 4 ‖ flags 1.
    Value {
        /// Lower limit.
        lower: i32,
        /// Upper limit.
        upper: i32,
        /// What LIMITED CREDIT may still give back.
        allowance: i32,
        /// Bit 0: LIMITED CREDIT is on. Bit 1: GET VALUE is free.
        flags: u8,
    },
    /// Types 03 and 04: size 3 ‖ most 3 ‖ now 3.
    Records {
        /// Size of a record, bytes.
        size: u32,
        /// Most records, one of which a cyclic file keeps for itself.
        most: u32,
        /// How many there are.
        now: u32,
    },
    /// Type 05: key option 1 ‖ key version 1; the limit where one is set is not read.
    TransactionMac {
        /// 02: AES.
        key_option: u8,
        /// Version of the transaction MAC key.
        key_version: u8,
    },
}

/// Reads the settings; `None` when they are none. What follows (further access rights) is left unread.
#[must_use]
pub fn parse(data: &[u8]) -> Option<FileSettings> {
    let ([kind, option, a, b], rest) = data.split_first_chunk::<4>()?;
    let mode = match option & 0x03 {
        0x01 => Mode::Mac,
        0x03 => Mode::Full,
        _ => Mode::Plain,
    };
    let shape = match kind {
        0x00 | 0x01 => Shape::Data { size: three(rest)?.0 },
        0x02 => value(rest)?,
        0x03 | 0x04 => {
            let (size, rest) = three(rest)?;
            let (most, rest) = three(rest)?;
            Shape::Records { size, most, now: three(rest)?.0 }
        }
        0x05 => {
            let [key_option, key_version] = *rest.first_chunk::<2>()?;
            Shape::TransactionMac { key_option, key_version }
        }
        _ => return None,
    };
    Some(FileSettings { mode, rights: [*a, *b], shape })
}

fn three(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let ([a, b, c], rest) = bytes.split_first_chunk::<3>()?;
    Some((u32::from_le_bytes([*a, *b, *c, 0]), rest))
}

fn value(rest: &[u8]) -> Option<Shape> {
    let ([lower, upper, allowance], rest) = rest
        .as_chunks::<4>()
        .0
        .split_first_chunk::<3>()
        .map(|(limits, _)| (*limits, rest.get(12..).unwrap_or_default()))?;
    Some(Shape::Value {
        lower: i32::from_le_bytes(lower),
        upper: i32::from_le_bytes(upper),
        allowance: i32::from_le_bytes(allowance),
        flags: *rest.first()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_purse() {
        let value = [2, 3, 0x20, 0x11, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0x20, 3, 0, 0, 1];
        let settings = parse(&value).unwrap();
        assert_eq!((settings.mode, settings.rights), (Mode::Full, [0x20, 0x11]));
        let shape = Shape::Value { lower: 0, upper: i32::MAX, allowance: 800, flags: 1 };
        assert_eq!(settings.shape, shape);
        let records = parse(&[4, 1, 0x20, 0xE1, 40, 0, 0, 11, 0, 0, 3, 0, 0]).unwrap();
        assert_eq!(records.shape, Shape::Records { size: 40, most: 11, now: 3 });
        let mac = parse(&[5, 0x11, 0x10, 0x1F, 2, 7]).unwrap();
        assert_eq!(mac.shape, Shape::TransactionMac { key_option: 2, key_version: 7 });
    }

    #[test]
    fn half_an_answer_is_none() {
        let value = [2, 3, 0x20, 0x11, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0x20, 3, 0, 0, 1];
        for length in 0..value.len() {
            assert_eq!(parse(&value[..length]), None);
        }
        assert_eq!(parse(&[9, 0, 0, 0, 1, 2, 3]), None);
    }
}
