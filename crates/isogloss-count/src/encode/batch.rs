//! One batch to ids of its thread.
use super::DOCUMENT_END;
use super::local::LocalTypes;
use crate::CountError;
use crate::words::Key;
use foldhash::quality::FixedState;
use isogloss_corpus::{Batch, Format, Place, ReadReport, Reader, Tokenizer};
use isogloss_math::stream;
use std::hash::BuildHasher;

/// Set in the ids of a batch where lower-casing changed the token: what a dropped document takes back.
pub(super) const CAPITALISED: u32 = 1 << 31;

/// What a worker makes of a batch.
pub(super) struct EncodedBatch {
    /// The thread whose ids these are.
    pub(super) thread: usize,
    /// The documents, each with `DOCUMENT_END` after it, in ids of the thread with `CAPITALISED` where that holds.
    pub(super) ids: Vec<u32>,
    /// Where each document's `DOCUMENT_END` is.
    pub(super) ends: Vec<usize>,
    /// Where each document is.
    pub(super) places: Vec<Place>,
    /// Who wrote it, where the input says.
    pub(super) units: Vec<Option<u64>>,
    /// A hash of the text of each, where duplicates are to be dropped.
    pub(super) hashes: Vec<u64>,
    /// Its tokens.
    pub(super) tokens: u64,
    pub(super) report: ReadReport,
}

/// What a batch is made into.
pub(super) struct Encoder<'a> {
    tokenizer: &'a Tokenizer,
    lowercase: bool,
    /// Texts are hashed.
    drop_duplicates: bool,
    /// The batches hold words with counts, not text.
    counts: bool,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(reader: &Reader, tokenizer: &'a Tokenizer) -> Self {
        Self {
            tokenizer,
            lowercase: tokenizer.settings().lowercase,
            drop_duplicates: reader.drops_duplicates(),
            counts: reader.format() == Format::Counts,
        }
    }

    /// Decodes a batch and tokenises it, on the thread with this number and these types.
    pub(super) fn encode(
        &self,
        batch: &Batch,
        thread: usize,
        types: &mut LocalTypes,
    ) -> Result<EncodedBatch, CountError> {
        let mut encoded = EncodedBatch {
            thread,
            ids: Vec::new(),
            ends: Vec::new(),
            places: Vec::new(),
            units: Vec::new(),
            hashes: Vec::new(),
            tokens: 0,
            report: ReadReport::default(),
        };
        if self.counts {
            (encoded.report, encoded.tokens) = self.count_list(batch, types)?;
            return Ok(encoded);
        }
        encoded.ids.reserve(batch.bytes() / 5);
        let hasher = FixedState::with_seed(0);
        encoded.report = batch.documents(|document| {
            encoded.tokens += self.count_document(&document.text, types, &mut encoded.ids);
            types.count_pending(&mut encoded.ids);
            encoded.ends.push(encoded.ids.len());
            encoded.ids.push(DOCUMENT_END);
            encoded.places.push(document.place);
            encoded.units.push(document.unit.map(|unit| stream::hash(0, unit.as_bytes())));
            if self.drop_duplicates {
                encoded.hashes.push(hasher.hash_one(&*document.text));
            }
        });
        types.end_batch(encoded.tokens)?;
        Ok(encoded)
    }

    /// Counts the tokens of a document; the last of them may be pending still.
    pub(super) fn count_document(&self, text: &str, types: &mut LocalTypes, ids: &mut Vec<u32>) -> u64 {
        let mut tokens = 0;
        types.begin_document();
        self.tokenizer.tokens(text, |token, range| {
            tokens += 1;
            // Most tokens are plain and lower-case: they were not even copied. (Cutting the text takes longer than this.)
            let is_piece = token.as_ptr() == text.as_ptr().wrapping_add(range.start);
            if is_piece && token.len() == range.len() {
                types.add(token, Key::within(text, range), false, ids);
            } else {
                let capitalised = self.lowercase && is_capitalised(token, &text[range]);
                types.add(token, Key::of(token.as_bytes()), capitalised, ids);
            }
        });
        tokens
    }

    /// Counts a list of words; gives its tokens, too.
    pub(super) fn count_list(
        &self,
        batch: &Batch,
        types: &mut LocalTypes,
    ) -> Result<(ReadReport, u64), CountError> {
        let (mut tokens, mut result) = (0u64, Ok(()));
        let report = listed(batch, self.tokenizer, |word, count, capitalised| {
            // A word that comes not once is no word of the list.
            if count > 0 && result.is_ok() {
                tokens = tokens.saturating_add(count);
                result = types.add_listed(word, count, if capitalised { count } else { 0 });
            }
        });
        result.map(|()| (report, tokens))
    }
}

/// The words of a list with counts: `each(word, count, whether lower-casing changed it)`. A word that is one token counts as
/// that token, any other as it is written.
fn listed(batch: &Batch, tokenizer: &Tokenizer, mut each: impl FnMut(&str, u64, bool)) -> ReadReport {
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
fn is_capitalised(token: &str, piece: &str) -> bool {
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
