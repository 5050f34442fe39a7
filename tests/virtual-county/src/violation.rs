//! What the auditor can find, and how a run that failed is told.

use core::fmt;

/// What must always hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// Acknowledged means durable, and verified is shown of nothing else.
    I1,
    /// One card counter value, one posting at most.
    I2,
    /// Cards, benefits and merchants add up to zero, in fen, and to what the cards say.
    I3,
    /// Balance before less amount is balance after along each counter chain, or a typed finding exists.
    I4,
    /// Each sale is in exactly one business day and batch.
    I5,
    /// What a till remembers is what its disk says.
    I8,
    /// When faults stop, all settles.
    I9,
    /// Nothing signed ever changes.
    I10,
    /// Green on a screen means on disk.
    I12,
    /// A sale is priced by the tariff that holds at the start of its tap, of those its till has; the center finds the
    /// same price.
    TariffOfTap,
    /// DEBIT goes out only after its intention is on disk.
    Remembered,
    /// A limited fund has what came in less what sales say it bore, and never less than nothing.
    Funds,
    /// The simulation itself could not go on.
    World,
}

/// One invariant broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// How.
    pub what: String,
}

impl Violation {
    pub(crate) fn new(invariant: Invariant, what: impl Into<String>) -> Violation {
        Violation { invariant, what: what.into() }
    }
}

/// A run that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// The step.
    pub step: u64,
    /// What broke.
    pub violation: Violation,
    /// The last lines of the trace.
    pub tail: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { seed, step, violation: Violation { invariant, what }, tail } = self;
        writeln!(f, "seed {seed}, step {step}: {invariant:?} broken: {what}")?;
        tail.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

impl std::error::Error for Failure {}
