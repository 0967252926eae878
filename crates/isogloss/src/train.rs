//! Text to vectors: one corpus, one trainer, a folder of its own.

use crate::Error;
use crate::folder::{Key, RunFolder, hash_file, read_json, remove_file, write_atomically};
use crate::input::{self, Input};
use crate::progress::{Progress, advance_in};
use crate::report::{FileRecord, InputRecord};
use crate::settings::DEFAULT_MEMORY;
use crate::text::{self, Cut};
use crate::training::{LOG_FILE, Source, Training, TrainingLog, note_epoch};
use isogloss_corpus::{ReadReport, Reader, Tokenizer, TokenizerSettings};
use isogloss_count::phrases::PhraseSettings;
use isogloss_math::Matrix;
use isogloss_store::{Format, Vectors, Words};
use isogloss_train::{Epoch, Session, State};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

const RECORD_FILE: &str = "train.toml";

/// What is trained, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainSettings {
    /// The trainer.
    pub training: Training,
    /// Words with fewer uses get no vector and take no place in a window.
    pub min_count: u64,
    /// How text is cut.
    pub tokenizer: TokenizerSettings,
    /// Which pairs of words are joined, if any are.
    pub phrases: Option<PhraseSettings>,
    /// Vectors to go on from, if any: a `vectors.safetensors`.
    pub initial: Option<PathBuf>,
    /// Keep the state after every epoch. Results do not depend on it, and no run records it; nor what follows.
    pub checkpoint: bool,
    /// Go on from a state that was kept.
    pub resume: bool,
    /// Threads of the streaming trainers, which are reproducible with one only.
    pub threads: usize,
    /// Memory for sorting and counting, in bytes.
    pub memory: u64,
}

impl TrainSettings {
    /// A trainer with the defaults of everything else.
    pub fn new(training: Training) -> Self {
        Self {
            training,
            min_count: 5,
            tokenizer: TokenizerSettings::default(),
            phrases: None,
            initial: None,
            checkpoint: false,
            resume: false,
            threads: rayon::current_num_threads(),
            memory: DEFAULT_MEMORY,
        }
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |name, value: &str, needs: &str| {
            Err(Error::Setting { name, value: value.to_owned(), needs: needs.to_owned() })
        };
        self.training.check()?;
        if self.min_count == 0 {
            return refuse("min-count", "0", "must be at least 1");
        }
        if let Some(initial) = self.initial.as_ref().filter(|_| !self.training.goes_on()) {
            let needs = format!(
                "{} does not go on from vectors; use --algorithm sgns, sgns-stream or cbow",
                self.training.name()
            );
            return refuse("initial-vectors", &initial.to_string_lossy(), &needs);
        }
        Ok(())
    }
}

/// What was trained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainReport {
    /// What repeats it; also written as `train.toml`.
    pub run: TrainRecord,
    /// What reading met.
    pub read: ReadReport,
    /// Tokens.
    pub tokens: u64,
    /// Types.
    pub types: u64,
    /// Words with vectors.
    pub vocabulary: u64,
    /// How training went; also written as `training.json`.
    pub log: TrainingLog,
}

/// What repeats a training.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainRecord {
    /// Version of Isogloss.
    pub isogloss: String,
    /// Name and version of the tokeniser's rules.
    pub tokenizer: String,
    /// Words with fewer uses have no vector.
    pub min_count: u64,
    /// The trainer and its parameters.
    pub training: Training,
    /// How text is cut.
    pub tokenizer_settings: TokenizerSettings,
    /// Which pairs of words are joined, if any are.
    pub phrases: Option<PhraseSettings>,
    /// Vectors that it goes on from, if any.
    pub initial: Option<FileRecord>,
    /// The input.
    pub input: InputRecord,
}

/// Trains on a text, in the folder `out`; finished stages whose input and settings are unchanged are used again.
///
/// # Errors
/// See [`Error`].
pub fn train(
    input: &Input,
    settings: &TrainSettings,
    out: &Path,
    progress: &dyn Progress,
) -> Result<TrainReport, Error> {
    settings.check()?;
    if input.files != [Path::new("-")] {
        Reader::open(&input.files, &input.reader)?;
    }
    let begun =
        settings.initial.as_ref().map(|initial| Begun::open(initial, settings.training.dim())).transpose()?;
    let folder = RunFolder::open(out, progress)?;
    let mut input = input.clone();
    input::keep_standard_input(&mut input, out)?;
    let run = TrainRecord {
        isogloss: env!("CARGO_PKG_VERSION").to_owned(),
        tokenizer: Tokenizer::new(settings.tokenizer.clone()).version().to_owned(),
        min_count: settings.min_count,
        training: settings.training.clone(),
        tokenizer_settings: settings.tokenizer.clone(),
        phrases: settings.phrases.clone(),
        initial: begun.as_ref().map(|begun| begun.record.clone()),
        input: input::record(&input)?,
    };
    let path = out.join(RECORD_FILE);
    let damaged = |e: toml::ser::Error| Error::Damaged { path: path.clone(), what: e.to_string() };
    write_atomically(&path, toml::to_string(&run).map_err(damaged)?.as_bytes())?;

    let cut = Cut { tokenizer: &settings.tokenizer, phrases: settings.phrases.as_ref() };
    let so = ", and so vectors, cannot be had of it";
    let text = text::encode_alone(&folder, &input, &run.input, cut, settings.memory, so)?;
    let source = Source::new(&text, text.words(settings.min_count), None, &text.dir, settings.threads.max(1));
    if let Some(company) = settings.training.company(&source.counts) {
        text.count(&folder, settings.min_count, &company, settings.memory)?;
    }
    if settings.checkpoint && !settings.training.in_epochs() {
        progress.warn("svd is one step and has nothing to keep: --checkpoint does nothing");
    }
    let key = Key::new(&("train", &text.key, run.min_count, &run.training, &run.initial));
    let job = Job { folder: &folder, source: &source, settings, run: &run, begun, key: &key };
    let checkpoint = folder.checkpoint("vectors");
    if !settings.resume {
        remove_file(&checkpoint)?;
    }
    folder.stage("", "vectors", &key, |dir| job.run(&checkpoint, dir))?;
    remove_file(&checkpoint)?;
    folder.tidy()?;
    Ok(TrainReport {
        read: text.encoding.read.clone(),
        tokens: text.encoding.tokens,
        types: text.encoding.types,
        vocabulary: source.counts.len() as u64,
        log: read_json(&out.join(LOG_FILE))?,
        run,
    })
}

