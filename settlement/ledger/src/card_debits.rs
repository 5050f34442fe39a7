//! What the books hold of one card's purse: its debits by counter, its loads by time.

use money::Fen;
use records::CardNo;

use crate::error::small;
use crate::history::{read_record, read_status};
use crate::store::at;
use crate::{Ledger, LedgerError};

/// A debit of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardDebit {
    /// Its counter before the debit.
    pub counter: u32,
    /// Its balance before the debit, fen.
    pub before: u32,
    /// What was taken, fen.
    pub debit: u32,
    /// Start of the tap, UTC microseconds.
    pub tap_us: i64,
    /// Whether it was paid; otherwise it waits or was refused, and the card may not have been debited.
    pub paid: bool,
}

/// The purse of a card as the books have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardPurse {
    /// Records whose counter and balance are known, by counter.
    pub debits: Vec<CardDebit>,
    /// Loads that count as credited, oldest first: when, UTC microseconds, and how much.
    pub loads: Vec<(i64, Fen)>,
}

impl Ledger {
    /// What the books hold of a card's purse; `None`: they know no such card, neither as a holder's nor as issued, nor
    /// from any record.
    pub fn card_purse(&self, card: &CardNo) -> Result<Option<CardPurse>, LedgerError> {
        let store = self.store.as_ref();
        let digits = card.digits();
        let rows = store.rows(
            "SELECT counter, balance, status, record FROM tx
             WHERE card_no = ?1 AND counter IS NOT NULL AND balance IS NOT NULL ORDER BY counter, terminal, seq",
            at![digits],
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<Vec<u8>>(3)?)),
        )?;
        let debit = |(counter, balance, status, record): (i64, i64, String, Vec<u8>)| {
            let record = read_record(&record)?;
            Ok(CardDebit {
                counter: small(counter, "tx.counter")?,
                before: small(balance, "tx.balance")?,
                debit: record.card_amount,
                tap_us: record.tap.at_us,
                paid: read_status(&status)?.is_paid(),
            })
        };
        let debits = rows.into_iter().map(debit).collect::<Result<Vec<CardDebit>, LedgerError>>()?;
        let loads = store.rows(
            "SELECT asked_us, amount FROM card_load
             WHERE card_no = ?1 AND (state = 'good' OR state = 'unproved') ORDER BY asked_us, number",
            at![digits],
            |row| Ok((row.get(0)?, Fen(row.get(1)?))),
        )?;
        let known = "SELECT (SELECT count(*) FROM holder WHERE card_no = ?1) + (SELECT count(*) FROM card WHERE card_no = ?1)
                          + (SELECT count(*) FROM tx WHERE card_no = ?1)";
        let known = !debits.is_empty() || store.sum(known, at![digits])? > 0;
        Ok(known.then_some(CardPurse { debits, loads }))
    }
}
