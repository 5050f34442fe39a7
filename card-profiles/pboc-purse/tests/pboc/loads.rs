//! A torn load as a ledger: what was remembered, the card now and its log → what follows. And the words of a card
//! that does not load.

use apdu::{Ask, Command, Dialogue, Response, StatusWord, Turn};
use card_stories::golden::hex;
use pboc_purse::crypto::LoadMoment;
use pboc_purse::{
    CreditOutcome, CreditRefusal, FindLock, LoadCredit, LoadFacts, LoadInit, LoadIntention, LoadOrder,
    LoadRefusal, LoadResolution, Lock, Mac, Pin, PinRefusal, ReadBalance, ResolveLoad, VerifyPin,
};
use purse::CardAmount;

const ORDER: LoadOrder =
    LoadOrder { key_id: 1, amount: CardAmount(5000), terminal: [0x55, 0x10, 0, 0, 0, 0x42] };
const MOMENT: LoadMoment = LoadMoment { date: [0x20, 0x26, 0x07, 0x20], time: [0x09, 0, 0] };

struct Row {
    /// Online counter and balance of the card now; `None` for one that will not say.
    now: Option<(u16, u32)>,
    /// Log, newest first: `ours`, `other` load, `meal`; `blocked` ends it.
    log: &'static str,
    follows: &'static str,
}

const fn row(now: Option<(u16, u32)>, log: &'static str, follows: &'static str) -> Row {
    Row { now, log, follows }
}

/// Before: counter 2, balance 77.50.
#[rustfmt::skip]
const LEDGER: &[Row] = &[
    row(Some((2,  7_750)), "",                "NotCredited"),
    row(Some((2,  7_100)), "meal",            "NotCredited"),
    row(Some((2,  7_750)), "other",           "NotCredited"),
    row(Some((2,  7_750)), "blocked",         "NotCredited"),
    row(Some((2,  7_750)), "ours",            "NotCredited"),
    row(Some((3, 12_750)), "ours",            "Credited(Some(<tac>))"),
    row(Some((4, 17_750)), "other ours",      "Credited(Some(<tac>))"),
    row(None,              "ours",            "Credited(Some(<tac>))"),
    row(None,              "meal ours",       "Credited(Some(<tac>))"),
    row(Some((3, 12_750)), "",                "Credited(Some(<tac>))"),
    row(Some((3, 12_750)), "blocked",         "Credited(Some(<tac>))"),
    row(Some((3, 12_000)), "",                "Undecided(LogUnclear)"),
    row(Some((3, 12_750)), "other",           "NotCredited"),
    row(Some((3, 12_750)), "meal",            "Undecided(LogUnclear)"),
    row(Some((4, 17_750)), "other other",     "NotCredited"),
    row(Some((4, 17_750)), "other",           "Undecided(LogUnclear)"),
    row(Some((1,  7_750)), "",                "Undecided(CounterWentBack)"),
    row(None,              "",                "Undecided(CardRefused(Card(6985)))"),
    row(None,              "meal meal meal meal meal meal meal meal meal meal", "Undecided(CardRefused(Card(6985)))"),
];

fn entry(word: &str) -> Response {
    Response::ok(hex(match word {
        "ours" => "0003 000000 00001388 02 551000000042 20260720 090000",
        "other" => "0003 000000 00001388 02 551000000077 20260720 090000",
        "meal" => "0009 000000 0000028A 09 551000000042 20260720 121500",
        "blocked" => return Response::status(StatusWord(0x6982)),
        other => panic!("{other}"),
    }))
}

