//! Yesterday's backup, today's tills: the books end as if nothing had happened.

use county_center::intake::{Intake, Proofs, Receipt};
use ledger::Ledger;
use pboc_purse::proof::TacMasterKey;
use records::{FactorOrder, TerminalId};

use crate::support::program::{Serving, run};
use crate::support::{Card, County, card, center_key, destroy, meddle};

/// What two tills sealed, in order of arrival: where to, and the bytes. A gap in counters, an old price, a grey that a
/// later record resolves and a fund that runs dry are in it.
fn day(county: &County) -> Vec<((TerminalId, u64), Vec<u8>)> {
    let mut tills = [county.till("canteen-1"), county.till("barber-1")];
    let mut cards: Vec<Card> = (1..=4).map(|number| Card { balance: 90_000, ..Card::new(number) }).collect();
    let mut batches = Vec::new();
    for round in 0..24_u64 {
        let till = &mut tills[usize::from(round % 3 == 2)];
        let first = till.chain.next_seq;
        for (nth, card) in (0_u64..).zip(&mut cards) {
            match (round + nth) % 7 {
                5 => drop(till.tear(card, 2, 1200, round % 2 == 0)),
                6 => {
                    card.counter += 1;
                    till.sell(card, 2, 1200);
                }
                _ => drop(till.sell(card, 2, 1200)),
            }
        }
        batches.push(((till.id, first), till.seal(first, u64::MAX)));
    }
    batches
}

fn intake() -> Intake {
    Intake::new(center_key(), Proofs::new(TacMasterKey::new(card::MTK), FactorOrder::IssuerFirst), false)
}

/// Hands batches in, each at its own moment from `hour` on; the acknowledgements.
fn take(
    ledger: &mut Ledger,
    batches: &[((TerminalId, u64), Vec<u8>)],
    first: usize,
    hour: i64,
) -> Vec<Receipt> {
    let at =
        |nth: usize| 1_721_100_000_000_000 + hour * 3_600_000_000 + i64::try_from(nth).unwrap() * 1_000_000;
    let one = |(nth, (address, bytes)): (usize, &((TerminalId, u64), Vec<u8>))| {
        intake().take(ledger, *address, bytes, at(nth)).unwrap()
    };
    batches.iter().enumerate().skip(first).map(one).collect()
}

/// Every table, row by row.
fn dump(county: &County) -> Vec<u8> {
    let mut dump = Vec::new();
    Ledger::back_up(&county.books(), &mut dump, &mut |_| {}).unwrap();
    dump
}

/// Everything that says when something was received; nothing else may differ when it is received again later.
const WHEN: &str = "UPDATE batch SET received_us = 0; UPDATE evidence SET received_us = 0;
    UPDATE terminal_cursor SET updated_us = 0; UPDATE terminal SET heard_us = 0;
    UPDATE finding SET found_us = 0; UPDATE finding SET cleared_us = 0 WHERE cleared_us IS NOT NULL;
    UPDATE fund SET exhausted_us = 0 WHERE exhausted_us IS NOT NULL; UPDATE lot_entry SET at_us = 0;";

