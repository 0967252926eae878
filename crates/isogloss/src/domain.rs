//! One domain's way to vectors, a stage at a time: from its text, or from a file that has them.

use crate::folder::{Key, RunFolder, read_json};
use crate::progress::advance_in;
use crate::report::{DomainRecord, TextRecord};
use crate::settings::Settings;
use crate::text::Text;
use crate::training::{self, LOG_FILE, TrainingLog, note_epoch};
use crate::vectors::{VectorsFile, vectors_in};
use crate::{Error, units};
use isogloss_store::Vectors;
use isogloss_train::{Epoch, Session, TrainError, Trained};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

/// A domain whose words are known. Everything after that is opened when it is needed.
pub struct Domain {
    /// Its name.
    pub name: String,
    /// Where its words and vectors come from.
    pub source: Source,
    /// Words with vectors, ids `0..words`: of a text those with at least the minimum count.
    pub words: usize,
    /// Stands for the vectors.
    pub vectors_key: Key,
    /// That its vectors can be had, and how training went where they were trained here; or why not.
    pub vectors: Result<Option<TrainingLog>, String>,
}

/// Where a domain's words and vectors come from.
pub enum Source {
    /// Its text.
    Text(Text),
    /// Vectors that were trained elsewhere; ids are their lines.
    Vectors(VectorsFile),
}

/// Counts a domain's company and trains its vectors, as far as that does not stand already.
pub fn prepare(folder: &RunFolder<'_>, name: &str, text: Text, settings: &Settings) -> Result<Domain, Error> {
    let words = text.words(settings.min_count);
    let vectors_key = Key::new(&("vectors", &text.key, settings.min_count, &settings.training));
    let vectors = if text.corpus.counts_only() {
        Err(format!(
            "{name} is a list of words with counts: what needs the contexts of a word cannot be had of it"
        ))
    } else {
        text.count(folder, settings.min_count, &settings.cooccurrence(), settings.memory)?;
        train(folder, name, &text, words, &vectors_key, settings)?.map(Some)
    };
    Ok(Domain { name: name.to_owned(), source: Source::Text(text), words, vectors_key, vectors })
}

/// A domain that is a file of vectors.
pub fn of_vectors(name: &str, file: VectorsFile) -> Domain {
    Domain {
        name: name.to_owned(),
        words: file.words.len(),
        vectors_key: file.key.clone(),
        vectors: Ok(None),
        source: Source::Vectors(file),
    }
}

/// Trains; `Err` inside where there is too little text for vectors, which is no failure of the run.
fn train(
    folder: &RunFolder<'_>,
    name: &str,
    text: &Text,
    words: usize,
    key: &Key,
    settings: &Settings,
) -> Result<Result<TrainingLog, String>, Error> {
    let made = folder.stage(name, "vectors", key, |dir| {
        let (trained, log) = train_on(folder, text, words, settings, None, &dir.join("scratch"))?;
        settings.training.write(trained, &log, text, settings.min_count, dir)
    });
    match made {
        Err(Error::Train(error @ TrainError::TooFewWords { .. })) => {
            let why = format!("{name}: {error}");
            folder.progress().warn(&why);
            Ok(Err(why))
        }
        Err(error) => Err(error),
        Ok(()) => Ok(Ok(read_json(&text.dir.join(LOG_FILE))?)),
    }
}

/// Vectors of the first `words` words from some of a text's documents (all where `None`). Where they need company that does not stand in
/// the run's folder, it is counted into the folder `scratch`, which is thrown away.
pub fn train_on(
    folder: &RunFolder<'_>,
    text: &Text,
    words: usize,
    settings: &Settings,
    documents: Option<&[bool]>,
    scratch: &Path,
) -> Result<(Trained, TrainingLog), Error> {
    let training = &settings.training;
    let mut source = training::Source::new(text, words, documents, &text.dir, rayon::current_num_threads());
    let stands = documents.is_none().then(|| settings.cooccurrence());
    let company = training.company(&source.counts).filter(|company| stands.as_ref() != Some(company));
    if let Some(company) = &company {
        fs::create_dir_all(scratch).map_err(Error::io("make", scratch))?;
        text.count_company(folder, company, documents, settings.memory, scratch)?;
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

impl Domain {
    /// What the report says of it.
    pub fn record(&self) -> DomainRecord {
        let (text, file) = match &self.source {
            Source::Text(text) => (Some(text_record(text)), None),
            Source::Vectors(file) => (None, Some(file.report.clone())),
        };
        DomainRecord {
            name: self.name.clone(),
            text,
            file,
            vocabulary: self.words as u64,
            training: self.vectors.as_ref().ok().cloned().flatten(),
        }
    }

    /// Its text, or why it has none.
    pub fn text(&self) -> Result<&Text, String> {
        match &self.source {
            Source::Text(text) => Ok(text),
            Source::Vectors(file) => Err(file.no_text()),
        }
    }

    /// Its file of vectors, if it is one.
    pub fn file(&self) -> Option<&VectorsFile> {
        match &self.source {
            Source::Text(_) => None,
            Source::Vectors(file) => Some(file),
        }
    }

    /// Its folder in the run.
    pub fn dir(&self) -> &Path {
        match &self.source {
            Source::Text(text) => &text.dir,
            Source::Vectors(file) => &file.dir,
        }
    }

    /// The word with this id.
    pub fn word(&self, id: u32) -> &str {
        match &self.source {
            Source::Text(text) => text.corpus.vocabulary.word(id),
            Source::Vectors(file) => file.words.get(id as usize),
        }
    }

    /// The ids of words that have vectors here.
    pub fn ids(&self, words: &[&str]) -> Vec<Option<u32>> {
        match &self.source {
            Source::Text(text) => {
                let has_vector = |&id: &u32| (id as usize) < self.words;
                words.iter().map(|word| text.corpus.vocabulary.id(word).filter(has_vector)).collect()
            }
            Source::Vectors(file) => {
                let index = file.words.index();
                words.iter().map(|word| index.get(word).map(|id| id as u32)).collect()
            }
        }
    }

    /// Counts by id; `None` where words have lines and no counts.
    pub fn counts(&self) -> Option<&[u64]> {
        match &self.source {
            Source::Text(text) => Some(text.corpus.vocabulary.counts()),
            Source::Vectors(_) => None,
        }
    }

    /// What orders shared words, added over domains, the largest first: the share of the tokens; without counts the line, counted
    /// backwards.
    pub fn weight(&self, id: u32) -> f64 {
        match &self.source {
            Source::Text(text) => {
                let vocabulary = &text.corpus.vocabulary;
                vocabulary.counts()[id as usize] as f64 / vocabulary.tokens() as f64
            }
            Source::Vectors(_) => -f64::from(id),
        }
    }

    /// Its vectors; the reason where it has none.
    pub fn open_vectors(&self) -> Result<Result<Vectors, String>, Error> {
        match &self.vectors {
            Ok(_) => Ok(Ok(vectors_in(self.dir())?)),
            Err(reason) => Ok(Err(reason.clone())),
        }
    }
}

fn text_record(text: &Text) -> TextRecord {
    let Text { corpus, encoding, .. } = text;
    let vocabulary = &corpus.vocabulary;
    let documents = corpus.len() as u64;
    TextRecord {
        format: encoding.format,
        read: encoding.read.clone(),
        documents,
        units: units::distinct(corpus),
        tokens: vocabulary.tokens(),
        types: vocabulary.len() as u64,
        mean_document_length: vocabulary.tokens() as f64 / documents.max(1) as f64,
    }
}