fn answer(command: &Command, row: &Row) -> Response {
    match command.ins {
        0x20 => Response::status(StatusWord::OK),
        0x50 => match row.now {
            Some((counter, balance)) => {
                assert_eq!((command.p1, &command.data[1..5]), (0x00, &[0, 0, 0x13, 0x88][..]));
                let parts = [&balance.to_be_bytes()[..], &counter.to_be_bytes(), &[1, 0], &[9; 4], &[8; 4]];
                Response::ok(parts.concat())
            }
            None => Response::status(StatusWord(0x6985)),
        },
        0xB2 => {
            let place = usize::from(command.p1) - 1;
            row.log.split_whitespace().nth(place).map_or(Response::status(StatusWord(0x6A83)), entry)
        }
        0x5A => {
            assert_eq!((command.p2, &command.data[..]), (0x02, &[0, 3][..]));
            Response::ok([1, 1, 1, 1, 2, 2, 2, 2])
        }
        _ => panic!("{command:?}"),
    }
}

fn torn() -> LoadIntention {
    LoadIntention { order: ORDER, moment: MOMENT, counter_before: 2, balance_before: CardAmount(7_750) }
}

fn card_only<O>(turn: &Turn<O>) -> Option<Command> {
    match turn {
        Turn::Ask(Ask::Card(command)) => Some(command.clone()),
        Turn::Ask(Ask::Sam(command)) => panic!("the SAM was asked: {command:?}"),
        Turn::Done(_) => None,
    }
}

#[test]
fn the_ledger_of_torn_loads() {
    for row in LEDGER {
        for pin in [None, Pin::from_digits("123456")] {
            let mut resolve = ResolveLoad::new(torn(), pin);
            let mut turn = resolve.start();
            let mut turns = 0;
            while let Some(command) = card_only(&turn) {
                assert_ne!(command.ins, 0x52, "never credited here");
                turns += 1;
                turn = resolve.hear(&answer(&command, row));
            }
            assert!(turns <= 13);
            let Turn::Done(resolution) = turn else { unreachable!() };
            assert_eq!(format!("{resolution:?}"), row.follows, "{:?} {}", row.now, row.log);
            assert_eq!(resolve.so_far(), resolution);
        }
    }
}

#[test]
fn a_proof_that_is_gone() {
    let mut resolve = ResolveLoad::new(torn(), None);
    let _ = resolve.start();
    let _ = resolve.hear(&Response::status(StatusWord(0x6982)));
    let _ = resolve.hear(&entry("ours"));
    let turn = resolve.hear(&Response::status(StatusWord(0x6A83)));
    assert_eq!(card_only(&turn).unwrap().ins, 0x5A);
    assert_eq!(resolve.so_far(), LoadResolution::Credited(None), "the money is there already");
    assert_eq!(
        resolve.hear(&Response::status(StatusWord(0x9406))),
        Turn::Done(LoadResolution::Credited(None))
    );
}

fn facts() -> LoadFacts {
    LoadFacts {
        balance_before: CardAmount(7_750),
        counter: 2,
        key_version: 1,
        alg_id: 0,
        random: [9; 4],
        mac1: Mac([8; 4]),
    }
}

#[test]
fn a_credit_is_asked_once_and_silence_is_unknown() {
    let mut credit = LoadCredit::new(ORDER, facts(), MOMENT, Mac([7; 4]));
    assert!(!credit.money_at_risk());
    assert_eq!(credit.so_far(), CreditOutcome::Refused(CreditRefusal::NotSent));
    assert!(card_only(&credit.start()).is_some());
    assert!(credit.money_at_risk());
    assert_eq!(credit.start(), Turn::Done(CreditOutcome::Unknown(None)), "never twice");
    for (answer, outcome) in [
        (Response::ok([1, 2, 3, 4]), "Credited(<tac>)"),
        (Response::ok([1, 2, 3]), "Unknown(Some(9000))"),
        (Response::status(StatusWord(0x9302)), "Refused(WrongMac)"),
        (Response::status(StatusWord(0x6985)), "Refused(Dropped(6985))"),
        (Response::status(StatusWord(0x6901)), "Refused(Dropped(6901))"),
        (Response { data: vec![1], status: StatusWord(0x9302) }, "Unknown(Some(9302))"),
        (Response::status(StatusWord(0x6581)), "Unknown(Some(6581))"),
    ] {
        let mut credit = LoadCredit::new(ORDER, facts(), MOMENT, Mac([7; 4]));
        let _ = credit.start();
        let Turn::Done(found) = credit.hear(&answer) else { panic!() };
        assert_eq!(format!("{found:?}"), outcome);
        assert_eq!(credit.money_at_risk(), outcome.starts_with("Unknown"));
        assert_eq!(credit.hear(&Response::ok([1, 2, 3, 4])), Turn::Done(found), "an answer out of turn");
    }
}

