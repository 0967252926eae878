//! Who keeps company with whom?
//!
//! # Definition
//! ```text
//! X_ij = Σ weight(d)    over all pairs of a position of i and a position of j in one document at distance d ≤ window
//!
//! weight(d) = 1/d | 1 | (window - d + 1) / window        j on both sides of i | before it | after it
//! ```
//! Distances are counted after the words that are not in the postings (those below the minimum count) were taken out, as in
//! word2vec and GloVe, or, if gaps are kept, in the text as it is. With both sides a pair is seen from both of its ends: `X`
//! is symmetric, and on the diagonal each pair of two occurrences of one word counts twice.
//!
//! # Shapes and units
//! X: (words, words), sparse, no unit; no entry is negative, none that is zero is stored.
//!
//! # Invariances
//! Order of documents; number of threads and memory (the same bytes). Weights are integers: 1/d in units of 1/lcm(1..=window)
//! up to a window of 20, of 2^-32 above (rounded); a uniform weight is 1, a dynamic one is in units of 1/window. They are
//! summed in u64; a value is rounded once, to f32.
//!
//! # Errors
//! `Parameter`, `Io`, `Damaged`; `TooFrequent` where the sums of a row could overflow. That takes a window above 20, 1/d, and
//! a word with more than 280 million occurrences: all other weights of all 2^32 positions fit into a u64.
//!
//! # Cost
//! O(postings · window) time, parallel over rows. The sums of a row lie in one dense array, 12 bytes per word and thread, or 8
//! where the sums of a piece of the work fit a u32; nothing is sorted. Rows with many postings are cut into parts whose
//! integer sums are added: no piece of the work has more than a million entries (8 MiB), and only a few are in memory, fewer
//! and smaller ones where little memory is allowed. A filter of documents takes one bit per position.
//!
//! # Source
//! Pennington, Socher & Manning 2014, §4.2 (1/d); Levy, Goldberg & Dagan 2015, §3.1 (the dynamic window as weights).
//!
//! # Not here
//! Windows over the end of a document.

mod accumulator;
mod filter;
mod jobs;
#[cfg(test)]
mod reference;
mod settings;
#[cfg(test)]
mod tests;
mod walk;
mod windows;
mod write;

pub use settings::{Context, CooccurrenceSettings, Weighting};
pub use windows::Windows;

use crate::mapped::Mapped;
use crate::ordered::ordered;
use crate::{CountError, EncodedCorpus, Postings};
use accumulator::{Accumulator, Sum};
use rayon::prelude::*;
use settings::Scale;
use std::path::Path;

pub(crate) const STARTS_FILE: &str = "cooccur.starts.bin";
pub(crate) const COLUMNS_FILE: &str = "cooccur.columns.bin";
pub(crate) const VALUES_FILE: &str = "cooccur.values.bin";
/// A piece of the work makes at most so many entries, of eight bytes.
#[cfg(not(test))]
const ENTRIES_PER_JOB: u64 = 1 << 20;
/// Small enough for the corpora of the tests to need every kind of piece.
#[cfg(test)]
const ENTRIES_PER_JOB: u64 = 64;
/// About so many pieces per thread are under way or wait to be written.
const JOBS_PER_THREAD: u64 = 4;

/// Weighted co-occurrence counts, memory-mapped CSR (`cooccur.starts.bin` u64, `cooccur.columns.bin` u32,
/// `cooccur.values.bin` f32).
#[derive(Debug)]
pub struct Cooccurrence {
    starts: Mapped<u64>,
    columns: Mapped<u32>,
    values: Mapped<f32>,
}

impl Cooccurrence {
    /// Counts row by row from the postings, all cores, the same bytes for any number of threads, and writes into `dir`.
    /// `documents`: only these documents count (`true`), all where `None`. `memory`: about so many bytes may be taken; a
    /// thread takes a few per word in any case.
    /// `progress(postings done, postings in all)` is called now and then.
    pub fn count(
        corpus: &EncodedCorpus,
        postings: &Postings,
        settings: &CooccurrenceSettings,
        documents: Option<&[bool]>,
        memory: u64,
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
        let scale = settings.scale();
        let most_frequent = (0..postings.words() as u32).map(|word| postings.positions(word).len()).max();
        let most_frequent = most_frequent.unwrap_or(0) as u64;
        if scale.per_posting.checked_mul(most_frequent).is_none() {
            return Err(CountError::TooFrequent { count: most_frequent, window: settings.window });
        }
        std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
        let threads = rayon::current_num_threads();
        // A posting makes two entries per place of the window at most.
        let entries = (memory / (8 * JOBS_PER_THREAD * threads as u64)).min(ENTRIES_PER_JOB);
        let postings_per_job = (entries / (2 * settings.window as u64)).max(1);
        let task = Task { corpus, postings, settings, documents, scale, postings_per_job, threads, dir };
        let narrow = task.scale.per_posting.saturating_mul(postings_per_job) <= u64::from(u32::MAX);
        if narrow { task.run::<u32>(progress) } else { task.run::<u64>(progress) }
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

/// A count that was checked and laid out.
struct Task<'a> {
    corpus: &'a EncodedCorpus,
    postings: &'a Postings,
    settings: &'a CooccurrenceSettings,
    documents: Option<&'a [bool]>,
    scale: Scale,
    postings_per_job: u64,
    threads: usize,
    dir: &'a Path,
}

impl Task<'_> {
    /// Runs it with sums of this type, which the sums of a piece of the work fit.
    fn run<S: Sum>(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<(), CountError> {
        let (words, unit) = (self.postings.words(), self.scale.unit);
        let walk = walk::Walk::<S>::new(self.corpus, words, self.settings, &self.scale, self.documents);
        let mut jobs = jobs::plan(self.postings, self.postings_per_job as usize);
        let mut out = write::Output::create(self.dir, words, unit)?;
        let all = self.postings.len() as u64;
        let mut done = 0;
        ordered(
            self.threads,
            || Ok::<_, CountError>(jobs.next()),
            || Accumulator::new(words),
            |sums, job| jobs::run(&walk, self.postings, unit, sums, job),
            |counted| {
                done += counted.postings;
                out.add(counted)?;
                progress(done, all);
                Ok(())
            },
        )?;
        out.finish()
    }
}
