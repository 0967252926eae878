//! Settings of the comparison of whole spaces.

use crate::AnalyseError;
use serde::{Deserialize, Serialize};

/// Settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LikenessParams {
    /// Words in the sample.
    pub words: usize,
    /// Random correspondences in the null.
    pub permutations: usize,
    /// Chooses both.
    pub seed: u64,
}

impl Default for LikenessParams {
    fn default() -> Self {
        Self {
            // Half a million pairs: on GloVe's files another sample of as many words changes RSA and CKA by about 0.01.
            words: 1_000,
            // The 2.5 percentile then rests on five of them: enough to see whether a value stands apart.
            permutations: 200,
            seed: 1,
        }
    }
}

impl LikenessParams {
    /// Refuses settings that no computation can use.
    ///
    /// # Errors
    /// Parameter.
    pub fn check(&self) -> Result<(), AnalyseError> {
        if self.words < super::FEWEST_WORDS {
            return Err(AnalyseError::Parameter { name: "words", needs: "must be at least 10" });
        }
        if self.permutations == 0 {
            return Err(AnalyseError::Parameter { name: "permutations", needs: "must be at least 1" });
        }
        Ok(())
    }
}
