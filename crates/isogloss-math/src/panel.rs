//! Tall dense panels of `f32`, a few dozen columns wide: the blocks of a Krylov space.

use crate::simd::{Aligned, ROW_MULTIPLE};
use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, MatMut, MatRef, Par};
use rayon::prelude::*;

/// A dense matrix of `f32`, row-major, its rows filled up with zeros to a multiple of [`ROW_MULTIPLE`] and each on a cache
/// line of its own: what a sparse matrix gathers from.
#[derive(Clone)]
pub struct Panel {
    rows: usize,
    width: usize,
    data: Aligned,
}

/// Rows that one product in `f32` runs over before its sums go on in `f64`; they and as many of a second panel fit the L2 cache.
const CHUNK: usize = 512;
/// Pieces of the parallel work at most: fixed, for it is part of the result's bits.
const PIECES: usize = 64;

impl Panel {
    /// Zeros; the width is raised to the next multiple of [`ROW_MULTIPLE`].
    pub fn zeros(rows: usize, width: usize) -> Self {
        let width = width.next_multiple_of(ROW_MULTIPLE).max(ROW_MULTIPLE);
        Self { rows, width, data: Aligned::zeros(rows * width) }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns, a multiple of [`ROW_MULTIPLE`].
    pub fn width(&self) -> usize {
        self.width
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.width..(i + 1) * self.width]
    }

    /// All rows end to end.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// All rows end to end, to write.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// Rows per parallel piece.
    fn piece(&self) -> usize {
        self.rows.div_ceil(PIECES).max(1).next_multiple_of(CHUNK)
    }

    /// `leftᵀ · self` for each of some panels: (rows, w)ᵀ x (rows, width) -> (w, width), summed in `f64`.
    ///
    /// Fixed pieces of rows in parallel, added in order: the same bits for any number of threads. Products are rounded to
    /// `f32` and run over a few hundred rows before they are added up in `f64`.
    pub fn transposed_products(&self, left: &[&Self]) -> Vec<Mat<f64>> {
        let zeros = || left.iter().map(|l| Mat::<f64>::zeros(l.width, self.width)).collect::<Vec<_>>();
        let piece = self.piece();
        let pieces: Vec<Vec<Mat<f64>>> = (0..self.rows.div_ceil(piece))
            .into_par_iter()
            .map(|p| {
                let mut sums = zeros();
                let end = ((p + 1) * piece).min(self.rows);
                for start in (p * piece..end).step_by(CHUNK) {
                    let rows = start..(start + CHUNK).min(end);
                    let right = self.view(rows.clone());
                    for (left, sum) in left.iter().zip(&mut sums) {
                        let mut product = Mat::<f32>::zeros(left.width, self.width);
                        let left = left.view(rows.clone());
                        matmul(&mut product, Accum::Replace, left.transpose(), right, 1.0, Par::Seq);
                        add_wide(sum, &product);
                    }
                }
                sums
            })
            .collect();
        let mut sums = zeros();
        for piece in pieces {
            sums.iter_mut().zip(piece).for_each(|(sum, part)| *sum += part);
        }
        sums
    }

    /// `self -= Σ_j left[j] · coefficients[j]`.
    pub fn subtract(&mut self, left: &[&Self], coefficients: &[Mat<f64>]) {
        let narrow: Vec<Mat<f32>> = coefficients.iter().map(to_narrow).collect();
        let width = self.width;
        self.data.par_chunks_mut(CHUNK * width).enumerate().for_each(|(c, out)| {
            let (start, rows) = (c * CHUNK, out.len() / width);
            let mut out = MatMut::from_row_major_slice_mut(out, rows, width);
            for (left, coefficients) in left.iter().zip(&narrow) {
                let left = left.view(start..start + rows);
                matmul(out.as_mut(), Accum::Add, left, coefficients, -1.0, Par::Seq);
            }
        });
    }

    /// `Σ_j left[j] · right[j]`, all of one height: (rows, w_j) x (w_j, columns) -> (rows, columns).
    ///
    /// # Panics
    /// If the shapes do not fit together.
    pub fn combine(left: &[&Self], right: &[Mat<f64>], rows: usize) -> Self {
        let columns = right.first().map_or(0, Mat::ncols);
        let narrow: Vec<Mat<f32>> = right.iter().map(to_narrow).collect();
        let mut out = Self::zeros(rows, columns);
        let width = out.width;
        out.data.par_chunks_mut(CHUNK * width).enumerate().for_each(|(c, out)| {
            let (start, rows) = (c * CHUNK, out.len() / width);
            let mut out = MatMut::from_row_major_slice_mut(out, rows, width).subcols_mut(0, columns);
            for (left, right) in left.iter().zip(&narrow) {
                matmul(out.as_mut(), Accum::Add, left.view(start..start + rows), right, 1.0, Par::Seq);
            }
        });
        out
    }

