//! Sales given back by hand: what was decided is entered once per reference, with everything that follows.

use clearing::{Account, CountBack, CountedBack, Posting, Returned, balance};
use money::Fen;
use records::{BusinessDay, CardNo, TerminalId};

use crate::accounting_day::open_day;
use crate::error::{count, integer, small};
use crate::fund::bear;
use crate::lot_entries::{Entry, LotWord, enter, held};
use crate::store::{Store, Value, at, named};
use crate::{Entered, Ledger, LedgerError};

/// A refund on its way into the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// Number of the paper: unique for ever.
    pub reference: String,
    /// The sale: terminal and number.
    pub sale: (TerminalId, u64),
    /// What is given back: of the price, and pieces.
    pub back: Returned,
    /// What earlier refunds had given back when this one was worked out.
    pub before: Returned,
    /// What the elder gets.
    pub cash: Fen,
    /// What goes back to the funds.
    pub restored: Fen,
    /// Who entered it.
    pub by: String,
    /// Into which counters.
    pub counts: Vec<CountBack>,
    /// Into which loads: number, and fen or points.
    pub lots: Vec<(u32, i64)>,
    /// What is booked.
    pub postings: Vec<Posting>,
}

/// A refund in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRefund {
    /// The sale: terminal and number.
    pub sale: (TerminalId, u64),
    /// What was given back.
    pub back: Returned,
    /// What the elder got.
    pub cash: Fen,
    /// What went back to the funds.
    pub restored: Fen,
}

impl Ledger {
    /// The refund with this reference.
    pub fn refund(&self, reference: &str) -> Result<Option<StoredRefund>, LedgerError> {
        let row = self.store.first(
            "SELECT terminal, seq, amount, quantity, cash, restored FROM refund WHERE reference = ?1",
            at![reference],
            |row| {
                let numbers: [i64; 3] = [row.get(0)?, row.get(1)?, row.get(3)?];
                Ok((numbers, Fen(row.get(2)?), Fen(row.get(4)?), Fen(row.get(5)?)))
            },
        )?;
        row.map(|([terminal, seq, quantity], amount, cash, restored)| {
            let sale = (TerminalId(count(terminal, "refund.terminal")?), count(seq, "refund.seq")?);
            let back = Returned { amount, quantity: small(quantity, "refund.quantity")? };
            Ok(StoredRefund { sale, back, cash, restored })
        })
        .transpose()
    }

    /// What refunds have given back of a sale.
    pub fn refunded(&self, terminal: TerminalId, seq: u64) -> Result<Returned, LedgerError> {
        so_far(self.store.as_ref(), terminal, seq)
    }

