//! A till with its journal, its security module and the cards of some elders, carried from tap to tap by the sale's own
//! machine. After every tap the journal is compared with what the cards keep.

use crate::county::{self, Kind, NOON_US, TERMINAL, TillKeys};
use crate::module::SamLink;
use crate::{Lengths, Link, Tear, Truth};
use apdu::{StatusWord, Transport};
use pboc_purse::SamTrouble;
use purse::{Inquiry, Presence, Recognition};
use records::{ClockQuality, Moment, Record};
use sale::{
    AfterDebit, Armament, Entry, Grey, Limits, Memory, MemoryFault, MoneyNote, Order, Paid, Recalled,
    Refusal, Released, Remembered, Rules, Sam, Step, Undone, UndoneReason, Unquoted, Writing, replay,
};
use std::rc::Rc;
use virtual_cards::{Chip, VirtualCard, VirtualPsam};

/// Place of a card on the bench: the elder of the story.
pub const OURS: usize = 0;
/// Another elder with a card of the same kind.
pub const ANOTHER: usize = 1;
/// An elder with a card of another family.
pub const STRANGER: usize = 2;

/// How a tap ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Green, and the record is on disk.
    Paid(Box<Record>),
    /// The card says that it was debited and keeps no proof: a grey record.
    WithoutProof(Box<Record>),
    /// The same card must come back.
    Hold(Grey),
    /// Not sold, and why.
    Refused(Refusal),
}

impl Ending {
    /// A word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Ending::Paid(_) => "paid",
            Ending::WithoutProof(_) => "paid without proof",
            Ending::Hold(_) => "held",
            Ending::Refused(refusal) => match refusal.money() {
                MoneyNote::Waiting => "still held",
                MoneyNote::NotDebited | MoneyNote::Recorded => "not debited",
            },
        }
    }
}

/// Where an intention leads.
enum Intended {
    Over(Ending),
    /// The module stood at another number, which is known now.
    Moved(u32),
    /// The module was without power since it was started.
    Forgot(Refusal),
}

/// Whom a tap speaks to.
pub(crate) struct Ports<'a> {
    pub(crate) card: &'a mut dyn Transport,
    pub(crate) sam: &'a mut dyn Transport,
}

/// A journal that never fails: here it is links that are cut.
struct Disk<'a>(&'a mut Vec<Vec<u8>>);

impl Memory for Disk<'_> {
    type Ticket = Writing;

    fn room(&mut self) -> Result<(), MemoryFault> {
        Ok(())
    }

    fn begin(&mut self, writing: Writing) -> Result<Writing, MemoryFault> {
        Ok(writing)
    }

    fn wait(&mut self, ticket: Writing) -> Result<Remembered, MemoryFault> {
        self.0.push(ticket.bytes().to_vec());
        Ok(ticket.kept())
    }
}

/// The till. Cloning it clones the whole scene, cards included.
#[derive(Clone)]
pub struct Till {
    /// Cards at their places.
    pub cards: Vec<VirtualCard>,
    pub(crate) till: sale::Till,
    pub(crate) rules: Rc<Rules>,
    keys: TillKeys,
    pub(crate) psam: VirtualPsam,
    pub(crate) sam: Sam,
    pub(crate) sam_session: bool,
    /// Whether the module has been started and not fallen silent since.
    pub(crate) sam_awake: bool,
    pub(crate) disk: Vec<Vec<u8>>,
    pub(crate) start: Vec<Truth>,
    now_us: i64,
    heard: Vec<Lengths>,
    sam_heard: Vec<Lengths>,
}

impl Till {
    /// A till that serves this kind, with two cards of it, and a stranger of another kind.
    #[must_use]
    pub fn new(kind: Kind, stranger: Kind) -> Till {
        Till::with([kind.card(1), kind.card(2), stranger.card(9)], kind, stranger)
    }

    /// The same, and our elder eats free.
    #[must_use]
    pub fn free(kind: Kind, stranger: Kind) -> Till {
        Till::with([kind.card(2), kind.card(1), stranger.card(9)], kind, stranger)
    }

    /// The same till before anybody has put a debit key in.
    #[must_use]
    pub fn without_keys(mut self) -> Till {
        self.keys.missing = true;
        self
    }

