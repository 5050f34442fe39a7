//! Storing a judged batch: everything that follows from it in one transaction, after one compare-and-set.

use std::collections::BTreeMap;

use clearing::{BatchVerdict, Cursor, Posting, Row, Settlement, Turnovers, balance};
use money::Fen;
use records::{Announced, Kind, TerminalId};

use crate::accounting_day::open_day;
use crate::cursor::{advance, note_announced};
use crate::error::integer;
use crate::finding::{add_findings, clear_findings};
use crate::fund::{draw, unmoved};
use crate::fund_entries::{Decider, Stood, note_late};
use crate::history::{read_merchant, read_record, read_status};
use crate::legs::{read_legs, write_legs};
use crate::lot_entries::move_lots;
use crate::store::{Bind, Store, Value, at, named};
use crate::turnover::insert_turnovers;
use crate::{Ledger, LedgerError};

/// Which state of the books a judgement was made on: how many steps were made before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub(crate) i64);

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
    /// The present state of the books.
    pub fn mark(&self) -> Result<Mark, LedgerError> {
        Ledger::steps(self.store.as_ref()).map(Mark)
    }

    /// Writes a judged batch: all of it, or nothing.
    pub fn record_batch(&mut self, mark: Mark, entry: &BatchEntry<'_>) -> Result<Recorded, LedgerError> {
        let off = balance(&entry.verdict.postings).ok_or(LedgerError::OutOfRange("posting"))?;
        if off != Fen::ZERO {
            return Err(LedgerError::Unbalanced(off));
        }
        let range = entry.verdict.ack;
        let terminal = integer(range.terminal.0, "terminal")?;
        let first_seq = integer(range.first_seq, "first_seq")?;
        let stored = self.step(|transaction| {
            // This step is counted already.
            let fresh = Ledger::steps(transaction)? == mark.0.saturating_add(1)
                && unmoved(transaction, entry.funds_left)?
                && advance(transaction, terminal, entry.before, &entry.verdict.cursor, entry.received_us)?;
            if !fresh {
                return Err(NotStored::Moved);
            }
            write(transaction, (terminal, first_seq), entry)?;
            Ok(())
        });
        match stored {
            Ok(()) => Ok(Recorded::Stored),
            Err(NotStored::Moved) => Ok(Recorded::Moved),
            Err(NotStored::Failed(error)) => Err(error),
        }
    }

    /// The batch that began at this record, if one was taken.
    pub fn batch(&self, terminal: TerminalId, first_seq: u64) -> Result<Option<StoredBatch>, LedgerError> {
        self.store.first(
            "SELECT hash, ack FROM batch WHERE terminal = ?1 AND first_seq = ?2",
            at![integer(terminal.0, "terminal")?, integer(first_seq, "first_seq")?],
            |row| Ok(StoredBatch { hash: row.get(0)?, ack: row.get(1)? }),
        )
    }
}

/// Why a step left nothing behind.
pub(crate) enum NotStored {
    /// The books have moved since the judgement.
    Moved,
    Failed(LedgerError),
}

impl From<LedgerError> for NotStored {
    fn from(error: LedgerError) -> NotStored {
        NotStored::Failed(error)
    }
}

/// Everything that follows from a judged batch.
fn write(
    transaction: &dyn Store,
    (terminal, first_seq): (i64, i64),
    entry: &BatchEntry<'_>,
) -> Result<(), LedgerError> {
    let range = entry.verdict.ack;
    transaction.execute(
        "INSERT INTO batch (terminal, first_seq, last_seq, count, merchant, hash, body, ack, received_us,
                                accounting_day)
             VALUES (:terminal, :first, :last, :count, :merchant, :hash, :body, :ack, :now, :open)",
        named! {
            ":terminal": terminal, ":first": first_seq, ":last": integer(range.through_seq, "through_seq")?,
            ":count": i64::try_from(entry.verdict.rows.len()).map_err(|_| LedgerError::OutOfRange("count"))?,
            ":merchant": entry.merchant, ":hash": range.batch_hash, ":body": entry.body, ":ack": entry.ack,
            ":now": entry.received_us, ":open": open_day(transaction)?,
        },
    )?;
    insert_rows(transaction, (terminal, first_seq), entry)?;
    let mut turnovers = entered(entry)?;
    let by = Decider::Batch(terminal, first_seq);
    for settlement in &entry.verdict.settlements {
        settle(transaction, settlement, by, &mut turnovers)?;
    }
    insert_turnovers(transaction, by, turnovers)?;
    insert_postings(transaction, (terminal, first_seq), &entry.verdict.postings)?;
    draw(transaction, &entry.verdict.postings, &entry.verdict.findings, entry.received_us)?;
    move_lots(transaction, &entry.verdict.lots, entry.received_us)?;
    clear_findings(transaction, &entry.verdict.cleared, entry.received_us)?;
    add_findings(transaction, &entry.verdict.findings, entry.received_us)?;
    note_announced(transaction, terminal, entry.announced, &entry.verdict.outstanding, entry.received_us)?;
    Ok(())
}

/// One record as its row keeps it, where that is not the record's own bytes.
struct Written {
    row: Columns,
    status: String,
    card_no: String,
    legs: String,
    record: Vec<u8>,
}

