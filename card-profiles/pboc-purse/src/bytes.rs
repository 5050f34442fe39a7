//! Fixed fields out of an answer, without ever indexing past its end.

/// Takes fields from the front of an answer; `None` once there is not enough left.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl Fields<'_> {
    /// The next `N` bytes.
    pub(crate) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    /// Whether everything was taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether every half-byte is a decimal digit.
pub(crate) fn is_bcd(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte >> 4 < 10 && byte & 0x0F < 10)
}
