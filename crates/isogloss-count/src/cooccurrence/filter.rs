//! Which positions stand in a document that counts.
use crate::EncodedCorpus;
use std::ops::Range;

/// A bit for each position. (Looking for the document of each posting takes five times as long as counting does.)
pub(super) struct Kept(Vec<u64>);

impl Kept {
    pub(super) fn new(corpus: &EncodedCorpus, documents: &[bool]) -> Self {
        let mut bits = vec![0; corpus.ids.len().div_ceil(64)];
        for (document, _) in corpus.documents.windows(2).zip(documents).filter(|(_, counts)| **counts) {
            set(&mut bits, document[0] as usize..document[1] as usize);
        }
        Self(bits)
    }

    #[inline]
    pub(super) fn counts(&self, position: usize) -> bool {
        self.0[position / 64] >> (position % 64) & 1 == 1
    }
}

/// Sets the bits of a range, which is not empty.
fn set(bits: &mut [u64], range: Range<usize>) {
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    let from = u64::MAX << (range.start % 64);
    let to = u64::MAX >> (63 - (range.end - 1) % 64);
    if first == last {
        bits[first] |= from & to;
        return;
    }
    bits[first] |= from;
    bits[first + 1..last].fill(u64::MAX);
    bits[last] |= to;
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn bits_of_a_range() {
        for start in 0..200 {
            for end in start + 1..=200 {
                let mut bits = [0; 4];
                set(&mut bits, start..end);
                let is_set = |bit: usize| bits[bit / 64] >> (bit % 64) & 1 == 1;
                assert!((0..256).all(|bit| is_set(bit) == (start..end).contains(&bit)), "{start}..{end}");
            }
        }
    }
}
