//! One domain's way from text to vectors, a stage at a time.

use crate::folder::{Key, RunFolder, read_json, write_json};
use crate::input::Input;
use crate::report::{DomainRecord, InputRecord};
use crate::settings::{Algorithm, Settings};
use crate::{Error, units};
use isogloss_corpus::{Reader, Tokenizer};
use isogloss_count::{
    Cooccurrence, CooccurrenceSettings, DEFAULT_MEMORY, EncodedCorpus, EncodingReport, Postings, encode,
};
use isogloss_store::Vectors;
use isogloss_train::{TrainError, Trained, sgns_stream, svd};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A domain whose text is encoded. Everything after that is opened when it is needed.
pub struct Domain {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
    /// Its encoded text.
    pub corpus: EncodedCorpus,
    /// What encoding met.
    pub encoding: EncodingReport,
    /// Words with at least the minimum count, those with vectors: ids `0..words`.
    pub words: usize,
    /// Stands for the text and how it was cut.
    pub text_key: Key,
    /// Stands for the vectors.
    pub vectors_key: Key,
    /// The vectors can be had, or why not.
    pub vectors: Result<(), String>,
}

/// Reads and encodes an input, counts its company and trains its vectors, as far as that does not stand already.
pub fn prepare(
    folder: &RunFolder<'_>,
    input: &Input,
    record: &InputRecord,
    settings: &Settings,
) -> Result<Domain, Error> {
    let text_key = Key::new(&("text", &record.sha256, &settings.tokenizer, Tokenizer::VERSION));
    encode_text(folder, input, settings, &text_key)?;
    let dir = folder.root().join(&input.name);
    let corpus = EncodedCorpus::open(&dir)?;
    let encoding = read_json(&dir.join("encoding.json"))?;
    let words = corpus.vocabulary.with_min_count(settings.min_count);
    let vectors_key = Key::new(&("vectors", &text_key, TrainingKey::of(settings)));
    let mut domain = Domain {
        name: input.name.clone(),
        dir,
        corpus,
        encoding,
        words,
        text_key,
        vectors_key,
        vectors: Ok(()),
    };
    domain.count(folder, settings)?;
    domain.vectors = domain.train(folder, settings)?;
    Ok(domain)
}

/// The settings on which vectors depend.
#[derive(Serialize)]
struct TrainingKey {
    algorithm: Algorithm,
    dim: usize,
    window: usize,
    min_count: u64,
    seed: u64,
    svd: Option<svd::SvdParams>,
    sgns: Option<sgns_stream::SgnsStreamParams>,
}

impl TrainingKey {
    fn of(settings: &Settings) -> Self {
        let is_svd = settings.algorithm == Algorithm::Svd;
        Self {
            algorithm: settings.algorithm,
            dim: settings.dim,
            window: settings.window,
            min_count: settings.min_count,
            seed: settings.seed,
            svd: is_svd.then(|| settings.svd_params()),
            sgns: (!is_svd).then(|| settings.sgns_params()),
        }
    }
}

fn encode_text(folder: &RunFolder<'_>, input: &Input, settings: &Settings, key: &Key) -> Result<(), Error> {
    folder.stage(&input.name, "text", key, |dir| {
        let reader = Reader::open(&input.path)?;
        let tokenizer = Tokenizer::new(settings.tokenizer.clone());
        let started = std::time::Instant::now();
        let report = encode(reader, &tokenizer, dir, &mut |tokens, done, total| {
            let rate = tokens as f64 / started.elapsed().as_secs_f64().max(1e-9) / 1e6;
            folder.progress().advance(done, total, "bytes", &format!("{rate:.1} M words/s"));
        })?;
        write_json(&dir.join("encoding.json"), &report)
    })
}

impl Domain {
    /// What the report says of it.
    pub fn record(&self) -> DomainRecord {
        let vocabulary = &self.corpus.vocabulary;
        let documents = self.corpus.len() as u64;
        DomainRecord {
            name: self.name.clone(),
            format: self.encoding.format,
            read: self.encoding.read.clone(),
            documents,
            units: units::distinct(&self.corpus),
            tokens: vocabulary.tokens(),
            types: vocabulary.len() as u64,
            vocabulary: self.words as u64,
            mean_document_length: vocabulary.tokens() as f64 / documents.max(1) as f64,
        }
    }

    /// Counts of the words that have vectors, by id.
    pub fn word_counts(&self) -> &[u64] {
        &self.corpus.vocabulary.counts()[..self.words]
    }

    /// Its co-occurrence counts.
    pub fn cooccurrence(&self) -> Result<Cooccurrence, Error> {
        Ok(Cooccurrence::open(&self.dir)?)
    }

