use crate::TrainError;
use crate::stream::{Model, Params};
use serde::{Deserialize, Serialize};

/// Parameters, word2vec's names and defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SgnsStreamParams {
    /// Dimensions.
    pub dim: usize,
    /// Largest window (drawn uniformly from 1..=window per word).
    pub window: usize,
    /// Negative samples per pair.
    pub negative: usize,
    /// Subsampling threshold; 0 keeps every word.
    pub sample: f64,
    /// Starting learning rate, falling linearly.
    pub alpha: f64,
    /// Passes.
    pub epochs: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for SgnsStreamParams {
    /// What word2vec.c sets for skip-gram when nothing is said.
    fn default() -> Self {
        Self { dim: 100, window: 5, negative: 5, sample: 1e-3, alpha: 0.025, epochs: 5, seed: 1 }
    }
}

impl SgnsStreamParams {
    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// [`TrainError::Parameter`], which names the flag.
    pub fn check(&self) -> Result<(), TrainError> {
        self.of(Model::SkipGram).check()
    }

    pub(crate) fn of(&self, model: Model) -> Params {
        let &Self { dim, window, negative, sample, alpha, epochs, seed } = self;
        Params { model, dim, window, negative, sample, alpha, epochs, seed }
    }
}
