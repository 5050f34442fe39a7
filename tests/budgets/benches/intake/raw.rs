//! The baseline: the same rows into a plain table.

use crate::nanos;
use anyhow::Result;
use clearing::BatchVerdict;
use std::path::Path;
use std::time::Instant;

/// The same rows into the same kind of file: one table, one index by its key, a commit per batch. Nanoseconds of each.
pub(crate) fn raw_inserts(path: &Path, verdicts: &[BatchVerdict]) -> Result<Vec<u64>> {
    let mut db = rusqlite::Connection::open(path)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch(
        "CREATE TABLE tx (terminal INTEGER NOT NULL, seq INTEGER NOT NULL, first_seq INTEGER, merchant TEXT,
           day INTEGER, kind INTEGER, status TEXT, card_no TEXT, counter INTEGER, balance INTEGER, price INTEGER,
           benefit INTEGER, self_pay INTEGER, legs TEXT, record BLOB, PRIMARY KEY (terminal, seq)) STRICT",
    )?;
    let rows: Vec<Vec<_>> = verdicts
        .iter()
        .map(|verdict| {
            let one = |row: &clearing::Row| {
                let record = &row.record;
                let legs: Vec<String> =
                    row.legs.iter().map(|leg| format!("{}:{}", leg.fund, leg.amount.0)).collect();
                (
                    record.clone(),
                    record.card_no.digits(),
                    row.status.to_string(),
                    legs.join(";"),
                    record.encode(),
                )
            };
            verdict.rows.iter().map(one).collect()
        })
        .collect();
    let mut spent = Vec::new();
    for batch in &rows {
        let start = Instant::now();
        let whole = db.transaction()?;
        let mut insert = whole.prepare_cached(
            "INSERT INTO tx VALUES (?1, ?2, 1, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        for (record, card, status, legs, bytes) in batch {
            insert.execute(rusqlite::params![
                i64::try_from(record.terminal.0)?,
                i64::try_from(record.seq)?,
                "canteen-1",
                record.business_day.number(),
                status,
                card,
                record.card_counter,
                record.balance_before,
                record.price.0,
                record.benefit.0,
                record.self_pay.0,
                legs,
                bytes,
            ])?;
        }
        drop(insert);
        whole.commit()?;
        spent.push(nanos(start));
    }
    Ok(spent)
}
