//! One batch to ids of its own.
use super::DOCUMENT_END;
use crate::words::Words;
use isogloss_corpus::{Batch, ReadReport, Tokenizer};
use isogloss_math::stream;

/// What a worker makes of a batch.
pub(super) struct EncodedBatch {
    /// The types of the batch, in order of their first coming.
    pub(super) words: Words,
    /// Count of each.
    pub(super) counts: Vec<u64>,
    /// Documents of the batch in which each stands.
    pub(super) document_frequencies: Vec<u64>,
    /// The documents, each with `DOCUMENT_END` after it, in ids of the batch.
    pub(super) ids: Vec<u32>,
    /// Where the line of each document starts.
    pub(super) offsets: Vec<u64>,
    /// Who wrote it, where the input says.
    pub(super) units: Vec<Option<u64>>,
    pub(super) report: ReadReport,
}

/// Decodes and tokenises a batch. `types`: how many types the last batch had, about as many as this one will have.
pub(super) fn encode(batch: &Batch, tokenizer: &Tokenizer, types: &mut usize) -> EncodedBatch {
    let mut encoded = EncodedBatch {
        words: Words::with_capacity(*types),
        counts: Vec::new(),
        document_frequencies: Vec::new(),
        ids: Vec::with_capacity(batch.bytes() / 5),
        offsets: Vec::new(),
        units: Vec::new(),
        report: ReadReport::default(),
    };
    // The last document in which each type was met.
    let mut last = Vec::new();
    encoded.report = batch.documents(|document| {
        let number = encoded.offsets.len();
        tokenizer.tokens(&document.text, |token, _| {
            let id = encoded.words.intern(token);
            let index = id as usize;
            if index == encoded.counts.len() {
                encoded.counts.push(0);
                encoded.document_frequencies.push(0);
                last.push(usize::MAX);
            }
            encoded.counts[index] += 1;
            if last[index] != number {
                last[index] = number;
                encoded.document_frequencies[index] += 1;
            }
            encoded.ids.push(id);
        });
        encoded.ids.push(DOCUMENT_END);
        encoded.offsets.push(document.offset);
        encoded.units.push(document.unit.map(|unit| stream::hash(0, unit.as_bytes())));
    });
    *types = encoded.words.len();
    encoded
}
