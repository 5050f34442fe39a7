//! Which tariff holds when: of those released, the highest version whose instant has come. Before the first
//! instant, the first. A higher version with an earlier instant takes the place of what it was meant to mend.

use jiff::civil::Date;
use ledger::{Ledger, LedgerError, StoredRelease};
use subsidy::{HolderFacts, Span, Tariff, spans};

/// A till may lag behind our clock, or ask on the eve: what held so long ago is still sent, µs.
const SLACK_US: i64 = 86_400_000_000;

/// Every tariff ever released, by version.
#[derive(Debug)]
pub(crate) struct Calendar(Vec<Tariff>);

impl Calendar {
    /// All releases in the books.
    ///
    /// # Errors
    /// Books that cannot be read, or that hold a tariff which no longer loads.
    pub(crate) fn of(ledger: &Ledger) -> Result<Calendar, LedgerError> {
        let mut tariffs = Vec::new();
        for release in ledger.released()? {
            let version = release.version;
            let bad = || LedgerError::Corrupt(format!("资费 {version} · tariff {version}"));
            let stored = ledger.tariff(version)?.ok_or_else(bad)?;
            tariffs.push(Tariff::load(&stored.text).map_err(|_| bad())?);
        }
        Ok(Calendar(tariffs))
    }

    /// The tariff of a day; `None` without any release.
    pub(crate) fn on(&self, day: Date) -> Option<&Tariff> {
        let begun = self.0.iter().rev().find(|tariff| tariff.effective_from() <= day);
        begun.or_else(|| self.0.iter().rev().min_by_key(|tariff| tariff.effective_from()))
    }

    /// The standings of a holder, day by day under the tariff of that day.
    pub(crate) fn spans(&self, facts: &HolderFacts, from: Date, to: Date) -> Vec<Span> {
        let mut starts: Vec<Date> = self.0.iter().map(Tariff::effective_from).collect();
        starts.retain(|day| from < *day && *day <= to);
        starts.push(from);
        starts.sort();
        starts.dedup();
        let mut all: Vec<Span> = Vec::new();
        for (place, start) in starts.iter().enumerate() {
            let next = starts.get(place.saturating_add(1)).and_then(|next| next.yesterday().ok());
            let Some(tariff) = self.on(*start) else { continue };
            for span in spans(tariff, facts, *start, next.unwrap_or(to)) {
                match all.last_mut() {
                    Some(last) if last.standing == span.standing => last.to = span.to,
                    _ => all.push(span),
                }
            }
        }
        all
    }
}

/// What a till needs from now on: the release in force and those to come. Ordered as given, by version.
pub(crate) fn needed(released: &[StoredRelease], now_us: i64) -> Vec<&StoredRelease> {
    let since_us = now_us.saturating_sub(SLACK_US);
    let prices = |one: &StoredRelease| {
        let begins_us = one.effective_us.max(since_us);
        !released.iter().any(|other| other.version > one.version && other.effective_us <= begins_us)
    };
    released.iter().filter(|one| prices(one)).collect()
}

