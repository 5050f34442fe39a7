//! What was said of a price is said anew when more is known: the new opinion stands in place of the old.

use crate::books::Books;

/// The till had counted the meal's subsidy; the record that used it arrives while the torn tap waits.
#[test]
fn a_grey_that_is_settled_is_priced_by_what_arrived_meanwhile() {
    let mut books = Books::new();
    books.tell("6 8001 15 12:10 12.00 0.00  0 4 112.00");
    books.tell("1 8001 15 12:30 12.00 0.00  0 5 100.00 grey");
    let waits = books.show();
    assert!(waits.contains("! 401 PriceMismatch 1/1: 0.00, not 6.00"), "{waits}");
    books.tell("2 8001 15 12:00 12.00 6.00  73 3 118.00");
    books.tell("6 8001 16 12:00 12.00 6.00  73 6 88.00");
    let settled = books.show();
    assert!(settled.contains("1/1 ****8001 12.00 adjusted"), "{settled}");
    assert!(!settled.contains("! 40"), "{settled}");
}

/// Called wrong at first; then a torn tap waits, and what is not seen may explain it.
#[test]
fn a_price_that_turns_out_unproven_is_not_called_wrong_as_well() {
    let mut books = Books::new();
    books.tell("6 8001 15 12:10 12.00 0.00  0 4 112.00");
    books.tell("6 8001 15 12:30 12.00 0.00  0 5 100.00");
    let wrong = books.show();
    assert!(wrong.contains("! 401 PriceMismatch 6/2: 0.00, not 6.00"), "{wrong}");
    books.tell("1 8001 16 12:00 12.00 6.00  73 7 82.00 grey");
    books.tell("2 8001 14 12:00 12.00 6.00  73 2 124.00");
    let unproven = books.show();
    assert!(unproven.contains("! 402 PriceUnproven 6/2: 0.00, not 6.00"), "{unproven}");
    assert!(!unproven.contains("! 401"), "{unproven}");
}
