//! Log lines to stderr. Card numbers, names and keys never get as far as here; what a line may say is decided
//! where it is written.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};

/// What a till with trial keys says in every line.
pub const TRIAL: &str = "试用密钥 · trial keys";

/// Whether it is one. The keys are read after the first lines may have been written.
static IS_TRIAL: AtomicBool = AtomicBool::new(false);

/// What every line begins with: that these keys are for a trial, then the time.
struct Opening;

impl FormatTime for Opening {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        if IS_TRIAL.load(Ordering::Relaxed) {
            write!(writer, "{TRIAL} ")?;
        }
        SystemTime.format_time(writer)
    }
}

/// From now on every line says that the keys of this till are for a trial.
pub fn mark_trial() {
    IS_TRIAL.store(true, Ordering::Relaxed);
}

/// Starts logging. `LOVECARD_LOG` chooses the level: error, warn, info (default), debug, trace.
pub fn start() {
    let level = std::env::var("LOVECARD_LOG").ok().and_then(|name| name.parse().ok());
    let started = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_timer(Opening)
        .with_max_level(level.unwrap_or(LevelFilter::INFO))
        .try_init();
    // A second start, in a test, keeps the first subscriber.
    drop(started);
}
