//! Torn recovery as a ledger: what the records say, and what follows. Records are written as
//! `seconds:balance:counter`, newest first; `*` is ours (100:935:42, a sale of 65 from 1000).

use apdu::{Ask, Response, StatusWord, Turn};
use desfire_purse::{Generation, Kind, Memo, Parameters, Record};
use purse::{
    Application, CardAmount, CardNumber, ChipScheme, Custody, KeyUse, PurseView, Resolution, Secret16, Torn,
};

const UID: [u8; 7] = [4, 1, 2, 3, 4, 5, 6];

/// A till without keys: it can still learn what became of the money.
struct Nobody;

impl Custody for Nobody {
    fn card_key(&self, _: KeyUse, _: u8, _: &[u8]) -> Option<Secret16> {
        None
    }

    fn random(&self) -> Option<[u8; 16]> {
        None
    }
}

fn ours(generation: Generation) -> Record {
    let counter = if generation == Generation::Ev1 { 0 } else { 42 };
    Record {
        kind: Kind::Sale,
        seconds: 100,
        terminal: 7,
        sale: 3,
        amount: 65,
        balance: 935,
        counter,
        mark: [0; 15],
    }
}

fn record(text: &str, generation: Generation) -> Record {
    if text == "*" {
        return ours(generation);
    }
    let mut numbers = text.split(':').map(|number| number.parse().unwrap());
    let [seconds, balance, counter] = core::array::from_fn(|_| numbers.next().unwrap());
    Record { seconds, balance, counter, terminal: 9, sale: 9, ..ours(generation) }
}

/// Records on the card, how reading goes wrong after them (`end` for the end of the file), and what follows.
const EV2: &[(&str, u16, &str)] = &[
    ("*", 0x91BE, "debited 41 1000, asked 0"),
    ("90:1000:41", 0x91BE, "not debited, asked 0"),
    ("110:900:42", 0x91BE, "not debited, asked 0"),
    ("80:1100:40", 0x91BE, "undecided CounterWentBack, asked 0"),
    ("120:800:43 *", 0x91BE, "debited 41 1000, asked 2"),
    ("120:800:44 110:900:43 * 90:1000:41", 0x91BE, "debited 41 1000, asked 3"),
    ("120:800:43 110:900:42", 0x91BE, "not debited, asked 2"),
    ("120:800:44 110:900:43 90:1000:41", 0x91BE, "not debited, asked 3"),
    ("120:800:44 110:900:43", 0x91BE, "undecided TooMuchSince, asked 3"),
    ("120:800:44 110:900:43", 0x919D, "undecided CardRefused(37277), asked 3"),
    ("120:800:44 110:900:43", 0x9100, "undecided LogUnreadable, asked 3"),
    (
        "1:1:53 1:1:52 1:1:51 1:1:50 1:1:49 1:1:48 1:1:47 1:1:46 1:1:45 1:1:44 *",
        0x91BE,
        "undecided TooMuchSince, asked 10",
    ),
    ("1:1:52 1:1:51 1:1:50 1:1:49 1:1:48 1:1:47 1:1:46 1:1:45 1:1:44 *", 0x91BE, "debited 41 1000, asked 10"),
];

const EV1: &[(&str, u16, &str)] = &[
    ("*", 0x91BE, "debited none 1000, asked 0"),
    ("90:1000:0", 0x91BE, "not debited, asked 2"),
    // A card that refuses may still have shown enough.
    ("90:1000:0", 0x919D, "not debited, asked 2"),
    ("110:900:0 *", 0x91BE, "debited none 1000, asked 2"),
    // A clock behind ours proves nothing while ours may lie further back.
    ("90:1000:0 110:900:0 *", 0x91BE, "debited none 1000, asked 3"),
    ("110:900:0 105:950:0", 0x91BE, "not debited, asked 3"),
    ("110:900:0 105:950:0", 0x919D, "undecided CardRefused(37277), asked 3"),
    ("110:900:0 105:1000:0", 0x919D, "undecided CardRefused(37277), asked 3"),
    ("110:900:0 90:950:0", 0x919D, "undecided CardRefused(37277), asked 3"),
    ("110:900:0 90:1000:0", 0x919D, "not debited, asked 3"),
];

fn resolve(generation: Generation, records: &[Record], end: u16, written: Vec<u8>) -> String {
    let parameters = Parameters::usual(generation);
    let memo = Memo { uid: UID, newest: records[0] };
    let number = CardNumber::of_chip(ChipScheme::Desfire, &UID).unwrap();
    let view = PurseView {
        application: 0,
        number,
        issuer: parameters.issuer(),
        has_purse: true,
        validity: None,
        kind: None,
        interop: None,
        balance: None,
        mark: None,
        memo: memo.to_bytes(),
    };
    let torn = Torn {
        number,
        issuer: parameters.issuer(),
        amount: CardAmount(65),
        txn: 0xDC,
        written,
        sam: None,
        date: [0; 4],
        time: [0; 3],
        counter_before: None,
        balance_before: None,
        sealed: Some([7; 16]),
        sam_session: false,
    };
    let mut resolve = parameters.resolve(&view, &torn, &Nobody).unwrap();
    let mut asked = 0;
    let mut turn = resolve.start();
    let resolution = loop {
        match turn {
            Turn::Done(resolution) => break resolution,
            Turn::Ask(Ask::Card(command)) => {
                assert_eq!((command.ins, command.data[0]), (parameters.read_code, 1));
                let back = usize::from(command.data[1]);
                assert_eq!(back, asked, "one after another");
                let answer = match records.get(back) {
                    Some(record) => Response { data: record.to_bytes().to_vec(), status: StatusWord(0x9100) },
                    None => Response::status(StatusWord(end)),
                };
                asked += 1;
                turn = resolve.hear(&answer);
            }
            Turn::Ask(Ask::Sam(_)) => panic!("there is no security module"),
        }
    };
    let follows = match resolution {
        Resolution::Debited(paid) => {
            let counter = paid.facts.counter.map_or("none".to_owned(), |counter| counter.to_string());
            format!("debited {counter} {}", paid.facts.balance_before.unwrap().0)
        }
        Resolution::NotDebited => "not debited".to_owned(),
        Resolution::Undecided(why) => format!("undecided {why:?}"),
    };
    format!("{follows}, asked {asked}")
}

#[test]
fn the_ledger() {
    for (generation, rows) in [(Generation::Ev2, EV2), (Generation::Ev1, EV1)] {
        for (records, end, follows) in rows {
            let read: Vec<Record> = records.split(' ').map(|text| record(text, generation)).collect();
            let written = ours(generation).to_bytes().to_vec();
            assert_eq!(resolve(generation, &read, *end, written), *follows, "{generation:?} {records}");
        }
    }
}

#[test]
fn what_was_not_remembered_stays_held() {
    let records = [record("90:1000:41", Generation::Ev2)];
    for written in [Vec::new(), vec![0x11; 39], vec![0xFF; 40]] {
        assert_eq!(resolve(Generation::Ev2, &records, 0x91BE, written), "undecided CardUnreadable, asked 0");
    }
}
