//! Payouts as files for banks, and the banks' answers read and matched. Files are values: bytes in, bytes out.
//!
//! Promises: a payout goes to a bank only under two signatures; the same payout gives the same bytes; one debt has
//! one end-to-end id for ever; every sum is exact; an answer is taken over whole or not at all, and each way in which
//! it may be wrong has its own sentence; every line of the payout and of the answer ends in exactly one place of the
//! match; what a bank sends is bounded in size, depth and number before it is believed. A new bank is a new map in
//! TOML, not new code. Account numbers and names are masked in every `Debug`.
//!
//! Deliberately does not know: where files are kept or sent, which files were read before (the caller keeps their
//! hashes), what time it is, and what a merchant is owed.

mod answer;
mod camt053;
mod csv_in;
mod csv_out;
mod letters;
mod matching;
mod pain001;
mod paper;
mod payout;
mod signed;
mod xml;

pub use answer::{AnswerError, AnswerLine, AnswerState, Asked, BankAnswer};
pub use camt053::read_camt053;
pub use csv_in::AnswerMap;
pub use csv_out::{OrderMap, WriteError};
pub use letters::MapError;
pub use matching::{Match, Outcome, OutcomeLine, Sums, Tally, match_answer};
pub use pain001::{Dispatch, write_pain001};
pub use payout::{Account, MAX_AMOUNT, MAX_LINES, Payout, PayoutError, PayoutHead, PayoutLine, Period};
pub use signed::{PayoutProposal, PayoutSignError, ReleasedPayout, SignedPayout, content_hash};
