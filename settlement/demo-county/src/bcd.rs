//! Decimal digits in half bytes, as cards tell dates and times.

use jiff::civil::DateTime;

/// A date and a time as a purse is told them.
pub(crate) fn moment(at: DateTime) -> ([u8; 4], [u8; 3]) {
    let year = at.year();
    let small = |number: i8| byte(i16::from(number));
    let date = [byte(year / 100), byte(year % 100), small(at.month()), small(at.day())];
    (date, [small(at.hour()), small(at.minute()), small(at.second())])
}

/// Two digits in one byte.
pub(crate) fn byte(number: i16) -> u8 {
    u8::try_from(number.rem_euclid(100) / 10 * 16 + number.rem_euclid(10)).unwrap_or(0)
}

/// A number of up to twelve digits in six bytes.
pub(crate) fn six(number: u64) -> [u8; 6] {
    let mut rest = number;
    let mut bytes = [0; 6];
    for place in bytes.iter_mut().rev() {
        *place = byte(i16::try_from(rest % 100).unwrap_or(0));
        rest /= 100;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits() {
        let at = jiff::civil::date(2024, 7, 15).at(9, 8, 7, 0);
        assert_eq!(moment(at), ([0x20, 0x24, 0x07, 0x15], [0x09, 0x08, 0x07]));
        assert_eq!(six(1_234_567), [0, 0, 0x01, 0x23, 0x45, 0x67]);
    }
}
