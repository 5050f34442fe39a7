//! Power cuts and orderly ends of the real process: while it serves, and in the jobs of the day.

mod jobs;
mod place;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::program::Serving;
use crate::support::{Card, County, Till};

fn put(serving: &Serving, till: &Till, seq: u64) -> Option<Vec<u8>> {
    let url = format!("{}{}", serving.url, till.path(seq));
    let mut answer = ureq::put(&url).send(till.seal(seq, seq).as_slice()).ok()?;
    answer.body_mut().read_to_vec().ok()
}

/// The center is killed in the middle of intake, again and again, at another moment each time.
#[test]
fn what_was_acknowledged_survives_sigkill() {
    const SALES: u64 = 120;
    let county = County::new();
    let mut till = county.till("canteen-1");
    let mut card = Card::new(9);
    for _ in 0..SALES {
        till.sell(&mut card, 7, 10);
    }
    let mut acks: Vec<Vec<u8>> = Vec::new();
    let mut cuts = 0_u64;
    while acks.len() < usize::try_from(SALES).unwrap() {
        let serving = Serving::start(county.folder.path());
        // Everything acknowledged so far is answered with the same bytes.
        if let Some(last) = acks.last() {
            assert_eq!(put(&serving, &till, u64::try_from(acks.len()).unwrap()).as_ref(), Some(last));
        }
        let process = serving.process().to_string();
        let sent = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let sent = &sent;
            let cut_after = 3 + usize::try_from(cuts * 7 % 23).unwrap();
            scope.spawn(move || {
                while sent.load(Ordering::Relaxed) < cut_after {
                    std::thread::sleep(Duration::from_micros(200));
                }
                std::thread::sleep(Duration::from_micros(cuts * 311 % 2500));
                std::process::Command::new("kill").args(["-9", &process]).status().unwrap();
            });
            while let Some(seq) = u64::try_from(acks.len() + 1).ok().filter(|&seq| seq <= SALES) {
                sent.fetch_add(1, Ordering::Relaxed);
                match put(&serving, &till, seq) {
                    Some(ack) => acks.push(ack),
                    None => break,
                }
            }
            sent.store(usize::MAX, Ordering::Relaxed);
        });
        serving.kill();
        cuts += 1;
        // What is in the books is what was acknowledged, or one batch more whose answer was lost.
        let received = county.ledger().cursor(till.id).unwrap().unwrap().chain.next_seq - 1;
        let acknowledged = u64::try_from(acks.len()).unwrap();
        assert!((acknowledged..=acknowledged + 1).contains(&received), "{received} of {acknowledged}");
        assert!(county.effects().contains(&format!("whole: {received} batches, {received} records")));
        assert!(cuts < 200, "no progress");
    }
    assert!(cuts >= 5, "only {cuts} cuts");
}

#[test]
fn sigterm_ends_in_order() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    till.sell(&mut Card::new(1), 2, 1200);
    let serving = Serving::start(county.folder.path());
    assert!(put(&serving, &till, 1).is_some());
    assert_eq!(serving.terminate(), Some(0));
    assert!(county.effects().contains("whole: 1 batches, 1 records"));
}
