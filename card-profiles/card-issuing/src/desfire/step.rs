//! What is done to a blank chip, in order. Each step is done once: what may have been done before a tear is looked at
//! first, or the chip itself refuses to do it twice.

use super::profile::KEYS;
use super::{DesfireProfile, Place};

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Create the application.
    Application,
    /// Create the record file.
    Records,
    /// Create the value file, empty.
    Value,
    /// Put the county's key of this number in the place of zeros.
    Key(u8),
    /// Write the record of issue.
    Issued,
    /// Create the transaction MAC file.
    TransactionMac,
    /// Let nobody but the county make and delete applications.
    Settings,
    /// Put the county's chip master key in its place: from here on the card is finished.
    ChipKey,
}

impl Step {
    /// Where it is done.
    pub(super) fn place(self, profile: &DesfireProfile) -> Place {
        match self {
            Step::Application | Step::Settings | Step::ChipKey => Place::Chip,
            Step::Records | Step::Value | Step::Key(_) | Step::TransactionMac => Place::Application(0),
            Step::Issued => Place::Application(profile.parameters.load_key),
        }
    }
}

/// All steps, in order.
#[must_use]
pub fn steps(profile: &DesfireProfile) -> Vec<Step> {
    let mut steps = vec![Step::Application, Step::Records, Step::Value];
    // The master key changes the others, and goes last.
    steps.extend((1..KEYS).chain([0]).map(Step::Key));
    steps.push(Step::Issued);
    if profile.proves() {
        steps.push(Step::TransactionMac);
    }
    steps.extend([Step::Settings, Step::ChipKey]);
    steps
}
