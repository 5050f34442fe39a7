//! Every movement of one fund in the order it was booked.

use clearing::{FundMove, Leg};
use money::Fen;
use records::TerminalId;

use crate::error::count;
use crate::legs::{by_fund, read_legs};
use crate::store::{Store, at, named};
use crate::{Ledger, LedgerError};

/// A movement and the moment it was booked, UTC microseconds.
pub type Booked = (i64, FundMove, Fen);

/// Sales whose legs were booked with their own batch.
const AT_ONCE: &str = "
    SELECT b.received_us, t.terminal, t.seq, t.legs FROM batch b
    JOIN tx t ON t.terminal = b.terminal AND t.seq BETWEEN b.first_seq AND b.last_seq
    WHERE b.received_us >= :from AND b.received_us < :before AND t.legs <> ''
      AND NOT EXISTS (SELECT 1 FROM late_leg l WHERE l.terminal = t.terminal AND l.seq = t.seq)";

/// The others.
const LATE: &str = "
    SELECT b.received_us, l.terminal, l.seq, l.amount, l.odd FROM late_leg l
    JOIN batch b ON b.terminal = l.batch_terminal AND b.first_seq = l.batch_first_seq
    WHERE l.fund = :fund AND b.received_us >= :from AND b.received_us < :before";

const REFUNDS: &str = "
    SELECT r.entered_us, r.terminal, r.seq, p.amount FROM refund r
    JOIN refund_posting p ON p.reference = r.reference
    WHERE p.account = :account AND r.entered_us >= :from AND r.entered_us < :before";

const INFLOWS: &str = "
    SELECT entered_us, reference, source, amount FROM inflow
    WHERE fund = :fund AND entered_us >= :from AND entered_us < :before";

impl Ledger {
    /// What moved a fund from one moment to before another, in the order it was booked: plus into the fund, minus
    /// out of it. Within one moment money that comes in stands first.
    pub fn fund_entries(&self, fund: u8, from_us: i64, before_us: i64) -> Result<Vec<Booked>, LedgerError> {
        let mut entries = self.inflows(fund, from_us, before_us)?;
        let sale = |terminal: i64, seq: i64| {
            Ok::<_, LedgerError>((TerminalId(count(terminal, "tx.terminal")?), count(seq, "tx.seq")?))
        };
        let span = named! { ":from": from_us, ":before": before_us };
        let rows = self
            .store
            .rows(AT_ONCE, span, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<String>(3)?)))?;
        for (at_us, terminal, seq, legs) in rows {
            if let Some(leg) = by_fund(&read_legs(&legs)?)?.get(&fund) {
                let (terminal, seq) = sale(terminal, seq)?;
                let borne = FundMove::Borne { terminal, seq, odd: leg.odd };
                entries.push((at_us, borne, minus(leg.amount)));
            }
        }
        let span = named! { ":fund": fund, ":from": from_us, ":before": before_us };
        let rows = self.store.rows(LATE, span, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, Fen(row.get(3)?), row.get(4)?))
        })?;
        for (at_us, terminal, seq, amount, odd) in rows {
            let (terminal, seq) = sale(terminal, seq)?;
            let back = FundMove::Returned { terminal, seq };
            let what = if amount.is_negative() { back } else { FundMove::Borne { terminal, seq, odd } };
            entries.push((at_us, what, minus(amount)));
        }
        let account = format!("fund:{fund}");
        let span = named! { ":account": account, ":from": from_us, ":before": before_us };
        let rows = self
            .store
            .rows(REFUNDS, span, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, Fen(row.get(3)?))))?;
        for (at_us, terminal, seq, amount) in rows {
            let (terminal, seq) = sale(terminal, seq)?;
            entries.push((at_us, FundMove::Returned { terminal, seq }, minus(amount)));
        }
        entries.sort_by_key(|(at_us, what, _)| (*at_us, place(what)));
        Ok(entries)
    }

    /// What a fund had left before a moment.
    pub fn fund_left_before(&self, fund: u8, at_us: i64) -> Result<Fen, LedgerError> {
        let account = format!("fund:{fund}");
        let named = named! { ":account": account, ":at": at_us };
        let drawn = self.store.sum(
            "SELECT coalesce(sum(p.amount), 0) FROM posting p
             JOIN batch b ON b.terminal = p.terminal AND b.first_seq = p.first_seq
             WHERE p.account = :account AND b.received_us < :at",
            named,
        )?;
        let back = self.store.sum(
            "SELECT coalesce(sum(p.amount), 0) FROM refund_posting p
             JOIN refund r ON r.reference = p.reference
             WHERE p.account = :account AND r.entered_us < :at",
            named,
        )?;
        let inflow = self.store.sum(
            "SELECT coalesce(sum(amount), 0) FROM inflow WHERE fund = :fund AND entered_us < :at",
            named! { ":fund": fund, ":at": at_us },
        )?;
        let drawn = Fen(drawn).checked_add(Fen(back)).ok_or(LedgerError::OutOfRange("fund"))?;
        Fen(inflow).checked_sub(drawn).ok_or(LedgerError::OutOfRange("fund"))
    }

    fn inflows(&self, fund: u8, from_us: i64, before_us: i64) -> Result<Vec<Booked>, LedgerError> {
        let span = named! { ":fund": fund, ":from": from_us, ":before": before_us };
        let rows = self.store.rows(INFLOWS, span, |row| {
            let what = FundMove::Inflow { reference: row.get(1)?, source: row.get(2)? };
            Ok((row.get(0)?, what, Fen(row.get(3)?)))
        })?;
        Ok(rows)
    }
}

