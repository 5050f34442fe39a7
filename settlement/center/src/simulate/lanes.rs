//! Reader, lanes, and the tally of all.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use clearing::replay::{InOrder, Replay, ReplayError, Setting, Tally, lane_of};
use records::{Glance, RECORD_LEN};

use super::{Source, SourceError};
use crate::progress::Progress;

/// Batches that may wait before a lane.
const WAITING: usize = 4;

/// How the work is divided. It changes nothing in the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Threads that price.
    pub(crate) lanes: NonZeroUsize,
    /// Records that are handed over at once.
    pub(crate) batch: NonZeroUsize,
}

/// Records of one lane and their numbers in the file.
#[derive(Default)]
struct Batch(Vec<(u64, [u8; RECORD_LEN])>);

/// Replays the whole file. Of several things that are wrong with it, the first in the file is told.
pub(crate) fn run(
    source: &mut Source,
    setting: Setting<'_>,
    pace: Pace,
    progress: &mut Progress,
) -> Result<Tally, SourceError> {
    let stop = AtomicBool::new(false);
    let (read, lanes) = thread::scope(|scope| {
        let mut doors = Vec::new();
        let mut lanes = Vec::new();
        for _ in 0..pace.lanes.get() {
            let (door, inbox) = sync_channel::<Batch>(WAITING);
            doors.push(door);
            let stop = &stop;
            lanes.push(scope.spawn(move || lane(setting, &inbox, stop)));
        }
        let read = deal(source, doors, pace.batch.get(), &stop, progress);
        let lanes: Vec<_> = lanes.into_iter().map(thread::ScopedJoinHandle::join).collect();
        (read, lanes)
    });
    let mut tally = Tally::default();
    let mut wrong: Option<ReplayError> = None;
    let mut note = |error: ReplayError| {
        if wrong.as_ref().is_none_or(|known| error.number < known.number) {
            wrong = Some(error);
        }
    };
    let read = match read {
        Err(SourceError::Record(error)) => {
            note(error);
            Ok(())
        }
        other => other,
    };
    for lane in lanes {
        match lane.map_err(|_| SourceError::Thread)? {
            Ok(one) => tally = tally.plus(one).ok_or(SourceError::Overflow)?,
            Err(LaneError::Record(error)) => note(error),
            Err(LaneError::Overflow) => return Err(SourceError::Overflow),
        }
    }
    wrong.map_or(Ok(()), |error| Err(SourceError::Record(error)))?;
    read.map(|()| tally)
}

/// Deals the records out, in order, until the end or until a lane has found something wrong. What was read is
/// dealt out in either case, so that an earlier fault is still found.
fn deal(
    source: &mut Source,
    doors: Vec<SyncSender<Batch>>,
    size: usize,
    stop: &AtomicBool,
    progress: &mut Progress,
) -> Result<(), SourceError> {
    let mut order = InOrder::default();
    let mut open: Vec<Batch> = doors.iter().map(|_| Batch::default()).collect();
    let mut record = [0; RECORD_LEN];
    let mut ended = Ok(());
    while !stop.load(Ordering::Relaxed) {
        match source.next(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                ended = Err(error);
                break;
            }
        }
        let glance = Glance::at(&record);
        let number = match order.next(&glance) {
            Ok(number) => number,
            Err(error) => {
                ended = Err(error.into());
                break;
            }
        };
        let lane = lane_of(&glance.card_no, doors.len());
        let (Some(batch), Some(door)) = (open.get_mut(lane), doors.get(lane)) else { continue };
        if batch.0.capacity() == 0 {
            batch.0.reserve_exact(size);
        }
        batch.0.push((number, record));
        if batch.0.len() >= size {
            // A lane that is gone has panicked; joining it says so.
            drop(door.send(std::mem::take(batch)));
            progress.at(number);
        }
    }
    for (door, batch) in doors.iter().zip(open) {
        drop(door.send(batch));
    }
    ended
}

/// Why a lane has no tally.
enum LaneError {
    Record(ReplayError),
    Overflow,
}

