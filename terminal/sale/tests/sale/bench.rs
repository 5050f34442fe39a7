//! A whole till on a bench: taps from beginning to end as a conductor carries them, and an auditor.

use crate::chips::{Card, ISSUER, SAM_TERMINAL, tac};
use crate::ports::{CardPort, DiskPort, Fault, SamPort, Shared, World};
use apdu::converse;
use money::Fen;
use purse::{Inquiry, NoKeys, Presence};
use records::{
    BusinessDay, ClockQuality, DayMinute, FactorOrder, KeyCustody, Kind, Moment, Offer, OfferMode,
    OfficerRole, OfficerRow, Parameters, Record, ReleaseBytes, RosterRow, SigningKey, TariffProposal,
    TariffTerms, TerminalId,
};
use sale::{
    AfterDebit, Armament, Entry, Grey, Limits, Order, Paid, PayWith, Recalled, Refusal, Released, Rules, Sam,
    Step, Till, Undone, Unquoted, replay,
};
use std::collections::BTreeSet;

pub(crate) const TERMINAL: TerminalId = TerminalId(33_070_300_000_017);
/// 2025-07-16 12:00:00 in the county, UTC µs.
pub(crate) const NOON_US: i64 = 1_752_638_400_000_000;
pub(crate) const SECOND_US: i64 = 1_000_000;

pub(crate) const LUNCH: Order = Order { service: 2, price: Fen(1200), quantity: 1, pay_with: PayWith::Card };
pub(crate) const HAIRCUT: Order =
    Order { service: 7, price: Fen(2000), quantity: 1, pay_with: PayWith::Card };

/// Place of a card on the bench.
pub(crate) const TIER_C: usize = 0;
pub(crate) const FREE: usize = 1;
pub(crate) const UNLISTED: usize = 2;

/// What a tap came to.
#[derive(Debug)]
pub(crate) enum Outcome {
    Paid(Paid),
    WithoutProof(#[expect(dead_code, reason = "seen through Debug")] Released),
    Hold(Grey),
    Refused(Refusal),
    /// The power is gone.
    Dead,
}

/// A tap that ended early; `Dead` is the power.
#[derive(Debug)]
struct Dead;

pub(crate) struct Bench {
    pub(crate) world: Shared,
    pub(crate) till: Till,
    pub(crate) rules: Rules,
    pub(crate) limits: Limits,
    pub(crate) now_us: i64,
    pub(crate) clock: ClockQuality,
    /// What the till believes of its security module.
    pub(crate) sam: Option<Sam>,
    sam_session: bool,
    /// After a restart: the sale of which nobody knows whether it was shown.
    unshown: Option<Paid>,
    start: Vec<Card>,
    greens: Vec<Record>,
}

/// The tariff of these tests.
pub(crate) const TARIFF: &str = include_str!("../../../../tests/golden/sale/tariff.toml");

pub(crate) fn maker() -> SigningKey {
    SigningKey::from_bytes(&[0x33; 32])
}

pub(crate) fn checker() -> SigningKey {
    SigningKey::from_bytes(&[0x44; 32])
}

/// What the heading of a release says of its text.
pub(crate) fn terms(text: &str) -> TariffTerms {
    let tariff = subsidy::Tariff::load(text).unwrap();
    TariffTerms {
        division: 330_703,
        tariff: tariff.id().to_owned(),
        version: tariff.version(),
        effective_us: BusinessDay::from_date(tariff.effective_from()).unwrap().start_us(),
        text: text.to_owned(),
    }
}

pub(crate) fn release(terms: &TariffTerms) -> ReleaseBytes {
    let release = TariffProposal::sign(terms, &maker()).unwrap().check(&checker()).unwrap();
    ReleaseBytes(release.bytes().to_vec())
}

pub(crate) fn officer(key: &SigningKey, role: OfficerRole) -> OfficerRow {
    OfficerRow { public_key: key.verifying_key().to_bytes(), role }
}

pub(crate) fn package() -> Parameters {
    let cards = cards();
    let listed = |card: &Card, tier, groups| RosterRow {
        card_no: card.digits(),
        from: 20_250_101.try_into().unwrap(),
        to: 20_251_231.try_into().unwrap(),
        tier,
        groups,
        place: 0,
        lapsed: false,
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
        version: 3,
        issued_at_us: NOON_US - 86_400 * SECOND_US,
        effective_from_us: NOON_US - 86_400 * SECOND_US,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: "示例食堂".to_owned(),
        point_name: "示例助餐点".to_owned(),
        kind: String::new(),
        place: String::new(),
        lots: records::LotsSnapshot::default(),
        officers: vec![officer(&maker(), OfficerRole::Maker), officer(&checker(), OfficerRole::Checker)],
        releases: vec![release(&terms(TARIFF))],
        roster_version: 11,
        roster: vec![listed(&cards[TIER_C], 'C', 1 << 2), listed(&cards[FREE], 'R', 1 << 8)],
        stoplist_version: 5,
        stoplist: vec!["03307030000000001299".to_owned()],
        offers: vec![offer(2, 1200, OfferMode::Fixed, 0, 1440), offer(7, 2000, OfferMode::Keyed, 480, 1080)],
        supervisor_code_hash: String::new(),
        key_custody: KeyCustody::Psam,
        card_profile: String::new(),
        profile: records::ProfileParameters {
            aids: vec!["A000000632010105".to_owned()],
            issuers: vec![ISSUER.iter().map(|byte| format!("{byte:02X}")).collect()],
            factor_order: FactorOrder::IssuerFirst,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        },
    }
}

fn cards() -> Vec<Card> {
    vec![Card::new(0x01, 10_000), Card::new(0x02, 5_000), Card::new(0x03, 3_000)]
}

impl Bench {
    pub(crate) fn new() -> Bench {
        Bench::with(cards())
    }

