//! What would a Transformer see?
//!
//! The scaled dot-product attention of a Transformer's first layer with nothing learnt in it: a sentence's static vectors are
//! queries and keys alike. How evenly does a word's attention spread over its sentence, how large are the scores, and
//! how much do both vary? Good for telling whether a space makes the words of its own sentences stand out from each
//! other. Blind to order, to learnt projections and to what a trained model would do.
//!
//! # Definition
//! ```text
//! E        the vectors of a sentence's L words, times √(τ √d / mean ‖x‖²)      mean over the words of all sentences
//! S        E Eᵀ/√d                                       τ = ln(L − 1)
//! P_i      softmax(S_i)
//! entropy  mean over rows of −Σ_j P_ij ln P_ij / ln L
//! norm     ‖E Eᵀ‖_F / L
//! ```
//! Why scale: trainers give vectors of any length, and attention depends on nothing so much as on that. With vectors of norm
//! √d, as a Transformer's layer norm gives them, and Q = K, a word's score with itself is √d and takes all attention; with short
//! ones attention is even whatever the words. τ = ln(L − 1) lies between: a word as long as the average, in a sentence of words
//! that have nothing to do with it, gives half of its attention to itself and half to the rest, and what it gives
//! beyond that to related words shows. The scale is set over the words as often as they are said, in each space by
//! itself, so that it is the same in all domains whatever the trainer.
//!
//! Two controls keep what is not meaning: `shuffled` gives every word its own length but the direction of another word
//! of the sentences (a cycle through all of them, by seed); `equal_norms` keeps directions and gives all one length.
//!
//! # Shapes and units
//!
//! `sentences`: (s, L) row numbers; `vectors`: (n, d); entropy: no unit, in [0, 1].
//!
//! # Invariances
//!
//! Rotation; one positive factor for all vectors; order of sentences, but for the intervals.
//!
//! # Baseline
//!
//! The two controls: entropy of `shuffled` is what lengths and repetition alone give.
//!
//! # Errors
//!
//! TooFew sentences (2), words a sentence (3) or types (2); ShapeMismatch for uneven sentences; Parameter for
//! a word that is no row; NotFinite; Degenerate where all vectors are zero.
//!
//! # Cost
//!
//! O(sentences · L² · d), parallel over sentences; same bits for any number of threads.
//!
//! # Source
//!
//! Vaswani et al. (2017), *NeurIPS* 30, eq. 1.
//!
//! # Not here
//!
//! Attention inside a trained model; differences of domains (see [`crate::difference`]).

#[cfg(test)]
mod tests;

use crate::geometry::rows;
use crate::{AnalyseError, bootstrap};
use isogloss_math::dense::norm_f64;
use isogloss_math::{Estimate, Matrix, simd, stream};
use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Fewest sentences with a variation, and fewest words that a word can choose among.
const FEWEST_SENTENCES: usize = 2;
const FEWEST_WORDS: usize = 3;

/// Self-attention `softmax(E Eᵀ/√d)` over static embeddings of sentences, Q = K = E.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// Sentences.
    pub sentences: usize,
    /// Words of each.
    pub length: usize,
    /// The vectors as they are (times one factor: a word's score with itself is ln(length − 1) on average).
    pub as_is: AttentionStats,
    /// Every word given the direction of another one: keeps norms, loses meaning.
    pub shuffled: AttentionStats,
    /// Every vector given the same norm: keeps directions, loses norms.
    pub equal_norms: AttentionStats,
}

/// Means over sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttentionStats {
    /// Mean row entropy / log(length), in [0, 1]: 1 = attention spread evenly.
    pub row_entropy: Estimate,
    /// Mean ‖QKᵀ‖_F / length, before the division by √d.
    pub score_norm: Estimate,
    /// Standard deviation of ‖QKᵀ‖_F over sentences / its mean: how stable.
    pub score_norm_variation: f64,
}

/// Attention of a domain's own sentences over its own vectors, beside two controls.
///
/// `sentences[s]`: `length` word ids, rows of `vectors`; one sentence per document, for sentences are what is resampled.
/// A row of zeros (a word without a vector) scores 0 with every word.
///
/// # Errors
/// See the module.
pub fn attention(sentences: &[Vec<u32>], vectors: &Matrix, seed: u64) -> Result<Attention, AnalyseError> {
    let length = check(sentences, vectors)?;
    let mut types: Vec<u32> = sentences.iter().flatten().copied().collect();
    types.sort_unstable();
    types.dedup();
    if types.len() < 2 {
        return Err(AnalyseError::TooFew {
            what: "different words in the sentences",
            given: types.len(),
            needed: 2,
        });
    }
    // From here on words are numbered by their place among the types.
    let placed: Vec<Vec<u32>> = sentences
        .iter()
        .map(|sentence| sentence.iter().map(|word| types.partition_point(|t| t < word) as u32).collect())
        .collect();
    let own = vectors.gather(&types);
    let norms: Vec<f64> = (0..own.rows()).map(|i| norm_f64(own.row(i))).collect();
    let said = placed.iter().flatten().map(|&word| norms[word as usize].powi(2));
    let mean_square = said.sum::<f64>() / (sentences.len() * length) as f64;
    if mean_square == 0.0 {
        return Err(AnalyseError::Degenerate { what: "none of the sentences' words has a vector" });
    }
    let target = ((length - 1) as f64).ln() * (own.columns() as f64).sqrt();
    let factor = (target / mean_square).sqrt();
    let scaled = |norm: &f64| norm * factor;
    let as_is: Vec<f64> = norms.iter().map(scaled).collect();
    let equal: Vec<f64> = norms.iter().map(|&norm| if norm > 0.0 { target.sqrt() } else { 0.0 }).collect();
    let itself: Vec<u32> = (0..own.rows() as u32).collect();
    let space = |of: &[u32], norms: &[f64]| with_norms(&own.gather(of), norms);
    Ok(Attention {
        sentences: sentences.len(),
        length,
        as_is: stats(&placed, &space(&itself, &as_is), seed),
        shuffled: stats(&placed, &space(&cycle(&norms, seed), &as_is), seed),
        equal_norms: stats(&placed, &space(&itself, &equal), seed),
    })
}

