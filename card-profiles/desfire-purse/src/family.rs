//! The family behind the neutral shape of `purse`, and what a card desk does besides: voids and loads.

use crate::dialogue::authenticate::Credentials;
use crate::dialogue::inquiry::Inquiry;
use crate::dialogue::resolve::{Question, Resolve};
use crate::dialogue::transaction::{Order, Transaction};
use crate::{Generation, Kind, Memo, Parameters, Record, seconds, status};
use apdu::{Command, Dialogue, Response};
use purse::{
    Application, CardAmount, Custody, DebitOrder, Family, KeyUse, Mark, Plan, Probe, ProfileError,
    PurchaseRefusal, PurseView, Secret16, Shown, Told, Torn,
};
use zeroize::Zeroizing;

/// DESFire purses with AES keys: `family = "desfire"`.
#[derive(Clone, Copy, Debug)]
pub struct Desfire;

/// Answer to reset of every DESFire with its factory settings, as PC/SC builds it.
const ATR: [u8; 6] = [0x3B, 0x81, 0x80, 0x01, 0x80, 0x80];

/// The transaction type of a sale in records: DEBIT's own code.
const DEBIT: u8 = crate::command::debit::INS;

/// Most fen that a value file holds.
const VALUE_MAX: u32 = 0x7FFF_FFFF;

/// What a card desk orders besides sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskOrder {
    /// The desk's own number.
    pub till: u64,
    /// The desk's number of this transaction.
    pub sale: u64,
    /// County date, BCD `YYYYMMDD`.
    pub date: [u8; 4],
    /// County time, BCD `hhmmss`.
    pub time: [u8; 3],
    /// The meal mark to write; `None` keeps what is there.
    pub mark: Option<[u8; 15]>,
}

impl Family for Desfire {
    fn name(&self) -> &'static str {
        "desfire"
    }

    fn application(&self, told: &Told) -> Result<Box<dyn Application>, ProfileError> {
        Ok(Box::new(Parameters::read(told)?))
    }
}

impl Application for Parameters {
    fn code(&self) -> u8 {
        match self.generation {
            Generation::Ev2 => 2,
            Generation::Ev1 => 3,
        }
    }

    /// Its applications are in no directory of ISO/IEC 7816.
    fn aid(&self) -> Option<&[u8]> {
        None
    }

    fn suits(&self, atr: &[u8]) -> bool {
        atr == ATR
    }

    fn needs_sam(&self) -> bool {
        false
    }

    fn probe(&self) -> Box<dyn Dialogue<Output = Probe>> {
        Box::new(Inquiry::new(self))
    }

    /// Of the newest record, version and kind. Money, times and terminals are the holder's.
    fn shown(&self, asked: &Command, answer: &Response) -> Vec<Shown> {
        let whole = asked.ins == self.read_code && Record::parse(&answer.data).is_some();
        whole.then_some(Shown::Plain(0..1)).into_iter().collect()
    }

    fn plan(
        &self,
        view: &PurseView,
        order: &DebitOrder,
        custody: &dyn Custody,
    ) -> Result<Plan, PurchaseRefusal> {
        let memo = memo(view)?;
        let desk = DeskOrder {
            till: order.till,
            sale: order.sale,
            date: order.date,
            time: order.time,
            mark: room(order.mark.as_ref())?,
        };
        let balance = memo.newest.balance.checked_sub(order.amount.0).ok_or(PurchaseRefusal::Funds)?;
        let record = self.record(&memo, &desk, Kind::Sale, order.amount, balance)?;
        self.planned(&memo, record, &desk, custody, None)
    }

    fn resolve(
        &self,
        view: &PurseView,
        torn: &Torn,
        custody: &dyn Custody,
    ) -> Result<Box<dyn purse::Resolve>, PurchaseRefusal> {
        let memo = Memo::parse(&view.memo);
        let till = memo.and_then(|memo| self.till(&memo, custody).ok());
        Ok(Box::new(Resolve::new(Question {
            parameters: self.clone(),
            written: Record::parse(&torn.written),
            newest: memo.map(|memo| memo.newest),
            sealed: torn.sealed,
            till,
        })))
    }
}

impl Parameters {
    /// Undoes the card's last transaction, which must be this sale, with the till key (LIMITED CREDIT). The plan's
    /// outcome is told in the words of a debit: *paid* means that the money is back on the card.
    ///
    /// # Errors
    /// As [`Application::plan`]; [`PurchaseRefusal::Card`] with `91BE` when the newest record is another.
    pub fn void(
        &self,
        view: &PurseView,
        sold: &Record,
        order: &DeskOrder,
        custody: &dyn Custody,
    ) -> Result<Plan, PurchaseRefusal> {
        let memo = memo(view)?;
        if memo.newest != *sold || sold.kind != Kind::Sale {
            return Err(PurchaseRefusal::Card(status::BOUNDARY.0));
        }
        let amount = CardAmount(sold.amount);
        let balance = raised(&memo, amount)?;
        let record = self.record(&memo, order, Kind::Void, amount, balance)?;
        self.planned(&memo, record, order, custody, None)
    }

