//! Types and what was counted of each.
use super::VOCABULARY_FILE;
use crate::{CountError, vocabulary, words::Words};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What is counted of a type.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    /// Documents in which it stands.
    pub(crate) documents: u64,
    /// Tokens that lower-casing changed.
    pub(crate) capitalised: u64,
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
        let sum = &mut self.tallies[index];
        sum.count += tally.count;
        sum.documents += tally.documents;
        sum.capitalised += tally.capitalised;
        Ok(id)
    }

    /// Ids by count (descending), then by bytes.
    pub(crate) fn order(&self) -> Vec<u32> {
        // Bytes that decide stand beside the count: going for the words takes most of the time of sorting them.
        let start = |id: u32| {
            let mut start = [0; 8];
            start.iter_mut().zip(self.words.word(id).bytes()).for_each(|(place, byte)| *place = byte);
            u64::from_be_bytes(start)
        };
        let ids = 0..self.words.len() as u32;
        let mut order: Vec<(std::cmp::Reverse<u64>, u64, u32)> =
            ids.map(|id| (std::cmp::Reverse(self.tallies[id as usize].count), start(id), id)).collect();
        order.par_sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| self.words.word(a.2).cmp(self.words.word(b.2)))
        });
        order.into_iter().map(|(_, _, id)| id).collect()
    }

    /// Writes `vocab.tsv`.
    pub(crate) fn write(&self, order: &[u32], dir: &Path) -> Result<(), CountError> {
        let path = dir.join(VOCABULARY_FILE);
        let write = || -> std::io::Result<()> {
            let mut out = BufWriter::with_capacity(1 << 18, File::create(&path)?);
            for &id in order {
                let Tally { count, documents, capitalised } = self.tallies[id as usize];
                vocabulary::write_line(&mut out, self.words.word(id), count, documents, capitalised)?;
            }
            out.flush()
        };
        write().map_err(CountError::write(&path))
    }
}
