//! Batches against the whole center: what is answered, what is in the books afterwards.

use crate::support::card::inputs;
use crate::support::{Card, County, Till, center_key, http, nobody};
use axum::http::StatusCode;
use expect_test::expect;
use records::{Ack, AckRange, Batch, BusinessDay, Kind, SigningKey};

/// Three elders of three tiers eat; one of them twice.
fn lunch(till: &mut Till) {
    let (mut first, mut second, mut third) = (Card::new(1), Card::new(2), Card::new(3));
    till.sell(&mut first, 2, 1200);
    till.sell(&mut second, 2, 1200);
    till.sell(&mut third, 2, 1200);
    till.sell(&mut first, 2, 1200);
    till.sell(&mut Card::new(9), 2, 1200);
}

#[test]
fn a_batch_is_taken_acknowledged_and_booked() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    lunch(&mut till);
    let (center, writer) = county.center();
    let bytes = till.seal(1, 4);
    let answer = http::put(&center, &till.path(1), bytes.clone());
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let ack = Ack::open(&answer.body).unwrap();
    ack.verify(&center_key().verifying_key()).unwrap();
    assert_eq!(ack.range, AckRange::of(&Batch::open(&bytes).unwrap()));
    expect![[r#"
        terminal 1 next 5 outstanding 1 12.00
        tx 1/1 canteen-1 C ****0001 12.00 = 6.00 + 6.00 good
        tx 1/2 canteen-1 A ****0002 12.00 = 2.00 + 10.00 good
        tx 1/3 canteen-1 R ****0003 12.00 = 12.00 + 0.00 good
        tx 1/4 canteen-1 C ****0001 12.00 = 0.00 + 12.00 good
        account card:purse 28.00
        account fund:1 5.00
        account fund:2 13.00
        account fund:3 2.00
        account merchant:canteen-1 -48.00
        whole: 1 batches, 4 records
    "#]]
    .assert_eq(&county.effects());

    // Once more, and once more after a restart: the same bytes, and nothing else happens.
    let before = county.effects();
    assert_eq!(http::put(&center, &till.path(1), bytes.clone()).body, answer.body);
    drop(center);
    writer.join();
    let (center, _writer) = county.center();
    assert_eq!(http::put(&center, &till.path(1), bytes).body, answer.body);
    assert_eq!(county.effects(), before);

    assert_eq!(http::put(&center, &till.path(5), till.seal(5, 5)).status, StatusCode::OK);
    assert!(county.effects().contains("outstanding 0 0.00"));
}

#[test]
fn what_cannot_be_taken_is_refused_with_a_reason_and_changes_nothing() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    lunch(&mut till);
    let (center, _writer) = county.center();
    let before = county.effects();
    let good = till.seal_all();
    let stranger = Till::new(nobody(), SigningKey::from_bytes(&[99; 32]));
    let mut thief = till.copy();
    thief.key = stranger.key.clone();
    let mut longer = good.clone();
    longer.push(0);
    let mut told = String::new();
    for (case, path, body) in [
        ("garbage", till.path(1), b"garbage".to_vec()),
        ("nothing", till.path(1), vec![]),
        ("cut short", till.path(1), good[..good.len() - 1].to_vec()),
        ("too long", till.path(1), longer),
        ("too large", till.path(1), vec![0; 3 * 1024 * 1024]),
        ("flipped", till.path(1), {
            let mut bytes = good.clone();
            bytes[500] ^= 1;
            bytes
        }),
        ("other address", till.path(2), good.clone()),
        ("no number", "/v1/batches/x/1".to_owned(), good.clone()),
        ("no seq", format!("/v1/batches/{}/-1", till.id.0), good.clone()),
        ("stolen name", till.path(1), thief.seal_all()),
    ] {
        let answer = http::put(&center, &path, body);
        told += &format!("{case}: {}\n", answer.problem());
    }
    expect![[r#"
        garbage: 422 malformed-batch
        nothing: 422 malformed-batch
        cut short: 422 malformed-batch
        too long: 422 malformed-batch
        too large: 413 too-large
        flipped: 422 bad-signature
        other address: 422 misaddressed-batch
        no number: 422 malformed-address
        no seq: 422 malformed-address
        stolen name: 422 bad-signature
    "#]]
    .assert_eq(&told);
    assert_eq!(county.effects(), before);
}

#[test]
fn unknown_and_revoked_terminals_hear_why() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    lunch(&mut till);
    let (center, _writer) = county.center();
    assert_eq!(http::put(&center, &till.path(1), till.seal(1, 2)).status, StatusCode::OK);
    let mut stranger = Till::new(nobody(), SigningKey::from_bytes(&[99; 32]));
    stranger.sell(&mut Card::new(1), 2, 1200);
    let unknown = http::put(&center, &stranger.path(1), stranger.seal_all());
    assert_eq!(unknown.problem(), "403 unknown-terminal");

    county.ledger().revoke_terminal(till.id, "被盗", 5).unwrap();
    let before = county.effects();
    for (first, last) in [(1, 2), (3, 5)] {
        let answer = http::put(&center, &till.path(first), till.seal(first, last));
        assert_eq!(answer.problem(), "403 terminal-revoked");
        assert!(answer.json()["detail"].as_str().unwrap().contains("被盗"));
    }
    assert_eq!(county.effects(), before);
}

#[test]
fn a_gap_names_the_cursor_and_is_kept_once() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    lunch(&mut till);
    let (center, _writer) = county.center();
    http::put(&center, &till.path(1), till.seal(1, 2));
    let late = till.seal(4, 5);
    for _ in 0..3 {
        let answer = http::put(&center, &till.path(4), late.clone());
        assert_eq!(answer.problem(), "425 sequence-gap");
        assert_eq!(answer.json()["cursor"]["next_seq"], 3);
    }
    let found = county.effects();
    assert_eq!(found.matches("SequenceGap").count(), 1, "{found}");
    assert_eq!(http::put(&center, &till.path(3), till.seal(3, 5)).status, StatusCode::OK);
}

