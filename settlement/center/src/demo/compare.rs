//! What the center says of the day, beside what really happened.

use std::collections::{BTreeMap, BTreeSet};

use clearing::FindingKind;
use demo_county::{County, FaultKind, Sums, the_day};
use ledger::Ledger;
use money::Fen;
use records::TerminalId;

use crate::Failure;

/// Where the center and the truth differ, line by line; nothing where they agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Faults that the center names, of those there are.
    pub(crate) found: usize,
    /// What is not as it should be, in words.
    pub(crate) differences: Vec<String>,
    /// What all merchants are owed.
    pub(crate) owed: Fen,
}

/// The name under which a center finds a fault.
fn finding(kind: FaultKind) -> FindingKind {
    match kind {
        FaultKind::Duplicate => FindingKind::DeliveredTwice,
        FaultKind::Gap => FindingKind::SequenceGap,
        FaultKind::GreyDebited => FindingKind::GreyPaid,
        FaultKind::GreyLost => FindingKind::GreyRefused,
        FaultKind::TacDebited => FindingKind::TacSettled,
        FaultKind::TacForged => FindingKind::TacRefused,
        FaultKind::TacOpen => FindingKind::TacError,
        FaultKind::PostDeath => FindingKind::StoppedCard,
        FaultKind::TwoPlaces => FindingKind::TwoPlaces,
    }
}

/// Every finding against the truth list, and every account against what was really sold.
pub(crate) fn compare(ledger: &Ledger, county: &County) -> Result<Compared, Failure> {
    type Place = (FindingKind, TerminalId, u64);
    let real: BTreeSet<Place> =
        county.truth.iter().map(|fault| (finding(fault.kind), fault.terminal, fault.seq)).collect();
    let mut compared = Compared::default();
    let mut listed: BTreeSet<Place> = BTreeSet::new();
    for stored in ledger.findings(u32::MAX)? {
        let one = stored.finding;
        let new = listed.insert((one.kind, one.terminal, one.seq));
        let true_one = real.contains(&(one.kind, one.terminal, one.seq));
        compared.found += usize::from(new && true_one);
        if !new || !true_one {
            compared.differences.push(format!(
                "多报 too much: {} {} {}/{}",
                one.kind.number(),
                one.kind.name(),
                one.terminal,
                one.seq
            ));
        }
    }
    for (kind, terminal, seq) in real.difference(&listed) {
        compared.differences.push(format!(
            "漏报 too little: {} {} {terminal}/{seq}",
            kind.number(),
            kind.name()
        ));
    }
    let wanted = accounts(&county.sums);
    let booked = booked(ledger)?;
    for name in wanted.keys().chain(booked.keys()).collect::<BTreeSet<_>>() {
        let of = |sums: &BTreeMap<String, Fen>| sums.get(name).copied().unwrap_or(Fen::ZERO);
        let (wanted, booked) = (of(&wanted), of(&booked));
        if wanted != booked {
            compared.differences.push(format!("账户 account {name}: {booked} ≠ {wanted}"));
        }
    }
    compared.owed = total(&booked, "merchant:").checked_neg().unwrap_or(Fen::ZERO);
    Ok(compared)
}

/// What must stand on the accounts. Funds stand together: which of them bears what is the tariff's own matter.
fn accounts(sums: &BTreeMap<String, Sums>) -> BTreeMap<String, Fen> {
    let mut accounts: BTreeMap<String, Fen> = BTreeMap::new();
    let mut add = |name: String, amount: Fen| {
        let sum = accounts.entry(name).or_default();
        *sum = sum.checked_add(amount).unwrap_or(Fen(i64::MAX));
    };
    let minus = |amount: Fen| amount.checked_neg().unwrap_or(Fen::ZERO);
    for (merchant, sums) in sums {
        add(format!("merchant:{merchant}"), minus(sums.price));
        add(format!("held:{merchant}"), minus(sums.open_price));
        add(format!("cash:{merchant}"), sums.cash);
        add("card:purse".to_owned(), sums.self_pay.checked_sub(sums.cash).unwrap_or(Fen::ZERO));
        add(FUNDS.to_owned(), sums.benefit);
        add(SUSPENSE.to_owned(), sums.open_price);
    }
    accounts
}

const FUNDS: &str = "fund:*";
const SUSPENSE: &str = "suspense:*";

/// What stands on them, the inflow from outside left out.
fn booked(ledger: &Ledger) -> Result<BTreeMap<String, Fen>, Failure> {
    let all: BTreeMap<String, Fen> = ledger.account_totals(the_day())?.into_iter().collect();
    let (funds, suspense) = (total(&all, "fund:"), total(&all, "suspense:"));
    // What came into funds stands there with the other sign.
    let drawn = funds.checked_add(total(&all, "outside:")).unwrap_or(Fen(i64::MAX));
    let grouped = |name: &str| ["fund:", "suspense:", "outside:"].iter().any(|part| name.starts_with(part));
    let mut booked: BTreeMap<String, Fen> = all.into_iter().filter(|(name, _)| !grouped(name)).collect();
    booked.extend([(FUNDS.to_owned(), drawn), (SUSPENSE.to_owned(), suspense)]);
    Ok(booked)
}

fn total(accounts: &BTreeMap<String, Fen>, part: &str) -> Fen {
    let named = accounts.iter().filter(|(name, _)| name.starts_with(part)).map(|(_, amount)| *amount);
    Fen::sum(named).unwrap_or(Fen(i64::MAX))
}

#[cfg(test)]
mod tests {
    use demo_county::Sizes;

    use super::*;
    use crate::demo::{deliver, found};

    /// A comparison that cannot fail would prove nothing.
    #[test]
    fn what_differs_is_told_on_either_side() {
        let mut county = County::of(3, Sizes { terminals: 8, records: 20 }).unwrap();
        let mut ledger = Ledger::in_memory().unwrap();
        found(&mut ledger, &county).unwrap();
        deliver(&mut ledger, &county).unwrap();
        let right = compare(&ledger, &county).unwrap();
        assert_eq!((right.differences.as_slice(), right.found), ([].as_slice(), county.truth.len()));
        let gone = county.truth.pop().unwrap();
        county.truth[0].seq += 1;
        let sums = county.sums.values_mut().next().unwrap();
        sums.price = sums.price.checked_add(Fen(1)).unwrap();
        let wrong = compare(&ledger, &county).unwrap();
        let told = |word: &str| wrong.differences.iter().filter(|line| line.contains(word)).count();
        assert_eq!(
            (told("too much"), told("too little"), told("account merchant:")),
            (2, 1, 1),
            "{wrong:?} {gone:?}"
        );
        assert_eq!(wrong.found, county.truth.len() - 1);
    }
}
