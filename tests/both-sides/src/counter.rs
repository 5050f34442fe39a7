//! A till and a card desk for DESFire cards below the sale's machine: sales, voids and loads, one open at most.

use crate::county::{self, TillKeys};
use crate::link::Boxed;
use crate::{Lengths, Link, Tear};
use apdu::{Dialogue, Transport, TransportError};
use desfire_purse::crypto::diversify::{Variant, diversify};
use desfire_purse::proof::{Claim, TransactionMacMasterKey, verify};
use desfire_purse::{DeskOrder, Generation, Memo, Parameters, Record};
use purse::{
    Application, CardAmount, DebitOrder, DebitOutcome, Mark, Paid, Plan, Probe, Proof, PurchaseRefusal,
    PurseView, Resolution, Secret16, Torn,
};
use virtual_cards::desfire::{self, Body, COUNTY_AID, RECORD_FILE, VALUE_FILE, VirtualDesfire};

/// Serial of the card of these stories.
pub const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];

/// A card of the county with 100 yuan.
#[must_use]
pub fn card(generation: desfire::Generation) -> VirtualDesfire {
    county::desfire(generation, UID)
}

/// The money and the newest record, as the card keeps them.
#[must_use]
pub fn kept(card: &VirtualDesfire) -> (u32, Record) {
    let files = &card.state().application(COUNTY_AID).unwrap().files;
    let Body::Value(value) = &files[&VALUE_FILE].body else { panic!("no value") };
    let Body::Records(records) = &files[&RECORD_FILE].body else { panic!("no records") };
    (u32::try_from(value.value).unwrap(), Record::parse(records.records.last().unwrap()).unwrap())
}

type Reader<'a> = Link<&'a mut VirtualDesfire>;

struct NoSam;

impl Transport for NoSam {
    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        panic!("a DESFire needs no security module");
    }
}

/// What is ordered.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    /// A sale of so many fen.
    Sale(u32),
    /// The card's last sale is undone.
    VoidLast,
    /// So many fen are put on the card.
    Load(u32),
}

/// How a tap ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tap {
    /// The card left, or was not ours, before anything could happen.
    Nothing,
    /// Refused before anything could happen.
    Refused(PurchaseRefusal),
    /// The commit came to this.
    Settled(DebitOutcome),
    /// What the card said about a torn transaction.
    Learned(Resolution),
}

/// A till with one open transaction at most.
#[derive(Clone)]
pub struct Counter {
    /// What the profile says.
    pub parameters: Parameters,
    /// The till's own number.
    pub terminal: u64,
    keys: TillKeys,
    sale: u64,
    minute: u8,
    /// What is not settled yet: the record and what was sealed.
    pub open: Option<(Vec<u8>, Option<[u8; 16]>)>,
}

impl Counter {
    /// A till with nothing open.
    #[must_use]
    pub fn new(generation: Generation, terminal: u64) -> Counter {
        let parameters = Parameters::usual(generation);
        Counter { parameters, terminal, keys: TillKeys::default(), sale: 0, minute: 0, open: None }
    }

    /// One tap: finds the card; settles what is open, or else carries the wish out as far as it goes.
    pub fn tap(&mut self, card: &mut VirtualDesfire, wish: Wish) -> Tap {
        self.torn_tap(card, wish, None).0
    }

    /// The same with the link cut there, and what was exchanged.
    pub fn torn_tap(
        &mut self,
        card: &mut VirtualDesfire,
        wish: Wish,
        tear: Option<Tear>,
    ) -> (Tap, Vec<Lengths>) {
        let mut reader = Link::tap(card, tear);
        let tap = self.talk(&mut reader, wish);
        (tap, reader.take())
    }

    fn talk(&mut self, reader: &mut Reader<'_>, wish: Wish) -> Tap {
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
                self.parameters.plan(view, &order, &self.keys)
            }
            Wish::VoidLast => {
                let sold = Memo::parse(&view.memo).unwrap().newest;
                self.parameters.void(view, &sold, &desk, &self.keys)
            }
            Wish::Load(fen) => {
                let input = self.parameters.input(Parameters::serial(view).unwrap());
                let key = diversify(&Secret16::new(county::LOAD_KEY), Variant::An10922, &input).unwrap();
                self.parameters.load(view, CardAmount(fen), &desk, &key, &self.keys)
            }
        }
    }

    fn recall(
        &mut self,
        reader: &mut Reader<'_>,
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
        let mut resolve = self.parameters.resolve(view, &torn, &self.keys).unwrap();
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

    /// Whether the center would take this proof for this record.
    #[must_use]
    pub fn convinces(&self, written: &[u8], paid: &Paid) -> bool {
        let Proof::TransactionMac { counter, value, sealed } = paid.proof else { return false };
        let record = Record::parse(written).unwrap();
        let claim = Claim { uid: UID, terminal: self.terminal, record, counter, value, sealed };
        let key = TransactionMacMasterKey::new(county::PROOF_KEY).of_card(&self.parameters, UID).unwrap();
        verify(&claim, self.parameters.terms(), &key).is_some()
    }
}

fn carry<D: Dialogue + ?Sized>(
    reader: &mut Reader<'_>,
    dialogue: &mut D,
) -> Result<D::Output, TransportError> {
    apdu::converse(&mut Boxed(dialogue), reader, &mut NoSam)
}
