//! Torn taps, wrong codes, and the record that decides them.

use clearing::{RefuseCause, Status};
use expect_test::expect;

use crate::books::{self, Books, after};

#[test]
fn a_torn_tap_that_was_debited() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00 grey

        6 8001 16 12:00 12.00 6.00  73 6 94.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 adjusted
            6/1 ****8001 12.00 good
            ! 208 GreyPaid 1/1 by 6/1
            15 card:purse +6.00
            15 fund:1 +3.00
            15 fund:2 +1.00
            15 fund:3 +2.00
            15 merchant:canteen-a -12.00
            16 card:purse +6.00
            16 fund:1 +3.00
            16 fund:2 +1.00
            16 fund:3 +2.00
            16 merchant:canteen-b -12.00
        "#]],
    );
}

#[test]
fn a_torn_tap_that_was_not_debited() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00 grey

        6 8001 16 12:00 12.00 6.00  73 5 100.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 refused:94
            6/1 ****8001 12.00 good
            ! 209 GreyRefused 1/1 by 6/1
            15 held:canteen-a -12.00
            15 suspense:94 +12.00
            16 card:purse +6.00
            16 fund:1 +3.00
            16 fund:2 +1.00
            16 fund:3 +2.00
            16 merchant:canteen-b -12.00
        "#]],
    );
}

#[test]
fn a_torn_tap_waits_for_its_next_record() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00 grey

        6 8001 17 12:00 12.00 6.00  73 7 88.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 waiting:04
            6/1 ****8001 12.00 good
            ! 205 GreyWaiting 1/1
            15 held:canteen-a -12.00
            15 suspense:04 +12.00
            17 card:purse +6.00
            17 fund:1 +3.00
            17 fund:2 +1.00
            17 fund:3 +2.00
            17 merchant:canteen-b -12.00
        "#]],
    );
}

/// counter of the next record, its balance before → what becomes of a grey of 6.00 at counter 5, balance 100.00
#[test]
fn grey_with_a_known_counter() {
    use RefuseCause::{Grey, GreyAdjustRefused};
    for (next, becomes) in [
        (None, Status::Waiting(Grey)),
        (Some((4, "106.00")), Status::Waiting(Grey)),
        (Some((5, "100.00")), Status::Refused(GreyAdjustRefused)),
        (Some((5, "94.00")), Status::Refused(GreyAdjustRefused)),
        (Some((6, "94.00")), Status::Adjusted),
        (Some((6, "100.00")), Status::Refused(GreyAdjustRefused)),
        (Some((6, "93.99")), Status::Refused(GreyAdjustRefused)),
        (Some((7, "94.00")), Status::Waiting(Grey)),
    ] {
        let grey = "1 8001 15 12:00 12.00 6.00 73 5 100.00 grey";
        let next = next.map(|(counter, before)| format!("6 8001 16 12:00 12.00 6.00 73 {counter} {before}"));
        decide(&[grey.to_owned()], next, becomes);
    }
}

/// last counter and balance before the grey, then the next ones → what becomes of a grey of 6.00
#[test]
fn grey_with_an_unknown_counter() {
    use RefuseCause::{Grey, GreyAdjustRefused};
    for (before, next, becomes) in [
        (None, None, Status::Waiting(Grey)),
        (None, Some((6, "94.00")), Status::Waiting(Grey)),
        (None, Some((1, "94.00")), Status::Waiting(Grey)),
        (None, Some((0, "100.00")), Status::Refused(GreyAdjustRefused)),
        (Some((4, "106.00")), None, Status::Waiting(Grey)),
        (Some((4, "106.00")), Some((5, "100.00")), Status::Refused(GreyAdjustRefused)),
        (Some((4, "106.00")), Some((6, "94.00")), Status::Adjusted),
        (Some((4, "106.00")), Some((6, "100.00")), Status::Refused(GreyAdjustRefused)),
        (Some((4, "106.00")), Some((7, "88.00")), Status::Waiting(Grey)),
    ] {
        let line =
            |(counter, balance), day: u32| format!("6 8001 {day} 12:00 12.00 6.00 73 {counter} {balance}");
        let mut earlier: Vec<String> = before.map(|before| line(before, 14)).into_iter().collect();
        earlier.push("1 8001 15 12:00 12.00 6.00 73 0 0.00 grey?".into());
        decide(&earlier, next.map(|next| line(next, 16)), becomes);
    }
}