    pub(crate) fn with(cards: Vec<Card>) -> Bench {
        Bench {
            start: cards.clone(),
            world: World::new(cards),
            till: Till::new(TERMINAL),
            rules: Rules::new(&package(), None).unwrap(),
            limits: Limits::default(),
            now_us: NOON_US,
            clock: ClockQuality::Network,
            sam: None,
            sam_session: false,
            unshown: None,
            greens: Vec::new(),
        }
    }

    /// The next tap has this fault at this step.
    pub(crate) fn plan(&mut self, at: usize, fault: Fault) {
        self.world.borrow_mut().plan = Some((at, fault));
    }

    pub(crate) fn tap_moment(&self) -> Moment {
        Moment { at_us: self.now_us, clock: self.clock }
    }

    /// A tap, half a minute after the last. Power comes back afterwards; the journal is replayed.
    pub(crate) fn tap(&mut self, card: usize, order: Order) -> Outcome {
        self.now_us += 30 * SECOND_US;
        self.tap_now(card, order)
    }

    /// A tap at once.
    pub(crate) fn tap_now(&mut self, card: usize, order: Order) -> Outcome {
        {
            let mut world = self.world.borrow_mut();
            world.on_reader = card;
            world.step = 0;
            world.trace.clear();
        }
        let outcome = self.conduct(order).unwrap_or(Outcome::Dead);
        self.world.borrow_mut().plan = None;
        if matches!(outcome, Outcome::Dead) {
            self.world.borrow_mut().restart();
            self.sam = None;
            self.sam_session = false;
            self.till = replay(TERMINAL, &self.world.borrow().disk).unwrap();
            self.unshown = self.till.last_paid();
        }
        if let Outcome::Paid(paid) = &outcome {
            self.greens.push((*paid.record).clone());
        }
        self.audit();
        outcome
    }

    fn ports(&self) -> (CardPort, SamPort, DiskPort) {
        (CardPort(self.world.clone()), SamPort(self.world.clone()), DiskPort(self.world.clone()))
    }

    fn alive(&self) -> Result<(), Dead> {
        if self.world.borrow().dead { Err(Dead) } else { Ok(()) }
    }

