//! One till: the production cashier and courier over simulated ports, started, cut and started again.

use crate::center::Center;
use crate::link::Link;
use crate::parts::card_slot::{CardSlot, Wallets};
use crate::parts::disk::Disk;
use crate::parts::fuse::{Fuse, powered};
use crate::parts::panel::Panel;
use crate::parts::post::{Post, plan};
use crate::parts::sam_slot::SamSlot;
use crate::parts::shelf::{Shelf, Supervisor};
use crate::parts::time::Time;
use crate::tape::{Fact, Tape};
use cashier::{Cashier, Event, Habits, Journal, Kept, Key, News, Ports, Presence, Tapped};
use records::{Parameters, SigningKey, TerminalId, VerifyingKey};
use sale::Till;
use uplink::{Courier, Identity, Pace, Report, Step};
use virtual_cards::VirtualPsam;

/// Requests in one turn of the courier at most.
const TURNS_MAX: usize = 24;

/// What every till is given.
pub(crate) struct Ground {
    pub(crate) wallets: Wallets,
    pub(crate) time: Time,
    pub(crate) tape: Tape,
    pub(crate) center: VerifyingKey,
    pub(crate) pace: Pace,
}

/// The till.
pub(crate) struct VirtualTill {
    pub(crate) terminal: TerminalId,
    pub(crate) card: CardSlot,
    pub(crate) sam: SamSlot,
    pub(crate) disk: Disk,
    pub(crate) panel: Panel,
    pub(crate) link: Link,
    pub(crate) fuse: Fuse,
    pub(crate) keyed: bool,
    pub(crate) forgets_grey: bool,
    pub(crate) keeps_old_tariff: bool,
    index: usize,
    post: Post,
    shelf: Shelf,
    time: Time,
    tape: Tape,
    identity: Identity,
    pace: Pace,
    seed: u64,
    starts: u64,
    life: Option<Life>,
}

/// What power keeps alive.
struct Life {
    cashier: Cashier,
    courier: Courier,
}

impl VirtualTill {
    pub(crate) fn new(
        index: usize,
        (terminal, key): (TerminalId, SigningKey),
        sam: VirtualPsam,
        keyed: bool,
        ground: &Ground,
        seed: u64,
    ) -> VirtualTill {
        let (fuse, time, tape) = (Fuse::default(), ground.time.clone(), ground.tape.clone());
        let wallets = ground.wallets.clone();
        VirtualTill {
            terminal,
            card: CardSlot::new(index, wallets, time.clone(), fuse.clone(), tape.clone()),
            sam: SamSlot::new(sam, time.clone(), fuse.clone()),
            disk: Disk::new(index, terminal, seed ^ 0xD15C, time.clone(), fuse.clone(), tape.clone()),
            panel: Panel::new(index, fuse.clone(), tape.clone()),
            link: Link::new(seed ^ 0x11, time.clone()),
            shelf: Shelf::new(index, fuse.clone(), tape.clone()),
            fuse,
            keyed,
            forgets_grey: false,
            keeps_old_tariff: false,
            index,
            post: Post::default(),
            time,
            tape,
            identity: Identity { terminal, key, center: ground.center },
            pace: ground.pace,
            seed,
            starts: 0,
            life: None,
        }
    }

    /// Starts: replays the journal and goes on. Does nothing on a till that is up. `false`: the power went
    /// again, or the disk cannot be read.
    pub(crate) fn start(&mut self) -> bool {
        if self.life.is_some() {
            return true;
        }
        let started = powered(|| {
            let mut till = self.disk.reopen().ok()?;
            if self.forgets_grey && till.open().is_some() {
                till = Till::new(self.terminal);
            }
            let kept = self.kept(&till);
            let version = kept.rules.as_ref().map_or(0, |rules| rules.version);
            let courier = self.courier(&till, version);
            let mut cashier = Cashier::new(till, kept, self.identity.center, Habits::default());
            cashier.start(&mut self.ports());
            Some(Life { cashier, courier })
        });
        self.life = started.flatten();
        if self.life.is_none() {
            self.cut();
        }
        self.starts = self.starts.wrapping_add(1);
        self.life.is_some()
    }

    /// The power goes away.
    pub(crate) fn cut(&mut self) {
        self.life = None;
        self.fuse.set(0);
        self.disk.cut();
        self.sam.cut();
        self.card.take();
        self.card.plugged = true;
        self.panel.cut();
        self.post.cut();
    }

    /// The till as it lives.
    pub(crate) fn live(&self) -> Option<&Till> {
        self.life.as_ref().map(|life| life.cashier.till())
    }

    /// Whether something waits for a failed journal.
    pub(crate) fn is_stuck(&self) -> bool {
        self.life.as_ref().is_some_and(|life| life.cashier.counter().stuck().is_some())
    }

    /// Whether a sale waits for its card; whose, as digits.
    pub(crate) fn waits_for(&self) -> Option<[u8; 10]> {
        self.disk.replayed().open().map(|open| open.intention.draft.card_no.0)
    }

