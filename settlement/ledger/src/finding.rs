//! Findings, and the refused batches behind some of them.

use clearing::{Cleared, Finding, FindingKind};
use money::Fen;
use records::{CardNo, TerminalId};

use crate::error::{count, integer, small};
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// Refused batches kept per terminal. A terminal that forks keeps forking; the first few tell all there is.
pub const EVIDENCE_PER_TERMINAL: i64 = 32;

/// A finding with when and at whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFinding {
    /// Which of the findings about its record.
    pub line: u32,
    /// What was found.
    pub finding: Finding,
    /// The merchant concerned.
    pub merchant: String,
    /// When it was found, UTC microseconds.
    pub found_us: i64,
    /// When later records took it back, UTC microseconds.
    pub cleared_us: Option<i64>,
}

type Raw = ([i64; 4], String, Option<String>, [Option<i64>; 5], (i64, Option<i64>));

pub(crate) const COLUMNS: &str =
    "terminal, seq, number, merchant, card_no, expected, found, other_terminal, other_seq,
    fund, found_us, line, cleared_us";

pub(crate) fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((
        [row.get(0)?, row.get(1)?, row.get(2)?, row.get(11)?],
        row.get(3)?,
        row.get(4)?,
        [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?],
        (row.get(10)?, row.get(12)?),
    ))
}

impl Ledger {
    /// The newest open findings first.
    pub fn findings(&self, limit: u32) -> Result<Vec<StoredFinding>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM finding WHERE cleared_us IS NULL
             ORDER BY found_us DESC, terminal, seq DESC, line LIMIT ?1"
        );
        let rows = self.store.rows(&sql, at![limit], raw)?;
        rows.into_iter().map(read).collect()
    }

    /// Keeps a signed batch that could not be taken, and says so. A batch kept before, or one beyond the bound,
    /// changes nothing. `true` when it was kept.
    pub fn keep_evidence(
        &mut self,
        body: &[u8],
        hash: &[u8; 32],
        finding: &Finding,
        now_us: i64,
    ) -> Result<bool, LedgerError> {
        let terminal = integer(finding.terminal.0, "terminal")?;
        self.step(|transaction| {
            let kept = transaction.sum("SELECT count(*) FROM evidence WHERE terminal = ?1", at![terminal])?;
            let known = transaction.first(
                "SELECT 1 FROM evidence WHERE terminal = :terminal AND hash = :hash",
                named! { ":terminal": terminal, ":hash": hash },
                |_| Ok(()),
            )?;
            if kept >= EVIDENCE_PER_TERMINAL || known.is_some() {
                return Ok(false);
            }
            transaction.execute(
                "INSERT INTO evidence (terminal, hash, first_seq, code, body, received_us)
                 VALUES (:terminal, :hash, :seq, :code, :body, :now)",
                named! { ":terminal": terminal, ":hash": hash, ":seq": integer(finding.seq, "seq")?,
                ":code": finding.kind.name(), ":body": body, ":now": now_us },
            )?;
            add_findings(transaction, std::slice::from_ref(finding), now_us)?;
            Ok(true)
        })
    }
}

pub(crate) fn read(
    (key, merchant, card, [expected, found, other_terminal, other_seq, fund], (found_us, cleared_us)): Raw,
) -> Result<StoredFinding, LedgerError> {
    let [terminal, seq, number, line] = key;
    let number: u16 = small(number, "finding.number")?;
    let kind = FindingKind::from_number(number)
        .ok_or_else(|| LedgerError::Corrupt(format!("finding.number = {number}")))?;
    let card = card
        .map(|digits| {
            digits.parse::<CardNo>().map_err(|_| LedgerError::Corrupt("finding.card_no".to_owned()))
        })
        .transpose()?;
    let other = other_terminal
        .zip(other_seq)
        .map(|(terminal, seq)| {
            Ok::<_, LedgerError>((
                TerminalId(count(terminal, "finding.other")?),
                count(seq, "finding.other")?,
            ))
        })
        .transpose()?;
    let finding = Finding {
        kind,
        terminal: TerminalId(count(terminal, "finding.terminal")?),
        seq: count(seq, "finding.seq")?,
        card,
        expected: expected.map(Fen),
        found: found.map(Fen),
        other,
        fund: fund.map(|code| small(code, "finding.fund")).transpose()?,
    };
    Ok(StoredFinding { line: small(line, "finding.line")?, finding, merchant, found_us, cleared_us })
}

/// Adds findings after those a record has already.
pub(crate) fn add_findings(
    transaction: &dyn Store,
    findings: &[Finding],
    now_us: i64,
) -> Result<(), LedgerError> {
    let last = "SELECT max(line) FROM finding WHERE terminal = ?1 AND seq = ?2";
    let insert = "INSERT INTO finding (terminal, seq, line, number, merchant, card_no, expected, found, other_terminal,
                              other_seq, fund, found_us)
         SELECT id, CAST(:seq AS BIGINT), CAST(:line AS BIGINT), CAST(:number AS BIGINT), merchant,
                CAST(:card AS TEXT), CAST(:expected AS BIGINT), CAST(:found AS BIGINT),
                CAST(:other_terminal AS BIGINT), CAST(:other_seq AS BIGINT), CAST(:fund AS BIGINT),
                CAST(:now AS BIGINT)
         FROM terminal WHERE id = :terminal";
    for finding in findings {
        let terminal = integer(finding.terminal.0, "terminal")?;
        let seq = integer(finding.seq, "seq")?;
        let line = transaction.sum(last, at![terminal, seq])?;
        let other = finding.other.map(|(terminal, seq)| {
            Ok::<_, LedgerError>((integer(terminal.0, "terminal")?, integer(seq, "seq")?))
        });
        let (other_terminal, other_seq) = other.transpose()?.unzip();
        transaction.execute(insert, named! {
            ":terminal": terminal, ":seq": seq, ":line": line.saturating_add(1),
            ":number": finding.kind.number(), ":card": finding.card.filter(CardNo::is_bcd).map(|card| card.digits()),
            ":expected": finding.expected.map(|fen| fen.0), ":found": finding.found.map(|fen| fen.0),
            ":other_terminal": other_terminal, ":other_seq": other_seq, ":fund": finding.fund, ":now": now_us,
        })?;
    }
    Ok(())
}

/// Takes findings back that later records have explained. They stay in the books, marked.
pub(crate) fn clear_findings(
    transaction: &dyn Store,
    cleared: &[Cleared],
    now_us: i64,
) -> Result<(), LedgerError> {
    let mark = "UPDATE finding SET cleared_us = :now
         WHERE terminal = :terminal AND seq = :seq AND number = :number AND cleared_us IS NULL";
    for one in cleared {
        transaction.execute(
            mark,
            named! { ":now": now_us, ":terminal": integer(one.terminal.0, "terminal")?,
            ":seq": integer(one.seq, "seq")?, ":number": one.kind.number() },
        )?;
    }
    Ok(())
}
