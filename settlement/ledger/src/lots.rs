//! Vouchers and points of cards: loads as they were delivered, and what each has left.

use clearing::{CardLots, LotDraw, LotLoad, LotRefund};
use records::{BusinessDay, TerminalId};

use crate::error::{count, integer, small};
use crate::lot_day::{day, today};
use crate::lot_entries::{Entry, LotEntry, LotWord, enter};
use crate::store::{Row, Store, Value, at, named};
use crate::{Ledger, LedgerError};

/// A load as it is delivered (发放).
#[derive(Clone, PartialEq, Eq)]
pub struct CardLoad {
    /// Card number, 20 digits.
    pub card_no: String,
    /// Number of the load within the card, from 1.
    pub load: u32,
    /// Account code of the tariff.
    pub account: u8,
    /// Fen or points, above zero.
    pub amount: i64,
    /// First day on which it may be used.
    pub first_day: BusinessDay,
    /// Last day on which it may be used.
    pub last_day: BusinessDay,
}

/// Shows the load, not the card.
impl core::fmt::Debug for CardLoad {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let CardLoad { load, account, amount, first_day, last_day, .. } = self;
        write!(f, "CardLoad({load}: {amount} in {account}, {first_day}–{last_day})")
    }
}

/// A load in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLot {
    /// As it was delivered.
    pub load: CardLoad,
    /// The delivery it came with.
    pub reference: String,
    /// When it was applied, UTC µs; none while it waits for the one before it.
    pub applied_us: Option<i64>,
    /// Fen or points that are left.
    pub remaining: i64,
}

const LOT: &str =
    "SELECT card_no, load, account, amount, first_day, last_day, reference, applied_us, remaining
                   FROM lot";

type Raw = (String, [i64; 5], String, Option<i64>, i64);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let numbers = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
    Ok((row.get(0)?, numbers, row.get(6)?, row.get(7)?, row.get(8)?))
}

fn read((card_no, numbers, reference, applied_us, remaining): Raw) -> Result<StoredLot, LedgerError> {
    let [load, account, amount, first, last] = numbers;
    let load = CardLoad {
        card_no,
        load: small(load, "lot.load")?,
        account: small(account, "lot.account")?,
        amount,
        first_day: day(first)?,
        last_day: day(last)?,
    };
    Ok(StoredLot { load, reference, applied_us, remaining })
}

impl Ledger {
    /// Keeps loads: the first `applied` of them are usable from now on, the others wait. All of them, or nothing.
    /// A waiting one that is due is applied by giving it again.
    ///
    /// # Errors
    /// `Busy` when the books have moved since the decision, so that a load is not the next one any more.
    pub fn enter_loads(
        &mut self,
        applied: &[CardLoad],
        waiting: &[CardLoad],
        reference: &str,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        let today = today(now_us)?;
        self.step(|transaction| {
            for load in applied {
                if load.load != applied_through(transaction, &load.card_no)?.saturating_add(1) {
                    return Err(LedgerError::Busy);
                }
                keep(transaction, load, Some(now_us), reference, now_us)?;
                let entry = Entry { amount: load.amount, ..Entry::plain(LotWord::Load, today, now_us) };
                enter(transaction, &load.card_no, load.load, &entry)?;
            }
            for load in waiting {
                keep(transaction, load, None, reference, now_us)?;
            }
            Ok(())
        })
    }

    /// Every load of a card by number, those that wait included.
    pub fn lots(&self, card_no: &str) -> Result<Vec<StoredLot>, LedgerError> {
        let sql = format!("{LOT} WHERE card_no = ?1 ORDER BY load");
        let rows = self.store.rows(&sql, at![card_no], raw)?;
        rows.into_iter().map(read).collect()
    }

    /// Applied loads that may still be used on a day or later, by card and number.
    pub fn usable_lots(&self, from: BusinessDay) -> Result<Vec<StoredLot>, LedgerError> {
        let sql = format!("{LOT} WHERE applied_us IS NOT NULL AND last_day >= ?1 ORDER BY card_no, load");
        let rows = self.store.rows(&sql, at![from.number()], raw)?;
        rows.into_iter().map(read).collect()
    }

    /// Cards with loads whose number ends like this.
    pub fn cards_with_lots(&self, tail: &str) -> Result<Vec<String>, LedgerError> {
        let rows = self.store.rows(
            "SELECT DISTINCT card_no FROM lot WHERE substr(card_no, length(card_no) - length(?1) + 1) = ?1
             ORDER BY card_no",
            at![tail],
            |row| row.get(0),
        )?;
        Ok(rows)
    }