#[test]
fn a_fork_is_kept_named_and_bounded() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    till.sell(&mut Card::new(1), 2, 1200);
    let mut copies: Vec<Till> = (0..40).map(|_| till.copy()).collect();
    till.sell(&mut Card::new(2), 2, 1200);
    let (center, _writer) = county.center();
    http::put(&center, &till.path(1), till.seal_all());
    for (index, copy) in copies.iter_mut().enumerate() {
        copy.sell(&mut Card::new(3), 7, 1000 + i64::try_from(index).unwrap());
        let answer = http::put(&center, &copy.path(2), copy.seal(2, 2));
        assert_eq!(answer.problem(), "409 chain-fork");
        assert_eq!(answer.json()["cursor"]["next_seq"], 3);
    }
    let found = county.effects();
    assert_eq!(found.matches("ChainFork").count(), usize::try_from(ledger::EVIDENCE_PER_TERMINAL).unwrap());
    assert!(found.contains("next 3"), "{found}");

    // One that goes on beyond the cursor on another branch is a fork as well.
    copies[0].sell(&mut Card::new(2), 2, 1200);
    let answer = http::put(&center, &copies[0].path(1), copies[0].seal(1, 3));
    assert_eq!(answer.problem(), "409 chain-fork");
}

#[test]
fn the_same_records_under_another_seal_are_no_fork() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    lunch(&mut till);
    let (center, _writer) = county.center();
    http::put(&center, &till.path(1), till.seal(1, 3));
    let before = county.effects();

    let resealed = till.seal(2, 3);
    let answer = http::put(&center, &till.path(2), resealed.clone());
    let ack = Ack::open(&answer.body).unwrap();
    ack.verify(&center_key().verifying_key()).unwrap();
    assert_eq!(ack.range, AckRange::of(&Batch::open(&resealed).unwrap()));
    assert_eq!(http::put(&center, &till.path(2), resealed).body, answer.body);

    let overlap = http::put(&center, &till.path(2), till.seal(2, 5));
    assert_eq!(overlap.problem(), "409 overlap");
    assert_eq!(overlap.json()["cursor"]["next_seq"], 4);
    assert_eq!(county.effects(), before);
}

