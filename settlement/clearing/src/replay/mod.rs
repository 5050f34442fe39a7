//! Replaying recorded sales under two tariffs (试行): what the new one would have cost, whom, and out of which
//! fund.
//!
//! Sales come in order of day and moment. For every card the counters behind caps are kept twice, once under each
//! tariff, so that a sale which the new tariff refuses or gives more to changes what its holder may have later.
//! Nobody behaves otherwise because of a new price: who came, came, and bought the same.
//!
//! Promises: `price = self-pay + funds` under each tariff, over all accepted sales; a tariff against itself shows no
//! difference; cards divided over any number of [`Replay`]s by [`lane_of`] and merged give the same [`Tally`]; a
//! card is named by its last four digits and a keyed mark, never by its number.
//!
//! Deliberately does not know: files, threads, the books; balances of funds (a limited fund never runs dry here);
//! vouchers and points (nobody holds any here).

mod elder;
mod error;
mod lane;
mod notes;
mod report;
mod setting;
mod sums;
mod tally;

pub use elder::{ElderLine, Elders};
pub use error::{ReplayError, ReplayFault};
pub use lane::{InOrder, Replay, lane_of};
pub use report::{FundLine, MerchantLine, Note, RefusalLine, Report, RuleLine, TariffName, TierLine};
pub use setting::{Holders, Setting, Shop};
pub use sums::{Both, Counted, Sums};
pub use tally::{Agreement, LARGEST, Tally, Turned};
