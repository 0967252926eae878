//! How well do the vectors predict who keeps company with whom?
use isogloss_math::Matrix;
use serde::{Deserialize, Serialize};

/// One pair that co-occurs: ids and log X_ij.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Row word.
    pub i: u32,
    /// Column word.
    pub j: u32,
    /// ln X_ij.
    pub log_x: f64,
}

/// How well `log X_ij ≈ s·(w_i·w̃_j) + b_i + b̃_j` holds on pairs that were not used to fit s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CooccurrenceFit {
    /// Pairs used to fit.
    pub fitted_pairs: usize,
    /// Pairs held out, on which R² is taken.
    pub held_out_pairs: usize,
    /// R² with the words' margins alone (log row and column sums).
    pub r2_margins: f64,
    /// R² with margins and w_i·w̃_j.
    pub r2_embedding: f64,
    /// The same by frequency of the rarer word.
    pub bands: Vec<Band>,
    /// (predicted, actual) ln X of some held-out pairs, for a figure.
    pub scatter: Vec<(f64, f64)>,
}

/// One band of pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Least count of the pair's rarer word.
    pub count_low: u64,
    /// Largest.
    pub count_high: u64,
    /// Held-out pairs.
    pub pairs: usize,
    /// R² with margins alone.
    pub r2_margins: f64,
    /// R² with the embedding.
    pub r2_embedding: f64,
}

/// `pairs`: a sample of nonzeros; `log_margins[i]` = ln Σ_j X_ij; `counts[i]`: the words' counts. Least squares on one half of the pairs
/// (by hash of the pair and `seed`), R² on the other.
pub fn fit(
    _pairs: &[Pair],
    _log_margins: &[f64],
    _counts: &[u64],
    _vectors: &Matrix,
    _contexts: &Matrix,
    _seed: u64,
) -> Result<CooccurrenceFit, crate::AnalyseError> {
    todo!()
}
