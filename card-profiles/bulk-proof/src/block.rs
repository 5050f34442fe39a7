//! Cutting messages into blocks.

/// The message in blocks of this many bytes, padded with `80 00 …`, which is always there.
pub(crate) fn padded<const BYTES: usize>(message: &[u8]) -> impl Iterator<Item = [u8; BYTES]> {
    let (blocks, rest) = message.as_chunks::<BYTES>();
    let mut last = [0; BYTES];
    for (to, from) in last.iter_mut().zip(rest.iter().chain(&[0x80])) {
        *to = *from;
    }
    blocks.iter().copied().chain([last])
}

/// Exclusive or of two blocks.
pub(crate) fn xor<const BYTES: usize>(mut left: [u8; BYTES], right: [u8; BYTES]) -> [u8; BYTES] {
    for (to, with) in left.iter_mut().zip(right) {
        *to ^= with;
    }
    left
}
