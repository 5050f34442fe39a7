//! Files that nobody at a bank wrote: any change of a good file, and any bytes, get an answer and never a panic; what
//! is taken over names only payments that are in the file.

use bank_files::{AnswerMap, Asked, read_camt053};
use encoding_rs::GB18030;
use proptest::prelude::*;

use crate::story::{BOOKED, DEBTOR};

const ASKED: Asked<'static> = Asked { day: BOOKED, account: DEBTOR, already: &[] };
const RURAL: &str = include_str!("../../maps/rural.answer.toml");
const CITY: &str = include_str!("../../maps/city.answer.toml");
const TABLE: &str = include_str!("../../../../tests/golden/bank/rural.answer.csv");
const XML: &str = include_str!("../../../../tests/golden/bank/camt.053.xml");

/// A piece of a file taken out and other bytes put there.
fn damaged(file: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = file.len();
    (0..length, 0_usize..40, prop::collection::vec(any::<u8>(), 0..12)).prop_map(move |(start, gone, new)| {
        let mut file = file.clone();
        file.splice(start..(start + gone).min(length), new);
        file
    })
}

proptest! {
    #[test]
    fn a_damaged_table(bytes in damaged(GB18030.encode(TABLE).0.into_owned())) {
        if let Ok(answer) = AnswerMap::read(RURAL).unwrap().answer(&bytes, &ASKED) {
            prop_assert_eq!(answer.lines.len(), 3, "the last row counts them");
        }
    }

    #[test]
    fn a_damaged_statement(bytes in damaged(XML.as_bytes().to_vec())) {
        if let Ok(answer) = read_camt053(&bytes, &ASKED) {
            let text = String::from_utf8(bytes).unwrap();
            for line in answer.lines {
                prop_assert!(text.contains(&line.amount.to_string()), "{line:?}");
            }
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for map in [RURAL, CITY] {
            prop_assert!(AnswerMap::read(map).unwrap().answer(&bytes, &ASKED).is_err());
        }
        prop_assert!(read_camt053(&bytes, &ASKED).is_err());
    }

    #[test]
    fn any_map(text in "\\PC{0,200}") {
        prop_assert!(AnswerMap::read(&text).is_err());
    }
}
