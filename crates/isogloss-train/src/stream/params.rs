use crate::{TrainError, word2vec};
use serde::{Deserialize, Serialize};

/// Parameters of the streaming trainers, word2vec's names and defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamParams {
    /// Dimensions.
    pub dim: usize,
    /// Largest window (drawn uniformly from 1..=window per word).
    pub window: usize,
    /// Negative samples per pair, or per centre word of `cbow`.
    pub negative: usize,
    /// Subsampling threshold; 0 keeps every word.
    pub sample: f64,
    /// Starting learning rate, falling linearly.
    pub alpha: f64,
    /// Passes.
    pub epochs: usize,
    /// Leave the context vectors as they are given: all that is trained with the same ones lies in one space (Di Carlo, Bianchi &
    /// Palmonari 2019).
    pub freeze_contexts: bool,
    /// Seed.
    pub seed: u64,
}

impl StreamParams {
    /// What word2vec.c sets for skip-gram when nothing is said.
    pub fn skip_gram() -> Self {
        Self {
            dim: 100,
            window: 5,
            negative: 5,
            sample: 1e-3,
            alpha: 0.025,
            epochs: 5,
            freeze_contexts: false,
            seed: 1,
        }
    }

    /// What word2vec.c sets for CBOW: the same, but for the learning rate.
    pub fn cbow() -> Self {
        Self { alpha: 0.05, ..Self::skip_gram() }
    }

    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// [`TrainError::Parameter`], which names the flag.
    pub fn check(&self) -> Result<(), TrainError> {
        TrainError::unless(self.window >= 1, "--window", self.window, "must be at least 1")?;
        word2vec::check(self.dim, self.negative, self.epochs, self.sample, self.alpha)
    }
}
