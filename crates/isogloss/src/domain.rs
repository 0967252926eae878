//! One domain's way from text to vectors, a stage at a time.

use crate::folder::{Key, RunFolder};
use crate::report::DomainRecord;
use crate::settings::{Algorithm, Settings};
use crate::text::Text;
use crate::{Error, units};
use isogloss_count::{Cooccurrence, Postings};
use isogloss_store::Vectors;
use isogloss_train::{TrainError, Trained, sgns_stream, svd};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A domain whose text is encoded. Everything after that is opened when it is needed.
pub struct Domain {
    /// Its name.
    pub name: String,
    /// Its encoded text.
    pub text: Text,
    /// Words with at least the minimum count, those with vectors: ids `0..words`.
    pub words: usize,
    /// Stands for the vectors.
    pub vectors_key: Key,
    /// Its contexts and vectors can be had, or why not.
    pub vectors: Result<(), String>,
}

/// Counts a domain's company and trains its vectors, as far as that does not stand already.
pub fn prepare(folder: &RunFolder<'_>, name: &str, text: Text, settings: &Settings) -> Result<Domain, Error> {
    let words = text.words(settings.min_count);
    let vectors_key = Key::new(&("vectors", &text.key, TrainingKey::of(settings)));
    let mut domain = Domain { name: name.to_owned(), text, words, vectors_key, vectors: Ok(()) };
    domain.vectors = if domain.text.corpus.counts_only() {
        Err(format!(
            "{name} is a list of words with counts: what needs the contexts of a word cannot be had of it"
        ))
    } else {
        domain.text.count(folder, settings.min_count, &settings.cooccurrence(), settings.memory)?;
        domain.train(folder, settings)?
    };
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

impl Domain {
    /// What the report says of it.
    pub fn record(&self) -> DomainRecord {
        let Text { corpus, encoding, .. } = &self.text;
        let vocabulary = &corpus.vocabulary;
        let documents = corpus.len() as u64;
        DomainRecord {
            name: self.name.clone(),
            format: encoding.format,
            read: encoding.read.clone(),
            documents,
            units: units::distinct(corpus),
            tokens: vocabulary.tokens(),
            types: vocabulary.len() as u64,
            vocabulary: self.words as u64,
            mean_document_length: vocabulary.tokens() as f64 / documents.max(1) as f64,
        }
    }

    /// Counts of the words that have vectors, by id.
    pub fn word_counts(&self) -> &[u64] {
        &self.text.corpus.vocabulary.counts()[..self.words]
    }

    /// Its co-occurrence counts.
    pub fn cooccurrence(&self) -> Result<Cooccurrence, Error> {
        Ok(Cooccurrence::open(&self.text.dir)?)
    }

    /// Its postings.
    pub fn postings(&self) -> Result<Postings, Error> {
        Ok(Postings::open(&self.text.dir)?)
    }

    /// Its vectors; the reason where it has none.
    pub fn open_vectors(&self) -> Result<Result<Vectors, String>, Error> {
        match &self.vectors {
            Ok(()) => Ok(Ok(Vectors::read_safetensors(&self.text.dir.join("vectors.safetensors"))?)),
            Err(reason) => Ok(Err(reason.clone())),
        }
    }

    /// Trains; `Err` inside where there is too little text for vectors, which is no failure of the run.
    fn train(&self, folder: &RunFolder<'_>, settings: &Settings) -> Result<Result<(), String>, Error> {
        let mut reason = None;
        let made = folder.stage(&self.name, "vectors", &self.vectors_key, |dir| {
            let trained = self.train_on(folder, settings, None, &self.text.dir)?;
            let words =
                (0..self.words as u32).map(|id| self.text.corpus.vocabulary.word(id).to_owned()).collect();
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
                    &self.text.corpus,
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
            let company = settings.cooccurrence();
            self.text.count_company(folder, &company, Some(documents), settings.memory, scratch)?;
        }
        let trained = self.train_on(folder, settings, Some(documents), scratch)?;
        if scratch.exists() {
            fs::remove_dir_all(scratch).map_err(Error::io("remove", scratch))?;
        }
        Ok(trained)
    }
}