    /// What clearing needs to know of the vouchers and points of each of these cards.
    pub(crate) fn card_lots(&self, cards: &[Vec<Value<'_>>]) -> Result<Vec<CardLots>, LedgerError> {
        let mut all = vec![CardLots::default(); cards.len()];
        if self.store.first("SELECT load FROM lot LIMIT 1", &[], |row| row.get::<i64>(0))?.is_none() {
            return Ok(all);
        }
        let loads = self.store.rows_of_each(
            &format!("{LOT} WHERE card_no = ?1 ORDER BY load"),
            &["?1"],
            cards,
            raw,
        )?;
        for ((lots, loads), entries) in all.iter_mut().zip(loads).zip(self.lot_entries_of(cards)?) {
            for lot in loads {
                let StoredLot { load, applied_us, .. } = read(lot)?;
                let CardLoad { load, account, amount, first_day, last_day, .. } = load;
                let Some(applied_us) = applied_us else { continue };
                lots.loads.push(LotLoad { load, account, amount, first_day, last_day, applied_us });
            }
            entries.into_iter().for_each(|entry| count_in(lots, entry));
        }
        Ok(all)
    }

    /// Clears what lots hold whose last day is before a day (到期清零), each with an entry of its own. Again:
    /// nothing is left to clear. Answers what was cleared.
    pub fn expire_lots(&mut self, day: BusinessDay, now_us: i64) -> Result<Vec<StoredLot>, LedgerError> {
        let today = today(now_us)?;
        self.step(|transaction| {
            let sql = format!(
                "{LOT} WHERE applied_us IS NOT NULL AND last_day < ?1 AND remaining > 0 ORDER BY card_no, load"
            );
            let rows = transaction.rows(&sql, at![day.number()], raw)?;
            let over = rows.into_iter().map(read).collect::<Result<Vec<StoredLot>, LedgerError>>()?;
            for lot in &over {
                let entry = Entry { amount: lot.remaining, ..Entry::plain(LotWord::Expire, today, now_us) };
                enter(transaction, &lot.load.card_no, lot.load.load, &entry)?;
            }
            Ok(over)
        })
    }

    /// How far the lots have moved, as a terminal must be told it: entries that are not draws of its own sales, and
    /// its own records by the thousand. Nothing while there are no lots.
    pub fn lots_mark(&self, terminal: TerminalId) -> Result<(u64, u64), LedgerError> {
        let id = integer(terminal.0, "terminal")?;
        let others = self.store.sum(
            "SELECT coalesce(max(number), 0) FROM lot_entry WHERE terminal IS NULL OR terminal <> ?1 OR what <> 'draw'",
            at![id])?;
        let cursor = self.cursor(terminal)?.unwrap_or_default();
        let own = if others == 0 { 0 } else { cursor.chain.next_seq / 1024 };
        Ok((count(others, "lot_entry.number")?, own))
    }
}

fn applied_through(transaction: &dyn Store, card_no: &str) -> Result<u32, LedgerError> {
    let last = transaction
        .sum("SELECT max(load) FROM lot WHERE card_no = ?1 AND applied_us IS NOT NULL", at![card_no])?;
    small(last, "lot.load")
}

/// What a sale drew or got back.
fn count_in(lots: &mut CardLots, entry: LotEntry) {
    let LotEntry { load, amount, at_us, .. } = entry;
    let Some((terminal, seq)) = entry.sale else { return };
    let sign = match entry.what {
        LotWord::Restore if entry.reference.is_some() => {
            lots.refunded.push(LotRefund { terminal, seq, at_us, load, amount });
            return;
        }
        LotWord::Draw => amount,
        LotWord::Restore => amount.saturating_neg(),
        LotWord::Load | LotWord::Expire | LotWord::Revive => return,
    };
    lots.booked.push(LotDraw { terminal, seq, load, amount: sign });
}

/// Writes a load down, or marks a waiting one as applied.
fn keep(
    transaction: &dyn Store,
    load: &CardLoad,
    applied_us: Option<i64>,
    reference: &str,
    now_us: i64,
) -> Result<(), LedgerError> {
    let held = transaction
        .first(&format!("{LOT} WHERE card_no = ?1 AND load = ?2"), at![load.card_no, load.load], raw)?
        .map(read)
        .transpose()?;
    if let Some(held) = held {
        if held.load != *load || held.applied_us.is_some() {
            return Err(LedgerError::Busy);
        }
        transaction.execute(
            "UPDATE lot SET applied_us = :at WHERE card_no = :card AND load = :load",
            named! { ":at": applied_us, ":card": load.card_no, ":load": load.load },
        )?;
        return Ok(());
    }
    transaction.execute(
        "INSERT INTO lot (card_no, load, account, amount, first_day, last_day, reference, received_us,
                              applied_us, remaining)
             VALUES (:card, :load, :account, :amount, :first, :last, :reference, :now, :at, 0)",
        named! { ":card": load.card_no, ":load": load.load, ":account": load.account,
        ":amount": load.amount, ":first": load.first_day.number(), ":last": load.last_day.number(),
        ":reference": reference, ":now": now_us, ":at": applied_us },
    )?;
    Ok(())
}
