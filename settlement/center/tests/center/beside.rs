//! Two processes of the center on the same books.

use std::path::Path;

use crate::support::program::Serving;
use crate::support::{Card, County, Till};

pub(crate) fn put(serving: &Serving, path: &str, batch: &[u8]) -> Option<Vec<u8>> {
    let mut answer = ureq::put(&format!("{}{path}", serving.url)).send(batch).ok()?;
    answer.body_mut().read_to_vec().ok()
}

/// Until it is acknowledged: whoever is busy or away is asked again.
pub(crate) fn deliver(serving: &Serving, path: &str, batch: &[u8]) -> Vec<u8> {
    for _ in 0..600 {
        if let Some(ack) = put(serving, path, batch) {
            return ack;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{path} was never acknowledged")
}

/// Where a batch goes, and its bytes.
type Sealed = (String, Vec<u8>);

/// Tills that have sold, and what they sealed: `batches` each, of three records.
pub(crate) fn sealed(county: &County, tills: u32, batches: u64) -> Vec<(Till, Vec<Sealed>)> {
    (0..tills)
        .map(|number| {
            let mut till = county.till("canteen-1");
            let mut card = Card::new(100 + number);
            let sealed = (0..batches)
                .map(|batch| {
                    for _ in 0..3 {
                        till.sell(&mut card, 7, 10);
                    }
                    let first = batch * 3 + 1;
                    (till.path(first), till.seal(first, first + 2))
                })
                .collect();
            (till, sealed)
        })
        .collect()
}

/// Every till's batches go to both processes at the same time, in order, as over two lines that both double.
#[test]
fn the_same_batches_to_two_processes_are_booked_once() {
    let county = County::new();
    let tills = sealed(&county, 3, 20);
    let serving = [Serving::start(county.folder.path()), Serving::start(county.folder.path())];
    std::thread::scope(|scope| {
        for (_, batches) in &tills {
            let sent = serving.each_ref().map(|process| {
                scope.spawn(move || {
                    batches.iter().map(|(path, batch)| deliver(process, path, batch)).collect::<Vec<_>>()
                })
            });
            scope.spawn(move || {
                let [one, other] = sent.map(|sent| sent.join().unwrap());
                assert_eq!(one, other, "both answer a batch alike");
            });
        }
    });
    let [one, other] = serving;
    assert_eq!((one.terminate(), other.terminate()), (Some(0), Some(0)));
    let effects = county.effects();
    assert!(effects.contains("whole: 60 batches, 180 records") && !effects.contains("FAULT"), "{effects}");
    assert!(!effects.contains("finding"), "{effects}");
}

/// One of two is killed again and again while both take; what it had acknowledged is there.
#[test]
fn one_is_killed_and_the_other_goes_on() {
    let county = County::new();
    let tills = sealed(&county, 2, 30);
    let steady = Serving::start(county.folder.path());
    std::thread::scope(|scope| {
        let steady = &steady;
        for (_, batches) in &tills {
            scope.spawn(move || batches.iter().for_each(|(path, batch)| drop(deliver(steady, path, batch))));
        }
        for round in 0..4 {
            let killed = Serving::start(county.folder.path());
            let mut acks = Vec::new();
            for (path, batch) in tills.iter().flat_map(|(_, batches)| batches).skip(round * 7).take(8) {
                acks.push((path, batch, put(&killed, path, batch)));
            }
            killed.kill();
            for (path, batch, ack) in acks {
                let again = ack.map(|ack| (ack, deliver(steady, path, batch)));
                assert!(again.is_none_or(|(ack, again)| ack == again), "{path}");
            }
        }
    });
    assert_eq!(steady.terminate(), Some(0));
    let effects = county.effects();
    assert!(effects.contains("whole: 60 batches, 180 records") && !effects.contains("FAULT"), "{effects}");
}

/// Both start at the same moment on a day nobody has done yet: its jobs are done once.
#[test]
fn jobs_of_the_day_are_done_once() {
    let county = County::new();
    let started: Vec<Serving> = std::thread::scope(|scope| {
        let start = || Serving::start(county.folder.path());
        let starting: Vec<_> = (0..3).map(|_| scope.spawn(start)).collect();
        starting.into_iter().map(|serving| serving.join().unwrap()).collect()
    });
    // In whatever time it is now, one roster more than the first.
    assert_eq!(county.ledger().roster_version().unwrap(), 2);
    assert_eq!(turns(&county.books(), &county), 1);
    started.into_iter().for_each(|serving| assert_eq!(serving.terminate(), Some(0)));
}

/// How often the job was taken up.
fn turns(books: &Path, county: &County) -> i64 {
    let asked = "SELECT turn FROM lease WHERE name = 'roster'";
    match books.to_str().unwrap().split_once("?schema=") {
        None => rusqlite::Connection::open(county.books())
            .unwrap()
            .query_row(asked, [], |row| row.get(0))
            .unwrap(),
        Some((server, schema)) => {
            let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
            client.batch_execute(&format!("SET search_path TO {schema}")).unwrap();
            client.query_one(asked, &[]).unwrap().get(0)
        }
    }
}
