//! Text to ids, once.
//!
//! ```text
//! reader thread ─► batches ─► workers: decode, tokenise, number types, each worker for itself ─► calling thread, in file order:
//! drop duplicates, write provisional ids ─► at the end: sum and sort the types of all workers, rewrite ids
//! ```
//!
//! # Files
//! | file | item | what |
//! | --- | --- | --- |
//! | `vocab.tsv` | line | word, count, document frequency, how many of its tokens lower-casing changed; tab-separated, by count (descending), then bytes |
//! | `ids.bin` | u32 | [`DOCUMENT_END`], the ids of document 0, `DOCUMENT_END`, document 1, ..., `DOCUMENT_END` |
//! | `documents.bin` | u64 | where each document starts in `ids.bin`; one more than there are documents |
//! | `places.bin` | [`Place`] | where each document can be had again |
//! | `units.bin` | u64 | a hash of who wrote each document |
//!
//! A list of words with counts gives a vocabulary and no document: what needs contexts cannot be had of it.
//!
//! # Cost
//! Memory: the types of every thread, 40 to 80 bytes each, nine to eighteen bytes a document where exact duplicates are dropped, and a few mebibytes of batches per thread; time: about the tokeniser's, over the number of threads.

mod batch;
mod lines;
mod local;
pub(crate) mod merge;
#[cfg(test)]
mod tests;
mod total;
pub(crate) mod types;
mod vocabulary_only;

pub use vocabulary_only::count_vocabulary;

use crate::mapped::Mapped;
use crate::ordered::ordered;
use crate::{CountError, Vocabulary};
use batch::{EncodedBatch, Encoder};
use isogloss_corpus::{Format, Place, ReadReport, Reader, Tokenizer};
use local::LocalTypes;
use merge::Merger;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Stands in `ids` before the first document and after every one: windows stop at it.
pub const DOCUMENT_END: u32 = u32::MAX;

pub(crate) const VOCABULARY_FILE: &str = "vocab.tsv";
pub(crate) const IDS_FILE: &str = "ids.bin";
pub(crate) const DOCUMENTS_FILE: &str = "documents.bin";
pub(crate) const PLACES_FILE: &str = "places.bin";
pub(crate) const UNITS_FILE: &str = "units.bin";
/// Ids are checked in pieces of so many.
const CHECK_IDS: usize = 1 << 16;

/// What encoding met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncodingReport {
    /// What the first file is.
    pub format: Format,
    /// What reading met.
    pub read: ReadReport,
    /// All tokens.
    pub tokens: u64,
    /// All types.
    pub types: u64,
}

/// Encodes a corpus into `dir`: `vocab.tsv`, `ids.bin`, `documents.bin`, `places.bin`, `units.bin`.
/// Tokenises in parallel, merges in file order: the same bytes for any number of threads.
/// `progress(tokens so far, bytes read, bytes in all)` is called now and then from the calling thread.
///
/// A document without a token is a document still. The unit of a document is `stream::hash(0, name)` where the input names
/// one, else a hash of the record's place under another seed: records of nobody are units of their own. Where the reader
/// drops duplicates, a document whose text an earlier one has is counted in the report and leaves no other trace.
///
/// # Errors
/// What the reader meets, more than one malformed record in twenty, no token at all, more tokens than a `u32` can number, and
/// files that cannot be written.
pub fn encode(
    mut reader: Reader,
    tokenizer: &Tokenizer,
    dir: &Path,
    progress: &mut dyn FnMut(u64, u64, u64),
) -> Result<EncodingReport, CountError> {
    let format = reader.format();
    let encoder = Encoder::new(&reader, tokenizer);
    let threads = per_thread();
    let mut merger = Merger::create(dir, threads.len())?;
    let next = || {
        let batch = reader.next_batch()?;
        Ok::<_, CountError>(batch.map(|batch| (batch, reader.progress())))
    };
    let work = |(thread, types): &mut (usize, MutexGuard<'_, LocalTypes>), (batch, read)| {
        (encoder.encode(&batch, *thread, types), read)
    };
    let finish = |(batch, (read, size)): (Result<EncodedBatch, CountError>, _)| {
        merger.add(batch?)?;
        progress(merger.tokens(), read, size);
        Ok(())
    };
    let taken = AtomicUsize::new(0);
    ordered(threads.len(), next, || take(&threads, &taken), work, finish)?;
    reader.check(merger.read_report())?;
    if merger.tokens() == 0 {
        return Err(CountError::NoTokens { path: reader.files()[0].clone() });
    }
    merger.finish(format, into_inner(threads))
}

/// Types for each thread that counts.
fn per_thread() -> Vec<Mutex<LocalTypes>> {
    (0..rayon::current_num_threads()).map(|_| Mutex::default()).collect()
}