/// The numbers of a row.
struct Columns {
    seq: i64,
    day: u32,
    kind: u8,
    counter: Option<u32>,
    balance: Option<u32>,
    money: [i64; 3],
}

fn written(row: &Row) -> Result<Written, LedgerError> {
    let record = &row.record;
    let (counter, balance) = row.settled.or(record.card_before()).unzip();
    let kind: u8 = match record.kind {
        Kind::Sale => 1,
        Kind::Grey => 2,
        Kind::DayClose => 3,
    };
    let columns = Columns {
        seq: integer(record.seq, "seq")?,
        day: record.business_day.number(),
        kind,
        counter: counter.or(record.card_counter),
        balance: balance.or(record.balance_before),
        money: [record.price.0, record.benefit.0, record.self_pay.0],
    };
    Ok(Written {
        row: columns,
        status: row.status.to_string(),
        card_no: record.card_no.digits(),
        legs: write_legs(&row.legs),
        record: record.encode().to_vec(),
    })
}

fn insert_rows(
    transaction: &dyn Store,
    (terminal, first_seq): (i64, i64),
    entry: &BatchEntry<'_>,
) -> Result<(), LedgerError> {
    let rows = entry.verdict.rows.iter().map(written).collect::<Result<Vec<Written>, LedgerError>>()?;
    let columns = &[
        "terminal",
        "seq",
        "first_seq",
        "merchant",
        "day",
        "kind",
        "status",
        "card_no",
        "counter",
        "balance",
        "price",
        "benefit",
        "self_pay",
        "legs",
        "record",
    ];
    let mut values = rows.iter().map(|Written { row, status, card_no, legs, record }| {
        let [price, benefit, self_pay] = &row.money;
        vec![
            Value::Number(terminal),
            Value::Number(row.seq),
            Value::Number(first_seq),
            entry.merchant.bind(),
            row.day.bind(),
            row.kind.bind(),
            status.bind(),
            card_no.bind(),
            row.counter.bind(),
            row.balance.bind(),
            Value::Number(*price),
            Value::Number(*benefit),
            Value::Number(*self_pay),
            legs.bind(),
            record.bind(),
        ]
    });
    transaction.bulk("tx", columns, &mut values)
}

/// What the batch's own records come to.
fn entered(entry: &BatchEntry<'_>) -> Result<Turnovers, LedgerError> {
    let merchant = read_merchant(entry.merchant)?;
    let mut turnovers = Turnovers::default();
    for row in &entry.verdict.rows {
        let sum = turnovers.enter(&merchant, &row.record, row.status, &row.legs);
        sum.ok_or(LedgerError::OutOfRange("turnover"))?;
    }
    Ok(turnovers)
}

/// Decides a record of an earlier batch.
pub(crate) fn settle(
    transaction: &dyn Store,
    settlement: &Settlement,
    by: Decider,
    turnovers: &mut Turnovers,
) -> Result<(), LedgerError> {
    let terminal = integer(settlement.terminal.0, "terminal")?;
    let seq = integer(settlement.seq, "seq")?;
    let missing =
        || LedgerError::Corrupt(format!("tx {}/{} is missing", settlement.terminal, settlement.seq));
    let (stood, record, status): (Stood, Vec<u8>, String) = transaction
        .first(
            "SELECT first_seq, legs, record, status FROM tx WHERE terminal = ?1 AND seq = ?2",
            at![terminal, seq],
            |row| Ok((Stood { first_seq: row.get(0)?, legs: row.get(1)? }, row.get(2)?, row.get(3)?)),
        )?
        .ok_or_else(missing)?;
    note_late(transaction, (terminal, seq), &stood, &settlement.legs, by)?;
    let record = read_record(&record)?;
    let merchant = &settlement.merchant;
    turnovers
        .leave(merchant, &record, read_status(&status)?, &read_legs(&stood.legs)?)
        .and_then(|()| turnovers.enter(merchant, &record, settlement.status, &settlement.legs))
        .ok_or(LedgerError::OutOfRange("turnover"))?;
    let (counter, balance) = settlement.settled.unzip();
    let changed = transaction.execute(
        "UPDATE tx SET status = :status, legs = :legs, counter = coalesce(counter, :counter),
                balance = coalesce(balance, :balance)
         WHERE terminal = :terminal AND seq = :seq",
        named! {
            ":status": settlement.status.to_string(), ":legs": write_legs(&settlement.legs), ":counter": counter,
            ":balance": balance, ":terminal": terminal, ":seq": seq,
        },
    )?;
    if changed == 1 { Ok(()) } else { Err(missing()) }
}

fn insert_postings(
    transaction: &dyn Store,
    (terminal, first_seq): (i64, i64),
    postings: &[Posting],
) -> Result<(), LedgerError> {
    let accounts: Vec<String> = postings.iter().map(|posting| posting.account.to_string()).collect();
    let columns = &["terminal", "first_seq", "line", "account", "day", "amount"];
    let mut values = (1_i64..).zip(postings).zip(&accounts).map(|((line, posting), account)| {
        let number = |number: i64| Value::Number(number);
        vec![
            number(terminal),
            number(first_seq),
            number(line),
            account.bind(),
            number(i64::from(posting.day.number())),
            number(posting.amount.0),
        ]
    });
    transaction.bulk("posting", columns, &mut values)
}
