//! What holds for any sales.

use std::collections::BTreeMap;

use clearing::replay::{Both, ReplayFault, Setting, Tally};
use money::Fen;
use proptest::prelude::*;
use records::{RECORD_LEN, RecordError};

use crate::ledger::LUNCHES;
use crate::story::{OLD, holders, new_text, replay, report, sales, tariff};

fn tally(records: &[[u8; RECORD_LEN]], new: &str, lanes: usize) -> Tally {
    let (old, new) = (tariff(OLD), tariff(new));
    let (holders, points) = (holders(), BTreeMap::new());
    let tariffs = Both { old: &old, new: &new };
    let setting = Setting { tariffs, holders: &holders, points: &points, key: &[7; 32] };
    replay(records, setting, lanes).unwrap()
}

/// Lunches of a month: who, when within a day, at which till, at what price.
fn any_sales() -> impl Strategy<Value = Vec<[u8; RECORD_LEN]>> {
    let sale = (1_u32..=28, 0_u32..1440, 0_u32..6, 1_u32..=3, 0_i64..3_000);
    prop::collection::vec(sale, 0..60).prop_map(|mut list| {
        list.sort_unstable();
        let line = |(day, minute, card, till, price): &(u32, u32, u32, u32, i64)| {
            let (hour, minute, price) = (minute / 60, minute % 60, Fen(*price));
            let service = if card % 2 == 0 { 7 } else { 2 };
            format!("{till} {card} {day} {hour:02}:{minute:02} {service} {price} 0.00")
        };
        let text: Vec<String> = list.iter().map(line).collect();
        if text.is_empty() { Vec::new() } else { sales(&text.join("\n")) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_fen_is_somebodys(records in any_sales()) {
        let tally = tally(&records, &new_text(), 1);
        prop_assert!(tally.balances());
        let accepted = |side: fn(&Both<u64>) -> u64| {
            let sums = tally.total.map(|sums| sums.count);
            side(&sums) + side(&tally.refused.map(|refused| refused.count))
        };
        prop_assert_eq!((accepted(|both| both.old), accepted(|both| both.new)), (tally.sales, tally.sales));
        let agreement = tally.agreement;
        prop_assert_eq!(agreement.agreed + agreement.differed + agreement.refused, tally.sales);
    }

    #[test]
    fn a_tariff_against_itself_shows_nothing(records in any_sales()) {
        let tally = tally(&records, OLD, 1);
        prop_assert_eq!(tally.total.old, tally.total.new);
        prop_assert!(tally.turned.is_empty());
        prop_assert!(tally.funds.values().all(|both| both.old == both.new));
        prop_assert!(tally.rules.values().all(|both| both.old == both.new));
        prop_assert_eq!((tally.elders.more.count, tally.elders.less.count), (0, 0));
    }

    #[test]
    fn lanes_change_nothing(records in any_sales(), lanes in 2_usize..6) {
        prop_assert_eq!(tally(&records, &new_text(), 1), tally(&records, &new_text(), lanes));
    }
}

#[test]
fn what_is_wrong_has_a_number() {
    let (old, holders, points) = (tariff(OLD), holders(), BTreeMap::new());
    let tariffs = Both { old: &old, new: &old };
    let setting = Setting { tariffs, holders: &holders, points: &points, key: &[7; 32] };
    let mut records = sales(LUNCHES);
    records.swap(2, 3);
    let error = replay(&records, setting, 1).unwrap_err();
    assert_eq!((error.number, error.fault), (4, ReplayFault::Order));
    records.swap(2, 3);
    records[4][2] = 9;
    let error = replay(&records, setting, 2).unwrap_err();
    let kind = RecordError::Field { offset: 2, field: "kind" };
    assert_eq!((error.number, error.fault), (5, ReplayFault::Record(kind)));
}

#[test]
fn no_card_number_is_told() {
    let report = report(&sales(LUNCHES), OLD, &new_text(), &holders());
    let told = format!("{report:?}");
    let longest = told.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
    assert_eq!(longest, Some(14), "a terminal's number is the longest: {told}");
}
