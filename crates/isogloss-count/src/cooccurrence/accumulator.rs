//! The sums of one row.

/// A dense row of integer sums that knows which of its entries are set.
///
/// Two levels of bits, one per entry and one per 64 of those, give the entries in ascending order without sorting: reading
/// a row costs its entries, and a look at one bit in 4,096.
pub(super) struct Accumulator {
    sums: Vec<u64>,
    /// Bit `c % 64` of word `c / 64`: entry `c` is set.
    set: Vec<u64>,
    /// Bit `k % 64` of word `k / 64`: `set[k]` is not zero.
    blocks: Vec<u64>,
}

impl Accumulator {
    pub(super) fn new(columns: usize) -> Self {
        let words = columns.div_ceil(64);
        Self { sums: vec![0; columns], set: vec![0; words], blocks: vec![0; words.div_ceil(64)] }
    }

    /// Adds a weight above zero; false if there is no such column.
    #[inline]
    pub(super) fn add(&mut self, column: u32, weight: u64) -> bool {
        let column = column as usize;
        let Some(sum) = self.sums.get_mut(column) else { return false };
        if *sum == 0 {
            self.set[column / 64] |= 1 << (column % 64);
            self.blocks[column / 4096] |= 1 << (column / 64 % 64);
        }
        *sum += weight;
        true
    }

    /// Hands out the entries by ascending column, and leaves all zero.
    pub(super) fn drain(&mut self, mut each: impl FnMut(u32, u64)) {
        for (block, bits) in self.blocks.iter_mut().enumerate() {
            for word in ones(std::mem::take(bits)).map(|bit| 64 * block + bit) {
                for column in ones(std::mem::take(&mut self.set[word])).map(|bit| 64 * word + bit) {
                    each(column as u32, std::mem::take(&mut self.sums[column]));
                }
            }
        }
    }
}

/// The places of the ones in a word, ascending.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            place
        })
    })
}

#[cfg(test)]
mod tests {
    use super::Accumulator;

    fn drained(sums: &mut Accumulator) -> Vec<(u32, u64)> {
        let mut entries = Vec::new();
        sums.drain(|column, sum| entries.push((column, sum)));
        entries
    }

    #[test]
    fn entries_ascend_and_are_taken() {
        let mut sums = Accumulator::new(10_000);
        for (column, weight) in [(9_999, 1), (0, 2), (64, 3), (63, 4), (4_096, 5), (0, 6), (4_095, 7)] {
            assert!(sums.add(column, weight));
        }
        assert!(!sums.add(10_000, 1));
        assert!(!sums.add(u32::MAX, 1));
        let expected = [(0, 8), (63, 4), (64, 3), (4_095, 7), (4_096, 5), (9_999, 1)];
        assert_eq!(drained(&mut sums), expected);
        assert!(drained(&mut sums).is_empty());
    }
}
