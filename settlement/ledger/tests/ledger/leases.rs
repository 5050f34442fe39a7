//! A job is one program's at a time, and never a dead one's for long.

use ledger::{Ledger, LedgerError, Merchant};

use crate::place;

fn merchant(id: &str) -> Merchant {
    Merchant { id: id.to_owned(), name: "食堂".to_owned() }
}

#[test]
fn a_lease_has_one_holder_and_is_taken_over_when_it_has_expired() {
    let place = place("lease");
    let mut one = Ledger::create(place.path()).unwrap();
    let mut other = Ledger::open(place.path()).unwrap();
    let lease = one.take_lease(("close", "20240715"), "one", 100, 200).unwrap().unwrap();
    assert_eq!(one.lease_done("close").unwrap(), "");
    let steps = one.mark().unwrap();
    assert_eq!(other.take_lease(("close", "20240715"), "other", 199, 300).unwrap(), None);
    assert_eq!(one.mark().unwrap(), steps, "a refusal is no step");
    assert!(other.take_lease(("another", "20240715"), "other", 199, 300).unwrap().is_some());
    // Its holder was killed; from 200 on another may.
    let over = other.take_lease(("close", "20240715"), "other", 200, 300).unwrap().unwrap();
    // Or was only slow: whatever it still does leaves nothing.
    let late = one.under(&lease, |ledger| ledger.add_merchant(&merchant("late"), 1));
    assert!(matches!(late, Err(LedgerError::Overtaken(_))), "{late:?}");
    assert_eq!((one.keep_lease(&lease, 900).unwrap(), one.end_lease(&lease).unwrap()), (false, false));
    other.under(&over, |ledger| ledger.add_merchant(&merchant("right"), 1)).unwrap();
    assert!(other.keep_lease(&over, 400).unwrap());
    assert_eq!(one.take_lease(("close", "20240715"), "one", 300, 500).unwrap(), None);
    assert!(other.end_lease(&over).unwrap());
    assert_eq!(one.lease_done("close").unwrap(), "20240715");
    assert_eq!(one.take_lease(("close", "20240715"), "one", 900, 950).unwrap(), None, "it is done");
    assert!(one.take_lease(("close", "20240716"), "one", 900, 950).unwrap().is_some());
    assert_eq!(one.merchants().unwrap(), [merchant("right")]);
    // Work outside of a lease is nobody else's affair.
    one.add_merchant(&merchant("free"), 1).unwrap();
}

#[test]
fn a_lease_outlives_no_panic() {
    let place = place("panic");
    let mut ledger = Ledger::create(place.path()).unwrap();
    let lease = ledger.take_lease(("close", "1"), "one", 100, 200).unwrap().unwrap();
    let broke = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
        ledger.under(&lease, |_| -> () { panic!("a fault, on purpose") })
    }));
    assert!(broke.is_err());
    assert!(ledger.take_lease(("close", "1"), "two", 200, 300).unwrap().is_some());
    ledger.add_merchant(&merchant("after"), 1).unwrap();
}

/// Many programs at the same moment, every day: each day is done once.
#[test]
fn nothing_runs_twice() {
    const DAYS: i64 = 15;
    let place = place("twice");
    drop(Ledger::create(place.path()).unwrap());
    let programs: Vec<_> = (0..4)
        .map(|program| {
            let path = place.path().to_owned();
            std::thread::spawn(move || {
                let mut ledger = Ledger::open(&path).unwrap();
                let mut done = Vec::new();
                for day in 0..DAYS {
                    let day = format!("{day:02}");
                    while ledger.lease_done("close").unwrap() < day {
                        let mine = format!("{program}");
                        let taken = ledger.take_lease(("close", &day), &mine, 1, 2).unwrap();
                        let Some(lease) = taken else { continue };
                        ledger.under(&lease, |ledger| ledger.add_merchant(&merchant(&day), 1)).unwrap();
                        assert!(ledger.end_lease(&lease).unwrap());
                        done.push(day.clone());
                    }
                }
                done
            })
        })
        .collect();
    let mut done: Vec<String> = programs.into_iter().flat_map(|program| program.join().unwrap()).collect();
    done.sort();
    assert_eq!(done, (0..DAYS).map(|day| format!("{day:02}")).collect::<Vec<_>>());
    let ledger = Ledger::open(place.path()).unwrap();
    assert_eq!(ledger.merchants().unwrap().len(), usize::try_from(DAYS).unwrap());
}
