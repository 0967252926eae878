//! Text to counts and nothing more: vocabulary, postings and company in a folder of their own.

use crate::Error;
use crate::folder::{Key, RunFolder, read_json, write_atomically, write_json};
use crate::input::{self, Input};
use crate::progress::Progress;
use crate::report::InputRecord;
use crate::settings::DEFAULT_MEMORY;
use crate::text::{self, Cut};
use isogloss_corpus::{ReadReport, Reader, Tokenizer, TokenizerSettings};
use isogloss_count::encode::count_vocabulary;
use isogloss_count::phrases::PhraseSettings;
use isogloss_count::{Cooccurrence, CooccurrenceSettings, EncodingReport, Vocabulary, glove};
use serde::{Deserialize, Serialize};
use std::path::Path;

const VOCABULARY_REPORT_FILE: &str = "vocabulary.json";

/// What is counted, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountSettings {
    /// Words with fewer uses have no postings and no company, and take no place in a window.
    pub min_count: u64,
    /// The words alone: no ids, no postings, no company.
    pub vocabulary_only: bool,
    /// Write `vocab.txt` and `cooccurrence.bin` for Stanford's GloVe, too.
    pub glove: bool,
    /// How company is counted.
    pub cooccurrence: CooccurrenceSettings,
    /// How text is cut.
    pub tokenizer: TokenizerSettings,
    /// Which pairs of words are joined, if any are.
    pub phrases: Option<PhraseSettings>,
    /// Memory for sorting and counting, in bytes. Results do not depend on it, and no run records it.
    #[serde(skip)]
    pub memory: u64,
}

impl Default for CountSettings {
    fn default() -> Self {
        Self {
            min_count: 5,
            vocabulary_only: false,
            glove: false,
            cooccurrence: CooccurrenceSettings::default(),
            tokenizer: TokenizerSettings::default(),
            phrases: None,
            memory: DEFAULT_MEMORY,
        }
    }
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountReport {
    /// What repeats it; also written as `count.toml`.
    pub run: CountRecord,
    /// What reading met.
    pub read: ReadReport,
    /// Tokens.
    pub tokens: u64,
    /// Types.
    pub types: u64,
    /// Words with at least the minimum count.
    pub vocabulary: u64,
    /// Entries of X; none where it was not counted.
    pub nonzeros: Option<u64>,
}

/// What repeats a count.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountRecord {
    /// Version of Isogloss.
    pub isogloss: String,
    /// Name and version of the tokeniser's rules.
    pub tokenizer: String,
    /// Every setting, resolved.
    pub settings: CountSettings,
    /// The input.
    pub input: InputRecord,
}

/// Counts a text into the folder `out`; finished stages whose input and settings are unchanged are used again.
///
/// # Errors
/// See [`Error`].
pub fn count(
    input: &Input,
    settings: &CountSettings,
    out: &Path,
    progress: &dyn Progress,
) -> Result<CountReport, Error> {
    if settings.min_count == 0 {
        let needs = "must be at least 1".to_owned();
        return Err(Error::Setting { name: "min-count", value: "0".to_owned(), needs });
    }
    settings.cooccurrence.check()?;
    if input.files != [Path::new("-")] {
        Reader::open(&input.files, &input.reader)?;
    }
    let folder = RunFolder::open(out, progress)?;
    let mut input = input.clone();
    input::keep_standard_input(&mut input, out)?;
    let run = CountRecord {
        isogloss: env!("CARGO_PKG_VERSION").to_owned(),
        tokenizer: Tokenizer::new(settings.tokenizer.clone()).version().to_owned(),
        settings: settings.clone(),
        input: input::record(&input)?,
    };
    let path = out.join("count.toml");
    let damaged = |e: toml::ser::Error| Error::Damaged { path: path.clone(), what: e.to_string() };
    write_atomically(&path, toml::to_string(&run).map_err(damaged)?.as_bytes())?;
    let report = if settings.vocabulary_only {
        vocabulary(&folder, &input, run)?
    } else {
        company(&folder, &input, run)?
    };
    folder.tidy()?;
    Ok(report)
}

fn vocabulary(folder: &RunFolder<'_>, input: &Input, run: CountRecord) -> Result<CountReport, Error> {
    let tokenizer = Tokenizer::new(run.settings.tokenizer.clone());
    let hashes: Vec<&str> = run.input.files.iter().map(|file| file.sha256.as_str()).collect();
    let key = Key::new(&("vocabulary", hashes, &input.reader, &run.settings.tokenizer, &run.tokenizer));
    folder.stage("", "vocabulary", &key, |dir| {
        let reader = Reader::open(&input.files, &input.reader)?;
        let report = count_vocabulary(reader, &tokenizer, dir, &mut |tokens, done, total| {
            folder.progress().advance(done, total, "bytes", &format!("{:.1} M words", tokens as f64 / 1e6));
        })?;
        write_json(&dir.join(VOCABULARY_REPORT_FILE), &report)
    })?;
    let report: EncodingReport = read_json(&folder.root().join(VOCABULARY_REPORT_FILE))?;
    text::warn_of_reading(folder, &input.name, &report);
    let vocabulary = folder.root().join("vocab.tsv");
    Ok(CountReport {
        vocabulary: Vocabulary::words_with_min_count(&vocabulary, run.settings.min_count)?,
        run,
        read: report.read,
        tokens: report.tokens,
        types: report.types,
        nonzeros: None,
    })
}

fn company(folder: &RunFolder<'_>, input: &Input, run: CountRecord) -> Result<CountReport, Error> {
    let settings = &run.settings;
    let cut = Cut { tokenizer: &settings.tokenizer, phrases: settings.phrases.as_ref() };
    let so = " cannot be had of it; --vocabulary-only reads it";
    let text = text::encode_alone(folder, input, &run.input, cut, settings.memory, so)?;
    text.count(folder, settings.min_count, &settings.cooccurrence, settings.memory)?;
    let counts = Cooccurrence::open(&text.dir)?;
    if settings.glove {
        let key = Key::new(&("glove", &text.key, settings));
        folder.stage("", "glove", &key, |dir| Ok(glove::write(&counts, &text.corpus.vocabulary, dir)?))?;
    }
    Ok(CountReport {
        read: text.encoding.read.clone(),
        tokens: text.encoding.tokens,
        types: text.encoding.types,
        vocabulary: text.words(settings.min_count) as u64,
        nonzeros: Some(counts.nonzeros() as u64),
        run,
    })
}
