//! Everything that can be set, in one plain struct.

use crate::Error;
use crate::training::Training;
use isogloss_analyse::analogy::{QuestionSet, own_questions};
use isogloss_analyse::geometry::ShiftParams;
use isogloss_analyse::transfer::{LabelledWords, own_labels};
use isogloss_corpus::TokenizerSettings;
use isogloss_count::CooccurrenceSettings;
use isogloss_count::phrases::PhraseSettings;
use isogloss_train::svd::SvdParams;
use serde::{Deserialize, Serialize};

/// The settings of a comparison. The defaults are those of the command line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How vectors are made.
    pub training: Training,
    /// Words with fewer uses in a domain get no vector there.
    pub min_count: u64,
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
    /// What holds for files of vectors alone.
    #[serde(default)]
    pub vectors: VectorSettings,
    /// Memory for sorting and counting, in bytes. Results do not depend on it, and no run records it.
    #[serde(skip, default = "default_memory")]
    pub memory: u64,
}

/// What holds for comparisons of files of vectors alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorSettings {
    /// Only so many first words of each file.
    pub limit: Option<usize>,
    /// Words are ranked by shift only if they stand in the first so many lines of each file.
    pub last_line: u64,
    /// The rotation is fitted to so many shared words, those that come first in both files.
    pub anchors: usize,
    /// Resamples of the anchors.
    pub resamples: usize,
}

impl Default for VectorSettings {
    fn default() -> Self {
        Self {
            limit: None,
            last_line: ShiftParams::default().last_line,
            // The usual seed of supervised alignment (Conneau et al. 2018, "Word translation without parallel data").
            anchors: 5_000,
            // The 2.5 percentile then rests on five of them.
            resamples: 200,
        }
    }
}

/// Memory for sorting and counting unless the command line says otherwise.
pub const DEFAULT_MEMORY: u64 = 2 << 30;

fn default_memory() -> u64 {
    DEFAULT_MEMORY
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            training: Training::default(),
            min_count: 5,
            noise_floor: true,
            groups: 20,
            neighbours: 25,
            rank_min_count: 100,
            spectrum_words: 20_000,
            seed: 1,
            tokenizer: TokenizerSettings::default(),
            phrases: None,
            vectors: VectorSettings::default(),
            memory: DEFAULT_MEMORY,
        }
    }
}

impl Settings {
    /// Refuses what no run can use; names the flag and what it needs.
    pub fn check(&self) -> Result<(), Error> {
        self.training.check()?;
        let needs = |ok: bool, name: &'static str, value: String, needs: &str| {
            if ok { Ok(()) } else { Err(Error::Setting { name, value, needs: needs.to_owned() }) }
        };
        needs(self.min_count >= 1, "min-count", self.min_count.to_string(), "must be at least 1")?;
        needs(
            (2..=1_000).contains(&self.groups),
            "groups",
            self.groups.to_string(),
            "must be from 2 to 1000",
        )?;
        needs(self.neighbours >= 1, "neighbours", self.neighbours.to_string(), "must be at least 1")?;
        let VectorSettings { limit, last_line, .. } = self.vectors;
        needs(limit != Some(0), "limit", "0".to_owned(), "must be at least 1")?;
        needs(last_line >= 1, "rank-lines", last_line.to_string(), "must be at least 1")
    }

    /// How company is counted for §3 and §8: as the vectors see it where they are made of such counts, else symmetric, weighted by
    /// 1/distance, within documents.
    pub fn cooccurrence(&self) -> CooccurrenceSettings {
        match &self.training {
            Training::Svd { cooccurrence, .. } | Training::Glove { cooccurrence, .. } => cooccurrence.clone(),
            other => CooccurrenceSettings { window: other.window(), ..CooccurrenceSettings::default() },
        }
    }

    /// α of context distribution smoothing (Levy, Goldberg & Dagan 2015) in the PMI of §8.
    pub fn context_distribution_smoothing(&self) -> f64 {
        match &self.training {
            Training::Svd { svd, .. } => svd.context_distribution_smoothing,
            _ => SvdParams::default().context_distribution_smoothing,
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
