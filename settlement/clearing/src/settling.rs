//! Which settlements a merchant's statements become, day by day.

use money::Fen;
use records::BusinessDay;

use crate::{Cycle, Netted, Netting, Sums};

/// A payout names at most so many days, so nothing waits longer.
const LONGEST: u32 = 366;

/// Terms from a day on, until later ones begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementTerms {
    /// Their version.
    pub version: u32,
    /// The first day.
    pub from: BusinessDay,
    /// When the merchant is settled.
    pub cycle: Cycle,
    /// What is set off.
    pub netting: Netting,
}

/// A settlement that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSettlement {
    /// First day.
    pub first: BusinessDay,
    /// Last day: the one on which it was due.
    pub last: BusinessDay,
    /// Version of the terms.
    pub terms: u32,
    /// How many statements are in it, in the order they were given.
    pub statements: usize,
    /// What they add up to.
    pub sums: Sums,
    /// The debt from the settlement before.
    pub brought: Fen,
    /// What becomes of it.
    pub netted: Netted,
}

/// What is due by the close of `through`. `statements` are those that are in no settlement, by day; a corrected one
/// of a settled day counts with what it differs by. `before` is the last day of the newest settlement and the debt it
/// left. A day nobody asked on is made up for. Nothing is settled where nothing has moved. `None` when a sum does not
/// fit.
#[must_use]
pub fn due_settlements(
    terms: &[SettlementTerms],
    mut statements: &[(BusinessDay, Sums)],
    mut before: Option<(BusinessDay, Fen)>,
    through: BusinessDay,
) -> Option<Vec<DueSettlement>> {
    let mut due = Vec::new();
    loop {
        let Some(next) = next(terms, statements, before, through) else { return Some(due) };
        let next = next.ok()?;
        statements = statements.get(next.statements..)?;
        before = Some((next.last, next.netted.carried));
        due.push(next);
    }
}

/// A sum does not fit.
struct TooLarge;

