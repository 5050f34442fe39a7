//! Reading what cards keep: whatever is cut, nothing on the card changes and nothing untrue is read.

use apdu::{Dialogue, TransportError, converse};
use both_sides::county::{HAIRCUT, Kind, LUNCH};
use both_sides::link::Boxed;
use both_sides::till::{OURS, Till};
use both_sides::{Grain, Link, Sweep, Truth, counter};
use desfire_purse::Parameters;
use pboc_purse::{ReadBalance, ReadLog, ReadTrips};
use virtual_cards::desfire::Generation;
use virtual_cards::{Chip, InField, UnreadableCard, VirtualCard};

/// Finds the application, then reads; `None` when the link broke or the card was not found.
fn read<D: Dialogue>(
    link: &mut Link<&mut VirtualCard>,
    kind: Kind,
    dialogue: &mut D,
) -> Result<Option<D::Output>, TransportError> {
    let mut nobody = InField::tap(UnreadableCard::new(&[0; 4]));
    let mut probe = kind.application().probe();
    match converse(&mut Boxed(&mut *probe), link, &mut nobody)? {
        purse::Probe::Found(_) => converse(dialogue, link, &mut nobody).map(Some),
        _ => Ok(None),
    }
}

/// Cuts one reading at every byte. `check` says whether what was read is all of it, and that it is true.
fn readings<D: Dialogue>(
    family: &str,
    what: &str,
    (kind, card): (Kind, &VirtualCard),
    dialogue: impl Fn() -> D,
    check: impl Fn(D::Output, &Truth) -> bool,
) {
    let truth = Truth::of(card);
    let sweep = Sweep::of(Grain::Bytes, |tear, sweep| {
        let mut card = card.clone();
        let commits = card.commits();
        let mut link = Link::tap(&mut card, tear);
        let read = read(&mut link, kind, &mut dialogue());
        let heard = link.take();
        assert_eq!((card.commits(), Truth::of(&card)), (commits, truth.clone()), "reading changes nothing");
        sweep.end(match read {
            Ok(Some(found)) => {
                if check(found, &truth) {
                    "read"
                } else {
                    "read in part"
                }
            }
            Ok(None) => "not found",
            Err(_) => "broken off",
        });
        heard
    });
    sweep.print(family, what);
    sweep.met(&["read", "broken off"]);
}

/// Three sales later.
fn used(kind: Kind) -> VirtualCard {
    let mut till = Till::new(kind, Kind::Serial);
    for order in [HAIRCUT, LUNCH, HAIRCUT] {
        till.tap(OURS, order, None);
    }
    till.settled();
    till.cards[OURS].clone()
}

fn purses(family: &str, kind: Kind) {
    let mut card = used(kind);
    let trip = |last| core::array::from_fn(|at| if at == 0 { 6 } else { last });
    card.purse_mut().unwrap().reissue(|state| state.trips = vec![trip(0x22), trip(0x11)]);
    let scene = (kind, &card);
    readings(
        family,
        "log",
        scene,
        || ReadLog::newest(10),
        |view, truth| {
            let lines = view.entries.iter().map(|entry| {
                let head = [&entry.amount.to_bytes()[..], &[entry.txn_type], &entry.terminal].concat();
                [&head[..], &entry.date, &entry.time].concat()
            });
            let lines: Vec<Vec<u8>> = lines.collect();
            assert!(truth.lines.iter().rev().zip(&lines).all(|(kept, read)| kept == read));
            lines.len() == truth.lines.len()
        },
    );
    readings(
        family,
        "trips",
        scene,
        || ReadTrips::newest(30),
        |view, _| {
            let kept: Vec<_> = [trip(0x22), trip(0x11)]
                .iter()
                .map(|trip| pboc_purse::file::trip::TripEntry::parse(trip).unwrap())
                .collect();
            assert!(kept.iter().zip(&view.entries).all(|(kept, read)| kept == read));
            view.entries.len() == kept.len()
        },
    );
    readings(family, "balance", scene, ReadBalance::new, |found, truth| match found {
        Ok(balance) => {
            assert_eq!(Some(balance.0), truth.balance);
            true
        }
        Err(_) => false,
    });
}

#[test]
fn t_union() {
    purses("T-Union 3DES", Kind::TUnion);
}

#[test]
fn t_union_whose_answers_are_fetched() {
    purses("T-Union 3DES, 61xx", Kind::TUnionFetched);
}

#[test]
fn t_union_sm4() {
    purses("T-Union SM4", Kind::Sm4);
}

#[test]
fn city_union() {
    purses("City-Union", Kind::CityUnion);
}

#[test]
fn desfire() {
    for (family, chip, generation) in [
        ("DESFire EV1", Generation::Ev1, desfire_purse::Generation::Ev1),
        ("DESFire EV2", Generation::Ev2, desfire_purse::Generation::Ev2),
        ("DESFire EV3", Generation::Ev3, desfire_purse::Generation::Ev2),
    ] {
        let mut card = counter::card(chip);
        let mut till = counter::Counter::new(generation, 7);
        for fen in 1..=4 {
            till.tap(&mut card, counter::Wish::Sale(fen));
        }
        let scene = (Kind::Desfire(chip), &VirtualCard::from(card));
        let log = || desfire_purse::ReadLog::newest(&Parameters::usual(generation), 10);
        readings(family, "log", scene, log, |view, truth| {
            let lines: Vec<_> = view.entries.iter().map(|record| record.to_bytes().to_vec()).collect();
            assert!(truth.lines.iter().rev().zip(&lines).all(|(kept, read)| kept == read));
            lines.len() == truth.lines.len()
        });
    }
}
