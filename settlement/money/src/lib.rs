//! Money in integer fen, and the three things one may do with it.
//!
//! Promises: every operation is checked (an overflow is an answer, never a wrap); shares of a sum add up
//! to the sum, and those that got an odd fen can be named; there is one rounding function and its knobs are data.
//!
//! Deliberately does not know: cards, subsidies, dates, files. No float exists here.

mod fen;
mod round;
mod share;

pub use fen::{Fen, ParseFenError};
pub use round::{RoundMode, Rounding, ratio, round_fen};
pub use share::{BASIS_POINTS, Share, ShareError, share, share_out};
