use crate::TrainError;
use serde::{Deserialize, Serialize};

/// Parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SvdParams {
    /// Dimensions.
    pub dim: usize,
    /// Context distribution smoothing, 0 to 1.
    pub context_distribution_smoothing: f64,
    /// k of shifted PPMI: the negative samples of the skip-gram that it stands for; 1: no shift.
    pub negative: f64,
    /// `p` in `W = U Σ^p`, 0 to 1.
    pub eigenvalue_weighting: f64,
    /// Whether the vectors are the sum of word and context vectors.
    pub add_contexts: bool,
    /// Seed of the sketch.
    pub seed: u64,
}

impl Default for SvdParams {
    /// 100 dimensions, the size at which vectors are most often compared; α = 0.75 and p = 0.5 as Levy, Goldberg & Dagan
    /// (2015) recommend; no shift, which costs more than it gives where text is short.
    fn default() -> Self {
        Self {
            dim: 100,
            context_distribution_smoothing: 0.75,
            negative: 1.0,
            eigenvalue_weighting: 0.5,
            add_contexts: false,
            seed: 1,
        }
    }
}

impl SvdParams {
    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// [`TrainError::Parameter`], which names the flag.
    pub fn check(&self) -> Result<(), TrainError> {
        TrainError::unless(self.dim >= 1, "--dim", self.dim, "must be at least 1")?;
        let shares = [
            ("--cds", self.context_distribution_smoothing),
            ("--eigenvalue-weighting", self.eigenvalue_weighting),
        ];
        let shift = self.negative;
        TrainError::unless(
            shift >= 1.0 && shift.is_finite(),
            "--negative",
            shift,
            "must be at least 1 (no shift)",
        )?;
        for (name, share) in shares {
            TrainError::unless((0.0..=1.0).contains(&share), name, share, "must be from 0 to 1")?;
        }
        Ok(())
    }
}