    fn conduct(&mut self, order: Order) -> Result<Outcome, Dead> {
        let (mut card, mut sam, mut disk) = self.ports();
        let started = Unquoted::begin(&self.till, &self.rules, self.limits, self.tap_moment(), &mut disk);
        let unquoted = match started {
            Err(Refusal::SameCardAgain) => None,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
            Ok(unquoted) => Some(unquoted),
        };
        let found = converse(&mut Inquiry::new(&self.rules.cards, &Presence::default()), &mut card, &mut sam);
        self.alive()?;
        let Ok(found) = found else { return Ok(Outcome::Refused(Refusal::CardMoved)) };
        if let (Some(unshown), purse::Recognition::Ours(card)) = (self.unshown.take(), &found)
            && unshown.record.card_no.0 == card.number.0
        {
            return Ok(Outcome::Paid(unshown));
        }
        let unquoted = match unquoted {
            Some(unquoted) => unquoted,
            None => match self.recall(&found)? {
                Some(outcome) => return Ok(outcome),
                None => {
                    let moment = self.tap_moment();
                    Unquoted::begin(&self.till, &self.rules, self.limits, moment, &mut disk).unwrap()
                }
            },
        };
        let quoted = match unquoted.quote(&self.till, &self.rules, order, &found) {
            Ok(quoted) => quoted,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        loop {
            let module = self.module();
            let intended = quoted.intend(&self.till, &self.rules, Some(module), &NoKeys).unwrap();
            let begun = intended.begin(&mut disk, &self.till);
            self.alive()?;
            let (ticket, mut arming) = match begun {
                Ok(begun) => begun,
                Err(fault) => {
                    self.reopen();
                    // Whether the entry arrived is for the replay to say; DEBIT was never sent.
                    return Ok(Outcome::Refused(fault.refusal()));
                }
            };
            let heard = converse(&mut arming, &mut card, &mut sam);
            self.heard_sam();
            self.alive()?;
            self.sam_session = true;
            let armament = arming.finish(heard);
            let token = sale::Memory::wait(&mut disk, ticket);
            self.alive()?;
            let undone = match (armament, token) {
                (Armament::Armed(armed), Ok(token)) => {
                    let debiting = armed.debit(token, &mut self.till).unwrap();
                    return self.debit(debiting);
                }
                (Armament::Unarmed(unarmed), Ok(token)) => {
                    let step = unarmed.close(token, &mut self.till).unwrap();
                    self.remember(step)?
                }
                (armament, Err(fault)) => {
                    let never = match armament {
                        Armament::Armed(armed) => armed.abandon(),
                        Armament::Unarmed(unarmed) => unarmed.abandon(),
                    };
                    self.reopen();
                    if let Some(step) = never.close(&self.till) {
                        let _: Undone = self.remember(step)?;
                    }
                    return Ok(Outcome::Refused(fault.refusal()));
                }
            };
            match undone.retry_with_seq {
                Some(next_seq) => self.sam = Some(Sam { next_seq, ..module }),
                None => return Ok(Outcome::Refused(undone.refusal)),
            }
        }
    }

    fn debit(&mut self, mut debiting: sale::Debiting) -> Result<Outcome, Dead> {
        let (mut card, mut sam, _) = self.ports();
        let heard = converse(&mut debiting, &mut card, &mut sam);
        self.heard_sam();
        self.alive()?;
        Ok(match debiting.finish(heard, &self.till, self.now_us).unwrap() {
            AfterDebit::Paid(step) => self.paid(step)?,
            AfterDebit::Undone(step) => Outcome::Refused(self.remember(step)?.refusal),
            AfterDebit::Grey(step) => Outcome::Hold(self.remember(step)?),
        })
    }

    /// A card while one is waited for; `None` when the sale may begin anew.
    fn recall(&mut self, found: &purse::Recognition) -> Result<Option<Outcome>, Dead> {
        let (mut card, mut sam, _) = self.ports();
        let mut recall = match self.till.recall(&self.rules, found, self.sam_session, &NoKeys).unwrap() {
            Ok(recall) => recall,
            Err(refusal) => return Ok(Some(Outcome::Refused(refusal))),
        };
        let heard = converse(&mut recall, &mut card, &mut sam);
        self.heard_sam();
        self.alive()?;
        Ok(match recall.finish(heard, &self.till, self.now_us).unwrap() {
            Recalled::Paid(step) => Some(self.paid(step)?),
            Recalled::PaidWithoutProof(step) => Some(Outcome::WithoutProof(self.remember(step)?)),
            Recalled::NotDebited(step) => {
                self.remember(step)?;
                None
            }
            Recalled::Undecided(refusal, _) => Some(Outcome::Refused(refusal)),
        })
    }

    fn paid(&mut self, step: Step<Paid>) -> Result<Outcome, Dead> {
        let paid = self.remember(step)?;
        self.sam = self.sam.map(|sam| sam.after(&paid));
        self.sam_session = false;
        Ok(paid.refusal().map_or(Outcome::Paid(paid), Outcome::Refused))
    }

    /// Remembers a step; a failing disk is opened again and the step tried once more.
    pub(crate) fn remember_alive<N: std::fmt::Debug>(&mut self, step: Step<N>) -> N {
        self.remember(step).unwrap()
    }

    fn remember<N: std::fmt::Debug>(&mut self, mut step: Step<N>) -> Result<N, Dead> {
        let (_, _, mut disk) = self.ports();
        loop {
            match step.remember(&mut disk, &mut self.till) {
                Ok(next) => return Ok(next),
                Err(forgotten) => {
                    self.alive()?;
                    self.reopen();
                    step = forgotten.step;
                }
            }
        }
    }

    fn reopen(&mut self) {
        self.world.borrow_mut().reopen();
        self.till = replay(TERMINAL, &self.world.borrow().disk).unwrap();
    }

    fn module(&mut self) -> Sam {
        let next_seq = self.world.borrow().sam.next_seq;
        let started = Sam { terminal: SAM_TERMINAL, key_id: 1, next_seq };
        *self.sam.get_or_insert(started)
    }

    /// A silent module is started again before it is trusted.
    fn heard_sam(&mut self) {
        if std::mem::take(&mut self.world.borrow_mut().sam_silent) {
            self.world.borrow_mut().sam.power_off();
            self.sam = None;
            self.sam_session = false;
        }
    }

    pub(crate) fn sam_now(&mut self) -> Sam {
        self.module()
    }

    pub(crate) fn inquire(&mut self, card: usize) -> purse::Recognition {
        self.world.borrow_mut().on_reader = card;
        let (mut card, mut sam, _) = self.ports();
        converse(&mut Inquiry::new(&self.rules.cards, &Presence::default()), &mut card, &mut sam).unwrap()
    }

    /// What earlier tills did with these cards is not this till's to answer for.
    pub(crate) fn forget_history(&mut self) {
        self.world.borrow_mut().cards.iter_mut().for_each(|card| card.history.clear());
    }

    /// One sale, every state of it as a log would show it.
    pub(crate) fn show_every_state(&mut self, card: usize) -> String {
        let mut shown = Vec::new();
        let found = self.inquire(card);
        let (mut card, mut sam, mut disk) = self.ports();
        let moment = self.tap_moment();
        let unquoted = Unquoted::begin(&self.till, &self.rules, self.limits, moment, &mut disk).unwrap();
        let quoted = unquoted.quote(&self.till, &self.rules, LUNCH, &found).unwrap();
        shown.push(format!("{unquoted:?} {quoted:?} {:?}", self.rules));
        let module = self.module();
        let intended = quoted.intend(&self.till, &self.rules, Some(module), &NoKeys).unwrap();
        shown.push(format!("{intended:?} {:?}", intended.intention()));
        let (ticket, mut arming) = intended.begin(&mut disk, &self.till).unwrap();
        let heard = converse(&mut arming, &mut card, &mut sam);
        shown.push(format!("{arming:?} {heard:?}"));
        let armament = arming.finish(heard);
        shown.push(format!("{armament:?}"));
        let Armament::Armed(armed) = armament else { panic!("armed") };
        let token = sale::Memory::wait(&mut disk, ticket).unwrap();
        let mut debiting = armed.debit(token, &mut self.till).unwrap();
        let recall = self.till.recall(&self.rules, &found, true, &NoKeys).unwrap().unwrap();
        shown.push(format!("{:?} {recall:?}", self.till));
        let heard = converse(&mut debiting, &mut card, &mut sam);
        shown.push(format!("{debiting:?} {heard:?}"));
        let after = debiting.finish(heard, &self.till, self.now_us).unwrap();
        shown.push(format!("{after:?} {:?}", self.till));
        shown.join("\n")
    }

    pub(crate) fn trace(&self) -> Vec<String> {
        self.world.borrow().trace.clone()
    }

    /// Every record on the disk.
    pub(crate) fn records(&self) -> Vec<Record> {
        let world = self.world.borrow();
        let entries = world.disk.iter().map(|bytes| Entry::decode(bytes).unwrap());
        entries.filter_map(|entry| entry.record().cloned()).collect()
    }

    pub(crate) fn debits(&self, card: usize) -> usize {
        self.ours(card).len()
    }

    fn ours(&self, card: usize) -> Vec<(u16, u32, u32)> {
        let world = self.world.borrow();
        let history = world.cards[card].history.iter();
        history
            .filter(|debit| debit.3 == SAM_TERMINAL)
            .map(|(counter, before, amount, _)| (*counter, *before, *amount))
            .collect()
    }

    /// What must be true at any moment, whatever went wrong.
    pub(crate) fn audit(&self) {
        let replayed = replay(TERMINAL, &self.world.borrow().disk).unwrap();
        assert_eq!(replayed, self.till, "the live till is what its journal says");
        let records = self.records();
        for green in &self.greens {
            assert!(records.contains(green), "green is on the disk");
        }
        for card in 0..self.start.len() {
            self.audit_card(card, &records);
        }
    }

    fn audit_card(&self, card: usize, records: &[Record]) {
        let number = self.start[card].number;
        let mut debits: BTreeSet<(u16, u32, u32)> = self.ours(card).into_iter().collect();
        let mine = |record: &&Record| record.card_no.0 == number;
        for sale in records.iter().filter(|record| record.kind == Kind::Sale).filter(mine) {
            let (counter, before) = sale.card_before().unwrap();
            let counter = u16::try_from(counter).unwrap();
            let known = debits.remove(&(counter, before, sale.card_amount));
            assert!(known, "a sale record is one debit of the card, and no two records are the same one");
            assert_eq!(sale.tac, tac(sale.card_amount, counter + 1));
        }
        let greys = records.iter().filter(|record| record.kind == Kind::Grey).filter(mine).count();
        let open = self.till.open().is_some_and(|open| open.intention.draft.card_no.0 == number);
        let unknown = greys + usize::from(open);
        assert!(debits.len() <= unknown, "a debit without a sale is held open or grey: {debits:?}");
    }
}
