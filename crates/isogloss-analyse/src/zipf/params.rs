//! Settings of [`super::zipf`].

use crate::AnalyseError;
use serde::{Deserialize, Serialize};

/// Settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZipfParams {
    /// The least-squares fit covers ranks 1..=this.
    pub slope_ranks: u64,
    /// Points of the curve.
    pub curve_points: usize,
}

impl Default for ZipfParams {
    /// 1,000 ranks: well before the slope of running text begins to steepen, some thousands of ranks down (Montemurro 2001),
    /// and few enough that even a small corpus has few ties of rare words among them. 200 points: more than a figure shows.
    fn default() -> Self {
        Self { slope_ranks: 1_000, curve_points: 200 }
    }
}

impl ZipfParams {
    /// Refuses what no line and no curve can be drawn through.
    ///
    /// # Errors
    /// [`AnalyseError::Parameter`].
    pub fn check(&self) -> Result<(), AnalyseError> {
        if self.slope_ranks < 2 {
            return Err(AnalyseError::Parameter { name: "slope_ranks", needs: "must be at least 2" });
        }
        if self.curve_points < 2 {
            return Err(AnalyseError::Parameter { name: "curve_points", needs: "must be at least 2" });
        }
        Ok(())
    }
}
