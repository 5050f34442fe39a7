//! Stop lists: cards that no till may debit.

use records::CardNo;

use crate::error::small;
use crate::store::{Bind as _, Store, Value, at, named};
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
pub(crate) fn install(transaction: &dyn Store, cards: &[String], now_us: i64) -> Result<u32, LedgerError> {
    let version = transaction.next_number("SELECT max(version) FROM stoplist")?;
    transaction.execute(
        "INSERT INTO stoplist (version, installed_us) VALUES (:version, :now)",
        named! { ":version": version, ":now": now_us },
    )?;
    let insert = "INSERT INTO stoplist_row (version, card_no) VALUES (:version, :card)";
    for card in cards {
        transaction.execute(insert, named! { ":version": version, ":card": card })?;
    }
    transaction.execute(
        "INSERT INTO stoplist_row (version, card_no) SELECT CAST(:version AS BIGINT), card_no FROM card_block
         WHERE card_no NOT IN (SELECT card_no FROM stoplist_row WHERE version = :version)",
        named! { ":version": version },
    )?;
    small(version, "stoplist.version")
}

/// The newest version again with what is out of use by now, where it lacks some of it.
pub(crate) fn catch_up(transaction: &dyn Store, now_us: i64) -> Result<(), LedgerError> {
    let missing = transaction.sum(
        "SELECT count(*) FROM card_block WHERE card_no NOT IN (
             SELECT card_no FROM stoplist_row WHERE version = (SELECT max(version) FROM stoplist))",
        &[],
    )?;
    if missing == 0 {
        return Ok(());
    }
    let held: Vec<String> = transaction.rows(
        "SELECT card_no FROM stoplist_row WHERE version = (SELECT max(version) FROM stoplist)
         ORDER BY card_no",
        &[],
        |row| row.get(0),
    )?;
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
        let version = self.store.sum("SELECT max(version) FROM stoplist", &[])?;
        let cards = self.store.rows(
            "SELECT card_no FROM stoplist_row WHERE version = ?1 ORDER BY card_no",
            at![version],
            |row| row.get(0),
        )?;
        Ok((small(version, "stoplist.version")?, cards))
    }

    /// Since when the newest stop list has named each of these cards without a break, UTC microseconds.
    pub fn cards_stopped_since(&self, cards: &[CardNo]) -> Result<Vec<Option<i64>>, LedgerError> {
        let mut since = vec![None; cards.len()];
        let newest = self.store.sum("SELECT max(version) FROM stoplist", &[])?;
        if newest == 0 {
            return Ok(since);
        }
        let digits: Vec<String> = cards.iter().map(CardNo::digits).collect();
        let named: Vec<Vec<Value<'_>>> =
            digits.iter().map(|digits| vec![newest.bind(), digits.bind()]).collect();
        let mut stopped = Vec::new();
        let sql = "SELECT version FROM stoplist_row WHERE version = ?1 AND card_no = ?2";
        self.store.ask_each(sql, &["?1", "?2"], &named, &mut |place, _| {
            stopped.push(place);
            Ok(())
        })?;
        for place in stopped {
            if let (Some(since), Some(digits)) = (since.get_mut(place), digits.get(place)) {
                *since = self.store.number(STOPPED_SINCE, named! { ":card": digits })?;
            }
        }
        Ok(since)
    }
}
