//! What the books know of cards, as clearing asks for it.

use clearing::{Accepted, CardHistory, CardLots, CountedBack, Inferred, RefuseCause, Status, Waiting};
use records::{CardNo, MerchantId, Record};

use crate::legs::read_legs;
use crate::store::{Bind as _, Row, Value};
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

/// Which card is asked about: from a day on, with the neighbours of the counters from `from_counter` on.
#[derive(Clone, Copy, Debug)]
pub struct CardAsked {
    /// The card.
    pub card: CardNo,
    /// First day, yyyymmdd.
    pub from_day: u32,
    /// First counter.
    pub from_counter: u32,
}

impl Ledger {
    /// What is known of each of these cards.
    pub fn card_histories(&self, asked: &[CardAsked]) -> Result<Vec<CardHistory>, LedgerError> {
        let digits: Vec<String> = asked.iter().map(|one| one.card.digits()).collect();
        let cards: Vec<Vec<Value<'_>>> = digits.iter().map(|digits| vec![digits.bind()]).collect();
        let values = digits.iter().zip(asked);
        let values: Vec<Vec<Value<'_>>> = values
            .map(|(digits, one)| vec![digits.bind(), one.from_day.bind(), one.from_counter.bind()])
            .collect();
        let rows = self.store.rows_of_each(HISTORY, &[":card", ":day", ":counter"], &values, raw)?;
        let lots = self.card_lots(&cards)?.into_iter();
        let given = lots.zip(self.counted_back(&cards)?);
        rows.into_iter()
            .zip(given)
            .map(|(rows, (lots, counted_back))| history(rows, lots, counted_back))
            .collect()
    }
}

fn history(
    rows: Vec<Raw>,
    lots: CardLots,
    counted_back: Vec<CountedBack>,
) -> Result<CardHistory, LedgerError> {
    let mut history = CardHistory { lots, counted_back, ..CardHistory::default() };
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
    use crate::store::{Sqlite, Store, named};
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
