//! A till and a card desk with one county's keys, and a card of that county.

use apdu::{Dialogue, Transport, TransportError};
use desfire_purse::crypto::diversify::{Variant, diversify};
use desfire_purse::proof::{Claim, TransactionMacMasterKey, verify};
use desfire_purse::{DeskOrder, Generation, Memo, Parameters, Record};
use purse::{
    Application, CardAmount, Custody, DebitOrder, DebitOutcome, KeyUse, Mark, Paid, Plan, Probe, Proof,
    PurchaseRefusal, PurseView, Resolution, Secret16, Torn,
};
use std::cell::Cell;
use virtual_cards::desfire::{
    self, Body, COUNTY_AID, CountyCard, CountyKeys, RECORD_FILE, VALUE_FILE, VirtualDesfire,
};
use virtual_cards::{Chip, InField, Key};

pub(crate) const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];
const TILL_KEY: [u8; 16] = [0x11; 16];
const LOAD_KEY: [u8; 16] = [0x22; 16];
const PROOF_KEY: [u8; 16] = [0x33; 16];

/// A card of the county with 100 yuan.
pub(crate) fn card(generation: desfire::Generation) -> VirtualDesfire {
    let application = [[0; 16], TILL_KEY, LOAD_KEY, [0x44; 16], [0x55; 16]].map(Key);
    let keys = CountyKeys { application, transaction_mac: Key(PROOF_KEY), card: Key([0x66; 16]), version: 1 };
    CountyCard { balance: 10_000, ..CountyCard::new(keys, UID, generation) }.card()
}

/// The money and the newest record, as the card keeps them.
pub(crate) fn kept(card: &VirtualDesfire) -> (u32, Record) {
    let files = &card.state().application(COUNTY_AID).unwrap().files;
    let Body::Value(value) = &files[&VALUE_FILE].body else { panic!("no value") };
    let Body::Records(records) = &files[&RECORD_FILE].body else { panic!("no records") };
    (u32::try_from(value.value).unwrap(), Record::parse(records.records.last().unwrap()).unwrap())
}

/// The reader answers for the serial, the card for everything else.
struct Reader<'a>(InField<&'a mut VirtualDesfire>);

impl Transport for Reader<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if command.starts_with(&[0xFF, 0xCA]) {
            let uid = self.0.chip().uid().ok_or(TransportError::CardGone)?;
            return Ok([&uid[..], &[0x90, 0x00]].concat());
        }
        self.0.exchange(command)
    }
}

/// A dialogue of any size, borrowed.
struct Borrowed<'a, D: ?Sized>(&'a mut D);

impl<D: Dialogue + ?Sized> Dialogue for Borrowed<'_, D> {
    type Output = D::Output;

    fn start(&mut self) -> apdu::Turn<D::Output> {
        self.0.start()
    }

    fn hear(&mut self, answer: &apdu::Response) -> apdu::Turn<D::Output> {
        self.0.hear(answer)
    }
}

struct NoSam;

impl Transport for NoSam {
    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        panic!("a DESFire needs no security module");
    }
}

/// What is ordered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wish {
    Sale(u32),
    VoidLast,
    Load(u32),
}

/// How a tap ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tap {
    /// The card left, or was not ours, before anything could happen.
    Nothing,
    Refused(PurchaseRefusal),
    Settled(DebitOutcome),
    /// What the card said about a torn transaction.
    Learned(Resolution),
}

/// A till with one open transaction at most.
pub(crate) struct Counter {
    pub(crate) parameters: Parameters,
    pub(crate) terminal: u64,
    randoms: Cell<u8>,
    sale: u64,
    minute: u8,
    /// What is not settled yet: the record and what was sealed.
    pub(crate) open: Option<(Vec<u8>, Option<[u8; 16]>)>,
}

impl Custody for Counter {
    fn card_key(&self, _: KeyUse, _: u8, input: &[u8]) -> Option<Secret16> {
        diversify(&Secret16::new(TILL_KEY), Variant::An10922, input)
    }

    fn random(&self) -> Option<[u8; 16]> {
        self.randoms.set(self.randoms.get().wrapping_add(1));
        Some([self.randoms.get(); 16])
    }
}

impl Counter {
    pub(crate) fn new(generation: Generation, terminal: u64) -> Counter {
        let parameters = Parameters::usual(generation);
        Counter { parameters, terminal, randoms: Cell::new(0), sale: 0, minute: 0, open: None }
    }

    /// One tap: finds the card; settles what is open, or else carries the wish out as far as it goes.
    pub(crate) fn tap(&mut self, card: &mut VirtualDesfire, wish: Wish) -> Tap {
        let mut reader = Reader(InField::tap(card));
        let tap = self.talk(&mut reader, wish);
        reader.0.take();
        tap
    }