    /// `[panels]ᵀ [panels]`, all sums and products in `f64`: (D, D) for panels of D columns in all.
    pub fn gram(panels: &[&Self]) -> Mat<f64> {
        let Some(first) = panels.first() else { return Mat::zeros(0, 0) };
        let (rows, piece, columns) = (first.rows, first.piece(), panels.iter().map(|p| p.width).sum());
        let pieces: Vec<Mat<f64>> = (0..rows.div_ceil(piece))
            .into_par_iter()
            .map(|p| {
                let mut sum = Mat::<f64>::zeros(columns, columns);
                let mut wide = vec![0.0_f64; CHUNK * columns];
                let end = ((p + 1) * piece).min(rows);
                for start in (p * piece..end).step_by(CHUNK) {
                    let rows = start..(start + CHUNK).min(end);
                    let wide = &mut wide[..rows.len() * columns];
                    for (i, out) in rows.clone().zip(wide.chunks_exact_mut(columns)) {
                        let row = panels.iter().flat_map(|panel| panel.row(i));
                        out.iter_mut().zip(row).for_each(|(wide, &x)| *wide = f64::from(x));
                    }
                    let wide = MatRef::from_row_major_slice(wide, rows.len(), columns);
                    triangular::matmul(
                        &mut sum,
                        BlockStructure::TriangularLower,
                        Accum::Add,
                        wide.transpose(),
                        BlockStructure::Rectangular,
                        wide,
                        BlockStructure::Rectangular,
                        1.0,
                        Par::Seq,
                    );
                }
                sum
            })
            .collect();
        let mut sum = Mat::zeros(columns, columns);
        pieces.iter().for_each(|piece| sum += piece);
        Mat::from_fn(columns, columns, |i, j| if i >= j { sum[(i, j)] } else { sum[(j, i)] })
    }

    /// A view of some rows for faer.
    fn view(&self, rows: std::ops::Range<usize>) -> MatRef<'_, f32> {
        let data = &self.data[rows.start * self.width..rows.end * self.width];
        MatRef::from_row_major_slice(data, rows.len(), self.width)
    }
}

fn add_wide(sum: &mut Mat<f64>, part: &Mat<f32>) {
    for (sum, part) in sum.col_iter_mut().zip(part.col_iter()) {
        sum.iter_mut().zip(part.iter()).for_each(|(sum, &x)| *sum += f64::from(x));
    }
}

fn to_narrow(m: &Mat<f64>) -> Mat<f32> {
    Mat::from_fn(m.nrows(), m.ncols(), |i, j| m[(i, j)] as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(rows: usize, width: usize, shift: usize) -> Panel {
        let mut panel = Panel::zeros(rows, width);
        panel
            .as_mut_slice()
            .iter_mut()
            .enumerate()
            .for_each(|(i, x)| *x = ((i * 37 + shift) % 101) as f32 / 100.0 - 0.5);
        panel
    }

    fn wide(panel: &Panel) -> Mat<f64> {
        Mat::from_fn(panel.rows(), panel.width(), |i, j| f64::from(panel.row(i)[j]))
    }

    #[test]
    fn products_are_faers() {
        let rows = 3 * CHUNK + 5;
        let (a, b, c) = (numbered(rows, 16, 1), numbered(rows, 32, 2), numbered(rows, 16, 3));
        let products = c.transposed_products(&[&a, &b]);
        assert!((&products[0] - wide(&a).transpose() * wide(&c)).norm_max() < 1e-3);
        assert!((&products[1] - wide(&b).transpose() * wide(&c)).norm_max() < 1e-3);
        let gram = Panel::gram(&[&a, &b]);
        assert!((gram.submatrix(16, 0, 32, 16) - wide(&b).transpose() * wide(&a)).norm_max() < 1e-9);
        assert!((gram.submatrix(0, 16, 16, 32) - wide(&a).transpose() * wide(&b)).norm_max() < 1e-9);
        let right: Vec<Mat<f64>> = products.iter().map(|m| m.subcols(0, 7) * faer::Scale(1e-2)).collect();
        let exact = wide(&a) * &right[0] + wide(&b) * &right[1];
        let combined = Panel::combine(&[&a, &b], &right, rows);
        assert_eq!((combined.width(), combined.row(4)[9]), (16, 0.0));
        assert!((wide(&combined).subcols(0, 7) - &exact).norm_max() < 1e-4);
        let whole: Vec<Mat<f64>> = products.iter().map(|m| m * faer::Scale(1e-2)).collect();
        let mut less = c.clone();
        less.subtract(&[&a, &b], &whole);
        let exact = wide(&c) - wide(&a) * &whole[0] - wide(&b) * &whole[1];
        assert!((wide(&less) - exact).norm_max() < 1e-4);
    }

    #[test]
    fn no_rows_have_products_too() {
        let none = Panel::zeros(0, 16);
        assert_eq!(none.transposed_products(&[&none])[0].shape(), (16, 16));
        assert_eq!(Panel::gram(&[]).shape(), (0, 0));
        assert_eq!(Panel::combine(&[], &[], 3).row(2), [0.0; 16]);
    }
}
