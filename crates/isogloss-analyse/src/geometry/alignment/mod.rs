//! Can one space be laid on the other?
//!
//! Two spaces trained apart differ by a rotation that means nothing. This takes it off: each space is brought to unit
//! length, centred, and brought to unit length again (frequency lives in the lengths and in the common direction), then b
//! is turned by the one rotation or reflection that brings the anchor words of the two as close to each other as they
//! go. Good for comparing a word with itself across spaces. Blind to differences that are themselves a rotation of
//! everything; and where the two spaces differ in shape, the misfit is spread over all words, whoever caused it.
//!
//! # Definition
//! ```text
//! x̂ = x/‖x‖     A_i = unit(â_i − mean â),  B_i = unit(b̂_i − mean b̂)     means over the words with a vector in both
//! R = argmin_{RᵀR = I} Σ_anchors ‖A_i − B_i R‖²  =  U Vᵀ   where   BᵀA = U Σ Vᵀ
//! residual = √(mean over anchors of ‖A_i − B_i R‖²)
//! ```
//! Where one space is wider than the other, its rows are first projected on as many of its own leading principal components as the
//! other has dimensions ([`Reduction`] says what share of the variance they keep), and brought to unit length once more.
//!
//! The held-out residual fits R without every tenth anchor and takes the mean over those: much larger than the residual,
//! it says that there are too few anchors for so many dimensions.
//!
//! # Shapes and units
//!
//! `a`: (n, d_a), `b`: (n, d_b), row i the same word; d: the smaller of the two; `anchors`: row numbers; R: (d, d); residuals in [0, 2].
//!
//! # Invariances
//!
//! Rotation of either space; positive scaling of a row; order of rows (but which anchors are held out follows
//! it); exchanging a and b keeps the residuals and the singular values.
//!
//! # Baseline
//!
//! Unrelated spaces have a held-out residual near √2, and even they fit their own anchors better.
//!
//! # Errors
//!
//! ShapeMismatch; NotFinite; Parameter for an anchor that is no row; TooFew where fewer than d (or 2) anchors
//! have a vector in both spaces: any two spaces then fit; Degenerate; Svd.
//!
//! # Cost
//!
//! O(n d² + d³) time, O(n d) memory in f64, parallel over fixed pieces of rows.
//!
//! # Source
//!
//! Schönemann (1966), *Psychometrika* 31, 1-10; unit, centre, unit: Artetxe, Labaka & Agirre (2018), *AAAI*
//! 32, their orthogonal map without whitening.
//!
//! # Not here
//!
//! Robust choice of anchors: the caller chooses. What a choice is worth: [`anchor_intervals`].

mod anchored;
mod reduce;

pub use anchored::anchor_intervals;
pub use reduce::Reduction;

use super::rows;
use crate::AnalyseError;
use faer::Mat;
use isogloss_math::{Block, Matrix, svd};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Every so many anchors one is held out.
const HELD_OUT_EVERY: usize = 10;

/// A unit row that is this near to the mean of all has no direction of its own: what is left is rounding of `f32`.
const NO_DIRECTION: f64 = 1e-6;

/// The health of an alignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    /// How anchors were chosen, in words.
    pub anchors_rule: String,
    /// Number of anchors that have a vector in both spaces.
    pub anchors: usize,
    /// Root mean square of ‖a_i − b_i R‖ over the anchors that were fitted.
    pub residual: f64,
    /// The same over held-out anchors (every tenth), rotation fitted on the others.
    pub held_out_residual: f64,
    /// Singular values of the cross-covariance AᵀB / anchors, descending; they sum to the mean cosine of the anchors.
    pub singular_values: Vec<f64>,
    /// What became of the wider of two spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<Reduction>,
}

/// Both spaces after unit-centre-unit, `b` rotated into `a`'s axes (b R with RᵀR = I minimising ‖B R − A‖_F over the anchor rows).
///
/// Words without a vector on either side are rows of zeros on both.
#[derive(Clone, Debug, PartialEq)]
pub struct Aligned {
    /// a, (n, d), unit rows.
    pub a: Matrix,
    /// b in a's axes, (n, d), unit rows.
    pub b: Matrix,
    /// The wider of two spaces in all its dimensions, not turned; rows as in `a` and `b`.
    pub wide: Option<Matrix>,
    /// How well it went.
    pub alignment: Alignment,
}

