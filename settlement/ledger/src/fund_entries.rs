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
      AND NOT EXISTS (SELECT 1 FROM late_leg l WHERE l.terminal = t.terminal AND l.seq = t.seq)
      AND NOT EXISTS (SELECT 1 FROM recheck_leg l WHERE l.terminal = t.terminal AND l.seq = t.seq)";

/// The others.
const LATE: &str = "
    SELECT b.received_us, l.terminal, l.seq, l.amount, l.odd FROM late_leg l
    JOIN batch b ON b.terminal = l.batch_terminal AND b.first_seq = l.batch_first_seq
    WHERE l.fund = :fund AND b.received_us >= :from AND b.received_us < :before
    UNION ALL SELECT r.at_us, l.terminal, l.seq, l.amount, l.odd FROM recheck_leg l
    JOIN recheck r ON r.number = l.recheck
    WHERE l.fund = :fund AND r.at_us >= :from AND r.at_us < :before";

const REFUNDS: &str = "
    SELECT r.entered_us, r.terminal, r.seq, p.amount FROM refund r
    JOIN refund_posting p ON p.reference = r.reference
    WHERE p.account = :account AND r.entered_us >= :from AND r.entered_us < :before";

const INFLOWS: &str = "
    SELECT entered_us, reference, source, amount FROM inflow
    WHERE fund = :fund AND entered_us >= :from AND entered_us < :before";

const REVERSALS: &str = "
    SELECT v.entered_us, v.reference, v.inflow, i.amount FROM inflow_reversal v
    JOIN inflow i ON i.reference = v.inflow
    WHERE i.fund = :fund AND v.entered_us >= :from AND v.entered_us < :before";

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
        let later = self.store.sum(
            "SELECT coalesce(sum(p.amount), 0) FROM recheck_posting p
             JOIN recheck r ON r.number = p.recheck
             WHERE p.account = :account AND r.at_us < :at",
            named,
        )?;
        let inflow = self.store.sum(
            "SELECT coalesce(sum(amount), 0) FROM inflow WHERE fund = :fund AND entered_us < :at",
            named! { ":fund": fund, ":at": at_us },
        )?;
        let reversed = self.store.sum(
            "SELECT coalesce(sum(i.amount), 0) FROM inflow_reversal v JOIN inflow i ON i.reference = v.inflow
             WHERE i.fund = :fund AND v.entered_us < :at",
            named! { ":fund": fund, ":at": at_us },
        )?;
        let drawn = Fen::sum([Fen(drawn), Fen(back), Fen(later), Fen(reversed)])
            .ok_or(LedgerError::OutOfRange("fund"))?;
        Fen(inflow).checked_sub(drawn).ok_or(LedgerError::OutOfRange("fund"))
    }

    fn inflows(&self, fund: u8, from_us: i64, before_us: i64) -> Result<Vec<Booked>, LedgerError> {
        let span = named! { ":fund": fund, ":from": from_us, ":before": before_us };
        let mut rows = self.store.rows(INFLOWS, span, |row| {
            let what = FundMove::Inflow { reference: row.get(1)?, source: row.get(2)? };
            Ok((row.get(0)?, what, Fen(row.get(3)?)))
        })?;
        let span = named! { ":fund": fund, ":from": from_us, ":before": before_us };
        rows.extend(self.store.rows(REVERSALS, span, |row| {
            let what = FundMove::Reversed { reference: row.get(1)?, inflow: row.get(2)? };
            Ok((row.get(0)?, what, minus(Fen(row.get(3)?))))
        })?);
        Ok(rows)
    }
}

/// Within one moment: money in, money back, money out.
fn place(what: &FundMove) -> (u8, TerminalId, u64) {
    match what {
        FundMove::Inflow { .. } | FundMove::Reversed { .. } => (0, TerminalId(0), 0),
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

/// What decides a record after its own batch.
#[derive(Clone, Copy)]
pub(crate) enum Decider {
    /// A later batch: terminal and first record.
    Batch(i64, i64),
    /// A recheck, by number.
    Recheck(i64),
}

impl Decider {
    fn add(
        self,
        transaction: &dyn Store,
        (terminal, seq): (i64, i64),
        leg: &Leg,
        amount: Fen,
    ) -> Result<(), LedgerError> {
        let (batch, number) = match self {
            Decider::Batch(terminal, first_seq) => (Some((terminal, first_seq)), None),
            Decider::Recheck(number) => (None, Some(number)),
        };
        let (batch_terminal, batch_first_seq) = batch.unzip();
        let late = "INSERT INTO late_leg (terminal, seq, fund, batch_terminal, batch_first_seq, amount, odd)
             VALUES (:terminal, :seq, :fund, :batch_terminal, :batch_first_seq, :amount, :odd)";
        let again = "INSERT INTO recheck_leg (terminal, seq, fund, recheck, amount, odd)
             VALUES (:terminal, :seq, :fund, :recheck, :amount, :odd)";
        match number {
            None => transaction.execute(late, named! { ":terminal": terminal, ":seq": seq, ":fund": leg.fund,
                ":batch_terminal": batch_terminal, ":batch_first_seq": batch_first_seq, ":amount": amount.0, ":odd": leg.odd }),
            Some(number) => transaction.execute(again, named! { ":terminal": terminal, ":seq": seq, ":fund": leg.fund,
                ":recheck": number, ":amount": amount.0, ":odd": leg.odd }),
        }?;
        Ok(())
    }
}

/// Notes that something later turns or adds the legs of a record. What the record's own batch booked is noted with
/// it, so that the draw and its return both stand in the statement.
pub(crate) fn note_late(
    transaction: &dyn Store,
    (terminal, seq): (i64, i64),
    old: &Stood,
    new: &[Leg],
    by: Decider,
) -> Result<(), LedgerError> {
    let noted = transaction.sum(
        "SELECT (SELECT count(*) FROM late_leg WHERE terminal = ?1 AND seq = ?2)
              + (SELECT count(*) FROM recheck_leg WHERE terminal = ?1 AND seq = ?2)",
        at![terminal, seq],
    )?;
    let sale = (terminal, seq);
    for leg in by_fund(&read_legs(&old.legs)?)?.values() {
        if noted == 0 {
            Decider::Batch(terminal, old.first_seq).add(transaction, sale, leg, leg.amount)?;
        }
        by.add(transaction, sale, leg, minus(leg.amount))?;
    }
    for leg in by_fund(new)?.values() {
        by.add(transaction, sale, leg, leg.amount)?;
    }
    Ok(())
}
