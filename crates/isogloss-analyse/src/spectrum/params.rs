//! Settings of [`super::spectrum`].

use crate::AnalyseError;
use serde::{Deserialize, Serialize};

/// Settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpectrumParams {
    /// Leading values.
    pub k: usize,
    /// Relative change at which iteration stops.
    pub tolerance: f64,
    /// Seed of the sketch.
    pub seed: u64,
}

impl Default for SpectrumParams {
    /// 100 values: as many as vectors have dimensions by default. A tolerance of 1e-4 shows three digits.
    fn default() -> Self {
        Self { k: 100, tolerance: 1e-4, seed: 1 }
    }
}

impl SpectrumParams {
    /// Refuses what cannot be computed or shows nothing.
    ///
    /// # Errors
    /// [`AnalyseError::Parameter`].
    pub fn check(&self) -> Result<(), AnalyseError> {
        if self.k < 3 {
            return Err(AnalyseError::Parameter { name: "k", needs: "must be at least 3" });
        }
        if !(self.tolerance >= 0.0 && self.tolerance.is_finite()) {
            return Err(AnalyseError::Parameter { name: "tolerance", needs: "must be 0 or above" });
        }
        Ok(())
    }
}
