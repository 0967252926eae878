//! From an input to ids, postings and company: the stages that `compare` and `count` share.

use crate::Error;
use crate::folder::{Key, RunFolder, read_json, write_json};
use crate::input::Input;
use crate::report::InputRecord;
use isogloss_corpus::{Reader, Tokenizer, TokenizerSettings};
use isogloss_count::phrases::{self, PhraseSettings, Phrases};
use isogloss_count::{Cooccurrence, CooccurrenceSettings, EncodedCorpus, EncodingReport, Postings, encode};
use isogloss_store::Words;
use std::path::{Path, PathBuf};

const REPORT_FILE: &str = "encoding.json";
/// Where the text lies as it was cut, where pairs of words are joined afterwards.
const WORDS_FOLDER: &str = "words";

/// How text is cut into words.
#[derive(Clone, Copy, Debug)]
pub struct Cut<'a> {
    /// Into tokens.
    pub tokenizer: &'a TokenizerSettings,
    /// Which pairs of tokens are joined, if any are.
    pub phrases: Option<&'a PhraseSettings>,
}

/// Encoded text in the run's folder.
pub struct Text {
    /// Its place in the run's folder, with `/`; empty: the folder itself.
    place: String,
    /// Its folder.
    pub dir: PathBuf,
    /// Ids, documents, words.
    pub corpus: EncodedCorpus,
    /// What encoding met.
    pub encoding: EncodingReport,
    /// Stands for the text and how it was cut.
    pub key: Key,
}

/// Encodes every input, as far as that does not stand already; where pairs of words are to be joined, the same pairs in all of
/// them. `places[i]`: where in the run's folder the i-th goes.
///
/// # Errors
/// What reading and writing meet.
pub fn encode_all(
    folder: &RunFolder<'_>,
    places: &[&str],
    inputs: &[Input],
    records: &[InputRecord],
    cut: Cut<'_>,
    memory: u64,
) -> Result<Vec<Text>, Error> {
    let mut texts = Vec::new();
    for ((place, input), record) in places.iter().zip(inputs).zip(records) {
        let place = match cut.phrases {
            None => (*place).to_owned(),
            Some(_) => Path::new(place).join(WORDS_FOLDER).to_string_lossy().into_owned(),
        };
        texts.push(Text::encode(folder, place, input, record, cut.tokenizer)?);
    }
    match cut.phrases {
        None => Ok(texts),
        Some(settings) => join_phrases(folder, places, &texts, settings, memory),
    }
}

/// Encodes one text into the run's folder itself, tells what reading met, and refuses a list of words with counts, whose words stand
/// nowhere: `so` says what cannot be had of it.
///
/// # Errors
/// What reading and writing meet.
pub fn encode_alone(
    folder: &RunFolder<'_>,
    input: &Input,
    record: &InputRecord,
    cut: Cut<'_>,
    memory: u64,
    so: &str,
) -> Result<Text, Error> {
    let (inputs, records) = (std::slice::from_ref(input), std::slice::from_ref(record));
    let mut texts = encode_all(folder, &[""], inputs, records, cut, memory)?;
    let Some(text) = texts.pop() else { return Err(Error::Inputs("no input".to_owned())) };
    warn_of_reading(folder, &input.name, &text.encoding);
    if text.corpus.counts_only() {
        return Err(Error::Inputs(format!(
            "{} is a list of words with counts: which words stand side by side{so}",
            input.name
        )));
    }
    Ok(text)
}

fn join_phrases(
    folder: &RunFolder<'_>,
    places: &[&str],
    words: &[Text],
    settings: &PhraseSettings,
    memory: u64,
) -> Result<Vec<Text>, Error> {
    if let Some(list) = words.iter().find(|text| text.corpus.counts_only()) {
        return Err(Error::Inputs(format!(
            "{} is a list of words with counts: which words stand side by side, and so --phrases, cannot be had of it",
            list.dir.display()
        )));
    }
    let keys: Vec<&Key> = words.iter().map(|text| &text.key).collect();
    let key = Key::new(&("phrases", keys, settings));
    folder.stage("", "phrases", &key, |dir| {
        let corpora: Vec<&EncodedCorpus> = words.iter().map(|text| &text.corpus).collect();
        let found = phrases::detect(&corpora, settings, memory, &dir.join("scratch"))?;
        write_json(&dir.join("phrases.json"), &found)
    })?;
    let found: Phrases = read_json(&folder.root().join("phrases.json"))?;
    let mut texts = Vec::new();
    for (place, text) in places.iter().zip(words) {
        let text_key = Key::new(&("text", &key, &text.key));
        folder.stage(place, "text", &text_key, |dir| {
            let mut report = text.encoding.clone();
            let corpus = phrases::apply(&text.corpus, &found, dir)?;
            (report.tokens, report.types) = (corpus.tokens, corpus.types);
            write_json(&dir.join(REPORT_FILE), &report)
        })?;
        texts.push(Text::open(folder, (*place).to_owned(), text_key)?);
    }
    Ok(texts)
}

