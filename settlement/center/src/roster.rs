//! From the holders' facts to what travels: card, span of days, tier letter, benefit bits.

use crate::holders;
use jiff::civil::{Date, date};
use ledger::{Holder, Ledger, LedgerError, RosterEntry};
use records::{BusinessDay, sha256};

use crate::calendar::Calendar;

/// Compiles the roster, each day under the tariff that holds on it, and keeps it when it differs from the one in
/// force. Covers this calendar year and the next, so that a till may cross New Year and a change of tariff offline.
/// Returns the version in force; 0 when no tariff is released yet.
///
/// # Errors
/// Books that cannot be read or written, or that hold a tariff which no longer loads.
pub fn refresh(ledger: &mut Ledger, today: BusinessDay, now_us: i64) -> Result<u32, LedgerError> {
    let calendar = Calendar::of(ledger)?;
    if calendar.on(today.date()).is_none() {
        return Ok(0);
    }
    let year = today.date().year();
    let (from, to) = (date(year, 1, 1), date(year.saturating_add(1), 12, 31));
    let mut rows = Vec::new();
    for holder in ledger.holders()? {
        rows.extend(rows_of(&calendar, &holder, from, to)?);
    }
    ledger.keep_roster(&fingerprint(&rows), &rows, now_us)
}

fn rows_of(
    calendar: &Calendar,
    holder: &Holder,
    from: Date,
    to: Date,
) -> Result<Vec<RosterEntry>, LedgerError> {
    let bad = || LedgerError::Corrupt("holder".to_owned());
    let facts = holders::facts(holder).ok_or_else(bad)?;
    let number = |day: Date| BusinessDay::from_date(day).map(BusinessDay::number).ok_or_else(bad);
    calendar
        .spans(&facts, from, to)
        .into_iter()
        // A card without any standing need not travel: a till treats what it does not find the same way.
        .filter(|span| span.standing.groups != 0 || span.standing.lapsed)
        .map(|span| {
            Ok(RosterEntry {
                card_no: holder.card_no.clone(),
                from_day: number(span.from)?,
                to_day: number(span.to)?,
                tier: span.standing.letter,
                groups: span.standing.groups,
                place: span.standing.place,
                lapsed: span.standing.lapsed,
            })
        })
        .collect()
}

fn fingerprint(rows: &[RosterEntry]) -> [u8; 32] {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!(
            "{} {} {} {} {} {} {}\n",
            row.card_no, row.from_day, row.to_day, row.tier, row.groups, row.place, row.lapsed
        ));
    }
    sha256(text.as_bytes())
}
