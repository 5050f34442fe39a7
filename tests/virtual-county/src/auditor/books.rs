//! The center's books, read by plain SQL on the auditor's own connection.

use crate::violation::{Invariant, Violation};
use rusqlite::{Connection, OpenFlags, Row, named_params};
use std::path::Path;

/// A row of the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BookedRow {
    pub(super) seq: u64,
    pub(super) status: String,
    pub(super) counter: Option<u32>,
    pub(super) balance: Option<u32>,
    pub(super) day: u32,
    pub(super) record: Vec<u8>,
    /// Fund and fen, as the books tell who bears the benefit.
    pub(super) legs: String,
}

impl BookedRow {
    pub(super) fn is_paid(&self) -> bool {
        self.status == "good" || self.status == "adjusted"
    }

    pub(super) fn waits(&self) -> bool {
        self.status.starts_with("waiting:")
    }
}

/// Sums of postings, by family of account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) all: i64,
    pub(super) cards: i64,
    pub(super) funds: i64,
    pub(super) merchants: i64,
}

impl Sums {
    pub(super) fn plus(self, other: Sums) -> Sums {
        Sums {
            all: self.all.saturating_add(other.all),
            cards: self.cards.saturating_add(other.cards),
            funds: self.funds.saturating_add(other.funds),
            merchants: self.merchants.saturating_add(other.merchants),
        }
    }
}

/// The books.
pub(super) struct Books(Connection);

fn read(row: &Row<'_>) -> rusqlite::Result<BookedRow> {
    let seq: i64 = row.get(0)?;
    Ok(BookedRow {
        seq: u64::try_from(seq).unwrap_or(0),
        status: row.get(1)?,
        counter: row.get(2)?,
        balance: row.get(3)?,
        day: row.get(4)?,
        record: row.get(5)?,
        legs: row.get(6)?,
    })
}

fn sums(row: &Row<'_>) -> rusqlite::Result<Sums> {
    Ok(Sums { all: row.get(0)?, cards: row.get(1)?, funds: row.get(2)?, merchants: row.get(3)? })
}

const SUMS: &str = "SELECT coalesce(sum(amount), 0),
    coalesce(sum(CASE WHEN account = 'card:purse' THEN amount END), 0),
    coalesce(sum(CASE WHEN account LIKE 'fund:%' THEN amount END), 0),
    coalesce(sum(CASE WHEN account LIKE 'merchant:%' THEN amount END), 0) FROM posting";

