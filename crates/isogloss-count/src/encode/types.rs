//! Types and what was counted of each.
use super::lines::{self, Line};
use crate::{CountError, words::Words};
use std::path::Path;

/// What is counted of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    /// Documents in which it stands.
    pub(crate) documents: u64,
    /// Tokens that lower-casing changed.
    pub(crate) capitalised: u64,
}

impl Tally {
    /// The sum. Whoever adds sees to it that 64 bits are enough; on the way there a sum may be below 0.
    pub(super) fn add(&mut self, other: &Self) {
        self.count = self.count.wrapping_add(other.count);
        self.documents = self.documents.wrapping_add(other.documents);
        self.capitalised = self.capitalised.wrapping_add(other.capitalised);
    }

    /// The difference.
    pub(super) fn take_back(&mut self, other: &Self) {
        self.count = self.count.wrapping_sub(other.count);
        self.documents = self.documents.wrapping_sub(other.documents);
        self.capitalised = self.capitalised.wrapping_sub(other.capitalised);
    }
}

/// The types so far, in order of their first coming.
#[derive(Default)]
pub(crate) struct Types {
    pub(crate) words: Words,
    tallies: Vec<Tally>,
    tokens: u64,
}

impl Types {
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn tokens(&self) -> u64 {
        self.tokens
    }

    /// Adds what was counted of a type elsewhere; gives its id.
    pub(crate) fn add(&mut self, word: &str, tally: &Tally) -> Result<u32, CountError> {
        let id = self.words.intern(word);
        let index = id as usize;
        if index == self.tallies.len() {
            self.tallies.push(Tally::default());
        }
        // Lists of counts may hold any number.
        let tokens = self.tokens.checked_add(tally.count);
        self.tokens = tokens.ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
        self.tallies[index].add(tally);
        Ok(id)
    }

    /// A line for each type, in no order.
    pub(super) fn lines(&self) -> Vec<Line> {
        let line = |(id, &tally)| Line::new(self.words.word(id), id, tally);
        (0..).zip(&self.tallies).map(line).collect()
    }

    /// Writes `vocab.tsv`; gives the line of each type, by id.
    pub(crate) fn write(&self, dir: &Path) -> Result<Vec<u32>, CountError> {
        let mut lines = self.lines();
        lines::sort(&mut lines, &self.words);
        lines::write(&lines, &self.words, dir)?;
        let mut ranks = vec![0; lines.len()];
        (0..).zip(&lines).for_each(|(rank, line)| ranks[line.id as usize] = rank);
        Ok(ranks)
    }
}
