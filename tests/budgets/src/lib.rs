//! Budgets: figures of the whole system, each beside a baseline that was measured in the same run.
//!
//! | benchmark | tells | against |
//! | --- | --- | --- |
//! | `tap` | software, card, SAM and disk time of a tap over a real pcscd; commands and syncs | a bare exchange |
//! | `cards` | per family: card commands, modelled air time, the till's own work in a sale | the ciphers alone |
//! | `memory` | resident memory and speed over ten thousand sales; start and size of the till's program on them | a synced insert |
//! | `size` | the till's program as it is installed | the font it carries |
//! | `intake` | records per second into the books, and where the time goes | raw inserts of the same rows |
//! | `closing` | a day of a million sales closed, with intake going on; ten million in five thousand statements | the same intake alone |
//! | `proofs` | card proofs of a batch of 5,000, by every kernel that the machine has | the `des`, `sm4` and `cmac` crates |
//! | `quote` | pricing a sale, under a short tariff and one of 64 rules | copying a holder's counters |
//! | `simulate` | ten million recorded sales under a proposed tariff: time and memory | reading and hashing the same file |
//! | `reconciliation` | ten million lines a side matched from CSV, and sorted runs merged | DuckDB on the same files; reading the runs |
//! | `draw` | every screen | filling its memory |
//!
//! `cargo bench -p budgets` runs all of them, `--bench NAME` one. `tap`, `simulate` and `reconciliation`
//! need the programs in release, `size` and the end of `memory` the till's program.
//!
//! Promises: a benchmark prints, and never fails because a machine is slow; what can be counted instead of timed
//! (commands to a chip, waits for the disk, bytes) is asserted in the tests of this crate. Times are medians.
//!
//! Deliberately does not know: how any of it works. It uses the parts as the programs do.

pub mod air;
pub mod cards;
pub mod counter;
pub mod county;
mod process;
pub mod rules;
mod scratch;
mod table;
pub mod tills;
mod times;

pub use process::{Resident, processor_ms, till_program};
pub use scratch::Scratch;
pub use table::{Table, hundredths, thousands};
pub use times::{Spread, median_ns, spread};
