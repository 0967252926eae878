//! The sums of one row.

/// A sum of integer weights: `u32` where it is known to be enough, since half the bytes stay in the cache of a core twice
/// as long.
pub(super) trait Sum: Copy + Default + PartialEq + Send + Sync {
    /// The weight, which fits.
    fn from_weight(weight: u64) -> Self;
    /// The sum of two that is known to fit.
    fn plus(self, other: Self) -> Self;
    /// The same number.
    fn widen(self) -> u64;
}

impl Sum for u32 {
    fn from_weight(weight: u64) -> Self {
        weight as u32
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    fn widen(self) -> u64 {
        u64::from(self)
    }
}

impl Sum for u64 {
    fn from_weight(weight: u64) -> Self {
        weight
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    fn widen(self) -> u64 {
        self
    }
}

/// A dense row of integer sums that knows which of its entries are set.
///
/// Half of all weights meet a sum of zero, in no order that a processor could foresee: a branch on it costs more than all
/// the adding. So every column is written to the end of the list of those that are set, and the end moves on only if the
/// sum was zero. The list is put in order by two levels of bits, one per column and one per 64 of those: no sorting.
pub(super) struct Accumulator<S> {
    sums: Vec<S>,
    /// The columns that are set, in order of their first coming, up to `length`.
    touched: Vec<u32>,
    length: usize,
    /// Bit `c % 64` of word `c / 64`: entry `c` is set. All zero but in `drain`.
    set: Vec<u64>,
    /// Bit `k % 64` of word `k / 64`: `set[k]` is not zero. All zero but in `drain`.
    blocks: Vec<u64>,
}

/// So many columns of a word of bits are written whether they are there or not: few words have more.
const AT_ONCE: usize = 4;

impl<S: Sum> Accumulator<S> {
    pub(super) fn new(columns: usize) -> Self {
        let words = columns.div_ceil(64);
        Self {
            sums: vec![S::default(); columns],
            // One more than can be set: what is beyond the end is written, too.
            touched: vec![0; columns + 1],
            length: 0,
            set: vec![0; words],
            blocks: vec![0; words.div_ceil(64)],
        }
    }

    /// Adds a weight above zero; false if there is no such column.
    #[inline(always)]
    pub(super) fn add(&mut self, column: u32, weight: S) -> bool {
        let Some(sum) = self.sums.get_mut(column as usize) else { return false };
        self.touched[self.length] = column;
        self.length += usize::from(*sum == S::default());
        *sum = sum.plus(weight);
        true
    }

    /// Adds weights above zero to columns that there are.
    #[inline]
    pub(super) fn add_all(&mut self, columns: &[u32], weights: &[S]) {
        // The end is kept in a register: the list could overlap `self.length`, for all that the compiler knows.
        let mut length = self.length;
        for (&column, &weight) in columns.iter().zip(weights) {
            let sum = &mut self.sums[column as usize];
            self.touched[length] = column;
            length += usize::from(*sum == S::default());
            *sum = sum.plus(weight);
        }
        self.length = length;
    }

    /// Appends the columns that are set, ascending, and what `value` makes of their sums; leaves all zero.
    pub(super) fn drain<V>(&mut self, columns: &mut Vec<u32>, values: &mut Vec<V>, value: impl Fn(u64) -> V) {
        for &column in &self.touched[..self.length] {
            let column = column as usize;
            self.set[column / 64] |= 1 << (column % 64);
            self.blocks[column / 4096] |= 1 << (column / 64 % 64);
        }
        let start = columns.len();
        columns.resize(start + self.length + AT_ONCE, 0);
        let mut end = start;
        for (block, bits) in self.blocks.iter_mut().enumerate() {
            let mut bits = std::mem::take(bits);
            while bits != 0 {
                let word = 64 * block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                end = ones(std::mem::take(&mut self.set[word]), 64 * word as u32, columns, end);
            }
        }
        columns.truncate(end);
        self.length = 0;
        let sums = &mut self.sums;
        let take = |&column: &u32| value(std::mem::take(&mut sums[column as usize]).widen());
        values.extend(columns[start..].iter().map(take));
    }
}

/// Writes the places of the ones in a word, plus `base`, to `out` from `at` on; up to `AT_ONCE` further numbers are
/// overwritten. Returns where the next go.
#[inline]
fn ones(mut bits: u64, base: u32, out: &mut [u32], at: usize) -> usize {
    let count = bits.count_ones() as usize;
    for place in &mut out[at..at + AT_ONCE] {
        *place = base.wrapping_add(bits.trailing_zeros());
        bits &= bits.wrapping_sub(1);
    }
    if count > AT_ONCE {
        for place in &mut out[at + AT_ONCE..at + count] {
            *place = base.wrapping_add(bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
        }
    }
    at + count
}

#[cfg(test)]
mod tests {
    use super::{Accumulator, Sum};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn drained<S: Sum>(sums: &mut Accumulator<S>) -> Vec<(u32, u64)> {
        let (mut columns, mut values) = (vec![7], Vec::new());
        sums.drain(&mut columns, &mut values, |sum| sum);
        assert_eq!(columns.remove(0), 7);
        assert_eq!(columns.len(), values.len());
        columns.into_iter().zip(values).collect()
    }

    #[test]
    fn entries_ascend_and_are_taken() {
        let mut sums = Accumulator::new(10_000);
        for (column, weight) in [(9_999, 1u64), (0, 2), (64, 3), (63, 4), (4_096, 5), (0, 6), (4_095, 7)] {
            assert!(sums.add(column, weight));
        }
        assert!(!sums.add(10_000, 1));
        assert!(!sums.add(u32::MAX, 1));
        let expected = [(0, 8), (63, 4), (64, 3), (4_095, 7), (4_096, 5), (9_999, 1)];
        assert_eq!(drained(&mut sums), expected);
        assert!(drained(&mut sums).is_empty());
    }

    proptest! {
        #[test]
        fn equals_a_map(rows in prop::collection::vec(prop::collection::vec((0u32..300, 1u64..50), 0..800), 1..4)) {
            let (mut narrow, mut wide) = (Accumulator::<u32>::new(300), Accumulator::<u64>::new(300));
            for row in rows {
                let mut expected = BTreeMap::new();
                for &(column, weight) in &row {
                    *expected.entry(column).or_insert(0) += weight;
                    wide.add(column, weight);
                }
                let (columns, weights): (Vec<u32>, Vec<u32>) = row.iter().map(|&(c, w)| (c, w as u32)).unzip();
                narrow.add_all(&columns, &weights);
                let expected: Vec<(u32, u64)> = expected.into_iter().collect();
                prop_assert_eq!(drained(&mut narrow), expected.clone());
                prop_assert_eq!(drained(&mut wide), expected);
            }
        }
    }
}
