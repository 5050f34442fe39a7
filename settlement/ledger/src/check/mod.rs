//! Are the books whole? Everything is recomputed from the evidence: the batches as received.
//!
//! Nothing is repaired. A fault names its place and what is wrong.

mod audit;
mod budgets;
mod card_loads;
mod card_profiles;
mod chain;
mod closing;
mod equation;
mod lots;
mod receipts;
mod refunds;
mod releases;
mod rule;
mod settlements;
mod sums;

use core::fmt;

use records::VerifyingKey;

use crate::{Ledger, LedgerError};

/// Something in the books that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: String,
    /// What, Chinese.
    pub zh: String,
    /// What, English.
    pub en: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{} · {}", self.place, self.zh, self.en)
    }
}

fn fault(place: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault { place: place.into(), zh: zh.into(), en: en.into() }
}

/// What a check looked at, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Terminals.
    pub terminals: u64,
    /// Batches.
    pub batches: u64,
    /// Records.
    pub records: u64,
    /// Postings.
    pub postings: u64,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Ledger {
    /// Checks the whole books against the evidence, under the center's key.
    pub fn check(&self, center: &VerifyingKey) -> Result<Checked, LedgerError> {
        let mut checked = Checked::default();
        checked.faults.extend(
            self.page_faults()?.into_iter().map(|line| fault("数据库页 · pages", line.clone(), line)),
        );
        self.check_chains(center, &mut checked)?;
        self.check_sums(&mut checked)?;
        self.check_equation(&mut checked)?;
        self.check_releases(&mut checked)?;
        self.check_card_profiles(&mut checked)?;
        self.check_audit(center, &mut checked)?;
        Ok(checked)
    }
}
