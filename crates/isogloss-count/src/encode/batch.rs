//! One batch to ids of its own.
use super::DOCUMENT_END;
use crate::words::Words;
use foldhash::quality::FixedState;
use isogloss_corpus::{Batch, Place, ReadReport, Tokenizer};
use isogloss_math::stream;
use std::hash::BuildHasher;

/// Set in the ids of a batch where lower-casing changed the token: what a dropped document takes back.
pub(super) const CAPITALISED: u32 = 1 << 31;

/// What a worker makes of a batch.
pub(super) struct EncodedBatch {
    /// The types of the batch, in order of their first coming.
    pub(super) words: Words,
    /// What was counted of each.
    pub(super) tallies: Vec<Tally>,
    /// The documents, each with `DOCUMENT_END` after it, in ids of the batch with `CAPITALISED` where that holds.
    pub(super) ids: Vec<u32>,
    /// Where each document is.
    pub(super) places: Vec<Place>,
    /// Who wrote it, where the input says.
    pub(super) units: Vec<Option<u64>>,
    /// A hash of the text of each, where duplicates are to be dropped.
    pub(super) hashes: Vec<u64>,
    pub(super) report: ReadReport,
}

/// What is counted of a type.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    /// Documents in which it stands.
    pub(super) documents: u64,
    /// Tokens that lower-casing changed.
    pub(super) capitalised: u64,
}

/// What a batch is made into.
pub(super) struct Encoder<'a> {
    pub(super) tokenizer: &'a Tokenizer,
    /// Texts are hashed.
    pub(super) drop_duplicates: bool,
    /// The batches hold words with counts, not text.
    pub(super) counts: bool,
}

impl Encoder<'_> {
    /// Decodes a batch and tokenises it. `types`: how many types the last batch had, about as many as this one will have.
    pub(super) fn encode(&self, batch: &Batch, types: &mut usize) -> EncodedBatch {
        let mut encoded = EncodedBatch {
            words: Words::with_capacity(*types),
            tallies: Vec::with_capacity(*types),
            ids: Vec::new(),
            places: Vec::new(),
            units: Vec::new(),
            hashes: Vec::new(),
            report: ReadReport::default(),
        };
        if self.counts {
            self.encode_counts(batch, &mut encoded);
        } else {
            self.encode_text(batch, &mut encoded);
        }
        *types = encoded.words.len();
        encoded
    }

    fn encode_text(&self, batch: &Batch, encoded: &mut EncodedBatch) {
        encoded.ids.reserve(batch.bytes() / 5);
        let lowercase = self.tokenizer.settings().lowercase;
        let hasher = FixedState::with_seed(0);
        // The last document in which each type was met.
        let mut last = Vec::with_capacity(encoded.tallies.capacity());
        encoded.report = batch.documents(|document| {
            let number = encoded.places.len();
            let text: &str = &document.text;
            self.tokenizer.tokens(text, |token, range| {
                let id = encoded.words.intern(token);
                let index = id as usize;
                if index == encoded.tallies.len() {
                    encoded.tallies.push(Tally::default());
                    last.push(usize::MAX);
                }
                let capitalised = lowercase && is_capitalised(token, &text[range]);
                let tally = &mut encoded.tallies[index];
                tally.count += 1;
                tally.capitalised += u64::from(capitalised);
                if last[index] != number {
                    last[index] = number;
                    tally.documents += 1;
                }
                encoded.ids.push(if capitalised { id | CAPITALISED } else { id });
            });
            encoded.ids.push(DOCUMENT_END);
            encoded.places.push(document.place);
            encoded.units.push(document.unit.map(|unit| stream::hash(0, unit.as_bytes())));
            if self.drop_duplicates {
                encoded.hashes.push(hasher.hash_one(text));
            }
        });
    }

    /// A word that is one token counts as that token, any other as it is written.
    fn encode_counts(&self, batch: &Batch, encoded: &mut EncodedBatch) {
        let mut unfit = 0;
        encoded.report = batch.counts(|word, count| {
            let mut tokens = 0;
            let mut id = 0;
            let lowercase = self.tokenizer.settings().lowercase;
            let mut capitalised = false;
            self.tokenizer.tokens(word, |token, range| {
                tokens += usize::from(range.len() == word.len());
                if range.len() == word.len() {
                    capitalised = lowercase && is_capitalised(token, word);
                    id = encoded.words.intern(token);
                }
            });
            if tokens != 1 {
                if word.is_empty() || word.contains(char::is_control) {
                    // It would tear the lines of the vocabulary.
                    unfit += 1;
                    return;
                }
                id = encoded.words.intern(word);
            }
            let index = id as usize;
            if index == encoded.tallies.len() {
                encoded.tallies.push(Tally::default());
            }
            let tally = &mut encoded.tallies[index];
            tally.count = tally.count.saturating_add(count);
            tally.capitalised = tally.capitalised.saturating_add(if capitalised { count } else { 0 });
        });
        encoded.report.malformed += unfit;
    }
}

/// Whether lower-casing made the token from this piece of text: whether the piece holds a character that it changes.
#[inline]
fn is_capitalised(token: &str, piece: &str) -> bool {
    // Most tokens are short, plain and lower-case: a glance at the first bytes tells those that differ.
    token != piece
        && (piece.bytes().any(|byte| byte.is_ascii_uppercase())
            || !piece.is_ascii() && piece.chars().any(|c| !c.to_lowercase().eq([c])))
}

#[cfg(test)]
mod tests {
    use super::is_capitalised;

    #[test]
    fn what_lower_casing_changed() {
        for (token, piece, expected) in [
            ("cat", "cat", false),
            ("cat", "Cat", true),
            ("don't", "don’t", false),
            ("don't", "DON’T", true),
            ("école", "École", true),
            ("é", "e\u{301}", false),
            ("\u{1f600}", "\u{1f600}", false),
        ] {
            assert_eq!(is_capitalised(token, piece), expected, "{piece}");
        }
    }
}