/// Whatever the order of arrival, the grey of till 1 ends in the same state.
fn decide(earlier: &[String], next: Option<String>, becomes: Status) {
    let mut lines: Vec<String> = earlier.iter().cloned().chain(next).collect();
    for _ in 0..2 {
        let mut books = Books::new();
        // Till 6 writes its records in order; the grey arrives first or last.
        books.tell(&lines.join("\n\n"));
        let (row, _) = &books.rows[&(books::till(1), 1)];
        assert_eq!(row.status, becomes, "{lines:#?}");
        lines.sort_by_key(|line| line.starts_with('1'));
    }
}

#[test]
fn two_torn_taps_in_a_row() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00 grey
        1 8001 15 18:00 12.00 12.00 73 6 94.00 grey

        6 8001 16 12:00 12.00 6.00  73 6 94.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 adjusted
            1/2 ****8001 12.00 refused:94
            6/1 ****8001 12.00 good
            ! 208 GreyPaid 1/1 by 6/1
            ! 209 GreyRefused 1/2 by 6/1
            15 card:purse +6.00
            15 fund:1 +3.00
            15 fund:2 +1.00
            15 fund:3 +2.00
            15 merchant:canteen-a -12.00
            15 held:canteen-a -12.00
            15 suspense:94 +12.00
            16 card:purse +6.00
            16 fund:1 +3.00
            16 fund:2 +1.00
            16 fund:3 +2.00
            16 merchant:canteen-b -12.00
        "#]],
    );
}

#[test]
fn two_greys_of_one_counter_are_paid_once() {
    after(
        "
        1 8001 15 12:00 12.00 0.00  0 5 100.00 grey

        2 8001 15 12:05 12.00 0.00  0 5 100.00 grey

        6 8001 16 12:00 12.00 6.00  73 6 88.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 refused:94
            2/1 ****8001 12.00 adjusted
            6/1 ****8001 12.00 good
            ! 208 GreyPaid 2/1 by 6/1
            ! 209 GreyRefused 1/1 by 2/1
            ! 402 PriceUnproven 2/1: 0.00, not 6.00
            15 card:purse +12.00
            15 merchant:canteen-a -12.00
            15 held:canteen-a -12.00
            15 suspense:94 +12.00
            16 card:purse +6.00
            16 fund:1 +3.00
            16 fund:2 +1.00
            16 fund:3 +2.00
            16 merchant:canteen-b -12.00
        "#]],
    );
}

#[test]
fn a_wrong_code_is_decided_like_a_grey() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00 tac
        1 8002 15 12:01 12.00 6.00  73 5 100.00 tac
        1 8003 15 12:02 12.00 6.00  73 5 100.00 tac

        6 8001 16 12:00 12.00 6.00  73 6 94.00
        6 8002 16 12:01 12.00 6.00  73 6 100.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 adjusted
            1/2 ****8002 12.00 refused:01
            1/3 ****8003 12.00 waiting:01
            6/1 ****8001 12.00 good
            6/2 ****8002 12.00 good
            ! 204 TacError 1/3
            ! 210 TacSettled 1/1 by 6/1
            ! 211 TacRefused 1/2 by 6/2
            15 card:purse +6.00
            15 fund:1 +3.00
            15 fund:2 +1.00
            15 fund:3 +2.00
            15 merchant:canteen-a -12.00
            15 held:canteen-a -24.00
            15 suspense:01 +24.00
            16 card:purse +12.00
            16 fund:1 +6.00
            16 fund:2 +2.00
            16 fund:3 +4.00
            16 merchant:canteen-b -24.00
        "#]],
    );
}

