//! Real hardware, four threads, one loop.
//!
//! The conductor is the main thread: it owns the card, the SAM, the journal and the cashier. The reader thread
//! waits in PC/SC, the uplink thread in HTTP, the mirror thread draws; they hand over values through bounded
//! channels and share nothing.

mod clock;
mod conduct;
mod journal;
mod panel;
mod post;
mod reader;
mod slots;
mod wait;

use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::Files;
use crate::supervisor::Argon;
use clock::SystemClock;
use display::Mirror;
use panel::MirrorPanel;
use screens::Painter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uplink::{Link, Timeouts};

/// Set by SIGTERM and SIGINT.
#[derive(Clone)]
pub(crate) struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    fn register() -> Result<StopFlag, Ending> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
            signal_hook::flag::register(signal, Arc::clone(&flag))
                .map_err(|error| Ending::new(Exit::Fault, error))?;
        }
        Ok(StopFlag(flag))
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Runs the till until it is told to end.
///
/// # Errors
/// An ending with its exit code.
pub fn run(config: &Config) -> Result<(), Ending> {
    let stop = StopFlag::register()?;
    let files = Files::open(&config.data_dir)?;
    let key = files.key()?;
    let kept_keys = crate::keys::read(config)?;
    if kept_keys.trial {
        crate::logging::mark_trial();
        tracing::warn!("Keys lie in a file: a trial, real money is not protected");
    }
    let link = Link::new(&config.center.url, Timeouts::default())
        .map_err(|error| Ending::new(Exit::BadConfig, error))?;
    let painter = Painter::new().map_err(|error| Ending::new(Exit::Fault, error))?;
    let (mirror, keys) =
        Mirror::start(config.screen.listen).map_err(|error| Ending::new(Exit::BadConfig, error))?;
    eprintln!("screen http://{}/", mirror.address());
    let clock = SystemClock::new();
    let mut panel = MirrorPanel::spawn(painter, mirror, kept_keys.trial)
        .map_err(|error| Ending::new(Exit::Fault, error))?;
    let ended =
        wait::until_ready(config, &files, key, &stop, &mut panel, &clock).and_then(|ready| match ready {
            Some(ready) => {
                conduct::conduct(config, ready, files, kept_keys, link, keys, &stop, &mut panel, &clock)
            }
            None => Ok(()),
        });
    panel.join();
    ended
}

/// The supervisor's port has no state.
const SUPERVISOR: Argon = Argon;
