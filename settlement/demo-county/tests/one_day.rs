//! What the synthetic county promises about itself, without any center.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use std::collections::{BTreeMap, BTreeSet};

use demo_county::{Answer, County, FaultKind, Sizes, Unfit, the_day, truth_csv};
use money::Fen;
use records::{Batch, Chain, Kind, Record, Running, TerminalId};

const SMALL: Sizes = Sizes { terminals: 40, records: 60 };

/// Every record that is delivered in the end, by till and in order.
fn written(county: &County) -> BTreeMap<TerminalId, Vec<Record>> {
    let mut written: BTreeMap<TerminalId, Vec<Record>> = BTreeMap::new();
    for delivery in county.deliveries.iter().filter(|delivery| delivery.answer == Answer::Taken) {
        let batch = Batch::open(&delivery.body).unwrap();
        let till = county.tills.iter().find(|till| till.id == batch.terminal).unwrap();
        batch.verify(&till.key.verifying_key()).unwrap();
        batch.check_chain().unwrap();
        assert_eq!((batch.terminal, batch.first_seq), (delivery.terminal, delivery.first_seq));
        written.entry(batch.terminal).or_default().extend(batch.records);
    }
    written
}

#[test]
fn one_seed_is_one_county() {
    let (one, same) = (County::of(7, SMALL).unwrap(), County::of(7, SMALL).unwrap());
    assert_eq!((&one.deliveries, &one.truth, &one.sums), (&same.deliveries, &same.truth, &same.sums));
    assert_eq!((one.signing_key, &one.stop_lists), (same.signing_key, &same.stop_lists));
    let other = County::of(8, SMALL).unwrap();
    assert!(one.truth != other.truth && one.signing_key != other.signing_key);
}

#[test]
fn every_record_is_there_chained_and_counted() {
    let county = County::of(7, SMALL).unwrap();
    let written = written(&county);
    assert_eq!(written.len(), 40);
    for records in written.values() {
        assert_eq!(records.len(), 60);
        let (mut chain, mut running) = (Chain::START, Running::default());
        for record in records {
            chain.extend(record).unwrap();
            running = running.plus(record.kind, record.price, record.benefit).unwrap();
            assert_eq!(record.running, running);
            assert_eq!(record.business_day, the_day());
        }
        assert_eq!(records.last().unwrap().kind, Kind::DayClose);
    }
}

#[test]
fn the_faults_are_counted_out_and_stand_where_they_are_said_to() {
    for (sizes, total) in [(SMALL, 118), (Sizes { terminals: 12, records: 40 }, 25)] {
        let county = County::of(7, sizes).unwrap();
        let faults = sizes.faults();
        assert_eq!(faults.total(), total);
        for (kind, count) in faults.list() {
            let found = county.truth.iter().filter(|fault| fault.kind == kind).count();
            assert_eq!(u32::try_from(found).unwrap(), count, "{kind:?}");
        }
        let places: BTreeSet<_> = county.truth.iter().map(|fault| (fault.terminal, fault.seq)).collect();
        assert_eq!(u32::try_from(places.len()).unwrap(), total, "one fault at one record");
        let written = written(&county);
        for fault in county.truth.iter().filter(|fault| fault.kind != FaultKind::Gap) {
            let record = &written[&fault.terminal][usize::try_from(fault.seq).unwrap() - 1];
            assert_eq!(Some(record.card_no), fault.card);
            let grey = matches!(fault.kind, FaultKind::GreyDebited | FaultKind::GreyLost);
            assert_eq!(record.kind == Kind::Grey, grey, "{fault:?}");
        }
        let gaps = county.deliveries.iter().filter(|one| matches!(one.answer, Answer::Early { .. })).count();
        assert_eq!(u32::try_from(gaps).unwrap(), faults.gaps);
        assert_eq!(truth_csv(&county.truth).lines().count(), usize::try_from(total).unwrap() + 1);
    }
}

/// The sums beside the records are the sums of the records.
#[test]
fn what_is_owed_is_what_was_sold() {
    let county = County::of(7, SMALL).unwrap();
    let sales = written(&county).into_values().flatten().filter(|record| record.kind != Kind::DayClose);
    let (mut count, mut price) = (0_u64, Fen::ZERO);
    for record in sales {
        count += 1;
        price = price.checked_add(record.price).unwrap();
    }
    let told = Fen::sum(county.sums.values().flat_map(|sums| [sums.price, sums.open_price])).unwrap();
    assert_eq!(told, price);
    assert_eq!(county.sums.values().map(|sums| sums.count + sums.open_count).sum::<u64>(), count);
    for sums in county.sums.values() {
        assert_eq!(sums.benefit.checked_add(sums.self_pay), Some(sums.price));
        assert!(sums.cash <= sums.self_pay);
    }
}

#[test]
fn a_county_is_neither_tiny_nor_endless() {
    for (terminals, records) in [(7, 60), (40, 19), (2001, 60), (40, 1001), (0, 0)] {
        assert_eq!(County::of(1, Sizes { terminals, records }).unwrap_err(), Unfit::Size);
    }
    for seed in 0..20 {
        County::of(seed, Sizes { terminals: 8, records: 20 }).unwrap();
    }
}

#[test]
fn the_tariff_may_be_released() {
    let report = subsidy::check(demo_county::TARIFF);
    assert!(report.passed(), "{report:?}");
}
