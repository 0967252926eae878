//! The leading singular triplets of a large sparse matrix, from a block Krylov space.

use super::{KrylovSvd, SvdError, TruncatedSvd};
use crate::panel::Panel;
use crate::{Csr, Matrix, stream};
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::prelude::default;
use faer::{Mat, Par};
use rand::distr::Distribution;
use rand_distr::StandardNormal;

/// A direction of the next block that is this much shorter than what it was before projection is rounding.
const LOST: f64 = 1e-5;
/// A singular value below this share of the first is rounding.
pub(super) const NEGLIGIBLE: f64 = 4.0 * f32::EPSILON as f64;

/// A Krylov space of `AᵀA` and its image.
struct Space<'a> {
    a: &'a Csr,
    a_transposed: &'a Csr,
    /// Orthonormal blocks P_1, P_2, …, (columns, b) each.
    basis: Vec<Panel>,
    /// A P_1, A P_2, …, (rows, b) each.
    image: Vec<Panel>,
}

/// The Rayleigh-Ritz triplets of a space.
struct Ritz {
    singular_values: Vec<f64>,
    /// Coefficients of the right vectors in the basis, (D, k).
    coefficients: Mat<f64>,
}

pub(super) fn krylov(a: &Csr, a_transposed: &Csr, settings: &KrylovSvd) -> Result<TruncatedSvd, SvdError> {
    let (rows, columns) = (a.rows(), a.n_columns);
    let mut sketch = gaussian(rows, settings.block, settings.seed);
    let mut space = Space { a, a_transposed, basis: Vec::new(), image: Vec::new() };
    let mut before: Option<Vec<f64>> = None;
    let mut steps = 0;
    loop {
        let next = a_transposed.gather(&sketch);
        let block = space.orthonormal(next)?;
        let exhausted = block.is_none();
        if let Some(block) = block {
            space.image.push(a.gather(&block));
            space.basis.push(block);
            steps += 1;
        }
        let width: usize = space.basis.iter().map(Panel::width).sum();
        let last = exhausted || steps >= settings.max_steps;
        let settled = |now: &[f64]| {
            before.as_ref().is_some_and(|before| super::movement(before, now) <= settings.tolerance)
        };
        if last || (settings.tolerance > 0.0 && width >= settings.k) {
            let ritz = space.ritz(settings.k)?;
            if last || settled(&ritz.singular_values) {
                return Ok(space.finish(ritz, settings.vectors, steps));
            }
            before = Some(ritz.singular_values);
        }
        match space.image.last() {
            Some(image) => sketch = image.clone(),
            None => return Ok(TruncatedSvd::empty(rows, columns)),
        }
    }
}

/// Independent standard normal numbers, row by row.
fn gaussian(rows: usize, width: usize, seed: u64) -> Panel {
    let mut rng = stream::stream(seed, "sketch of the Krylov svd");
    let mut panel = Panel::zeros(rows, width);
    panel.as_mut_slice().iter_mut().for_each(|x| *x = StandardNormal.sample(&mut rng));
    panel
}

