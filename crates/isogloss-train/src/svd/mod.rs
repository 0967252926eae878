//! Word vectors from the company that words keep, by linear algebra alone.
//!
//! The leading singular vectors of the PPMI matrix are the plane of `d` dimensions in which the least of it is lost. There
//! is no learning rate and no order of the text: same counts, same seed, same bytes. Good for comparing corpora, where what
//! differs should be the text and not the training.
//!
//! # Definition
//! ```text
//! PPMI ≈ U Σ Vᵀ,   W = U Σ^p,   W̃ = V Σ^(1-p)             so that w_i·w̃_j ≈ PPMI_ij
//! W + V Σ^p                                              where words and contexts are added
//! ```
//! With k > 1 negative samples, of *shifted* PPMI (see [`crate::ppmi`]).
//!
//! # Shapes and units
//! X: (n, n); W, W̃: (n, d), singular values falling from column to column
//!
//! # Invariances
//! number of threads (the same bits); order of the words up to rounding
//!
//! # Baseline
//! a matrix without structure has a flat spectrum; its vectors are noise of unit rank each
//!
//! # Errors
//! Parameter; TooFewWords where fewer than d words have company; Svd
//!
//! # Cost
//! O(entries · 2D + n · D²) time with D ≈ 2d + 100; memory: 16 · entries + 8 · n · (D + 2d) bytes for PPMI, its transpose, the
//! Krylov space with its image, and the vectors
//!
//! # Source
//! Levy, Goldberg & Dagan 2015, §3.3 (weighting of singular values); Musco & Musco 2015 (the block Krylov space)

mod params;
#[cfg(test)]
mod tests;

pub use params::SvdParams;

use crate::ppmi::ppmi;
use crate::{TrainError, Trained};
use isogloss_count::Cooccurrence;
use isogloss_math::svd::{KrylovSvd, TruncatedSvd, truncated};
use isogloss_math::{Csr, Matrix};
use serde::{Deserialize, Serialize};

/// Columns of a block: few make a deeper space of as many dimensions, many make better use of a gathered row.
const BLOCK: usize = 32;
/// Dimensions of the Krylov space beyond twice those wanted.
const BEYOND: usize = 100;

/// Factorises the PPMI matrix of some co-occurrence counts.
///
/// A word without company (or whose company is all below chance) has a row of zeros in both matrices; the sign of each
/// column is settled by the decomposition. Where the matrix has fewer than `dim` singular values above rounding, the
/// last columns are zeros.
///
/// # Errors
/// See the module header.
pub fn train(x: &Cooccurrence, params: &SvdParams) -> Result<Trained, TrainError> {
    Ok(decompose(x, params)?.0)
}

/// How good a decomposition is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decomposition {
    /// Entries of the PPMI matrix.
    pub nonzeros: u64,
    /// The singular values, descending.
    pub singular_values: Vec<f64>,
    /// Their share of `‖PPMI‖²_F`: small, for most of a word matrix is noise.
    pub energy_share: f64,
    /// The largest `‖Aᵀu − σv‖ / σ`.
    pub residual: f64,
}

/// [`train`], and how good it is.
///
/// # Errors
/// See the module header.
pub fn decompose(x: &Cooccurrence, params: &SvdParams) -> Result<(Trained, Decomposition), TrainError> {
    params.check()?;
    let a = ppmi(x, params.context_distribution_smoothing, params.negative, None);
    let transposed = a.transpose();
    let given = with_company(&a).min(with_company(&transposed));
    if given < params.dim {
        return Err(TrainError::TooFewWords { given, dim: params.dim });
    }
    let svd = truncated(&a, &transposed, &settings(params))?;
    let (trained, singular_values) = weighted_pair(&svd, params, &a, &transposed);
    let energy = a.frobenius_squared();
    let leading: f64 = singular_values.iter().map(|sigma| sigma * sigma).sum();
    let energy_share = if energy > 0.0 { (leading / energy).min(1.0) } else { 0.0 };
    let nonzeros = a.values.len() as u64;
    Ok((trained, Decomposition { nonzeros, singular_values, energy_share, residual: svd.residual }))
}

/// How the decomposition is made.
pub(crate) fn settings(params: &SvdParams) -> KrylovSvd {
    KrylovSvd {
        k: params.dim,
        block: BLOCK,
        max_steps: (2 * params.dim + BEYOND).div_ceil(BLOCK),
        tolerance: 0.0,
        vectors: true,
        seed: params.seed,
    }
}

/// Word and context vectors of a decomposition, and its singular values.
pub(crate) fn weighted_pair(
    svd: &TruncatedSvd,
    params: &SvdParams,
    a: &Csr,
    transposed: &Csr,
) -> (Trained, Vec<f64>) {
    let (sigma, p, dim) = (&svd.singular_values, params.eigenvalue_weighting, params.dim);
    let mut vectors = weighted(&svd.u, sigma, p, dim, a);
    let contexts = weighted(&svd.v, sigma, 1.0 - p, dim, transposed);
    if params.add_contexts {
        let alike = weighted(&svd.v, sigma, p, dim, transposed);
        vectors.as_mut_slice().iter_mut().zip(alike.as_slice()).for_each(|(x, y)| *x += y);
    }
    (Trained { vectors, contexts }, sigma.clone())
}

/// How many rows hold anything.
pub(crate) fn with_company(a: &Csr) -> usize {
    a.starts.windows(2).filter(|start| start[0] < start[1]).count()
}

/// `basis · Σ^p`, filled up to `dim` columns; exact zeros where the matrix has an empty row, in place of rounding noise.
fn weighted(basis: &Matrix, singular_values: &[f64], p: f64, dim: usize, of: &Csr) -> Matrix {
    let mut out = Matrix::zeros(basis.rows(), dim);
    let weights: Vec<f64> = singular_values.iter().map(|s| s.powf(p)).collect();
    for i in (0..basis.rows()).filter(|&i| !of.row(i).0.is_empty()) {
        for ((out, &x), weight) in out.row_mut(i).iter_mut().zip(basis.row(i)).zip(&weights) {
            *out = (f64::from(x) * weight) as f32;
        }
    }
    out
}
