//! Stop lists: cards that no till may debit.

use records::CardNo;
use rusqlite::{Transaction, named_params};

use crate::error::small;
use crate::{Ledger, LedgerError};

/// The first of the newest unbroken run of stop lists that name a card.
pub(crate) const STOPPED_SINCE: &str = "
    SELECT min(s.installed_us) FROM stoplist s
    JOIN stoplist_row r ON r.version = s.version AND r.card_no = :card
    WHERE s.version > coalesce((
        SELECT max(o.version) FROM stoplist o
        LEFT JOIN stoplist_row x ON x.version = o.version AND x.card_no = :card
        WHERE x.card_no IS NULL), 0)";

/// Keeps these cards, and those out of use for ever, as the next version.
pub(crate) fn install(
    transaction: &Transaction<'_>,
    cards: &[String],
    now_us: i64,
) -> Result<u32, LedgerError> {
    let last: Option<i64> =
        transaction.query_row("SELECT max(version) FROM stoplist", [], |row| row.get(0))?;
    let version = last.unwrap_or(0).saturating_add(1);
    transaction.execute(
        "INSERT INTO stoplist (version, installed_us) VALUES (:version, :now)",
        named_params! { ":version": version, ":now": now_us },
    )?;
    let mut insert =
        transaction.prepare("INSERT INTO stoplist_row (version, card_no) VALUES (:version, :card)")?;
    for card in cards {
        insert.execute(named_params! { ":version": version, ":card": card })?;
    }
    transaction.execute(
        "INSERT INTO stoplist_row (version, card_no) SELECT :version, card_no FROM card_block
         WHERE card_no NOT IN (SELECT card_no FROM stoplist_row WHERE version = :version)",
        named_params! { ":version": version },
    )?;
    small(version, "stoplist.version")
}

/// The newest version again with what is out of use by now, where it lacks some of it.
pub(crate) fn catch_up(transaction: &Transaction<'_>, now_us: i64) -> Result<(), LedgerError> {
    let missing: i64 = transaction.query_row(
        "SELECT count(*) FROM card_block WHERE card_no NOT IN (
             SELECT card_no FROM stoplist_row WHERE version = (SELECT max(version) FROM stoplist))",
        [],
        |row| row.get(0),
    )?;
    if missing == 0 {
        return Ok(());
    }
    let mut held = transaction.prepare(
        "SELECT card_no FROM stoplist_row WHERE version = (SELECT max(version) FROM stoplist)
         ORDER BY card_no",
    )?;
    let held: Vec<String> = held.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    install(transaction, &held, now_us).map(|_| ())
}

impl Ledger {
    /// Keeps a whole stop list under the next version and returns it. Cards that a desk has taken out of use for
    /// ever are on every list.
    pub fn install_stoplist(&mut self, cards: &[String], now_us: i64) -> Result<u32, LedgerError> {
        self.step(|transaction| install(transaction, cards, now_us))
    }

    /// Newest version (0 when none) and its cards in order.
    pub fn stoplist(&self) -> Result<(u32, Vec<String>), LedgerError> {
        let version: Option<i64> =
            self.connection.query_row("SELECT max(version) FROM stoplist", [], |row| row.get(0))?;
        let version = version.unwrap_or(0);
        let mut statement = self
            .connection
            .prepare("SELECT card_no FROM stoplist_row WHERE version = ?1 ORDER BY card_no")?;
        let cards = statement.query_map([version], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok((small(version, "stoplist.version")?, cards))
    }

    /// Since when the newest stop list has named a card without a break, UTC microseconds.
    pub fn card_stopped_since(&self, card: &CardNo) -> Result<Option<i64>, LedgerError> {
        let mut statement = self.connection.prepare_cached(STOPPED_SINCE)?;
        Ok(statement.query_row(named_params! { ":card": card.digits() }, |row| row.get(0))?)
    }
}
