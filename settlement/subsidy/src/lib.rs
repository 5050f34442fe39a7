//! The tariff language (资费规则): what an elder pays, which fund bears the rest, and why.
//!
//! A tariff is one versioned text file that a policy officer can read, with its own examples inside. This
//! crate loads it, says what is wrong with it and where, classifies holders, prices a sale, explains the
//! price line by line, works out refunds, keeps the counters and lots of a holder, and attributes a benefit
//! to funds. `README.md` beside this file is the reference of the language.
//!
//! # Promises
//!
//! - Pricing is pure: the same tariff and the same case give the same quote, on a till and in the center.
//!   It allocates nothing.
//! - `price = benefit + self_pay`, and `0 ≤ self_pay ≤ price`, for every quote, refused ones too.
//! - Legs add up to the benefit. A fund that has run dry never changes what the elder pays.
//! - No cap is exceeded. The order in which caps are written changes nothing.
//! - A sale and its whole return leave counters and lots as they were.
//! - No text makes it panic. A tariff is taken whole or refused whole, with line, column and remedy.
//!
//! # What it deliberately does not know
//!
//! Cards, tills, records, clocks, files, fund balances (they are handed in), names of people. A till needs
//! only a [`Standing`]: birth dates and categories stay in the center, where spans are made of them.

mod age;
mod answer;
mod attribute;
mod benefit;
mod calendar;
mod cap;
mod case;
pub mod cases;
mod check;
mod classify;
mod diff;
mod explain;
mod fee;
mod fund;
mod holder;
mod load;
mod lots;
mod offer;
mod order;
mod place;
mod placement;
mod problem;
mod quote;
mod refund;
mod rule;
mod stage;
mod story;
mod taken;
mod tariff;
mod tell;
mod text;
mod told;
mod wanted;
mod window;
mod wording;

pub use age::{AgeBasis, LeapRule, reaches};
pub use answer::{Denial, Drawn, Line, Notice, Part, Quote};
pub use attribute::{attribute, attribute_capped};
pub use case::{Case, Returned};
pub use check::{Report, check};
pub use classify::{classify, spans};
pub use diff::{About, Change, diff};
pub use explain::{Asked, CARD_COLUMNS, card, derive, explain};
pub use fee::Fee;
pub use fund::{AttributeError, Leg};
pub use holder::{HolderFacts, Span, Standing};
pub use lots::{Load, LoadError, Lot, LotEntry, Lots};
pub use order::{OrderTerms, TooLate};
pub use place::{Place, Point};
pub use placement::Placement;
pub use problem::Problem;
pub use quote::{place, quote};
pub use refund::{PartBack, Refund, RefundError, refund};
pub use stage::Stage;
pub use taken::{Count, Scope, Taken, Usage};
pub use tariff::{Account, Fund, Kind, Service, Tariff};
pub use text::RefundMethod;
pub use window::Window;

/// The form of a tariff as a JSON schema (draft 2020-12): what can be said without knowing what names stand
/// for. [`check`] says the rest.
pub const SCHEMA: &str = include_str!("../tariff.schema.json");
