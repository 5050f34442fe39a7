//! What of a purse's public part names nobody: issuer, kind, validity; see the tables of [`crate::file`].

use crate::Layout;
use crate::command::{read_binary, select};
use crate::file::city_union::CityUnionPublic;
use crate::file::public::PublicData;
use apdu::{Command, Response};
use purse::Shown;

/// READ BINARY and READ RECORD.
const READ_BINARY: u8 = 0xB0;
const READ_RECORD: u8 = 0xB2;
/// READ BINARY of a file by its short identifier.
const SHORT: u8 = 0x80;

pub(crate) fn shown(layout: Layout, asked: &Command, answer: &Response) -> Vec<Shown> {
    match (asked.ins, asked.p1.checked_sub(SHORT)) {
        // The FCI carries a copy of file 0015.
        (0xA4, _) => select::file_0015(answer).map_or_else(Vec::new, |file| {
            let start = answer.data.windows(file.len().max(1)).position(|bytes| bytes == file);
            let parts = public(layout, file);
            start.map_or_else(Vec::new, |start| parts.iter().map(|part| part.from(start)).collect())
        }),
        (READ_BINARY, Some(read_binary::PUBLIC)) => public(layout, &answer.data),
        // Country, province, city, interoperation, kind.
        (READ_BINARY, Some(read_binary::CITY)) => vec![Shown::Plain(0..11)],
        // Identifier and length of the mark; of its content, when and where the holder ate, nothing.
        (READ_RECORD, _) => vec![Shown::Plain(0..2)],
        _ => Vec::new(),
    }
}

/// File 0015: the card's number is in the middle, what the issuer puts at the end is nobody's business. Nothing of a
/// file that makes no sense.
fn public(layout: Layout, file: &[u8]) -> Vec<Shown> {
    match layout {
        Layout::TUnion if PublicData::parse(file).is_some() => {
            vec![Shown::Plain(0..10), Shown::Name(10..20), Shown::Plain(20..28)]
        }
        Layout::CityUnion if CityUnionPublic::parse(file).is_some() => {
            vec![Shown::Plain(0..12), Shown::Name(12..20), Shown::Plain(20..30)]
        }
        Layout::TUnion | Layout::CityUnion => Vec::new(),
    }
}