/// The next ones, and their number: whoever takes them as often as there are threads waits for nobody.
fn take<'t>(threads: &'t [Mutex<LocalTypes>], taken: &AtomicUsize) -> (usize, MutexGuard<'t, LocalTypes>) {
    let number = taken.fetch_add(1, Ordering::Relaxed) % threads.len();
    (number, threads[number].lock().unwrap_or_else(PoisonError::into_inner))
}

fn into_inner(threads: Vec<Mutex<LocalTypes>>) -> Vec<LocalTypes> {
    threads.into_iter().map(|types| types.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// An encoded corpus, memory-mapped.
#[derive(Debug)]
pub struct EncodedCorpus {
    /// Its words.
    pub vocabulary: Vocabulary,
    /// `DOCUMENT_END`, then the ids of document 0, `DOCUMENT_END`, document 1, ...: every type has its id, rare ones too.
    pub ids: Mapped<u32>,
    /// Where in `ids` each document starts; one more than there are documents. Document `d` is
    /// `ids[documents[d]..documents[d + 1] - 1]`.
    pub documents: Mapped<u64>,
    /// Where each document can be had again.
    pub places: Mapped<Place>,
    /// A hash of who wrote each document (of its record's place where the input does not say): the unit of resampling.
    pub units: Mapped<u64>,
}

impl EncodedCorpus {
    /// Maps the files that [`encode()`] wrote, and checks that they fit together: every id has its word, every document its
    /// end.
    ///
    /// # Errors
    /// `Io`; `Damaged` where the files do not fit together.
    pub fn open(dir: &Path) -> Result<Self, CountError> {
        let corpus = Self {
            vocabulary: Vocabulary::read(&dir.join(VOCABULARY_FILE))?,
            ids: Mapped::open(&dir.join(IDS_FILE))?,
            documents: Mapped::open(&dir.join(DOCUMENTS_FILE))?,
            places: Mapped::open(&dir.join(PLACES_FILE))?,
            units: Mapped::open(&dir.join(UNITS_FILE))?,
        };
        corpus.check(dir)?;
        Ok(corpus)
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it was a list of words with counts: it has a vocabulary and nothing else.
    pub fn counts_only(&self) -> bool {
        self.is_empty() && !self.vocabulary.is_empty()
    }

    /// The ids of document `d`.
    ///
    /// # Panics
    /// If there is no such document: they are `0..len()`.
    pub fn document(&self, d: usize) -> &[u32] {
        &self.ids[self.documents[d] as usize..self.documents[d + 1] as usize - 1]
    }

    /// The document in which position `p` of `ids` stands (an end mark stands in the document that it ends).
    pub fn document_of(&self, p: u32) -> usize {
        self.documents.partition_point(|&start| start <= u64::from(p)).saturating_sub(1)
    }

    /// Counts every type over some documents: (types,). A document that is named twice counts twice.
    pub fn count(&self, documents: impl Iterator<Item = usize>) -> Vec<u64> {
        let mut counts = vec![0; self.vocabulary.len()];
        for d in documents {
            for &id in self.document(d) {
                counts[id as usize] += 1;
            }
        }
        counts
    }

    /// Whether the arrays fit together, so that every document can be looked up.
    fn check(&self, dir: &Path) -> Result<(), CountError> {
        let starts = &self.documents[..];
        let damaged = |file: &str, what: &str| Err(CountError::damaged(&dir.join(file), what));
        if starts.len() != self.places.len() + 1 || self.units.len() != self.places.len() {
            return damaged(DOCUMENTS_FILE, "its length does not fit the other files");
        }
        if starts[0] != 1 || !starts.is_sorted_by(|a, b| a < b) {
            return damaged(DOCUMENTS_FILE, "document starts do not ascend from 1");
        }
        if self.ids.len() > u32::MAX as usize || starts[starts.len() - 1] != self.ids.len() as u64 {
            return damaged(IDS_FILE, "its length does not fit the document starts");
        }
        let types = self.vocabulary.len();
        let (ends, unknown) = self
            .ids
            .par_chunks(CHECK_IDS)
            .map(|ids| tally(ids, types))
            .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        if unknown > 0 {
            return damaged(IDS_FILE, "it holds ids that the vocabulary does not");
        }
        if ends != starts.len() || starts.iter().any(|&start| self.ids[start as usize - 1] != DOCUMENT_END) {
            return damaged(IDS_FILE, "its documents do not end where they should");
        }
        let fits = self.vocabulary.tokens().checked_add(starts.len() as u64) == Some(self.ids.len() as u64);
        if !fits && !self.counts_only() {
            return damaged(IDS_FILE, "its length does not fit the counts of the vocabulary");
        }
        Ok(())
    }
}

/// How many ids of a piece are end marks, and how many are unknown.
fn tally(ids: &[u32], types: usize) -> (usize, usize) {
    let ends = ids.iter().filter(|&&id| id == DOCUMENT_END).count();
    let known = ids.iter().filter(|&&id| (id as usize) < types).count();
    (ends, ids.len() - ends - known)
}
