//! Bytes as people write them in a profile file.

/// Reads hex digits, two for a byte; `None` for anything else.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<u32>>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_digits() {
        assert_eq!(unhex("A00f"), Some(vec![0xA0, 0x0F]));
        assert_eq!(unhex(""), Some(Vec::new()));
        assert_eq!(unhex("A"), None);
        assert_eq!(unhex("G0"), None);
    }
}