    /// Puts money on the card with its load key (CREDIT), at a card desk. From EV2 on the till key says who commits
    /// and the load key moves the money, in one session. Outcome as with [`Parameters::void`].
    ///
    /// # Errors
    /// As [`Application::plan`]; [`PurchaseRefusal::Card`] with `91BE` for more than a purse holds.
    pub fn load(
        &self,
        view: &PurseView,
        amount: CardAmount,
        order: &DeskOrder,
        load_key: &Secret16,
        custody: &dyn Custody,
    ) -> Result<Plan, PurchaseRefusal> {
        let memo = memo(view)?;
        let balance = raised(&memo, amount)?;
        let record = self.record(&memo, order, Kind::Load, amount, balance)?;
        self.planned(&memo, record, order, custody, Some(load_key))
    }

    /// The serial of the chip that a probe found: the desk derives its keys from it with [`Parameters::input`].
    #[must_use]
    pub fn serial(view: &PurseView) -> Option<[u8; 7]> {
        Memo::parse(&view.memo).map(|memo| memo.uid)
    }

    fn record(
        &self,
        memo: &Memo,
        order: &DeskOrder,
        kind: Kind,
        amount: CardAmount,
        balance: u32,
    ) -> Result<Record, PurchaseRefusal> {
        let counter = match self.generation {
            Generation::Ev1 => 0,
            Generation::Ev2 => memo.newest.counter.checked_add(1).ok_or(PurchaseRefusal::CounterExhausted)?,
        };
        Ok(Record {
            kind,
            // A till that knows no time writes none; the number of the sale tells records apart.
            seconds: seconds(order.date, order.time).unwrap_or(0),
            terminal: low(order.till),
            sale: low(order.sale),
            amount: amount.0,
            balance,
            counter,
            mark: order.mark.unwrap_or(memo.newest.mark),
        })
    }

    fn planned(
        &self,
        memo: &Memo,
        record: Record,
        order: &DeskOrder,
        custody: &dyn Custody,
        load_key: Option<&Secret16>,
    ) -> Result<Plan, PurchaseRefusal> {
        let (opens, moves) = match (self.generation, load_key) {
            (Generation::Ev1, Some(key)) => (self.loading(key, custody)?, None),
            (_, key) => {
                let till = self.till(memo, custody)?;
                (till, key.map(|key| self.loading(key, custody)).transpose()?)
            }
        };
        let txn = match record.kind {
            Kind::Load => crate::command::credit::INS,
            Kind::Void => crate::command::limited_credit::INS,
            Kind::Issued | Kind::Sale => DEBIT,
        };
        let order = Order { parameters: self.clone(), record, terminal: order.till, opens, moves };
        Ok(Plan { txn, written: record.to_bytes().to_vec(), purchase: Box::new(Transaction::new(order)) })
    }

    fn till(&self, memo: &Memo, custody: &dyn Custody) -> Result<Credentials, PurchaseRefusal> {
        let key = custody.card_key(KeyUse::Debit, self.key_version, &self.input(memo.uid));
        credentials(self.till_key, key, custody)
    }

    fn loading(&self, key: &Secret16, custody: &dyn Custody) -> Result<Credentials, PurchaseRefusal> {
        credentials(self.load_key, Some(key.clone()), custody)
    }
}

fn credentials(
    number: u8,
    key: Option<Secret16>,
    custody: &dyn Custody,
) -> Result<Credentials, PurchaseRefusal> {
    match (key, custody.random()) {
        (Some(key), Some(random)) => Ok(Credentials { number, key, random: Zeroizing::new(random) }),
        _ => Err(PurchaseRefusal::TillKey),
    }
}

fn memo(view: &PurseView) -> Result<Memo, PurchaseRefusal> {
    Memo::parse(&view.memo).ok_or(PurchaseRefusal::CardUnreadable)
}

/// The mark of a sale, filled with zeros; a whole record is another family's.
fn room(mark: Option<&Mark>) -> Result<Option<[u8; 15]>, PurchaseRefusal> {
    match mark {
        None => Ok(None),
        Some(Mark::Room(room)) if room.len() <= 15 => {
            let mut mark = [0; 15];
            for (to, from) in mark.iter_mut().zip(room) {
                *to = *from;
            }
            Ok(Some(mark))
        }
        Some(Mark::Room(_) | Mark::Record(_)) => Err(PurchaseRefusal::Mark(status::LENGTH.0)),
    }
}

/// The balance after money is put on.
fn raised(memo: &Memo, amount: CardAmount) -> Result<u32, PurchaseRefusal> {
    let balance = memo.newest.balance.checked_add(amount.0).filter(|balance| *balance <= VALUE_MAX);
    balance.ok_or(PurchaseRefusal::Card(status::BOUNDARY.0))
}

/// The low four bytes.
fn low(number: u64) -> u32 {
    let [_, _, _, _, low @ ..] = number.to_be_bytes();
    u32::from_be_bytes(low)
}
