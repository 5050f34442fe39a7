//! Conducts a till: one closed [`Event`] enum, one step ([`Cashier::handle`]), ports as traits.
//!
//! Promises: every event leads to exactly one well-defined screen; nothing turns green before its record is
//! remembered; a card that left in mid-debit is waited for, across restarts, and no other card is served
//! meanwhile; trouble with reader, SAM, disk, clock or link shows itself with a number and goes away by itself;
//! a card that lies on the reader is sold to once; a package with a wrong tariff stops no sale: the last good one
//! stays, whole, and the screen says so. A tap ([`conduct_tap`]) runs in one thread over any ports.
//!
//! Deliberately does not know: PC/SC, SQLite, HTTP, files, threads, pixels. It sleeps nowhere: time comes in
//! through [`Clock`] and [`Event::Tick`].

mod bill;
mod cashier;
mod counted;
mod counter;
mod event;
mod judge;
mod kept;
mod keypad;
mod news;
mod offers;
mod ports;
mod stuck;
mod tap;
mod tap_report;

pub use bill::words;
pub use cashier::{Cashier, Habits};
pub use counter::Counter;
pub use event::{Event, Key, Presence};
pub use judge::ClockJudge;
pub use kept::Kept;
pub use keypad::{KEYED_MAX, KeyProblem, Keypad};
pub use news::News;
pub use ports::{Clock, Journal, Panel, Ports, Shelf, Slot, Supervisor, Uplink};
pub use stuck::Settled;
pub use tap::{Ending, Occasion, Tapped, conduct_tap};
pub use tap_report::TapReport;