fn next(
    terms: &[SettlementTerms],
    statements: &[(BusinessDay, Sums)],
    before: Option<(BusinessDay, Fen)>,
    through: BusinessDay,
) -> Option<Result<DueSettlement, TooLarge>> {
    let (moved, _) = statements.iter().find(|(_, sums)| *sums != Sums::default())?;
    // What is corrected of settled days belongs to the days after them.
    let after = before.and_then(|(last, _)| last.date().tomorrow().ok());
    let first = after.map_or(moved.date(), |after| after.max(moved.date()));
    let brought = before.map_or(Fen::ZERO, |(_, carried)| carried);
    let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= through.date());
    for (waiting, day) in (1..).zip(days) {
        let last = BusinessDay::from_date(day)?;
        let Some(terms) = terms.iter().rev().find(|terms| terms.from <= last) else { continue };
        let taken = statements.iter().take_while(|(of, _)| *of <= last);
        let sums = taken.clone().map(|(_, sums)| *sums).try_fold(Sums::default(), Sums::plus);
        let sums = sums.and_then(|sums| Some((sums, terms.netting.net(sums, brought)?)));
        let Some((sums, netted)) = sums else { return Some(Err(TooLarge)) };
        if terms.cycle.due(day, waiting, netted.pay) || waiting >= LONGEST {
            return Some(Ok(DueSettlement {
                first: BusinessDay::from_date(first)?,
                last,
                terms: terms.version,
                statements: taken.count(),
                sums,
                brought,
                netted,
            }));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> BusinessDay {
        BusinessDay::from_number(number).unwrap()
    }

    fn sold(fen: i64) -> Sums {
        Sums { consumption: Fen(fen), ..Sums::default() }
    }

    fn terms(version: u32, from: u32, cycle: &str) -> SettlementTerms {
        SettlementTerms { version, from: day(from), cycle: cycle.parse().unwrap(), netting: Netting::All }
    }

    /// `first-last terms pay/carried`, by the day's last two digits.
    fn told(
        terms: &[SettlementTerms],
        days: &[(u32, i64)],
        before: Option<(u32, i64)>,
        through: u32,
    ) -> String {
        let statements: Vec<(BusinessDay, Sums)> =
            days.iter().map(|&(number, fen)| (day(number), sold(fen))).collect();
        let before = before.map(|(last, carried)| (day(last), Fen(carried)));
        let due = due_settlements(terms, &statements, before, day(through)).unwrap();
        assert!(due.iter().map(|one| one.statements).sum::<usize>() <= statements.len());
        let line = |one: &DueSettlement| {
            let (first, last) = (one.first.number() % 100, one.last.number() % 100);
            format!("{first}-{last} t{} {}/{}", one.terms, one.netted.pay.0, one.netted.carried.0)
        };
        due.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn days_become_settlements() {
        let days = [(20_240_715, 100), (20_240_716, 200), (20_240_719, 400)];
        let old = 20_240_101;
        for (cycle, through, expected) in [
            ("daily:1", 20_240_720, "15-15 t1 100/0, 16-16 t1 200/0, 19-19 t1 400/0"),
            ("daily:1", 20_240_716, "15-15 t1 100/0, 16-16 t1 200/0"),
            ("daily:3", 20_240_720, "15-17 t1 300/0"),
            ("daily:3", 20_240_721, "15-17 t1 300/0, 19-21 t1 400/0"),
            // Nobody asked on Friday the 19th: on Sunday it is as of Friday all the same.
            ("weekly:fri", 20_240_721, "15-19 t1 700/0"),
            ("weekly:fri", 20_240_718, ""),
            ("limit:3.00", 20_240_721, "15-16 t1 300/0, 19-19 t1 400/0"),
            ("limit:7.01", 20_240_721, ""),
            ("monthly:16,32", 20_240_731, "15-16 t1 300/0, 19-31 t1 400/0"),
            ("quarter-end", 20_240_930, "15-30 t1 700/0"),
        ] {
            assert_eq!(told(&[terms(1, old, cycle)], &days, None, through), expected, "{cycle} {through}");
        }
    }

    #[test]
    fn terms_change_and_debts_stay() {
        let two = [terms(1, 20_240_701, "daily:1"), terms(2, 20_240_716, "weekly:fri")];
        let days = [(20_240_715, 100), (20_240_716, 200), (20_240_719, 400)];
        assert_eq!(told(&two, &days, None, 20_240_721), "15-15 t1 100/0, 16-19 t2 600/0");
        // Terms that begin later settle what came before them as well.
        assert_eq!(told(&two[1..], &days, None, 20_240_721), "15-19 t2 700/0");
        assert_eq!(told(&[], &days, None, 20_240_721), "");
        let daily = [terms(1, 20_240_701, "daily:1")];
        let debts = [(20_240_715, -500), (20_240_716, 200), (20_240_717, 400)];
        assert_eq!(told(&daily, &debts, None, 20_240_717), "15-15 t1 0/500, 16-16 t1 0/300, 17-17 t1 100/0");
        // A debt alone settles nothing; a day without movement is not settled, and is in the next one that is.
        assert_eq!(told(&daily, &[], Some((20_240_715, 500)), 20_240_720), "");
        assert_eq!(told(&daily, &[(20_240_716, 0), (20_240_718, 7)], None, 20_240_720), "18-18 t1 7/0");
        // A correction of a settled day: the first day after it.
        assert_eq!(
            told(&daily, &[(20_240_710, -30), (20_240_716, 100)], Some((20_240_715, 0)), 20_240_716),
            "16-16 t1 70/0"
        );
        assert_eq!(
            told(&daily, &[(20_240_710, 30)], Some((20_240_715, 0)), 20_240_715),
            "",
            "not before its time"
        );
    }

    #[test]
    fn nothing_waits_longer_than_a_payout_can_name() {
        let limit = [terms(1, 20_240_101, "limit:99999999")];
        assert_eq!(told(&limit, &[(20_240_101, 5)], None, 20_241_230), "");
        assert_eq!(
            told(&limit, &[(20_240_101, 5)], None, 20_241_231),
            "1-31 t1 5/0",
            "366 days, a leap year"
        );
        let most = [(day(20_240_715), sold(i64::MAX)), (day(20_240_715), sold(1))];
        assert_eq!(due_settlements(&limit, &most, None, day(20_240_715)), None);
    }
}
