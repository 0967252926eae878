//! How well do the vectors predict who keeps company with whom?
//!
//! GloVe's reading of word vectors: the inner product of a word and a context, with a bias for each, is the logarithm of how
//! often they occur together. Good for asking how much of X a space has kept, beyond what the words' frequencies
//! tell anyway. Blind to pairs that never occur together; and the vectors themselves were trained on all pairs, so R²
//! says how well they *describe* this corpus, not how well they would predict another.
//!
//! # Definition
//! ```text
//! margins      ln X_ij ≈ β₀ + β₁ m_i + β₂ m_j                    m_i = ln Σ_j X_ij
//! embedding    ln X_ij ≈ β₀ + β₁ m_i + β₂ m_j + s·(w_i·w̃_j)      least squares, each on one half of the pairs
//! R²           1 − Σ f·(y − ŷ)² / Σ f·(y − ȳ)²                    on the other half, ȳ its mean weighted by f
//! f            1, or weighted: min(1, (X_ij / 100)^¾)             in the fit and in R²
//! ```
//! The PMI form is the case β₁ = β₂ = s = 1: ln X_ij = m_i + m_j + w_i·w̃_j + a constant. Free slopes leave room for
//! smoothing, shifts and the scale of the vectors. Unweighted, every pair that meets counts the same, and most of them meet
//! once or twice; weighted, the pairs that X knows well decide, as in GloVe's own loss.
//!
//! Halves by a seeded hash of the pair *without its order*: X is symmetric, so (j, i) would give (i, j) away.
//! Bands: the held-out pairs in five parts of like size by the count of the rarer word, R² within each, around its
//! own mean.
//!
//! # Shapes and units
//!
//! `pairs`: ln X_ij > −∞; `log_margins`, `counts`: (n,); `vectors`, `contexts`: (n, d); R²: no unit, at most 1,
//! negative where the prediction is worse than the mean.
//!
//! # Invariances
//!
//! Order of pairs (but for rounding and the figure's choice of points); one rotation of vectors and contexts;
//! a positive factor on the vectors, and on X where R² is not weighted.
//!
//! # Baseline
//!
//! `r2_margins`: what frequencies alone predict; the gain over it is the vectors'.
//!
//! # Errors
//!
//! ShapeMismatch; NotFinite; Parameter for a word that is no row; TooFew under 20 pairs in a half; Degenerate
//! where all pairs of a half are equally frequent.
//!
//! # Cost
//!
//! O(pairs · d), parallel over pairs; same bits for any number of threads.
//!
//! # Source
//!
//! Pennington, Socher & Manning (2014), *EMNLP*, 1532-1543, eq. 7 to 9; with word2vec's vectors, Levy & Goldberg
//! (2014), *NeurIPS* 27: w_i·w̃_j is then ln X_ij − m_i − m_j + a constant.
//!
//! # Not here
//!
//! Fitting b_i of every word. Which pairs differ between domains (see [`crate::company`]).

mod least_squares;
#[cfg(test)]
mod tests;

use crate::{AnalyseError, geometry::rows};
use isogloss_math::{Matrix, simd, stream};
use least_squares::Linear;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Fewest pairs on each side.
const FEWEST_PAIRS: usize = 20;
/// Bands by frequency.
const BANDS: usize = 5;
/// x_max and exponent of GloVe's weights (Pennington et al. 2014, §4.2).
const X_MAX: f64 = 100.0;
const EXPONENT: f64 = 0.75;
/// Points of the figure, at most.
const SCATTER: usize = 1000;

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
    /// Weighted R² with margins alone, fitted with the same weights.
    pub weighted_r2_margins: f64,
    /// Weighted R² with margins and w_i·w̃_j.
    pub weighted_r2_embedding: f64,
    /// The same by frequency of the rarer word, rarest first.
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
    /// R² with margins alone; 0 where all pairs of the band are equally frequent.
    pub r2_margins: f64,
    /// R² with the embedding; 0 where all pairs of the band are equally frequent.
    pub r2_embedding: f64,
    /// Weighted R² with margins alone; 0 likewise.
    pub weighted_r2_margins: f64,
    /// Weighted R² with the embedding; 0 likewise.
    pub weighted_r2_embedding: f64,
}