    fn with(cards: [VirtualCard; 3], kind: Kind, stranger: Kind) -> Till {
        let (cards, rules) = (cards.to_vec(), Rc::new(county::rules(&[kind, stranger])));
        let mut psam = kind.psam();
        psam.power_on();
        let till = sale::Till::new(TERMINAL);
        let sam = Sam { terminal: county::SAM_TERMINAL, key_id: 1, next_seq: psam.state().sequence };
        let start = cards.iter().map(Truth::of).collect();
        let mut till = Till {
            cards,
            till,
            rules,
            keys: TillKeys::default(),
            psam,
            sam,
            sam_session: false,
            sam_awake: false,
            disk: Vec::new(),
            start,
            now_us: NOON_US,
            heard: Vec::new(),
            sam_heard: Vec::new(),
        };
        till.wake_module();
        till
    }

    /// What the last tap exchanged with its card.
    #[must_use]
    pub fn heard(&self) -> Vec<Lengths> {
        self.heard.clone()
    }

    /// What the last tap exchanged with the security module.
    #[must_use]
    pub fn sam_heard(&self) -> Vec<Lengths> {
        self.sam_heard.clone()
    }

    /// Whether a sale waits for its card.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.till.open().is_some()
    }

    /// A tap half a minute after the last, with the link cut there. What it tells the cashier is compared with what the
    /// card knows.
    pub fn tap(&mut self, place: usize, order: Order, tear: Option<Tear>) -> Ending {
        self.tap_both(place, order, tear, None)
    }

    /// The same with the link to the security module cut there, and the card's whole.
    pub fn tap_sam(&mut self, place: usize, order: Order, tear: Option<Tear>) -> Ending {
        self.tap_both(place, order, None, tear)
    }

    /// Both links may be cut.
    pub fn tap_both(
        &mut self,
        place: usize,
        order: Order,
        tear: Option<Tear>,
        sam_tear: Option<Tear>,
    ) -> Ending {
        self.now_us += 30_000_000;
        let before = Truth::of(&self.cards[place]);
        let mut card = self.cards[place].clone();
        let presence = Presence { atr: card.atr() };
        let (mut link, mut psam) = (Link::tap(&mut card, tear), self.psam.clone());
        let mut module = SamLink::new(&mut psam, sam_tear);
        let ending = self.conduct(&mut Ports { card: &mut link, sam: &mut module }, &presence, order);
        (self.heard, self.sam_heard) = (link.take(), module.take());
        (self.cards[place], self.psam) = (card, psam);
        self.audit();
        self.told_the_truth(place, &before, &ending);
        ending
    }

    /// Time goes by.
    pub fn wait(&mut self, seconds: i64) {
        self.now_us += seconds * 1_000_000;
    }

    /// Loses power; the journal is replayed.
    pub fn restart(&mut self) {
        self.till = replay(TERMINAL, &self.disk).unwrap();
        self.psam.reset();
        self.wake_module();
    }

    /// Loses power before the last tap's ending has reached the disk: of its sale the intention is there, no more.
    pub fn cut_power(&mut self) {
        let last = self.disk.last().map(|bytes| Entry::decode(bytes).unwrap());
        if last.is_some_and(|entry| !matches!(entry, Entry::Intended(_))) {
            self.disk.pop();
        }
        self.restart();
    }

    /// A supervisor gives the waiting up; `None` when nothing waits.
    pub fn release(&mut self) -> Option<Box<Record>> {
        let step = self.till.release(self.now_us)?.unwrap();
        let released: Released = self.remember(step);
        self.audit();
        Some(released.record)
    }

    pub(crate) fn conduct(&mut self, ports: &mut Ports<'_>, presence: &Presence, order: Order) -> Ending {
        let moment = Moment { at_us: self.now_us, clock: ClockQuality::Network };
        let begin = |till: &mut Till| {
            Unquoted::begin(&till.till, &till.rules, Limits::default(), moment, &mut Disk(&mut till.disk))
        };
        let started = match begin(self) {
            Err(Refusal::SameCardAgain) => None,
            Err(refusal) => return Ending::Refused(refusal),
            Ok(unquoted) => Some(unquoted),
        };
        let mut inquiry = Inquiry::new(&self.rules.cards, presence);
        let Ok(found) = self.converse(&mut inquiry, ports) else {
            return Ending::Refused(if self.waits() { Refusal::SameCardAgain } else { Refusal::CardMoved });
        };
        let unquoted = match started {
            Some(unquoted) => unquoted,
            None => match self.recall(ports, &found) {
                Some(ending) => return ending,
                None => begin(self).unwrap(),
            },
        };
        match unquoted.quote(&self.till, &self.rules, order, &found) {
            Ok(quoted) => self.sell(ports, &quoted),
            Err(refusal) => Ending::Refused(refusal),
        }
    }

    fn sell(&mut self, ports: &mut Ports<'_>, quoted: &sale::Quoted) -> Ending {
        if quoted.needs_sam(&self.rules)
            && !self.sam_awake
            && let Err(refusal) = self.start_module(ports.sam)
        {
            return Ending::Refused(refusal);
        }
        let mut restarted = false;
        for _ in 0..3 {
            match self.intend(ports, quoted) {
                Intended::Over(ending) => return ending,
                Intended::Moved(next_seq) => self.sam = Sam { next_seq, ..self.sam },
                Intended::Forgot(_) if !restarted => {
                    restarted = true;
                    if let Err(refusal) = self.start_module(ports.sam) {
                        return Ending::Refused(refusal);
                    }
                }
                Intended::Forgot(refusal) => return Ending::Refused(refusal),
            }
        }
        panic!("the module has told its number, and counts otherwise");
    }

    fn intend(&mut self, ports: &mut Ports<'_>, quoted: &sale::Quoted) -> Intended {
        let intended = match quoted.intend(&self.till, &self.rules, Some(self.sam), &self.keys) {
            Ok(intended) => intended,
            Err(refusal) => return Intended::Over(Ending::Refused(refusal)),
        };
        let (ticket, mut arming) = intended.begin(&mut Disk(&mut self.disk), &self.till).unwrap();
        let heard = self.converse(&mut arming, ports);
        self.sam_session = self.sam_awake;
        let armament = arming.finish(heard);
        let token = Disk(&mut self.disk).wait(ticket).unwrap();
        match armament {
            Armament::Armed(armed) => {
                let mut debiting = armed.debit(token, &mut self.till).unwrap();
                let heard = self.converse(&mut debiting, ports);
                Intended::Over(match debiting.finish(heard, &self.till, self.now_us).unwrap() {
                    AfterDebit::Paid(step) => self.paid(step),
                    AfterDebit::Undone(step) => Ending::Refused(self.remember(step).refusal),
                    AfterDebit::Grey(step) => Ending::Hold(self.remember(step)),
                })
            }
            Armament::Unarmed(unarmed) => {
                let step = unarmed.close(token, &mut self.till).unwrap();
                let undone: Undone = self.remember(step);
                if let Some(next_seq) = undone.retry_with_seq {
                    return Intended::Moved(next_seq);
                }
                let forgot = SamTrouble::of(StatusWord(undone.status)) == SamTrouble::SessionLost;
                if undone.reason == UndoneReason::SamRefused && forgot {
                    return Intended::Forgot(undone.refusal);
                }
                Intended::Over(Ending::Refused(if self.sam_awake { undone.refusal } else { Refusal::NoSam }))
            }
        }
    }

    /// A card while one is waited for; `None` when the sale may begin anew.
    fn recall(&mut self, ports: &mut Ports<'_>, found: &Recognition) -> Option<Ending> {
        let recall = self.till.recall(&self.rules, found, self.sam_session, &self.keys).unwrap();
        let mut recall = match recall {
            Ok(recall) => recall,
            Err(refusal) => return Some(Ending::Refused(refusal)),
        };
        let heard = self.converse(&mut recall, ports);
        match recall.finish(heard, &self.till, self.now_us).unwrap() {
            Recalled::Paid(step) => Some(self.paid(step)),
            Recalled::PaidWithoutProof(step) => Some(Ending::WithoutProof(self.remember(step).record)),
            Recalled::NotDebited(step) => {
                self.remember(step);
                None
            }
            Recalled::Undecided(refusal, _) => Some(Ending::Refused(refusal)),
        }
    }

    fn paid(&mut self, step: Step<Paid>) -> Ending {
        let paid = self.remember(step);
        self.sam = self.sam.after(&paid);
        self.sam_session = false;
        paid.refusal().map_or(Ending::Paid(paid.record), Ending::Refused)
    }

    fn remember<N: std::fmt::Debug>(&mut self, step: Step<N>) -> N {
        step.remember(&mut Disk(&mut self.disk), &mut self.till).unwrap()
    }
}
