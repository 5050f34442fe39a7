//! A whole lunch on a laptop: virtual cards through a real pcscd, tills with their screens in the browser,
//! the center with its books, and a real Chromium reading the merchant's page.
//!
//! Promises: everything started is ended, also after a failure; everything is on loopback and in one
//! folder that may be deleted.
//!
//! Deliberately does not know: how any of the programs work. It uses them as their users do, by their
//! command lines, pages and log lines.

#![expect(clippy::indexing_slicing, reason = "an absent field of a JSON value reads as null")]

pub mod browser;
pub mod child;
pub mod county;
pub mod lunch;
pub mod pictures;
pub mod script;

use anyhow::{Context, Result};
use std::net::TcpListener;
use std::path::PathBuf;

/// A TCP port on loopback that nobody uses at this moment.
///
/// # Errors
/// The machine has none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Path of one of our programs, beside the one that is running (or above it, for tests in `deps`).
///
/// # Errors
/// It has not been built.
pub fn program(name: &str) -> Result<PathBuf> {
    let me = std::env::current_exe()?;
    let beside = me.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.is_file());
    beside.with_context(|| format!("{name} 尚未编译 · not built: cargo build -p {name}"))
}
