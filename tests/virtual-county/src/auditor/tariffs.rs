//! Which tariff must price a tap: from the packages a till has put on its disk, read by the published offsets.

use super::paper::{Noted, i64_at, u32_at};
use crate::violation::{Invariant, Violation};
use std::collections::BTreeMap;

/// A tariff version and the instant from which it prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) version: u32,
    pub(super) from_us: i64,
}

impl Dated {
    /// Reads the head of a release: magic, division, id, version, instant.
    fn read(release: &[u8]) -> Dated {
        let after_id = usize::from(release.get(8).copied().unwrap_or(0)).saturating_add(9);
        Dated { version: u32_at(release, after_id), from_us: i64_at(release, after_id.saturating_add(4)) }
    }
}

/// The version that prices at an instant: the highest that has begun, or the first to begin.
pub(super) fn due(tariffs: &[Dated], at_us: i64) -> Option<u32> {
    let begun = tariffs.iter().filter(|one| one.from_us <= at_us).map(|one| one.version).max();
    let first = || tariffs.iter().min_by_key(|one| (one.from_us, u32::MAX - one.version));
    begun.or_else(|| first().map(|one| one.version))
}

/// The packages of one till, by their versions.
#[derive(Debug, Default)]
pub(super) struct Packages {
    read: BTreeMap<u32, Vec<Dated>>,
    /// The last one put on the disk.
    shelved: u32,
    /// The last one its journal calls in force; behind the other only when the power went between the two.
    installed: u32,
}

impl Packages {
    /// A package was put on the disk.
    pub(super) fn shelved(&mut self, package: &[u8]) {
        let text = String::from_utf8_lossy(package);
        let after = |mark: &str| text.split_once(mark).map_or("", |(_, after)| after);
        let number: String = after("\"version\":").chars().take_while(char::is_ascii_digit).collect();
        let list = after("\"releases\":[").split(']').next().unwrap_or_default();
        let releases = list.split('"').filter(|word| word.len() > 2).map(|word| Dated::read(&unhex(word)));
        self.shelved = number.parse().unwrap_or(0);
        self.read.insert(self.shelved, releases.collect());
    }

    /// The journal calls a package in force.
    pub(super) fn installed(&mut self, version: u32) {
        self.installed = version;
    }

    /// A sale begins: by the tariff that holds at the start of its tap, of those the till has.
    pub(super) fn judge(&self, intended: &Noted) -> Result<(), Violation> {
        let of = |package: u32| self.read.get(&package).and_then(|tariffs| due(tariffs, intended.tap_us));
        let found = Some(intended.tariff);
        if found == of(self.shelved) || found == of(self.installed) {
            return Ok(());
        }
        let what = format!(
            "sale {} of {} is priced by tariff {}, {:?} holds at its tap",
            intended.sale,
            intended.terminal,
            intended.tariff,
            of(self.shelved)
        );
        Err(Violation::new(Invariant::TariffOfTap, what))
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |letter: &u8| char::from(*letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.as_bytes().iter().filter_map(digit).collect();
    digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_that_has_begun() {
        let dated = |version, from_us| Dated { version, from_us };
        let three = [dated(1, 10), dated(2, 30), dated(3, 20)];
        let due_at = |at_us| due(&three, at_us);
        assert_eq!([5, 10, 19, 20, 30].map(due_at), [Some(1), Some(1), Some(1), Some(3), Some(3)]);
        assert_eq!(due(&[], 0), None);
    }

    #[test]
    fn reads_what_the_records_crate_writes() {
        use records::{TariffProposal, TariffTerms};
        let terms = TariffTerms {
            division: 330_703,
            tariff: "lunch".to_owned(),
            version: 7,
            effective_us: 1_772_000_000_000_000,
            text: "text".to_owned(),
        };
        let (maker, checker) = (crate::releases::maker(), crate::releases::checker());
        let release = TariffProposal::sign(&terms, &maker).unwrap().check(&checker).unwrap();
        let hex: String = release.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut packages = Packages::default();
        packages.shelved(format!("LCP2{{\"version\":3,\"releases\":[\"{hex}\"],\"x\":[]}}").as_bytes());
        let read = packages.read.get(&3).unwrap();
        assert_eq!(read, &[Dated { version: 7, from_us: 1_772_000_000_000_000 }]);
    }
}
