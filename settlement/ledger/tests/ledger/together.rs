//! Several steps in one commit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ledger::{Ledger, LedgerError, Merchant};

use crate::place;

fn merchant(id: &str) -> Merchant {
    Merchant { id: id.to_owned(), name: id.to_owned() }
}

fn names(ledger: &Ledger) -> Vec<String> {
    ledger.merchants().unwrap().into_iter().map(|merchant| merchant.id).collect()
}

#[test]
fn steps_of_one_commit_are_seen_at_once_and_one_that_fails_leaves_the_others() {
    let place = place("together");
    let mut ledger = Ledger::create(place.path()).unwrap();
    let reader = Ledger::open_reader(place.path()).unwrap();
    let between = ledger
        .together(|ledger| {
            ledger.add_merchant(&merchant("a"), 1).unwrap();
            assert!(matches!(ledger.add_merchant(&merchant("a"), 1), Err(LedgerError::Taken { .. })));
            // The database itself turns this one down: two of one key.
            let card = ledger::Holder::born("1", 19_440_715);
            assert!(ledger.replace_holders(&[card.clone(), card]).is_err());
            ledger.add_merchant(&merchant("b"), 1).unwrap();
            (names(ledger), names(&reader))
        })
        .unwrap();
    assert_eq!(between, (vec!["a".to_owned(), "b".to_owned()], Vec::new()));
    assert_eq!(names(&reader), ["a", "b"]);
    assert!(ledger.holders().unwrap().is_empty());
    // Steps are made alone again.
    ledger.add_merchant(&merchant("c"), 1).unwrap();
    assert_eq!(names(&reader), ["a", "b", "c"]);
}

#[test]
fn a_fault_in_the_middle_leaves_nothing() {
    let place = place("together_fault");
    let mut ledger = Ledger::create(place.path()).unwrap();
    let broken = catch_unwind(AssertUnwindSafe(|| {
        ledger.together(|ledger| {
            ledger.add_merchant(&merchant("a"), 1).unwrap();
            panic!("a fault, on purpose");
        })
    }));
    assert!(broken.is_err());
    assert!(names(&ledger).is_empty());
    ledger.add_merchant(&merchant("b"), 1).unwrap();
    assert_eq!(names(&Ledger::open(place.path()).unwrap()), ["b"]);
}

#[test]
fn several_steps_are_one() {
    let place = place("as_one");
    let mut ledger = Ledger::create(place.path()).unwrap();
    let two = |ledger: &mut Ledger, second: &str| {
        ledger.as_one(|ledger| {
            ledger.add_merchant(&merchant("a"), 1)?;
            ledger.add_merchant(&merchant(second), 1)
        })
    };
    assert!(matches!(two(&mut ledger, "a"), Err(LedgerError::Taken { .. })));
    assert!(names(&ledger).is_empty(), "the first went with the second");
    // The same inside of a larger step, which goes on.
    ledger
        .together(|ledger| {
            assert!(two(ledger, "a").is_err());
            ledger.add_merchant(&merchant("c"), 1).unwrap();
            assert!(two(ledger, "b").is_ok());
        })
        .unwrap();
    assert_eq!(names(&ledger), ["a", "b", "c"]);
    ledger.add_merchant(&merchant("d"), 1).unwrap();
    assert_eq!(names(&Ledger::open(place.path()).unwrap()), ["a", "b", "c", "d"]);
}
