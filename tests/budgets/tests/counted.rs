//! What can be counted need not be timed: commands, waits for the disk, bytes.

use budgets::Scratch;
use budgets::counter::{Counter, Step};

/// 2026-07-21 11:30 in the county, UTC µs.
const LUNCH_US: i64 = 1_784_604_600_000_000;
/// Card commands of one sale.
const CARD_APDUS_MAX: u32 = 5;
/// SAM commands of one sale.
const SAM_APDUS_MAX: u32 = 2;
/// Waits for the disk on the way to green.
const SYNCS_MAX: u32 = 2;
/// Bytes of journal per sale, entries, hashes and indexes together.
const JOURNAL_BYTES_MAX: u64 = 1_024;

#[test]
fn a_sale_is_five_card_commands_two_sam_commands_two_syncs() {
    let scratch = Scratch::new(&std::env::temp_dir(), "counted").unwrap();
    let mut counter = Counter::open(scratch.path(), 20, 20, LUNCH_US).unwrap();
    for elder in 0..20 {
        let report = counter.sell(elder).unwrap();
        assert!(report.card_apdus <= CARD_APDUS_MAX, "{report:?} {:02X?}", counter.steps());
        assert!(report.sam_apdus <= SAM_APDUS_MAX, "{report:?} {:02X?}", counter.steps());
        assert!(report.syncs <= SYNCS_MAX, "{report:?}");
    }
}

#[test]
fn the_first_sync_runs_while_card_and_sam_talk() {
    let scratch = Scratch::new(&std::env::temp_dir(), "overlap").unwrap();
    let mut counter = Counter::open(scratch.path(), 1, 1, LUNCH_US).unwrap();
    counter.sell(0).unwrap();
    let steps = counter.steps();
    let at = |wanted: Step| {
        steps.iter().position(|step| *step == wanted).unwrap_or_else(|| panic!("{steps:02X?}"))
    };
    // The SAM makes MAC1 and checks MAC2; the fetches of a T=0 chip's waiting answers are not counted as commands.
    let sam: Vec<u8> = steps
        .iter()
        .filter_map(|step| if let Step::Sam(0x80, ins) = step { Some(*ins) } else { None })
        .collect();
    assert_eq!(sam, [0x70, 0x72]);
    let card = steps.iter().filter(|step| matches!(step, Step::Card(..))).count();
    assert_eq!(card, 5, "{steps:02X?}");
    let (begins, awaited) = (at(Step::SyncBegins), at(Step::SyncAwaited));
    let (initialize, debit) = (at(Step::Card(0x80, 0x50)), at(Step::Card(0x80, 0x54)));
    assert!(begins < initialize && initialize < awaited && awaited < debit, "{steps:02X?}");
}

#[test]
fn the_journal_grows_by_so_much_per_sale() {
    let scratch = Scratch::new(&std::env::temp_dir(), "bytes").unwrap();
    let mut counter = Counter::open(scratch.path(), 50, 50, LUNCH_US).unwrap();
    for elder in 0..200 {
        counter.sell(elder % 50).unwrap();
    }
    drop(counter);
    let db = rusqlite::Connection::open(scratch.file("journal.sqlite")).unwrap();
    let pages = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).unwrap();
    let bytes = u64::try_from(pages("page_count") * pages("page_size")).unwrap();
    assert!(bytes / 200 <= JOURNAL_BYTES_MAX, "{} bytes per sale", bytes / 200);
}
