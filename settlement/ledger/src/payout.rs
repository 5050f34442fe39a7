//! Payouts (付款单) as kept: who signed what, which settlements a line pays, which files were written. Whether the
//! signatures are good was decided before.

use money::Fen;
use records::BusinessDay;

use crate::error::{bytes, small};
use crate::settlement::advance;
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError, SettlementState};

/// How far a payout has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutState {
    /// Its maker has signed it.
    Proposed,
    /// Another person has signed it too.
    Released,
    /// It was written for the bank.
    Written,
    /// It was turned down before anything was written.
    Rejected,
}

impl PayoutState {
    /// As stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            PayoutState::Proposed => "proposed",
            PayoutState::Released => "released",
            PayoutState::Written => "written",
            PayoutState::Rejected => "rejected",
        }
    }

    fn read(word: &str) -> Result<PayoutState, LedgerError> {
        [PayoutState::Proposed, PayoutState::Released, PayoutState::Written, PayoutState::Rejected]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| LedgerError::Corrupt(format!("payout.state {word:?}")))
    }
}

/// A payout in the books.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredPayout {
    /// In the order of proposal, from 1.
    pub number: u32,
    /// Its own id.
    pub id: String,
    /// How far it has come.
    pub state: PayoutState,
    /// The signed bytes: the proposal, or both signatures once released.
    pub body: Vec<u8>,
    /// Number of the officer who made it.
    pub maker: u32,
    /// Number of the officer who decided.
    pub checker: Option<u32>,
    /// Why it was rejected.
    pub reason: Option<String>,
}

/// Shows no payee.
impl core::fmt::Debug for StoredPayout {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "StoredPayout({} {} {:?})", self.number, self.id, self.state)
    }
}

/// A line on its way into the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayoutLine {
    /// The merchant.
    pub merchant: String,
    /// What the bank calls it.
    pub end_to_end: String,
    /// The sum of its settlements.
    pub amount: Fen,
    /// Numbers of the settlements it pays.
    pub settlements: Vec<u32>,
}

/// A payout on its way into the books.
#[derive(Clone, Copy, Debug)]
pub struct NewPayout<'a> {
    /// As [`Ledger::next_payout`] gave it.
    pub number: u32,
    /// Its own id.
    pub id: &'a str,
    /// First and last accounting day.
    pub period: (BusinessDay, BusinessDay),
    /// As [`Ledger::next_payout`] gave it.
    pub version: u16,
    /// The signed proposal.
    pub body: &'a [u8],
    /// Number of its maker.
    pub maker: u32,
    /// Its lines.
    pub lines: &'a [NewPayoutLine],
}

/// A file that was written of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutFile {
    /// SHA-256 of it.
    pub hash: [u8; 32],
    /// Its form.
    pub format: String,
    /// When, UTC microseconds.
    pub written_us: i64,
}

const COLUMNS: &str = "SELECT number, id, state, body, maker, checker, reason FROM payout";

type Raw = (i64, String, String, Vec<u8>, i64, Option<i64>, Option<String>);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn read((number, id, state, body, maker, checker, reason): Raw) -> Result<StoredPayout, LedgerError> {
    Ok(StoredPayout {
        number: small(number, "payout.number")?,
        id,
        state: PayoutState::read(&state)?,
        body,
        maker: small(maker, "payout.maker")?,
        checker: checker.map(|checker| small(checker, "payout.checker")).transpose()?,
        reason,
    })
}

/// The next number, and the version after those of the same days.
fn next(store: &dyn Store, (first, last): (BusinessDay, BusinessDay)) -> Result<(u32, u16), LedgerError> {
    let number = store.next_number("SELECT max(number) FROM payout")?;
    let version = store.sum(
        "SELECT max(version) FROM payout WHERE first_day = ?1 AND last_day = ?2",
        at![first.number(), last.number()],
    )?;
    Ok((small(number, "payout.number")?, small(version.saturating_add(1), "payout.version")?))
}

/// Numbers of the settlements of a line.
pub(crate) fn settlements_of(
    store: &dyn Store,
    payout: u32,
    merchant: &str,
) -> Result<Vec<u32>, LedgerError> {
    let rows = store.rows(
        "SELECT s.number FROM payout_settlement p JOIN settlement s ON s.number = p.settlement
         WHERE p.payout = ?1 AND s.merchant = ?2 ORDER BY s.number",
        at![payout, merchant],
        |row| row.get::<i64>(0),
    )?;
    rows.into_iter().map(|number| small(number, "settlement.number")).collect()
}

impl Ledger {
    /// Number and version of the next payout of these days.
    pub fn next_payout(&self, period: (BusinessDay, BusinessDay)) -> Result<(u32, u16), LedgerError> {
        next(self.store.as_ref(), period)
    }

    /// Keeps a proposal and takes its settlements: each must be confirmed and in no other payout.
    ///
    /// # Errors
    /// `Busy` when another payout came in between.
    pub fn propose_payout(&mut self, new: &NewPayout<'_>, now_us: i64) -> Result<(), LedgerError> {
        self.step(|transaction| {
            if next(transaction, new.period)? != (new.number, new.version) {
                return Err(LedgerError::Busy);
            }
            transaction.execute(
                "INSERT INTO payout (number, id, first_day, last_day, version, state, body, maker, proposed_us)
                 VALUES (:number, :id, :first, :last, :version, 'proposed', :body, :maker, :now)",
                named! { ":number": new.number, ":id": new.id, ":first": new.period.0.number(),
                ":last": new.period.1.number(), ":version": new.version, ":body": new.body,
                ":maker": new.maker, ":now": now_us },
            )?;
            new.lines.iter().try_for_each(|line| insert(transaction, new.number, line))
        })
    }