impl Aligned {
    /// Both spaces with all their dimensions: neighbours ask for nothing to be laid on anything, and need nothing to be left out.
    pub fn whole(&self) -> (&Matrix, &Matrix) {
        match (&self.wide, &self.alignment.reduction) {
            (Some(wide), Some(reduction)) if reduction.side == 0 => (wide, &self.b),
            (Some(wide), Some(_)) => (&self.a, wide),
            _ => (&self.a, &self.b),
        }
    }
}

/// Lays space b on space a.
///
/// Row i of `a` and `b` is the same word; `anchors`: rows that fit the rotation (ascending); `anchors_rule`: said in the
/// report. Anchors without a vector on either side are left out.
///
/// # Errors
/// See the module.
pub fn align(a: &Matrix, b: &Matrix, anchors: &[u32], anchors_rule: &str) -> Result<Aligned, AnalyseError> {
    rows::check_heights("rows of the two spaces", a.rows(), b.rows())?;
    rows::check_finite(&[a, b])?;
    if anchors.iter().any(|&i| i as usize >= a.rows()) {
        return Err(AnalyseError::Parameter { name: "anchors", needs: "must be rows of the spaces" });
    }
    let known = rows::with_vectors(&[a, b]);
    let (narrow, wide) = (a.columns().min(b.columns()), a.columns().max(b.columns()));
    let side = usize::from(b.columns() == wide);
    let reduced = match narrow == wide {
        true => None,
        false => Some(reduce::leading_components([a, b][side], &known, narrow)?),
    };
    let reduction = reduced.as_ref().map(|&(_, kept)| Reduction { side, from: wide, to: narrow, kept });
    let wide = reduced.as_ref().map(|_| normalised([a, b][side], &known));
    let (a, b) = match &reduced {
        Some((matrix, _)) if side == 0 => (matrix, b),
        Some((matrix, _)) => (a, matrix),
        None => (a, b),
    };
    let known = rows::with_vectors(&[a, b]);
    let (a, b) = without_directionless(unit_centre_unit(a, &known), unit_centre_unit(b, &known));
    let usable: Vec<u32> = anchors.iter().copied().filter(|&i| has_direction(a.row(i as usize))).collect();
    let needed = a.columns().max(2);
    if usable.len() < needed {
        return Err(AnalyseError::TooFew {
            what: "anchor words with vectors in both domains",
            given: usable.len(),
            needed,
        });
    }
    let (held_out, fitted) = split(&usable);
    let cross_fitted = cross_product(&b, &a, &fitted);
    let cross_all = &cross_fitted + &cross_product(&b, &a, &held_out);
    let (trial, _) = rotation(&cross_fitted)?;
    let held_out_residual = residual(&a, &b.multiply(trial.as_ref()), &held_out);
    let (rotation, values) = rotation(&cross_all)?;
    let b = b.multiply(rotation.as_ref());
    let alignment = Alignment {
        anchors_rule: anchors_rule.to_owned(),
        anchors: usable.len(),
        residual: residual(&a, &b, &usable),
        held_out_residual,
        singular_values: values.iter().map(|value| value / usable.len() as f64).collect(),
        reduction,
    };
    Ok(Aligned { a: rounded(&a), b: rounded(&b), wide, alignment })
}

/// Orthogonal Procrustes in f64 (Schönemann 1966): R = U Vᵀ of SVD(BᵀA), RᵀR = I, minimising ‖B R − A‖_F. Also gives the singular values of BᵀA.
///
/// `a`, `b`: (n, d), rows in the same order. With fewer rows than dimensions, R is one of many that fit equally well.
///
/// # Errors
/// ShapeMismatch; Degenerate where BᵀA is zero, so that every R fits equally well; Svd.
pub fn procrustes(a: &Mat<f64>, b: &Mat<f64>) -> Result<(Mat<f64>, Vec<f64>), AnalyseError> {
    rows::check_heights("rows of the two spaces", a.nrows(), b.nrows())?;
    rows::check_heights("dimensions of the two spaces", a.ncols(), b.ncols())?;
    rotation(&Block::from_mat(b.as_ref()).transpose_multiply(&Block::from_mat(a.as_ref())))
}

