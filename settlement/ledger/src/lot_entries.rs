//! The journal of lots: every change of what a load has left, in the order it was booked.

use core::fmt;
use std::collections::BTreeMap;

use clearing::LotMove;
use records::{BusinessDay, TerminalId};

use crate::error::{count, integer, small};
use crate::lot_day::{day, today};
use crate::store::{Row, Store, Value, at, named};
use crate::{Ledger, LedgerError};

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotWord {
    /// 领取: the load was applied.
    Load,
    /// 使用: a sale drew from it.
    Draw,
    /// 退回: a sale gave back what it had drawn.
    Restore,
    /// 到期清零: it was over.
    Expire,
    /// 清零冲回: an expiry was taken back, for a sale of its days that came later.
    Revive,
}

impl LotWord {
    const ALL: [LotWord; 5] =
        [LotWord::Load, LotWord::Draw, LotWord::Restore, LotWord::Expire, LotWord::Revive];

    /// Whether the load has more afterwards.
    fn adds(self) -> bool {
        matches!(self, LotWord::Load | LotWord::Restore | LotWord::Revive)
    }
}

/// As stored.
impl fmt::Display for LotWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LotWord::Load => "load",
            LotWord::Draw => "draw",
            LotWord::Restore => "restore",
            LotWord::Expire => "expire",
            LotWord::Revive => "revive",
        })
    }
}

/// An entry of a card's lots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotEntry {
    /// Number of the load.
    pub load: u32,
    /// What it does.
    pub what: LotWord,
    /// Fen or points, above zero.
    pub amount: i64,
    /// The sale: terminal and number.
    pub sale: Option<(TerminalId, u64)>,
    /// The refund, for a restore that is one.
    pub reference: Option<String>,
    /// County day of the booking.
    pub day: BusinessDay,
    /// When it was booked, UTC µs.
    pub at_us: i64,
}

/// An entry on its way into the journal.
pub(crate) struct Entry<'a> {
    pub(crate) what: LotWord,
    pub(crate) amount: i64,
    pub(crate) sale: Option<(i64, i64)>,
    pub(crate) reference: Option<&'a str>,
    pub(crate) day: BusinessDay,
    pub(crate) at_us: i64,
}

impl Entry<'_> {
    /// About no sale, and of nothing yet.
    pub(crate) fn plain(what: LotWord, day: BusinessDay, at_us: i64) -> Entry<'static> {
        Entry { what, amount: 0, sale: None, reference: None, day, at_us }
    }
}

const ENTRIES: &str = "SELECT load, what, amount, terminal, seq, reference, day, at_us FROM lot_entry
                       WHERE card_no = ?1 ORDER BY number";

type Raw = (i64, String, i64, Option<i64>, Option<i64>, Option<String>, i64, i64);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let sale = (row.get(3)?, row.get(4)?);
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, sale.0, sale.1, row.get(5)?, row.get(6)?, row.get(7)?))
}

fn read((load, what, amount, terminal, seq, reference, booked, at_us): Raw) -> Result<LotEntry, LedgerError> {
    let sale = terminal.zip(seq).map(|(terminal, seq)| {
        let terminal = TerminalId(count(terminal, "lot_entry.terminal")?);
        Ok::<_, LedgerError>((terminal, count(seq, "lot_entry.seq")?))
    });
    let what = LotWord::ALL.into_iter().find(|word| word.to_string() == what);
    Ok(LotEntry {
        load: small(load, "lot_entry.load")?,
        what: what.ok_or_else(|| LedgerError::Corrupt("lot_entry.what".to_owned()))?,
        amount,
        sale: sale.transpose()?,
        reference,
        day: day(booked)?,
        at_us,
    })
}

impl Ledger {
    /// Every entry of a card, in the order of booking.
    pub fn lot_entries(&self, card_no: &str) -> Result<Vec<LotEntry>, LedgerError> {
        let rows = self.store.rows(ENTRIES, at![card_no], raw)?;
        rows.into_iter().map(read).collect()
    }

