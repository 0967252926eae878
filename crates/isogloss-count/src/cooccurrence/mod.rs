//! Who keeps company with whom?
//!
//! # Definition
//! ```text
//! X_ij = Σ 1/d    over all pairs of a position of i and a position of j in one document at distance d ≤ window
//! ```
//! Distances are counted after the words that are not in the postings (those below the minimum count) were taken out, as in
//! word2vec and GloVe. A pair is seen from both of its ends: `X` is symmetric, and on the diagonal each pair of two
//! occurrences of one word counts twice.
//!
//! # Shapes and units
//! X: (words, words), sparse, no unit; no entry is negative, none that is zero is stored.
//!
//! # Invariances
//! Order of documents; number of threads (the same bytes). Weights are integers, lcm(1..=window) / d, summed in u64; a value
//! is rounded once, to f32.
//!
//! # Errors
//! `Parameter`, `Io`, `Damaged`.
//!
//! # Cost
//! O(postings · window) time, parallel over rows. The sums of a row lie in one dense array, 8 bytes per word and thread, and
//! the bits of a bitmap say which are set, so that nothing is sorted. Rows with many postings are cut into parts whose
//! integer sums are added: no piece of the work is larger than 64 Ki postings, and only a few are in memory. A filter of
//! documents takes one bit per position.
//!
//! # Source
//! Pennington, Socher & Manning 2014, §4.2 (the weighting).
//!
//! # Not here
//! Other weightings of distance; windows over the end of a document.

mod accumulator;
mod jobs;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
mod write;

use crate::mapped::Mapped;
use crate::ordered::ordered;
use crate::{CountError, EncodedCorpus, Postings};
use accumulator::Accumulator;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;

const STARTS_FILE: &str = "cooccur.starts.bin";
const COLUMNS_FILE: &str = "cooccur.columns.bin";
const VALUES_FILE: &str = "cooccur.values.bin";
/// The widest window: lcm(1..=20) = 232,792,560 leaves room in a u64 for the sums of 2^32 positions.
const WIDEST: usize = 20;

/// How company is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CooccurrenceSettings {
    /// Words on each side, after words below the minimum count were taken out. 1..=20.
    pub window: usize,
}

impl CooccurrenceSettings {
    /// Whether every setting is in its range.
    pub fn check(&self) -> Result<(), CountError> {
        if (1..=WIDEST).contains(&self.window) {
            return Ok(());
        }
        Err(CountError::Parameter {
            name: "window",
            allowed: format!("1 to {WIDEST}"),
            given: self.window.to_string(),
        })
    }
}

/// Symmetric co-occurrence counts weighted by 1/distance, memory-mapped CSR (`cooccur.starts.bin` u64,
/// `cooccur.columns.bin` u32, `cooccur.values.bin` f32): `X_ij = Σ 1/d` over pairs at distance d ≤ window in one document.
#[derive(Debug)]
pub struct Cooccurrence {
    starts: Mapped<u64>,
    columns: Mapped<u32>,
    values: Mapped<f32>,
}

impl Cooccurrence {
    /// Counts row by row from the postings, all cores, the same bytes for any number of threads, and writes into `dir`.
    /// `documents`: only these documents count (`true`), all where `None`.
    /// `progress(postings done, postings in all)` is called now and then.
    pub fn count(
        corpus: &EncodedCorpus,
        postings: &Postings,
        settings: &CooccurrenceSettings,
        documents: Option<&[bool]>,
        dir: &Path,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<(), CountError> {
        settings.check()?;
        if let Some(documents) = documents.filter(|documents| documents.len() != corpus.len()) {
            return Err(CountError::Parameter {
                name: "the length of the filter of documents",
                allowed: format!("{}, the number of documents", corpus.len()),
                given: documents.len().to_string(),
            });
        }
        std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
        let walk = jobs::Walk::new(corpus, postings, settings.window, documents);
        let mut jobs = jobs::plan(postings);
        let mut out = write::Output::create(dir, postings.words(), walk.unit())?;
        let all = postings.len() as u64;
        let mut done = 0;
        ordered(
            rayon::current_num_threads(),
            || Ok::<_, CountError>(jobs.next()),
            || Accumulator::new(postings.words()),
            |sums, job| jobs::run(&walk, sums, job),
            |counted| {
                done += counted.postings;
                out.add(counted)?;
                progress(done, all);
                Ok(())
            },
        )?;
        out.finish()
    }

    /// Maps the files.
    pub fn open(dir: &Path) -> Result<Self, CountError> {
        let path = dir.join(STARTS_FILE);
        let counts = Self {
            starts: Mapped::open(&path)?,
            columns: Mapped::open(&dir.join(COLUMNS_FILE))?,
            values: Mapped::open(&dir.join(VALUES_FILE))?,
        };
        if counts.starts.first() != Some(&0) || !counts.starts.is_sorted() {
            return Err(CountError::damaged(&path, "row starts do not ascend from 0"));
        }
        let entries = counts.starts[counts.starts.len() - 1];
        for (file, length) in [(COLUMNS_FILE, counts.columns.len()), (VALUES_FILE, counts.values.len())] {
            if length as u64 != entries {
                return Err(CountError::damaged(&dir.join(file), "its length does not fit the row starts"));
            }
        }
        Ok(counts)
    }

    /// Number of words (rows = columns).
    pub fn words(&self) -> usize {
        self.starts.len() - 1
    }

    /// Entries.
    pub fn nonzeros(&self) -> usize {
        self.columns.len()
    }

    /// Columns (ascending) and weights of a row.
    ///
    /// # Panics
    /// If the id is not below `words()`.
    pub fn row(&self, word: u32) -> (&[u32], &[f32]) {
        let word = word as usize;
        let range = self.starts[word] as usize..self.starts[word + 1] as usize;
        (&self.columns[range.clone()], &self.values[range])
    }

    /// `Σ_j X_ij` for every i, in f64.
    pub fn row_sums(&self) -> Vec<f64> {
        let sum = |word| self.row(word).1.iter().map(|&value| f64::from(value)).sum();
        (0..self.words() as u32).into_par_iter().map(sum).collect()
    }
}
