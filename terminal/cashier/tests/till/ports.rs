//! Every port as a plain value that can be broken at will.

use crate::chips::{Card, SamChip};
use crate::package::TERMINAL;
use apdu::{Transport, TransportError};
use cashier::{Clock, Journal, Panel, Shelf, Slot, Supervisor, Uplink};
use records::{ClockQuality, Moment, Record};
use sale::{Memory, MemoryFault, Remembered, Sealed, Till, Writing, replay};
use screens::{Strip, View};
use std::cell::Cell;

/// Where a card's answer gets lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tear {
    /// Before this instruction takes effect.
    Before(u8),
    /// After it has taken effect, before its answer arrives.
    After(u8),
    /// So many bytes of its answer arrive, as a success.
    Within(u8, usize),
}

/// The reader: cards, which one lies there, and what breaks.
pub(crate) struct Reader {
    pub(crate) cards: Vec<Card>,
    pub(crate) at: Option<usize>,
    pub(crate) there: bool,
    pub(crate) tear: Option<Tear>,
    /// Whether a torn card leaves the field.
    pub(crate) leaves: bool,
    pub(crate) asked: Vec<u8>,
    /// A chip that has nothing but this serial lies there instead of a card.
    pub(crate) serial: Option<[u8; 4]>,
}

impl Transport for Reader {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if !self.there {
            return Err(TransportError::ReaderGone);
        }
        if let Some(serial) = self.serial {
            let known = [&serial[..], &[0x90, 0x00]].concat();
            return Ok(if command.starts_with(&[0xFF, 0xCA]) { known } else { vec![0x6A, 0x81] });
        }
        let at = self.at.ok_or(TransportError::CardGone)?;
        let ins = command[1];
        self.asked.push(ins);
        let (now, done) = match self.tear {
            Some(Tear::Before(torn)) => (torn == ins, false),
            Some(Tear::After(torn) | Tear::Within(torn, _)) => (torn == ins, true),
            None => (false, true),
        };
        let answer = if done || !now { self.cards[at].answer(command) } else { Vec::new() };
        let tear = if now { self.tear.take() } else { None };
        match tear {
            None => Ok(answer),
            Some(Tear::Within(_, keep)) => {
                self.lose(at);
                Ok(answer[..keep].to_vec())
            }
            Some(Tear::Before(_) | Tear::After(_)) => {
                self.lose(at);
                Err(TransportError::CardGone)
            }
        }
    }
}

impl Reader {
    fn lose(&mut self, at: usize) {
        self.cards[at].power_off();
        if self.leaves {
            self.at = None;
        }
    }
}

impl Slot for Reader {
    fn connect(&mut self) -> Result<(), TransportError> {
        match (self.there, self.at) {
            (false, _) => Err(TransportError::ReaderGone),
            (true, _) if self.serial.is_some() => Ok(()),
            (true, None) => Err(TransportError::CardGone),
            (true, Some(_)) => Ok(()),
        }
    }

    fn release(&mut self) {}

    fn presence(&self) -> purse::Presence {
        let storage = [0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];
        purse::Presence { atr: self.serial.map(|_| storage.to_vec()).unwrap_or_default() }
    }
}

/// The SAM's slot.
pub(crate) struct SamSlot {
    pub(crate) chip: SamChip,
    pub(crate) there: bool,
    /// Falls silent at this instruction.
    pub(crate) silent_at: Option<u8>,
    /// Forgets its application before every purchase.
    pub(crate) stuck: bool,
    /// Purchases it was asked for meanwhile.
    pub(crate) purchases: u32,
}

impl Transport for SamSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.silent_at == Some(command[1]) {
            self.silent_at = None;
            self.there = false;
        }
        if self.stuck && command[1] == 0x70 {
            self.chip.selected = false;
            self.purchases += 1;
        }
        if self.there { Ok(self.chip.answer(command)) } else { Err(TransportError::ReaderGone) }
    }
}

impl Slot for SamSlot {
    fn connect(&mut self) -> Result<(), TransportError> {
        if self.there { Ok(()) } else { Err(TransportError::ReaderGone) }
    }

    fn release(&mut self) {}
}

/// The disk. `fails` counts down writes; at zero the write fails, having reached the disk or not.
#[derive(Default)]
pub(crate) struct Disk {
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) room: Option<MemoryFault>,
    pub(crate) fails: Option<(usize, bool)>,
    pub(crate) broken: bool,
    /// Opening again fails too.
    pub(crate) shut: bool,
}

pub(crate) fn broken() -> MemoryFault {
    MemoryFault::Broken { what: "bench".to_owned() }
}

impl Memory for Disk {
    type Ticket = Writing;

    fn room(&mut self) -> Result<(), MemoryFault> {
        self.room.clone().map_or(Ok(()), Err)
    }

    fn begin(&mut self, writing: Writing) -> Result<Writing, MemoryFault> {
        if self.broken { Err(broken()) } else { Ok(writing) }
    }

    fn wait(&mut self, ticket: Writing) -> Result<Remembered, MemoryFault> {
        if self.broken {
            return Err(broken());
        }
        let (fails, reaches) = match &mut self.fails {
            Some((0, reaches)) => (true, *reaches),
            Some((left, _)) => {
                *left -= 1;
                (false, true)
            }
            None => (false, true),
        };
        if reaches {
            self.entries.push(ticket.bytes().to_vec());
        }
        if fails {
            self.fails = None;
            self.broken = true;
            return Err(broken());
        }
        Ok(ticket.kept())
    }
}

