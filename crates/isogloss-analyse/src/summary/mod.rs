//! In one number each.
use isogloss_math::{Estimate, Matrix};
use serde::{Deserialize, Serialize};

/// s̄ and Δ̄ of one pair of domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Pairs P in s̄.
    pub pairs: usize,
    /// Mean cosine over the *same* random pairs of shared words in a (after centring), and in b.
    pub mean_similarity_a: Estimate,
    /// In b.
    pub mean_similarity_b: Estimate,
    /// Pearson correlation of the two similarities over the pairs.
    pub similarity_correlation: f64,
    /// Δ̄ over all shared words.
    pub mean_shift: Estimate,
    /// Words in Δ̄.
    pub words: usize,
}

/// `a`, `b`: raw vectors of the shared words (not centred: s̄ of centred vectors is near 0 by construction); `shifts`: Δ of the shared words.
pub fn summary(
    _a: &Matrix,
    _b: &Matrix,
    _shifts: &[f64],
    _pairs: usize,
    _seed: u64,
) -> Result<Summary, crate::AnalyseError> {
    todo!()
}
