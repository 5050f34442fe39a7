//! What a till starts with: the package on its disk, or the one before it when that one is no good.

use records::{Parameters, VerifyingKey};
use sale::{Rules, RulesError, Till};

/// The rules a till starts with, and why they are not the newest.
#[derive(Debug, Default)]
pub struct Kept {
    /// What to sell by; `None` when nothing on the disk can be used.
    pub rules: Option<Rules>,
    /// Why a newer package is not in force; said on the screen until one is.
    pub refused: Option<RulesError>,
    /// Whether the newest package on the disk is one that cannot be used.
    pub newest_is_bad: bool,
}

impl Kept {
    /// Reads the package last kept and the one before it. The one before is the last good one: it sells while the
    /// newest is missing, damaged or wrong, and the center is asked again.
    #[must_use]
    pub fn read(newest: Option<&[u8]>, before: Option<&[u8]>, center: &VerifyingKey, till: &Till) -> Kept {
        let installed = till.parameters().map_or(0, |(version, _)| version);
        let read = |bytes: &[u8]| {
            let package = open(bytes, center, till)?;
            Rules::new(&package, None)
        };
        let fresh = newest.map(|bytes| {
            // An older one in the newest place was put there by somebody else.
            read(bytes)
                .and_then(|rules| if rules.version < installed { Err(RulesError::Gone) } else { Ok(rules) })
        });
        let (refused, newest_is_bad) = match fresh {
            Some(Ok(rules)) => return Kept { rules: Some(rules), refused: None, newest_is_bad: false },
            Some(Err(reason)) => (Some(reason), true),
            None => (None, false),
        };
        let rules = before.and_then(|bytes| read(bytes).ok());
        let behind = rules.as_ref().is_some_and(|rules| rules.version < installed);
        Kept { rules, refused: refused.or(behind.then_some(RulesError::Gone)), newest_is_bad }
    }
}

/// Opens a package that must be the center's and for this till.
pub(crate) fn open(bytes: &[u8], center: &VerifyingKey, till: &Till) -> Result<Parameters, RulesError> {
    let package = Parameters::open_verified(bytes, center)?;
    if package.terminal == till.terminal() { Ok(package) } else { Err(RulesError::NotOurs) }
}
