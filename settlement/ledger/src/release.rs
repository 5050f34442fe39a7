//! Proposals and releases of tariffs. Who signed and whether that is good was decided before; here it is kept,
//! and what was decided once is never decided again.

use crate::error::small;
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError, StoredTariff};

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseState {
    /// Waits for its checker.
    Proposed,
    /// Two people signed it: it goes to the tills.
    Released,
    /// A checker said no.
    Rejected,
}

/// A proposal in the books, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRelease {
    /// In the order of proposal, from 1.
    pub number: u32,
    /// Version of the tariff.
    pub version: u32,
    /// From when it prices, UTC µs.
    pub effective_us: i64,
    /// What became of it.
    pub state: ReleaseState,
    /// The signed bytes: a release once released, a proposal otherwise.
    pub body: Vec<u8>,
    /// Number of the officer who made it.
    pub maker: u32,
    /// Number of the officer who decided.
    pub checker: Option<u32>,
    /// When it was proposed, UTC µs.
    pub proposed_us: i64,
    /// When it was decided, UTC µs.
    pub decided_us: Option<i64>,
    /// Why it was rejected.
    pub reason: Option<String>,
}

const COLUMNS: &str =
    "number, version, effective_us, state, body, maker, checker, proposed_us, decided_us, reason";

fn read(row: &Row<'_>) -> Result<Result<StoredRelease, LedgerError>, LedgerError> {
    let state: String = row.get(3)?;
    let (number, version, maker, checker): (i64, i64, i64, Option<i64>) =
        (row.get(0)?, row.get(1)?, row.get(5)?, row.get(6)?);
    let (effective_us, body, proposed_us, decided_us, reason) =
        (row.get(2)?, row.get(4)?, row.get(7)?, row.get(8)?, row.get(9)?);
    let release = || {
        Ok(StoredRelease {
            number: small(number, "tariff_release.number")?,
            version: small(version, "tariff_release.version")?,
            effective_us,
            state: match state.as_str() {
                "proposed" => ReleaseState::Proposed,
                "released" => ReleaseState::Released,
                "rejected" => ReleaseState::Rejected,
                _ => return Err(LedgerError::Corrupt("tariff_release.state".to_owned())),
            },
            body,
            maker: small(maker, "tariff_release.maker")?,
            checker: checker.map(|checker| small(checker, "tariff_release.checker")).transpose()?,
            proposed_us,
            decided_us,
            reason,
        })
    };
    Ok(release())
}

/// Versions that stand, so that no lower or equal one may come after them.
fn newest(transaction: &dyn Store) -> Result<i64, LedgerError> {
    transaction.sum("SELECT max(version) FROM tariff", &[])
}

impl Ledger {
    /// Keeps a proposal. Refused when its version is not above every released one, or waits for its checker
    /// already.
    pub fn propose_tariff(
        &mut self,
        (version, effective_us): (u32, i64),
        body: &[u8],
        maker: u32,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| {
            let newest = newest(transaction)?;
            if newest >= i64::from(version) {
                return Err(LedgerError::taken("已发布的资费版本", "released tariff version", &newest));
            }
            let waits = transaction.sum(
                "SELECT count(*) FROM tariff_release WHERE version = ?1 AND state = 'proposed'",
                at![version],
            )?;
            if waits > 0 {
                return Err(LedgerError::taken("待复核的资费版本", "proposed tariff version", &version));
            }
            let number: Option<i64> = transaction.number("SELECT max(number) FROM tariff_release", &[])?;
            transaction.execute(
                "INSERT INTO tariff_release (number, version, effective_us, state, body, maker, proposed_us)
                 VALUES (:number, :version, :effective, 'proposed', :body, :maker, :now)",
                named! { ":number": number.unwrap_or(0).saturating_add(1), ":version": version,
                ":effective": effective_us, ":body": body, ":maker": maker, ":now": now_us },
            )?;
            Ok(())
        })
    }

    /// Releases a proposal that waits: its two signatures, and its text under its version, for ever.
    pub fn release_tariff(
        &mut self,
        number: u32,
        body: &[u8],
        checker: u32,
        tariff: &StoredTariff,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| {
            let newest = newest(transaction)?;
            if newest >= i64::from(tariff.version) {
                return Err(LedgerError::taken("已发布的资费版本", "released tariff version", &newest));
            }
            let changed = transaction.execute(
                "UPDATE tariff_release SET state = 'released', body = :body, checker = :checker, decided_us = :now
                 WHERE number = :number AND version = :version AND state = 'proposed'",
                named! { ":body": body, ":checker": checker, ":now": now_us, ":number": number,
                    ":version": tariff.version },
            )?;
            waiting(changed, number)?;
            transaction.execute(
                "INSERT INTO tariff (version, text, hash, installed_us) VALUES (:version, :text, :hash, :now)",
                named! { ":version": tariff.version, ":text": tariff.text, ":hash": tariff.hash,
                    ":now": now_us },
            )?;
            Ok(())
        })
    }

    /// Turns a proposal down. It stays in the books with the reason; the version may be proposed again.
    pub fn reject_tariff(
        &mut self,
        number: u32,
        checker: u32,
        reason: &str,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        let changed = self.write(
            "UPDATE tariff_release SET state = 'rejected', checker = :checker, decided_us = :now, reason = :reason
             WHERE number = :number AND state = 'proposed'",
            named! { ":checker": checker, ":now": now_us, ":reason": reason, ":number": number },
        )?;
        waiting(changed, number)
    }

    /// Every proposal, in the order it came.
    pub fn releases(&self) -> Result<Vec<StoredRelease>, LedgerError> {
        self.read_releases(&format!("SELECT {COLUMNS} FROM tariff_release ORDER BY number"))
    }

    /// What was released, by version.
    pub fn released(&self) -> Result<Vec<StoredRelease>, LedgerError> {
        let wanted = "WHERE state = 'released' ORDER BY version";
        self.read_releases(&format!("SELECT {COLUMNS} FROM tariff_release {wanted}"))
    }

    /// The released one with the highest version.
    pub fn newest_release(&self) -> Result<Option<StoredRelease>, LedgerError> {
        let wanted = "WHERE state = 'released' ORDER BY version DESC LIMIT 1";
        let newest = self.read_releases(&format!("SELECT {COLUMNS} FROM tariff_release {wanted}"))?;
        Ok(newest.into_iter().next())
    }

    fn read_releases(&self, sql: &str) -> Result<Vec<StoredRelease>, LedgerError> {
        let rows = self.store.rows(sql, &[], read)?;
        rows.into_iter().collect()
    }
}

fn waiting(changed: usize, number: u32) -> Result<(), LedgerError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(LedgerError::unknown("待复核的提案", "waiting proposal", &number))
    }
}
