//! What shape does a space have?
//!
//! Do its words use all directions alike, or do they lie in a narrow cone, on a few axes? Good for judging whether cosines of one space
//! mean what those of another do: in a narrow cone all words are similar. Blind to what the directions stand for.
//!
//! # Definition
//! ```text
//! x        rows of unit length                  mean cosine = ‖mean x‖²           (of all pairs, each word with itself, too)
//! λ_1..d   eigenvalues of the covariance of x   σ_i = √λ_i
//! participation ratio = (Σ λ)² / Σ λ²           effective rank = exp(−Σ p ln p), p = σ/Σ σ          both from 1 to d
//! I        = min_c Z(c) / max_c Z(c)            Z(c) = Σ_x exp(c·x), c = ± the eigenvectors of XᵀX
//! ```
//!
//! # Shapes and units
//!
//! (n, d); nothing has a unit; I in (0, 1], 1: alike in all directions.
//!
//! # Invariances
//!
//! Rotation; positive scaling of a row; order of rows, but for rounding.
//!
//! # Baseline
//!
//! Independent normal coordinates: participation ratio d n/(n + d), mean cosine 1/n, I near 1. More dimensions have more room: compare
//! shares of d.
//!
//! # Errors
//!
//! NotFinite; TooFew under 3 words with a vector; Degenerate where all words have one direction; Svd.
//!
//! # Cost
//!
//! O(n d² + d³), parallel over fixed pieces of rows.
//!
//! # Source
//!
//! I: Mu & Viswanath (2018), *ICLR*, eq. 7, there on vectors as they are. Effective rank: Roy & Vetterli (2007), EUSIPCO.
//!
//! # Not here
//!
//! The spectrum of what vectors are made of (see spectrum).

#[cfg(test)]
mod tests;

use crate::AnalyseError;
use crate::geometry::rows;
use faer::Mat;
use isogloss_math::{Block, Matrix, svd};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

const FEWEST_WORDS: usize = 3;
/// A variance below this share of a unit row's length is rounding of `f32`.
const ROUNDING: f64 = 1e-12;

/// The shape of one space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Isotropy {
    /// Words with a vector.
    pub words: usize,
    /// Dimensions.
    pub dimensions: usize,
    /// Mean cosine of all pairs of words.
    pub mean_cosine: f64,
    /// I, from 0 to 1.
    pub isotropy: f64,
    /// Directions that share the variance, if all of them had the same.
    pub participation_ratio: f64,
    /// Directions that share the standard deviation, by entropy.
    pub effective_rank: f64,
    /// Share of the variance along each principal component, descending.
    pub variance_shares: Vec<f64>,
}

/// The shape of a space; rows of zeros are words without a vector.
///
/// # Errors
/// See the module.
pub fn isotropy(space: &Matrix) -> Result<Isotropy, AnalyseError> {
    rows::check_finite(&[space])?;
    let known = rows::enough_with_vectors(&[space], FEWEST_WORDS)?;
    let unit = space.gather(&known).unit_rows();
    let (n, d) = (unit.rows(), unit.columns());
    let mean = unit.mean_row();
    let x = Block::from_vec(n, d, unit.as_slice().iter().map(|&x| f64::from(x)).collect());
    let gram = x.transpose_multiply(&x);
    let covariance = Mat::from_fn(d, d, |i, j| gram[(i, j)] / n as f64 - mean[i] * mean[j]);
    let mut variances = svd::dense(&covariance)?.singular_values;
    variances.iter_mut().for_each(|value| *value = if *value > ROUNDING { *value } else { 0.0 });
    let total: f64 = variances.iter().sum();
    if total == 0.0 {
        return Err(AnalyseError::Degenerate { what: "all words have one direction" });
    }
    let squares: f64 = variances.iter().map(|value| value * value).sum();
    let deviations: f64 = variances.iter().map(|value| value.sqrt()).sum();
    let shares = variances.iter().map(|value| value.sqrt() / deviations).filter(|&p| p > 0.0);
    Ok(Isotropy {
        words: n,
        dimensions: d,
        mean_cosine: mean.iter().map(|m| m * m).sum(),
        isotropy: partition_ratio(&x, &svd::dense(&gram)?.u),
        participation_ratio: total * total / squares,
        effective_rank: shares.map(|p| -p * p.ln()).sum::<f64>().exp(),
        variance_shares: variances.iter().map(|value| value / total).collect(),
    })
}

/// min Z(c) / max Z(c) over the columns of `directions` and their opposites.
fn partition_ratio(x: &Block, directions: &Mat<f64>) -> f64 {
    let along = x.multiply(directions.as_ref());
    let z: Vec<f64> = (0..directions.ncols())
        .into_par_iter()
        .flat_map_iter(|c| {
            let sum = move |sign: f64, along: &Block| {
                (0..along.rows()).map(|i| (sign * along.row(i)[c]).exp()).sum::<f64>()
            };
            [sum(1.0, &along), sum(-1.0, &along)]
        })
        .collect();
    let least = z.iter().copied().fold(f64::INFINITY, f64::min);
    let most = z.iter().copied().fold(0.0, f64::max);
    least / most
}