    fn talk(&mut self, reader: &mut Reader, wish: Wish) -> Tap {
        let Ok(Probe::Found(view)) = carry(reader, &mut *self.parameters.probe()) else {
            return Tap::Nothing;
        };
        if let Some((written, sealed)) = self.open.clone() {
            return self.recall(reader, &view, written, sealed);
        }
        let mut plan = match self.plan(&view, wish) {
            Ok(plan) => plan,
            Err(refusal) => return Tap::Refused(refusal),
        };
        let armed = match carry(reader, &mut *plan.purchase) {
            Ok(Ok(armed)) => armed,
            Ok(Err(refusal)) => return Tap::Refused(refusal),
            Err(_) => return Tap::Nothing,
        };
        let sealed = armed.facts().sealed;
        let mut debit = armed.debit();
        let outcome = carry(reader, &mut *debit).unwrap_or_else(|_| debit.so_far());
        assert_eq!(debit.money_at_risk(), outcome == DebitOutcome::Unknown);
        if outcome == DebitOutcome::Unknown {
            self.open = Some((plan.written, sealed));
        } else if let DebitOutcome::Paid(paid) = outcome {
            self.accept(&plan.written, &paid);
        }
        Tap::Settled(outcome)
    }

    fn plan(&mut self, view: &PurseView, wish: Wish) -> Result<Plan, PurchaseRefusal> {
        self.sale += 1;
        self.minute = (self.minute + 1) % 60;
        let (date, time) =
            ([0x20, 0x26, 0x07, 0x15], [0x12, ((self.minute / 10) << 4) | (self.minute % 10), 0]);
        let (till, sale) = (self.terminal, self.sale);
        let desk = DeskOrder { till, sale, date, time, mark: None };
        match wish {
            Wish::Sale(fen) => {
                let mark = Some(Mark::Room(vec![self.minute; 15]));
                let order = DebitOrder { amount: CardAmount(fen), mark, sam: None, till, sale, date, time };
                self.parameters.plan(view, &order, self)
            }
            Wish::VoidLast => {
                let sold = Memo::parse(&view.memo).unwrap().newest;
                self.parameters.void(view, &sold, &desk, self)
            }
            Wish::Load(fen) => {
                let input = self.parameters.input(Parameters::serial(view).unwrap());
                let key = diversify(&Secret16::new(LOAD_KEY), Variant::An10922, &input).unwrap();
                self.parameters.load(view, CardAmount(fen), &desk, &key, self)
            }
        }
    }

    fn recall(
        &mut self,
        reader: &mut Reader,
        view: &PurseView,
        written: Vec<u8>,
        sealed: Option<[u8; 16]>,
    ) -> Tap {
        let torn = Torn {
            number: view.number,
            issuer: view.issuer,
            amount: CardAmount::ZERO,
            txn: 0xDC,
            written: written.clone(),
            sam: None,
            date: [0; 4],
            time: [0; 3],
            counter_before: None,
            balance_before: None,
            sealed,
            sam_session: false,
        };
        let mut resolve = self.parameters.resolve(view, &torn, self).unwrap();
        let resolution = carry(reader, &mut *resolve).unwrap_or_else(|_| resolve.so_far());
        match resolution {
            Resolution::Debited(paid) => {
                self.accept(&written, &paid);
                self.open = None;
            }
            Resolution::NotDebited => self.open = None,
            Resolution::Undecided(_) => {}
        }
        Tap::Learned(resolution)
    }

    /// Every proof must convince the center.
    fn accept(&self, written: &[u8], paid: &Paid) {
        if let Proof::TransactionMac { .. } = paid.proof {
            assert!(self.convinces(written, paid), "{paid:?}");
        } else {
            assert!(self.parameters.generation == Generation::Ev1 || paid.check != purse::Check::Verified);
        }
    }

    pub(crate) fn convinces(&self, written: &[u8], paid: &Paid) -> bool {
        let Proof::TransactionMac { counter, value, sealed } = paid.proof else { return false };
        let record = Record::parse(written).unwrap();
        let claim = Claim { uid: UID, terminal: self.terminal, record, counter, value, sealed };
        let key = TransactionMacMasterKey::new(PROOF_KEY).of_card(&self.parameters, UID).unwrap();
        verify(&claim, self.parameters.terms(), &key).is_some()
    }
}

fn carry<D: Dialogue + ?Sized>(reader: &mut Reader, dialogue: &mut D) -> Result<D::Output, TransportError> {
    apdu::converse(&mut Borrowed(dialogue), reader, &mut NoSam)
}
