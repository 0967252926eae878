//! Singular values and vectors.
//!
//! [`randomized`] gives the leading triplets of a large sparse matrix, [`dense`] all of a small dense one. Both give
//! the same bits for any number of threads, and settle the sign that a decomposition leaves open: the entry of
//! largest magnitude of every left vector is positive (the first of them where several are equal).

mod dense;
mod randomized;
mod tall_qr;
#[cfg(test)]
mod tests;

pub use dense::dense;
pub use randomized::randomized;

use faer::Mat;

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
