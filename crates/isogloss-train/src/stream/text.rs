//! What is read: documents, the counts of their words, and which occurrences are kept.

use crate::word2vec::keep_probability;
use isogloss_count::EncodedCorpus;
use isogloss_math::stream::Pcg64;
use rand::Rng;
use std::ops::Range;

/// Words that one thread takes at a time: few enough to share the work evenly, many enough to hide the taking.
const CHUNK_WORDS: u64 = 20_000;

/// The documents that are trained on.
pub(crate) struct Text<'a> {
    documents: Vec<&'a [u32]>,
    /// Uses of every word.
    pub(super) counts: Vec<u64>,
    /// All uses, the N of the formulas.
    pub(super) total: u64,
    /// Runs of consecutive documents with at least [`CHUNK_WORDS`] words each, but for the last.
    pub(super) chunks: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    /// The documents of a corpus whose entry in `documents` is true (all where `None`).
    pub(crate) fn of(corpus: &'a EncodedCorpus, words: usize, documents: Option<&[bool]>) -> Self {
        let wanted =
            |&d: &usize| documents.is_none_or(|documents| documents.get(d).copied().unwrap_or(false));
        Self::new((0..corpus.len()).filter(wanted).map(|d| corpus.document(d)), words)
    }

    pub(crate) fn new(documents: impl Iterator<Item = &'a [u32]>, words: usize) -> Self {
        let mut text =
            Self { documents: documents.collect(), counts: vec![0; words], total: 0, chunks: Vec::new() };
        let (mut start, mut closed) = (0, 0);
        for (d, document) in text.documents.iter().enumerate() {
            for &id in *document {
                if let Some(count) = text.counts.get_mut(id as usize) {
                    *count += 1;
                    text.total += 1;
                }
            }
            if text.total - closed >= CHUNK_WORDS || d + 1 == text.documents.len() {
                text.chunks.push(start..d + 1);
                (start, closed) = (d + 1, text.total);
            }
        }
        text
    }

    /// The documents of a chunk.
    pub(super) fn documents(&self, chunk: usize) -> &[&'a [u32]] {
        &self.documents[self.chunks[chunk].clone()]
    }
}

/// Which occurrences of frequent words are left out.
pub(super) struct Subsampling {
    /// An occurrence of a word is kept if 32 random bits are below this.
    below: Vec<u64>,
}

impl Subsampling {
    pub(super) fn new(text: &Text<'_>, sample: f64) -> Self {
        let threshold =
            |&count: &u64| (keep_probability(count, text.total, sample) * 2.0_f64.powi(32)).round() as u64;
        Self { below: text.counts.iter().map(threshold).collect() }
    }

    /// Puts the kept words of a document into `kept`; returns how many it was drawn from. Words outside the vocabulary
    /// are neither kept nor counted.
    pub(super) fn keep(&self, document: &[u32], random: &mut Pcg64, kept: &mut Vec<u32>) -> u64 {
        kept.clear();
        let mut seen = 0;
        for &id in document {
            let Some(&below) = self.below.get(id as usize) else { continue };
            seen += 1;
            if u64::from(random.next_u32()) < below {
                kept.push(id);
            }
        }
        seen
    }
}
