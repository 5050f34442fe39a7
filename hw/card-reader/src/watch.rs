//! Who is at the reader. A watch has its own connection to the service, so that it can wait in one thread
//! while another talks to the card.

use crate::reader::{establish, find};
use core::fmt;
use pcsc::{Context, Error, ReaderState, State};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest single wait inside the library: a lost wake-up costs no more than this.
const SLICE: Duration = Duration::from_millis(1000);
/// How often to look for a service or a reader that is not there.
const LOOK_AGAIN: Duration = Duration::from_millis(150);

/// What a reader sees.
#[derive(Clone, PartialEq, Eq)]
pub enum Presence {
    /// The reader is there and empty.
    Empty,
    /// A card lies on it.
    Present {
        /// Its answer to reset; empty when it gave none.
        atr: Vec<u8>,
    },
    /// The service runs, the reader is not there.
    NoReader,
    /// The service cannot be reached.
    NoService,
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An answer to reset may carry a chip serial.
        f.write_str(match self {
            Presence::Empty => "Empty",
            Presence::Present { .. } => "Present",
            Presence::NoReader => "NoReader",
            Presence::NoService => "NoService",
        })
    }
}

/// Watches one reader.
pub struct Watch {
    reader: String,
    shared: Arc<Shared>,
    known: Option<Sighting>,
}

/// A presence and the reader's own count of insertions and removals, so that a card taken and put back
/// between two looks is news.
#[derive(Clone, PartialEq, Eq)]
struct Sighting {
    presence: Presence,
    count: u32,
}

#[derive(Default)]
struct Shared {
    inner: Mutex<Inner>,
    bell: Condvar,
}

#[derive(Default)]
struct Inner {
    woken: bool,
    context: Option<Context>,
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Waker(Arc<Shared>);

impl Waker {
    /// The wait that is going on, or the next one, ends at once.
    pub fn wake(&self) {
        let mut inner = self.0.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.woken = true;
        if let Some(context) = &inner.context {
            // An error here means that nobody waits inside the library.
            let _ = context.cancel();
        }
        self.0.bell.notify_all();
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waker")
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("reader", &self.reader).finish_non_exhaustive()
    }
}

impl Watch {
    /// Watches the first reader whose name contains `reader`. Nothing is opened before the first look.
    #[must_use]
    pub fn new(reader: &str) -> Watch {
        Watch { reader: reader.to_owned(), shared: Arc::default(), known: None }
    }

    /// A handle that ends waits.
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.shared))
    }

    /// Looks once, without waiting.
    pub fn now(&mut self) -> Presence {
        let sighting = self.look(None, Duration::ZERO);
        self.known = Some(sighting.clone());
        sighting.presence
    }

    /// Waits until something is different from the last look, an insertion that replaced a card included.
    /// The first call reports what is there. `None`: nothing new in `timeout`, or woken.
    pub fn wait_change(&mut self, timeout: Duration) -> Option<Presence> {
        let deadline = Instant::now() + timeout;
        loop {
            let known = self.known.clone();
            let left = deadline.saturating_duration_since(Instant::now()).min(SLICE);
            let seen = self.look(known.as_ref(), left);
            if known.as_ref() != Some(&seen) {
                self.known = Some(seen.clone());
                return Some(seen.presence);
            }
            let absent = matches!(seen.presence, Presence::NoReader | Presence::NoService);
            if absent {
                self.rest(left.min(LOOK_AGAIN));
            }
            if self.take_wake() || Instant::now() >= deadline {
                return None;
            }
        }
    }

    /// The present sighting; with a known one, waits up to `timeout` for another.
    fn look(&self, known: Option<&Sighting>, timeout: Duration) -> Sighting {
        match self.try_look(known, timeout) {
            Ok(sighting) => sighting,
            Err(Error::UnknownReader | Error::NoReadersAvailable | Error::ReaderUnavailable) => {
                Sighting { presence: Presence::NoReader, count: 0 }
            }
            // The service is gone, or came back and does not know our context.
            Err(_) => {
                self.inner().context = None;
                Sighting { presence: Presence::NoService, count: 0 }
            }
        }
    }

    fn try_look(&self, known: Option<&Sighting>, timeout: Duration) -> Result<Sighting, Error> {
        let context = self.context()?;
        let name = find(&context, &self.reader)?;
        let mut states = [ReaderState::new(name, State::UNAWARE)];
        context.get_status_change(Duration::ZERO, &mut states)?;
        let before = sighting(&states)?;
        if known != Some(&before) || timeout.is_zero() {
            return Ok(before);
        }
        let [state] = &mut states;
        state.sync_current_state();
        match context.get_status_change(timeout, &mut states) {
            Ok(()) => sighting(&states),
            Err(Error::Timeout | Error::Cancelled) => Ok(before),
            Err(error) => Err(error),
        }
    }

    fn context(&self) -> Result<Context, Error> {
        let mut inner = self.inner();
        if let Some(context) = &inner.context {
            return Ok(context.clone());
        }
        let context = establish()?;
        inner.context = Some(context.clone());
        Ok(context)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.shared.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_wake(&self) -> bool {
        std::mem::take(&mut self.inner().woken)
    }

    /// Waits for the bell at most this long.
    fn rest(&self, time: Duration) {
        let inner = self.inner();
        if !inner.woken {
            let _unused = self.shared.bell.wait_timeout(inner, time);
        }
    }
}

/// What the service says about the reader.
fn sighting([reader]: &[ReaderState; 1]) -> Result<Sighting, Error> {
    let event = reader.event_state();
    if event.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE) {
        return Err(Error::UnknownReader);
    }
    let presence = if event.contains(State::PRESENT) {
        Presence::Present { atr: reader.atr().to_vec() }
    } else {
        Presence::Empty
    };
    Ok(Sighting { presence, count: reader.event_count() })
}
