//! From the holders' facts to what travels: card, span of days, tier letter, benefit bits.

use jiff::civil::{Date, date};
use ledger::{Holder, Ledger, LedgerError, RosterEntry};
use records::{BusinessDay, sha256};
use subsidy::{Standing, Tariff};

use crate::holders;

/// Compiles the roster under the newest tariff and keeps it when it differs from the one in force. Covers this
/// calendar year and the next, so that a till may cross New Year offline. Returns the version in force; 0 when
/// there is no tariff yet.
///
/// # Errors
/// Books that cannot be read or written, or that hold a tariff which no longer loads.
pub fn refresh(ledger: &mut Ledger, today: BusinessDay, now_us: i64) -> Result<u32, LedgerError> {
    let Some(stored) = ledger.newest_tariff()? else { return Ok(0) };
    let tariff = Tariff::load(&stored.text)
        .map_err(|_| LedgerError::Corrupt(format!("资费 {0} · tariff {0}", stored.version)))?;
    let year = today.date().year();
    let (from, to) = (date(year, 1, 1), date(year.saturating_add(1), 12, 31));
    let mut rows = Vec::new();
    for holder in ledger.holders()? {
        rows.extend(rows_of(&tariff, &holder, from, to)?);
    }
    ledger.keep_roster(&fingerprint(&rows), &rows, now_us)
}

fn rows_of(tariff: &Tariff, holder: &Holder, from: Date, to: Date) -> Result<Vec<RosterEntry>, LedgerError> {
    let bad = || LedgerError::Corrupt("holder".to_owned());
    let facts = holders::facts(holder).ok_or_else(bad)?;
    let number = |day: Date| BusinessDay::from_date(day).map(BusinessDay::number).ok_or_else(bad);
    subsidy::spans(tariff, &facts, from, to)
        .into_iter()
        // A card without any standing need not travel: a till treats what it does not find the same way.
        .filter(|span| span.standing != Standing::NONE)
        .map(|span| {
            Ok(RosterEntry {
                card_no: holder.card_no.clone(),
                from_day: number(span.from)?,
                to_day: number(span.to)?,
                tier: span.standing.letter,
                groups: span.standing.groups,
            })
        })
        .collect()
}

fn fingerprint(rows: &[RosterEntry]) -> [u8; 32] {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!(
            "{} {} {} {} {}\n",
            row.card_no, row.from_day, row.to_day, row.tier, row.groups
        ));
    }
    sha256(text.as_bytes())
}
