//! word2vec's skip-gram with negative sampling, streamed.
use crate::{TrainError, Trained};
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
    /// Subsampling threshold.
    pub sample: f64,
    /// Starting learning rate, falling linearly.
    pub alpha: f64,
    /// Passes.
    pub epochs: usize,
    /// Seed.
    pub seed: u64,
}

/// Trains on `ids` (`EncodedCorpus::ids` layout: documents closed by `DOCUMENT_END`); words with id >= `counts.len()` are skipped
/// (taken out before windows are laid), as are documents whose entry in `documents` is false. Not reproducible with more than one thread (Hogwild).
pub fn train(
    _corpus: &isogloss_count::EncodedCorpus,
    _words: usize,
    _documents: Option<&[bool]>,
    _params: &SgnsStreamParams,
    _threads: usize,
    _progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Trained, TrainError> {
    todo!()
}
