//! The family behind the neutral shape of `purse`: each of our words in everybody's.

use crate::dialogue::order::{PurchaseKind, PurchaseOrder, RecordUpdate};
use crate::{
    Armed, Debit, DebitOutcome, DebitRefusal, Facts, Inquiry, Intention, Paid, Parameters, Purchase,
    PurchaseRefusal, Resolution, Resolve, SamCheck, Undecided, shown,
};
use apdu::{Command, Dialogue, Response, StatusWord, Turn};
use purse::{
    Application, CardAmount, Check, Custody, DebitOrder, Family, Mark, Plan, Probe, ProfileError, Proof,
    PurseView, SamTerms, Shown, Told, Torn,
};

/// PBOC and T-Union purses with a PSAM: `family = "pboc"`.
#[derive(Clone, Copy, Debug)]
pub struct Pboc;

/// The number of this family in records.
const CODE: u8 = 1;

impl Family for Pboc {
    fn name(&self) -> &'static str {
        "pboc"
    }

    fn application(&self, told: &Told) -> Result<Box<dyn Application>, ProfileError> {
        Ok(Box::new(Parameters::read(told)?))
    }
}

impl Application for Parameters {
    fn code(&self) -> u8 {
        CODE
    }

    fn aid(&self) -> Option<&[u8]> {
        Some(&self.aid)
    }

    fn suits(&self, _atr: &[u8]) -> bool {
        false
    }

    fn needs_sam(&self) -> bool {
        true
    }

    fn probe(&self) -> Box<dyn Dialogue<Output = Probe>> {
        Box::new(Local { inquiry: Inquiry::new(self), parameters: self.clone() })
    }

    fn shown(&self, asked: &Command, answer: &Response) -> Vec<Shown> {
        shown::shown(self.layout, asked, answer)
    }

    fn plan(
        &self,
        view: &PurseView,
        order: &DebitOrder,
        _: &dyn Custody,
    ) -> Result<Plan, purse::PurchaseRefusal> {
        let sam = order.sam.ok_or(purse::PurchaseRefusal::TillKey)?;
        let order = self.purchase(view, order, sam);
        Ok(Plan {
            txn: order.kind.txn_type(),
            written: Vec::new(),
            purchase: Box::new(Buying(Purchase::new(order))),
        })
    }

    fn resolve(
        &self,
        _view: &PurseView,
        torn: &Torn,
        _: &dyn Custody,
    ) -> Result<Box<dyn purse::Resolve>, purse::PurchaseRefusal> {
        let sam = torn.sam.ok_or(purse::PurchaseRefusal::TillKey)?;
        Ok(Box::new(Learning(Resolve::new(Intention {
            key_id: sam.key_id,
            amount: torn.amount,
            txn_type: torn.txn,
            terminal: sam.terminal,
            date: torn.date,
            time: torn.time,
            counter_before: torn.counter_before.and_then(|counter| u16::try_from(counter).ok()),
            balance_before: torn.balance_before,
            sam_session: torn.sam_session,
        }))))
    }
}

impl Parameters {
    /// A meal with a cap is marked on the card; a meal of nothing is a composite purchase of nothing, for a simple
    /// one of zero is no purchase to many cards.
    fn purchase(&self, view: &PurseView, order: &DebitOrder, sam: SamTerms) -> PurchaseOrder {
        let update = match &order.mark {
            Some(Mark::Record(data)) => {
                Some(RecordUpdate { sfi: self.mark_sfi, record_id: self.mark_record_id, data: data.clone() })
            }
            Some(Mark::Room(_)) | None => None,
        };
        let kind = if update.is_none() && order.amount > CardAmount::ZERO {
            PurchaseKind::Simple
        } else {
            PurchaseKind::Composite { update: update.into_iter().collect() }
        };
        PurchaseOrder {
            kind,
            key_id: sam.key_id,
            amount: order.amount,
            terminal: sam.terminal,
            date: order.date,
            time: order.time,
            serial_factor: view.number.factor(),
            issuer_factor: self.issuer_factor.of(view.issuer),
            levels: self.levels,
            identify: self.identify,
        }
    }
}

/// The inquiry, with issuers that are neither at home here nor welcome guests left to other applications of the
/// profile.
struct Local {
    inquiry: Inquiry,
    parameters: Parameters,
}

impl Local {
    fn judged(&self, turn: Turn<Probe>) -> Turn<Probe> {
        match turn {
            Turn::Done(Probe::Found(view)) if !self.parameters.serves(&view) => Turn::Done(Probe::Absent),
            turn => turn,
        }
    }
}

impl Dialogue for Local {
    type Output = Probe;

    fn start(&mut self) -> Turn<Probe> {
        let turn = self.inquiry.start();
        self.judged(turn)
    }

    fn hear(&mut self, answer: &Response) -> Turn<Probe> {
        let turn = self.inquiry.hear(answer);
        self.judged(turn)
    }
}

/// A turn with its output said another way.
fn said<A, B>(turn: Turn<A>, say: impl FnOnce(A) -> B) -> Turn<B> {
    match turn {
        Turn::Ask(ask) => Turn::Ask(ask),
        Turn::Done(output) => Turn::Done(say(output)),
    }
}

struct Buying(Purchase);

type Bought = Result<Box<dyn purse::Armed>, purse::PurchaseRefusal>;

fn bought(output: Result<Armed, PurchaseRefusal>) -> Bought {
    match output {
        Ok(armed) => Ok(Box::new(armed)),
        Err(refusal) => Err(refusal.into()),
    }
}

impl Dialogue for Buying {
    type Output = Bought;

