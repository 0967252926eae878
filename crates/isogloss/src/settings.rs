//! Everything that can be set, in one plain struct.

use crate::Error;
use isogloss_analyse::analogy::{QuestionSet, own_questions};
use isogloss_analyse::transfer::{LabelledWords, own_labels};
use isogloss_corpus::TokenizerSettings;
use isogloss_count::CooccurrenceSettings;
use isogloss_count::phrases::PhraseSettings;
use isogloss_train::{sgns_stream::SgnsStreamParams, svd::SvdParams};
use serde::{Deserialize, Serialize};

/// How vectors are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// Positive PMI and truncated SVD: the same bytes on any number of threads.
    Svd,
    /// word2vec's skip-gram with negative sampling: with more than one thread no two runs agree.
    SgnsStream,
}

/// The settings of a comparison. The defaults are those of the command line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How vectors are made.
    pub algorithm: Algorithm,
    /// Dimensions of the vectors.
    pub dim: usize,
    /// Words on each side that count as context, 1 to 20.
    pub window: usize,
    /// Words with fewer uses in a domain get no vector there.
    pub min_count: u64,
    /// α of context distribution smoothing (Levy, Goldberg & Dagan 2015), `svd` only.
    pub context_distribution_smoothing: f64,
    /// p of `W = U Σ^p`, `svd` only.
    pub eigenvalue_weighting: f64,
    /// Negative samples per pair, `sgns-stream` only.
    pub negative: usize,
    /// Subsampling threshold, `sgns-stream` only.
    pub sample: f64,
    /// Starting learning rate, `sgns-stream` only.
    pub alpha: f64,
    /// Passes over the corpus, `sgns-stream` only.
    pub epochs: usize,
    /// Train also on two halves of each domain, to know what Δ noise alone makes.
    pub noise_floor: bool,
    /// Groups of units for the jackknife.
    pub groups: usize,
    /// Nearest neighbours that are compared.
    pub neighbours: usize,
    /// Words are ranked by shift only if each domain uses them this often.
    pub rank_min_count: u64,
    /// Words of the matched vocabulary whose spectrum is taken.
    pub spectrum_words: usize,
    /// The seed of everything random.
    pub seed: u64,
    /// How text is cut.
    pub tokenizer: TokenizerSettings,
    /// Which pairs of words are joined, if any are.
    pub phrases: Option<PhraseSettings>,
    /// Memory for sorting and counting, in bytes. Results do not depend on it, and no run records it.
    #[serde(skip, default = "default_memory")]
    pub memory: u64,
}

/// Memory for sorting and counting unless the command line says otherwise.
pub const DEFAULT_MEMORY: u64 = 2 << 30;

fn default_memory() -> u64 {
    DEFAULT_MEMORY
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Svd,
            dim: 100,
            window: 5,
            min_count: 5,
            context_distribution_smoothing: 0.75,
            eigenvalue_weighting: 0.5,
            negative: 5,
            sample: 1e-3,
            alpha: 0.025,
            epochs: 5,
            noise_floor: true,
            groups: 20,
            neighbours: 25,
            rank_min_count: 100,
            spectrum_words: 20_000,
            seed: 1,
            tokenizer: TokenizerSettings::default(),
            phrases: None,
            memory: DEFAULT_MEMORY,
        }
    }
}

impl Settings {
    /// Refuses what no run can use; names the flag and what it needs.
    pub fn check(&self) -> Result<(), Error> {
        let needs = |ok: bool, name: &'static str, value: String, needs: &str| {
            if ok { Ok(()) } else { Err(Error::Setting { name, value, needs: needs.to_owned() }) }
        };
        needs((1..=2_000).contains(&self.dim), "dim", self.dim.to_string(), "must be from 1 to 2000")?;
        needs((1..=20).contains(&self.window), "window", self.window.to_string(), "must be from 1 to 20")?;
        needs(self.min_count >= 1, "min-count", self.min_count.to_string(), "must be at least 1")?;
        needs(
            (2..=1_000).contains(&self.groups),
            "groups",
            self.groups.to_string(),
            "must be from 2 to 1000",
        )?;
        needs(self.neighbours >= 1, "neighbours", self.neighbours.to_string(), "must be at least 1")?;
        needs(self.epochs >= 1, "epochs", self.epochs.to_string(), "must be at least 1")?;
        needs(
            (0.0..=1.0).contains(&self.context_distribution_smoothing),
            "cds",
            self.context_distribution_smoothing.to_string(),
            "must be from 0 to 1",
        )?;
        needs(
            (0.0..=1.0).contains(&self.eigenvalue_weighting),
            "eigenvalue-weighting",
            self.eigenvalue_weighting.to_string(),
            "must be from 0 to 1",
        )?;
        needs(
            self.alpha > 0.0 && self.alpha.is_finite(),
            "alpha",
            self.alpha.to_string(),
            "must be above 0",
        )?;
        needs(
            self.sample >= 0.0 && self.sample.is_finite(),
            "sample",
            self.sample.to_string(),
            "must be 0 (off) or above",
        )
    }

    /// How company is counted: symmetric, weighted by 1/distance, within documents.
    pub fn cooccurrence(&self) -> CooccurrenceSettings {
        CooccurrenceSettings { window: self.window, ..CooccurrenceSettings::default() }
    }

    /// The parameters of `svd`.
    pub fn svd_params(&self) -> SvdParams {
        SvdParams {
            dim: self.dim,
            context_distribution_smoothing: self.context_distribution_smoothing,
            eigenvalue_weighting: self.eigenvalue_weighting,
            seed: self.seed,
            ..SvdParams::default()
        }
    }

    /// The parameters of `sgns-stream`.
    pub fn sgns_params(&self) -> SgnsStreamParams {
        SgnsStreamParams {
            dim: self.dim,
            window: self.window,
            negative: self.negative,
            sample: self.sample,
            alpha: self.alpha,
            epochs: self.epochs,
            seed: self.seed,
        }
    }
}

/// What vectors are judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationSets {
    /// Analogies (§6).
    pub questions: QuestionSet,
    /// Labelled words (§7).
    pub labels: LabelledWords,
}

impl Default for EvaluationSets {
    /// The project's own English sets.
    fn default() -> Self {
        Self { questions: own_questions(), labels: own_labels() }
    }
}
