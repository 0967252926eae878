//! Trainers: which there are, what they need, and how they are run on a text.

use crate::Error;
use crate::folder::write_json;
use crate::progress::Progress;
use crate::text::Text;
use isogloss_count::{Cooccurrence, CooccurrenceSettings, Weighting};
use isogloss_math::Matrix;
use isogloss_store::{Format, Vectors};
use isogloss_train::svd::{self, Decomposition, SvdParams};
use isogloss_train::tiled::{self, GloveParams, SgnsParams};
use isogloss_train::{Epoch, Session, State, StreamParams, Trained, cbow, sgns_stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A trainer with its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "algorithm", rename_all = "kebab-case")]
pub enum Training {
    /// Positive PMI and truncated SVD: the same bytes on any number of threads.
    Svd {
        /// Its parameters.
        svd: SvdParams,
        /// How company is counted.
        cooccurrence: CooccurrenceSettings,
    },
    /// Skip-gram with negative sampling on counted company: the same bytes on any number of threads.
    Sgns {
        /// word2vec's window, which subsampling widens.
        window: usize,
        /// Its parameters.
        sgns: SgnsParams,
    },
    /// word2vec's skip-gram: reproducible with one thread only.
    SgnsStream {
        /// Its parameters.
        sgns: StreamParams,
    },
    /// word2vec's continuous bag of words: reproducible with one thread only.
    Cbow {
        /// Its parameters.
        cbow: StreamParams,
    },
    /// Weighted least squares on the logarithm of counted company: the same bytes on any number of threads.
    Glove {
        /// Its parameters.
        glove: GloveParams,
        /// How company is counted.
        cooccurrence: CooccurrenceSettings,
    },
}

/// How a training went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingLog {
    /// The trainer.
    pub algorithm: String,
    /// Whether another run gives the same bytes.
    pub reproducible: bool,
    /// The mean loss of every epoch; empty for `svd`.
    pub loss: Vec<f64>,
    /// How good the decomposition is, `svd` only.
    pub decomposition: Option<Decomposition>,
}

/// Where a training says how it went.
pub const LOG_FILE: &str = "training.json";

impl Default for Training {
    fn default() -> Self {
        Self::Svd { svd: SvdParams::default(), cooccurrence: CooccurrenceSettings::default() }
    }
}

/// More dimensions than any use of word vectors asks for, and few enough to be no slip of the finger.
const MOST_DIMENSIONS: usize = 10_000;

/// What vectors are trained on.
pub struct Source<'a> {
    /// The text.
    pub text: &'a Text,
    /// Uses of the words that get vectors, in these documents.
    pub counts: Vec<u64>,
    /// Whether a document is among them; `None`: all are.
    pub documents: Option<&'a [bool]>,
    /// The folder with the company of these documents, for trainers that factorise it.
    pub company: &'a Path,
    /// Threads of the streaming trainers, which are reproducible with one only.
    pub threads: usize,
}

impl<'a> Source<'a> {
    /// Some documents of a text (all where `None`).
    pub fn new(
        text: &'a Text,
        words: usize,
        documents: Option<&'a [bool]>,
        company: &'a Path,
        threads: usize,
    ) -> Self {
        let counts = match documents {
            None => text.corpus.vocabulary.counts()[..words].to_vec(),
            Some(wanted) => {
                let mut counts = text.corpus.count((0..wanted.len()).filter(|&d| wanted[d]));
                counts.truncate(words);
                counts
            }
        };
        Self { text, counts, documents, company, threads }
    }
}

