//! The server under the books breaks off in the middle of intake and comes back.
//!
//! Books in a file have no server; there the story is only one of a till that never gives up.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::beside::{deliver, sealed};
use crate::support::County;
use crate::support::program::Serving;

/// Breaks the server off, and returns when it answers again.
fn break_off() {
    let Ok(socket) = std::env::var("FRAIL_BREAK") else { return };
    let mut order = UnixStream::connect(socket).unwrap();
    assert_eq!(order.read(&mut [0]).unwrap(), 0);
}

#[test]
fn nothing_is_lost_or_doubled_and_the_center_comes_back_by_itself() {
    const BREAKS: usize = 4;
    let county = County::frail();
    let tills = sealed(&county, 3, 40);
    let serving = Serving::start(county.folder.path());
    let (taken, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let (taken, ended, serving) = (&taken, &ended, &serving);
        let breaking = scope.spawn(move || {
            for round in 1..=BREAKS {
                while taken.load(Ordering::Relaxed) < round * 20 && !ended.load(Ordering::Relaxed) {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
                break_off();
            }
        });
        let sending: Vec<_> = tills
            .iter()
            .map(|(_, batches)| {
                scope.spawn(move || {
                    for (path, batch) in batches {
                        let ack = deliver(serving, path, batch);
                        taken.fetch_add(1, Ordering::Relaxed);
                        assert_eq!(deliver(serving, path, batch), ack, "the answer stays");
                    }
                })
            })
            .collect();
        sending.into_iter().for_each(|sent| sent.join().unwrap());
        ended.store(true, Ordering::Relaxed);
        breaking.join().unwrap();
    });
    assert_eq!(serving.terminate(), Some(0), "the same process all the while");
    let effects = county.effects();
    assert!(effects.contains("whole: 120 batches, 360 records") && !effects.contains("FAULT"), "{effects}");
}
