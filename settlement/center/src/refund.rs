//! Giving a sale back by hand: worked out by the tariff that priced it, entered once.

use std::collections::{BTreeMap, BTreeSet};

use clearing::{CardFacts as _, GivenBack, Knowledge, PaidSale, ProofVerifier, Returned, Status, give_back};
use ledger::{Entered, Ledger, NewRefund};
use records::{BusinessDay, CardNo, Kind, MerchantId, Record, TerminalId};

use crate::Failure;
use crate::intake::CardKnowledge;

/// What is asked for.
pub(crate) struct Asked {
    pub(crate) sale: (TerminalId, u64),
    pub(crate) back: Returned,
    pub(crate) reference: String,
    pub(crate) by: String,
}

/// What came of it.
pub(crate) enum Done {
    /// It is in the books; the merchant and the card it is about.
    New(Box<GivenBack>, MerchantId, CardNo),
    /// It was in the books already.
    Known(ledger::StoredRefund),
}

/// Nobody proves a card anew for a refund.
struct Unasked;

impl ProofVerifier for Unasked {
    fn verify_batch(&self, _: &[&Record]) -> Vec<bool> {
        Vec::new()
    }
}

/// Works out a refund and enters it.
///
/// # Errors
/// A sale that cannot be given back like this, and books that cannot be used.
pub(crate) fn enter(
    ledger: &mut Ledger,
    asked: &Asked,
    day: BusinessDay,
    now_us: i64,
) -> Result<Done, Failure> {
    if let Some(known) = ledger.refund(&asked.reference)? {
        if (known.sale, known.back) == (asked.sale, asked.back) {
            return Ok(Done::Known(known));
        }
        let reference = &asked.reference;
        return Err(Failure::Refused(format!(
            "退款单 {reference} 已用于另一笔退款，未改动；请换编号 · this reference is another refund's, nothing was changed"
        )));
    }
    let (terminal, seq) = asked.sale;
    let refused = |told: &str| Failure::Refused(told.to_owned());
    let (merchant, row) = ledger
        .sale(terminal, seq)?
        .ok_or_else(|| refused("没有这笔记录，未退款 · there is no such record, nothing was given back"))?;
    if row.status != Status::Good || row.record.kind != Kind::Sale {
        return Err(refused(
            "这笔没有凭本身的证明入账，未退款；请由监管裁定 · this record was not paid on its own proof, nothing was given back; supervision decides",
        ));
    }
    let merchant: MerchantId =
        merchant.parse().map_err(|_| ledger::LedgerError::Corrupt(format!("merchant {merchant}")))?;
    let before = ledger.refunded(terminal, seq)?;
    let cards = CardKnowledge::gather(ledger, core::slice::from_ref(&row.record))?;
    let history = cards.history(&row.record.card_no);
    let (funds_left, none) = (BTreeMap::new(), BTreeSet::new());
    let knowledge = Knowledge {
        tariffs: &cards,
        proofs: &Unasked,
        cards: &cards,
        funds_left: &funds_left,
        funds_capped: &none,
        funds_dry: &none,
    };
    let sale = PaidSale { record: &row.record, merchant: &merchant, legs: &row.legs, before };
    let given = give_back(&sale, asked.back, history, &knowledge, day).map_err(|why| {
        let already = before.amount;
        Failure::Refused(format!("未退款（此前已退 {already}）：{why}"))
    })?;
    let new = NewRefund {
        reference: asked.reference.clone(),
        sale: asked.sale,
        back: asked.back,
        before,
        cash: given.cash,
        restored: given.restored,
        by: asked.by.clone(),
        counts: given.counts.clone(),
        lots: given.lots.clone(),
        postings: given.postings.clone(),
    };
    match ledger.enter_refund(&new, &row.record.card_no, day, now_us)? {
        Entered::New => Ok(Done::New(Box::new(given), merchant, row.record.card_no)),
        Entered::Known => Err(Failure::Books(ledger::LedgerError::Busy)),
    }
}
