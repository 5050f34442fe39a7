//! How much such a card gets before the center has answered, as the profile tells it.

use purse::{CardAmount, OfflineLimits};
use serde::Deserialize;

/// The keys of a profile; where nothing is said, two uses and twenty yuan.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limits {
    /// Sales that the center has not acknowledged.
    #[serde(default = "uses")]
    uses: u32,
    /// Their benefits together, fen.
    #[serde(default = "benefit_fen")]
    benefit_fen: u32,
}

fn uses() -> u32 {
    2
}

fn benefit_fen() -> u32 {
    2_000
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { uses: uses(), benefit_fen: benefit_fen() }
    }
}

impl From<Limits> for OfflineLimits {
    fn from(limits: Limits) -> OfflineLimits {
        OfflineLimits { uses: limits.uses, benefit: CardAmount(limits.benefit_fen) }
    }
}
