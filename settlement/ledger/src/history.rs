//! What the books know of one card, as clearing asks for it.

use clearing::{Accepted, CardHistory, Inferred, RefuseCause, Status, Waiting};
use records::{CardNo, MerchantId, Record};

use crate::legs::read_legs;
use crate::store::{Row, named};
use crate::{Ledger, LedgerError};

/// The records of a card: those of `from_day` and later, those with a counter of `from_counter` or more, the
/// paid ones just before either, and all that wait.
const HISTORY: &str = "
    SELECT record, status, merchant, counter, balance, legs FROM tx
    WHERE card_no = :card
      AND (status = 'good' OR status = 'adjusted' OR status LIKE 'waiting:%')
      AND (day >= :day OR counter >= :counter OR status LIKE 'waiting:%'
           OR counter = (SELECT max(counter) FROM tx
                         WHERE card_no = :card AND counter < :counter
                           AND (status = 'good' OR status = 'adjusted'))
           OR counter = (SELECT max(counter) FROM tx
                         WHERE card_no = :card AND day < :day
                           AND (status = 'good' OR status = 'adjusted')))
    ORDER BY counter, terminal, seq";

type Raw = (Vec<u8>, String, String, Option<u32>, Option<u32>, String);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

impl Ledger {
    /// What is known of a card from a day on, with the neighbours of the counters from `from_counter` on.
    pub fn card_history(
        &self,
        card: &CardNo,
        from_day: u32,
        from_counter: u32,
    ) -> Result<CardHistory, LedgerError> {
        let digits = card.digits();
        let named = named! { ":card": digits, ":day": from_day, ":counter": from_counter };
        let rows = self.store.rows(HISTORY, named, raw)?;
        let mut history = CardHistory {
            lots: self.card_lots(card)?,
            counted_back: self.counted_back(card)?,
            ..CardHistory::default()
        };
        for (record, status, merchant, counter, balance, legs) in rows {
            let record = read_record(&record)?;
            let status = read_status(&status)?;
            match status {
                Status::Good | Status::Adjusted => {
                    let inferred =
                        if status == Status::Adjusted { Some(inferred(&merchant, &legs)?) } else { None };
                    let settled = if record.card_before().is_none() { counter.zip(balance) } else { None };
                    history.accepted.push(Accepted { record, settled, inferred });
                }
                Status::Waiting(cause) => history.waiting.push(waiting(record, &merchant, cause)?),
                Status::Refused(_) => {}
            }
        }
        Ok(history)
    }
}

fn inferred(merchant: &str, legs: &str) -> Result<Inferred, LedgerError> {
    let legs = read_legs(legs)?.iter().map(|leg| (leg.fund, leg.amount)).collect();
    Ok(Inferred { merchant: read_merchant(merchant)?, legs })
}

fn waiting(record: Record, merchant: &str, cause: RefuseCause) -> Result<Waiting, LedgerError> {
    Ok(Waiting { record, merchant: read_merchant(merchant)?, cause })
}

pub(crate) fn read_merchant(merchant: &str) -> Result<MerchantId, LedgerError> {
    merchant.parse().map_err(|_| LedgerError::Corrupt(format!("tx.merchant {merchant}")))
}

/// A record as stored.
pub(crate) fn read_record(bytes: &[u8]) -> Result<Record, LedgerError> {
    Record::decode(bytes).map_err(|error| LedgerError::Corrupt(format!("tx.record: {error}")))
}

/// A status as stored.
pub(crate) fn read_status(text: &str) -> Result<Status, LedgerError> {
    text.parse().map_err(|_| LedgerError::Corrupt(format!("tx.status {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::migrate;
    use crate::store::{Sqlite, Store};
    use rusqlite::StatementStatus;

    #[test]
    fn a_question_asked_again_is_not_compiled_again() {
        let sqlite = Sqlite::in_memory().unwrap();
        migrate(&sqlite).unwrap();
        let cards = ["03100000000000000001", "03100000000000000002", "03100000000000000003"];
        for (card, counter) in cards.into_iter().zip(0..) {
            let card: CardNo = card.parse().unwrap();
            let store: &dyn Store = &sqlite;
            let digits = card.digits();
            let history = named! { ":card": digits, ":day": 20_240_701, ":counter": counter };
            store.rows(HISTORY, history, raw).unwrap();
            store.number(crate::stoplist::STOPPED_SINCE, named! { ":card": digits }).unwrap();
        }
        for question in [HISTORY, crate::stoplist::STOPPED_SINCE] {
            let statement = sqlite.connection.prepare_cached(question).unwrap();
            assert_eq!(statement.get_status(StatementStatus::Run), 3, "kept in the cache: {question}");
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{question}");
        }
    }
}
