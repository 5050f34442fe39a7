//! Storing a judged batch: everything that follows from it in one transaction, after one compare-and-set.

use std::collections::BTreeMap;

use clearing::{BatchVerdict, Cursor, Posting, Row, Settlement, balance};
use money::Fen;
use records::{Announced, BusinessDay, Kind, TerminalId};
use rusqlite::{OptionalExtension, Transaction, named_params};

use crate::cursor::{advance, note_announced};
use crate::error::{bytes, integer};
use crate::finding::{add_findings, clear_findings};
use crate::fund::{draw, unmoved};
use crate::fund_entries::{Stood, note_late};
use crate::legs::write_legs;
use crate::lot_entries::move_lots;
use crate::{Ledger, LedgerError};

/// Which state of the books a judgement was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(i64);

/// A judged batch on its way into the books.
#[derive(Clone, Copy, Debug)]
pub struct BatchEntry<'a> {
    /// The bytes as received.
    pub body: &'a [u8],
    /// The signed acknowledgement.
    pub ack: &'a [u8],
    /// What was decided.
    pub verdict: &'a BatchVerdict,
    /// Where the terminal stood when it was decided.
    pub before: &'a Cursor,
    /// Who is paid.
    pub merchant: &'a str,
    /// What the terminal announced in it.
    pub announced: &'a Announced,
    /// What limited funds had left when it was decided, by code.
    pub funds_left: &'a BTreeMap<u8, Fen>,
    /// When it came, UTC microseconds.
    pub received_us: i64,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is in the books, durably.
    Stored,
    /// The books have moved since the judgement: judge again. Nothing was written.
    Moved,
}

/// A batch in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBatch {
    /// SHA-256 of the bytes received.
    pub hash: [u8; 32],
    /// The acknowledgement as first given.
    pub ack: Vec<u8>,
}

impl Ledger {
    /// The present state of the books, as far as other programs have touched it.
    pub fn mark(&self) -> Result<Mark, LedgerError> {
        Ok(Mark(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?))
    }

    /// Writes a judged batch: all of it, or nothing.
    pub fn record_batch(&mut self, mark: Mark, entry: &BatchEntry<'_>) -> Result<Recorded, LedgerError> {
        let off = balance(&entry.verdict.postings).ok_or(LedgerError::OutOfRange("posting"))?;
        if off != Fen::ZERO {
            return Err(LedgerError::Unbalanced(off));
        }
        let range = entry.verdict.ack;
        let terminal = integer(range.terminal.0, "terminal")?;
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let seen = Mark(transaction.pragma_query_value(None, "data_version", |row| row.get(0))?);
        let fresh = seen == mark
            && unmoved(&transaction, entry.funds_left)?
            && advance(&transaction, terminal, entry.before, &entry.verdict.cursor, entry.received_us)?;
        if !fresh {
            return Ok(Recorded::Moved);
        }
        let first_seq = integer(range.first_seq, "first_seq")?;
        transaction.execute(
            "INSERT INTO batch (terminal, first_seq, last_seq, count, merchant, hash, body, ack, received_us)
             VALUES (:terminal, :first, :last, :count, :merchant, :hash, :body, :ack, :now)",
            named_params! {
                ":terminal": terminal, ":first": first_seq, ":last": integer(range.through_seq, "through_seq")?,
                ":count": i64::try_from(entry.verdict.rows.len()).map_err(|_| LedgerError::OutOfRange("count"))?,
                ":merchant": entry.merchant, ":hash": range.batch_hash, ":body": entry.body, ":ack": entry.ack,
                ":now": entry.received_us,
            },
        )?;
        for row in &entry.verdict.rows {
            insert_row(&transaction, terminal, first_seq, entry.merchant, row)?;
        }
        for settlement in &entry.verdict.settlements {
            settle(&transaction, settlement, (terminal, first_seq))?;
        }
        insert_postings(&transaction, terminal, first_seq, &entry.verdict.postings)?;
        draw(&transaction, &entry.verdict.postings, &entry.verdict.findings, entry.received_us)?;
        move_lots(&transaction, &entry.verdict.lots, entry.received_us)?;
        clear_findings(&transaction, &entry.verdict.cleared, entry.received_us)?;
        add_findings(&transaction, &entry.verdict.findings, entry.received_us)?;
        note_announced(
            &transaction,
            terminal,
            entry.announced,
            &entry.verdict.outstanding,
            entry.received_us,
        )?;
        transaction.commit()?;
        Ok(Recorded::Stored)
    }