#[test]
fn the_words_of_a_card_that_does_not_load() {
    for (status, refusal) in [
        (0x6982, LoadRefusal::PinWanted),
        (0x9403, LoadRefusal::CardKey),
        (0x9402, LoadRefusal::CounterExhausted),
        (0x9303, LoadRefusal::Locked),
        (0x6985, LoadRefusal::Card(StatusWord(0x6985))),
        (0x9000, LoadRefusal::Unreadable),
    ] {
        let mut init = LoadInit::new(ORDER, None);
        let _ = init.start();
        assert_eq!(init.hear(&Response::status(StatusWord(status))), Turn::Done(Err(refusal)));
        assert!(refusal.to_string().contains("未充值"), "{refusal}");
    }
}

#[test]
fn a_pin_is_shown_once() {
    for (status, refusal) in [
        (0x63C2, PinRefusal::Wrong { tries_left: 2 }),
        (0x63C0, PinRefusal::Blocked),
        (0x6983, PinRefusal::Blocked),
        (0x6A81, PinRefusal::Locked),
        (0x6F00, PinRefusal::Refused(StatusWord(0x6F00))),
    ] {
        let pin = Pin::from_digits("123456").unwrap();
        let answer = Response::status(StatusWord(status));
        let mut verify = VerifyPin::new(pin.clone());
        assert_eq!(card_only(&verify.start()).unwrap().to_bytes().unwrap(), hex("0020000003123456"));
        assert_eq!(verify.hear(&answer), Turn::Done(Err(refusal)));
        let mut load = LoadInit::new(ORDER, Some(pin));
        let _ = load.start();
        assert_eq!(load.hear(&answer), Turn::Done(Err(LoadRefusal::Pin(refusal))));
    }
}

#[test]
fn locks_told_apart() {
    for (application, root, lock) in [
        (0x9000, None, Lock::Open),
        (0x9303, None, Lock::ApplicationForGood),
        (0x6A82, None, Lock::Absent),
        (0x6F00, None, Lock::Unknown(StatusWord(0x6F00))),
        (0x6283, Some(0x9000), Lock::Application),
        (0x6A81, Some(0x9000), Lock::Application),
        (0x6A81, Some(0x6A81), Lock::Card),
    ] {
        let mut find = FindLock::new(&hex("A000000632010105"));
        let _ = find.start();
        let mut turn = find.hear(&Response::status(StatusWord(application)));
        if let Some(root) = root {
            assert_eq!(card_only(&turn).unwrap().to_bytes().unwrap(), hex("00A40000023F00"));
            turn = find.hear(&Response::status(StatusWord(root)));
        }
        assert_eq!(turn, Turn::Done(lock));
    }
}

#[test]
fn a_balance_without_overdraft() {
    let amount = |fen: u32| Response::ok(fen.to_be_bytes());
    let no = || Response::status(StatusWord(0x6A86));
    for (answers, fen) in [
        (vec![amount(0x8000_0AC3)], 0x0AC3),
        (vec![no(), amount(2755), no()], 2755),
        (vec![no(), amount(2755), amount(2000)], 755),
        (vec![no(), amount(1000), amount(2000)], 0),
    ] {
        let mut read = ReadBalance::new();
        let mut turn = read.start();
        for answer in &answers {
            assert!(card_only(&turn).is_some());
            turn = read.hear(answer);
        }
        assert_eq!(turn, Turn::Done(Ok(CardAmount(fen))));
    }
}
