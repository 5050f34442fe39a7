//! Torn recovery as a ledger: what the till remembers, what the card shows, what follows.
//!
//! The torn purchase is 6.50 at 12:15:30. `ours` is its log entry; `other` another terminal's purchase of
//! the same 6.50, `early` one before ours in time; `load` a load of 50.00; `odd` an unload. Newest first.

use apdu::{Ask, Dialogue, Response, StatusWord, Turn};
use card_stories::golden::hex;
use pboc_purse::{Intention, Resolution, Resolve};
use purse::CardAmount;

/// One line of the ledger.
struct Row {
    /// Counter and balance before, where remembered.
    before: Option<(u16, u32)>,
    /// Counter and balance now.
    now: (u16, u32),
    /// Log entries, newest first; `blocked` is 6982.
    log: &'static str,
    /// What follows: `debited counter balance proof`, or the debug word.
    follows: &'static str,
}

const fn row(before: Option<(u16, u32)>, now: (u16, u32), log: &'static str, follows: &'static str) -> Row {
    Row { before, now, log, follows }
}

#[rustfmt::skip]
const LEDGER: &[Row] = &[
    // The counter alone.
    row(Some((5, 10_000)), (5, 10_000), "",                    "NotDebited"),
    row(Some((5, 10_000)), (5, 15_000), "",                    "NotDebited"),
    row(Some((5, 10_000)), (4, 10_000), "",                    "Undecided(CounterWentBack)"),
    // One purchase since: ours, or another's.
    row(Some((5, 10_000)), (6,  9_350), "ours",                "debited 5 10000 proof"),
    row(Some((5, 10_000)), (6,  9_350), "other",               "NotDebited"),
    row(Some((5, 10_000)), (6,  9_350), "other early",         "NotDebited"),
    row(Some((5, 10_000)), (6, 14_350), "load ours",           "debited 5 10000 proof"),
    row(Some((5, 10_000)), (6, 14_350), "load other",          "NotDebited"),
    row(Some((5,    650)), (6,      0), "ours",                "debited 5 650 proof"),
    // One purchase since, and a card whose log does not show it.
    row(Some((5, 10_000)), (6,  9_350), "",                    "debited 5 10000 proof"),
    row(Some((5, 10_000)), (6,  9_350), "early early",         "debited 5 10000 proof"),
    row(Some((5, 10_000)), (6,  9_350), "blocked",             "debited 5 10000 proof"),
    row(Some((5, 10_000)), (6,  8_000), "blocked",             "Undecided(LogUnreadable)"),
    // More since: the card proves its last transaction only.
    row(Some((5, 10_000)), (7,  8_700), "other ours",          "debited 5 10000"),
    row(Some((5, 10_000)), (8,  8_050), "other other ours",    "debited 5 10000"),
    row(Some((5, 10_000)), (7,  8_700), "other other",         "NotDebited"),
    row(Some((5, 10_000)), (7,  8_700), "other",               "Undecided(TooMuchSince)"),
    row(Some((5, 10_000)), (7,  8_700), "blocked",             "Undecided(LogUnreadable)"),
    row(Some((5, 10_000)), (20, 1_000), "other other other other other other other other other other", "Undecided(TooMuchSince)"),
    // Nothing remembered but the intention.
    row(None,              (6,  9_350), "ours early",          "debited 5 10000 proof"),
    row(None,              (7,  8_700), "other ours",          "debited 5 10000"),
    row(None,              (6, 14_350), "load ours",           "debited 5 10000 proof"),
    row(None,              (6,  9_350), "odd ours",            "Undecided(TooMuchSince)"),
    row(None,              (5, 10_000), "",                    "Undecided(LogUnreadable)"),
    row(None,              (0, 10_000), "",                    "NotDebited"),
    row(None,              (5, 10_000), "early early",         "NotDebited"),
    row(None,              (5, 10_000), "early early early early early early early early early early", "NotDebited"),
    row(None,              (15, 1_000), "other other other other other other other other other other", "Undecided(TooMuchSince)"),
    row(None,              (5, 10_000), "blocked",             "Undecided(LogUnreadable)"),
    row(None,              (0, 10_000), "ours",                "Undecided(TooMuchSince)"),
    // Counters at their end.
    row(Some((0xFFFE, 650)), (0xFFFF, 0), "ours",              "debited 65534 650 proof"),
];

