//! The reader thread: waits in PC/SC on a context of its own and tells what changed.

use card_reader::{Presence, Waker, Watch};
use cashier::Event;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The running watcher.
pub(super) struct Reader {
    waker: Waker,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Reader {
    /// Watches the first reader whose name contains `name`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn spawn(name: &str, events: SyncSender<Event>) -> io::Result<Reader> {
        let mut watch = Watch::new(name);
        let waker = watch.waker();
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let thread = thread::Builder::new().name("reader".to_owned()).spawn(move || {
            while !told.load(Ordering::Acquire) {
                let Some(presence) = watch.wait_change(Duration::from_secs(5)) else { continue };
                tracing::debug!(presence = ?presence, "Reader changed");
                if events.send(Event::Reader(seen(&presence))).is_err() {
                    return;
                }
            }
        })?;
        Ok(Reader { waker, stop, thread })
    }

    /// Ends the thread. The receiver of events must be gone or drained before.
    pub(super) fn join(self) {
        self.stop.store(true, Ordering::Release);
        self.waker.wake();
        if self.thread.join().is_err() {
            tracing::error!("Reader thread ended by a panic");
        }
    }
}

fn seen(presence: &Presence) -> cashier::Presence {
    match presence {
        Presence::Empty => cashier::Presence::Empty,
        Presence::Present { .. } => cashier::Presence::Present,
        Presence::NoReader => cashier::Presence::NoReader,
        Presence::NoService => cashier::Presence::NoService,
    }
}
