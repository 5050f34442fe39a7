//! The commands of public reading, and the shape of what they answer: LD/T 32, as programs of several makers read such
//! cards. The text of the standard was not at hand.
//!
//! | command | bytes |
//! | --- | --- |
//! | SELECT environment | 00 A4 04 00 Lc name |
//! | SELECT EF05 | 00 A4 02 00 02 EF05, on other cards P1 00 |
//! | READ RECORD by tag | 00 B2 tag 00 (length + 2) |
//! | READ RECORD by number | 00 B2 number 04 (length + 2) |
//!
//! A record answers tag 1 ‖ length 1 ‖ value.

use apdu::Command;

/// The environment: `sx1.sh.社会保障` in GBK.
pub const SSSE: &[u8] = b"sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF";

/// READ RECORD.
pub const READ_RECORD: u8 = 0xB2;

/// SELECT a file below the selected directory.
pub const P1_CHILD: u8 = 0x02;
/// SELECT a file by identifier, wherever it is.
pub const P1_ANY: u8 = 0x00;

/// The file of card data. EF06, the holder's, has no name here.
const CARD_DATA: u16 = 0xEF05;

/// One item of file EF05.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    tag: u8,
    record: u8,
    length: u8,
}

/// Card identification code, 16 bytes; the first three name the region, BCD.
pub const CODE: Item = Item { tag: 0x01, record: 1, length: 16 };
/// Card number, 9 characters.
pub const NUMBER: Item = Item { tag: 0x07, record: 7, length: 9 };

/// SELECT by name.
#[must_use]
pub fn select_environment(name: &[u8]) -> Command {
    Command::new(0x00, 0xA4, 0x04, 0x00).with_data(name)
}

/// SELECT EF05.
#[must_use]
pub fn select_file(p1: u8) -> Command {
    Command::new(0x00, 0xA4, p1, 0x00).with_data(CARD_DATA.to_be_bytes())
}

/// READ RECORD by tag.
#[must_use]
pub fn read_by_tag(item: Item) -> Command {
    Command::new(0x00, READ_RECORD, item.tag, 0x00).expecting(item.length.saturating_add(2))
}

/// READ RECORD by number.
#[must_use]
pub fn read_by_number(item: Item) -> Command {
    Command::new(0x00, READ_RECORD, item.record, 0x04).expecting(item.length.saturating_add(2))
}

/// The value inside an answer; `None` unless tag and length are the item's and something is written there.
#[must_use]
pub fn value(item: Item, answer: &[u8]) -> Option<&[u8]> {
    let (&[tag, length], rest) = answer.split_first_chunk::<2>()?;
    let value = rest.get(..usize::from(length))?;
    let blank = value.iter().all(|byte| matches!(byte, 0x00 | 0xFF | b' '));
    (tag == item.tag && length == item.length && !blank).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_a_tag_a_length_and_a_value() {
        assert_eq!(value(NUMBER, b"\x07\x09A12345678"), Some(&b"A12345678"[..]));
        for wrong in [
            &b"\x07\x09A1234567"[..],
            b"\x08\x09A12345678",
            b"\x07\x08A1234567",
            b"\x07",
            b"\x07\x09         ",
        ] {
            assert_eq!(value(NUMBER, wrong), None);
        }
    }
}
