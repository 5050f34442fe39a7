//! The order of the tests, one record at a time.

use clearing::{RefuseCause, Status, Tally};
use expect_test::expect;

use crate::books::{self, Books, after, card, paragraphs};

#[test]
fn a_plain_lunch() {
    after(
        "
        # till card day time  price benefit rule counter before
        1 8001 15 12:00 12.00 6.00  73 5 100.00
        1 7001 15 12:01 12.00 4.00  72 9  50.00
        1 9001 15 12:02 12.00 0.00   0 3  30.00
        1 5001 15 12:03 12.00 12.00 15 1   0.00
        1 0000 15 19:00 0.00  0.00   0 0   0.00 close
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            1/2 ****7001 12.00 good
            1/3 ****9001 12.00 good
            1/4 ****5001 12.00 good
            1/5 ****0000 0.00 good
            15 card:purse +26.00
            15 fund:1 +6.00
            15 fund:2 +14.00
            15 fund:3 +2.00
            15 merchant:canteen-a -48.00
        "#]],
    );
}

#[test]
fn each_refusal_leaves_the_others_alone() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00
        1 8001 15 12:01 12.00 0.00   0 5  94.00
        1 8002 15 12:02 12.00 6.00  73 1   5.99
        1 8003 15 12:03 12.00 6.00  73 1 100.00 trial
        1 8004 15 12:04 12.00 6.00  73 1 100.00 odd
        1 8005 15 12:05 12.00 6.00  73 1 100.00 late
        1 8006 15 12:06 12.00 6.00  73 1 100.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            1/2 ****8001 12.00 refused:03
            1/3 ****8002 12.00 refused:05
            1/4 ****8003 12.00 refused:06
            1/5 ****8004 12.01 refused:02
            1/6 ****8005 12.00 refused:07
            1/7 ****8006 12.00 good
            ! 201 BadTime 1/6
            ! 202 IllegalData 1/5
            ! 203 DuplicateCardCounter 1/2 by 1/1
            ! 206 InsufficientBalance 1/3
            ! 207 TestData 1/4
            12 held:canteen-a -12.00
            12 suspense:07 +12.00
            15 card:purse +12.00
            15 fund:1 +6.00
            15 fund:2 +2.00
            15 fund:3 +4.00
            15 merchant:canteen-a -24.00
            15 held:canteen-a -48.01
            15 suspense:02 +12.01
            15 suspense:03 +12.00
            15 suspense:05 +12.00
            15 suspense:06 +12.00
        "#]],
    );
}

#[test]
fn the_balance_must_follow() {
    after(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00
        1 8001 16 12:00 12.00 6.00  73 6 90.00
        1 8001 17 12:00 12.00 6.00  73 7 184.00
        1 8001 18 12:00 12.00 6.00  73 9 150.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            1/2 ****8001 12.00 good
            1/3 ****8001 12.00 good
            1/4 ****8001 12.00 good
            ! 301 CounterChainBreak 1/2 by 1/1: 90.00, not 94.00
            ! 302 BalanceRose 1/3 by 1/2: 184.00, not 84.00
            15 card:purse +6.00
            15 fund:1 +3.00
            15 fund:2 +1.00
            15 fund:3 +2.00
            15 merchant:canteen-a -12.00
            16 card:purse +6.00
            16 fund:1 +3.00
            16 fund:2 +1.00
            16 fund:3 +2.00
            16 merchant:canteen-a -12.00
            17 card:purse +6.00
            17 fund:1 +3.00
            17 fund:2 +1.00
            17 fund:3 +2.00
            17 merchant:canteen-a -12.00
            18 card:purse +6.00
            18 fund:1 +3.00
            18 fund:2 +1.00
            18 fund:3 +2.00
            18 merchant:canteen-a -12.00
        "#]],
    );
}

#[test]
fn clocks() {
    after(
        "
        1 8001 15 12:00 12.00 6.00 73 5 100.00
        1 8002 15 11:59 12.00 6.00 73 5 100.00
        1 8003 15 11:00 12.00 6.00 73 5 100.00
        1 8004 15 11:01 12.00 6.00 73 5 100.00 guess
        1 8005 15 11:02 12.00 6.00 73 5 100.00 guess
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            1/2 ****8002 12.00 good
            1/3 ****8003 12.00 good
            1/4 ****8004 12.00 good
            1/5 ****8005 12.00 good
            ! 105 ClockGuess 1/4
            ! 106 ClockBack 1/3
            15 card:purse +30.00
            15 fund:1 +15.00
            15 fund:2 +5.00
            15 fund:3 +10.00
            15 merchant:canteen-a -60.00
        "#]],
    );
}

#[test]
fn a_stopped_card() {
    let mut books = Books::new();
    let noon = paragraphs("1 8001 15 12:00 12.00 6.00 73 5 100.00")[0][0].record.tap.at_us;
    books.stopped.insert(card("8001"), noon);
    books.tell(
        "
        1 8001 15 11:59 12.00 6.00 73 5 100.00
        1 8001 15 12:00 12.00 0.00  0 6  94.00
        ",
    );
    expect![[r#"
        1/1 ****8001 12.00 good
        1/2 ****8001 12.00 good
        ! 303 StoppedCard 1/2
        15 card:purse +18.00
        15 fund:1 +3.00
        15 fund:2 +1.00
        15 fund:3 +2.00
        15 merchant:canteen-a -24.00
    "#]]
    .assert_eq(&books.show());
}

#[test]
fn a_county_on_trial_pays_trial_records() {
    let mut books = Books::new();
    books.trial = true;
    books.tell("1 8001 15 12:00 12.00 6.00 73 5 100.00 trial");
    assert_eq!(books.rows[&(books::till(1), 1)].0.status, Status::Good);
}

#[test]
fn the_equation_of_the_four_places() {
    let statuses = [
        Status::Good,
        Status::Adjusted,
        Status::Waiting(RefuseCause::Grey),
        Status::Refused(RefuseCause::Duplicate),
        Status::Refused(RefuseCause::GreyAdjustRefused),
    ];
    let tally = Tally::of(statuses);
    assert_eq!(tally, Tally { confirmed: 1, adjusted: 1, refused_open: 2, adjust_refused: 1 });
    assert_eq!(tally.uploaded(), 5);
    for status in statuses {
        assert_eq!(status.to_string().parse(), Ok(status));
    }
}
