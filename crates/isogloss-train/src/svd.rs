//! PPMI + truncated SVD.
use crate::{TrainError, Trained};
use isogloss_count::Cooccurrence;
use serde::{Deserialize, Serialize};

/// Parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SvdParams {
    /// Dimensions.
    pub dim: usize,
    /// Context distribution smoothing.
    pub context_distribution_smoothing: f64,
    /// `p` in `W = U Σ^p`.
    pub eigenvalue_weighting: f64,
    /// Seed of the sketch.
    pub seed: u64,
}

/// Factorises the PPMI matrix.
pub fn train(_x: &Cooccurrence, _params: &SvdParams) -> Result<Trained, TrainError> {
    todo!()
}