/// Vectors that training goes on from, read.
struct Begun {
    vectors: Vectors,
    contexts: Matrix,
    record: FileRecord,
}

impl Begun {
    fn open(file: &Path, dim: usize) -> Result<Self, Error> {
        let refuse = |needs: String| {
            Err(Error::Setting { name: "initial-vectors", value: file.to_string_lossy().into_owned(), needs })
        };
        let mut vectors = Vectors::read_safetensors(file)?;
        if vectors.matrix.columns() != dim {
            return refuse(format!("has {} dimensions; give --dim {0}", vectors.matrix.columns()));
        }
        let Some(contexts) = vectors.contexts.take() else {
            return refuse("holds no context vectors, which training goes on from, too".to_owned());
        };
        let (sha256, bytes) = hash_file(file)?;
        let record = FileRecord { path: file.to_string_lossy().into_owned(), bytes, sha256 };
        Ok(Self { vectors, contexts, record })
    }

    /// Puts the given rows in place of those of words that have one; gives how many have.
    fn put(&self, words: &Words, state: &mut State) -> usize {
        let rows = self.vectors.words.index();
        let mut known = 0;
        for (id, word) in words.iter().enumerate() {
            if let Some(row) = rows.get(word) {
                state.vectors.row_mut(id).copy_from_slice(self.vectors.matrix.row(row));
                state.contexts.row_mut(id).copy_from_slice(self.contexts.row(row));
                known += 1;
            }
        }
        known
    }
}

/// The stage that trains.
struct Job<'a> {
    folder: &'a RunFolder<'a>,
    source: &'a Source<'a>,
    settings: &'a TrainSettings,
    run: &'a TrainRecord,
    begun: Option<Begun>,
    key: &'a Key,
}

impl Job<'_> {
    /// Trains and writes the stage's files into `dir`: from given vectors or a checkpoint on, the state kept and the loss told after
    /// each epoch.
    fn run(&self, checkpoint: &Path, dir: &Path) -> Result<(), Error> {
        let (training, progress) = (&self.run.training, self.folder.progress());
        let words = self.source.text.first_words(self.source.counts.len());
        let mut state = self.kept(&words, checkpoint);
        match &state {
            Some(state) => progress.note(&format!("goes on after epoch {}", state.losses.len())),
            None if self.settings.resume && training.in_epochs() => {
                progress.note("no checkpoint of this training: it begins anew");
            }
            None => {}
        }
        if let (None, Some(begun), Some(mut first)) = (&state, &self.begun, training.start(self.source)?) {
            let known = begun.put(&words, &mut first);
            progress.note(&format!("{known} of {} words go on from given vectors", words.len()));
            state = Some(first);
        }
        let mut failure = None;
        let advance = advance_in(progress, training.unit());
        let on_epoch = &mut |epoch: &Epoch<'_>| {
            note_epoch(progress, epoch);
            let keeps = (self.settings.checkpoint || self.settings.resume) && epoch.epoch < epoch.epochs;
            if keeps && let Err(error) = self.keep(&words, (epoch.state)(), checkpoint) {
                failure = Some(error);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let started = Instant::now();
        let trained = training.train(self.source, Session { state, progress: &advance, on_epoch });
        if let Some(error) = failure {
            return Err(error);
        }
        let (trained, log) = trained?;
        if log.decomposition.is_some() {
            progress.note(&format!("PPMI and decomposition {:>13.1} s", started.elapsed().as_secs_f64()));
        }
        training.write(trained, &log, self.source.text, self.run.min_count, dir)
    }

    /// Keeps a state: vectors like any other, with what else it needs in the metadata; whole or not at all.
    fn keep(&self, words: &Words, state: State, checkpoint: &Path) -> Result<(), Error> {
        let losses = serde_json::to_string(&state.losses).unwrap_or_default();
        let key = serde_json::to_string(self.key).unwrap_or_default();
        let vectors = Vectors {
            words: words.clone(),
            matrix: state.vectors,
            contexts: Some(state.contexts),
            subwords: None,
            provenance: [("key", key), ("losses", losses)].map(|(k, v)| (k.to_owned(), v)).into(),
        };
        let partial = checkpoint.with_added_extension("partial");
        vectors.write(&partial, Format::Safetensors)?;
        std::fs::rename(&partial, checkpoint).map_err(Error::io("write", checkpoint))
    }

    /// The state that a killed run of the very same training kept, if it is to go on.
    fn kept(&self, words: &Words, checkpoint: &Path) -> Option<State> {
        if !self.settings.resume {
            return None;
        }
        let vectors = Vectors::read_safetensors(checkpoint).ok()?;
        let field = |name: &str| vectors.provenance.get(name);
        if field("key") != serde_json::to_string(self.key).ok().as_ref() || vectors.words != *words {
            return None;
        }
        Some(State {
            losses: serde_json::from_str(field("losses")?).ok()?,
            vectors: vectors.matrix,
            contexts: vectors.contexts?,
        })
    }
}
