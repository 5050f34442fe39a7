//! Clearing (清分): what a batch of records is worth, to whom, and what is odd about it.
//!
//! Promises: every record of an admitted batch lands in exactly one of good, waiting and refused, by a fixed
//! order of tests; one bad record never blocks the others; postings add up to zero, fen by fen; a difference
//! is named and numbered, never silently corrected; the same batch judged against the same books gives the
//! same verdict; a limited fund bears what it has left and no more, the next in order the rest, and who pays
//! never changes what an elder paid.
//!
//! Deliberately does not know: SQL, HTTP, clocks, keys, card dialogues. The books are handed in through three
//! small traits; proofs are verified a whole batch at a time by whoever holds the keys.

mod account;
mod admit;
mod borne;
mod cause;
mod cycle;
mod day_statement;
mod derived;
mod equation;
mod facts;
mod finding;
mod forecast;
mod fund_statement;
mod give_back;
mod grey;
mod history;
mod judge;
mod lots;
mod netting;
mod post;
pub mod replay;
mod reprice;
mod settling;
mod statement;
mod turnover;
mod validate;
mod verdict;
mod work;

pub use account::{Account, AccountError, Posting, balance, collect};
pub use admit::{NotAdmitted, admit};
pub use borne::Borne;
pub use cause::RefuseCause;
pub use cycle::{Cycle, CycleError};
pub use day_statement::{DayStatement, FeeLine, RefundTotals};
pub use derived::derived;
pub use equation::{Equation, Heap};
pub use facts::{
    Accepted, CardFacts, CardHistory, CountedBack, Cursor, Inferred, Knowledge, ProofVerifier, TariffLookup,
    TerminalFacts, Waiting,
};
pub use finding::{Finding, FindingKind};
pub use forecast::{Forecast, used_up};
pub use fund_statement::{FundEntry, FundLine, FundMove, FundStatement, fund_statement};
pub use give_back::{CountBack, GiveBackError, GivenBack, PaidSale, give_back};
pub use judge::{judge_batch, judge_waiting};
pub use lots::{CardLots, LotDraw, LotLoad, LotMove, LotRefund};
pub use netting::{Netted, Netting, NettingError, Sums};
pub use post::{inflow, paid_out, purse_load};
pub use settling::{DueSettlement, SettlementTerms, due_settlements};
pub use statement::{
    Explanation, Outstanding, SaleLine, SaleRow, ServiceTotals, Statement, StatementTotals, explain,
    statement,
};
pub use turnover::{Turnover, TurnoverKind, TurnoverSums, Turnovers};
pub use work::{
    Action, BORNE_BY_POLICY, Bearer, OwnerRole, WorkRefusal, WorkState, WorkStep, may_act, may_next, work,
    work_state,
};
// A leg travels with every row of a verdict.
pub use subsidy::{Leg, Returned};
pub use verdict::{BatchVerdict, Cleared, Rejudged, Row, Settlement, Status, StatusError, Tally};