#[test]
fn books_restored_to_yesterday_end_bit_identical() {
    const YESTERDAY: usize = 11;
    let county = County::new();
    let batches = day(&county);
    let mut ledger = county.ledger();
    let mut acks = take(&mut ledger, &batches[..YESTERDAY], 0, 0);
    let saved = run(county.folder.path(), &["books", "backup", "yesterday.lc"], "");
    assert_eq!(saved.code, 0, "{}", saved.err);
    acks.extend(take(&mut ledger, &batches, YESTERDAY, 0));
    drop(ledger);
    let never_failed = dump(&county);
    let said = county.effects();
    assert!(said.contains("finding") && !said.contains("FAULT"), "{said}");

    for (hour, again) in [(0, "the same moments"), (30, "a day later")] {
        destroy(&county);
        let restored = run(county.folder.path(), &["books", "restore", "yesterday.lc"], "");
        assert_eq!(restored.code, 0, "{}", restored.err);
        let mut ledger = county.ledger();
        assert_ne!(dump(&county), never_failed);
        // Tills give back what the books lack, and what they have is answered as ever.
        let replayed = take(&mut ledger, &batches[..YESTERDAY], 0, hour);
        assert!(replayed.iter().all(|receipt| matches!(receipt, Receipt::Replayed { .. })), "{again}");
        let taken = take(&mut ledger, &batches, YESTERDAY, hour);
        let answers =
            |receipts: &[Receipt]| receipts.iter().map(|one| one.ack().to_vec()).collect::<Vec<_>>();
        assert_eq!([answers(&replayed), answers(&taken)].concat(), answers(&acks), "{again}");
        drop(ledger);
        assert_eq!(county.effects(), said, "{again}");
        if hour == 0 {
            assert!(dump(&county) == never_failed, "{again}: not bit-identical");
            continue;
        }
        assert!(dump(&county) != never_failed, "the moments are those of the second delivery");
        meddle(&county, WHEN);
        let later = dump(&county);
        destroy(&county);
        Ledger::restore(&county.books(), &mut std::io::Cursor::new(&never_failed), &mut |_| {}).unwrap();
        meddle(&county, WHEN);
        assert!(later == dump(&county), "{again}: more than moments differs");
    }
}

/// The real program: backed up while it takes batches, killed, restored, and given the rest again.
#[test]
fn a_backup_is_taken_while_the_center_serves() {
    let county = County::new();
    let tills = crate::beside::sealed(&county, 2, 30);
    let serving = Serving::start(county.folder.path());
    std::thread::scope(|scope| {
        let sending: Vec<_> = tills
            .iter()
            .map(|(_, batches)| {
                let serving = &serving;
                scope.spawn(move || {
                    for (path, batch) in batches {
                        crate::beside::deliver(serving, path, batch);
                    }
                })
            })
            .collect();
        let saved = run(county.folder.path(), &["books", "backup", "now.lc"], "");
        assert_eq!(saved.code, 0, "{}", saved.err);
        sending.into_iter().for_each(|sent| sent.join().unwrap());
    });
    let said = county.effects();
    serving.kill();
    destroy(&county);
    assert_eq!(run(county.folder.path(), &["books", "restore", "now.lc"], "").code, 0);
    let whole = run(county.folder.path(), &["books", "check"], "");
    assert_eq!(whole.code, 0, "{}", whole.err);
    let serving = Serving::start(county.folder.path());
    for (path, batch) in tills.iter().flat_map(|(_, batches)| batches) {
        crate::beside::deliver(&serving, path, batch);
    }
    assert_eq!(serving.terminate(), Some(0));
    assert_eq!(county.effects(), said);
}

#[test]
fn what_is_no_backup_and_what_is_not_empty_is_refused() {
    let county = County::new();
    let folder = county.folder.path();
    let first = run(folder, &["--json", "books", "backup", "a.lc"], "");
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.out.contains("\"county\":330703") && first.out.contains("\"sha256\":\""), "{}", first.out);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(folder.join("a.lc")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let refused = |arguments: &[&str], code: i32, word: &str| {
        let ran = run(folder, arguments, "");
        assert!(ran.code == code && ran.err.contains(word), "{arguments:?}: {} {}", ran.code, ran.err);
    };
    refused(&["books", "backup", "a.lc"], 6, "换一个文件名");
    refused(&["books", "restore", "a.lc"], 6, "未覆盖");
    refused(&["books", "restore", "none.lc"], 3, "无法读取");
    destroy(&county);
    refused(&["books", "backup", "b.lc"], 5, "账本不存在");
    assert!(!folder.join("b.lc").exists(), "half a backup is none");
    refused(&["books", "restore", "keys.json"], 3, "不是账本备份");
    let mut bytes = std::fs::read(folder.join("a.lc")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(folder.join("c.lc"), &bytes).unwrap();
    refused(&["books", "restore", "c.lc"], 3, "哈希不符");
    assert_eq!(run(folder, &["books", "restore", "a.lc"], "").code, 0);
}
