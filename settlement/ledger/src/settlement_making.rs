//! Settlements made of statements: for every merchant that is due, on the day it was due.

use clearing::{DueSettlement, SettlementTerms, Sums, due_settlements};
use money::Fen;
use records::BusinessDay;

use crate::error::{read_day, small};
use crate::merchant_terms::terms;
use crate::settlement::{newest, note_step};
use crate::store::{Store, at, named};
use crate::{Ledger, LedgerError, MerchantTerms, SettlementState, StoredSettlement};

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// New settlements.
    pub settlements: Vec<StoredSettlement>,
    /// Merchants with statements and without terms: they are not settled.
    pub without_terms: Vec<String>,
}

/// A statement that is in no settlement, with what it adds.
struct Open {
    merchant: String,
    day: BusinessDay,
    version: i64,
    sums: Sums,
}

/// The newest statements that are in no settlement; a corrected one with what it differs by from what is settled.
fn open(store: &dyn Store, through: BusinessDay) -> Result<Vec<Open>, LedgerError> {
    let settled = |column: &str| {
        format!(
            "(SELECT CAST(coalesce(sum(x.{column}), 0) AS BIGINT) FROM settlement_statement x
              WHERE x.day = s.day AND x.merchant = s.merchant)"
        )
    };
    let (consumption, refunds, fee) = (settled("consumption"), settled("refunds"), settled("fee"));
    let sql = format!(
        "SELECT s.merchant, s.day, s.version, s.price - s.cash - {consumption}, s.refunded - {refunds}, s.fee - {fee}
         FROM merchant_statement s
         WHERE s.day <= ?1
           AND s.version = (SELECT max(n.version) FROM merchant_statement n
                            WHERE n.day = s.day AND n.merchant = s.merchant)
           AND NOT EXISTS (SELECT 1 FROM settlement_statement x
                           WHERE x.day = s.day AND x.merchant = s.merchant AND x.version = s.version)
         ORDER BY s.merchant, s.day"
    );
    let rows = store.rows(&sql, at![through.number()], |row| {
        let sums = Sums { consumption: Fen(row.get(3)?), refunds: Fen(row.get(4)?), fee: Fen(row.get(5)?) };
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, sums))
    })?;
    rows.into_iter()
        .map(|(merchant, day, version, sums)| {
            Ok(Open { merchant, day: read_day(day, "merchant_statement.day")?, version, sums })
        })
        .collect()
}

impl Ledger {
    /// Makes the settlements that are due up to a closed day; by default the last. A merchant that was not asked for
    /// on the day it was due is settled as of that day all the same. Made again, nothing is made.
    pub fn make_settlements(
        &mut self,
        through: Option<BusinessDay>,
        now_us: i64,
    ) -> Result<Made, LedgerError> {
        self.step(|transaction| {
            let through = closed(transaction, through)?;
            let mut made = Made::default();
            let lines = open(transaction, through)?;
            for of_one in lines.chunk_by(|line, other| line.merchant == other.merchant) {
                let merchant = of_one.first().map_or("", |line| line.merchant.as_str());
                settle(transaction, merchant, of_one, through, &mut made, now_us)?;
            }
            Ok(made)
        })
    }
}

fn closed(store: &dyn Store, asked: Option<BusinessDay>) -> Result<BusinessDay, LedgerError> {
    let last = store.number("SELECT max(day) FROM accounting_day WHERE state = 'closed'", &[])?;
    let none =
        |day: &dyn core::fmt::Display| LedgerError::unknown("已关的会计日", "closed accounting day", day);
    let last = read_day(last.ok_or_else(|| none(&"—"))?, "accounting_day.day")?;
    match asked {
        Some(day) if day > last => Err(none(&day)),
        Some(day) => Ok(day),
        None => Ok(last),
    }
}

/// What is due of one merchant.
fn settle(
    store: &dyn Store,
    merchant: &str,
    lines: &[Open],
    through: BusinessDay,
    made: &mut Made,
    now_us: i64,
) -> Result<(), LedgerError> {
    let terms = terms(store, merchant)?;
    if MerchantTerms::on(&terms, through).is_none() {
        made.without_terms.push(merchant.to_owned());
        return Ok(());
    }
    let terms: Vec<SettlementTerms> = terms
        .into_iter()
        .map(|MerchantTerms { version, from, cycle, netting, .. }| SettlementTerms {
            version,
            from,
            cycle,
            netting,
        })
        .collect();
    let before = newest(store, merchant)?.map(|before| (before.last, before.netted.carried));
    let statements: Vec<(BusinessDay, Sums)> = lines.iter().map(|line| (line.day, line.sums)).collect();
    let due = due_settlements(&terms, &statements, before, through);
    let mut lines = lines;
    for one in due.ok_or(LedgerError::OutOfRange("settlement"))? {
        let (taken, rest) = lines.split_at_checked(one.statements).unwrap_or((lines, &[]));
        lines = rest;
        made.settlements.push(insert(store, merchant, &one, taken, now_us)?);
    }
    Ok(())
}

fn insert(
    store: &dyn Store,
    merchant: &str,
    due: &DueSettlement,
    lines: &[Open],
    now_us: i64,
) -> Result<StoredSettlement, LedgerError> {
    let number = store.next_number("SELECT max(number) FROM settlement")?;
    let DueSettlement { first, last, terms, sums, brought, netted, .. } = *due;
    store.execute(
        "INSERT INTO settlement (number, merchant, first_day, last_day, terms, state, consumption, refunds, fee,
                                 brought, pay, carried, refunds_apart, fee_apart, made_us)
         VALUES (:number, :merchant, :first, :last, :terms, 0, :consumption, :refunds, :fee,
                 :brought, :pay, :carried, :refunds_apart, :fee_apart, :now)",
        named! { ":number": number, ":merchant": merchant, ":first": first.number(), ":last": last.number(),
        ":terms": terms, ":consumption": sums.consumption.0, ":refunds": sums.refunds.0, ":fee": sums.fee.0,
        ":brought": brought.0, ":pay": netted.pay.0, ":carried": netted.carried.0,
        ":refunds_apart": netted.refunds_apart.0, ":fee_apart": netted.fee_apart.0, ":now": now_us },
    )?;
    for Open { day, version, sums, .. } in lines {
        store.execute(
            "INSERT INTO settlement_statement (day, merchant, version, settlement, consumption, refunds, fee)
             VALUES (:day, :merchant, :version, :settlement, :consumption, :refunds, :fee)",
            named! { ":day": day.number(), ":merchant": merchant, ":version": version, ":settlement": number,
            ":consumption": sums.consumption.0, ":refunds": sums.refunds.0, ":fee": sums.fee.0 },
        )?;
    }
    let number = small(number, "settlement.number")?;
    let (merchant, state) = (merchant.to_owned(), SettlementState::Generated);
    note_step(store, number, 1, state, (None, ""), now_us)?;
    Ok(StoredSettlement { number, merchant, first, last, terms, state, sums, brought, netted, payout: None })
}
