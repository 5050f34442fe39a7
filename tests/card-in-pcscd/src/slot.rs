//! One virtual slot: a chip is put in, answers, and is taken out.

use crate::door::Door;
use crate::frames::{self, Frame};
use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use virtual_cards::{Chip, Exchange};

/// How often to knock while nobody listens.
const KNOCK: Duration = Duration::from_millis(20);
/// GET DATA for the chip serial: a reader answers it itself, and the virtual reader does not.
const GET_UID: [u8; 4] = [0xFF, 0xCA, 0x00, 0x00];
/// Length an answer of a cut exchange pretends to have.
const PRETENDED_LEN: usize = 10;

/// Writes a chip's memory to disk; called when it has changed, before the answer goes out.
pub type Keeper<C> = Arc<dyn Fn(&C) + Send + Sync>;

/// A slot that is empty or holds one chip.
#[derive(Clone, Debug)]
pub struct Slot {
    door: Door,
}

/// What has happened to the chip in a slot since it was put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The reader has given it power.
    pub powered: bool,
    /// Commands it has answered, the UID of the reader not counted.
    pub commands: u32,
    /// DEBITs it has answered, whatever it said.
    pub debits: u32,
    /// GET TRANSACTION PROVEs it has answered.
    pub proofs: u32,
    /// The field was torn; the chip is out of it.
    pub torn: bool,
    /// It has been taken out, or its thread has ended.
    pub out: bool,
    /// When it last heard a command.
    pub heard: Option<Instant>,
}

#[derive(Default)]
struct Shared {
    inner: Mutex<Inner>,
    bell: Condvar,
}

#[derive(Default)]
struct Inner {
    progress: Progress,
    stream: Option<TcpStream>,
    leave: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.lock().progress);
        self.bell.notify_all();
    }
}

/// A chip in a slot. Dropping this takes it out.
pub struct Inserted {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Slot {
    /// The slot behind this door.
    #[must_use]
    pub fn behind(door: Door) -> Slot {
        Slot { door }
    }

    /// Puts a chip in. It stays until it is taken out or torn away; when the reader goes and comes back,
    /// it is there again.
    #[must_use]
    pub fn insert<C: Chip + Send + 'static>(
        &self,
        chip: Arc<Mutex<C>>,
        keeper: Option<Keeper<C>>,
    ) -> Inserted {
        let shared = Arc::<Shared>::default();
        let (door, seen) = (self.door.clone(), Arc::clone(&shared));
        let thread = thread::spawn(move || {
            stay(&door, &chip, keeper.as_ref(), &seen);
            lock(&chip).power_off();
            seen.note(|progress| progress.out = true);
        });
        Inserted { shared, thread: Some(thread) }
    }
}

