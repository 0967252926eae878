//! What is the spectrum?
//!
//! The singular values of a co-occurrence matrix say how many directions its words really differ in. A spectrum that falls
//! fast is one in which few topics and patterns explain who keeps company with whom; a flat one is rich, or noisy. The two
//! cannot be told apart from the spectrum alone: a matrix of pure chance is the flattest of all, and a smaller corpus is
//! nearer to chance. Compare domains on the same words, and mind their sizes.
//!
//! # Definition
//! ```text
//! M ≈ U diag(σ_1 ≥ σ_2 ≥ … ≥ σ_k) Vᵀ
//! effective rank = exp(−Σ p_i ln p_i),  p_i = σ_i/Σ σ              over the k leading values: from 1 to k
//! β              = −slope of ln σ_i on ln i, least squares, i = 2..=k        σ_i ∝ i^-β
//! energy share   = Σ σ_i² / ‖M‖²_F
//! ```
//!
//! # Shapes and units
//!
//! M: (words, contexts), any sparse matrix; σ in its unit, the rest without.
//!
//! # Invariances
//!
//! Order of rows and of columns, M against Mᵀ, signs of rows; scaling M scales σ alone.
//!
//! # Baseline
//!
//! k equal values have effective rank k and β 0.
//!
//! # Errors
//!
//! TooFew singular values above rounding (3 are needed for a slope); Parameter; Svd.
//!
//! # Cost
//!
//! O(entries · D) for a space of D ≤ 12 k dimensions, see [`isogloss_math::svd::truncated`].
//!
//! # Source
//!
//! Musco & Musco (2015) for the decomposition; Roy & Vetterli (2007), EUSIPCO, for the effective
//! rank, which they take over all values and we over the leading ones.
//!
//! # Not here
//!
//! Intervals and a noise null, neither of which is built yet; the vectors themselves (see isogloss-train).

mod params;

#[cfg(test)]
mod tests;

pub use params::SpectrumParams;

use crate::{AnalyseError, line};
use isogloss_math::Csr;
use isogloss_math::svd::{KrylovSvd, truncated};
use serde::{Deserialize, Serialize};

/// Columns of a block of the Krylov space.
const BLOCK: usize = 32;
/// The space has at most so many dimensions per value wanted: a slow decay needs them, and the tolerance stops earlier.
const MOST_DIMENSIONS: usize = 12;
/// A singular value below this share of the first is rounding.
const NEGLIGIBLE: f64 = 1e-10;
/// A slope needs two points, and the first value is left out of it.
const FEWEST_VALUES: usize = 3;

/// The leading singular values of one PPMI matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spectrum {
    /// Rows and columns.
    pub words: usize,
    /// Entries.
    pub nonzeros: usize,
    /// Leading singular values, descending.
    pub singular_values: Vec<f64>,
    /// Largest `‖Aᵀu − σv‖/σ` (or `‖Av − σu‖/σ`; the other of the two is solved by construction).
    pub residual: f64,
    /// `exp(−Σ p log p)`, p = σ/Σσ over the leading values: how many directions share the weight (Roy & Vetterli 2007), at most their number.
    pub effective_rank: f64,
    /// β of σ_i ∝ i^-β, least squares of log σ on log i over i = 2..=k: large = decays fast.
    pub decay_exponent: f64,
    /// Share of ‖M‖²_F in the leading values.
    pub energy_share: f64,
}

/// Of any sparse matrix.
///
/// Where the matrix has fewer than `k` singular values above rounding, there are as many as it has.
///
/// # Errors
/// [`AnalyseError::TooFew`] with fewer than three such values, [`AnalyseError::Svd`] for NaN, infinity or no convergence,
/// [`AnalyseError::Parameter`].
pub fn spectrum(matrix: &Csr, params: &SpectrumParams) -> Result<Spectrum, AnalyseError> {
    params.check()?;
    let smaller_side = matrix.rows().min(matrix.n_columns);
    if smaller_side < FEWEST_VALUES {
        return Err(AnalyseError::TooFew {
            what: "rows or columns",
            given: smaller_side,
            needed: FEWEST_VALUES,
        });
    }
    let k = params.k.min(smaller_side);
    let settings = KrylovSvd {
        k,
        block: BLOCK,
        max_steps: (MOST_DIMENSIONS * k).div_ceil(BLOCK),
        tolerance: params.tolerance,
        vectors: false,
        seed: params.seed,
    };
    let svd = truncated(matrix, &matrix.transpose(), &settings)?;
    let mut singular_values = svd.singular_values;
    let least = singular_values.first().map_or(0.0, |largest| largest * NEGLIGIBLE);
    singular_values.retain(|&sigma| sigma > least);
    if singular_values.len() < FEWEST_VALUES {
        return Err(AnalyseError::TooFew {
            what: "singular values above rounding",
            given: singular_values.len(),
            needed: FEWEST_VALUES,
        });
    }
    let energy: f64 = matrix.values.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    let leading: f64 = singular_values.iter().map(|sigma| sigma * sigma).sum();
    Ok(Spectrum {
        words: matrix.rows(),
        nonzeros: matrix.values.len(),
        residual: svd.residual,
        effective_rank: effective_rank(&singular_values),
        decay_exponent: decay_exponent(&singular_values)?,
        energy_share: (leading / energy).min(1.0),
        singular_values,
    })
}

/// `exp(−Σ p ln p)`, p = σ/Σσ, of positive values.
fn effective_rank(singular_values: &[f64]) -> f64 {
    let sum: f64 = singular_values.iter().sum();
    let entropy: f64 = singular_values.iter().map(|sigma| sigma / sum).map(|p| -p * p.ln()).sum();
    entropy.exp()
}

/// β of σ_i ∝ i^-β over i = 2..=k. The first value is left out: of a matrix without negative entries it is the common
/// part of all words, and lies far above the line of the others.
fn decay_exponent(singular_values: &[f64]) -> Result<f64, AnalyseError> {
    let points: Vec<(f64, f64)> = singular_values
        .iter()
        .enumerate()
        .skip(1)
        .map(|(i, sigma)| ((i as f64 + 1.0).ln(), sigma.ln()))
        .collect();
    let too_few =
        AnalyseError::TooFew { what: "singular values", given: singular_values.len(), needed: FEWEST_VALUES };
    line::slope(&points).map(|slope| -slope).ok_or(too_few)
}
