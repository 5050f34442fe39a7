//! Numbers that neither side has.

use crate::part::Keying;
use crate::report::Key;

/// Gaps in a row of keys, which is sorted on the way. Before the first and after the last number nothing is known.
pub(crate) fn gaps(keys: &mut [u64], keying: &Keying) -> Vec<Key> {
    keys.sort_unstable();
    let pairs = keys.iter().zip(keys.iter().skip(1));
    let gap = |(&before, &after): (&u64, &u64)| {
        if after - before < 2 {
            return None;
        }
        let ((first, from), (other, to)) = (keying.unpack(before), keying.unpack(after));
        (first == other).then_some(Key::Span { first, from: from + 1, to: to - 1 })
    };
    pairs.filter_map(gap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_lies_between_two_numbers_of_one_terminal() {
        let keying = Keying::new([3, 4], 33_070_300_000_001);
        let all = [(1, 5), (1, 9), (1, 6), (2, 1), (2, 2), (2, 2), (3, 7)];
        let mut keys: Vec<u64> =
            all.iter().map(|&(till, seq)| keying.pack(33_070_300_000_000 + till, seq).unwrap()).collect();
        assert_eq!(gaps(&mut keys, &keying), [Key::Span { first: 33_070_300_000_001, from: 7, to: 8 }]);
        assert_eq!(gaps(&mut [], &keying), []);
    }
}
