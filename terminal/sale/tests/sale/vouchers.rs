//! Vouchers at the till: what the center told, less what this till has given since, each once.

use crate::bench::{Bench, Outcome, TIER_C, package, release, terms};
use crate::ports::FAULTS;
use expect_test::expect;
use money::Fen;
use records::{
    Ack, AckRange, Batch, DayMinute, LotRow, LotsSnapshot, Offer, OfferMode, Parameters, RosterRow,
    SigningKey,
};
use sale::{Order, Rules};
use std::fmt::Write as _;

const VOUCHERS: &str = include_str!("../../../../tests/golden/tariffs/r10-quarter-voucher.toml");

fn bath(price: i64) -> Order {
    Order { service: 12, price: Fen(price), quantity: 1, pay_with: sale::PayWith::Card }
}

/// A package of the voucher county: the card holds these loads, and records up to `through` are taken off.
fn told(through: u64, lots: &[(u32, i64, u32)]) -> Parameters {
    let plain = package();
    let card = plain.roster[TIER_C].card_no.clone();
    let row = |&(load, left, to): &(u32, i64, u32)| LotRow {
        card_no: card.clone(),
        load,
        account: 1,
        from: 20_250_701.try_into().unwrap(),
        to: to.try_into().unwrap(),
        left,
    };
    let whole_day = (DayMinute::new(0).unwrap(), DayMinute::new(1440).unwrap());
    let bath =
        Offer { service: 12, price_fen: 0, mode: OfferMode::Keyed, from: whole_day.0, to: whole_day.1 };
    Parameters {
        releases: vec![release(&terms(VOUCHERS))],
        roster: vec![RosterRow { tier: 'A', groups: 1, ..plain.roster[TIER_C].clone() }],
        offers: vec![bath],
        lots: LotsSnapshot { through, rows: lots.iter().map(row).collect() },
        ..plain
    }
}

const TWO: [(u32, i64, u32); 2] = [(2, 12_500, 20_250_930), (1, 1230, 20_250_831)];

fn bench(package: &Parameters) -> Bench {
    let mut bench = Bench::new();
    bench.rules = Rules::new(package, None).unwrap();
    bench
}

fn sells(bench: &mut Bench, price: i64) -> String {
    match bench.tap(TIER_C, bath(price)) {
        Outcome::Paid(paid) => {
            let record = &paid.record;
            let voucher: Vec<String> =
                record.parts().map(|(rule, fen)| format!(", rule {rule} {fen}")).collect();
            format!("{} = {} + {}{}\n", record.price, record.benefit, record.self_pay, voucher.concat())
        }
        other => format!("{other:?}\n"),
    }
}

/// The center has everything written so far.
fn acknowledge(bench: &mut Bench) {
    let (key, center) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
    let step = bench.till.seal(bench.now_us, 100).unwrap();
    bench.remember_alive(step);
    let batch = Batch::open(&bench.till.sealed_bytes(&key).unwrap().unwrap()).unwrap();
    let ack = Ack::sign(&AckRange::of(&batch), &center);
    let step = bench.till.acknowledge(&ack, &center.verifying_key()).unwrap();
    bench.remember_alive(step);
}

#[test]
fn what_the_till_gave_is_taken_off_once() {
    let mut bench = bench(&told(0, &TWO));
    let mut all = String::new();
    let _ = write!(all, "137.30 in two loads\n{}{}", sells(&mut bench, 10_000), sells(&mut bench, 5_000));
    acknowledge(&mut bench);
    let _ = write!(all, "all acknowledged, the same package\n{}", sells(&mut bench, 500));
    for (what, through, lots) in [
        ("a package that has the first sale", 1, &[(2, 3_730, 20_250_930)][..]),
        ("a package that has two, and a new load", 2, &[(3, 300, 20_250_930)]),
        (
            "a package made before that sale, with another load",
            3,
            &[(3, 300, 20_250_930), (4, 150, 20_250_930)],
        ),
        ("a package with nothing", 0, &[]),
        ("vouchers that ended yesterday", 9, &[(5, 10_000, 20_250_715)]),
    ] {
        bench.rules = Rules::new(&told(through, lots), Some(&bench.rules)).unwrap();
        let _ = write!(all, "{what}\n{}", sells(&mut bench, 500));
    }
    expect![[r#"
        137.30 in two loads
        100.00 = 100.00 + 0.00, rule 10 100.00
        50.00 = 37.30 + 12.70, rule 10 37.30
        all acknowledged, the same package
        5.00 = 0.00 + 5.00
        a package that has the first sale
        5.00 = 0.00 + 5.00
        a package that has two, and a new load
        5.00 = 3.00 + 2.00, rule 10 3.00
        a package made before that sale, with another load
        5.00 = 1.50 + 3.50, rule 10 1.50
        a package with nothing
        5.00 = 0.00 + 5.00
        vouchers that ended yesterday
        5.00 = 0.00 + 5.00
    "#]]
    .assert_eq(&all);
}

#[test]
fn any_fault_anywhere_draws_a_voucher_once() {
    let steps = {
        let mut bench = bench(&told(0, &TWO));
        assert!(matches!(bench.tap(TIER_C, bath(10_000)), Outcome::Paid(_)));
        bench.trace().len()
    };
    let mut met = 0;
    for at in 0..steps {
        for fault in FAULTS {
            let story = format!("{fault:?} at step {at}");
            let mut bench = self::bench(&told(0, &TWO));
            bench.plan(at, fault);
            let mut outcome = bench.tap(TIER_C, bath(10_000));
            met += usize::from(!matches!(outcome, Outcome::Paid(_)));
            for _ in 0..4 {
                if matches!(outcome, Outcome::Paid(_)) {
                    break;
                }
                outcome = bench.tap(TIER_C, bath(10_000));
            }
            let Outcome::Paid(paid) = outcome else { panic!("{story}: {outcome:?}") };
            assert_eq!(paid.record.benefit, Fen(10_000), "{story}");
            assert_eq!(bench.records().len(), 1, "{story}");
            let Outcome::Paid(next) = bench.tap(TIER_C, bath(5_000)) else { panic!("{story}") };
            assert_eq!(next.record.benefit, Fen(3_730), "{story}: what the first has left");
        }
    }
    assert!(met > 20, "faults were met: {met}");
}

#[test]
fn a_sale_whose_outcome_nobody_knows_counts_until_the_center_says_otherwise() {
    let mut bench = bench(&told(0, &TWO));
    let steps = {
        let mut other = self::bench(&told(0, &TWO));
        other.tap(TIER_C, bath(10_000));
        other.trace().len()
    };
    let mut held = false;
    for at in 0..steps {
        bench = self::bench(&told(0, &TWO));
        bench.plan(at, crate::ports::Fault::Silence { done: true });
        if matches!(bench.tap(TIER_C, bath(10_000)), Outcome::Hold(_)) {
            held = true;
            break;
        }
    }
    assert!(held, "a debit was torn");
    let step = bench.till.release(bench.now_us).unwrap().unwrap();
    bench.remember_alive(step);
    bench.forget_history();
    let after = sells(&mut bench, 5_000);
    bench.rules = Rules::new(&told(1, &TWO), Some(&bench.rules)).unwrap();
    expect![[r#"
        50.00 = 37.30 + 12.70, rule 10 37.30
        the center knows of it
        50.00 = 50.00 + 0.00, rule 10 50.00
    "#]]
    .assert_eq(&format!("{after}the center knows of it\n{}", sells(&mut bench, 5_000)));
}
