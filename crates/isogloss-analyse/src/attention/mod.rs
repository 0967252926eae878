//! What would a Transformer see?
use isogloss_math::{Estimate, Matrix};
use serde::{Deserialize, Serialize};

/// Self-attention `softmax(E Eᵀ/√d)` over static embeddings of sentences, Q = K = E.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// Sentences.
    pub sentences: usize,
    /// Words of each.
    pub length: usize,
    /// The vectors as they are (scaled to mean norm √d, see the method).
    pub as_is: AttentionStats,
    /// Every word given the vector of a random other one: keeps norms, loses meaning.
    pub shuffled: AttentionStats,
    /// Every vector given the same norm: keeps directions, loses norms.
    pub equal_norms: AttentionStats,
}

/// Means over sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttentionStats {
    /// Mean row entropy / log(length), in [0, 1]: 1 = attention spread evenly.
    pub row_entropy: Estimate,
    /// Mean ‖QKᵀ‖_F / length.
    pub score_norm: Estimate,
    /// Standard deviation of ‖QKᵀ‖_F over sentences / its mean: how stable.
    pub score_norm_variation: f64,
}

/// `sentences[s]`: `length` word ids, rows of `vectors`; one sentence per document.
pub fn attention(
    _sentences: &[Vec<u32>],
    _vectors: &Matrix,
    _seed: u64,
) -> Result<Attention, crate::AnalyseError> {
    todo!()
}