fn entry(word: &str) -> Response {
    Response::ok(hex(match word {
        "ours" => "00060000000000028A 09 551000000042 20260715 121530",
        "other" => "00070000000000028A 09 551000000099 20260715 130000",
        "early" => "00050000000000028A 09 551000000042 20260714 121530",
        "load" => "000300000000001388 02 551000000001 20260715 125900",
        "odd" => "000300000000001388 03 551000000001 20260715 125900",
        "blocked" => return Response::status(StatusWord(0x6982)),
        other => panic!("{other}"),
    }))
}

fn answer(ask: &Ask, row: &Row) -> Response {
    let Ask::Card(command) = ask else { panic!("the SAM was asked: {ask:?}") };
    match command.ins {
        0x50 => {
            assert_eq!((command.p1, &command.data[1..5]), (0x03, &[0, 0, 0, 0][..]), "composite, of zero");
            let mut data = row.now.1.to_be_bytes().to_vec();
            data.extend(row.now.0.to_be_bytes());
            data.extend([0, 0, 0, 1, 0, 9, 9, 9, 9]);
            Response::ok(data)
        }
        0xB2 => {
            let place = usize::from(command.p1) - 1;
            row.log.split_whitespace().nth(place).map_or(Response::status(StatusWord(0x6A83)), entry)
        }
        0x5A => {
            assert_eq!((command.p2, &command.data[..]), (0x09, &row.now.0.to_be_bytes()[..]));
            Response::ok([1, 1, 1, 1, 2, 2, 2, 2])
        }
        _ => panic!("{ask:?}"),
    }
}

fn intention(before: Option<(u16, u32)>) -> Intention {
    Intention {
        key_id: 1,
        amount: CardAmount(650),
        txn_type: 0x09,
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
        date: [0x20, 0x26, 0x07, 0x15],
        time: [0x12, 0x15, 0x30],
        counter_before: before.map(|(counter, _)| counter),
        balance_before: before.map(|(_, balance)| CardAmount(balance)),
        sam_session: false,
    }
}

#[test]
fn the_ledger() {
    for row in LEDGER {
        let mut resolve = Resolve::new(intention(row.before));
        let mut turn = resolve.start();
        let resolution = loop {
            match turn {
                Turn::Ask(ask) => turn = resolve.hear(&answer(&ask, row)),
                Turn::Done(resolution) => break resolution,
            }
        };
        let follows = match resolution {
            Resolution::Debited(found) => {
                let proof = if found.tac.is_some() { " proof" } else { "" };
                format!("debited {} {}{proof}", found.counter, found.balance_before.0)
            }
            other => format!("{other:?}"),
        };
        assert_eq!(follows, row.follows, "{:?} {:?} {}", row.before, row.now, row.log);
    }
}

#[test]
fn a_purse_without_composite_purchases() {
    let row = row(Some((5, 10_000)), (5, 10_000), "", "");
    let mut resolve = Resolve::new(intention(row.before));
    let _ = resolve.start();
    let Turn::Ask(Ask::Card(simple)) = resolve.hear(&Response::status(StatusWord(0x6A86))) else { panic!() };
    assert_eq!((simple.ins, simple.p1), (0x50, 0x01));
    let initialized = Response::ok(hex("00002710 0005 000000 01 00 09090909"));
    assert_eq!(resolve.hear(&initialized), Turn::Done(Resolution::NotDebited));
}

#[test]
fn a_card_that_says_nothing_keeps_the_purchase_held() {
    for (answers, why) in [
        (vec![Response::status(StatusWord(0x9303))], "CardRefused(9303)"),
        (
            vec![Response::status(StatusWord(0x6985)), Response::status(StatusWord(0x6D00))],
            "CardRefused(6D00)",
        ),
        (vec![Response::ok([0; 14])], "CardUnreadable"),
    ] {
        let mut resolve = Resolve::new(intention(Some((5, 10_000))));
        let mut turn = resolve.start();
        for answer in &answers {
            turn = resolve.hear(answer);
        }
        assert_eq!(format!("{turn:?}"), format!("Done(Undecided({why}))"));
    }
}
