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