    /// One event. `None`: the power went. `Some(None)`: no tap came of it.
    pub(crate) fn happen(&mut self, event: Event) -> Option<Option<Tapped>> {
        let mut life = self.life.take()?;
        let happened = powered(|| {
            let tapped = life.cashier.handle(event, &mut self.ports());
            let told = self.post.deliver(&mut life.courier, self.time.for_courier());
            (life, tapped, told)
        });
        let Some((life, tapped, told)) = happened else {
            self.cut();
            return None;
        };
        if !told {
            let what = "the courier was offered records out of order".to_owned();
            self.tape.push(Fact::Unreplayable { till: self.index, what });
        }
        self.life = Some(life);
        Some(tapped)
    }

    /// Presses keys in turn.
    pub(crate) fn press(&mut self, keys: &[Key]) {
        for key in keys {
            if self.happen(Event::Key(*key)).is_none() {
                return;
            }
        }
    }

    /// An elder holds a card to the reader until something came of it, and takes it away.
    pub(crate) fn tap(&mut self, card: usize) -> Option<Tapped> {
        self.card.put(card);
        let presence = if self.card.plugged { Presence::Present } else { Presence::NoReader };
        let tapped = self.happen(Event::Reader(presence)).flatten();
        if !self.card.plugged {
            self.happen(Event::Reader(Presence::NoReader));
            self.card.plugged = true;
        }
        self.card.take();
        self.happen(Event::Reader(Presence::Empty));
        self.rest();
        tapped
    }

    /// Four seconds, in which results leave and lost things are looked for.
    pub(crate) fn rest(&mut self) {
        self.time.pass_ms(2_000);
        self.happen(Event::Tick);
        self.time.pass_ms(2_000);
        self.happen(Event::Tick);
    }

    /// Lets the courier do what it can now.
    pub(crate) fn pump(&mut self, center: &mut Center) -> usize {
        let mut sent = 0;
        for _ in 0..TURNS_MAX {
            let now = self.time.for_courier();
            let Some(life) = self.life.as_mut() else { return sent };
            let reports = match life.courier.step(now) {
                Step::Rest { .. } => return sent,
                Step::Seal { limit } => vec![Report::SealWanted { limit }],
                Step::Send(request) => {
                    sent = sent.saturating_add(1);
                    let reply = self.link.carry(&request, center);
                    let mut reports = life.courier.hear(self.time.for_courier(), &reply);
                    if self.keeps_old_tariff {
                        self.lose_tariff(&mut reports, center);
                    }
                    reports
                }
            };
            for report in reports {
                if let Some(news) = news(report)
                    && self.happen(Event::News(news)).is_none()
                {
                    return sent;
                }
            }
        }
        sent
    }

    fn ports(&mut self) -> Ports<'_, Disk> {
        Ports {
            card: &mut self.card,
            sam: &mut self.sam,
            clock: &self.time,
            panel: &mut self.panel,
            journal: &mut self.disk,
            uplink: &mut self.post,
            shelf: &mut self.shelf,
            supervisor: &Supervisor,
            custody: &purse::NoKeys,
        }
    }

    /// The package on the shelf, or the one before it.
    fn kept(&mut self, till: &Till) -> Kept {
        let (newest, before) = (self.shelf.newest.as_deref(), self.shelf.before.as_deref());
        let kept = Kept::read(newest, before, &self.identity.center, till);
        if kept.newest_is_bad {
            self.shelf.newest = None;
        }
        kept
    }

    /// Sabotage: the newest of several tariffs is lost before the cashier sees the package.
    fn lose_tariff(&mut self, reports: &mut [Report], center: &Center) {
        for report in reports {
            let Report::Parameters { bytes } = report else { continue };
            let Ok(mut package) = Parameters::open_verified(bytes, &self.identity.center) else { continue };
            if package.releases.len() < 2 {
                continue;
            }
            package.releases.pop();
            if let Ok(poorer) = package.sign(&center.key) {
                self.shelf.sent = Some(std::mem::replace(bytes, poorer));
            }
        }
    }

    /// A courier that knows what the journal knows.
    fn courier(&self, till: &Till, version: u32) -> Courier {
        let head = till.outbox().next().map_or(till.chain().head, |oldest| oldest.prev);
        let (identity, seed) = (self.identity.clone(), self.seed ^ self.starts);
        let mut courier = Courier::new(identity, till.verified_through(), head, version, self.pace, seed);
        if !courier.offer(till.outbox().cloned()) {
            let what = "records that wait do not form a chain".to_owned();
            self.tape.push(Fact::Unreplayable { till: self.index, what });
        }
        if let Some(sealed) = till.sealed() {
            courier.sealed(plan(sealed));
        }
        courier
    }
}

/// A report as news; `None` for what only a log would note.
fn news(report: Report) -> Option<News> {
    Some(match report {
        Report::Online => News::Online,
        Report::Offline { .. } => News::Offline,
        Report::SealWanted { limit } => News::SealWanted { limit },
        Report::Verified { ack, .. } => News::Verified { ack },
        Report::Parameters { bytes } => News::Parameters { bytes },
        Report::Rewind { from_seq } => News::Rewind { from_seq },
        Report::Fork { .. } => News::Refused { code: "chain-fork".to_owned() },
        Report::Refused(refused) => News::Refused { code: refused.code },
        Report::Untrusted { .. } => News::Refused { code: "untrusted".to_owned() },
        Report::CenterTime { center_time_s } => News::CenterTime { center_time_s },
    })
}
