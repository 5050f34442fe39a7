//! Log lines to stderr. Card numbers, names and keys never get as far as here; what a line may say is decided
//! where it is written.

use tracing::level_filters::LevelFilter;

/// Starts logging. `LOVECARD_LOG` chooses the level: error, warn, info (default), debug, trace.
pub fn start() {
    let level = std::env::var("LOVECARD_LOG").ok().and_then(|name| name.parse().ok());
    let started = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(level.unwrap_or(LevelFilter::INFO))
        .try_init();
    // A second start, in a test, keeps the first subscriber.
    drop(started);
}