#[test]
fn odd_records_are_named_and_never_block_the_others() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    let (mut first, mut second, mut third) = (Card::new(1), Card::new(2), Card::new(3));
    // Charged too little benefit; a proof that proves nothing; the same counter twice; torn; and a good one.
    let mut dear = till.draft(&mut first, 7, 2500);
    (dear.price, dear.self_pay, dear.benefit, dear.rule) =
        (money::Fen(2500), money::Fen(2500), money::Fen(0), 0);
    dear.card_amount = 2500;
    dear.tac = first.tac(&inputs(2500, dear.psam_seq, dear.card_date, dear.card_time));
    first.debit(2500);
    till.write(dear);
    let mut forged = till.draft(&mut second, 2, 1200);
    forged.tac = [0xEE; 4];
    till.write(forged);
    let again = third.clone();
    till.sell(&mut third, 7, 1500);
    third = again;
    till.sell(&mut third, 7, 1500);
    let mut torn = Card::new(9);
    till.tear(&mut torn, 2, 1200, true);
    let (center, _writer) = county.center();
    assert_eq!(http::put(&center, &till.path(1), till.seal_all()).status, StatusCode::OK);
    expect![[r#"
        terminal 1 next 6 outstanding 0 0.00
        tx 1/1 canteen-1 C ****0001 25.00 = 0.00 + 25.00 good
        tx 1/2 canteen-1 A ****0002 12.00 = 2.00 + 10.00 waiting:01
        tx 1/3 canteen-1 R ****0003 15.00 = 7.00 + 8.00 good
        tx 1/4 canteen-1 R ****0003 15.00 = 7.00 + 8.00 refused:03
        tx 1/5 canteen-1 - ****0009 12.00 = 0.00 + 12.00 waiting:04
        account card:purse 33.00
        account fund:1 4.20
        account fund:4 2.80
        account held:canteen-1 -39.00
        account merchant:canteen-1 -40.00
        account suspense:01 12.00
        account suspense:03 15.00
        account suspense:04 12.00
        finding 205 GreyWaiting 1/5 Some(****0009)
        finding 203 DuplicateCardCounter 1/4 Some(****0003)
        finding 204 TacError 1/2 Some(****0002)
        finding 402 PriceUnproven 1/1 Some(****0001)
        whole: 1 batches, 5 records
    "#]]
    .assert_eq(&county.effects());

    // The torn card comes back: its next record tells that it was debited.
    let mut other = county.till("barber-1");
    other.sell(&mut torn, 7, 2000);
    assert_eq!(http::put(&center, &other.path(1), other.seal_all()).status, StatusCode::OK);
    expect![[r#"
        terminal 1 next 6 outstanding 0 0.00
        terminal 2 next 2 outstanding 0 0.00
        tx 2/1 barber-1 - ****0009 20.00 = 0.00 + 20.00 good
        tx 1/1 canteen-1 C ****0001 25.00 = 0.00 + 25.00 good
        tx 1/2 canteen-1 A ****0002 12.00 = 2.00 + 10.00 waiting:01
        tx 1/3 canteen-1 R ****0003 15.00 = 7.00 + 8.00 good
        tx 1/4 canteen-1 R ****0003 15.00 = 7.00 + 8.00 refused:03
        tx 1/5 canteen-1 - ****0009 12.00 = 0.00 + 12.00 adjusted
        account card:purse 65.00
        account fund:1 4.20
        account fund:4 2.80
        account held:canteen-1 -27.00
        account merchant:barber-1 -20.00
        account merchant:canteen-1 -52.00
        account suspense:01 12.00
        account suspense:03 15.00
        account suspense:04 0.00
        finding 208 GreyPaid 1/5 Some(****0009)
        finding 203 DuplicateCardCounter 1/4 Some(****0003)
        finding 204 TacError 1/2 Some(****0002)
        finding 402 PriceUnproven 1/1 Some(****0001)
        whole: 2 batches, 6 records
    "#]]
    .assert_eq(&county.effects());
}

/// A torn tap that does not know its counter arrives after the card's next sale; the sale before it may be of
/// any month.
#[test]
fn a_torn_tap_that_arrives_late_is_judged_from_a_sale_of_last_month() {
    let county = County::new();
    let (center, _writer) = county.center();
    let (mut lunch, mut barber) = (county.till("canteen-1"), county.till("barber-1"));
    let (mut card, mut other) = (Card::new(9), Card::new(3));
    let mut june = lunch.draft(&mut card, 2, 1200);
    june.business_day = BusinessDay::from_number(20_240_630).unwrap();
    june.tap.at_us -= 15 * 86_400_000_000;
    june.card_date = [0x20, 0x24, 0x06, 0x30];
    june.tac = card.tac(&inputs(june.card_amount, june.psam_seq, june.card_date, june.card_time));
    card.debit(june.card_amount);
    lunch.write(june);
    let mut torn = lunch.draft(&mut card, 2, 1200);
    (torn.kind, torn.card_counter, torn.balance_before) = (Kind::Grey, None, None);
    card.debit(torn.card_amount);
    lunch.write(torn);
    // The barber's clock passes the torn tap.
    barber.sell(&mut other, 7, 1000);
    barber.sell(&mut other, 7, 1000);
    barber.sell(&mut card, 7, 2000);
    for (till, first, last) in [(&lunch, 1, 1), (&barber, 1, 3), (&lunch, 2, 2)] {
        let answer = http::put(&center, &till.path(first), till.seal(first, last));
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let effects = county.effects();
    assert!(effects.contains("tx 1/2 canteen-1 - ****0009 12.00 = 0.00 + 12.00 adjusted"), "{effects}");
}

#[test]
fn intake_works_without_http() {
    use county_center::intake::{Intake, Proofs, Receipt, Refusal};
    use pboc_purse::proof::TacMasterKey;
    let county = County::new();
    let mut till = county.till("canteen-1");
    lunch(&mut till);
    let mut ledger = county.ledger();
    let master = TacMasterKey::new(crate::support::card::MTK);
    let intake = Intake::new(center_key(), Proofs::new(master, records::FactorOrder::IssuerFirst), false);
    let bytes = till.seal_all();
    let taken = intake.take(&mut ledger, (till.id, 1), &bytes, 9).unwrap();
    assert!(matches!(taken, Receipt::Taken { .. }));
    let again = intake.take(&mut ledger, (till.id, 1), &bytes, 10).unwrap();
    assert_eq!((again.ack(), matches!(again, Receipt::Replayed { .. })), (taken.ack(), true));
    assert!(matches!(intake.take(&mut ledger, (till.id, 2), &bytes, 11), Err(Refusal::Misaddressed)));
}