/// Torn before the debit, released; the elder pays the same price at a till that is offline, and once more
/// elsewhere. The rule takes the unseen debit for the torn one, until the unseen record arrives with its proof.
#[test]
fn a_proved_record_displaces_a_grey_that_was_inferred() {
    for grey in ["5 100.00 grey", "0 0.00 grey?"] {
        let mut books = Books::new();
        books.tell("6 8001 14 12:00 12.00 6.00  73 4 106.00");
        books.tell(&format!("1 8001 15 12:00 12.00 6.00  73 {grey}"));
        books.tell("6 8001 17 12:00 12.00 6.00  73 6 94.00");
        let inferred = books.show();
        assert!(inferred.contains("1/1 ****8001 12.00 adjusted"), "{inferred}");
        books.tell("2 8001 16 12:00 12.00 6.00  73 5 100.00");
        let corrected = books.show();
        assert!(corrected.contains("1/1 ****8001 12.00 refused:94"), "{corrected}");
        assert!(corrected.contains("2/1 ****8001 12.00 good"), "{corrected}");
        assert!(corrected.contains("! 209 GreyRefused 1/1 by 2/1"), "{corrected}");
        assert!(!corrected.contains("GreyPaid") && !corrected.contains("Duplicate"), "{corrected}");
        let day_15: Vec<&str> = corrected.lines().filter(|line| line.starts_with("15 ")).collect();
        assert_eq!(day_15, ["15 held:canteen-a -12.00", "15 suspense:94 +12.00"]);
    }
}

/// Without a proof of its own a later record displaces nothing: it is the duplicate.
#[test]
fn an_unproved_record_displaces_nothing() {
    let mut books = Books::new();
    books.tell("1 8001 15 12:00 12.00 6.00  73 5 100.00 grey");
    books.tell("6 8001 17 12:00 12.00 6.00  73 6 94.00");
    books.tell("2 8001 16 12:00 12.00 6.00  73 5 100.00 tac");
    let shown = books.show();
    assert!(shown.contains("1/1 ****8001 12.00 adjusted"), "{shown}");
    assert!(shown.contains("2/1 ****8001 12.00 refused:03"), "{shown}");
}

/// Two greys at one counter value: the card still showed it at the later tap, so only the later was debited,
/// in whatever order they arrive.
#[test]
fn of_two_greys_at_one_counter_the_later_is_paid() {
    let earlier = "1 8001 15 12:00 12.00 6.00  73 5 100.00 grey";
    let later = "2 8001 16 12:00 12.00 6.00  73 5 100.00 grey";
    let next = "6 8001 17 12:00 12.00 6.00  73 6 94.00";
    for story in
        [[earlier, later, next], [earlier, next, later], [later, next, earlier], [next, earlier, later]]
    {
        let mut books = Books::new();
        for line in story {
            books.tell(line);
        }
        let shown = books.show();
        assert!(shown.contains("1/1 ****8001 12.00 refused:94"), "{story:?}\n{shown}");
        assert!(shown.contains("2/1 ****8001 12.00 adjusted"), "{story:?}\n{shown}");
        assert!(shown.contains("GreyPaid 2/1") && !shown.contains("GreyPaid 1/1"), "{story:?}\n{shown}");
    }
}

/// Two torn taps in a row, both debited, the second without a counter: neither is next to a paid record, and
/// only together they explain the balance.
#[test]
fn greys_in_a_row_are_paid_together() {
    for (first, second, after, becomes) in [
        ("5 100.00 grey", "0 0.00 grey?", "7 88.00", "adjusted"),
        ("0 0.00 grey?", "0 0.00 grey?", "7 88.00", "adjusted"),
        ("5 100.00 grey", "0 0.00 grey?", "7 87.00", "waiting:04"),
        ("5 100.00 grey", "0 0.00 grey?", "8 88.00", "waiting:04"),
    ] {
        let mut books = Books::new();
        books.tell("6 8001 14 12:00 12.00 6.00  73 4 106.00");
        books.tell(&format!("1 8001 15 12:00 12.00 6.00  73 {first}"));
        books.tell(&format!("2 8001 16 12:00 12.00 6.00  73 {second}"));
        books.tell(&format!("6 8001 17 12:00 12.00 6.00  73 {after}"));
        let shown = books.show();
        for grey in ["1/1", "2/1"] {
            assert!(shown.contains(&format!("{grey} ****8001 12.00 {becomes}")), "{grey} {after}\n{shown}");
        }
    }
}
