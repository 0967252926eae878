//! How often words are used, as far as that is known.

use super::{ShiftParams, harmonic_mean};

/// How often words are used, as far as that is known: entry i belongs to word i.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Frequencies<'a> {
    /// Uses in a and in b.
    Counts(&'a [(u64, u64)]),
    /// Lines in a's and in b's file of vectors, from 1. Such files begin with their most frequent words, by custom and not by any
    /// rule: where one does not, these are line numbers and nothing else.
    Lines(&'a [(u64, u64)]),
}

impl<'a> Frequencies<'a> {
    fn pairs(self) -> &'a [(u64, u64)] {
        match self {
            Self::Counts(pairs) | Self::Lines(pairs) => pairs,
        }
    }

    /// Of so many words.
    pub(super) fn words(self) -> usize {
        self.pairs().len()
    }

    /// What puts words in order of frequency: the harmonic mean of their counts. Lines stand for counts by Zipf's law, c ∝ 1/line, of
    /// which the harmonic mean is 2/(line_a + line_b).
    pub(super) fn of(self, i: usize) -> f64 {
        match self {
            Self::Counts(counts) => harmonic_mean(counts[i]),
            Self::Lines(lines) => 2.0 / (lines[i].0 as f64 + lines[i].1 as f64),
        }
    }

    /// Whether a word is frequent enough on both sides to be ranked.
    pub(super) fn enough(self, i: usize, params: &ShiftParams) -> bool {
        let (a, b) = self.pairs()[i];
        match self {
            Self::Counts(_) => a.min(b) >= params.min_count,
            Self::Lines(_) => a.max(b) <= params.last_line,
        }
    }

    /// Uses of a word.
    pub(super) fn counts(self, i: usize) -> Option<(u64, u64)> {
        matches!(self, Self::Counts(_)).then(|| self.pairs()[i])
    }

    /// Lines of a word.
    pub(super) fn lines(self, i: usize) -> Option<(u64, u64)> {
        matches!(self, Self::Lines(_)).then(|| self.pairs()[i])
    }
}
