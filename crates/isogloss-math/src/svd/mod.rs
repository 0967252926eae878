//! Singular values and vectors.
//!
//! [`randomized`] gives the leading triplets of a large sparse matrix, [`dense`] all of a small dense one. Both give
//! the same bits for any number of threads, and settle the sign that a decomposition leaves open: the entry of
//! largest magnitude of every left vector is positive (the first of them where several are equal).

mod dense;
mod krylov;
mod randomized;
mod tall_qr;
#[cfg(test)]
mod tests;

pub use dense::dense;
pub use randomized::randomized;

use crate::{Csr, Matrix};
use faer::Mat;
use rayon::prelude::*;

/// Settings of [`randomized`].
#[derive(Clone, Debug, PartialEq)]
pub struct RandomizedSvd {
    /// Singular triplets wanted.
    pub k: usize,
    /// Extra dimensions of the sketch.
    pub oversampling: usize,
    /// At most this many subspace iterations.
    pub max_iterations: usize,
    /// Stop when no wanted singular value moved by more than this, relatively, in one iteration; 0: never early.
    pub tolerance: f64,
    /// Seed of the sketch.
    pub seed: u64,
}

/// A (truncated) singular value decomposition `A ≈ U diag(σ) Vᵀ`.
#[derive(Clone, Debug)]
pub struct Svd {
    /// Left singular vectors, (rows, k).
    pub u: Mat<f64>,
    /// Singular values, descending, (k,).
    pub singular_values: Vec<f64>,
    /// Right singular vectors, (columns, k).
    pub v: Mat<f64>,
    /// Iterations that were made (0 for a dense one).
    pub iterations: usize,
    /// The largest `‖A v − σ u‖ / σ` over the triplets. (Values that are zero up to rounding are measured against
    /// the largest one; a matrix of zeros has residual 0.)
    pub residual: f64,
}

/// Settings of [`truncated`].
#[derive(Clone, Debug, PartialEq)]
pub struct KrylovSvd {
    /// Singular triplets wanted.
    pub k: usize,
    /// Columns of a block: a multiple of 16 wastes none.
    pub block: usize,
    /// Blocks at most; the space has `block · max_steps` dimensions.
    pub max_steps: usize,
    /// Stop when no wanted singular value moved by more than this, relatively, from one block to the next; 0: never early.
    pub tolerance: f64,
    /// Whether the vectors are wanted, or the values alone.
    pub vectors: bool,
    /// Seed of the first block.
    pub seed: u64,
}

/// A truncated singular value decomposition `A ≈ U diag(σ) Vᵀ`, vectors in `f32`, row by word.
#[derive(Clone, Debug, PartialEq)]
pub struct TruncatedSvd {
    /// Left singular vectors, (rows, k); no rows where they were not wanted.
    pub u: Matrix,
    /// Singular values, descending, (k,).
    pub singular_values: Vec<f64>,
    /// Right singular vectors, (columns, k); no rows where they were not wanted.
    pub v: Matrix,
    /// Blocks of the space; 0 where the matrix was so small that all of it was decomposed.
    pub steps: usize,
    /// The largest `‖Aᵀ u − σ v‖ / σ` over the triplets.
    pub residual: f64,
}

