//! Where does each word stand?
//!
//! # Definition
//! ```text
//! positions(w) = { p : ids[p] = w }, ascending, for w < words
//! ```
//! `postings.bin` holds the positions of word 0, then of word 1, ... (u32), `postings.starts.bin` where those of each word
//! start (u64, one more than there are words).
//!
//! # Cost
//! A counting sort in passes: all threads together sort as many postings at a time as fit into a quarter of the memory that
//! is allowed (four bytes each), and each reads all ids for its words. A word that is more frequent than that is written
//! while it is read.
use crate::encode::VOCABULARY_FILE;
use crate::mapped::{ArrayWriter, Mapped};
use crate::{CountError, EncodedCorpus};
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

const POSITIONS_FILE: &str = "postings.bin";
const STARTS_FILE: &str = "postings.starts.bin";
/// The part of the allowed memory that positions may take while they are sorted, and the bytes of one.
const BYTES_PER_POSTING: u64 = 4 * size_of::<u32>() as u64;
/// Positions of a single word are written so many at a time.
const POSITIONS_AT_A_TIME: usize = 1 << 18;

/// The positions (in `EncodedCorpus::ids`, ascending) of every word whose id is below `words()`.
#[derive(Debug)]
pub struct Postings {
    starts: Mapped<u64>,
    positions: Mapped<u32>,
}

impl Postings {
    /// One counting sort of the positions by word, written as `postings.bin` and `postings.starts.bin` into `dir`, in about
    /// `memory` bytes at most: the same files for any memory.
    ///
    /// # Errors
    /// `Parameter` for more words than types; `Damaged` where ids and counts disagree; `Io`.
    pub fn build(corpus: &EncodedCorpus, words: usize, memory: u64, dir: &Path) -> Result<(), CountError> {
        let at_a_time = memory / BYTES_PER_POSTING;
        let types = corpus.vocabulary.len();
        if words > types {
            return Err(CountError::Parameter {
                name: "the number of words",
                allowed: format!("at most {types}, the number of types"),
                given: words.to_string(),
            });
        }
        let starts = starts(&corpus.vocabulary.counts()[..words]);
        let mut starts_out = ArrayWriter::create(dir.join(STARTS_FILE))?;
        starts_out.extend(&starts)?;
        starts_out.finish()?;

        let threads = rayon::current_num_threads();
        let unequal = || CountError::damaged(&dir.join(VOCABULARY_FILE), "its counts do not fit the ids");
        let mut out = ArrayWriter::create(dir.join(POSITIONS_FILE))?;
        let ranges = ranges(&starts, threads, at_a_time);
        // Words that are too frequent to be sorted in memory stand first.
        let frequent = ranges.partition_point(|range| starts[range.end] - starts[range.start] > at_a_time);
        for word in 0..frequent {
            write_positions(&corpus.ids, word as u32, &mut out)?;
            if out.len() as u64 != starts[word + 1] {
                return Err(unequal());
            }
        }
        for pass in ranges[frequent..].chunks(threads) {
            let sorted: Vec<_> = pass.par_iter().map(|range| sort(&corpus.ids, &starts, range)).collect();
            for positions in sorted {
                out.extend(&positions.ok_or_else(unequal)?)?;
            }
        }
        out.finish()
    }

    /// Maps them.
    pub fn open(dir: &Path) -> Result<Self, CountError> {
        let path = dir.join(STARTS_FILE);
        let postings =
            Self { starts: Mapped::open(&path)?, positions: Mapped::open(&dir.join(POSITIONS_FILE))? };
        let starts = &postings.starts[..];
        if starts.first() != Some(&0) || !starts.is_sorted() {
            return Err(CountError::damaged(&path, "starts do not ascend from 0"));
        }
        if starts.last() != Some(&(postings.positions.len() as u64)) {
            return Err(CountError::damaged(&dir.join(POSITIONS_FILE), "its length does not fit the starts"));
        }
        Ok(postings)
    }

    /// The number of words.
    pub fn words(&self) -> usize {
        self.starts.len() - 1
    }

    /// The positions of a word.
    ///
    /// # Panics
    /// If the id is not below `words()`.
    pub fn positions(&self, word: u32) -> &[u32] {
        &self.positions[self.range(word)]
    }

    /// Where among all positions those of a word are.
    pub(crate) fn range(&self, word: u32) -> Range<usize> {
        let word = word as usize;
        self.starts[word] as usize..self.starts[word + 1] as usize
    }

    /// The positions of word 0, then of word 1, ...
    pub(crate) fn all(&self) -> &[u32] {
        &self.positions
    }