impl Training {
    /// Its name on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Svd { .. } => "svd",
            Self::Sgns { .. } => "sgns",
            Self::SgnsStream { .. } => "sgns-stream",
            Self::Cbow { .. } => "cbow",
            Self::Glove { .. } => "glove",
        }
    }

    /// Whether it runs in epochs: has a loss, and can be kept after each of them.
    pub fn in_epochs(&self) -> bool {
        !matches!(self, Self::Svd { .. })
    }

    /// Whether it can start from given vectors.
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::Sgns { .. } | Self::SgnsStream { .. } | Self::Cbow { .. })
    }

    /// Whether a run with so many threads gives the same bytes again.
    pub fn reproducible(&self, threads: usize) -> bool {
        threads <= 1 || !matches!(self, Self::SgnsStream { .. } | Self::Cbow { .. })
    }

    /// Dimensions.
    pub fn dim(&self) -> usize {
        match self {
            Self::Svd { svd, .. } => svd.dim,
            Self::Sgns { sgns, .. } => sgns.dim,
            Self::SgnsStream { sgns: stream } | Self::Cbow { cbow: stream } => stream.dim,
            Self::Glove { glove, .. } => glove.dim,
        }
    }

    /// Words on each side that count as context.
    pub fn window(&self) -> usize {
        match self {
            Self::Svd { cooccurrence, .. } | Self::Glove { cooccurrence, .. } => cooccurrence.window,
            Self::Sgns { window, .. } => *window,
            Self::SgnsStream { sgns: stream } | Self::Cbow { cbow: stream } => stream.window,
        }
    }

    /// What its progress counts.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::SgnsStream { .. } | Self::Cbow { .. } => "words",
            Self::Svd { .. } | Self::Sgns { .. } | Self::Glove { .. } => "entries",
        }
    }

    /// The company that it factorises, where words have these counts; `None` where it reads the text itself.
    pub fn company(&self, counts: &[u64]) -> Option<CooccurrenceSettings> {
        match self {
            Self::Svd { cooccurrence, .. } | Self::Glove { cooccurrence, .. } => Some(cooccurrence.clone()),
            Self::Sgns { window, sgns } => Some(CooccurrenceSettings {
                window: sgns.reach(counts, *window),
                weighting: Weighting::Dynamic,
                ..CooccurrenceSettings::default()
            }),
            Self::SgnsStream { .. } | Self::Cbow { .. } => None,
        }
    }

    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// The flag, and what it needs.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Svd { svd, .. } => svd.check()?,
            Self::Sgns { sgns, .. } => sgns.check()?,
            Self::SgnsStream { sgns: stream } | Self::Cbow { cbow: stream } => stream.check()?,
            Self::Glove { glove, .. } => glove.check()?,
        }
        CooccurrenceSettings { window: self.window(), ..CooccurrenceSettings::default() }.check()?;
        let dim = self.dim();
        if dim > MOST_DIMENSIONS {
            let needs = format!("must be at most {MOST_DIMENSIONS}");
            return Err(Error::Setting { name: "dim", value: dim.to_string(), needs });
        }
        Ok(())
    }

    /// Leaves context vectors as they are given.
    ///
    /// # Errors
    /// For trainers that cannot.
    pub fn freeze_contexts(&mut self) -> Result<(), Error> {
        match self {
            Self::SgnsStream { sgns: stream } | Self::Cbow { cbow: stream } => {
                stream.freeze_contexts = true;
                Ok(())
            }
            Self::Svd { .. } | Self::Sgns { .. } | Self::Glove { .. } => {
                let needs = "belongs to --algorithm sgns-stream and cbow".to_owned();
                Err(Error::Setting { name: "freeze-contexts", value: String::new(), needs })
            }
        }
    }

    /// Trains. `glove` gives w + w̃ as the vectors of words, as its authors' program does.
    ///
    /// # Errors
    /// What training meets; company that cannot be read.
    pub fn train(&self, source: &Source<'_>, session: Session<'_>) -> Result<(Trained, TrainingLog), Error> {
        let Source { text, counts, documents, company, threads } = source;
        let (corpus, words) = (&text.corpus, counts.len());
        let Session { state, progress, on_epoch } = session;
        let mut loss = state.as_ref().map_or_else(Vec::new, |state| state.losses.clone());
        let mut decomposition = None;
        let on_epoch = &mut |epoch: &Epoch<'_>| {
            loss.push(epoch.loss);
            on_epoch(epoch)
        };
        let session = Session { state, progress, on_epoch };
        let trained = match self {
            Self::Svd { svd, .. } => {
                let (trained, how_good) = svd::decompose(&Cooccurrence::open(company)?, svd)?;
                decomposition = Some(how_good);
                trained
            }
            Self::Sgns { sgns, .. } => tiled::sgns(&Cooccurrence::open(company)?, counts, sgns, session)?,
            Self::SgnsStream { sgns } => {
                sgns_stream::train(corpus, words, *documents, sgns, *threads, session)?
            }
            Self::Cbow { cbow } => cbow::train(corpus, words, *documents, cbow, *threads, session)?,
            Self::Glove { glove, .. } => {
                let found = tiled::glove(&Cooccurrence::open(company)?, glove, session)?;
                Trained { vectors: found.sums(), contexts: found.trained.contexts }
            }
        };
        let (algorithm, reproducible) = (self.name().to_owned(), self.reproducible(*threads));
        Ok((trained, TrainingLog { algorithm, reproducible, loss, decomposition }))
    }

    /// What [`Training::train`] begins with where nothing is given; `None` for trainers that start from nothing else.
    ///
    /// # Errors
    /// Company that cannot be read.
    pub fn start(&self, source: &Source<'_>) -> Result<Option<State>, Error> {
        let Source { text, counts, documents, company, .. } = source;
        let (corpus, words) = (&text.corpus, counts.len());
        Ok(match self {
            Self::Svd { .. } | Self::Glove { .. } => None,
            Self::Sgns { sgns, .. } => Some(tiled::sgns_start(&Cooccurrence::open(company)?, sgns)),
            Self::SgnsStream { sgns } => Some(sgns_stream::start(corpus, words, *documents, sgns)),
            Self::Cbow { cbow } => Some(cbow::start(corpus, words, *documents, cbow)),
        })
    }

    /// The word vectors w of what [`Training::train`] wrote, where that is a sum with the contexts.
    ///
    /// # Errors
    /// Why they cannot be had again.
    pub fn words_alone(&self, mut vectors: Matrix, contexts: &Matrix) -> Result<Matrix, String> {
        match self {
            Self::Glove { .. } => {
                vectors.as_mut_slice().iter_mut().zip(contexts.as_slice()).for_each(|(w, u)| *w -= u);
                Ok(vectors)
            }
            Self::Svd { svd, .. } if svd.add_contexts => {
                Err("with --add-contexts the vectors of words alone are not kept".to_owned())
            }
            _ => Ok(vectors),
        }
    }

    /// Writes vectors into a folder, and says of them how they were made.
    ///
    /// # Errors
    /// What writing meets.
    pub fn write(
        &self,
        trained: Trained,
        log: &TrainingLog,
        text: &Text,
        min_count: u64,
        dir: &Path,
    ) -> Result<(), Error> {
        write_json(&dir.join(LOG_FILE), log)?;
        let mut provenance = BTreeMap::from([
            ("isogloss".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("min_count".to_owned(), min_count.to_string()),
        ]);
        if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(self) {
            let text = |v: serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
            provenance.extend(fields.into_iter().map(|(k, v)| (k, text(v))));
        }
        let words = text.first_words(trained.vectors.rows());
        let vectors = Vectors {
            words,
            matrix: trained.vectors,
            contexts: Some(trained.contexts),
            provenance,
            subwords: None,
        };
        vectors.write(&dir.join("vectors.safetensors"), Format::Safetensors)?;
        Ok(vectors.write(&dir.join("vectors.txt"), Format::Word2vec)?)
    }
}

/// Tells of an epoch's end.
pub(crate) fn note_epoch(progress: &dyn Progress, epoch: &Epoch<'_>) {
    progress.note(&format!("epoch {:>3} of {:<3} loss {:.5}", epoch.epoch, epoch.epochs, epoch.loss));
}