    /// The same of each of these cards.
    pub(crate) fn lot_entries_of(&self, cards: &[Vec<Value<'_>>]) -> Result<Vec<Vec<LotEntry>>, LedgerError> {
        let rows = self.store.rows_of_each(ENTRIES, &["?1"], cards, raw)?;
        rows.into_iter().map(|rows| rows.into_iter().map(read).collect()).collect()
    }
}

/// Enters one change and lets what is left follow. A load never falls below nothing.
pub(crate) fn enter(
    transaction: &dyn Store,
    card_no: &str,
    load: u32,
    entry: &Entry<'_>,
) -> Result<(), LedgerError> {
    let (terminal, seq) = entry.sale.unzip();
    let number = transaction.next_number("SELECT max(number) FROM lot_entry")?;
    transaction.execute(
        "INSERT INTO lot_entry (number, card_no, load, what, amount, terminal, seq, reference, day, at_us)
             VALUES (:number, :card, :load, :what, :amount, :terminal, :seq, :reference, :day, :at)",
        named! { ":number": number, ":card": card_no, ":load": load, ":what": entry.what.to_string(),
        ":amount": entry.amount, ":terminal": terminal, ":seq": seq, ":reference": entry.reference,
        ":day": entry.day.number(), ":at": entry.at_us },
    )?;
    let signed = if entry.what.adds() { entry.amount } else { entry.amount.saturating_neg() };
    let changed = transaction.execute(
        "UPDATE lot SET remaining = remaining + :amount
             WHERE card_no = :card AND load = :load AND applied_us IS NOT NULL",
        named! { ":amount": signed, ":card": card_no, ":load": load },
    )?;
    if changed == 1 { Ok(()) } else { Err(LedgerError::Corrupt(format!("lot {load}"))) }
}

/// Enters what a batch draws and gives back. What was cleared before a sale of its days came is taken back first;
/// what comes back to a load that is over is cleared at once.
pub(crate) fn move_lots(transaction: &dyn Store, moves: &[LotMove], now_us: i64) -> Result<(), LedgerError> {
    if moves.is_empty() {
        return Ok(());
    }
    let today = today(now_us)?;
    let mut back: BTreeMap<(String, u32), i64> = BTreeMap::new();
    for one in moves {
        let card_no = one.card.digits();
        let (remaining, last_day) = held(transaction, &card_no, one.load)?;
        let sale = Some((integer(one.terminal.0, "terminal")?, integer(one.seq, "seq")?));
        let put = |what, amount, sale| {
            let entry = Entry { amount, sale, ..Entry::plain(what, today, now_us) };
            enter(transaction, &card_no, one.load, &entry)
        };
        if one.amount > 0 {
            let missing = one.amount.saturating_sub(remaining);
            if missing > 0 {
                put(LotWord::Revive, missing, None)?;
            }
            put(LotWord::Draw, one.amount, sale)?;
        } else {
            put(LotWord::Restore, one.amount.saturating_neg(), sale)?;
            if last_day < i64::from(today.number()) {
                let sum = back.entry((card_no, one.load)).or_default();
                *sum = sum.saturating_sub(one.amount);
            }
        }
    }
    for ((card_no, load), back) in back {
        let (remaining, _) = held(transaction, &card_no, load)?;
        let amount = back.min(remaining);
        if amount > 0 {
            let entry = Entry { amount, ..Entry::plain(LotWord::Expire, today, now_us) };
            enter(transaction, &card_no, load, &entry)?;
        }
    }
    Ok(())
}

/// What a load has left, and its last day.
pub(crate) fn held(transaction: &dyn Store, card_no: &str, load: u32) -> Result<(i64, i64), LedgerError> {
    transaction
        .first(
            "SELECT remaining, last_day FROM lot WHERE card_no = ?1 AND load = ?2",
            at![card_no, load],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .ok_or_else(|| LedgerError::Corrupt(format!("lot {load} is missing")))
}
