//! Funds: what came in, what was drawn, what is left.

use std::collections::BTreeMap;

use clearing::{Account, Finding, FindingKind, Posting, inflow};
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::open_day;
use crate::error::small;
use crate::fund_budget::{note_borne, note_reached};
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// A fund as the books know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundBalance {
    /// Everything that ever came in.
    pub inflow: Fen,
    /// Everything it ever bore, less what came back.
    pub drawn: Fen,
    /// Since when it bears less than its step, UTC microseconds; none while it has something.
    pub exhausted_us: Option<i64>,
}

impl FundBalance {
    /// What is left: below nothing only for a fund that has no limit.
    #[must_use]
    pub fn left(&self) -> Fen {
        // Both fit, and neither is near the end of the range: the books would have refused them.
        self.inflow.checked_sub(self.drawn).unwrap_or(Fen::ZERO)
    }
}

/// Money from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inflow {
    /// Number of the receipt or the transfer: unique for ever.
    pub reference: String,
    /// The fund, by code.
    pub fund: u8,
    /// How much; more than nothing.
    pub amount: Fen,
    /// Who gave it; may be empty.
    pub source: String,
    /// What it is.
    pub kind: InflowKind,
    /// What else there is to say; may be empty.
    pub note: String,
}

/// What an inflow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InflowKind {
    /// 拨款: a tranche of a budget.
    Appropriation,
    /// 捐款: a gift.
    Donation,
    /// Anything else, and every inflow of books from before there were kinds.
    Other,
}

impl InflowKind {
    /// All of them.
    pub const ALL: [InflowKind; 3] = [InflowKind::Appropriation, InflowKind::Donation, InflowKind::Other];

    /// As stored and told to machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            InflowKind::Appropriation => "appropriation",
            InflowKind::Donation => "donation",
            InflowKind::Other => "other",
        }
    }

    /// What a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<InflowKind> {
        InflowKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What became of an inflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It is in the books.
    New,
    /// It was in the books already; nothing was changed.
    Known,
}

const BALANCE: &str = "SELECT inflow, drawn, exhausted_us FROM fund WHERE code = ?1";

impl Ledger {
    /// One fund. A fund that never moved has nothing.
    pub fn fund(&self, code: u8) -> Result<FundBalance, LedgerError> {
        held_by(self.store.as_ref(), code)
    }

    /// Every fund that ever moved, by code.
    pub fn funds(&self) -> Result<BTreeMap<u8, FundBalance>, LedgerError> {
        let rows = self.store.rows(
            "SELECT inflow, drawn, exhausted_us, code FROM fund ORDER BY code",
            &[],
            |row| Ok((row.get::<i64>(3)?, balance(row)?)),
        )?;
        rows.into_iter().map(|(code, balance)| Ok((small(code, "fund.code")?, balance))).collect()
    }

    /// What each fund bore in the batches received from a moment on, by code.
    pub fn funds_drawn_since(&self, from_us: i64) -> Result<BTreeMap<u8, Fen>, LedgerError> {
        let rows = self.store.rows(
            "SELECT account, sum(amount) FROM (
                 SELECT p.account, p.amount FROM batch b
                 JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
                 WHERE b.received_us >= ?1 AND p.account LIKE 'fund:%'
                 UNION ALL SELECT p.account, p.amount FROM recheck r
                 JOIN recheck_posting p ON p.recheck = r.number
                 WHERE r.at_us >= ?1 AND p.account LIKE 'fund:%') AS drawn
             GROUP BY account",
            at![from_us],
            |row| Ok((row.get::<String>(0)?, Fen(row.get(1)?))),
        )?;
        let read = |(account, amount): (String, Fen)| match account.parse() {
            Ok(Account::Fund(code)) => Ok((code, amount)),
            _ => Err(LedgerError::Corrupt(format!("posting.account {account}"))),
        };
        rows.into_iter().map(read).collect()
    }

    /// Enters money from outside that came on a day, and books it. The same inflow again changes nothing; another
    /// fund or amount under a used reference is refused.
    pub fn enter_inflow(
        &mut self,
        new: &Inflow,
        day: BusinessDay,
        now_us: i64,
    ) -> Result<Entered, LedgerError> {
        self.step(|transaction| {
            let held = transaction.first(
                "SELECT fund, amount FROM inflow WHERE reference = ?1",
                at![&new.reference],
                |row| Ok((row.get::<i64>(0)?, Fen(row.get(1)?))),
            )?;
            match held {
                Some(held) if held == (i64::from(new.fund), new.amount) => return Ok(Entered::Known),
                Some((fund, amount)) => {
                    let reference = &new.reference;
                    return Err(LedgerError::Taken {
                        zh: format!("流入登记号 {reference}（资金 {fund}，{amount}）"),
                        en: format!("inflow reference {reference} (fund {fund}, {amount})"),
                    });
                }
                None => {}
            }
            if new.amount <= Fen::ZERO {
                return Err(LedgerError::OutOfRange("inflow"));
            }
            let before = held_by(transaction, new.fund)?;
            let after = before.inflow.checked_add(new.amount).ok_or(LedgerError::OutOfRange("inflow"))?;
            keep(transaction, new.fund, &FundBalance { inflow: after, ..before })?;
            transaction.execute(
                "INSERT INTO inflow (reference, fund, amount, source, kind, note, day, entered_us, accounting_day)
                 VALUES (:reference, :fund, :amount, :source, :kind, :note, :day, :now, :open)",
                named! { ":reference": new.reference, ":fund": new.fund, ":amount": new.amount.0,
                ":source": new.source, ":kind": new.kind.word(), ":note": new.note, ":day": day.number(), ":now": now_us, ":open": open_day(transaction)? },
            )?;
            book(transaction, &new.reference, &inflow(new.fund, new.amount, day))?;
            refill(transaction, new.fund, now_us)?;
            Ok(Entered::New)
        })
    }
}