/// A held-out pair: how often, as predicted by each model, and the count of its rarer word.
struct Tested {
    actual: f64,
    weight: f64,
    plain: Predicted,
    weighted: Predicted,
    count: u64,
}

/// ln X by either model.
struct Predicted {
    margins: f64,
    embedding: f64,
}

/// Both models, fitted with the same weights.
struct Models {
    margins: Linear<2>,
    embedding: Linear<3>,
}

impl Models {
    fn fit(x: &[[f64; 3]], y: &[f64], weights: &[f64]) -> Self {
        let margins: Vec<[f64; 2]> = x.iter().map(|&[m_i, m_j, _]| [m_i, m_j]).collect();
        Self { margins: Linear::fit(&margins, y, weights), embedding: Linear::fit(x, y, weights) }
    }

    fn predict(&self, x: &[f64; 3]) -> Predicted {
        Predicted { margins: self.margins.predict(&[x[0], x[1]]), embedding: self.embedding.predict(x) }
    }
}

/// How much of the co-occurrences the vectors describe.
///
/// `pairs`: a sample of nonzeros; `log_margins[i]` = ln Σ_j X_ij; `counts[i]`: the words' counts. Least squares on one half of the pairs
/// (by hash of the pair and `seed`), R² on the other.
///
/// # Errors
/// See the module.
pub fn fit(
    pairs: &[Pair],
    log_margins: &[f64],
    counts: &[u64],
    vectors: &Matrix,
    contexts: &Matrix,
    seed: u64,
) -> Result<CooccurrenceFit, AnalyseError> {
    check(pairs, log_margins, counts, vectors, contexts)?;
    let (fitted, held_out): (Vec<Pair>, Vec<Pair>) =
        pairs.iter().copied().partition(|pair| in_fit(pair, seed));
    for half in [&fitted, &held_out] {
        if half.len() < FEWEST_PAIRS {
            let (what, given) = ("pairs of words in a half of the sample", half.len());
            return Err(AnalyseError::TooFew { what, given, needed: FEWEST_PAIRS });
        }
        if half.iter().all(|pair| pair.log_x == half[0].log_x) {
            return Err(AnalyseError::Degenerate { what: "all pairs of words occur together equally often" });
        }
    }
    let features = |pair: &Pair| {
        let (i, j) = (pair.i as usize, pair.j as usize);
        [log_margins[i], log_margins[j], f64::from(simd::dot(vectors.row(i), contexts.row(j)))]
    };
    let x: Vec<[f64; 3]> = fitted.par_iter().map(features).collect();
    let y: Vec<f64> = fitted.iter().map(|pair| pair.log_x).collect();
    let plain = Models::fit(&x, &y, &vec![1.0; y.len()]);
    let weighted = Models::fit(&x, &y, &y.iter().copied().map(weight).collect::<Vec<_>>());
    let tested: Vec<Tested> = held_out
        .par_iter()
        .map(|pair| {
            let x = features(pair);
            Tested {
                actual: pair.log_x,
                weight: weight(pair.log_x),
                plain: plain.predict(&x),
                weighted: weighted.predict(&x),
                count: counts[pair.i as usize].min(counts[pair.j as usize]),
            }
        })
        .collect();
    let all: Vec<&Tested> = tested.iter().collect();
    let step = tested.len().div_ceil(SCATTER);
    Ok(CooccurrenceFit {
        fitted_pairs: fitted.len(),
        held_out_pairs: held_out.len(),
        r2_margins: r2(&all, |_| 1.0, |pair| pair.plain.margins),
        r2_embedding: r2(&all, |_| 1.0, |pair| pair.plain.embedding),
        weighted_r2_margins: r2(&all, |pair| pair.weight, |pair| pair.weighted.margins),
        weighted_r2_embedding: r2(&all, |pair| pair.weight, |pair| pair.weighted.embedding),
        bands: bands(all),
        scatter: tested.iter().step_by(step).map(|pair| (pair.plain.embedding, pair.actual)).collect(),
    })
}

