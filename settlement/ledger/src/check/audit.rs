//! The audit log: no line changed, taken out or put in.

use records::VerifyingKey;

use super::{Checked, fault};
use crate::{Ledger, LedgerError};

impl Ledger {
    pub(super) fn check_audit(
        &self,
        center: &VerifyingKey,
        checked: &mut Checked,
    ) -> Result<(), LedgerError> {
        let faults = self.audit_faults(center)?;
        checked.faults.extend(faults.into_iter().map(|(place, zh, en)| fault(place, zh, en)));
        Ok(())
    }
}
