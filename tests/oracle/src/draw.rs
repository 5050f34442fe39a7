//! Numbers that look random and are the same every time.

/// SplitMix64, and the few kinds of draws that inventing a county needs.
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// A sequence of its own for every seed.
    #[must_use]
    pub fn new(seed: u64) -> Draw {
        Draw(seed)
    }

    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        let above = self.next_u64().checked_rem(width).unwrap_or(0);
        low.saturating_add_unsigned(above)
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.range(0, 99) < percent
    }

    /// One of the items; the default when there is none.
    pub fn one<T: Clone + Default>(&mut self, items: &[T]) -> T {
        let last = i64::try_from(items.len()).unwrap_or(0).saturating_sub(1);
        let at = usize::try_from(self.range(0, last)).unwrap_or(0);
        items.get(at).cloned().unwrap_or_default()
    }

    /// So many of the items, without repetition, in their order.
    pub fn some<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut wanted = count.min(items.len());
        let mut rest = items.len();
        let mut taken = Vec::with_capacity(wanted);
        for item in items {
            if wanted == 0 {
                break;
            }
            let left = i64::try_from(rest).unwrap_or(1);
            if self.range(1, left) <= i64::try_from(wanted).unwrap_or(0) {
                taken.push(item.clone());
                wanted -= 1;
            }
            rest -= 1;
        }
        taken
    }

    /// A few of the items, at least one.
    pub fn few<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let most = i64::try_from(items.len().min(3)).unwrap_or(1);
        let count = self.range(1, most.max(1));
        self.some(items, usize::try_from(count).unwrap_or(1))
    }
}
