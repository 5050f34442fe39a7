//! What waits, and storing what became of it when it was judged again.

use std::collections::BTreeMap;

use clearing::{RefuseCause, Rejudged, Status, Turnovers, balance};
use money::Fen;
use records::{CardNo, Record};

use crate::accounting_day::open_day;
use crate::batch::{NotStored, settle};
use crate::finding::{add_findings, clear_findings};
use crate::fund::{draw, unmoved};
use crate::fund_entries::Decider;
use crate::history::read_record;
use crate::lot_entries::move_lots;
use crate::store::{at, named};
use crate::turnover::insert_turnovers;
use crate::{Ledger, LedgerError, Mark, Recorded};

impl Ledger {
    /// Cards with records that wait for a proof, in the order of their numbers.
    pub fn cards_unproved(&self) -> Result<Vec<CardNo>, LedgerError> {
        let unproved = Status::Waiting(RefuseCause::TacError).to_string();
        let sql = "SELECT DISTINCT card_no FROM tx WHERE status = ?1 ORDER BY card_no";
        let cards = self.store.rows(sql, at![unproved], |row| row.get::<String>(0))?;
        let read = |digits: String| digits.parse().map_err(|_| LedgerError::Corrupt("tx.card_no".to_owned()));
        cards.into_iter().map(read).collect()
    }

    /// The records of a card that wait.
    pub fn waiting_of(&self, card: &CardNo) -> Result<Vec<Record>, LedgerError> {
        let sql =
            "SELECT record FROM tx WHERE card_no = ?1 AND status LIKE 'waiting:%' ORDER BY terminal, seq";
        let rows = self.store.rows(sql, at![card.digits()], |row| row.get::<Vec<u8>>(0))?;
        rows.iter().map(|record| read_record(record)).collect()
    }

    /// Writes what was judged again: all of it, or nothing.
    pub fn record_recheck(
        &mut self,
        mark: Mark,
        rejudged: &Rejudged,
        funds_left: &BTreeMap<u8, Fen>,
        now_us: i64,
    ) -> Result<Recorded, LedgerError> {
        let off = balance(&rejudged.postings).ok_or(LedgerError::OutOfRange("posting"))?;
        if off != Fen::ZERO {
            return Err(LedgerError::Unbalanced(off));
        }
        let stored = self.step(|transaction| {
            // This step is counted already.
            let fresh =
                Ledger::steps(transaction)? == mark.0.saturating_add(1) && unmoved(transaction, funds_left)?;
            if !fresh {
                return Err(NotStored::Moved);
            }
            let number = transaction.next_number("SELECT max(number) FROM recheck")?;
            transaction.execute(
                "INSERT INTO recheck (number, at_us, accounting_day) VALUES (?1, ?2, ?3)",
                at![number, now_us, open_day(transaction)?],
            )?;
            let mut turnovers = Turnovers::default();
            for settlement in &rejudged.settlements {
                settle(transaction, settlement, Decider::Recheck(number), &mut turnovers)?;
            }
            insert_turnovers(transaction, Decider::Recheck(number), turnovers)?;
            for (line, posting) in (1_i64..).zip(&rejudged.postings) {
                transaction.execute(
                    "INSERT INTO recheck_posting (recheck, line, account, day, amount)
                     VALUES (:number, :line, :account, :day, :amount)",
                    named! { ":number": number, ":line": line, ":account": posting.account.to_string(),
                    ":day": posting.day.number(), ":amount": posting.amount.0 },
                )?;
            }
            draw(transaction, &rejudged.postings, &rejudged.findings, now_us)?;
            move_lots(transaction, &rejudged.lots, now_us)?;
            clear_findings(transaction, &rejudged.cleared, now_us)?;
            add_findings(transaction, &rejudged.findings, now_us)?;
            Ok(())
        });
        match stored {
            Ok(()) => Ok(Recorded::Stored),
            Err(NotStored::Moved) => Ok(Recorded::Moved),
            Err(NotStored::Failed(error)) => Err(error),
        }
    }
}