impl Text {
    fn encode(
        folder: &RunFolder<'_>,
        place: String,
        input: &Input,
        record: &InputRecord,
        settings: &TokenizerSettings,
    ) -> Result<Self, Error> {
        let tokenizer = Tokenizer::new(settings.clone());
        let hashes: Vec<&str> = record.files.iter().map(|file| file.sha256.as_str()).collect();
        let key = Key::new(&("text", hashes, &input.reader, settings, tokenizer.version()));
        folder.stage(&place, "text", &key, |dir| {
            let reader = Reader::open(&input.files, &input.reader)?;
            let started = std::time::Instant::now();
            let report = encode(reader, &tokenizer, dir, &mut |tokens, done, total| {
                let rate = tokens as f64 / started.elapsed().as_secs_f64().max(1e-9) / 1e6;
                folder.progress().advance(done, total, "bytes", &format!("{rate:.1} M words/s"));
            })?;
            write_json(&dir.join(REPORT_FILE), &report)
        })?;
        Self::open(folder, place, key)
    }

    fn open(folder: &RunFolder<'_>, place: String, key: Key) -> Result<Self, Error> {
        let dir = folder.root().join(&place);
        let corpus = EncodedCorpus::open(&dir)?;
        let encoding = read_json(&dir.join(REPORT_FILE))?;
        Ok(Self { place, dir, corpus, encoding, key })
    }

    /// Its co-occurrence counts.
    pub fn cooccurrence(&self) -> Result<Cooccurrence, Error> {
        Ok(Cooccurrence::open(&self.dir)?)
    }

    /// Its postings.
    pub fn postings(&self) -> Result<Postings, Error> {
        Ok(Postings::open(&self.dir)?)
    }

    /// The words with ids below this.
    pub fn first_words(&self, words: usize) -> Words {
        (0..words as u32).map(|id| self.corpus.vocabulary.word(id)).collect()
    }

    /// Words with at least so many uses: ids `0..` this.
    pub fn words(&self, min_count: u64) -> usize {
        self.corpus.vocabulary.with_min_count(min_count)
    }

    /// Counts postings and company of the words with at least `min_count` uses, as far as they do not stand already.
    pub fn count(
        &self,
        folder: &RunFolder<'_>,
        min_count: u64,
        settings: &CooccurrenceSettings,
        memory: u64,
    ) -> Result<(), Error> {
        let key = Key::new(&("postings", &self.key, min_count));
        let words = self.words(min_count);
        folder.stage(&self.place, "postings", &key, |dir| {
            Ok(Postings::build(&self.corpus, words, memory, dir)?)
        })?;
        let key = Key::new(&("cooccurrence", key, settings));
        folder.stage(&self.place, "cooccurrence", &key, |dir| {
            self.count_company(folder, settings, None, memory, dir)
        })
    }

    /// Counts company in some of the documents (all where `None`) into `dir`.
    pub fn count_company(
        &self,
        folder: &RunFolder<'_>,
        settings: &CooccurrenceSettings,
        documents: Option<&[bool]>,
        memory: u64,
        dir: &Path,
    ) -> Result<(), Error> {
        let postings = self.postings()?;
        let progress = |done, total| folder.progress().advance(done, total, "words", "");
        Ok(Cooccurrence::count(&self.corpus, &postings, settings, documents, memory, dir, &progress)?)
    }
}

/// Tells what reading met that a user should know.
pub fn warn_of_reading(folder: &RunFolder<'_>, name: &str, encoding: &EncodingReport) {
    let read = &encoding.read;
    let progress = folder.progress();
    if read.invalid_utf8 > 0 {
        progress
            .warn(&format!("{name}: {} records held invalid UTF-8, replaced by U+FFFD", read.invalid_utf8));
    }
    if read.malformed > 0 {
        progress.warn(&format!(
            "{name}: {} records are not what the format asks for and were skipped (the first: lines {:?})",
            read.malformed, read.malformed_lines
        ));
    }
    if read.other_language > 0 {
        let all = read.documents + read.other_language;
        progress.warn(&format!(
            "{name}: {:.1} % of {all} documents were left out as being in another language (advisory)",
            100.0 * read.other_language as f64 / all as f64
        ));
    }
}
