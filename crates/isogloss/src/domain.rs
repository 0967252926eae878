//! One domain's way from text to vectors, a stage at a time.

use crate::folder::{Key, RunFolder, read_json};
use crate::progress::advance_in;
use crate::report::DomainRecord;
use crate::settings::Settings;
use crate::text::Text;
use crate::training::{LOG_FILE, Source, TrainingLog, note_epoch};
use crate::{Error, units};
use isogloss_count::{Cooccurrence, Postings};
use isogloss_store::Vectors;
use isogloss_train::{Epoch, Session, TrainError, Trained};
use std::fs;
use std::ops::ControlFlow;
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
    /// How training went, and with it that its vectors can be had; or why not.
    pub vectors: Result<TrainingLog, String>,
}

/// Counts a domain's company and trains its vectors, as far as that does not stand already.
pub fn prepare(folder: &RunFolder<'_>, name: &str, text: Text, settings: &Settings) -> Result<Domain, Error> {
    let words = text.words(settings.min_count);
    let vectors_key = Key::new(&("vectors", &text.key, settings.min_count, &settings.training));
    let mut domain = Domain { name: name.to_owned(), text, words, vectors_key, vectors: Err(String::new()) };
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
            training: self.vectors.as_ref().ok().cloned(),
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
            Ok(_) => Ok(Ok(Vectors::read_safetensors(&self.text.dir.join("vectors.safetensors"))?)),
            Err(reason) => Ok(Err(reason.clone())),
        }
    }

    /// Trains; `Err` inside where there is too little text for vectors, which is no failure of the run.
    fn train(
        &self,
        folder: &RunFolder<'_>,
        settings: &Settings,
    ) -> Result<Result<TrainingLog, String>, Error> {
        let made = folder.stage(&self.name, "vectors", &self.vectors_key, |dir| {
            let (trained, log) = self.train_on(folder, settings, None, &dir.join("scratch"))?;
            settings.training.write(trained, &log, &self.text, settings.min_count, dir)
        });
        match made {
            Err(Error::Train(error @ TrainError::TooFewWords { .. })) => {
                let why = format!("{}: {error}", self.name);
                folder.progress().warn(&why);
                Ok(Err(why))
            }
            Err(error) => Err(error),
            Ok(()) => Ok(Ok(read_json(&self.text.dir.join(LOG_FILE))?)),
        }
    }

    /// Vectors from some of the documents (all where `None`). Where they need company that does not stand in the run's folder, it is
    /// counted into the folder `scratch`, which is thrown away.
    pub fn train_on(
        &self,
        folder: &RunFolder<'_>,
        settings: &Settings,
        documents: Option<&[bool]>,
        scratch: &Path,
    ) -> Result<(Trained, TrainingLog), Error> {
        let training = &settings.training;
        let mut source =
            Source::new(&self.text, self.words, documents, &self.text.dir, rayon::current_num_threads());
        let stands = documents.is_none().then(|| settings.cooccurrence());
        let company = training.company(&source.counts).filter(|company| stands.as_ref() != Some(company));
        if let Some(company) = &company {
            fs::create_dir_all(scratch).map_err(Error::io("make", scratch))?;
            self.text.count_company(folder, company, documents, settings.memory, scratch)?;
            source.company = scratch;
        }
        let progress = advance_in(folder.progress(), training.unit());
        let on_epoch = &mut |epoch: &Epoch<'_>| {
            note_epoch(folder.progress(), epoch);
            ControlFlow::Continue(())
        };
        let trained = training.train(&source, Session { state: None, progress: &progress, on_epoch })?;
        if company.is_some() {
            fs::remove_dir_all(scratch).map_err(Error::io("remove", scratch))?;
        }
        Ok(trained)
    }
}
