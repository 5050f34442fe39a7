//! Bytes as lower-case hex, and back.

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly `N` bytes from hex of any case; `None` for anything else.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex_any(text)?.try_into().ok()
}

/// Bytes from hex of any case; `None` for an odd length or another letter.
pub(crate) fn unhex_any(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: u8| char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(unhex(&hex(&[0, 0x9f, 0xff])), Some([0, 0x9f, 0xff]));
        for bad in ["0", "0g", "00000000", "+1+1+1", "é0é0"] {
            assert_eq!(unhex::<3>(bad), None, "{bad}");
        }
    }
}
