//! The tariff language held against its second implementation.
//!
//! `oracle.py` beside this crate works the language out a second time, from its reference alone. This crate
//! invents tariffs, elders and sales, asks both, and stops at the first answer that is not the same: a refusal,
//! a notice, a rule, a fen, a counter, a lot, a leg. What comes of one seed comes of it again.

pub mod books;
pub mod compare;
pub mod dates;
pub mod draw;
mod form;
pub mod invent;
pub mod python;
pub mod run;
pub mod whole_days;
