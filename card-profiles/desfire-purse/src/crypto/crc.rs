//! CRC-32 of the EV1 channel and of CHANGE KEY: IEEE 802.3, reflected, started with ones and *not* inverted at the
//! end (often called JAMCRC). Sent least significant byte first.

/// The four bytes as they are sent.
#[must_use]
pub fn crc32(parts: &[&[u8]]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in parts.iter().copied().flatten() {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    crc.to_le_bytes()
}
