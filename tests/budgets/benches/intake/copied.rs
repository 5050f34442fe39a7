//! The baseline on a server: the same rows into a plain table by binary COPY.

use crate::nanos;
use anyhow::Result;
use clearing::BatchVerdict;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::Type;
use postgres::{Client, NoTls};
use std::time::Instant;

const COLUMNS: [Type; 15] = [
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::BYTEA,
];

/// One table, one index by its key, a commit per batch. Nanoseconds of each.
pub(crate) fn raw_copies(address: &str, verdicts: &[BatchVerdict]) -> Result<Vec<u64>> {
    let mut client = Client::connect(address, NoTls)?;
    client.batch_execute(
        "CREATE TABLE tx (terminal BIGINT NOT NULL, seq BIGINT NOT NULL, first_seq BIGINT, merchant TEXT, day BIGINT,
           kind BIGINT, status TEXT, card_no TEXT, counter BIGINT, balance BIGINT, price BIGINT, benefit BIGINT,
           self_pay BIGINT, legs TEXT, record BYTEA, PRIMARY KEY (terminal, seq))",
    )?;
    let mut spent = Vec::new();
    for verdict in verdicts {
        let rows: Vec<_> = verdict
            .rows
            .iter()
            .map(|row| {
                let legs: Vec<String> =
                    row.legs.iter().map(|leg| format!("{}:{}", leg.fund, leg.amount.0)).collect();
                (row.record.card_no.digits(), row.status.to_string(), legs.join(";"), row.record.encode())
            })
            .collect();
        let start = Instant::now();
        let mut whole = client.transaction()?;
        let mut copy = BinaryCopyInWriter::new(whole.copy_in("COPY tx FROM STDIN BINARY")?, &COLUMNS);
        for (row, (card, status, legs, bytes)) in verdict.rows.iter().zip(&rows) {
            let record = &row.record;
            copy.write(&[
                &i64::try_from(record.terminal.0)?,
                &i64::try_from(record.seq)?,
                &1_i64,
                &"canteen-1",
                &i64::from(record.business_day.number()),
                &1_i64,
                status,
                card,
                &record.card_counter.map(i64::from),
                &record.balance_before.map(i64::from),
                &record.price.0,
                &record.benefit.0,
                &record.self_pay.0,
                legs,
                &bytes.as_slice(),
            ])?;
        }
        copy.finish()?;
        whole.commit()?;
        spent.push(nanos(start));
    }
    Ok(spent)
}