impl Space<'_> {
    /// The part of a block outside the space as orthonormal columns, zeros in place of those that were rounding; `None` where
    /// nothing is left.
    fn orthonormal(&self, mut block: Panel) -> Result<Option<Panel>, SvdError> {
        let basis: Vec<&Panel> = self.basis.iter().collect();
        let before = trace(&Panel::gram(&[&block]));
        if !before.is_finite() {
            return Err(SvdError::NotFinite);
        }
        // Once leaves what rounding brought back in; twice is enough (Giraud, Langou & Rozložník 2005).
        let mut least = before / block.width() as f64 * LOST * LOST;
        for _ in 0..2 {
            block.subtract(&basis, &block.transposed_products(&basis));
            let gram = Panel::gram(&[&block]);
            let (values, mut vectors) = eigen(&gram)?;
            let mut kept = 0;
            for (j, &value) in values.iter().enumerate() {
                let scale = if value > least { value.sqrt().recip() } else { 0.0 };
                kept += usize::from(scale > 0.0);
                vectors.col_mut(j).iter_mut().for_each(|x| *x *= scale);
            }
            if kept == 0 {
                return Ok(None);
            }
            let rows = block.rows();
            block = Panel::combine(&[&block], &[vectors], rows);
            least = LOST;
        }
        Ok(Some(block))
    }

    /// The best triplets that the space holds: `A P = W`, `WᵀW = Y Σ² Yᵀ`.
    fn ritz(&self, k: usize) -> Result<Ritz, SvdError> {
        let image: Vec<&Panel> = self.image.iter().collect();
        let (values, vectors) = eigen(&Panel::gram(&image))?;
        let largest = values.first().copied().unwrap_or(0.0).max(0.0).sqrt();
        let singular_values: Vec<f64> = values
            .iter()
            .map(|value| value.max(0.0).sqrt())
            .take(k)
            .take_while(|&sigma| sigma > largest * NEGLIGIBLE)
            .collect();
        let coefficients = vectors.subcols(0, singular_values.len()).to_owned();
        Ok(Ritz { singular_values, coefficients })
    }

    /// Vectors of the triplets, and how well they solve `Aᵀ u = σ v` (`A v = σ u` they solve by construction).
    fn finish(self, ritz: Ritz, wanted: bool, steps: usize) -> TruncatedSvd {
        let Ritz { singular_values, coefficients } = ritz;
        let mut slices = Vec::new();
        let mut start = 0;
        for panel in &self.basis {
            slices.push(coefficients.subrows(start, panel.width()).to_owned());
            start += panel.width();
        }
        let k = singular_values.len();
        let (rows, columns) = (self.a.rows(), self.a.n_columns);
        if k == 0 {
            return TruncatedSvd::empty(rows, columns);
        }
        // What one more step would add is all that keeps the space from being invariant.
        let residual = self.residual(&slices, &singular_values);
        let Self { basis, image, .. } = self;
        let mut result =
            TruncatedSvd { singular_values, steps, residual, ..TruncatedSvd::empty(rows, columns) };
        if wanted {
            let v = Panel::combine(&basis.iter().collect::<Vec<_>>(), &slices, columns);
            drop(basis);
            for slice in &mut slices {
                for (j, sigma) in result.singular_values.iter().enumerate() {
                    slice.col_mut(j).iter_mut().for_each(|x| *x /= sigma);
                }
            }
            let u = Panel::combine(&image.iter().collect::<Vec<_>>(), &slices, rows);
            drop(image);
            let signs = signs(&u, k);
            (result.u, result.v) = (cut(&u, &signs), cut(&v, &signs));
        }
        result
    }

    fn residual(&self, slices: &[Mat<f64>], singular_values: &[f64]) -> f64 {
        let (Some(image), Some(slice)) = (self.image.last(), slices.last()) else { return 0.0 };
        let mut beyond = self.a_transposed.gather(image);
        let basis: Vec<&Panel> = self.basis.iter().collect();
        beyond.subtract(&basis, &beyond.transposed_products(&basis));
        let gram = Panel::gram(&[&beyond]);
        // ‖Aᵀu − σv‖ = ‖(I − PPᵀ) AᵀA P_last y‖ / σ.
        let relative = |(j, sigma): (usize, &f64)| {
            let y = slice.col(j);
            let squared: f64 = (0..gram.nrows())
                .map(|r| y[r] * (0..gram.ncols()).map(|c| gram[(r, c)] * y[c]).sum::<f64>())
                .sum();
            squared.max(0.0).sqrt() / (sigma * sigma)
        };
        singular_values.iter().enumerate().map(relative).fold(0.0, f64::max)
    }
}

fn trace(m: &Mat<f64>) -> f64 {
    (0..m.nrows()).map(|i| m[(i, i)]).sum()
}

/// Eigenvalues, descending, and eigenvectors of a symmetric matrix.
fn eigen(m: &Mat<f64>) -> Result<(Vec<f64>, Mat<f64>), SvdError> {
    let n = m.nrows();
    let failed = || SvdError::NoConvergence { rows: n, columns: n };
    if m.col_iter().any(|column| column.iter().any(|x| !x.is_finite())) {
        return Err(SvdError::NotFinite);
    }
    let (mut vectors, mut values) = (Mat::zeros(n, n), Diag::zeros(n));
    let request = self_adjoint_evd_scratch::<f64>(n, ComputeEigenvectors::Yes, Par::Seq, default());
    let mut memory = MemBuffer::new(request);
    let stack = MemStack::new(&mut memory);
    self_adjoint_evd(m.as_ref(), values.as_mut(), Some(vectors.as_mut()), Par::Seq, stack, default())
        .map_err(|_| failed())?;
    let values: Vec<f64> = values.column_vector().iter().rev().copied().collect();
    Ok((values, Mat::from_fn(n, n, |i, j| vectors[(i, n - 1 - j)])))
}

/// For every column −1 where its entry of largest magnitude (the first of them) is negative, else 1.
fn signs(m: &Panel, columns: usize) -> Vec<f32> {
    let mut largest = vec![0.0_f32; columns];
    for i in 0..m.rows() {
        for (largest, &x) in largest.iter_mut().zip(m.row(i)) {
            if x.abs() > largest.abs() {
                *largest = x;
            }
        }
    }
    largest.iter().map(|&x| if x < 0.0 { -1.0 } else { 1.0 }).collect()
}

/// The first columns of a panel, each times its sign.
fn cut(m: &Panel, signs: &[f32]) -> Matrix {
    let mut out = Matrix::zeros(m.rows(), signs.len());
    for i in 0..m.rows() {
        for ((out, &x), sign) in out.row_mut(i).iter_mut().zip(m.row(i)).zip(signs) {
            *out = x * sign;
        }
    }
    out
}
