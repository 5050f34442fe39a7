//! Loads and joins as a program does, in blocks and workers of any size.

use std::collections::BTreeSet;

use reconciliation::{
    ColumnMap, Columns, Difference, FileError, Joined, Joiner, Key, Keying, Loader, PARTS, Report, Side,
};

/// How the work is divided. It must change nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) seed: [u64; 2],
    pub(crate) block: usize,
    pub(crate) workers: usize,
}

pub(crate) const PLAIN: Pace = Pace { seed: [11, 13], block: 1 << 16, workers: 2 };

/// Both sides are terminal records in fen.
pub(crate) const RECORDS: &str = r#"
    schema = "lovecard-columns/1"
    [left]
    numbers = ["terminal", "seq"]
    amount = "fen"
    unit = "fen"
    state = "state"
    merchant = "merchant"
    [right]
    numbers = ["terminal", "seq"]
    amount = "fen"
    unit = "fen"
    state = "state"
    merchant = "merchant"
"#;

pub(crate) const HEAD: &str = "terminal,seq,merchant,fen,state\n";

/// Reads a whole file in blocks, as it would come from a disk.
pub(crate) fn load(
    map: &ColumnMap,
    left: bool,
    bytes: &[u8],
    keying: Option<Keying>,
    known: Option<&BTreeSet<u64>>,
    pace: Pace,
) -> Result<Side, FileError> {
    let side = if left { &map.left } else { &map.right };
    let (columns, head) = Columns::read(side, bytes)?;
    let keying = keying.unwrap_or_else(|| Keying::new(pace.seed, columns.near(&bytes[head..])));
    let mut loader = Loader::new(map, columns, keying, 1, known);
    let mut held: Vec<u8> = Vec::new();
    for block in bytes[head..].chunks(pace.block) {
        held.extend_from_slice(block);
        let taken = loader.take(&held)?;
        held.drain(..taken);
    }
    loader.finish(&held)
}

pub(crate) fn reconcile_by(
    map: &str,
    left: &str,
    right: &str,
    known: Option<&BTreeSet<u64>>,
    pace: Pace,
) -> Result<Report, FileError> {
    let map = ColumnMap::read(map).unwrap();
    let (columns, head) = Columns::read(&map.left, left.as_bytes())?;
    let keying = Keying::new(pace.seed, columns.near(&left.as_bytes()[head..]));
    let one = load(&map, true, left.as_bytes(), Some(keying), known, pace)?;
    let other = load(&map, false, right.as_bytes(), Some(keying), known, pace)?;
    let joiner = Joiner::new(&one, &other, map.sequence);
    let mut workers: Vec<Joined> = (0..pace.workers).map(|_| Joined::default()).collect();
    for part in 0..PARTS {
        let worker = part % pace.workers;
        joiner.part(part, &mut workers[worker]);
    }
    Ok(joiner.report(workers).expect("the differences explain the sums"))
}

pub(crate) fn reconcile(map: &str, left: &str, right: &str) -> Result<Report, FileError> {
    reconcile_by(map, left, right, None, PLAIN)
}

/// `Surplus 33070300000001/2`.
pub(crate) fn told(difference: &Difference) -> String {
    let key = match &difference.key {
        Key::Pair(first, second) => format!("{first}/{second}"),
        Key::Span { first, from, to } => format!("{first}/{from}-{to}"),
        Key::Text(text) => text.clone(),
    };
    format!("{} {key}", difference.kind.name())
}

pub(crate) fn all(report: &Report) -> String {
    report.differences.iter().map(told).collect::<Vec<_>>().join("; ")
}
