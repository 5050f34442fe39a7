//! Amounts that count one by one against a cap, kept as a few runs of equal ones: nothing is allocated.

use money::Fen;

/// Amounts in the order of the pieces they are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Equal amounts and how many of them. Two bills in pieces differ in at most three runs.
    runs: [(Fen, u32); 3],
    /// Whether amounts of nothing count.
    nothing_counts: bool,
}

/// One of the equal parts of a bill; the fen that do not divide lie on the first ones.
pub(crate) fn piece(bill: Fen, quantity: u16, index: u16) -> Fen {
    let count = i64::from(quantity.max(1));
    let odd = bill.0.rem_euclid(count);
    Fen(bill.0.div_euclid(count) + i64::from(i64::from(index) < odd))
}

/// How many pieces carry an odd fen.
fn odd(bill: Fen, quantity: u16) -> u16 {
    u16::try_from(bill.0.rem_euclid(i64::from(quantity.max(1)))).unwrap_or(0)
}

impl Wanted {
    /// One amount for the whole bill.
    pub(crate) fn once(amount: Fen) -> Wanted {
        Wanted { runs: [(amount, 1), (Fen::ZERO, 0), (Fen::ZERO, 0)], nothing_counts: false }
    }

    /// One amount for each piece, made of its part of the list price and of what is left.
    pub(crate) fn by_piece(list: Fen, left: Fen, quantity: u16, amount: impl Fn(Fen, Fen) -> Fen) -> Wanted {
        let quantity = quantity.max(1);
        let (one, other) = (odd(list, quantity), odd(left, quantity));
        let ends = [one.min(other), one.max(other), quantity];
        let mut runs = [(Fen::ZERO, 0); 3];
        let mut start = 0;
        for (run, end) in runs.iter_mut().zip(ends) {
            if start < end {
                let given = amount(piece(list, quantity, start), piece(left, quantity, start));
                *run = (given, u32::from(end - start));
                start = end;
            }
        }
        Wanted { runs, nothing_counts: false }
    }

    /// The same, where a piece of 0.00 counts too.
    pub(crate) fn counting_nothing(self) -> Wanted {
        Wanted { nothing_counts: true, ..self }
    }

    fn counted(&self) -> impl Iterator<Item = (Fen, u32)> {
        let counts = self.nothing_counts;
        self.runs.iter().copied().filter(move |(amount, _)| counts || *amount > Fen::ZERO)
    }

    /// How many amounts there are.
    pub(crate) fn count(&self) -> u32 {
        self.counted().map(|(_, count)| count).sum()
    }

    /// All of them together.
    pub(crate) fn sum(&self) -> Fen {
        self.sum_of(u32::MAX)
    }

    /// The first ones together.
    pub(crate) fn sum_of(&self, first: u32) -> Fen {
        let mut open = first;
        let mut sum = Fen::ZERO;
        for (amount, count) in self.counted() {
            let taken = count.min(open);
            open -= taken;
            // Parts of one price, which fits.
            let part = amount.checked_mul(i64::from(taken)).unwrap_or(Fen::ZERO);
            sum = sum.checked_add(part).unwrap_or(sum);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_equal_but_for_single_fen() {
        let pieces = |bill, quantity| {
            (0..quantity).map(|index| piece(Fen(bill), quantity, index).0).collect::<Vec<_>>()
        };
        assert_eq!(pieces(1000, 3), [334, 333, 333]);
        assert_eq!(pieces(1001, 3), [334, 334, 333]);
        assert_eq!(pieces(0, 2), [0, 0]);
        assert_eq!(pieces(7, 1), [7]);
    }

    #[test]
    fn two_bills_in_pieces_side_by_side() {
        // The list is 4 + 4 + 3 + 3 + 3, what is left 2 + 2 + 2 + 2 + 1.
        let pairs = Wanted::by_piece(Fen(17), Fen(9), 5, |list, left| Fen(list.0 * 10 + left.0));
        assert_eq!((pairs.count(), pairs.sum()), (5, Fen(42 + 42 + 32 + 32 + 31)));
        let sums: Vec<i64> = (0..=6).map(|first| pairs.sum_of(first).0).collect();
        assert_eq!(sums, [0, 42, 84, 116, 148, 179, 179]);
    }

    #[test]
    fn nothing_counts_only_where_it_is_said() {
        assert_eq!(Wanted::once(Fen::ZERO).count(), 0);
        assert_eq!(Wanted::once(Fen::ZERO).counting_nothing().count(), 1);
        let some = Wanted::by_piece(Fen(2), Fen(2), 3, |_, piece| piece);
        assert_eq!((some.count(), some.sum()), (2, Fen(2)));
        assert_eq!(some.counting_nothing().count(), 3);
    }
}
