//! Cards that name their holder and pay nothing: cash for the own part, nothing for strangers, little before the
//! center has answered.

use crate::bench::{Bench, LUNCH, NOON_US, SECOND_US, package};
use crate::ports::DiskPort;
use apdu::{Transport, TransportError, converse};
use money::Fen;
use purse::{Inquiry, NoKeys, Presence, Recognition};
use records::{CardProfile, CardTxn, Kind, RosterRow, Tender};
use sale::{AfterDebit, Armament, Memory, Paid, Refusal, Rules, Unquoted};

/// A storage card: the reader knows its serial, and nothing else is answered.
struct Storage([u8; 4]);

impl Transport for Storage {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let serial = [&self.0[..], &[0x90, 0x00]].concat();
        Ok(if command.starts_with(&[0xFF, 0xCA]) { serial } else { vec![0x6A, 0x81] })
    }
}

const PROFILE: &str = "format = 1\nname = \"x\"\n[[application]]\nfamily = \"chip\"\noffline = { uses = 2, benefit-fen = 2000 }\n";

/// A till whose roster lists the chip with this serial like the elder of tier C.
fn bench(serial: [u8; 4]) -> Bench {
    let mut bench = Bench::new();
    let mut told = package();
    let number = purse::CardNumber::of_chip(purse::ChipScheme::Serial, &serial).unwrap();
    let like = RosterRow { card_no: number.digits(), ..told.roster[0].clone() };
    told.roster.push(like);
    told.card_profile = PROFILE.to_owned();
    bench.rules = Rules::new(&told, None).unwrap();
    bench
}

fn tap(bench: &mut Bench, serial: [u8; 4]) -> Result<Box<Paid>, Refusal> {
    let (mut card, mut sam) = (Storage(serial), Storage([0; 4]));
    let mut disk = DiskPort(bench.world.clone());
    let mut inquiry = Inquiry::new(&bench.rules.cards, &Presence::default());
    let found: Recognition = converse(&mut inquiry, &mut card, &mut sam).unwrap();
    let moment = bench.tap_moment();
    let unquoted = Unquoted::begin(&bench.till, &bench.rules, bench.limits, moment, &mut disk)?;
    let quoted = unquoted.quote(&bench.till, &bench.rules, LUNCH, &found)?;
    assert!(!quoted.needs_sam(&bench.rules));
    assert_eq!(quoted.cash_due(), Some(quoted.quote().self_pay));
    let intended = quoted.intend(&bench.till, &bench.rules, None, &NoKeys)?;
    let (ticket, mut arming) = intended.begin(&mut disk, &bench.till).unwrap();
    let heard = converse(&mut arming, &mut card, &mut sam);
    let token = disk.wait(ticket).unwrap();
    let Armament::Armed(armed) = arming.finish(heard) else { panic!("not armed") };
    let mut debiting = armed.debit(token, &mut bench.till).unwrap();
    let heard = converse(&mut debiting, &mut card, &mut sam);
    assert!(!debiting.money_at_risk());
    match debiting.finish(heard, &bench.till, bench.now_us).unwrap() {
        AfterDebit::Paid(step) => Ok(Box::new(bench.remember_alive(step))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_benefit_is_given_and_the_own_part_is_cash() {
    let serial = [0xDE, 0xAD, 0xBE, 0xEF];
    let mut bench = bench(serial);
    let record = tap(&mut bench, serial).unwrap().record;
    assert_eq!(record.benefit.checked_add(record.self_pay), Some(Fen(1200)));
    assert!(record.benefit > Fen::ZERO);
    assert_eq!(
        (record.kind, record.card_profile, record.card_txn),
        (Kind::Sale, CardProfile::IdentityCard, CardTxn::None)
    );
    assert_eq!((record.tender, record.card_amount, record.card_before()), (Tender::Cash, 0, None));
    assert_eq!(
        sale::Entry::decode(&sale::Entry::Paid { at_us: 1, record: record.clone() }.encode())
            .unwrap()
            .record(),
        Some(&*record)
    );
}

#[test]
fn a_serial_that_the_roster_does_not_know_is_a_strangers() {
    let mut bench = bench([0xDE, 0xAD, 0xBE, 0xEF]);
    assert_eq!(tap(&mut bench, [0xDE, 0xAD, 0xBE, 0xEE]).unwrap_err(), Refusal::Foreign);
    assert_eq!(tap(&mut bench, [0x08, 0xAD, 0xBE, 0xEF]).unwrap_err(), Refusal::Foreign);
}

#[test]
fn little_is_given_before_the_center_has_answered() {
    let serial = [0xDE, 0xAD, 0xBE, 0xEF];
    let mut bench = bench(serial);
    for day in 0..2 {
        bench.now_us = NOON_US + day * 86_400 * SECOND_US;
        tap(&mut bench, serial).unwrap();
    }
    bench.now_us = NOON_US + 2 * 86_400 * SECOND_US;
    assert_eq!(tap(&mut bench, serial).unwrap_err(), Refusal::CenterFirst);
}
