//! Turnover as stored: lines under each batch.

use std::collections::BTreeMap;

use clearing::{Leg, Turnover, TurnoverKind, TurnoverSums, Turnovers};
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::Scope;
use crate::error::small;
use crate::fund_entries::Decider;
use crate::history::read_merchant;
use crate::legs::{by_fund, read_legs, write_legs};
use crate::store::{Bind, Row, Store, Value, named};
use crate::{Ledger, LedgerError};

/// Writes what a batch or a recheck came to.
pub(crate) fn insert_turnovers(
    transaction: &dyn Store,
    by: Decider,
    turnovers: Turnovers,
) -> Result<(), LedgerError> {
    let lines = turnovers.into_lines();
    let legs: Vec<String> = lines.iter().map(|line| legs(&line.sums.funds)).collect();
    let mut values = (1_i64..).zip(&lines).zip(&legs).map(|((number, line), legs)| {
        let mut values = match by {
            Decider::Batch(terminal, first_seq) => vec![Value::Number(terminal), Value::Number(first_seq)],
            Decider::Recheck(recheck) => vec![Value::Number(recheck)],
        };
        values.extend([
            Value::Number(number),
            line.merchant.as_str().bind(),
            Value::Number(i64::from(line.day.number())),
            line.kind.word().bind(),
            Value::Number(line.sums.count),
            Value::Number(line.sums.price.0),
            Value::Number(line.sums.benefit.0),
            Value::Number(line.sums.self_pay.0),
            Value::Number(line.sums.cash.0),
            legs.bind(),
        ]);
        values
    });
    match by {
        Decider::Batch(..) => transaction.bulk("turnover", &OF_BATCH, &mut values),
        Decider::Recheck(_) => transaction.bulk("recheck_turnover", &OF_RECHECK, &mut values),
    }
}

const OF_BATCH: [&str; 12] = [
    "terminal",
    "first_seq",
    "line",
    "merchant",
    "day",
    "what",
    "count",
    "price",
    "benefit",
    "self_pay",
    "cash",
    "legs",
];
const OF_RECHECK: [&str; 11] =
    ["recheck", "line", "merchant", "day", "what", "count", "price", "benefit", "self_pay", "cash", "legs"];

fn legs(funds: &BTreeMap<u8, Fen>) -> String {
    let legs: Vec<Leg> = funds.iter().map(|(fund, amount)| Leg::whole(*fund, *amount)).collect();
    write_legs(&legs)
}

type Raw = (String, i64, String, [i64; 5], String);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let sums = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, sums, row.get(8)?))
}

fn read(
    (merchant, day, what, [count, price, benefit, self_pay, cash], legs): Raw,
) -> Result<Turnover, LedgerError> {
    let bad = |what: &str| LedgerError::Corrupt(format!("turnover.{what}"));
    let day = small(day, "turnover.day").ok().and_then(BusinessDay::from_number);
    let funds = by_fund(&read_legs(&legs)?)?;
    Ok(Turnover {
        merchant: read_merchant(&merchant)?,
        day: day.ok_or_else(|| bad("day"))?,
        kind: TurnoverKind::from_word(&what).ok_or_else(|| bad("what"))?,
        sums: TurnoverSums {
            count,
            price: Fen(price),
            benefit: Fen(benefit),
            self_pay: Fen(self_pay),
            cash: Fen(cash),
            funds: funds.into_iter().map(|(fund, leg)| (fund, leg.amount)).collect(),
        },
    })
}

impl Ledger {
    /// What was decided on an accounting day, summed; in order of merchant, business day and kind.
    pub fn turnover(&self, day: BusinessDay) -> Result<Vec<Turnover>, LedgerError> {
        let Scope { after, through } = Scope::of(self.store.as_ref(), day)?;
        let lines = self.store.rows(
            "SELECT merchant, day, what, count, price, benefit, self_pay, cash, legs FROM turned
             WHERE accounting_day > :after AND accounting_day <= :through",
            named! { ":after": after, ":through": through },
            raw,
        )?;
        let mut merchants: BTreeMap<String, Turnovers> = BTreeMap::new();
        for line in lines {
            let turnovers = merchants.entry(line.0.clone()).or_default();
            turnovers.merge(&read(line)?).ok_or(LedgerError::OutOfRange("turnover"))?;
        }
        Ok(merchants.into_values().flat_map(Turnovers::into_lines).collect())
    }

    /// Where the turnover of an accounting day is not what was booked for the merchant: by how much.
    pub fn turnover_off(&self, day: BusinessDay) -> Result<Vec<(String, Fen)>, LedgerError> {
        let Scope { after, through } = Scope::of(self.store.as_ref(), day)?;
        self.store.rows(
            "SELECT merchant, CAST(sum(off) AS BIGINT) FROM (
                 SELECT merchant, price AS off FROM turned
                     WHERE accounting_day > :after AND accounting_day <= :through
                       AND (what = 'good' OR what = 'adjusted')
                 UNION ALL SELECT substr(p.account, 10), p.amount FROM batch b
                     JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
                     WHERE b.accounting_day > :after AND b.accounting_day <= :through
                       AND p.account LIKE 'merchant:%'
                 UNION ALL SELECT substr(p.account, 10), p.amount FROM recheck r
                     JOIN recheck_posting p ON p.recheck = r.number
                     WHERE r.accounting_day > :after AND r.accounting_day <= :through
                       AND p.account LIKE 'merchant:%') AS both_sides
             GROUP BY merchant HAVING sum(off) <> 0 ORDER BY merchant",
            named! { ":after": after, ":through": through },
            |row| Ok((row.get(0)?, Fen(row.get(1)?))),
        )
    }
}
