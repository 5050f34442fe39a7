//! Each account over one accounting day: what it had, what moved it, what it has.

use std::collections::BTreeMap;

use money::Fen;
use records::BusinessDay;

use crate::accounting_day::Scope;
use crate::store::{Bind, Row, Store, Value, at, named};
use crate::{Ledger, LedgerError};

/// An account over a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDay {
    /// The account, as stored.
    pub account: String,
    /// What it had.
    pub before: Fen,
    /// The sum of its lines above zero.
    pub plus: Fen,
    /// The sum of its lines below zero.
    pub minus: Fen,
    /// What it has.
    pub after: Fen,
}

/// Everything that was booked on a day, from wherever it came.
const MOVED: &str = "
    SELECT account, CAST(sum(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS BIGINT),
           CAST(sum(CASE WHEN amount < 0 THEN amount ELSE 0 END) AS BIGINT)
    FROM booked WHERE accounting_day > :after AND accounting_day <= :through
    GROUP BY account ORDER BY account";

/// So many accounts in one step: intake waits no longer than that takes.
const CHUNK: usize = 2_000;

fn balances(store: &dyn Store, day: BusinessDay) -> Result<Vec<AccountDay>, LedgerError> {
    store.rows(
        "SELECT account, before, plus, minus, after FROM account_day WHERE day = ?1 ORDER BY account",
        at![day.number()],
        |row| {
            let account = row.get(0)?;
            let [before, plus, minus, after] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?].map(Fen);
            Ok(AccountDay { account, before, plus, minus, after })
        },
    )
}

impl Ledger {
    /// The accounts of a closed day, by name.
    pub fn account_days(&self, day: BusinessDay) -> Result<Vec<AccountDay>, LedgerError> {
        balances(self.store.as_ref(), day)
    }

    /// Works out what every account has after a day: what it had after the day before, and what was booked since.
    /// Only reads; a day that is cut moves no more.
    pub fn fold_day(&self, day: BusinessDay) -> Result<Vec<AccountDay>, LedgerError> {
        let store = self.store.as_ref();
        let Scope { after, through } = Scope::of(store, day)?;
        let mut accounts: BTreeMap<String, AccountDay> = BTreeMap::new();
        if let Some(before) = u32::try_from(after).ok().and_then(BusinessDay::from_number) {
            for held in balances(store, before)? {
                let carried = AccountDay { before: held.after, plus: Fen::ZERO, minus: Fen::ZERO, ..held };
                accounts.insert(carried.account.clone(), carried);
            }
        }
        let moved = store.rows(MOVED, named! { ":after": after, ":through": through }, |row: &Row<'_>| {
            Ok((row.get::<String>(0)?, Fen(row.get(1)?), Fen(row.get(2)?)))
        })?;
        for (account, plus, minus) in moved {
            let before = accounts.get(&account).map_or(Fen::ZERO, |held| held.before);
            let after = before.checked_add(plus).and_then(|sum| sum.checked_add(minus));
            let after = after.ok_or(LedgerError::OutOfRange("account_day"))?;
            accounts.insert(account.clone(), AccountDay { account, before, plus, minus, after });
        }
        Ok(accounts.into_values().collect())
    }

    /// Keeps what was worked out, some accounts a step. What is kept already stays.
    pub fn keep_account_days(
        &mut self,
        day: BusinessDay,
        accounts: &[AccountDay],
    ) -> Result<(), LedgerError> {
        let held = self.account_days(day)?;
        let fresh: Vec<&AccountDay> = accounts
            .iter()
            .filter(|account| held.binary_search_by(|held| held.account.cmp(&account.account)).is_err())
            .collect();
        for chunk in fresh.chunks(CHUNK) {
            self.step(|transaction| {
                let columns = &["day", "account", "before", "plus", "minus", "after"];
                let mut values = chunk.iter().map(|one| {
                    vec![
                        Value::Number(i64::from(day.number())),
                        one.account.bind(),
                        Value::Number(one.before.0),
                        Value::Number(one.plus.0),
                        Value::Number(one.minus.0),
                        Value::Number(one.after.0),
                    ]
                });
                transaction.bulk("account_day", columns, &mut values)
            })?;
        }
        Ok(())
    }
}
