//! The hash chain of entries: any change, removal or reordering shows.
//!
//! `hash = SHA-256("lovecard journal v1\0" ‖ hash of the entry before 32 ‖ number u64 ‖ bytes)`, big-endian; 32 zero
//! bytes before the first.

use records::sha256;

const CONTEXT: &[u8] = b"lovecard journal v1\0";

/// Where the chain of entries stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Entries so far.
    pub(crate) count: u64,
    /// Hash of the last one.
    pub(crate) head: [u8; 32],
}

impl Link {
    pub(crate) const START: Link = Link { count: 0, head: [0; 32] };

    /// The link of the next entry. `None` when no number is left.
    pub(crate) fn next(self, bytes: &[u8]) -> Option<Link> {
        let count = self.count.checked_add(1)?;
        let head = sha256(&[CONTEXT, &self.head, &count.to_be_bytes(), bytes].concat());
        Some(Link { count, head })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden() {
        let one = Link::START.next(b"one").unwrap();
        let two = one.next(b"two").unwrap();
        let hex: String = two.head.iter().map(|byte| format!("{byte:02x}")).collect();
        expect_test::expect!["8a36d2755ad82abefb8b8289626814ee267c98c32f9a483d887f3993e64d47b9"]
            .assert_eq(&hex);
        assert_eq!(two.count, 2);
        assert_ne!(one.next(b"twO"), Some(two));
        assert_ne!(Link { count: 0, ..one }.next(b"two").map(|link| link.head), Some(two.head));
    }
}
