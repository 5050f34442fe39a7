//! The screen thread: draws the newest view and shows it in the mirror. The conductor never waits for it.

use cashier::{Key, Panel};
use display::{Frame, Mirror};
use screens::{Painter, Strip, View, text_json};
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// What waits to be drawn. Only the newest counts.
#[derive(Default)]
struct Slot {
    newest: Option<(Strip, View)>,
    stop: bool,
}

#[derive(Default)]
struct Shared {
    slot: Mutex<Slot>,
    bell: Condvar,
}

/// The conductor's end of the screen.
pub(super) struct MirrorPanel {
    shared: Arc<Shared>,
    shown: Option<(Strip, View)>,
    /// Keys of this machine lie in a file: said on every screen, whatever the center says of its own.
    trial_keys: bool,
    thread: JoinHandle<()>,
}

impl MirrorPanel {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn spawn(mut painter: Painter, mirror: Mirror, trial_keys: bool) -> io::Result<MirrorPanel> {
        let shared = Arc::new(Shared::default());
        let waits = Arc::clone(&shared);
        let thread = thread::Builder::new().name("mirror".to_owned()).spawn(move || {
            while let Some((strip, view)) = waits.next() {
                let mut frame = Frame::new();
                let Ok(()) = painter.draw(&strip, &view, &mut frame);
                mirror.set_frame(frame, text_json(&strip, &view));
            }
            mirror.stop();
        })?;
        Ok(MirrorPanel { shared, shown: None, trial_keys, thread })
    }

    /// Ends the thread and the mirror.
    pub(super) fn join(self) {
        self.shared.slot.lock().unwrap_or_else(PoisonError::into_inner).stop = true;
        self.shared.bell.notify_all();
        if self.thread.join().is_err() {
            tracing::error!("Screen thread ended by a panic");
        }
    }
}

impl Shared {
    /// Waits for something new; `None` at the end.
    fn next(&self) -> Option<(Strip, View)> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if slot.stop {
                return None;
            }
            if let Some(newest) = slot.newest.take() {
                return Some(newest);
            }
            slot = self.bell.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Panel for MirrorPanel {
    fn show(&mut self, strip: &Strip, view: &View) {
        let strip = &Strip { trial_keys: strip.trial_keys || self.trial_keys, ..strip.clone() };
        if self.shown.as_ref().is_some_and(|(old_strip, old_view)| old_strip == strip && old_view == view) {
            return;
        }
        self.shown = Some((strip.clone(), view.clone()));
        self.shared.slot.lock().unwrap_or_else(PoisonError::into_inner).newest = self.shown.clone();
        self.shared.bell.notify_all();
    }
}

/// A key of the mirror as the cashier's key.
#[must_use]
pub(super) fn pressed(key: display::Key) -> Key {
    match key {
        display::Key::Digit(digit) => Key::Digit(digit),
        display::Key::Dot => Key::Dot,
        display::Key::Plus => Key::Plus,
        display::Key::Times => Key::Times,
        display::Key::Enter => Key::Enter,
        display::Key::Clear => Key::Clear,
        display::Key::Cancel => Key::Cancel,
        display::Key::F1 => Key::F1,
        display::Key::F2 => Key::F2,
        display::Key::F3 => Key::F3,
        display::Key::F4 => Key::F4,
    }
}