impl TruncatedSvd {
    fn empty(rows: usize, columns: usize) -> Self {
        Self {
            u: Matrix::zeros(rows, 0),
            singular_values: Vec::new(),
            v: Matrix::zeros(columns, 0),
            steps: 0,
            residual: 0.0,
        }
    }
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SvdError {
    /// The dense kernel found no convergence even on the Gram matrix.
    #[error("the singular value decomposition of a {rows} x {columns} matrix did not converge")]
    NoConvergence {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        columns: usize,
    },
    /// The matrix holds NaN or infinity.
    #[error("the matrix holds a value that is not finite")]
    NotFinite,
    /// Nothing to decompose.
    #[error("the matrix is empty")]
    Empty,
}

/// The value below which a singular value is zero up to rounding, as numpy's `matrix_rank` has it.
fn rounding(largest: f64, rows: usize, columns: usize) -> f64 {
    largest * f64::EPSILON * rows.max(columns) as f64
}

/// Makes the entry of largest magnitude of every column of `u` positive, turning `v` along.
fn fix_signs(u: &mut Mat<f64>, v: &mut Mat<f64>) {
    for j in 0..u.ncols() {
        let largest = u.col(j).iter().fold(0.0_f64, |m, &x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            u.col_mut(j).iter_mut().for_each(|x| *x = -*x);
            v.col_mut(j).iter_mut().for_each(|x| *x = -*x);
        }
    }
}

/// The leading `k` singular triplets of a sparse matrix; `a_transposed` is `a.transpose()`.
///
/// ```text
/// P_1 = orth(Aᵀ Ω)                                  Ω: (rows, b), standard normal
/// P_{i+1} = orth((I − P Pᵀ) Aᵀ A P_i)               P = [P_1 … P_i], orthonormal
/// W = A P,  WᵀW = Y Σ² Yᵀ,  U = W Y Σ⁻¹,  V = P Y     the best that the space holds
/// ```
///
/// A block Krylov space holds every polynomial of `AᵀA` applied to its first block, where subspace iteration keeps one power
/// only: as good a plane takes a fraction of the products. `A v = σ u` holds by construction, and [`TruncatedSvd::residual`]
/// says how well `Aᵀ u = σ v` does. Blocks are `f32`; Gram matrices, and all that follows from them, `f64`: singular
/// values are good to about `1e-7 σ_1`, vectors orthonormal to about `1e-6 σ_1 / σ`. A matrix whose smaller side is within the
/// space's dimensions, and one whose squares `f32` does not hold, is decomposed by [`randomized`] in `f64` throughout.
///
/// Gives fewer than `k` triplets where the matrix has fewer: values that are zero up to rounding are left out.
///
/// # Errors
/// `Empty` for no rows or no columns, `NotFinite` for NaN or an infinity among the values, `NoConvergence`.
///
/// # Panics
/// If `a_transposed` has not the shape of the transpose.
///
/// # Cost
/// With D = b · steps: O(entries · 2D) for the products, O((rows + columns) · D²) for the rest; memory for (rows + columns) · D
/// `f32`, and as much for (rows + columns) · k.
///
/// # Source
/// Musco & Musco, "Randomized block Krylov methods for stronger and faster approximate singular value decomposition", NIPS 2015,
/// algorithm 2, with the basis kept orthonormal as in Golub, Luk & Overton (1981); one-sided as in Simon & Zha (2000).
pub fn truncated(a: &Csr, a_transposed: &Csr, settings: &KrylovSvd) -> Result<TruncatedSvd, SvdError> {
    let (rows, columns) = (a.rows(), a.n_columns);
    assert_eq!((a_transposed.rows(), a_transposed.n_columns), (columns, rows), "the transpose has its shape");
    if rows == 0 || columns == 0 {
        return Err(SvdError::Empty);
    }
    if a.values.par_iter().any(|x| !x.is_finite()) {
        return Err(SvdError::NotFinite);
    }
    let largest = a.values.par_iter().map(|x| x.abs()).reduce(|| 0.0, f32::max);
    let width = settings.block.next_multiple_of(16).saturating_mul(settings.max_steps);
    if width.max(settings.k) < rows.min(columns) && (1e-9..1e9).contains(&largest) {
        return krylov::krylov(a, a_transposed, settings);
    }
    let side = rows.min(columns);
    let exact = RandomizedSvd {
        k: settings.k,
        oversampling: width.max(2 * settings.k),
        max_iterations: if width >= side { 1 } else { 8 },
        tolerance: settings.tolerance,
        seed: settings.seed,
    };
    let svd = randomized(a, a_transposed, &exact)?;
    let mut result = TruncatedSvd {
        singular_values: svd.singular_values,
        residual: svd.residual,
        ..TruncatedSvd::empty(rows, columns)
    };
    if settings.vectors {
        (result.u, result.v) = (Matrix::from_f64(svd.u.as_ref()), Matrix::from_f64(svd.v.as_ref()));
    }
    Ok(result)
}

/// The largest relative change of a singular value.
fn movement(before: &[f64], now: &[f64]) -> f64 {
    if before.len() != now.len() {
        return f64::INFINITY;
    }
    before.iter().zip(now).map(|(b, n)| (n - b).abs() / n).fold(0.0, f64::max)
}
