//! Word vectors from the company that words keep, by linear algebra alone.
//!
//! The leading singular vectors of the PPMI matrix are the plane of `d` dimensions in which the least of it is lost. There
//! is no learning rate and no order of the text: same counts, same seed, same bytes. Good for comparing corpora, where what
//! differs should be the text and not the training.
//!
//! # Definition
//! ```text
//! PPMI ≈ U Σ Vᵀ,   W = U Σ^p,   W̃ = V Σ^(1-p)             so that w_i·w̃_j ≈ PPMI_ij
//! ```
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
//! O(entries · (d + 10)) per product, eleven products; memory for PPMI and its transpose, 8 bytes an
//! entry each, and for four blocks of (n, d + 10) in f64
//!
//! # Source
//! Levy, Goldberg & Dagan 2015, §3.3 (weighting of singular values); Halko, Martinsson & Tropp 2011 (the randomized decomposition)

mod params;
#[cfg(test)]
mod tests;

pub use params::SvdParams;

use crate::ppmi::ppmi;
use crate::{TrainError, Trained};
use faer::MatRef;
use isogloss_count::Cooccurrence;
use isogloss_math::svd::{RandomizedSvd, Svd, randomized};
use isogloss_math::{Csr, Matrix};

/// Columns of the sketch beyond the dimensions wanted, as Halko, Martinsson & Tropp recommend (5 to 10).
const OVERSAMPLING: usize = 10;
/// Subspace iterations. On 4 million words of an encyclopedia 0, 1, 2, 4, 6 and 12 of them gave WordSim-353 a rank
/// correlation of 0.18, 0.49, 0.53, 0.55, 0.54 and 0.53: the plane is found long before its last singular value.
const ITERATIONS: usize = 4;

/// Factorises the PPMI matrix of some co-occurrence counts.
///
/// A word without company (or whose company is all below chance) has a row of zeros in both matrices; the sign of each
/// column is settled by the decomposition. Where the matrix has fewer than `dim` singular values above rounding, the
/// last columns are zeros.
///
/// # Errors
/// See the module header.
pub fn train(x: &Cooccurrence, params: &SvdParams) -> Result<Trained, TrainError> {
    params.check()?;
    let a = ppmi(x, params.context_distribution_smoothing, None);
    let transposed = a.transpose();
    let given = with_company(&a).min(with_company(&transposed));
    if given < params.dim {
        return Err(TrainError::TooFewWords { given, dim: params.dim });
    }
    let svd = randomized(
        &a,
        &transposed,
        &RandomizedSvd {
            k: params.dim,
            oversampling: OVERSAMPLING,
            max_iterations: ITERATIONS,
            tolerance: 0.0,
            seed: params.seed,
        },
    )?;
    let Svd { u, v, singular_values, .. } = svd;
    let p = params.eigenvalue_weighting;
    Ok(Trained {
        vectors: weighted(u.as_ref(), &singular_values, p, params.dim, &a),
        contexts: weighted(v.as_ref(), &singular_values, 1.0 - p, params.dim, &transposed),
    })
}

/// How many rows hold anything.
fn with_company(a: &Csr) -> usize {
    a.starts.windows(2).filter(|start| start[0] < start[1]).count()
}

/// `basis · Σ^p`, filled up to `dim` columns; exact zeros where the matrix has an empty row, in place of rounding noise.
fn weighted(basis: MatRef<'_, f64>, singular_values: &[f64], p: f64, dim: usize, of: &Csr) -> Matrix {
    let mut out = Matrix::zeros(basis.nrows(), dim);
    let weights: Vec<f64> = singular_values.iter().map(|s| s.powf(p)).collect();
    for i in (0..basis.nrows()).filter(|&i| !of.row(i).0.is_empty()) {
        for (j, (x, weight)) in out.row_mut(i).iter_mut().zip(&weights).enumerate() {
            *x = (basis[(i, j)] * weight) as f32;
        }
    }
    out
}