    fn start(&mut self) -> Turn<Bought> {
        said(self.0.start(), bought)
    }

    fn hear(&mut self, answer: &Response) -> Turn<Bought> {
        said(self.0.hear(answer), bought)
    }
}

impl purse::Armed for Armed {
    fn facts(&self) -> purse::Facts {
        (*Armed::facts(self)).into()
    }

    fn debit(self: Box<Self>) -> Box<dyn purse::Debit> {
        Box::new(Debiting(Armed::debit(*self)))
    }
}

struct Debiting(Debit);

impl Dialogue for Debiting {
    type Output = purse::DebitOutcome;

    fn start(&mut self) -> Turn<purse::DebitOutcome> {
        said(self.0.start(), Into::into)
    }

    fn hear(&mut self, answer: &Response) -> Turn<purse::DebitOutcome> {
        said(self.0.hear(answer), Into::into)
    }
}

impl purse::Debit for Debiting {
    fn money_at_risk(&self) -> bool {
        self.0.money_at_risk()
    }

    fn so_far(&self) -> purse::DebitOutcome {
        self.0.so_far().into()
    }
}

struct Learning(Resolve);

impl Dialogue for Learning {
    type Output = purse::Resolution;

    fn start(&mut self) -> Turn<purse::Resolution> {
        said(self.0.start(), Into::into)
    }

    fn hear(&mut self, answer: &Response) -> Turn<purse::Resolution> {
        said(self.0.hear(answer), Into::into)
    }
}

impl purse::Resolve for Learning {
    fn so_far(&self) -> purse::Resolution {
        self.0.so_far().into()
    }
}

impl From<Facts> for purse::Facts {
    fn from(facts: Facts) -> purse::Facts {
        purse::Facts {
            counter: Some(u32::from(facts.counter)),
            balance_before: Some(facts.balance_before),
            key_version: facts.key_version,
            alg_id: facts.alg_id,
            sam_seq: Some(facts.psam_seq),
            sealed: None,
        }
    }
}

impl From<SamCheck> for Check {
    fn from(check: SamCheck) -> Check {
        match check {
            SamCheck::Verified => Check::Verified,
            SamCheck::Wrong => Check::Wrong,
            SamCheck::Unchecked => Check::Unchecked,
        }
    }
}

impl From<PurchaseRefusal> for purse::PurchaseRefusal {
    fn from(refusal: PurchaseRefusal) -> purse::PurchaseRefusal {
        match refusal {
            PurchaseRefusal::Funds => purse::PurchaseRefusal::Funds,
            PurchaseRefusal::CounterExhausted => purse::PurchaseRefusal::CounterExhausted,
            PurchaseRefusal::CardKey => purse::PurchaseRefusal::CardKey,
            PurchaseRefusal::SamKey => purse::PurchaseRefusal::TillKey,
            PurchaseRefusal::Locked => purse::PurchaseRefusal::Locked,
            PurchaseRefusal::Card(StatusWord(status)) => purse::PurchaseRefusal::Card(status),
            PurchaseRefusal::Record(StatusWord(status)) => purse::PurchaseRefusal::Mark(status),
            PurchaseRefusal::Sam(StatusWord(status)) => purse::PurchaseRefusal::Sam(status),
            PurchaseRefusal::CardUnreadable => purse::PurchaseRefusal::CardUnreadable,
            PurchaseRefusal::SamUnreadable => purse::PurchaseRefusal::SamUnreadable,
        }
    }
}

impl From<DebitOutcome> for purse::DebitOutcome {
    fn from(outcome: DebitOutcome) -> purse::DebitOutcome {
        match outcome {
            DebitOutcome::Paid(Paid { tac, sam, facts }) => purse::DebitOutcome::Paid(purse::Paid {
                proof: Proof::Tac(tac.0),
                check: sam.into(),
                facts: facts.into(),
            }),
            DebitOutcome::Refused(refusal) => purse::DebitOutcome::Refused(match refusal {
                DebitRefusal::WrongMac => purse::DebitRefusal::WrongMac,
                DebitRefusal::Funds => purse::DebitRefusal::Funds,
                DebitRefusal::Dropped(StatusWord(status)) => purse::DebitRefusal::Dropped(status),
                DebitRefusal::NotSent => purse::DebitRefusal::NotSent,
            }),
            DebitOutcome::Unknown(_) => purse::DebitOutcome::Unknown,
        }
    }
}

impl From<Resolution> for purse::Resolution {
    fn from(resolution: Resolution) -> purse::Resolution {
        match resolution {
            Resolution::Debited(found) => purse::Resolution::Debited(purse::Paid {
                proof: found.tac.map_or(Proof::None, |tac| Proof::Tac(tac.0)),
                check: found.sam.into(),
                facts: purse::Facts {
                    counter: Some(u32::from(found.counter)),
                    balance_before: Some(found.balance_before),
                    key_version: found.key_version,
                    alg_id: found.alg_id,
                    sam_seq: None,
                    sealed: None,
                },
            }),
            Resolution::NotDebited => purse::Resolution::NotDebited,
            Resolution::Undecided(why) => purse::Resolution::Undecided(match why {
                Undecided::CardRefused(StatusWord(status)) => purse::Undecided::CardRefused(status),
                Undecided::CardUnreadable => purse::Undecided::CardUnreadable,
                Undecided::CounterWentBack => purse::Undecided::CounterWentBack,
                Undecided::LogUnreadable => purse::Undecided::LogUnreadable,
                Undecided::TooMuchSince => purse::Undecided::TooMuchSince,
            }),
        }
    }
}
