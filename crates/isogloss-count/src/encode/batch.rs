//! One batch to ids of its own.
use super::DOCUMENT_END;
use super::types::Tally;
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

    fn encode_counts(&self, batch: &Batch, encoded: &mut EncodedBatch) {
        encoded.report = listed(batch, self.tokenizer, |word, count, capitalised| {
            let index = encoded.words.intern(word) as usize;
            if index == encoded.tallies.len() {
                encoded.tallies.push(Tally::default());
            }
            let tally = &mut encoded.tallies[index];
            tally.count = tally.count.saturating_add(count);
            tally.capitalised = tally.capitalised.saturating_add(if capitalised { count } else { 0 });
        });
    }
}

/// The words of a list with counts: `each(word, count, whether lower-casing changed it)`. A word that is one token counts as
/// that token, any other as it is written.
pub(super) fn listed(
    batch: &Batch,
    tokenizer: &Tokenizer,
    mut each: impl FnMut(&str, u64, bool),
) -> ReadReport {
    let lowercase = tokenizer.settings().lowercase;
    let mut unfit = 0;
    let mut whole = String::new();
    let mut report = batch.counts(|word, count| {
        let mut tokens = 0;
        tokenizer.tokens(word, |token, range| {
            if range.len() == word.len() {
                tokens += 1;
                whole.clear();
                whole.push_str(token);
            }
        });
        if tokens == 1 {
            each(&whole, count, lowercase && is_capitalised(&whole, word));
        } else if word.is_empty() || word.contains(char::is_control) {
            // It would tear the lines of the vocabulary.
            unfit += 1;
        } else {
            each(word, count, false);
        }
    });
    report.malformed += unfit;
    report
}

/// Whether lower-casing made the token from this piece of text: whether the piece holds a character that it changes.
#[inline(always)]
pub(super) fn is_capitalised(token: &str, piece: &str) -> bool {
    // Most tokens are plain and lower-case: they were not even copied.
    !std::ptr::eq(token, piece) && was_capitalised(token, piece)
}

fn was_capitalised(token: &str, piece: &str) -> bool {
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
