//! The dense decomposition, with a second way where the first one fails.

use super::tall_qr::householder;
use super::{Svd, SvdError, fix_signs, rounding};
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::linalg::matmul::matmul;
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};
use faer::prelude::default;
use faer::{Accum, Mat, MatRef, Par};

/// All `min(rows, columns)` singular triplets of a small dense matrix, zeros included.
///
/// By faer; where its iteration does not converge (it can fail on ordinary matrices), by the eigenvectors of the Gram
/// matrix, which find values below `1e-8 σ_1` with few correct digits. One thread. O(rows · columns · min(rows, columns)).
///
/// # Errors
/// `Empty`, `NotFinite`, and `NoConvergence` where both ways fail.
pub fn dense(a: &Mat<f64>) -> Result<Svd, SvdError> {
    if a.nrows() == 0 || a.ncols() == 0 {
        return Err(SvdError::Empty);
    }
    if a.col_iter().any(|column| column.iter().any(|x| !x.is_finite())) {
        return Err(SvdError::NotFinite);
    }
    let largest = a.norm_max();
    // Squares of the entries must neither overflow nor vanish.
    let scale = if largest > 0.0 && !(1e-100..1e100).contains(&largest) { largest } else { 1.0 };
    let scaled = Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)] / scale);
    let mut svd = direct(scaled.as_ref())
        .or_else(|| by_gram(scaled.as_ref()))
        .ok_or(SvdError::NoConvergence { rows: a.nrows(), columns: a.ncols() })?;
    fix_signs(&mut svd.u, &mut svd.v);
    svd.residual = residual(scaled.as_ref(), &svd);
    svd.singular_values.iter_mut().for_each(|s| *s *= scale);
    if svd.singular_values.iter().any(|s| !s.is_finite()) {
        return Err(SvdError::NotFinite);
    }
    Ok(svd)
}

/// faer's decomposition; `None` where it does not converge or gives something that is not finite.
fn direct(a: MatRef<'_, f64>) -> Option<Svd> {
    let (m, n) = a.shape();
    let size = m.min(n);
    let (mut u, mut v, mut s) = (Mat::zeros(m, size), Mat::zeros(n, size), Diag::zeros(size));
    let thin = ComputeSvdVectors::Thin;
    let mut memory = MemBuffer::new(svd_scratch::<f64>(m, n, thin, thin, Par::Seq, default()));
    let stack = MemStack::new(&mut memory);
    svd(a, s.as_mut(), Some(u.as_mut()), Some(v.as_mut()), Par::Seq, stack, default()).ok()?;
    checked(u, s.column_vector().iter().copied().collect(), v)
}

/// The decomposition by the eigenvectors of the smaller Gram matrix.
pub(super) fn by_gram(a: MatRef<'_, f64>) -> Option<Svd> {
    if a.nrows() < a.ncols() {
        let flipped = by_gram(a.transpose())?;
        return Some(Svd { u: flipped.v, v: flipped.u, ..flipped });
    }
    let n = a.ncols();
    let mut gram = Mat::zeros(n, n);
    matmul(&mut gram, Accum::Replace, a.transpose(), a, 1.0, Par::Seq);
    let (mut vectors, mut values) = (Mat::zeros(n, n), Diag::zeros(n));
    let request = self_adjoint_evd_scratch::<f64>(n, ComputeEigenvectors::Yes, Par::Seq, default());
    let mut memory = MemBuffer::new(request);
    let stack = MemStack::new(&mut memory);
    self_adjoint_evd(gram.as_ref(), values.as_mut(), Some(vectors.as_mut()), Par::Seq, stack, default())
        .ok()?;
    // Eigenvalues ascend; singular values descend.
    let v = Mat::from_fn(n, n, |i, j| vectors[(i, n - 1 - j)]);
    let mut av = Mat::zeros(a.nrows(), n);
    matmul(&mut av, Accum::Replace, a, &v, 1.0, Par::Seq);
    // The columns of A V are orthogonal up to rounding: their QR decomposition gives U, also where σ is zero, and R is
    // diagonal up to rounding.
    let (mut u, r) = householder(av);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| r[(j, j)].abs().total_cmp(&r[(i, i)].abs()));
    for j in 0..n {
        if r[(j, j)] < 0.0 {
            u.col_mut(j).iter_mut().for_each(|x| *x = -*x);
        }
    }
    let sorted = |m: &Mat<f64>| Mat::from_fn(m.nrows(), n, |i, j| m[(i, order[j])]);
    checked(sorted(&u), order.iter().map(|&j| r[(j, j)].abs()).collect(), sorted(&v))
}

/// A decomposition, if all of it is finite.
fn checked(u: Mat<f64>, singular_values: Vec<f64>, v: Mat<f64>) -> Option<Svd> {
    let finite = |m: &Mat<f64>| m.col_iter().all(|column| column.iter().all(|x| x.is_finite()));
    (finite(&u) && finite(&v) && singular_values.iter().all(|s| s.is_finite())).then_some(Svd {
        u,
        singular_values,
        v,
        iterations: 0,
        residual: 0.0,
    })
}

/// The largest `‖A v − σ u‖ / σ`.
fn residual(a: MatRef<'_, f64>, svd: &Svd) -> f64 {
    let mut av = Mat::zeros(a.nrows(), svd.v.ncols());
    matmul(&mut av, Accum::Replace, a, &svd.v, 1.0, Par::Seq);
    let largest = svd.singular_values[0];
    if largest == 0.0 {
        return 0.0;
    }
    let zero = rounding(largest, a.nrows(), a.ncols());
    let relative = |(j, &s): (usize, &f64)| {
        let squared: f64 = av.col(j).iter().zip(svd.u.col(j).iter()).map(|(x, u)| (x - s * u).powi(2)).sum();
        squared.sqrt() / if s > zero { s } else { largest }
    };
    svd.singular_values.iter().enumerate().map(relative).fold(0.0, f64::max)
}
