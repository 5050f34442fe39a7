//! Reconciliation (对账): two sides of lines matched one to one, each difference with a name, a number and a next step.
//!
//! Promises: a line matches at most one line, by exact keys and never by a hash alone; every line of both sides ends
//! as matched or in exactly one difference, and a report exists only when the differences explain both sums to the
//! fen; the order of lines and the division of the work change nothing in it; a file that cannot be read whole is
//! refused with the number of its line. What one line tells by itself (late, a terminal nobody knows) and what a row
//! of numbers tells (a gap) is said beside the matching. A card that is read out is held against its records, and what is
//! missing of them is told with its counters and its sum.
//!
//! How: a side is read in blocks and dealt out into 256 parts by a keyed hash, 16 bytes a line where the key fits;
//! part by part the two sides meet in a small table. Sorted runs (a card's counters) are merged instead.
//!
//! Deliberately does not know: files, threads, clocks, chance, books. Blocks, today's date and the key of the hash
//! are handed in, and whoever calls decides how many threads load and join.

mod card;
mod columns;
mod digits;
mod error;
mod gaps;
mod group;
mod join;
mod kind;
mod line;
mod load;
mod map;
mod part;
mod read_out;
mod report;
mod runs;
mod split;
mod sums;
mod told;
mod totals;
mod words;

pub use card::{CardFinding, CardTail, CardUse, carry};
pub use columns::Columns;
pub use error::{FileError, MapError, NotExplained, Overflow, Unsorted};
pub use join::{Joined, Joiner};
pub use kind::DifferenceKind;
pub use load::{Loader, Side};
pub use map::{ColumnMap, SideMap};
pub use part::{Keying, PARTS, Packed};
pub use read_out::{BookedUse, CardBook, CardDifference, ReadOut, compare_cards};
pub use report::{Difference, Key, Line, Report, Which};
pub use runs::{RunDifference, match_runs};
pub use sums::{KindSums, MerchantSums, Sums};
pub use totals::{Total, TotalDifference, compare_totals};

/// Longest line of a file, bytes.
pub const LINE_MAX: usize = 64 * 1024;
/// Largest amount of one line, either way: 999 999 999.99 yuan.
pub const AMOUNT_MAX: money::Fen = money::Fen(99_999_999_999);
/// Differences that a report lists; the others are counted and summed like these.
pub const LISTED_MAX: usize = 100_000;