    /// Its postings.
    pub fn postings(&self) -> Result<Postings, Error> {
        Ok(Postings::open(&self.dir)?)
    }

    /// Its vectors; the reason where it has none.
    pub fn open_vectors(&self) -> Result<Result<Vectors, String>, Error> {
        match &self.vectors {
            Ok(()) => Ok(Ok(Vectors::read_safetensors(&self.dir.join("vectors.safetensors"))?)),
            Err(reason) => Ok(Err(reason.clone())),
        }
    }

    fn count(&self, folder: &RunFolder<'_>, settings: &Settings) -> Result<(), Error> {
        let key = Key::new(&("postings", &self.text_key, settings.min_count));
        folder.stage(&self.name, "postings", &key, |dir| {
            Ok(Postings::build(&self.corpus, self.words, DEFAULT_MEMORY, dir)?)
        })?;
        let key = Key::new(&("cooccurrence", key, settings.window));
        folder.stage(&self.name, "cooccurrence", &key, |dir| self.count_company(folder, settings, None, dir))
    }

    fn count_company(
        &self,
        folder: &RunFolder<'_>,
        settings: &Settings,
        documents: Option<&[bool]>,
        dir: &Path,
    ) -> Result<(), Error> {
        let postings = self.postings()?;
        let progress = |done, total| folder.progress().advance(done, total, "words", "");
        let company = CooccurrenceSettings { window: settings.window, ..CooccurrenceSettings::default() };
        Ok(Cooccurrence::count(&self.corpus, &postings, &company, documents, DEFAULT_MEMORY, dir, &progress)?)
    }

    /// Trains; `Err` inside where there is too little text for vectors, which is no failure of the run.
    fn train(&self, folder: &RunFolder<'_>, settings: &Settings) -> Result<Result<(), String>, Error> {
        let mut reason = None;
        let made = folder.stage(&self.name, "vectors", &self.vectors_key, |dir| {
            let trained = self.train_on(folder, settings, None, &self.dir)?;
            let words = (0..self.words as u32).map(|id| self.corpus.vocabulary.word(id).to_owned()).collect();
            let mut provenance = BTreeMap::from([
                ("isogloss".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
                ("domain".to_owned(), self.name.clone()),
            ]);
            if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(TrainingKey::of(settings)) {
                provenance.extend(
                    fields.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, v.to_string())),
                );
            }
            let vectors =
                Vectors { words, matrix: trained.vectors, contexts: Some(trained.contexts), provenance };
            vectors.write_safetensors(&dir.join("vectors.safetensors"))?;
            Ok(vectors.write_text(&dir.join("vectors.txt"))?)
        });
        match made {
            Err(Error::Train(error @ TrainError::TooFewWords { .. })) => {
                let why = format!("{}: {error}", self.name);
                folder.progress().warn(&why);
                reason = Some(why);
            }
            other => other?,
        }
        Ok(reason.map_or(Ok(()), Err))
    }

    /// Vectors from some of the documents (all where `None`); `company` holds their co-occurrence counts.
    pub fn train_on(
        &self,
        folder: &RunFolder<'_>,
        settings: &Settings,
        documents: Option<&[bool]>,
        company: &Path,
    ) -> Result<Trained, Error> {
        match settings.algorithm {
            Algorithm::Svd => Ok(svd::train(&Cooccurrence::open(company)?, &settings.svd_params())?),
            Algorithm::SgnsStream => {
                let started = std::time::Instant::now();
                let progress = |done: u64, total: u64| {
                    let rate = done as f64 / started.elapsed().as_secs_f64().max(1e-9) / 1e3;
                    folder.progress().advance(done, total, "words", &format!("{rate:.0} k words/s"));
                };
                let threads = rayon::current_num_threads();
                Ok(sgns_stream::train(
                    &self.corpus,
                    self.words,
                    documents,
                    &settings.sgns_params(),
                    threads,
                    &progress,
                )?)
            }
        }
    }

    /// Vectors from the documents of one half: its company is counted into a folder that is thrown away.
    pub fn train_half(
        &self,
        folder: &RunFolder<'_>,
        settings: &Settings,
        documents: &[bool],
        scratch: &Path,
    ) -> Result<Trained, Error> {
        if settings.algorithm == Algorithm::Svd {
            fs::create_dir_all(scratch).map_err(Error::io("make", scratch))?;
            self.count_company(folder, settings, Some(documents), scratch)?;
        }
        let trained = self.train_on(folder, settings, Some(documents), scratch)?;
        if scratch.exists() {
            fs::remove_dir_all(scratch).map_err(Error::io("remove", scratch))?;
        }
        Ok(trained)
    }
}