    /// All positions.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Sums of the counts before each word and of all.
fn starts(counts: &[u64]) -> Vec<u64> {
    let mut starts = Vec::with_capacity(counts.len() + 1);
    starts.push(0);
    let mut sum = 0;
    for &count in counts {
        sum += count;
        starts.push(sum);
    }
    starts
}

/// Cuts the words into ranges of about equally many postings, one per thread and pass.
fn ranges(starts: &[u64], threads: usize, at_a_time: u64) -> Vec<Range<usize>> {
    let words = starts.len() - 1;
    let threads = threads as u64;
    let most = (starts[words].div_ceil(threads)).min(at_a_time / threads).max(1);
    let mut ranges = Vec::new();
    let mut first = 0;
    while first < words {
        let end = starts.partition_point(|&start| start <= starts[first] + most) - 1;
        let end = end.max(first + 1);
        ranges.push(first..end);
        first = end;
    }
    ranges
}

/// Writes the positions of one word.
fn write_positions(ids: &[u32], word: u32, out: &mut ArrayWriter<u32>) -> Result<(), CountError> {
    let mut positions = Vec::with_capacity(POSITIONS_AT_A_TIME);
    for (position, _) in (0u32..).zip(ids).filter(|(_, id)| **id == word) {
        positions.push(position);
        if positions.len() == POSITIONS_AT_A_TIME {
            out.extend(&positions)?;
            positions.clear();
        }
    }
    out.extend(&positions)
}

/// The positions of the words of a range; `None` if they are not as many as the counts say.
fn sort(ids: &[u32], starts: &[u64], range: &Range<usize>) -> Option<Vec<u32>> {
    let base = starts[range.start];
    // Less than 2^32: there are not more positions.
    let mut next: Vec<u32> = starts[range.clone()].iter().map(|&start| (start - base) as u32).collect();
    let mut positions = vec![0; (starts[range.end] - base) as usize];
    let first = range.start as u32;
    for (position, &id) in (0u32..).zip(ids) {
        // An id below the range wraps around to far above it, as an end mark is.
        if let Some(next) = next.get_mut(id.wrapping_sub(first) as usize) {
            *positions.get_mut(*next as usize)? = position;
            *next += 1;
        }
    }
    let ends = starts[range.start + 1..=range.end].iter().map(|&end| (end - base) as u32);
    next.into_iter().eq(ends).then_some(positions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{DOCUMENT_END, IDS_FILE};
    use crate::testing::{Encoded, MEMORY};
    use proptest::prelude::*;

    #[test]
    fn positions_by_hand() -> Result<(), CountError> {
        // a = 0, b = 1, c = 2; the second document has no token.
        let corpus = Encoded::lines(&["b a b a", "", "a c"]);
        let end = DOCUMENT_END;
        assert_eq!(corpus.ids[..], [end, 1, 0, 1, 0, end, end, 0, 2, end]);
        Postings::build(&corpus, 2, MEMORY, corpus.dir())?;
        let postings = Postings::open(corpus.dir())?;
        assert_eq!((postings.words(), postings.len()), (2, 5));
        assert_eq!(postings.positions(0), [2, 4, 7]);
        assert_eq!(postings.positions(1), [1, 3]);
        Postings::build(&corpus, 0, MEMORY, corpus.dir())?;
        assert!(Postings::open(corpus.dir())?.is_empty());
        Ok(())
    }

    #[test]
    fn more_words_than_types_are_refused() {
        let corpus = Encoded::lines(&["a"]);
        let error = Postings::build(&corpus, 2, MEMORY, corpus.dir()).expect_err("there is one type");
        assert!(matches!(error, CountError::Parameter { .. }), "{error}");
    }

    #[test]
    fn ids_that_the_counts_deny_are_damage() -> Result<(), Box<dyn std::error::Error>> {
        let corpus = Encoded::lines(&["a a b"]);
        let ids = [DOCUMENT_END, 1, 0, 1, DOCUMENT_END];
        // Another file of that name: what is mapped must not change.
        std::fs::remove_file(corpus.dir().join(IDS_FILE))?;
        std::fs::write(corpus.dir().join(IDS_FILE), bytemuck::cast_slice::<u32, u8>(&ids))?;
        let damaged = EncodedCorpus::open(corpus.dir())?;
        for (words, memory) in [(1, MEMORY), (2, MEMORY), (1, 0), (2, 0)] {
            let error = Postings::build(&damaged, words, memory, corpus.dir())
                .expect_err("a is there once, not twice");
            assert!(matches!(error, CountError::Damaged { .. }), "{error}");
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn postings_invert_the_ids(documents in crate::testing::documents(), memory in 0u64..800, threads in 1usize..4) {
            let corpus = Encoded::documents(&documents);
            let words = corpus.vocabulary.len().div_ceil(2);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| Postings::build(&corpus, words, memory, corpus.dir())).expect("it builds");
            let postings = Postings::open(corpus.dir()).expect("it opens");
            for word in 0..words as u32 {
                let expected: Vec<u32> = (0u32..).zip(&corpus.ids[..]).filter(|(_, id)| **id == word).map(|(p, _)| p).collect();
                prop_assert_eq!(postings.positions(word), expected);
            }
        }
    }
}
