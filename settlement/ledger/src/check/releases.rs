//! Released tariffs: each signed by two people of these books, and its text the one that prices.

use records::{Officer, TariffRelease};

use super::{Checked, fault};
use crate::{Ledger, LedgerError, StoredRelease};

impl Ledger {
    pub(super) fn check_releases(&self, checked: &mut Checked) -> Result<(), LedgerError> {
        let released = self.released()?;
        if released.is_empty() {
            return Ok(());
        }
        let officers: Vec<Officer> = self.officers()?.iter().map(|officer| officer.officer).collect();
        let division = self.county()?.division;
        for stored in &released {
            let place = format!("资费第 {0} 版 tariff {0}", stored.version);
            match TariffRelease::open(&stored.body) {
                Err(reason) => checked.faults.push(wrong(place, &reason)),
                Ok(release) => {
                    if let Err(reason) = release.verify(&officers, division) {
                        checked.faults.push(wrong(place.clone(), &reason));
                    }
                    if !self.prices_by(stored, &release)? {
                        let (zh, en) = ("计价所用与签发的不符", "what prices is not what was signed");
                        checked.faults.push(fault(place, zh, en));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether version, instant and text in the books are those of the signed release.
    fn prices_by(&self, stored: &StoredRelease, release: &TariffRelease) -> Result<bool, LedgerError> {
        let terms = &release.terms;
        let same = (terms.version, terms.effective_us) == (stored.version, stored.effective_us);
        let tariff = self.tariff(stored.version)?;
        let hash = records::sha256(terms.text.as_bytes());
        Ok(same && tariff.is_some_and(|tariff| tariff.text == terms.text && tariff.hash == hash))
    }
}

fn wrong(place: String, reason: &records::ReleaseError) -> super::Fault {
    let said = reason.to_string();
    let (zh, en) = said.split_once(" · ").unwrap_or((&said, &said));
    fault(place, zh, en)
}