fn broken(error: rusqlite::Error) -> Violation {
    Violation::new(Invariant::World, format!("the books cannot be read: {error}"))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Books {
    pub(super) fn open(path: &Path) -> Result<Books, Violation> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(path, flags).map(Books).map_err(broken)
    }

    /// The rows of one batch, in order.
    pub(super) fn batch(&self, terminal: u64, first_seq: u64) -> Result<Vec<BookedRow>, Violation> {
        let rows = || {
            let sql = "SELECT seq, status, counter, balance, day, record, legs FROM tx
                       WHERE terminal = :terminal AND seq >= :first AND first_seq = :first ORDER BY seq";
            let mut statement = self.0.prepare_cached(sql)?;
            let key = named_params! { ":terminal": signed(terminal), ":first": signed(first_seq) };
            statement.query_map(key, read)?.collect::<rusqlite::Result<Vec<BookedRow>>>()
        };
        rows().map_err(broken)
    }

    /// One row.
    pub(super) fn row(&self, terminal: u64, seq: u64) -> Result<Option<BookedRow>, Violation> {
        let row = || {
            let sql = "SELECT seq, status, counter, balance, day, record, legs FROM tx WHERE terminal = ?1 AND seq = ?2";
            let mut statement = self.0.prepare_cached(sql)?;
            statement.query_map([signed(terminal), signed(seq)], read)?.next().transpose()
        };
        row().map_err(broken)
    }

    /// What one batch booked.
    pub(super) fn sums_of(&self, terminal: u64, first_seq: u64) -> Result<Sums, Violation> {
        let row = || {
            let mut statement =
                self.0.prepare_cached(&format!("{SUMS} WHERE terminal = ?1 AND first_seq = ?2"))?;
            statement.query_row([signed(terminal), signed(first_seq)], sums)
        };
        row().map_err(broken)
    }

    /// What all batches booked.
    pub(super) fn sums(&self) -> Result<Sums, Violation> {
        self.0.query_row(SUMS, [], sums).map_err(broken)
    }

    /// Whether a finding about the balance of a card (301 or 302) names one of two records.
    pub(super) fn has_balance_finding(&self, one: (u64, u64), other: (u64, u64)) -> Result<bool, Violation> {
        let count = || {
            let sql = "SELECT count(*) FROM finding WHERE number IN (301, 302)
                       AND ((terminal = ?1 AND seq = ?2) OR (terminal = ?3 AND seq = ?4))";
            let key = [signed(one.0), signed(one.1), signed(other.0), signed(other.1)];
            self.0.prepare_cached(sql)?.query_row(key, |row| row.get::<_, i64>(0))
        };
        count().map(|count| count > 0).map_err(broken)
    }

    /// A fund: what the inflows come to, what its row says came in and was drawn.
    pub(super) fn fund(&self, code: i64) -> Result<[i64; 3], Violation> {
        let row = || {
            let sql = "SELECT coalesce(sum(amount), 0),
                    coalesce((SELECT inflow FROM fund WHERE code = ?1), 0),
                    coalesce((SELECT drawn FROM fund WHERE code = ?1), 0)
                FROM inflow WHERE fund = ?1";
            let mut statement = self.0.prepare_cached(sql)?;
            statement.query_row([code], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
        };
        row().map_err(broken)
    }

    /// The legs of all paid sales.
    pub(super) fn all_legs(&self) -> Result<Vec<String>, Violation> {
        let rows = || {
            let sql = "SELECT legs FROM tx WHERE status IN ('good', 'adjusted')";
            let mut statement = self.0.prepare_cached(sql)?;
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        };
        rows().map_err(broken)
    }

    /// How often a price was not the one the center finds (401), or its tariff unknown (403), and no later record has
    /// taken that back.
    pub(super) fn price_findings(&self) -> Result<i64, Violation> {
        let sql = "SELECT count(*) FROM finding WHERE number IN (401, 403) AND cleared_us IS NULL";
        self.0.query_row(sql, [], |row| row.get(0)).map_err(broken)
    }

    /// Loads whose rest is not what was loaded less what was drawn and cleared, and draws that no paid sale of the card
    /// covers: how many of either.
    pub(super) fn lots(&self) -> Result<[i64; 2], Violation> {
        let count = |sql: &str| self.0.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(broken);
        let signed = "CASE WHEN what IN ('load', 'restore', 'revive') THEN amount ELSE -amount END";
        let off = format!(
            "SELECT count(*) FROM lot l WHERE l.remaining < 0 OR l.remaining <> (
                 SELECT coalesce(sum({signed}), 0) FROM lot_entry e
                 WHERE e.card_no = l.card_no AND e.load = l.load)"
        );
        let uncovered = "SELECT count(*) FROM (
            SELECT e.terminal, e.seq, e.card_no, sum(CASE WHEN e.what = 'draw' THEN e.amount ELSE -e.amount END) AS net
            FROM lot_entry e WHERE e.terminal IS NOT NULL GROUP BY e.terminal, e.seq, e.card_no) AS d
            LEFT JOIN tx t ON t.terminal = d.terminal AND t.seq = d.seq
            WHERE d.net < 0 OR (d.net > 0 AND (t.card_no IS NULL OR t.card_no <> d.card_no
                OR t.status NOT IN ('good', 'adjusted') OR d.net > t.benefit))";
        Ok([count(&off)?, count(uncovered)?])
    }

    /// Voucher entries: draws, what came back, clearings; and findings that two tills gave the same one.
    pub(super) fn voucher_entries(&self) -> Result<[i64; 4], Violation> {
        let count = |sql: &str| self.0.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(broken);
        Ok([
            count("SELECT count(*) FROM lot_entry WHERE what = 'draw'")?,
            count("SELECT count(*) FROM lot_entry WHERE what = 'restore'")?,
            count("SELECT count(*) FROM lot_entry WHERE what = 'expire'")?,
            count("SELECT count(*) FROM finding WHERE number = 421")?,
        ])
    }

    /// Rows that wait, in all.
    pub(super) fn waiting(&self) -> Result<i64, Violation> {
        let sql = "SELECT count(*) FROM tx WHERE status LIKE 'waiting:%'";
        self.0.query_row(sql, [], |row| row.get(0)).map_err(broken)
    }
}