    /// The batch that began at this record, if one was taken.
    pub fn batch(&self, terminal: TerminalId, first_seq: u64) -> Result<Option<StoredBatch>, LedgerError> {
        let key = [integer(terminal.0, "terminal")?, integer(first_seq, "first_seq")?];
        let row = self
            .connection
            .query_row("SELECT hash, ack FROM batch WHERE terminal = ?1 AND first_seq = ?2", key, |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?))
            })
            .optional()?;
        row.map(|(hash, ack)| Ok(StoredBatch { hash: bytes(&hash, "batch.hash")?, ack })).transpose()
    }
}

fn insert_row(
    transaction: &Transaction<'_>,
    terminal: i64,
    first_seq: i64,
    merchant: &str,
    row: &Row,
) -> Result<(), LedgerError> {
    let record = &row.record;
    let (counter, balance) = row.settled.or(record.card_before()).unzip();
    let kind: u8 = match record.kind {
        Kind::Sale => 1,
        Kind::Grey => 2,
        Kind::DayClose => 3,
    };
    let mut insert = transaction.prepare_cached(
        "INSERT INTO tx (terminal, seq, first_seq, merchant, day, kind, status, card_no, counter, balance,
                         price, benefit, self_pay, legs, record)
         VALUES (:terminal, :seq, :first, :merchant, :day, :kind, :status, :card, :counter, :balance,
                 :price, :benefit, :self_pay, :legs, :record)",
    )?;
    insert.execute(named_params! {
        ":terminal": terminal, ":seq": integer(record.seq, "seq")?, ":first": first_seq, ":merchant": merchant,
        ":day": BusinessDay::number(record.business_day), ":kind": kind, ":status": row.status.to_string(),
        ":card": record.card_no.digits(), ":counter": counter.or(record.card_counter), ":balance": balance.or(record.balance_before),
        ":price": record.price.0, ":benefit": record.benefit.0, ":self_pay": record.self_pay.0,
        ":legs": write_legs(&row.legs), ":record": record.encode(),
    })?;
    Ok(())
}

/// Decides a record of an earlier batch, as part of `batch`.
fn settle(
    transaction: &Transaction<'_>,
    settlement: &Settlement,
    batch: (i64, i64),
) -> Result<(), LedgerError> {
    let terminal = integer(settlement.terminal.0, "terminal")?;
    let seq = integer(settlement.seq, "seq")?;
    let missing =
        || LedgerError::Corrupt(format!("tx {}/{} is missing", settlement.terminal, settlement.seq));
    let stood = transaction
        .prepare_cached("SELECT first_seq, legs FROM tx WHERE terminal = ?1 AND seq = ?2")?
        .query_row([terminal, seq], |row| Ok(Stood { first_seq: row.get(0)?, legs: row.get(1)? }))
        .optional()?
        .ok_or_else(missing)?;
    note_late(transaction, (terminal, seq), &stood, &settlement.legs, batch)?;
    let (counter, balance) = settlement.settled.unzip();
    let changed = transaction.execute(
        "UPDATE tx SET status = :status, legs = :legs, counter = coalesce(counter, :counter),
                balance = coalesce(balance, :balance)
         WHERE terminal = :terminal AND seq = :seq",
        named_params! {
            ":status": settlement.status.to_string(), ":legs": write_legs(&settlement.legs), ":counter": counter,
            ":balance": balance, ":terminal": terminal, ":seq": seq,
        },
    )?;
    if changed == 1 { Ok(()) } else { Err(missing()) }
}

fn insert_postings(
    transaction: &Transaction<'_>,
    terminal: i64,
    first_seq: i64,
    postings: &[Posting],
) -> Result<(), LedgerError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO posting (terminal, first_seq, line, account, day, amount)
         VALUES (:terminal, :first, :line, :account, :day, :amount)",
    )?;
    for (line, posting) in (1_i64..).zip(postings) {
        insert.execute(named_params! {
            ":terminal": terminal, ":first": first_seq, ":line": line,
            ":account": posting.account.to_string(), ":day": posting.day.number(), ":amount": posting.amount.0,
        })?;
    }
    Ok(())
}
