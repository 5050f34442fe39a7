//! Whole batches: replays, gaps, forks, and what was announced.

use clearing::NotAdmitted;
use money::Fen;

use crate::books::{Books, paragraphs};

#[test]
fn replays_gaps_and_forks() {
    let mut books = Books::new();
    let taps = paragraphs("1 8001 15 12:00 12.00 6.00 73 5 100.00\n\n1 8002 15 12:01 12.00 6.00 73 5 100.00");
    let first = books.seal(&taps[0]);
    let second = books.seal(&taps[1]);
    assert!(matches!(books.take(&second), Err(NotAdmitted::Gap { cursor }) if cursor.next_seq == 1));
    let ack = books.take(&first).unwrap();
    let before = books.show();
    assert_eq!(books.take(&first), Ok(ack), "a replay gets the same acknowledgement");
    assert_eq!(books.show(), before, "and changes nothing");

    // The same till writes another history from the start, or from the second record.
    let mut twin = Books::new();
    let other = twin.seal(&taps[1]);
    assert!(matches!(books.take(&other), Err(NotAdmitted::Behind { .. })));
    let fork = twin.seal(&taps[0]);
    assert!(matches!(books.take(&fork), Err(NotAdmitted::Fork { .. })));
    assert_eq!(books.show(), before);
    assert!(books.take(&second).is_ok());
}

#[test]
fn announced_and_not_delivered() {
    let mut books = Books::new();
    let taps = paragraphs("1 8001 15 12:00 12.00 6.00 73 5 100.00\n\n1 8002 15 12:01 12.00 6.00 73 5 100.00");
    let first = books.seal(&taps[0]);
    let told = Books::new();
    let ahead = books.seal(&taps[1]);
    let bytes = records::Batch::seal(
        &first.records,
        ahead.announced,
        first.sealed_at_us,
        &records::SigningKey::from_bytes(&[1; 32]),
    );
    let verdict = told.judge(&records::Batch::open(&bytes.unwrap()).unwrap()).unwrap();
    assert_eq!((verdict.outstanding.count, verdict.outstanding.price), (1, Fen(1200)));
    assert_eq!(verdict.outstanding.benefit, Fen(600));
    assert!(verdict.findings.is_empty());

    let bytes = records::Batch::seal(
        &first.records,
        records::Announced::default(),
        first.sealed_at_us,
        &records::SigningKey::from_bytes(&[1; 32]),
    );
    let verdict = told.judge(&records::Batch::open(&bytes.unwrap()).unwrap()).unwrap();
    assert_eq!(verdict.findings[0].kind, clearing::FindingKind::AnnouncedWrong);
    assert_eq!(verdict.outstanding, clearing::Outstanding::default());
}

#[test]
fn running_totals_prove_loss() {
    let mut books = Books::new();
    let mut taps =
        paragraphs("1 8001 15 12:00 12.00 6.00 73 5 100.00\n1 8002 15 12:01 12.00 6.00 73 5 100.00")
            .remove(0);
    let honest = books.seal(&taps);
    taps.remove(0);
    // A till that lost its first record and kept counting.
    let mut lost = honest.records[1].clone();
    (lost.seq, lost.prev) = (1, [0; 32]);
    let bytes = records::Batch::seal(
        &[lost],
        honest.announced,
        honest.sealed_at_us,
        &records::SigningKey::from_bytes(&[1; 32]),
    );
    let verdict = Books::new().judge(&records::Batch::open(&bytes.unwrap()).unwrap()).unwrap();
    let found: Vec<_> = verdict.findings.iter().map(|finding| (finding.kind.name(), finding.found)).collect();
    assert_eq!(found, [("RunningTotalBreak", Some(Fen(2400)))]);
}
