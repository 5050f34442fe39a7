//! A counter on a bench, and an auditor who looks after every event.

use crate::chips::{Card, SamChip};
pub(crate) use crate::package::*;
pub(crate) use crate::ports::*;
use cashier::{Cashier, Event, Habits, Journal, Kept, Key, News, Ports, Presence, Tapped};
use records::{Ack, AckRange, Batch};
use sale::{Till, replay};
use screens::{View, text_json};
use std::cell::Cell;

pub(crate) struct Bench {
    pub(crate) cashier: Cashier,
    pub(crate) reader: Reader,
    pub(crate) sam: SamSlot,
    pub(crate) disk: Disk,
    pub(crate) time: Time,
    pub(crate) screen: Screen,
    pub(crate) uplink: Outgoing,
    pub(crate) folder: Folder,
    pub(crate) habits: Habits,
}

impl Bench {
    /// A till that has its parameters and an empty reader.
    pub(crate) fn new() -> Bench {
        let mut bench = Bench::without_parameters();
        bench.news(News::Parameters { bytes: package(1).sign(&center_key()).unwrap() });
        bench
    }

    pub(crate) fn without_parameters() -> Bench {
        let habits = Habits { result_us: 3 * SECOND_US, ..Habits::default() };
        let mut bench = Bench {
            cashier: Cashier::new(Till::new(TERMINAL), Kept::default(), center_key().verifying_key(), habits),
            reader: Reader {
                cards: cards(),
                at: None,
                there: true,
                tear: None,
                leaves: true,
                asked: Vec::new(),
                serial: None,
            },
            sam: SamSlot { chip: SamChip::new(), there: true, silent_at: None, stuck: false, purchases: 0 },
            disk: Disk::default(),
            time: Time { wall_us: Cell::new(NOON_US), monotonic_us: Cell::new(1_000) },
            screen: Screen::default(),
            uplink: Outgoing::default(),
            folder: Folder::default(),
            habits,
        };
        bench.begin();
        bench
    }

    fn begin(&mut self) {
        self.with(|cashier, ports| cashier.start(ports));
        self.event(Event::Reader(Presence::Empty));
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Cashier, &mut Ports<'_, Disk>) -> T) -> T {
        let mut ports = Ports {
            card: &mut self.reader,
            sam: &mut self.sam,
            clock: &self.time,
            panel: &mut self.screen,
            journal: &mut self.disk,
            uplink: &mut self.uplink,
            shelf: &mut self.folder,
            supervisor: &Gatekeeper,
            custody: &purse::NoKeys,
        };
        act(&mut self.cashier, &mut ports)
    }

    /// One event; then the auditor looks.
    pub(crate) fn event(&mut self, event: Event) -> Option<Tapped> {
        let tapped = self.with(|cashier, ports| cashier.handle(event, ports));
        self.audit();
        tapped
    }

    pub(crate) fn news(&mut self, news: News) {
        self.event(Event::News(news));
    }

    /// Keys by their faces: `E` Enter, `C` Clear, `X` Cancel, `+` and `x`, `a` F2, `d` F4.
    pub(crate) fn keys(&mut self, keys: &str) -> Option<Tapped> {
        let mut tapped = None;
        for key in keys.chars() {
            let key = match key {
                'E' => Key::Enter,
                'C' => Key::Clear,
                'X' => Key::Cancel,
                '.' => Key::Dot,
                '+' => Key::Plus,
                'x' => Key::Times,
                'a' => Key::F2,
                'd' => Key::F4,
                digit => Key::Digit(u8::try_from(digit.to_digit(10).unwrap()).unwrap()),
            };
            tapped = self.event(Event::Key(key)).or(tapped);
        }
        tapped
    }

    /// Time passes in ticks of a tenth of a second.
    pub(crate) fn wait(&mut self, seconds: u64) {
        for _ in 0..seconds * 10 {
            self.time.wall_us.set(self.time.wall_us.get() + 100_000);
            self.time.monotonic_us.set(self.time.monotonic_us.get() + 100_000);
            self.event(Event::Tick);
        }
    }

    /// A card comes.
    pub(crate) fn lay(&mut self, card: usize) -> Option<Tapped> {
        self.reader.at = Some(card);
        self.event(Event::Reader(Presence::Present))
    }

    /// The card leaves.
    pub(crate) fn lift(&mut self) {
        if let Some(at) = self.reader.at.take() {
            self.reader.cards[at].power_off();
        }
        self.event(Event::Reader(Presence::Empty));
    }

    /// A card comes, stays a second, leaves; then everybody waits until the till is ready again.
    pub(crate) fn tap(&mut self, card: usize) -> String {
        self.lay(card);
        let shown = self.shown();
        self.wait(1);
        self.lift();
        self.wait(4);
        shown
    }

    /// Power comes back: chips forget, the journal is read again.
    pub(crate) fn restart(&mut self) {
        self.reader.cards.iter_mut().for_each(Card::power_off);
        self.reader.at = None;
        self.sam.chip.power_off();
        let till = self.disk.reopen().unwrap();
        let center = center_key().verifying_key();
        let (newest, before) = (self.folder.newest.as_deref(), self.folder.before.as_deref());
        let kept = Kept::read(newest, before, &center, &till);
        if kept.newest_is_bad {
            self.folder.newest = None;
        }
        self.cashier = Cashier::new(till, kept, center, self.habits);
        self.begin();
    }

    /// What stands on the screen.
    pub(crate) fn shown(&self) -> String {
        self.screen.now.as_ref().map(|(_, view)| name(view)).unwrap_or_default()
    }

    /// Every word on it.
    pub(crate) fn text(&self) -> String {
        self.screen.now.as_ref().map(|(strip, view)| text_json(strip, view)).unwrap_or_default()
    }

    pub(crate) fn till(&self) -> &Till {
        self.cashier.till()
    }

    /// The center takes what is sealed and signs for it.
    pub(crate) fn center_takes(&mut self) {
        self.news(News::SealWanted { limit: 500 });
        let bytes = self.till().sealed_bytes(&till_key()).unwrap().unwrap();
        let ack = Ack::sign(&AckRange::of(&Batch::open(&bytes).unwrap()), &center_key());
        self.news(News::Verified { ack });
    }

    /// Whatever happened: each card's debits are at most its elder's sales, a green screen has its record on
    /// disk, and the till is what its journal says.
    fn audit(&mut self) {
        let replayed = replay(TERMINAL, &self.disk.entries).unwrap();
        if !self.disk.broken && self.cashier.counter().stuck().is_none() {
            assert_eq!(&replayed, self.cashier.till(), "the till is its journal");
        }
        if let Some((strip, View::Paid(_))) = &self.screen.now {
            let newest = replayed.chain().next_seq - 1;
            assert!(newest > 0, "green means on disk");
            assert!(strip.link.verified <= newest);
            self.screen.greens.push(newest);
        }
        let records = self.disk.records_from(1).unwrap();
        for card in &self.reader.cards {
            let debits: u32 = card.history.iter().map(|(_, _, amount, _)| amount).sum();
            let booked: u32 = records
                .iter()
                .filter(|record| record.card_no.0 == card.number)
                .map(|record| record.card_amount)
                .sum();
            let open = replayed.open().filter(|open| open.intention.draft.card_no.0 == card.number);
            let waiting = open.map_or(0, |open| open.intention.draft.card_amount);
            // A sale whose debit is on the card and not in the journal can only be the one that waits.
            assert!(debits <= booked + waiting, "{debits} debited, {booked} booked, {waiting} waiting");
        }
    }
}
