//! Text to ids, once.
//!
//! ```text
//! reader thread ─► batches ─► workers: decode, tokenise, number types within the batch ─► calling thread, in file order:
//! number types over all, write provisional ids ─► at the end: sort types, rewrite ids
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
//! Memory: the types, nine to eighteen bytes a document where exact duplicates are dropped, and a few mebibytes of batches per thread; time: about the tokeniser's, over the number of threads.

mod batch;
mod lines;
pub(crate) mod merge;
mod short_words;
#[cfg(test)]
mod tests;
pub(crate) mod types;
mod vocabulary_only;

pub use vocabulary_only::count_vocabulary;

use crate::mapped::Mapped;
use crate::ordered::ordered;
use crate::{CountError, Vocabulary};
use isogloss_corpus::{Format, Place, ReadReport, Reader, Tokenizer};
use merge::Merger;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;

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
    let encoder = batch::Encoder {
        tokenizer,
        drop_duplicates: reader.drops_duplicates(),
        counts: format == Format::Counts,
    };
    let mut merger = Merger::create(dir)?;
    let next = || {
        let batch = reader.next_batch()?;
        Ok::<_, CountError>(batch.map(|batch| (batch, reader.progress())))
    };
    let work = |types: &mut usize, (batch, read)| (encoder.encode(&batch, types), read);
    let finish = |(batch, (read, size))| {
        merger.add(batch)?;
        progress(merger.tokens(), read, size);
        Ok(())
    };
    ordered(rayon::current_num_threads(), next, || 0, work, finish)?;
    reader.check(merger.read_report())?;
    if merger.tokens() == 0 {
        return Err(CountError::NoTokens { path: reader.files()[0].clone() });
    }
    merger.finish(format)
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