fn check(
    pairs: &[Pair],
    log_margins: &[f64],
    counts: &[u64],
    vectors: &Matrix,
    contexts: &Matrix,
) -> Result<(), AnalyseError> {
    rows::check_heights("vectors and contexts", vectors.rows(), contexts.rows())?;
    rows::check_heights("dimensions of vectors and contexts", vectors.columns(), contexts.columns())?;
    rows::check_finite(&[vectors, contexts])?;
    let words = vectors.rows().min(log_margins.len()).min(counts.len());
    if pairs.iter().any(|pair| pair.i.max(pair.j) as usize >= words) {
        return Err(AnalyseError::Parameter {
            name: "pairs",
            needs: "must be words with a vector, margin and count",
        });
    }
    if let Some(row) = pairs.iter().position(|pair| !pair.log_x.is_finite()) {
        return Err(AnalyseError::NotFinite { what: "ln X of pair", row });
    }
    let no_margin = |&row: &u32| !log_margins[row as usize].is_finite();
    if let Some(row) = pairs.iter().flat_map(|pair| [pair.i, pair.j]).find(no_margin) {
        return Err(AnalyseError::NotFinite { what: "log margin", row: row as usize });
    }
    Ok(())
}

/// Whether a pair is in the half that is fitted.
fn in_fit(pair: &Pair, seed: u64) -> bool {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&pair.i.min(pair.j).to_be_bytes());
    bytes[4..].copy_from_slice(&pair.i.max(pair.j).to_be_bytes());
    // A stream of its own: the caller may have drawn its sample by a hash of the same pair and seed.
    stream::hash(stream::hash(seed, b"cooccurrence: halves"), &bytes).is_multiple_of(2)
}

/// GloVe's weight of a pair: never 0, since ln X is finite.
fn weight(log_x: f64) -> f64 {
    (EXPONENT * (log_x - X_MAX.ln())).exp().clamp(f64::MIN_POSITIVE, 1.0)
}

/// 1 − residual sum of squares / total sum of squares; 0 where all values are equal.
fn r2(tested: &[&Tested], weight: fn(&Tested) -> f64, predicted: fn(&Tested) -> f64) -> f64 {
    let weights = tested.iter().map(|pair| weight(pair)).sum::<f64>();
    let mean = tested.iter().map(|pair| weight(pair) * pair.actual).sum::<f64>() / weights;
    let squares = |value: &dyn Fn(&Tested) -> f64| {
        tested.iter().map(|pair| weight(pair) * (pair.actual - value(pair)).powi(2)).sum::<f64>()
    };
    let (total, residual) = (squares(&|_| mean), squares(&predicted));
    if total > 0.0 { 1.0 - residual / total } else { 0.0 }
}

/// Bands of like size; pairs of one count are never parted, so there may be fewer.
fn bands(mut tested: Vec<&Tested>) -> Vec<Band> {
    // Stable: pairs of one count stay in their order.
    tested.sort_by_key(|pair| pair.count);
    let mut bands = Vec::new();
    let mut start = 0;
    for band in 1..=BANDS {
        let aim = tested.len() * band / BANDS;
        if aim <= start {
            continue;
        }
        let last = tested[aim - 1].count;
        let end = tested.partition_point(|pair| pair.count <= last);
        let held = &tested[start..end];
        bands.push(Band {
            count_low: held[0].count,
            count_high: last,
            pairs: held.len(),
            r2_margins: r2(held, |_| 1.0, |pair| pair.plain.margins),
            r2_embedding: r2(held, |_| 1.0, |pair| pair.plain.embedding),
            weighted_r2_margins: r2(held, |pair| pair.weight, |pair| pair.weighted.margins),
            weighted_r2_embedding: r2(held, |pair| pair.weight, |pair| pair.weighted.embedding),
        });
        start = end;
    }
    bands
}
