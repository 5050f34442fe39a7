//! Eight bytes at a time: decimal numbers and the ends of cells. Nothing here depends on what a byte next to another is.

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F * ONES;
const HIGH: u64 = 0x80 * ONES;
const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// Longest number that always fits 64 bits.
pub(crate) const DIGITS_MAX: usize = 19;

/// Eight bytes from `at`, the first one lowest; zeros past the end.
#[inline(always)]
pub(crate) fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => near_end(bytes, at),
    }
}

#[cold]
fn near_end(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut chunk = [0; 8];
    for (place, byte) in chunk.iter_mut().zip(rest) {
        *place = *byte;
    }
    u64::from_le_bytes(chunk)
}

/// The high bit of every byte that is 0x80 − `under` or more in its low seven bits, or not ASCII.
#[inline(always)]
fn at_least(word: u64, under: u64) -> u64 {
    (((word & LOW) + under * ONES) | word) & HIGH
}

/// How many bytes come before the first mark: 8 when there is none.
#[inline(always)]
fn before(marks: u64) -> usize {
    // At most 64 / 8.
    (marks.trailing_zeros() / 8) as usize
}

/// The number that stands at `at`, and how many digits it has. Right for up to [`DIGITS_MAX`] digits.
#[inline(always)]
pub(crate) fn number(bytes: &[u8], at: usize) -> (u64, usize) {
    let (mut value, mut length) = (0_u64, 0_usize);
    // Four blocks: far beyond any number that is taken.
    while length < 32 {
        let digits = eight(bytes, at + length) ^ (0x30 * ONES);
        let count = before(at_least(digits, 0x80 - 10));
        if count == 0 {
            break;
        }
        // Shifted up, so that what was not there counts as zeros in front.
        let block = folded(digits << (64 - 8 * count));
        let power = POWERS.get(count).copied().unwrap_or(100_000_000);
        value = value.wrapping_mul(power).wrapping_add(block);
        length += count;
        if count < 8 {
            break;
        }
    }
    (value, length)
}

/// Eight digits, the first lowest: pairs, then fours, then all.
#[inline(always)]
fn folded(digits: u64) -> u64 {
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF
}

/// The end of the cell that starts at `at`: the first separator, control byte or end of the bytes.
#[inline(always)]
pub(crate) fn cell_end(bytes: &[u8], at: usize, separator: u8) -> usize {
    let separators = u64::from(separator) * ONES;
    let mut end = at;
    while end < bytes.len() {
        let word = eight(bytes, end);
        let plain = at_least(word, 0x80 - 0x20);
        let others = at_least(word ^ separators, 0x80 - 1);
        let count = before(!(plain & others) & HIGH);
        end += count;
        if count < 8 {
            break;
        }
    }
    end.min(bytes.len())
}

/// The first `length` bytes of a word, at most 8.
#[inline(always)]
pub(crate) fn kept(word: u64, length: usize) -> u64 {
    match length {
        0 => 0,
        1..8 => word & (u64::MAX >> (64 - 8 * length)),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length() {
        for length in 0..=DIGITS_MAX {
            let digits: String = "9182736450918273645".chars().take(length).collect();
            let value = if length == 0 { 0 } else { digits.parse().unwrap() };
            for after in ["", ",1", "\n", "/", ":", "\u{80}", "一二三四"] {
                let text = format!("{digits}{after}");
                assert_eq!(number(text.as_bytes(), 0), (value, length), "{text}");
                assert_eq!(number(format!("ab{text}").as_bytes(), 2), (value, length), "{text}");
            }
        }
        assert_eq!(number(&[b'0'; 40], 0), (0, 32));
    }

    #[test]
    fn every_byte_is_a_digit_or_not() {
        for byte in 0..=u8::MAX {
            let expected = usize::from(byte.is_ascii_digit());
            assert_eq!(number(&[byte, b'x'], 0).1, expected, "{byte}");
            let text = [b'1', b'2', byte, b'3', b'x'];
            assert_eq!(number(&text, 0).1, if expected == 1 { 4 } else { 2 }, "{byte}");
        }
    }

    #[test]
    fn cells_end_at_separators_and_control_bytes() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                let mut text = vec![b'a'; 20];
                text[place] = byte;
                let end = if byte == b',' || byte < 0x20 { place } else { 20 };
                assert_eq!(cell_end(&text, 0, b','), end, "{byte} at {place}");
            }
        }
        assert_eq!(cell_end(b"ab|cd", 0, b'|'), 2);
        assert_eq!(cell_end("食堂,1".as_bytes(), 0, b','), 6);
    }
}