    /// What refunds gave back to the counters of each of these cards.
    pub(crate) fn counted_back(
        &self,
        cards: &[Vec<Value<'_>>],
    ) -> Result<Vec<Vec<CountedBack>>, LedgerError> {
        let any = self.store.first("SELECT terminal FROM refund LIMIT 1", &[], |row| row.get::<i64>(0))?;
        if any.is_none() {
            return Ok(vec![Vec::new(); cards.len()]);
        }
        self.store.rows_of_each(
            "SELECT r.terminal, r.seq, r.entered_us, c.slot, c.times, c.benefit FROM refund r
             JOIN refund_count c ON c.reference = r.reference
             JOIN tx t ON t.terminal = r.terminal AND t.seq = r.seq
             WHERE t.card_no = ?1 ORDER BY r.entered_us, r.reference, c.slot",
            &["?1"],
            cards,
            |row| {
                let back = CountBack {
                    slot: small(row.get(3)?, "refund_count.slot")?,
                    times: small(row.get(4)?, "refund_count.times")?,
                    benefit: Fen(row.get(5)?),
                };
                let terminal = TerminalId(count(row.get(0)?, "refund.terminal")?);
                let (seq, at_us) = (count(row.get(1)?, "refund.seq")?, row.get(2)?);
                Ok(CountedBack { terminal, seq, at_us, back })
            },
        )
    }

    /// Enters a refund: postings, funds, counters and loads in one step. What comes back to a load that is over is
    /// cleared at once. The same refund again changes nothing; another one under a used reference is refused.
    ///
    /// # Errors
    /// `Busy` when another refund of the sale came in between; otherwise books that cannot be written.
    pub fn enter_refund(
        &mut self,
        new: &NewRefund,
        card: &CardNo,
        day: BusinessDay,
        now_us: i64,
    ) -> Result<Entered, LedgerError> {
        if let Some(stored) = self.refund(&new.reference)? {
            if (stored.sale, stored.back) == (new.sale, new.back) {
                return Ok(Entered::Known);
            }
            return Err(LedgerError::taken("退款登记号", "refund reference", &new.reference));
        }
        let off = balance(&new.postings).ok_or(LedgerError::OutOfRange("refund"))?;
        if off != Fen::ZERO {
            return Err(LedgerError::Unbalanced(off));
        }
        self.step(|transaction| {
            if so_far(transaction, new.sale.0, new.sale.1)? != new.before {
                return Err(LedgerError::Busy);
            }
            insert(transaction, new, day, now_us)?;
            for posting in &new.postings {
                if let Account::Fund(code) = posting.account {
                    bear(transaction, code, posting.amount, now_us)?;
                }
            }
            let card_no = card.digits();
            let sale = Some((integer(new.sale.0.0, "terminal")?, integer(new.sale.1, "seq")?));
            for &(load, amount) in &new.lots {
                let plain = |what| Entry { amount, ..Entry::plain(what, day, now_us) };
                let reference = Some(new.reference.as_str());
                enter(transaction, &card_no, load, &Entry { sale, reference, ..plain(LotWord::Restore) })?;
                let (_, last_day) = held(transaction, &card_no, load)?;
                if last_day < i64::from(day.number()) {
                    enter(transaction, &card_no, load, &plain(LotWord::Expire))?;
                }
            }
            Ok(Entered::New)
        })
    }
}

fn so_far(store: &dyn Store, terminal: TerminalId, seq: u64) -> Result<Returned, LedgerError> {
    let sums = store.first(
        "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT), CAST(coalesce(sum(quantity), 0) AS BIGINT) FROM refund
         WHERE terminal = ?1 AND seq = ?2",
        at![integer(terminal.0, "terminal")?, integer(seq, "seq")?],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (amount, quantity) = sums.unwrap_or_default();
    Ok(Returned { amount: Fen(amount), quantity: small(quantity, "refund.quantity")? })
}

fn insert(
    transaction: &dyn Store,
    new: &NewRefund,
    day: BusinessDay,
    now_us: i64,
) -> Result<(), LedgerError> {
    transaction.execute(
        "INSERT INTO refund (reference, terminal, seq, amount, quantity, cash, restored, entered_by, day, entered_us,
                             accounting_day)
         VALUES (:reference, :terminal, :seq, :amount, :quantity, :cash, :restored, :by, :day, :now, :open)",
        named! { ":reference": new.reference, ":terminal": integer(new.sale.0.0, "terminal")?,
        ":seq": integer(new.sale.1, "seq")?, ":amount": new.back.amount.0, ":quantity": new.back.quantity,
        ":cash": new.cash.0, ":restored": new.restored.0, ":by": new.by, ":day": day.number(), ":now": now_us,
        ":open": open_day(transaction)? },
    )?;
    for back in &new.counts {
        transaction.execute(
            "INSERT INTO refund_count (reference, slot, times, benefit) VALUES (:reference, :slot, :times, :benefit)",
            named! { ":reference": new.reference, ":slot": back.slot, ":times": back.times,
            ":benefit": back.benefit.0 },
        )?;
    }
    for (line, posting) in (1_i64..).zip(&new.postings) {
        transaction.execute(
            "INSERT INTO refund_posting (reference, line, account, day, amount)
             VALUES (:reference, :line, :account, :day, :amount)",
            named! { ":reference": new.reference, ":line": line, ":account": posting.account.to_string(),
            ":day": posting.day.number(), ":amount": posting.amount.0 },
        )?;
    }
    Ok(())
}
