//! The bytes of every entry, held by a golden file; what is not one of them is refused with its place.

use crate::bench::{Bench, LUNCH, TERMINAL, TIER_C};
use crate::ports::Fault;
use proptest::prelude::*;
use records::{Ack, AckRange, SigningKey};
use sale::{ApplyError, Entry, EntryError, ReplayFault, Till, replay};
use std::fmt::Write as _;

/// A short life that writes every kind of entry once or twice.
fn life() -> Vec<Vec<u8>> {
    let mut bench = Bench::new();
    let step = bench.till.install(3, [0xAB; 32]);
    bench.remember_alive(step);
    bench.tap(TIER_C, LUNCH);
    bench.plan(3, Fault::Silence { done: false });
    bench.tap(2, LUNCH);
    bench.plan(6, Fault::Silence { done: true });
    bench.tap(2, LUNCH);
    let step = bench.till.release(bench.now_us).unwrap().unwrap();
    bench.remember_alive(step);
    let day = bench.records()[0].business_day;
    let step = bench.till.close_day(day, bench.tap_moment()).unwrap();
    bench.remember_alive(step);
    let step = bench.till.seal(bench.now_us, 2).unwrap();
    bench.remember_alive(step);
    let key = SigningKey::from_bytes(&[7; 32]);
    let second = bench.till.outbox().nth(1).unwrap();
    let head = records::record_hash(second);
    let range = AckRange { terminal: TERMINAL, first_seq: 1, through_seq: 2, head, batch_hash: [0xCD; 32] };
    let step = bench.till.acknowledge(&Ack::sign(&range, &key), &key.verifying_key()).unwrap();
    bench.remember_alive(step);
    bench.world.borrow().disk.clone()
}

#[test]
fn golden() {
    let mut text = String::from("# one entry per paragraph, in the order of one short life; hexadecimal\n");
    for entry in life() {
        writeln!(text, "\n# kind {} version {}, {} bytes", entry[0], entry[1], entry.len()).unwrap();
        for row in entry.chunks(32) {
            writeln!(text, "{}", row.iter().map(|byte| format!("{byte:02X}")).collect::<String>()).unwrap();
        }
    }
    expect_test::expect_file!["../../../../tests/golden/sale/entries-v1.hex"].assert_eq(&text);
}

#[test]
fn reads_what_it_wrote_and_nothing_else() {
    for bytes in life() {
        let entry = Entry::decode(&bytes).unwrap();
        assert_eq!(entry.encode(), bytes);
        for cut in 0..bytes.len() {
            assert!(Entry::decode(&bytes[..cut]).is_err(), "kind {} cut at {cut}", bytes[0]);
        }
        let long = [&bytes[..], &[0]].concat();
        assert!(matches!(Entry::decode(&long), Err(EntryError::Long(1) | EntryError::Ack(_))));
    }
    for (bytes, error) in [
        (&[10, 1][..], EntryError::Unknown { tag: 10, version: 1 }),
        (&[1, 2], EntryError::Unknown { tag: 1, version: 2 }),
        (&[4, 1, 0, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0], EntryError::Field("reason")),
        (&[], EntryError::Short),
    ] {
        assert_eq!(Entry::decode(bytes), Err(error));
    }
}

#[test]
fn a_replay_names_the_entry_it_does_not_believe() {
    let life = life();
    assert!(replay(TERMINAL, &life).is_ok());
    for (at, entry) in life.iter().enumerate() {
        // Torn, parameters and sealed add something known to nobody else; all others are missed.
        let lonely = [2, 7, 8].contains(&entry[0]);
        let mut missing = life.clone();
        missing.remove(at);
        assert_eq!(replay(TERMINAL, &missing).is_ok(), lonely || at + 1 == life.len(), "without {}", at + 1);
        let mut twice = life.clone();
        twice.insert(at, entry.clone());
        let told = replay(TERMINAL, &twice);
        assert_eq!(told.is_ok(), lonely, "{} twice", at + 1);
        assert!(told.is_ok() || told.unwrap_err().position == u64::try_from(at).unwrap() + 2);
    }
    let mut damaged = life.clone();
    damaged[2].truncate(9);
    let error = replay(TERMINAL, &damaged).unwrap_err();
    assert_eq!((error.position, error.fault), (3, ReplayFault::Bytes(EntryError::Short)));
    let error = replay(records::TerminalId(1), &life).unwrap_err();
    assert_eq!((error.position, error.fault), (2, ReplayFault::Place(ApplyError::Intention)));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), tag in 0..12_u8) {
        let _ = Entry::decode(&bytes);
        let tagged = [&[tag, 1], &bytes[..]].concat();
        if let Ok(entry) = Entry::decode(&tagged) {
            prop_assert_eq!(entry.encode(), tagged);
            let mut till = Till::new(TERMINAL);
            let before = till.clone();
            if till.apply(&entry).is_err() {
                prop_assert_eq!(till, before);
            }
        }
    }
}