impl Journal for Disk {
    fn reopen(&mut self) -> Result<Till, MemoryFault> {
        if self.shut {
            return Err(broken());
        }
        self.broken = false;
        Ok(replay(TERMINAL, &self.entries).unwrap())
    }

    fn records_from(&mut self, seq: u64) -> Result<Vec<Record>, MemoryFault> {
        let entries = self.entries.iter().filter_map(|bytes| sale::Entry::decode(bytes).ok());
        Ok(entries.filter_map(|entry| entry.record().cloned()).filter(|record| record.seq >= seq).collect())
    }

    fn seals_from(&mut self, seq: u64) -> Result<Vec<Sealed>, MemoryFault> {
        let entries = self.entries.iter().filter_map(|bytes| sale::Entry::decode(bytes).ok());
        Ok(entries
            .filter_map(|entry| entry.seal().copied())
            .filter(|sealed| sealed.through_seq >= seq)
            .collect())
    }
}

pub(crate) struct Time {
    pub(crate) wall_us: Cell<i64>,
    pub(crate) monotonic_us: Cell<u64>,
}

impl Clock for Time {
    fn now(&self) -> Moment {
        Moment { at_us: self.wall_us.get(), clock: ClockQuality::ClockChip }
    }

    fn monotonic_us(&self) -> u64 {
        // Every look costs a microsecond, so that measured times are never all zero.
        self.monotonic_us.set(self.monotonic_us.get() + 1);
        self.monotonic_us.get()
    }
}

/// The screen: what stands there, and every view that ever stood there.
#[derive(Default)]
pub(crate) struct Screen {
    pub(crate) now: Option<(Strip, View)>,
    pub(crate) seen: Vec<String>,
    pub(crate) greens: Vec<u64>,
}

impl Panel for Screen {
    fn show(&mut self, strip: &Strip, view: &View) {
        self.now = Some((strip.clone(), view.clone()));
        let name = name(view);
        if self.seen.last() != Some(&name) {
            self.seen.push(name);
        }
    }
}

/// A view as a story names it.
pub(crate) fn name(view: &View) -> String {
    match view {
        View::Starting(_) => "starting".to_owned(),
        View::Enrol(_) => "enrol".to_owned(),
        View::Ready(ready) if ready.window.is_empty() => "closed".to_owned(),
        View::Ready(ready) => format!("ready {}", ready.service.zh),
        View::Keying(keying) => format!("keying {}{}", keying.terms, keying.digits),
        View::Tap(tap) => format!("tap {}", tap.price),
        View::Working(_) => "working".to_owned(),
        View::Quote(bill) => format!("quote {}", bill.self_pay),
        View::Paid(paid) => format!("paid {} {:?}", paid.bill.self_pay, paid.standing),
        View::Refused(refused) => format!("{} {}", refused.code, refused.money.zh),
        View::HoldCard(hold) => format!("hold ****{}", hold.card_tail),
        View::OtherCard(hold) => format!("other card, waiting for ****{}", hold.card_tail),
        View::Supervisor(entry) => {
            let problem = entry.problem.as_ref().map(|words| format!(" ({})", words.zh)).unwrap_or_default();
            format!("supervisor {}{problem}", "*".repeat(usize::from(entry.stars)))
        }
        View::Trouble(trouble) => format!("trouble {} {}", trouble.code, trouble.money.zh),
        View::Totals(totals) => {
            format!("totals {} {} closed={}", totals.count, totals.self_pay, totals.closed)
        }
    }
}

/// What went to the uplink.
#[derive(Default)]
pub(crate) struct Outgoing {
    pub(crate) offered: Vec<u64>,
    pub(crate) sealed: Vec<Sealed>,
    pub(crate) not_sealed: usize,
    pub(crate) rewound: Vec<(u64, usize, usize)>,
    pub(crate) installed: Vec<u32>,
}

impl Uplink for Outgoing {
    fn offer(&mut self, record: &Record) {
        self.offered.push(record.seq);
    }

    fn sealed(&mut self, plan: &Sealed) {
        self.sealed.push(*plan);
    }

    fn not_sealed(&mut self) {
        self.not_sealed += 1;
    }

    fn rewound(&mut self, before: u64, _head_before: [u8; 32], records: Vec<Record>, seals: Vec<Sealed>) {
        self.rewound.push((before, records.len(), seals.len()));
    }

    fn parameters_installed(&mut self, version: u32) {
        self.installed.push(version);
    }
}

/// The packages on the disk: the newest, and the one before it.
#[derive(Default)]
pub(crate) struct Folder {
    pub(crate) newest: Option<Vec<u8>>,
    pub(crate) before: Option<Vec<u8>>,
}

impl Shelf for Folder {
    fn keep_parameters(&mut self, bytes: &[u8]) -> Result<(), MemoryFault> {
        self.before = self.newest.replace(bytes.to_vec()).or(self.before.take());
        Ok(())
    }
}

pub(crate) struct Gatekeeper;

impl Supervisor for Gatekeeper {
    fn knows(&self, hash: &str, code: &str) -> bool {
        hash == format!("phc:{code}")
    }
}
