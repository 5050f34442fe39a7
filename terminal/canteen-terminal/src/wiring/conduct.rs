//! The conductor: the loop that owns the counter.

use super::panel::{MirrorPanel, pressed};
use super::post::{Post, courier, news};
use super::reader::Reader;
use super::slots::{Card, Module, Sam};
use super::wait::Ready;
use super::{SUPERVISOR, StopFlag};
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::Files;
use crate::keys::Kept;
use card_reader::{CardSlot, SamSlot};
use cashier::{Cashier, Clock, Event, Habits, Ports, Shelf, Slot};
use sale::{Limits, MemoryFault};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;
use uplink::{Link, Pace};

/// Events and commands that may wait.
const CHANNEL: usize = 256;
/// The longest time without a look at clock, signals and disk.
const TICK: Duration = Duration::from_millis(100);

/// Parameter packages in the till's folder.
struct Packages(Files);

impl Shelf for Packages {
    fn keep_parameters(&mut self, bytes: &[u8]) -> Result<(), MemoryFault> {
        self.0.keep_parameters(bytes).map_err(|error| MemoryFault::Broken { what: error.to_string() })
    }
}

/// Conducts until told to end.
#[expect(clippy::too_many_arguments, reason = "the one place where everything meets")]
pub(super) fn conduct(
    config: &Config,
    ready: Ready,
    files: Files,
    kept_keys: Kept,
    link: Link,
    keys: Receiver<display::Key>,
    stop: &StopFlag,
    panel: &mut MirrorPanel,
    clock: &dyn Clock,
) -> Result<(), Ending> {
    let fault = |error: std::io::Error| Ending::new(Exit::Fault, error);
    let Ready { identity, mut journal, till, kept } = ready;
    let (events, happened) = sync_channel::<Event>(CHANNEL);
    let (commands, orders) = sync_channel(CHANNEL);

    let version = kept.rules.as_ref().map_or(0, |rules| rules.version);
    let pace = Pace {
        parameters_ms: u64::from(config.center.poll_seconds).saturating_mul(1_000),
        ..Pace::default()
    };
    let seed = identity.terminal.0 ^ u64::from(std::process::id());
    let courier = courier(identity.clone(), &till, version, pace, seed);
    let told = events.clone();
    let driver = uplink::spawn(courier, identity.clone(), link, orders, move |report| {
        news(report).is_none_or(|news| told.send(Event::News(news)).is_ok())
    })
    .map_err(fault)?;

    let reader = Reader::spawn(&config.reader.card, events.clone()).map_err(fault)?;
    // Ends by itself when the mirror does.
    thread::Builder::new()
        .name("keys".to_owned())
        .spawn(move || {
            while let Ok(key) = keys.recv() {
                if events.send(Event::Key(pressed(key))).is_err() {
                    return;
                }
            }
        })
        .map_err(fault)?;

    let mut post = Post::new(commands);
    {
        let habits = Habits {
            result_us: u64::from(config.till.paid_seconds).saturating_mul(1_000_000),
            limits: Limits { repeat_tap_seconds: config.till.repeat_tap_seconds, ..Limits::default() },
            trial_keys: kept_keys.trial,
        };
        let mut cashier = Cashier::new(till, kept, identity.center, habits);
        let mut card = Card(CardSlot::at(&config.reader.card));
        let mut sam: Box<dyn Slot> = match kept_keys.module {
            Some(module) => Box::new(Module::new(module.at(files.module_sequence()?), files.clone())),
            None => Box::new(Sam(SamSlot::at(&config.reader.sam))),
        };
        let mut shelf = Packages(files);
        let mut first = true;
        while !stop.is_set() {
            let mut ports = Ports {
                card: &mut card,
                sam: sam.as_mut(),
                clock,
                panel,
                journal: &mut journal,
                uplink: &mut post,
                shelf: &mut shelf,
                supervisor: &SUPERVISOR,
                custody: kept_keys.custody.as_ref(),
            };
            if std::mem::take(&mut first) {
                cashier.start(&mut ports);
                tracing::info!(terminal = %identity.terminal, "Till ready");
            }
            match happened.recv_timeout(TICK) {
                Ok(event) => drop(cashier.handle(event, &mut ports)),
                Err(RecvTimeoutError::Timeout) => drop(cashier.handle(Event::Tick, &mut ports)),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            post.flush();
        }
    }
    // Senders that wait find the channel closed and end.
    drop(happened);
    tracing::info!("Till ends");
    reader.join();
    post.stop();
    driver.join();
    Ok(())
}
