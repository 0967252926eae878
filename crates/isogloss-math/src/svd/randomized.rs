//! The leading singular triplets of a sparse matrix, by randomized subspace iteration.

use super::dense::dense;
use super::tall_qr::orthonormalize;
use super::{RandomizedSvd, Svd, SvdError, fix_signs, movement, rounding};
use crate::{block::Block, csr::Csr, stream};
use faer::Mat;
use rand::distr::Distribution;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// The leading `k` singular triplets of a sparse matrix; `a_transposed` is `a.transpose()`.
///
/// ```text
/// l = k + oversampling                       width of the sketch, at most min(rows, columns)
/// Q_0 R = A Ω                                Ω: (columns, l), standard normal
/// W_i R_i = Aᵀ Q_i                           half a step; σ of R_i: the current singular values
/// Q_{i+1} R = A W_i                          the other half
/// R_qᵀ = Ũ diag(σ) Ṽᵀ,  U = Q_q Ũ,  V = W_q Ṽ    after q iterations
/// ```
///
/// `Aᵀ u = σ v` then holds to rounding; [`Svd::residual`] says how well `A v = σ u` does. The error of `σ_k` falls with
/// `(σ_{l+1} / σ_k)^{4q}`: a few iterations serve word vectors; ask for a `tolerance` of 1e-9 and a large
/// `max_iterations` to have six correct digits where the spectrum decays slowly, or for more oversampling.
///
/// Gives fewer than `k` triplets where the matrix has fewer rows, columns or dimensions: values that are zero up to
/// rounding are left out, so that a matrix of zeros has none. All arithmetic in `f64`.
///
/// # Errors
/// `Empty` for no rows or no columns, `NotFinite` for NaN or an infinity among the values.
///
/// # Panics
/// If `a_transposed` has not the shape of the transpose.
///
/// # Cost
/// `2q + 3` products with the block, O(entries · l) each, and as many QR decompositions, O(rows · l²); memory for about
/// four blocks of (rows, l).
///
/// # Source
/// Halko, Martinsson & Tropp, "Finding structure with randomness", SIAM Review 53 (2011), algorithms 4.4 and 5.1.
pub fn randomized(a: &Csr, a_transposed: &Csr, settings: &RandomizedSvd) -> Result<Svd, SvdError> {
    let (rows, columns) = (a.rows(), a.n_columns);
    assert_eq!((a_transposed.rows(), a_transposed.n_columns), (columns, rows), "the transpose has its shape");
    if rows == 0 || columns == 0 {
        return Err(SvdError::Empty);
    }
    if a.values.par_iter().any(|x| !x.is_finite()) {
        return Err(SvdError::NotFinite);
    }
    let k = settings.k.min(rows).min(columns);
    let width = settings.k.saturating_add(settings.oversampling).min(rows).min(columns);
    if k == 0 {
        return Ok(Svd {
            u: Mat::zeros(rows, 0),
            singular_values: Vec::new(),
            v: Mat::zeros(columns, 0),
            iterations: 0,
            residual: 0.0,
        });
    }
    let mut q = a.multiply(&gaussian(columns, width, settings.seed));
    orthonormalize(&mut q);
    let mut before: Option<Vec<f64>> = None;
    let mut iterations = 0;
    loop {
        let mut w = a_transposed.multiply(&q);
        let small = dense(&orthonormalize(&mut w).transpose().to_owned())?;
        let kept = numerical_rank(&small.singular_values[..k], rows, columns);
        let now = &small.singular_values[..kept];
        let settled = before.is_some_and(|before| movement(&before, now) <= settings.tolerance);
        if iterations >= settings.max_iterations || (settled && settings.tolerance > 0.0) {
            return Ok(finish(a, &q, &w, &small, kept, iterations));
        }
        before = Some(now.to_vec());
        q = a.multiply(&w);
        orthonormalize(&mut q);
        iterations += 1;
    }
}

/// Independent standard normal numbers, row by row.
fn gaussian(rows: usize, columns: usize, seed: u64) -> Block {
    let mut rng = stream::stream(seed, "sketch of the randomized svd");
    let data = (0..rows * columns).map(|_| StandardNormal.sample(&mut rng)).collect();
    Block::from_vec(rows, columns, data)
}

/// How many of the values are more than rounding.
fn numerical_rank(values: &[f64], rows: usize, columns: usize) -> usize {
    let zero = rounding(values[0], rows, columns);
    values.iter().take_while(|&&s| s > zero).count()
}

/// Turns bases and the small decomposition into the triplets and their residual.
fn finish(a: &Csr, q: &Block, w: &Block, small: &Svd, kept: usize, iterations: usize) -> Svd {
    let u = q.multiply(small.u.as_ref().subcols(0, kept));
    let v = w.multiply(small.v.as_ref().subcols(0, kept));
    let singular_values = small.singular_values[..kept].to_vec();
    let residual = residual(&a.multiply(&v), &u, &singular_values);
    let (mut u, mut v) = (u.as_mat().to_owned(), v.as_mat().to_owned());
    fix_signs(&mut u, &mut v);
    Svd { u, singular_values, v, iterations, residual }
}

/// The largest `‖A v − σ u‖ / σ`, from the block `A V`.
fn residual(av: &Block, u: &Block, singular_values: &[f64]) -> f64 {
    let k = singular_values.len();
    let mut squared = vec![0.0; k];
    for i in 0..av.rows() {
        for (j, sum) in squared.iter_mut().enumerate() {
            *sum += (av.row(i)[j] - singular_values[j] * u.row(i)[j]).powi(2);
        }
    }
    squared.iter().zip(singular_values).map(|(sum, s)| sum.sqrt() / s).fold(0.0, f64::max)
}