fn balance(row: &Row<'_>) -> Result<FundBalance, LedgerError> {
    Ok(FundBalance { inflow: Fen(row.get(0)?), drawn: Fen(row.get(1)?), exhausted_us: row.get(2)? })
}

pub(crate) fn held_by(transaction: &dyn Store, code: u8) -> Result<FundBalance, LedgerError> {
    Ok(transaction.first(BALANCE, at![code], balance)?.unwrap_or_default())
}

pub(crate) fn keep(transaction: &dyn Store, code: u8, fund: &FundBalance) -> Result<(), LedgerError> {
    let values = named! { ":code": code, ":inflow": fund.inflow.0, ":drawn": fund.drawn.0 };
    let changed =
        transaction.execute("UPDATE fund SET inflow = :inflow, drawn = :drawn WHERE code = :code", values)?;
    if changed == 0 {
        transaction
            .execute("INSERT INTO fund (code, inflow, drawn) VALUES (:code, :inflow, :drawn)", values)?;
    }
    Ok(())
}

fn book(transaction: &dyn Store, reference: &str, postings: &[Posting]) -> Result<(), LedgerError> {
    for (line, posting) in (1_i64..).zip(postings) {
        transaction.execute(
            "INSERT INTO inflow_posting (reference, line, account, day, amount)
             VALUES (:reference, :line, :account, :day, :amount)",
            named! { ":reference": reference, ":line": line, ":account": posting.account.to_string(),
            ":day": posting.day.number(), ":amount": posting.amount.0 },
        )?;
    }
    Ok(())
}

/// Whether limited funds still have what a judgement took them to have. Asked inside the transaction that books it:
/// nothing can be drawn twice.
pub(crate) fn unmoved(transaction: &dyn Store, funds_left: &BTreeMap<u8, Fen>) -> Result<bool, LedgerError> {
    for (&code, &left) in funds_left {
        if held_by(transaction, code)?.left() != left {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Follows what a batch booked on funds, and notes which of them ran dry.
pub(crate) fn draw(
    transaction: &dyn Store,
    postings: &[Posting],
    findings: &[Finding],
    now_us: i64,
) -> Result<(), LedgerError> {
    let mut drawn: BTreeMap<u8, Fen> = BTreeMap::new();
    for posting in postings {
        if let Account::Fund(code) = posting.account {
            let sum = drawn.entry(code).or_default();
            *sum = sum.checked_add(posting.amount).ok_or(LedgerError::OutOfRange("fund"))?;
        }
    }
    for (code, amount) in drawn {
        bear(transaction, code, amount, now_us)?;
    }
    let dry = findings.iter().filter(|finding| finding.kind == FindingKind::FundExhausted);
    for code in dry.filter_map(|finding| finding.fund) {
        // A fund that nobody gave anything to has no row yet.
        keep(transaction, code, &held_by(transaction, code)?)?;
        transaction.execute(
            "UPDATE fund SET exhausted_us = :now WHERE code = :code AND exhausted_us IS NULL",
            named! { ":now": now_us, ":code": code },
        )?;
    }
    let reached = findings.iter().filter(|finding| finding.kind == FindingKind::CeilingReached);
    for code in reached.filter_map(|finding| finding.fund) {
        note_reached(transaction, code, now_us)?;
    }
    Ok(())
}

/// Follows what a fund bore: as posted, so that below zero it came back.
pub(crate) fn bear(transaction: &dyn Store, code: u8, amount: Fen, now_us: i64) -> Result<(), LedgerError> {
    let before = held_by(transaction, code)?;
    let after = before.drawn.checked_add(amount).ok_or(LedgerError::OutOfRange("fund"))?;
    keep(transaction, code, &FundBalance { drawn: after, ..before })?;
    note_borne(transaction, code, amount)?;
    refill(transaction, code, now_us)
}

/// A fund that has something again is not exhausted any more, and the finding that said so is answered.
fn refill(transaction: &dyn Store, code: u8, now_us: i64) -> Result<(), LedgerError> {
    let changed = transaction.execute(
        "UPDATE fund SET exhausted_us = NULL
             WHERE code = :code AND exhausted_us IS NOT NULL AND inflow > drawn",
        named! { ":code": code },
    )?;
    if changed == 1 {
        transaction.execute(
            "UPDATE finding SET cleared_us = :now
             WHERE number = :number AND fund = :code AND cleared_us IS NULL",
            named! { ":now": now_us, ":number": FindingKind::FundExhausted.number(), ":code": code },
        )?;
    }
    Ok(())
}