/// The tariffs in force or to come, newest first: what operators may speak of.
///
/// # Errors
/// As [`Calendar::of`].
pub(crate) fn current(ledger: &Ledger, now_us: i64) -> Result<Vec<Tariff>, LedgerError> {
    let released = ledger.released()?;
    let versions: Vec<u32> = needed(&released, now_us).iter().map(|release| release.version).collect();
    let mut tariffs = Calendar::of(ledger)?.0;
    tariffs.retain(|tariff| versions.contains(&tariff.version()));
    tariffs.reverse();
    Ok(tariffs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use ledger::ReleaseState;

    const TEXT: &str = include_str!("../../../tests/golden/tariffs/lunch-demo.toml");

    /// The tariff as version `version` from a day on; `bits` moves tier C to another bit.
    fn tariff(version: u32, from: &str, moved: bool) -> Tariff {
        let text = TEXT
            .replace("2024-07-", "2025-07-")
            .replace("version = 1", &format!("version = {version}"))
            .replace("effective_from = \"2024-01-01\"", &format!("effective_from = \"{from}\""));
        let text = if moved { text.replace("bit = 2\n", "bit = 20\n") } else { text };
        Tariff::load(&text).unwrap()
    }

    fn told(calendar: &Calendar) -> String {
        let facts = HolderFacts::born(date(1944, 7, 15));
        let spans = calendar.spans(&facts, date(2024, 1, 1), date(2025, 12, 31));
        let line = |span: Span| {
            format!("{} – {} {} {:b}\n", span.from, span.to, span.standing.letter, span.standing.groups)
        };
        spans.into_iter().map(line).collect()
    }

    #[test]
    fn each_day_is_classified_under_its_own_tariff() {
        let first = || tariff(1, "2024-01-01", false);
        let mut all = String::new();
        for (what, tariffs) in [
            ("one tariff, a birthday on 2024-07-15", vec![first()]),
            ("the next one moves the bit", vec![first(), tariff(2, "2024-09-01", true)]),
            ("the next one changes nothing here", vec![first(), tariff(2, "2024-09-01", false)]),
            (
                "a mistake of October is mended in September",
                vec![first(), tariff(2, "2024-10-01", true), tariff(3, "2024-09-01", false)],
            ),
            ("only one, from August on", vec![tariff(1, "2024-08-01", true)]),
            ("nothing released", vec![]),
        ] {
            all += &format!("{what}\n{}", told(&Calendar(tariffs)));
        }
        expect_test::expect![[r#"
            one tariff, a birthday on 2024-07-15
            2024-01-01 – 2024-07-14 B 1000000010
            2024-07-15 – 2025-12-31 C 1000000100
            the next one moves the bit
            2024-01-01 – 2024-07-14 B 1000000010
            2024-07-15 – 2024-08-31 C 1000000100
            2024-09-01 – 2025-12-31 C 100000000001000000000
            the next one changes nothing here
            2024-01-01 – 2024-07-14 B 1000000010
            2024-07-15 – 2025-12-31 C 1000000100
            a mistake of October is mended in September
            2024-01-01 – 2024-07-14 B 1000000010
            2024-07-15 – 2025-12-31 C 1000000100
            only one, from August on
            2024-01-01 – 2024-07-14 B 1000000010
            2024-07-15 – 2025-12-31 C 100000000001000000000
            nothing released
        "#]]
        .assert_eq(&all);
    }

    #[test]
    fn a_till_is_sent_what_it_will_price_by() {
        const DAY_US: i64 = 86_400_000_000;
        let release = |(version, day): (u32, i64)| StoredRelease {
            number: version,
            version,
            effective_us: day * DAY_US,
            state: ReleaseState::Released,
            body: Vec::new(),
            maker: 1,
            checker: Some(2),
            proposed_us: 0,
            decided_us: Some(0),
            reason: None,
        };
        let mut all = String::new();
        for (days, now) in [
            (vec![(1, 0)], 50),
            (vec![(1, 0), (2, 60)], 50),
            (vec![(1, 0), (2, 60)], 60),
            (vec![(1, 0), (2, 60)], 61),
            (vec![(1, 0), (2, 60), (3, 90)], 50),
            (vec![(1, 0), (2, 60), (3, 60)], 50),
            (vec![(1, 0), (2, 60), (3, 40)], 50),
            (vec![(1, 60)], 50),
            (vec![], 50),
        ] {
            let released: Vec<StoredRelease> = days.iter().copied().map(release).collect();
            let sent: Vec<u32> =
                needed(&released, now * DAY_US).iter().map(|release| release.version).collect();
            all += &format!("version and first day {days:?}, on day {now}: {sent:?}\n");
        }
        expect_test::expect![[r#"
            version and first day [(1, 0)], on day 50: [1]
            version and first day [(1, 0), (2, 60)], on day 50: [1, 2]
            version and first day [(1, 0), (2, 60)], on day 60: [1, 2]
            version and first day [(1, 0), (2, 60)], on day 61: [2]
            version and first day [(1, 0), (2, 60), (3, 90)], on day 50: [1, 2, 3]
            version and first day [(1, 0), (2, 60), (3, 60)], on day 50: [1, 3]
            version and first day [(1, 0), (2, 60), (3, 40)], on day 50: [3]
            version and first day [(1, 60)], on day 50: [1]
            version and first day [], on day 50: []
        "#]]
        .assert_eq(&all);
    }
}
