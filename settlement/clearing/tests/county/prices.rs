//! The second opinion on a price, and who bears it.

use expect_test::expect;
use money::Fen;

use crate::books::{Books, after};

#[test]
fn the_price_is_computed_twice() {
    after(
        "
        # too much, the wrong rule, nothing although entitled, a benefit for a stranger
        1 8001 15 12:00 12.00 7.00  73 0 100.00
        1 8002 15 12:01 12.00 6.00  72 0 100.00
        1 8003 15 12:02 12.00 0.00   0 0 100.00
        1 8004 15 12:02 12.00 0.00   0 4 100.00
        1 9001 15 12:03 12.00 6.00  73 0 100.00
        # twice in one meal
        1 8005 15 12:04 12.00 6.00  73 0 100.00
        1 8005 15 12:40 12.00 6.00  73 1  94.00
        1 8006 15 12:05 12.00 6.00  73 0 100.00
        1 8006 15 12:41 12.00 0.00   0 1  94.00
        # no such rule
        1 8007 15 12:06 12.00 6.00  99 0 100.00
        1 8008 15 12:07 12.00 6.00  73 0 100.00 other-tariff
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            1/2 ****8002 12.00 good
            1/3 ****8003 12.00 good
            1/4 ****8004 12.00 good
            1/5 ****9001 12.00 good
            1/6 ****8005 12.00 good
            1/7 ****8005 12.00 good
            1/8 ****8006 12.00 good
            1/9 ****8006 12.00 good
            1/10 ****8007 12.00 good
            1/11 ****8008 12.00 good
            ! 106 ClockBack 1/8
            ! 106 ClockBack 1/10
            ! 401 PriceMismatch 1/1: 7.00, not 6.00
            ! 401 PriceMismatch 1/2: 6.00, not 6.00
            ! 401 PriceMismatch 1/3: 0.00, not 6.00
            ! 401 PriceMismatch 1/5: 6.00, not 0.00
            ! 401 PriceMismatch 1/7: 6.00, not 0.00
            ! 401 PriceMismatch 1/10: 6.00, not 6.00
            ! 402 PriceUnproven 1/4: 0.00, not 6.00
            ! 403 UnknownTariff 1/11
            ! 404 BenefitUnattributed 1/10
            15 card:purse +83.00
            15 fund:1 +18.00
            15 fund:2 +6.00
            15 fund:3 +13.00
            15 merchant:canteen-a -132.00
            15 suspense:90 +12.00
        "#]],
    );
}

#[test]
fn what_arrives_late_is_seen_at_both_ends() {
    // The second tap of one meal arrives first: first unproven, then right.
    after(
        "
        6 8001 15 12:40 12.00 0.00   0 6  94.00

        1 8001 15 12:00 12.00 6.00  73 5 100.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            6/1 ****8001 12.00 good
            15 card:purse +18.00
            15 fund:1 +3.00
            15 fund:2 +1.00
            15 fund:3 +2.00
            15 merchant:canteen-a -12.00
            15 merchant:canteen-b -12.00
        "#]],
    );
    // Both tills gave the benefit; the later tap is the one too many, though it arrived first.
    after(
        "
        6 8001 15 12:40 12.00 6.00  73 6  94.00

        1 8001 15 12:00 12.00 6.00  73 5 100.00
        ",
        expect![[r#"
            1/1 ****8001 12.00 good
            6/1 ****8001 12.00 good
            ! 401 PriceMismatch 6/1: 6.00, not 0.00
            15 card:purse +12.00
            15 fund:1 +6.00
            15 fund:2 +2.00
            15 fund:3 +4.00
            15 merchant:canteen-a -12.00
            15 merchant:canteen-b -12.00
        "#]],
    );
}

#[test]
fn cash_stays_with_the_merchant() {
    after(
        "1 8001 15 12:00 12.00 6.00 73 5 100.00 cash",
        expect![[r#"
        1/1 ****8001 12.00 good
        15 cash:canteen-a +6.00
        15 fund:1 +3.00
        15 fund:2 +1.00
        15 fund:3 +2.00
        15 merchant:canteen-a -12.00
    "#]],
    );
}

#[test]
fn a_fund_runs_dry_inside_a_batch() {
    let mut books = Books::new();
    books.left.insert(2, Fen(150));
    books.tell(
        "
        1 8001 15 12:00 12.00 6.00 73 5 100.00
        1 8002 15 12:00 12.00 6.00 73 5 100.00
        1 8003 15 12:00 12.00 6.00 73 5 100.00
        ",
    );
    expect![[r#"
        1/1 ****8001 12.00 good
        1/2 ****8002 12.00 good
        1/3 ****8003 12.00 good
        ! 501 FundExhausted 1/2: 0.50, not 1.00
        15 card:purse +18.00
        15 fund:1 +9.00
        15 fund:2 +1.50
        15 fund:3 +7.50
        15 merchant:canteen-a -36.00
    "#]]
    .assert_eq(&books.show());
}

/// The lines of the tariff, where the center comes to the price of the terminal; nothing where it does not.
#[test]
fn how_a_price_was_found_is_told_where_it_can_be() {
    let mut books = Books::new();
    books.tell(
        "
        1 8002 15 12:01 12.00 6.00  72 0 100.00
        1 8005 15 12:04 12.00 6.00  73 0 100.00
        1 8006 15 12:05 12.00 6.00  73 0 100.00
        1 8006 15 12:41 12.00 0.00   0 1  94.00
        1 8008 15 12:07 12.00 6.00  73 0 100.00 other-tariff
        ",
    );
    let mut told = String::new();
    for ((_, seq), (row, _)) in &books.rows {
        told += &format!("{seq}\n");
        for line in clearing::derived(&row.record, &books, &books) {
            let amount = line.amount.map(|fen| fen.to_string()).unwrap_or_default();
            told += &format!("  {} · {} {amount}\n", line.zh, line.en);
        }
    }
    expect![[r#"
        1
        2
          午餐 · lunch 12.00
          C 档午餐：定价 6.00 · tier C lunch: fixed price 6.00 -6.00
          自付 · to pay 6.00
        3
          午餐 · lunch 12.00
          C 档午餐：定价 6.00 · tier C lunch: fixed price 6.00 -6.00
          自付 · to pay 6.00
        4
          午餐 · lunch 12.00
          C 档午餐：已享受，本次不再优惠 · tier C lunch: already taken, nothing off this time 
          自付 · to pay 12.00
        5
    "#]]
    .assert_eq(&told);
}
