//! The till of a canteen: configuration, the till's own files, and the wiring of real hardware.
//!
//! Promises: exit codes are distinct; every error names the place and the remedy; the key is made at the first
//! start and readable by nobody else; a till without reader, SAM, parameters, enrolment or a writable disk
//! says so on its screen and goes on by itself; SIGTERM and SIGINT end it cleanly.
//!
//! Deliberately does not know: prices, cards, batches. It starts threads and carries values between them.

pub mod cli;
pub mod config;
pub mod exit;
pub mod files;
pub mod keys;
pub mod logging;
pub mod supervisor;
pub mod wiring;
