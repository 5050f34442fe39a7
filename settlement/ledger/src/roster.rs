//! Compiled rosters: what travels to the tills instead of the holders' facts.

use records::CardNo;

use crate::error::{bytes, small};
use crate::store::{Bind as _, Row, Value, at, named};
use crate::{Ledger, LedgerError};

/// One card over one span of days.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterEntry {
    /// Card number, 20 digits.
    pub card_no: String,
    /// First day, yyyymmdd.
    pub from_day: u32,
    /// Last day, inclusive.
    pub to_day: u32,
    /// Tier letter.
    pub tier: char,
    /// Benefit bits.
    pub groups: u32,
    /// Code of the holder's place; 0 for none.
    pub place: u16,
    /// Whether categories have lapsed.
    pub lapsed: bool,
}

/// Shows the span and the tier, not the card.
impl core::fmt::Debug for RosterEntry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "RosterEntry({}..={} {} {:#x})", self.from_day, self.to_day, self.tier, self.groups)
    }
}

impl Ledger {
    /// Keeps a compiled roster under the next version, unless it equals the newest. Returns the version.
    pub fn keep_roster(
        &mut self,
        hash: &[u8; 32],
        rows: &[RosterEntry],
        now_us: i64,
    ) -> Result<u32, LedgerError> {
        self.step(|transaction| {
            let newest = transaction.first(
                "SELECT version, hash FROM roster ORDER BY version DESC LIMIT 1",
                &[],
                |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?)),
            )?;
            let version = match newest {
                Some((version, held)) if bytes::<32>(&held, "roster.hash")? == *hash => {
                    return small(version, "roster.version");
                }
                Some((version, _)) => version.saturating_add(1),
                None => 1,
            };
            transaction.execute(
                "INSERT INTO roster (version, compiled_us, hash) VALUES (:version, :now, :hash)",
                named! { ":version": version, ":now": now_us, ":hash": hash },
            )?;
            let insert =
                "INSERT INTO roster_row (version, card_no, from_day, to_day, tier, groups, place, lapsed)
                 VALUES (:version, :card, :from, :to, :tier, :groups, :place, :lapsed)";
            for row in rows {
                transaction.execute(
                    insert,
                    named! { ":version": version, ":card": row.card_no, ":from": row.from_day,
                    ":to": row.to_day, ":tier": row.tier.to_string(), ":groups": row.groups,
                    ":place": row.place, ":lapsed": row.lapsed },
                )?;
            }
            small(version, "roster.version")
        })
    }

    /// Version of the newest roster; 0 when there is none.
    pub fn roster_version(&self) -> Result<u32, LedgerError> {
        small(self.store.sum("SELECT max(version) FROM roster", &[])?, "roster.version")
    }

    /// All rows of one version, by card and day.
    pub fn roster_rows(&self, version: u32) -> Result<Vec<RosterEntry>, LedgerError> {
        let sql = "SELECT card_no, from_day, to_day, tier, groups, place, lapsed FROM roster_row
             WHERE version = ?1 ORDER BY card_no, from_day";
        self.store.rows(sql, at![version], raw)?.into_iter().map(read).collect()
    }

    /// The row of each of these cards on a day, in a version.
    pub fn roster_rows_of(
        &self,
        asked: &[(u32, CardNo, u32)],
    ) -> Result<Vec<Option<RosterEntry>>, LedgerError> {
        let digits: Vec<String> = asked.iter().map(|(_, card, _)| card.digits()).collect();
        let values: Vec<Vec<Value<'_>>> = asked
            .iter()
            .zip(&digits)
            .map(|((version, _, day), digits)| vec![version.bind(), digits.bind(), day.bind()])
            .collect();
        let rows = self.store.rows_of_each(ON_DAY, &["?1", "?2", "?3"], &values, raw)?;
        rows.into_iter().map(|rows| rows.into_iter().next().map(read).transpose()).collect()
    }
}

const ON_DAY: &str = "SELECT card_no, from_day, to_day, tier, groups, place, lapsed FROM roster_row
                      WHERE version = ?1 AND card_no = ?2 AND from_day <= ?3 AND to_day >= ?3";

type Raw = (String, [i64; 4], String, bool);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(4)?, row.get(5)?], row.get(3)?, row.get(6)?))
}

fn read((card_no, [from, to, groups, place], tier, lapsed): Raw) -> Result<RosterEntry, LedgerError> {
    Ok(RosterEntry {
        card_no,
        from_day: small(from, "roster_row.from_day")?,
        to_day: small(to, "roster_row.to_day")?,
        tier: tier.chars().next().ok_or_else(|| LedgerError::Corrupt("roster_row.tier".to_owned()))?,
        groups: small(groups, "roster_row.groups")?,
        place: u16::try_from(place).map_err(|_| LedgerError::Corrupt("roster_row.place".to_owned()))?,
        lapsed,
    })
}