/// The common length of the sentences.
fn check(sentences: &[Vec<u32>], vectors: &Matrix) -> Result<usize, AnalyseError> {
    if sentences.len() < FEWEST_SENTENCES {
        return Err(AnalyseError::TooFew {
            what: "sentences",
            given: sentences.len(),
            needed: FEWEST_SENTENCES,
        });
    }
    let length = sentences[0].len();
    if let Some(other) = sentences.iter().find(|sentence| sentence.len() != length) {
        let (what, left, right) = ("lengths of sentences", length, other.len());
        return Err(AnalyseError::ShapeMismatch { what, left, right });
    }
    if length < FEWEST_WORDS {
        return Err(AnalyseError::TooFew {
            what: "words in a sentence",
            given: length,
            needed: FEWEST_WORDS,
        });
    }
    if sentences.iter().flatten().any(|&word| word as usize >= vectors.rows()) {
        return Err(AnalyseError::Parameter { name: "sentences", needs: "must hold rows of the vectors" });
    }
    rows::check_finite(&[vectors])?;
    Ok(length)
}

/// Who gets whose direction: one random cycle through all words that have one (Sattolo's shuffle), so that none keeps its own.
fn cycle(norms: &[f64], seed: u64) -> Vec<u32> {
    let known: Vec<usize> = (0..norms.len()).filter(|&i| norms[i] > 0.0).collect();
    let mut turned = known.clone();
    let mut rng = stream::stream(seed, "attention: shuffled directions");
    for i in (1..turned.len()).rev() {
        turned.swap(i, rng.random_range(0..i));
    }
    let mut whose: Vec<u32> = (0..norms.len() as u32).collect();
    known.iter().zip(turned).for_each(|(&i, other)| whose[i] = other as u32);
    whose
}

/// The rows' directions with these norms.
fn with_norms(matrix: &Matrix, norms: &[f64]) -> Matrix {
    let mut scaled = matrix.clone();
    for (i, norm) in norms.iter().enumerate() {
        let own = norm_f64(matrix.row(i));
        let factor = if own > 0.0 { norm / own } else { 0.0 };
        scaled.row_mut(i).iter_mut().for_each(|x| *x = (f64::from(*x) * factor) as f32);
    }
    scaled
}

fn stats(sentences: &[Vec<u32>], vectors: &Matrix, seed: u64) -> AttentionStats {
    let each: Vec<(f64, f64)> =
        sentences.par_iter().map(|sentence| sentence_stats(sentence, vectors)).collect();
    let entropies: Vec<f64> = each.iter().map(|x| x.0).collect();
    let norms: Vec<f64> = each.iter().map(|x| x.1).collect();
    let mean = norms.iter().sum::<f64>() / norms.len() as f64;
    let variance = norms.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (norms.len() - 1) as f64;
    let method = |what: &str| {
        format!(
            "mean over sentences of {what}, a word's score with itself ln(length − 1) on average; bootstrap over sentences, 95 %"
        )
    };
    AttentionStats {
        row_entropy: bootstrap::mean(&entropies, seed, &method("row entropy / ln(length)")),
        score_norm: bootstrap::mean(&norms, seed, &method("‖QKᵀ‖/length")),
        score_norm_variation: if mean > 0.0 { variance.sqrt() / mean } else { 0.0 },
    }
}

/// Mean normalised row entropy, and ‖QKᵀ‖_F / length.
fn sentence_stats(sentence: &[u32], vectors: &Matrix) -> (f64, f64) {
    let length = sentence.len() as f64;
    let root = (vectors.columns() as f64).sqrt();
    let (mut entropies, mut squares) = (0.0, 0.0);
    let mut scores = vec![0.0; sentence.len()];
    for &query in sentence {
        for (score, &key) in scores.iter_mut().zip(sentence) {
            let product = f64::from(simd::dot(vectors.row(query as usize), vectors.row(key as usize)));
            squares += product * product;
            *score = product / root;
        }
        entropies += softmax_entropy(&scores);
    }
    (entropies / length / length.ln(), squares.sqrt() / length)
}

/// −Σ p ln p of p = softmax(scores), nats: ln Z − Σ p (s − max), which never takes the logarithm of 0.
fn softmax_entropy(scores: &[f64]) -> f64 {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut total, mut mean) = (0.0, 0.0);
    for score in scores.iter().map(|score| score - largest) {
        total += score.exp();
        mean += score.exp() * score;
    }
    (total.ln() - mean / total).max(0.0)
}
