//! Two files, loaded and joined.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use reconciliation::{
    ColumnMap, Columns, FileError, Joined, Joiner, Keying, Loader, NotExplained, PARTS, Report, Side,
    SideMap, Which,
};

use crate::random;

/// Bytes read at once; a line is never longer.
const BLOCK: usize = 1 << 20;
/// Threads that join.
const JOINING: usize = 2;

/// Why two files were not compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilesError {
    /// The left one, or the right one, cannot be read.
    #[error("{1}")]
    Io(Which, io::Error),
    /// The left one, or the right one, is not right.
    #[error("{1}")]
    File(Which, FileError),
    /// No random number, or a thread that has stopped.
    #[error("{0}")]
    Fault(String),
    /// A fault of the matching.
    #[error(transparent)]
    NotExplained(#[from] NotExplained),
}

/// A file whose head was read, with what follows the head in its first block.
struct Opened {
    which: Which,
    file: File,
    held: Vec<u8>,
    bytes: u64,
    columns: Columns,
}

/// Compares two files. Of two that are wrong, the left one is told.
pub(crate) fn files(
    map: &ColumnMap,
    (left, right): (&Path, &Path),
    known: Option<&BTreeSet<u64>>,
) -> Result<Report, FilesError> {
    let left = Opened::open(Which::Left, left, &map.left)?;
    let right = Opened::open(Which::Right, right, &map.right)?;
    let keying = Keying::new(seed()?, left.columns.near(&left.held));
    let (left, right) = thread::scope(|scope| {
        let other = scope.spawn(move || right.load(map, keying, known));
        let one = left.load(map, keying, known);
        (one, other.join())
    });
    let (left, right) = (left?, right.map_err(stopped)??);
    let joiner = Joiner::new(&left, &right, map.sequence);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut joined = Joined::default();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= PARTS {
                return joined;
            }
            joiner.part(part, &mut joined);
        }
    };
    let workers: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..JOINING).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    let workers = workers.into_iter().collect::<Result<Vec<Joined>, _>>().map_err(stopped)?;
    Ok(joiner.report(workers)?)
}

impl Opened {
    fn open(which: Which, path: &Path, map: &SideMap) -> Result<Opened, FilesError> {
        let io = |error| FilesError::Io(which, error);
        let mut file = File::open(path).map_err(io)?;
        let bytes = file.metadata().map_err(io)?.len();
        let mut held = vec![0; BLOCK];
        let length = fill(&mut file, &mut held, 0).map_err(io)?;
        held.truncate(length);
        let (columns, head) = Columns::read(map, &held).map_err(|error| FilesError::File(which, error))?;
        held.drain(..head);
        Ok(Opened { which, file, held, bytes, columns })
    }

    /// Roughly how many lines there are, by the length of the first.
    fn rows(&self) -> usize {
        let line = self.held.iter().position(|&byte| byte == b'\n').map_or(BLOCK, |end| end + 1);
        usize::try_from(self.bytes).unwrap_or(0) / line
    }

    fn load(
        mut self,
        map: &ColumnMap,
        keying: Keying,
        known: Option<&BTreeSet<u64>>,
    ) -> Result<Side, FilesError> {
        let which = self.which;
        let wrong = |error| FilesError::File(which, error);
        let rows = self.rows();
        let mut loader = Loader::new(map, self.columns, keying, rows, known);
        let mut length = self.held.len();
        self.held.resize(BLOCK, 0);
        loop {
            let taken = loader.take(self.held.get(..length).unwrap_or_default()).map_err(wrong)?;
            self.held.copy_within(taken..length, 0);
            let kept = length.saturating_sub(taken);
            length =
                fill(&mut self.file, &mut self.held, kept).map_err(|error| FilesError::Io(which, error))?;
            if length == kept {
                let rest = self.held.get(..kept).unwrap_or_default();
                return loader.finish(rest).map_err(wrong);
            }
        }
    }
}

/// Reads behind what is kept, until the block is full or the file ends.
fn fill(file: &mut File, block: &mut [u8], kept: usize) -> io::Result<usize> {
    let mut length = kept;
    while let Some(room) = block.get_mut(length..).filter(|room| !room.is_empty()) {
        match file.read(room) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

fn seed() -> Result<[u64; 2], FilesError> {
    let bytes: [u8; 16] = random::bytes().map_err(|error| FilesError::Fault(error.to_string()))?;
    let (one, other) = bytes.split_at(8);
    let word = |part: &[u8]| part.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk));
    Ok([word(one), word(other)])
}

fn stopped(_: Box<dyn core::any::Any + Send>) -> FilesError {
    FilesError::Fault("对账线程中断 · a thread of the reconciliation has stopped".to_owned())
}
