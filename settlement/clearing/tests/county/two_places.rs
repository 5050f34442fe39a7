//! One card in two towns at once (A01).

use crate::books::{Books, till};

/// Tills 1 and 2 stand in one town, till 6 in another; till 7 was never told.
fn county() -> Books {
    let mut books = Books::new();
    books.places = [(till(1), 1), (till(2), 1), (till(6), 2)].into();
    books
}

/// What is said of two places after a story.
fn told(story: &str) -> Vec<String> {
    let mut books = county();
    books.tell(story);
    two_places(&books)
}

fn two_places(books: &Books) -> Vec<String> {
    books.show().lines().filter(|line| line.contains("TwoPlaces")).map(str::to_owned).collect()
}

const HERE: &str = "1 9001 15 12:00 12.00 0.00  0 5 100.00";
const THERE: &str = "6 9001 15 12:04 12.00 0.00  0 6 88.00";

#[test]
fn the_later_tap_is_named_whichever_arrives_first() {
    for story in [format!("{HERE}\n\n{THERE}"), format!("{THERE}\n\n{HERE}")] {
        assert_eq!(told(&story), ["! 308 TwoPlaces 6/1 by 1/1"], "{story}");
    }
}

#[test]
fn nothing_is_said_where_somebody_may_have_walked() {
    for (why, second) in [
        ("five minutes", "6 9001 15 12:05 12.00 0.00  0 6 88.00"),
        ("the same town", "2 9001 15 12:01 12.00 0.00  0 6 88.00"),
        ("a till that was never told", "7 9001 15 12:01 12.00 0.00  0 6 88.00"),
        ("another card", "6 9002 15 12:01 12.00 0.00  0 6 88.00"),
        ("a clock that is a guess", "6 9001 15 12:01 12.00 0.00  0 6 88.00 guess"),
        ("nobody knows whether it was a tap", "6 9001 15 12:01 12.00 0.00  0 6 88.00 grey"),
        ("the same debit twice", "6 9001 15 12:01 12.00 0.00  0 5 100.00"),
        ("no proof", "6 9001 15 12:01 12.00 0.00  0 6 88.00 tac"),
    ] {
        assert_eq!(told(&format!("{HERE}\n\n{second}")), [""; 0], "{why}");
    }
    assert_eq!(
        told("1 0 15 12:00 12.00 0.00 0 0 0.00 close\n\n6 0 15 12:01 12.00 0.00 0 0 0.00 close"),
        [""; 0]
    );
}

/// A wrong code that the next record proves is still no proof of who held the card where.
#[test]
fn what_is_only_inferred_proves_no_place() {
    let wrong = "1 9001 15 12:00 12.00 0.00  0 5 100.00 tac";
    let next = "6 9001 15 12:01 12.00 0.00  0 6 88.00";
    for story in [format!("{wrong}\n\n{next}"), format!("{next}\n\n{wrong}")] {
        let mut books = county();
        books.tell(&story);
        assert!(books.show().contains("TacSettled 1/1"), "{}", books.show());
        assert_eq!(two_places(&books), [""; 0], "{story}");
    }
}

/// A tap between the two arrives last: what was said of the later one is said anew.
#[test]
fn a_tap_that_arrives_between_says_it_anew() {
    let between = "2 9001 15 12:02 12.00 0.00  0 6 88.00";
    let later = "6 9001 15 12:04 12.00 0.00  0 7 76.00";
    let (mut books, mut other) = (county(), county());
    books.tell(HERE).tell(later);
    assert_eq!(two_places(&books), ["! 308 TwoPlaces 6/1 by 1/1"]);
    books.tell(between);
    assert_eq!(two_places(&books), ["! 308 TwoPlaces 6/1 by 2/1"]);
    // In the later one's own town, the tap between is the odd one.
    other.places.insert(till(2), 2);
    other.tell(HERE).tell(later);
    other.tell(between);
    assert_eq!(two_places(&other), ["! 308 TwoPlaces 2/1 by 1/1"]);
}
