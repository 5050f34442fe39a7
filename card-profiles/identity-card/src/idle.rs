//! The debit of a card without a purse: there is none, and every conversation about it is over at once.

use apdu::{Dialogue, Response, Turn};
use purse::{
    Armed, CardAmount, Check, Debit, DebitOrder, DebitOutcome, Facts, Paid, Plan, Proof, PurchaseRefusal,
    PurseView, Resolution, Resolve,
};

/// A plan that asks the card nothing.
///
/// # Errors
/// Money is to be taken from a card that holds none.
pub(crate) fn plan(_view: &PurseView, order: &DebitOrder) -> Result<Plan, PurchaseRefusal> {
    if order.amount != CardAmount::ZERO {
        return Err(PurchaseRefusal::Funds);
    }
    Ok(Plan { txn: 0, written: Vec::new(), purchase: Box::new(Named) })
}

const PAID: Paid = Paid {
    proof: Proof::None,
    check: Check::Unchecked,
    facts: Facts {
        counter: None,
        balance_before: None,
        key_version: 0,
        alg_id: 0,
        sam_seq: None,
        sealed: None,
    },
};

/// The card has named its holder.
struct Named;

impl Dialogue for Named {
    type Output = Result<Box<dyn Armed>, PurchaseRefusal>;

    fn start(&mut self) -> Turn<Self::Output> {
        Turn::Done(Ok(Box::new(Named)))
    }

    fn hear(&mut self, _: &Response) -> Turn<Self::Output> {
        self.start()
    }
}

impl Armed for Named {
    fn facts(&self) -> Facts {
        PAID.facts
    }

    fn debit(self: Box<Self>) -> Box<dyn Debit> {
        Box::new(Nothing)
    }
}

/// Nothing is debited.
struct Nothing;

impl Dialogue for Nothing {
    type Output = DebitOutcome;

    fn start(&mut self) -> Turn<DebitOutcome> {
        Turn::Done(self.so_far())
    }

    fn hear(&mut self, _: &Response) -> Turn<DebitOutcome> {
        self.start()
    }
}

impl Debit for Nothing {
    fn money_at_risk(&self) -> bool {
        false
    }

    fn so_far(&self) -> DebitOutcome {
        DebitOutcome::Paid(PAID)
    }
}

/// A sale whose power was cut before it was written down: the card holds no purse, so nothing can have been taken.
pub(crate) struct NothingTaken;

impl Dialogue for NothingTaken {
    type Output = Resolution;

    fn start(&mut self) -> Turn<Resolution> {
        Turn::Done(Resolution::NotDebited)
    }

    fn hear(&mut self, _: &Response) -> Turn<Resolution> {
        self.start()
    }
}

impl Resolve for NothingTaken {
    fn so_far(&self) -> Resolution {
        Resolution::NotDebited
    }
}
