//! Small corpora for the tests.
use crate::{EncodedCorpus, encode};
use isogloss_corpus::{Reader, ReaderSettings, Tokenizer, TokenizerSettings};
use proptest::prelude::*;
use std::ops::Deref;
use std::path::Path;

/// More than any of them takes.
pub(crate) const MEMORY: u64 = 1 << 30;

/// An encoded corpus in a temporary folder.
pub(crate) struct Encoded {
    corpus: EncodedCorpus,
    dir: tempfile::TempDir,
}

impl Encoded {
    /// A document for each text, empty ones too.
    pub(crate) fn lines(texts: &[&str]) -> Self {
        // A full stop makes a document of an empty text: it holds no token, but it is not blank.
        let text: String = texts.iter().map(|text| format!("{text} .\n")).collect();
        let dir = tempfile::tempdir().expect("a temporary folder");
        let input = dir.path().join("input.txt");
        std::fs::write(&input, text).expect("a temporary file");
        let reader = Reader::open(&[input], &ReaderSettings::default()).expect("it opens");
        let tokenizer = Tokenizer::new(TokenizerSettings::default());
        encode(reader, &tokenizer, dir.path(), &mut |_, _, _| {}).expect("it encodes");
        Self { corpus: EncodedCorpus::open(dir.path()).expect("it opens"), dir }
    }

    /// A document for each list of words.
    pub(crate) fn documents(documents: &[Vec<&'static str>]) -> Self {
        let texts: Vec<String> = documents.iter().map(|words| words.join(" ")).collect();
        Self::lines(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }
}

impl Deref for Encoded {
    type Target = EncodedCorpus;

    fn deref(&self) -> &EncodedCorpus {
        &self.corpus
    }
}

/// Up to forty documents of up to thirty words out of thirteen, some far more frequent than others; one word at least.
pub(crate) fn documents() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let word = prop::sample::select(vec![
        "a", "a", "a", "a", "a", "a", "b", "b", "b", "c", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l",
        "m",
    ]);
    let document = prop::collection::vec(word, 0..30);
    prop::collection::vec(document, 1..40)
        .prop_filter("no word", |documents| documents.iter().any(|d| !d.is_empty()))
}