    /// Keeps the second signature of a proposal.
    pub fn release_payout(
        &mut self,
        number: u32,
        body: &[u8],
        checker: u32,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        let changed = self.write(
            "UPDATE payout SET state = 'released', body = :body, checker = :checker, decided_us = :now
             WHERE number = :number AND state = 'proposed'",
            named! { ":body": body, ":checker": checker, ":now": now_us, ":number": number },
        )?;
        if changed == 1 {
            Ok(())
        } else {
            Err(LedgerError::unknown("待复核的付款单", "waiting payout", &number))
        }
    }

    /// Turns a payout down before a file of it is written; its settlements may be paid anew.
    pub fn reject_payout(
        &mut self,
        number: u32,
        checker: u32,
        reason: &str,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| {
            let changed = transaction.execute(
                "UPDATE payout SET state = 'rejected', checker = :checker, reason = :reason, decided_us = :now
                 WHERE number = :number AND (state = 'proposed' OR state = 'released')",
                named! { ":checker": checker, ":reason": reason, ":now": now_us, ":number": number },
            )?;
            if changed == 0 {
                return Err(LedgerError::unknown("未出文件的付款单", "payout without files", &number));
            }
            transaction.execute("UPDATE settlement SET payout = NULL WHERE payout = ?1", at![number])?;
            Ok(())
        })
    }

    /// Notes a file for the bank; with the first, the settlements count as paid. The same file again changes
    /// nothing.
    pub fn write_payout(
        &mut self,
        number: u32,
        (format, hash): (&str, [u8; 32]),
        now_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| {
            let held = transaction.first(&format!("{COLUMNS} WHERE number = ?1"), at![number], raw)?;
            let held = held.map(read).transpose()?;
            let good = |state| matches!(state, PayoutState::Released | PayoutState::Written);
            let held = held.filter(|held| good(held.state));
            let held =
                held.ok_or_else(|| LedgerError::unknown("已复核的付款单", "released payout", &number))?;
            transaction.insert(
                "INSERT INTO payout_file (payout, hash, format, written_us)
                 VALUES (:payout, :hash, :format, :now)",
                named! { ":payout": number, ":hash": hash, ":format": format, ":now": now_us },
            )?;
            if held.state == PayoutState::Written {
                return Ok(());
            }
            transaction.execute("UPDATE payout SET state = 'written' WHERE number = ?1", at![number])?;
            let settlements = transaction.rows(
                "SELECT settlement FROM payout_settlement WHERE payout = ?1 ORDER BY settlement",
                at![number],
                |row| row.get::<i64>(0),
            )?;
            for settlement in settlements {
                let settlement = small(settlement, "payout_settlement.settlement")?;
                let states = (SettlementState::Confirmed, SettlementState::Paid);
                if !advance(transaction, settlement, states, (None, &held.id), now_us)? {
                    return Err(LedgerError::Corrupt(format!("settlement {settlement}")));
                }
            }
            Ok(())
        })
    }

    /// Every payout, in the order of proposal.
    pub fn payouts(&self) -> Result<Vec<StoredPayout>, LedgerError> {
        let rows = self.store.rows(&format!("{COLUMNS} ORDER BY number"), &[], raw)?;
        rows.into_iter().map(read).collect()
    }

    /// One payout.
    pub fn payout(&self, number: u32) -> Result<Option<StoredPayout>, LedgerError> {
        self.store.first(&format!("{COLUMNS} WHERE number = ?1"), at![number], raw)?.map(read).transpose()
    }

    /// The files written of a payout, in the order they were first written.
    pub fn payout_files(&self, number: u32) -> Result<Vec<PayoutFile>, LedgerError> {
        let rows = self.store.rows(
            "SELECT hash, format, written_us FROM payout_file WHERE payout = ?1 ORDER BY written_us, hash",
            at![number],
            |row| Ok((row.get::<Vec<u8>>(0)?, row.get(1)?, row.get(2)?)),
        )?;
        rows.into_iter()
            .map(|(hash, format, written_us)| {
                Ok(PayoutFile { hash: bytes(&hash, "payout_file.hash")?, format, written_us })
            })
            .collect()
    }
}

fn insert(store: &dyn Store, payout: u32, line: &NewPayoutLine) -> Result<(), LedgerError> {
    store.execute(
        "INSERT INTO payout_line (payout, merchant, end_to_end, amount, state)
         VALUES (:payout, :merchant, :name, :amount, 'open')",
        named! { ":payout": payout, ":merchant": line.merchant, ":name": line.end_to_end,
        ":amount": line.amount.0 },
    )?;
    for &settlement in &line.settlements {
        let taken = store.execute(
            "UPDATE settlement SET payout = :payout
             WHERE number = :number AND merchant = :merchant AND state = 2 AND payout IS NULL",
            named! { ":payout": payout, ":number": settlement, ":merchant": line.merchant },
        )?;
        if taken == 0 {
            return Err(LedgerError::Busy);
        }
        store.execute(
            "INSERT INTO payout_settlement (payout, settlement) VALUES (?1, ?2)",
            at![payout, settlement],
        )?;
    }
    Ok(())
}