/// R = U Vᵀ and Σ of BᵀA = U Σ Vᵀ.
fn rotation(cross: &Mat<f64>) -> Result<(Mat<f64>, Vec<f64>), AnalyseError> {
    let svd = svd::dense(cross)?;
    if svd.singular_values[0] == 0.0 {
        return Err(AnalyseError::Degenerate { what: "the two spaces have nothing in common" });
    }
    let rotation = Block::from_mat(svd.u.as_ref()).multiply(svd.v.transpose());
    Ok((rotation.as_mat().to_owned(), svd.singular_values))
}

/// One space in the form in which spaces are compared: unit length, less the mean of the `known` rows, unit length. Every
/// other row is zeros, as is one that lies on the mean itself.
pub(crate) fn normalised(matrix: &Matrix, known: &[u32]) -> Matrix {
    rounded(&unit_centre_unit(matrix, known))
}

/// Unit length, less the mean of the known rows, unit length; every other row is zeros.
fn unit_centre_unit(matrix: &Matrix, known: &[u32]) -> Block {
    let d = matrix.columns();
    let mut block = Block::zeros(matrix.rows(), d);
    if d == 0 {
        return block;
    }
    let mut mean = vec![0.0; d];
    for &i in known {
        let row = &mut block.as_mut_slice()[i as usize * d..][..d];
        row.iter_mut().zip(matrix.row(i as usize)).for_each(|(x, &y)| *x = f64::from(y));
        scale(row, 1.0 / norm(row));
        mean.iter_mut().zip(&*row).for_each(|(m, x)| *m += x / known.len() as f64);
    }
    block.as_mut_slice().par_chunks_mut(d).filter(|row| has_direction(row)).for_each(|row| {
        row.iter_mut().zip(&mean).for_each(|(x, m)| *x -= m);
        let length = norm(row);
        scale(row, if length > NO_DIRECTION { 1.0 / length } else { 0.0 });
    });
    block
}

/// Zeroes the rows that have no direction in the other space.
fn without_directionless(mut a: Block, mut b: Block) -> (Block, Block) {
    let d = a.columns().max(1);
    a.as_mut_slice().par_chunks_mut(d).zip(b.as_mut_slice().par_chunks_mut(d)).for_each(|(x, y)| {
        if !has_direction(x) || !has_direction(y) {
            x.fill(0.0);
            y.fill(0.0);
        }
    });
    (a, b)
}

fn has_direction(row: &[f64]) -> bool {
    row.iter().any(|&x| x != 0.0)
}

/// Every tenth anchor, and the others; at least one on each side of two or more.
fn split(anchors: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let last = (HELD_OUT_EVERY - 1).min(anchors.len().saturating_sub(1));
    let held_out = |&(at, _): &(usize, u32)| at % HELD_OUT_EVERY == last;
    let (out, fitted): (Vec<_>, Vec<_>) = anchors.iter().copied().enumerate().partition(held_out);
    (out.into_iter().map(|(_, i)| i).collect(), fitted.into_iter().map(|(_, i)| i).collect())
}

/// Σ b_iᵀ a_i over some rows, (d, d).
fn cross_product(b: &Block, a: &Block, rows: &[u32]) -> Mat<f64> {
    let gather = |block: &Block| {
        let data = rows.iter().flat_map(|&i| block.row(i as usize)).copied().collect();
        Block::from_vec(rows.len(), block.columns(), data)
    };
    gather(b).transpose_multiply(&gather(a))
}

/// Root mean square distance of some rows.
fn residual(a: &Block, b: &Block, rows: &[u32]) -> f64 {
    let squared = |&i: &u32| -> f64 {
        a.row(i as usize).iter().zip(b.row(i as usize)).map(|(x, y)| (x - y) * (x - y)).sum()
    };
    (rows.iter().map(squared).sum::<f64>() / rows.len().max(1) as f64).sqrt()
}

fn rounded(block: &Block) -> Matrix {
    let data = block.as_slice().iter().map(|&x| x as f32).collect();
    Matrix::from_vec(block.rows(), block.columns(), data)
}

fn norm(row: &[f64]) -> f64 {
    row.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn scale(row: &mut [f64], factor: f64) {
    row.iter_mut().for_each(|x| *x *= factor);
}