/// Takes what comes, until nothing comes any more.
fn lane(setting: Setting<'_>, inbox: &Receiver<Batch>, stop: &AtomicBool) -> Result<Tally, LaneError> {
    let mut replay = Replay::new(setting);
    let mut wrong = None;
    for batch in inbox {
        for (number, record) in &batch.0 {
            if wrong.is_some() {
                break;
            }
            if let Err(error) = replay.take(*number, record) {
                wrong = Some(error);
                stop.store(true, Ordering::Relaxed);
            }
        }
    }
    match wrong {
        Some(error) => Err(LaneError::Record(error)),
        None => replay.finish().map_err(|_| LaneError::Overflow),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use clearing::replay::{Both, Holders};
    use money::Fen;
    use records::{BusinessDay, ClockQuality, Kind, Moment, Record, TerminalId};
    use subsidy::{HolderFacts, Tariff};

    use super::*;

    const TARIFF: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");

    /// Three hundred lunches of forty elders, one a minute.
    fn lunches(spoilt: &[usize]) -> Vec<u8> {
        let day = BusinessDay::from_number(20_240_715).unwrap();
        let lunch = |minute: i64| {
            let tap =
                Moment { at_us: 1_720_976_400_000_000 + minute * 60_000_000, clock: ClockQuality::Network };
            let card_no = format!("31047700000000000{:02}", minute * 7 % 40).parse().unwrap();
            let lunch = Record::blank(Kind::Sale, TerminalId(33_070_300_000_001), day);
            let (price, self_pay) = (Fen(1200), Fen(1200));
            Record { tap, card_no, quantity: 1, service: 2, price, self_pay, ..lunch }.head()
        };
        let mut bytes: Vec<u8> = (0..300).flat_map(lunch).collect();
        for &number in spoilt {
            bytes[(number - 1) * RECORD_LEN + 61] = 0;
        }
        bytes
    }

    /// Replays a file at a pace; the name of the test keeps files apart.
    fn replay(name: &str, bytes: &[u8], lanes: usize, batch: usize) -> Result<Tally, SourceError> {
        let path: PathBuf = std::env::temp_dir().join(format!("replay-{name}-{}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let (old, proposed) = (Tariff::load(TARIFF).unwrap(), TARIFF.replace("\"6.00\"", "\"6.50\""));
        let new = Tariff::load(&proposed).unwrap();
        let born = |card: u32| {
            let number = format!("31047700000000000{card:02}").parse().unwrap();
            (number, HolderFacts::born(jiff::civil::date(1930 + i16::try_from(card).unwrap(), 1, 1)))
        };
        let holders = Holders::Listed((0..40).map(born).collect());
        let points = BTreeMap::new();
        let tariffs = Both { old: &old, new: &new };
        let setting = Setting { tariffs, holders: &holders, points: &points, key: &[7; 32] };
        let many = |number| NonZeroUsize::new(number).unwrap();
        let mut source = Source::open(&path).unwrap();
        let pace = Pace { lanes: many(lanes), batch: many(batch) };
        let tally = run(&mut source, setting, pace, &mut Progress::new(0));
        std::fs::remove_file(&path).unwrap();
        tally
    }

    const PACES: [(usize, usize); 6] = [(1, 1), (2, 1), (2, 7), (3, 4096), (5, 300), (1, 299)];

    #[test]
    fn no_pace_changes_the_sums() {
        let bytes = lunches(&[]);
        let one = replay("sums", &bytes, 1, 4096).unwrap();
        assert_eq!((one.sales, one.cards), (300, 40));
        assert!(one.elders.more.count > 0 && one.balances());
        for (lanes, batch) in PACES {
            assert_eq!(
                replay("sums", &bytes, lanes, batch).unwrap(),
                one,
                "{lanes} lanes, batches of {batch}"
            );
        }
    }

    #[test]
    fn no_pace_changes_what_is_told_first() {
        let bytes = lunches(&[299, 140, 141, 150]);
        for (lanes, batch) in PACES {
            let error = replay("wrong", &bytes, lanes, batch).unwrap_err();
            assert!(matches!(&error, SourceError::Record(error) if error.number == 140), "{error}");
        }
    }
}
