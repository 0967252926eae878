//! Pieces of the work, and how one is done.
use super::accumulator::Accumulator;
use crate::encode::DOCUMENT_END;
use crate::{EncodedCorpus, Postings};
use std::ops::Range;

/// A piece of work has at most so many postings.
#[cfg(not(test))]
const POSTINGS_PER_JOB: usize = 1 << 16;
/// Small enough for the corpora of the tests to need every kind of piece.
#[cfg(test)]
const POSTINGS_PER_JOB: usize = 8;

/// The surroundings of so many postings are fetched at a time: they fit the fastest cache.
const POSTINGS_AHEAD: usize = 64;

/// A piece of the work.
pub(super) enum Job {
    /// Whole rows.
    Rows(Range<u32>),
    /// Some of the postings of a word that has many.
    Part { word: u32, postings: Range<usize>, last: bool },
}

/// What came of a piece.
pub(super) struct Counted {
    pub(super) postings: u64,
    pub(super) entries: Entries,
}

/// Columns ascend within a row.
pub(super) enum Entries {
    Rows { lengths: Vec<usize>, columns: Vec<u32>, values: Vec<f32> },
    Part { columns: Vec<u32>, sums: Vec<u64>, last: bool },
}

/// Cuts the rows into pieces, in order.
pub(super) fn plan(postings: &Postings) -> impl Iterator<Item = Job> + Send {
    let words = postings.words() as u32;
    let length = |word| postings.positions(word).len();
    let (mut word, mut done) = (0, 0);
    std::iter::from_fn(move || {
        if word >= words {
            return None;
        }
        let first = word;
        if length(first) > POSTINGS_PER_JOB {
            let part = done..length(first).min(done + POSTINGS_PER_JOB);
            let last = part.end == length(first);
            (word, done) = if last { (first + 1, 0) } else { (first, part.end) };
            return Some(Job::Part { word: first, postings: part, last });
        }
        let mut sum = 0;
        while word < words && sum + length(word) <= POSTINGS_PER_JOB {
            sum += length(word);
            word += 1;
        }
        Some(Job::Rows(first..word))
    })
}

pub(super) fn run(walk: &Walk<'_>, sums: &mut Accumulator, job: Job) -> Counted {
    match job {
        Job::Rows(words) => rows(walk, sums, words),
        Job::Part { word, postings, last } => {
            let positions = &walk.postings.positions(word)[postings];
            walk.add(positions, sums);
            let (mut columns, mut totals) = (Vec::new(), Vec::new());
            sums.drain(|column, sum| {
                columns.push(column);
                totals.push(sum);
            });
            let entries = Entries::Part { columns, sums: totals, last };
            Counted { postings: positions.len() as u64, entries }
        }
    }
}

fn rows(walk: &Walk<'_>, sums: &mut Accumulator, words: Range<u32>) -> Counted {
    let unit = walk.unit();
    let mut postings = 0;
    let (mut lengths, mut columns, mut values) = (Vec::with_capacity(words.len()), Vec::new(), Vec::new());
    for word in words {
        let positions = walk.postings.positions(word);
        walk.add(positions, sums);
        let before = columns.len();
        sums.drain(|column, sum| {
            columns.push(column);
            values.push(value(sum, unit));
        });
        lengths.push(columns.len() - before);
        postings += positions.len() as u64;
    }
    Counted { postings, entries: Entries::Rows { lengths, columns, values } }
}

/// The weighted count that a sum of integer weights stands for.
pub(super) fn value(sum: u64, unit: u64) -> f32 {
    (sum as f64 / unit as f64) as f32
}

/// All that a walk along the postings of a word needs.
pub(super) struct Walk<'a> {
    ids: &'a [u32],
    postings: &'a Postings,
    /// All positions where `None`.
    kept: Option<Kept>,
    /// `unit / d` for the distances d = 1, 2, ..., window.
    weights: Vec<u64>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        corpus: &'a EncodedCorpus,
        postings: &'a Postings,
        window: usize,
        documents: Option<&[bool]>,
    ) -> Self {
        let unit = (1..=window as u64).fold(1, lcm);
        Self {
            ids: &corpus.ids,
            postings,
            kept: documents.map(|documents| Kept::new(corpus, documents)),
            weights: (1..=window as u64).map(|distance| unit / distance).collect(),
        }
    }

    /// The weight of two neighbours: lcm(1..=window).
    pub(super) fn unit(&self) -> u64 {
        self.weights[0]
    }

    /// Adds the company that is kept at these (ascending) positions.
    fn add(&self, positions: &[u32], sums: &mut Accumulator) {
        for block in positions.chunks(POSTINGS_AHEAD) {
            self.fetch(block);
            for &position in block {
                let position = position as usize;
                if self.kept.as_ref().is_some_and(|kept| !kept.counts(position)) {
                    continue;
                }
                self.add_side(self.ids[..position].iter().rev(), sums);
                self.add_side(self.ids[position + 1..].iter(), sums);
            }
        }
    }

    /// Brings the surroundings of some postings into the cache: a word's places are far apart, and reads that depend on
    /// nothing wait for memory together, where the walks would wait one after the other.
    fn fetch(&self, positions: &[u32]) {
        let reach = self.weights.len();
        let mut seen = 0;
        for &position in positions {
            let position = position as usize;
            seen ^= self.ids[position.saturating_sub(reach)];
            seen ^= self.ids[(position + reach).min(self.ids.len() - 1)];
        }
        std::hint::black_box(seen);
    }

    /// Adds the words on one side, nearest first.
    #[inline]
    fn add_side<'i>(&self, mut ids: impl Iterator<Item = &'i u32>, sums: &mut Accumulator) {
        for &weight in &self.weights {
            loop {
                match ids.next() {
                    None | Some(&DOCUMENT_END) => return,
                    // Words without a row take no place in the window.
                    Some(&id) if sums.add(id, weight) => break,
                    Some(_) => {}
                }
            }
        }
    }
}

/// Which positions stand in a document that counts: a bit each. (Looking for the document of each posting takes five times
/// as long as counting does.)
struct Kept(Vec<u64>);

impl Kept {
    fn new(corpus: &EncodedCorpus, documents: &[bool]) -> Self {
        let mut bits = vec![0; corpus.ids.len().div_ceil(64)];
        for (document, _) in corpus.documents.windows(2).zip(documents).filter(|(_, counts)| **counts) {
            set(&mut bits, document[0] as usize..document[1] as usize);
        }
        Self(bits)
    }

    #[inline]
    fn counts(&self, position: usize) -> bool {
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

fn lcm(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
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