impl Inserted {
    /// What has happened so far.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.shared.lock().progress.clone()
    }

    /// Waits until `enough` says so, at most `patience`; looks after every event and, for the sake of
    /// quiet times, every few milliseconds.
    pub fn wait(&self, patience: Duration, enough: impl Fn(&Progress) -> bool) -> Progress {
        const LOOK: Duration = Duration::from_millis(10);
        let deadline = Instant::now() + patience;
        let mut inner = self.shared.lock();
        while !enough(&inner.progress) && Instant::now() < deadline {
            let (next, _) =
                self.shared.bell.wait_timeout(inner, LOOK).unwrap_or_else(PoisonError::into_inner);
            inner = next;
        }
        inner.progress.clone()
    }

    /// Takes the chip out and says what has happened to it.
    pub fn remove(mut self) -> Progress {
        self.leave();
        self.progress()
    }

    /// Takes the chip out without waiting until it is; [`Progress::out`] tells.
    pub fn take_out(&self) {
        let mut inner = self.shared.lock();
        inner.leave = true;
        if let Some(stream) = &inner.stream {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(inner);
        self.shared.bell.notify_all();
    }

    fn leave(&mut self) {
        self.take_out();
        if let Some(thread) = self.thread.take() {
            // A panic of that thread has been reported where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Inserted {
    fn drop(&mut self) {
        self.leave();
    }
}

fn lock<C>(chip: &Mutex<C>) -> MutexGuard<'_, C> {
    chip.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the chip in the slot, over restarts of the reader, until it leaves or is torn away.
fn stay<C: Chip>(door: &Door, chip: &Mutex<C>, keeper: Option<&Keeper<C>>, shared: &Shared) {
    loop {
        let opened = door.open();
        let mut inner = shared.lock();
        if inner.leave {
            return;
        }
        match opened.and_then(|stream| Ok((stream.try_clone()?, stream))) {
            Ok((mine, theirs)) => {
                inner.stream = Some(theirs);
                drop(inner);
                let _lost = serve(mine, chip, keeper, shared);
                lock(chip).power_off();
                let mut inner = shared.lock();
                inner.stream = None;
                if inner.leave || inner.progress.torn {
                    return;
                }
            }
            Err(_) => {
                let _waited = shared.bell.wait_timeout(inner, KNOCK);
            }
        }
    }
}

/// Answers until the link is lost.
fn serve<C: Chip>(
    mut stream: TcpStream,
    chip: &Mutex<C>,
    keeper: Option<&Keeper<C>>,
    shared: &Shared,
) -> io::Result<()> {
    loop {
        match frames::read(&mut stream)? {
            Frame::PowerOff => lock(chip).power_off(),
            Frame::PowerOn => {
                lock(chip).power_on();
                shared.note(|progress| progress.powered = true);
            }
            Frame::Reset => lock(chip).reset(),
            Frame::Atr => {
                let atr = lock(chip).atr();
                frames::write(&mut stream, &atr)?;
            }
            Frame::Command(command) if command.starts_with(&GET_UID) => {
                let answer = match lock(chip).uid() {
                    Some(uid) => [&uid[..], &[0x90, 0x00]].concat(),
                    None => vec![0x6A, 0x81],
                };
                frames::write(&mut stream, &answer)?;
            }
            Frame::Command(command) => {
                let said = hear(chip, keeper, &command);
                let torn = matches!(said, Exchange::Lost { .. });
                if !torn {
                    frames::write(&mut stream, &said.clone().bytes())?;
                }
                shared.note(|progress| note(progress, &command, torn));
                if torn {
                    let partial = said.bytes();
                    if !partial.is_empty() {
                        let mut pretended = partial.clone();
                        pretended.resize(PRETENDED_LEN.max(partial.len() + 1), 0);
                        frames::write_cut(&mut stream, &pretended, partial.len())?;
                    }
                    return stream.shutdown(Shutdown::Both);
                }
            }
            Frame::Other => {}
        }
    }
}

/// One command: the answer, after the time the chip takes and after its memory is safe.
fn hear<C: Chip>(chip: &Mutex<C>, keeper: Option<&Keeper<C>>, command: &[u8]) -> Exchange {
    let mut chip = lock(chip);
    let before = chip.commits();
    let said = chip.exchange(command);
    if let Some(keeper) = keeper.filter(|_| chip.commits() != before) {
        keeper(&chip);
    }
    let latency = Duration::from_millis(u64::from(chip.latency_ms()));
    drop(chip);
    if !latency.is_zero() {
        thread::sleep(latency);
    }
    said
}

fn note(progress: &mut Progress, command: &[u8], torn: bool) {
    progress.heard = Some(Instant::now());
    progress.torn |= torn;
    if torn {
        return;
    }
    progress.commands += 1;
    match command {
        // DEBIT of a purse, and COMMIT TRANSACTION of a DESFire.
        [0x80, 0x54, ..] | [0x90, 0xC7, ..] => progress.debits += 1,
        [0x80, 0x5A, ..] => progress.proofs += 1,
        _ => {}
    }
}
