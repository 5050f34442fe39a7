//! Which merchants are a town's: those whose tills all stand in it, by the places of the newest tariff.

use ledger::{Ledger, LedgerError};
use subsidy::Tariff;

/// Whether a merchant has tills, and each stands in this place or in one within it.
pub(crate) fn within(ledger: &Ledger, town: &str, merchant: &str) -> Result<bool, LedgerError> {
    let tariff = ledger.newest_tariff()?.and_then(|stored| Tariff::load(&stored.text).ok());
    let tills = ledger.terminals()?.into_iter().filter(|till| till.merchant == merchant);
    let mut any = false;
    for till in tills {
        let place = ledger.stand(till.id)?.place;
        if !lies(tariff.as_ref(), &place, town) {
            return Ok(false);
        }
        any = true;
    }
    Ok(any)
}

/// Whether a place is the town or lies in it, however deep.
fn lies(tariff: Option<&Tariff>, place: &str, town: &str) -> bool {
    if place == town {
        return !town.is_empty();
    }
    let Some(tariff) = tariff else { return false };
    let named = |name: &str| tariff.places().iter().find(|one| one.name == name);
    let coded = |code: u16| tariff.places().iter().find(|one| one.code == code);
    // A tariff has no circles: no place lies deeper than there are places.
    let outward = std::iter::successors(named(place), |inner| coded(inner.within));
    outward.take(tariff.places().len()).any(|outer| outer.name == town)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_lives_in_a_place_without_a_name() {
        assert!(lies(None, "north", "north"));
        for (place, town) in [("", ""), ("", "north"), ("north", ""), ("north", "south")] {
            assert!(!lies(None, place, town), "{place:?} {town:?}");
        }
    }
}
