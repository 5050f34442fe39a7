//! Looks that cost more than a step: the living till against its disk, the whole books, a full replay.

use crate::county::County;
use crate::violation::{Invariant, Violation};

/// The till that was just used must be what its disk says, unless a failed disk holds it up.
pub(crate) fn compare(county: &mut County, at: usize) {
    let Some(till) = county.tills.get(at) else { return };
    if let Some(live) = till.live()
        && !till.is_stuck()
    {
        till.disk.compare(live);
    }
}

/// Everything, from the first entry and the first batch.
pub(crate) fn whole(county: &mut County) -> Result<(), Violation> {
    for till in &county.tills {
        till.disk.replay_all();
    }
    county.audit()?;
    county.auditor.whole()?;
    let checked = county.center.ledger.check(&county.center.key.verifying_key())?;
    match checked.faults.first() {
        None => Ok(()),
        Some(fault) => Err(Violation::new(Invariant::I3, format!("the books find in themselves: {fault}"))),
    }
}
