//! The lines of `vocab.tsv`: put in order, written.
use super::VOCABULARY_FILE;
use super::types::Tally;
use crate::words::{Key, Words};
use crate::{CountError, vocabulary};
use rayon::prelude::*;
use std::cmp::{Ordering, Reverse};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Lines are written in pieces of so many, and a thread writes so many of them.
const LINES_AT_A_TIME: usize = 1 << 18;
const LINES_PER_THREAD: usize = 1 << 13;
/// So many bytes of a word decide on its place without a look at the word.
const START: usize = 15;

/// A type with its counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    pub(super) tally: Tally,
    /// The first bytes of the word, and last its length, or one more than the number of bytes before it: as a number that is
    /// larger where the word comes later.
    start: u128,
    /// The number of the type; of the word where `start` does not hold all of it.
    pub(crate) id: u32,
}

impl Line {
    pub(super) fn new(word: &str, id: u32, tally: Tally) -> Self {
        let mut start = [0; START + 1];
        start.iter_mut().zip(word.as_bytes()).for_each(|(place, byte)| *place = *byte);
        start[START] = word.len().min(START + 1) as u8;
        Self { tally, start: u128::from_be_bytes(start), id }
    }

    /// The line of a short word.
    pub(super) fn of_key(key: Key, tally: Tally) -> Self {
        Self { tally, start: u128::from_be_bytes(key.bytes()), id: 0 }
    }

    /// The same of a type with another number; of a short word.
    pub(super) fn with_id(self, id: u32) -> Self {
        Self { id, ..self }
    }

    /// The length of the word, if it is short.
    fn length(&self) -> Option<usize> {
        let length = self.start as u8 as usize;
        (length <= START).then_some(length)
    }

    /// By count (descending), then by bytes.
    fn compare(&self, other: &Self, words: &Words) -> Ordering {
        let by_start =
            (Reverse(self.tally.count), self.start).cmp(&(Reverse(other.tally.count), other.start));
        by_start.then_with(|| match self.length() {
            Some(_) => Ordering::Equal,
            None => words.word(self.id).cmp(words.word(other.id)),
        })
    }

    fn append(&self, words: &Words, out: &mut Vec<u8>) {
        let Tally { count, documents, capitalised } = self.tally;
        let start = self.start.to_be_bytes();
        let word = match self.length() {
            Some(length) => &start[..length],
            None => words.word(self.id).as_bytes(),
        };
        vocabulary::append_line(out, word, count, documents, capitalised);
    }
}

/// Puts lines in order. `words`: the words that are not short, at least.
pub(super) fn sort(lines: &mut [Line], words: &Words) {
    lines.par_sort_unstable_by(|a, b| a.compare(b, words));
}

/// Writes `vocab.tsv`.
pub(super) fn write(lines: &[Line], words: &Words, dir: &Path) -> Result<(), CountError> {
    let path = dir.join(VOCABULARY_FILE);
    let mut file = File::create(&path).map_err(CountError::write(&path))?;
    for piece in lines.chunks(LINES_AT_A_TIME) {
        let text = |lines: &[Line]| {
            let mut text = Vec::new();
            lines.iter().for_each(|line| line.append(words, &mut text));
            text
        };
        let texts: Vec<Vec<u8>> = piece.par_chunks(LINES_PER_THREAD).map(text).collect();
        for text in texts {
            file.write_all(&text).map_err(CountError::write(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_ascend_by_bytes(texts in prop::collection::btree_set("[ab\0]{0,3}|[a]{12,18}[ab]{0,2}|ß{6,9}", 1..40)) {
            let mut words = Words::default();
            texts.iter().rev().for_each(|text| { words.intern(text); });
            let tally = Tally { count: 1, ..Tally::default() };
            let mut lines: Vec<Line> = (0..words.len() as u32).map(|id| Line::new(words.word(id), id, tally)).collect();
            sort(&mut lines, &words);
            let sorted: Vec<&str> = lines.iter().map(|line| words.word(line.id)).collect();
            prop_assert_eq!(sorted, texts.iter().collect::<Vec<_>>());
            for line in &lines {
                let word = words.word(line.id);
                let mut text = Vec::new();
                line.append(&words, &mut text);
                prop_assert_eq!(text, format!("{word}\t1\t0\t0\n").into_bytes());
                let key = Key::of(word.as_bytes());
                prop_assert!(key.is_long() || Line::of_key(key, tally).start == line.start);
            }
        }
    }
}
