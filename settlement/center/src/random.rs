//! Random bytes of the system.

use crate::Failure;

/// `N` unpredictable bytes.
///
/// # Errors
/// The system gives none.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Fault(format!("random: {error}")))?;
    Ok(bytes)
}
