//! A counter: a reader with what lies on it, a slot with its SAM, the service behind both.

use super::tap::Outcome;
use crate::kept::{psam_to_json, replace};
use crate::slot::Keeper;
use crate::{Door, Inserted, PORT, Pcscd, Slot};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use virtual_cards::VirtualPsam;

/// What a hand needs from one card to the next.
const NEXT_CARD: Duration = Duration::from_millis(700);

/// Where a counter's reader is.
pub enum Reader {
    /// A pcscd of our own.
    Own(Pcscd),
    /// A pcscd of somebody else: the port of its first virtual slot.
    At(u16),
}

impl Reader {
    /// Starts a pcscd in this folder.
    ///
    /// # Errors
    /// As [`Pcscd::start`].
    pub fn own(folder: &Path) -> Result<Reader> {
        std::fs::create_dir_all(folder)?;
        Ok(Reader::Own(Pcscd::start(folder)?))
    }
}

/// A card on a reader.
pub(super) struct Lying {
    pub(super) card: usize,
    pub(super) inserted: Inserted,
}

/// One counter of the tray.
pub struct Counter {
    /// From 1.
    pub number: usize,
    pub(super) slot: Slot,
    pub(super) lying: Mutex<Option<Arc<Lying>>>,
    pub(super) last: Mutex<Option<Outcome>>,
    /// When the last card left.
    pub(super) left: Mutex<Option<Instant>>,
    sam_slot: Slot,
    psam: Arc<Mutex<VirtualPsam>>,
    psam_file: PathBuf,
    plugged: Mutex<Option<Inserted>>,
    service: Mutex<Reader>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Counter {
    /// Opens the counter with its SAM plugged in.
    pub(super) fn open(number: usize, reader: Reader, psam: VirtualPsam, psam_file: PathBuf) -> Counter {
        let [card, sam] = match &reader {
            Reader::Own(pcscd) => pcscd.doors(),
            Reader::At(port) => [Door::at(*port), Door::at(port.wrapping_add(1))],
        };
        let counter = Counter {
            number,
            slot: Slot::behind(card),
            lying: Mutex::default(),
            last: Mutex::default(),
            left: Mutex::default(),
            sam_slot: Slot::behind(sam),
            psam: Arc::new(Mutex::new(psam)),
            psam_file,
            plugged: Mutex::default(),
            service: Mutex::new(reader),
        };
        counter.plug(true);
        counter
    }

    /// Plugs the SAM in or pulls it out.
    pub fn plug(&self, powered: bool) {
        let mut plugged = lock(&self.plugged);
        if !powered {
            *plugged = None;
        } else if plugged.is_none() {
            let file = self.psam_file.clone();
            let keeper: Keeper<VirtualPsam> = Arc::new(move |psam| {
                let kept = psam_to_json(psam.state()).and_then(|text| replace(&file, &text));
                if let Err(error) = kept {
                    eprintln!("SAM 的状态没有写下 · the SAM's memory was not written: {error:#}");
                }
            });
            *plugged = Some(self.sam_slot.insert(Arc::clone(&self.psam), Some(keeper)));
        }
    }

    /// Whether the SAM is plugged in.
    #[must_use]
    pub fn plugged(&self) -> bool {
        lock(&self.plugged).is_some()
    }

    /// The SAM, to look at.
    pub fn psam(&self) -> MutexGuard<'_, VirtualPsam> {
        lock(&self.psam)
    }

    /// The card on the reader, by its place in the tray.
    #[must_use]
    pub fn lies(&self) -> Option<usize> {
        lock(&self.lying).as_ref().filter(|lying| !lying.inserted.progress().out).map(|lying| lying.card)
    }

    /// Takes the card away, whatever it is doing.
    pub fn take_away(&self) {
        if let Some(lying) = lock(&self.lying).take() {
            lying.inserted.take_out();
            *lock(&self.left) = Some(Instant::now());
        }
    }

    /// Waits as long as a hand needs from one card to the next. The reader looks every 400 ms; a swap between
    /// two looks, which no hand can do, would go unseen.
    pub(super) fn pause(&self) {
        let since = lock(&self.left).map_or(NEXT_CARD, |left| left.elapsed());
        thread::sleep(NEXT_CARD.saturating_sub(since));
    }

    /// What a client of this counter puts into `PCSCLITE_CSOCK_NAME`; `None` for a service that is not ours.
    #[must_use]
    pub fn socket(&self) -> Option<PathBuf> {
        match &*lock(&self.service) {
            Reader::Own(pcscd) => Some(pcscd.socket()),
            Reader::At(_) => None,
        }
    }

    /// Whether the service runs, as far as we know.
    #[must_use]
    pub fn service_runs(&self) -> bool {
        match &*lock(&self.service) {
            Reader::Own(pcscd) => pcscd.running(),
            Reader::At(_) => true,
        }
    }

    /// Ends the service as a crash would.
    ///
    /// # Errors
    /// It is not ours.
    pub fn kill_service(&self) -> Result<()> {
        match &mut *lock(&self.service) {
            Reader::Own(pcscd) => pcscd.kill(),
            Reader::At(_) => bail!("pcscd 不是本程序启动的 · this pcscd is not ours"),
        }
        Ok(())
    }

    /// Starts the service again.
    ///
    /// # Errors
    /// It is not ours or does not start.
    pub fn start_service(&self) -> Result<()> {
        match &mut *lock(&self.service) {
            Reader::Own(pcscd) => pcscd.restart(),
            Reader::At(_) => bail!("pcscd 不是本程序启动的 · this pcscd is not ours"),
        }
    }
}

impl Default for Reader {
    fn default() -> Reader {
        Reader::At(PORT)
    }
}