/// Within one moment: money in, money back, money out.
fn place(what: &FundMove) -> (u8, TerminalId, u64) {
    match what {
        FundMove::Inflow { .. } => (0, TerminalId(0), 0),
        FundMove::Returned { terminal, seq } => (1, *terminal, *seq),
        FundMove::Borne { terminal, seq, .. } => (2, *terminal, *seq),
    }
}

/// Amounts in the books fit with either sign.
fn minus(amount: Fen) -> Fen {
    amount.checked_neg().unwrap_or(Fen::ZERO)
}

/// Where a record stood in the books before a later batch decides it.
pub(crate) struct Stood {
    /// The first record of its own batch.
    pub(crate) first_seq: i64,
    /// Who bore it.
    pub(crate) legs: String,
}

/// Notes that a later batch turns or adds the legs of a record. What the record's own batch booked is noted with
/// it, so that the draw and its return both stand in the statement.
pub(crate) fn note_late(
    transaction: &dyn Store,
    (terminal, seq): (i64, i64),
    old: &Stood,
    new: &[Leg],
    batch: (i64, i64),
) -> Result<(), LedgerError> {
    let noted = transaction
        .sum("SELECT count(*) FROM late_leg WHERE terminal = ?1 AND seq = ?2", at![terminal, seq])?;
    let insert = "INSERT INTO late_leg (terminal, seq, fund, batch_terminal, batch_first_seq, amount, odd)
         VALUES (:terminal, :seq, :fund, :batch_terminal, :batch_first_seq, :amount, :odd)";
    let add = |fund: u8, amount: Fen, odd: bool, (batch_terminal, batch_first_seq): (i64, i64)| {
        transaction.execute(insert, named! { ":terminal": terminal, ":seq": seq, ":fund": fund,
        ":batch_terminal": batch_terminal, ":batch_first_seq": batch_first_seq, ":amount": amount.0, ":odd": odd })
    };
    for leg in by_fund(&read_legs(&old.legs)?)?.values() {
        if noted == 0 {
            add(leg.fund, leg.amount, leg.odd, (terminal, old.first_seq))?;
        }
        add(leg.fund, minus(leg.amount), leg.odd, batch)?;
    }
    for leg in by_fund(new)?.values() {
        add(leg.fund, leg.amount, leg.odd, batch)?;
    }
    Ok(())
}
