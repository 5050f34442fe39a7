//! A counter on a bench: every port is a plain value that can be broken at will.

use crate::chips::{Card, ISSUER, SamChip};
use apdu::{Transport, TransportError};
use cashier::{
    Cashier, Clock, Event, Habits, Journal, Key, News, Panel, Ports, Presence, Shelf, Slot, Supervisor,
    Tapped, Uplink,
};
use records::{
    Ack, AckRange, Batch, ClockQuality, DayMinute, FactorOrder, KeyCustody, Moment, Offer, OfferMode,
    Parameters, Record, RosterRow, SigningKey, TerminalId,
};
use sale::{Limits, Memory, MemoryFault, Remembered, Rules, Sealed, Till, Writing, replay};
use screens::{Strip, View, text_json};
use std::cell::Cell;

pub(crate) const TERMINAL: TerminalId = TerminalId(33_070_300_000_017);
/// 2024-07-16 12:00:00 in the county, UTC µs.
pub(crate) const NOON_US: i64 = 1_721_102_400_000_000;
pub(crate) const SECOND_US: u64 = 1_000_000;

/// Places of cards on the bench: a listed elder of tier C, one who eats free, a stranger to the roster, and a
/// card on the stop list.
pub(crate) const TIER_C: usize = 0;
pub(crate) const FREE: usize = 1;
pub(crate) const UNLISTED: usize = 2;
pub(crate) const STOPPED: usize = 3;

pub(crate) fn center_key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

pub(crate) fn till_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn cards() -> Vec<Card> {
    [(1, 10_000), (2, 5_000), (3, 3_000), (4, 9_000)].map(|(last, balance)| Card::new(last, balance)).to_vec()
}

pub(crate) fn package(version: u32) -> Parameters {
    let cards = cards();
    let listed = |card: &Card, tier, groups| RosterRow {
        card_no: card.digits(),
        from: 20_240_101.try_into().unwrap(),
        to: 20_241_231.try_into().unwrap(),
        tier,
        groups,
    };
    let offer = |service, price_fen, mode, from, to| Offer {
        service,
        price_fen,
        mode,
        from: DayMinute::new(from).unwrap(),
        to: DayMinute::new(to).unwrap(),
    };
    Parameters {
        schema: records::SCHEMA.to_owned(),
        terminal: TERMINAL,
        version,
        issued_at_us: NOON_US - 86_400_000_000,
        effective_from_us: NOON_US - 86_400_000_000,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: "示例食堂".to_owned(),
        point_name: "示例助餐点".to_owned(),
        tariff_text: include_str!("../../../../tests/golden/tariffs/lunch-demo.toml").to_owned(),
        roster_version: 11,
        roster: vec![
            listed(&cards[TIER_C], 'C', 1 << 2 | 1 << 9),
            listed(&cards[FREE], 'R', 1 << 8 | 1 << 9),
        ],
        stoplist_version: 5,
        stoplist: vec![cards[STOPPED].digits()],
        offers: vec![offer(2, 1200, OfferMode::Fixed, 630, 780), offer(7, 2000, OfferMode::Keyed, 480, 1080)],
        supervisor_code_hash: "phc:204816".to_owned(),
        key_custody: KeyCustody::Psam,
        profile: records::ProfileParameters {
            aids: vec!["A000000632010105".to_owned()],
            issuers: vec![ISSUER.iter().map(|byte| format!("{byte:02X}")).collect()],
            factor_order: FactorOrder::IssuerFirst,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        },
    }
}

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
}

impl Transport for Reader {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if !self.there {
            return Err(TransportError::ReaderGone);
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
            (true, None) => Err(TransportError::CardGone),
            (true, Some(_)) => Ok(()),
        }
    }

    fn release(&mut self) {}
}

/// The SAM's slot.
pub(crate) struct SamSlot {
    pub(crate) chip: SamChip,
    pub(crate) there: bool,
    /// Falls silent at this instruction.
    pub(crate) silent_at: Option<u8>,
}

impl Transport for SamSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.silent_at == Some(command[1]) {
            self.silent_at = None;
            self.there = false;
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
    pub(crate) rewound: Vec<(u64, usize)>,
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

    fn rewound(&mut self, before: u64, _head_before: [u8; 32], records: Vec<Record>) {
        self.rewound.push((before, records.len()));
    }

    fn parameters_installed(&mut self, version: u32) {
        self.installed.push(version);
    }
}

#[derive(Default)]
pub(crate) struct Folder(pub(crate) Option<Vec<u8>>);

impl Shelf for Folder {
    fn keep_parameters(&mut self, bytes: &[u8]) -> Result<(), MemoryFault> {
        self.0 = Some(bytes.to_vec());
        Ok(())
    }
}

pub(crate) struct Gatekeeper;

impl Supervisor for Gatekeeper {
    fn knows(&self, hash: &str, code: &str) -> bool {
        hash == format!("phc:{code}")
    }
}

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
        let habits = Habits { result_us: 3 * SECOND_US, limits: Limits::default() };
        let mut bench = Bench {
            cashier: Cashier::new(Till::new(TERMINAL), None, center_key().verifying_key(), habits),
            reader: Reader {
                cards: cards(),
                at: None,
                there: true,
                tear: None,
                leaves: true,
                asked: Vec::new(),
            },
            sam: SamSlot { chip: SamChip::new(), there: true, silent_at: None },
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
        let rules = self.folder.0.as_ref().map(|bytes| {
            let package = Parameters::open_verified(bytes, &center_key().verifying_key()).unwrap();
            Rules::new(&package).unwrap()
        });
        self.cashier = Cashier::new(till, rules, center_key().verifying_key(), self.habits);
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
