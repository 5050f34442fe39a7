//! Whatever a card answers, an inquiry ends, asks for nothing but what is free, and shows no name.

use apdu::{Ask, Command, Dialogue, Response, StatusWord, Turn};
use proptest::prelude::*;
use purse::{Inquiry, Presence, Recognition};

const PROFILES: [&str; 4] = [
    "family = \"social\"",
    "family = \"social\"\nidentify = \"number\"\nregions = [\"9999\", \"55\"]",
    "family = \"chip\"",
    "family = \"social\"\nidentify = \"number\"\n[[application]]\nfamily = \"chip\"\nlengths = [4, 10]",
];

/// Seven of a social card, one of a chip, one of the payment directory.
const TURNS_MAX: usize = 9;

fn profile(keys: &str) -> String {
    format!("format = 1\nname = \"x\"\n[[application]]\n{keys}\n")
}

/// Shapes that a card might give, more often than not.
fn hostile() -> impl Strategy<Value = Response> {
    let status = prop_oneof![
        4 => Just(0x9000),
        2 => prop::sample::select(vec![0x6283, 0x6700, 0x6982, 0x6A81, 0x6A82, 0x6A83, 0x6A86, 0x6D00, 0x9303]),
        1 => any::<u16>(),
    ];
    let data = prop_oneof![
        2 => (any::<[u8; 16]>()).prop_map(|code| [&[0x01, 0x10][..], &code].concat()),
        2 => (any::<[u8; 9]>()).prop_map(|number| [&[0x07, 0x09][..], &number].concat()),
        1 => any::<[u8; 10]>().prop_flat_map(|uid| prop::sample::select(vec![4, 7, 10]).prop_map(move |length| uid[..length].to_vec())),
        1 => prop::collection::vec(any::<u8>(), 0..256),
    ];
    (data, status).prop_map(|(data, status)| Response { data, status: StatusWord(status) })
}

/// Free to everybody: the environment, its file EF05, one record of it; the serial; the payment directory.
fn free(command: &Command) -> bool {
    match (command.cla, command.ins, command.p1) {
        (0x00, 0xA4, 0x04) => command.data.len() > 2,
        (0x00, 0xA4, 0x00 | 0x02) => command.data == [0xEF, 0x05],
        (0x00, 0xB2, 0x01 | 0x07) => command.data.is_empty() && matches!(command.p2, 0x00 | 0x04),
        (0xFF, 0xCA, 0x00) => command.data.is_empty(),
        _ => false,
    }
}

proptest! {
    #[test]
    fn an_inquiry_ends(
        keys in prop::sample::select(PROFILES.to_vec()),
        storage: bool,
        answers in prop::collection::vec(hostile(), TURNS_MAX),
    ) {
        let atr = if storage { vec![0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0, 0, 3, 6] } else { vec![] };
        let mut inquiry = Inquiry::new(&super::cards(&profile(keys)), &Presence { atr });
        let mut turn = inquiry.start();
        let mut answers = answers.iter();
        let found = loop {
            match turn {
                Turn::Done(found) => break found,
                Turn::Ask(Ask::Sam(_)) => panic!("there is no security module"),
                Turn::Ask(Ask::Card(command)) => {
                    prop_assert!(free(&command), "{command}");
                    prop_assert!(!storage || command.cla == 0xFF, "a storage card is asked {command}");
                    let answer = answers.next().expect("an inquiry asks no more than its documents say");
                    turn = inquiry.hear(answer);
                }
            }
        };
        if let Recognition::Ours(view) = found {
            prop_assert!(!view.has_purse && view.memo.is_empty());
            prop_assert!(["902", "903", "904"].contains(&&view.number.digits()[..3]));
        }
    }

    /// What may be shown lies inside the answer, and no byte of a name is plain.
    #[test]
    fn nothing_that_names_is_shown(keys in prop::sample::select(PROFILES.to_vec()), answer in hostile(), tag: bool) {
        let cards = super::cards(&profile(keys));
        let asked = Command::new(0x00, 0xB2, if tag { 1 } else { 7 }, 0x00);
        for shown in (0..cards.len()).flat_map(|place| cards.at(place).unwrap().shown(&asked, &answer)) {
            prop_assert!(shown.range().end <= answer.data.len());
            let names_from = if answer.data[0] == 0x01 { 5 } else { 2 };
            if let purse::Shown::Plain(range) = shown {
                prop_assert!(range.end <= names_from);
            }
        }
    }
}
