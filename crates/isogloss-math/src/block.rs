//! Tall dense blocks of `f64`, a few hundred columns wide: what a sparse matrix is multiplied with.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, MatMut, MatRef, Par};
use rayon::prelude::*;

/// A dense matrix of `f64`, *row-major*: the product of a sparse row with a block walks whole rows of the block, and
/// those must lie in one piece. (faer's own [`Mat`] is column-major.)
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Block {
    rows: usize,
    columns: usize,
    data: Vec<f64>,
}

/// Rows per parallel piece; part of the result's bits, hence a constant.
const CHUNK: usize = 1024;

impl Block {
    /// A block of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, data: vec![0.0; rows * columns] }
    }

    /// A block from its rows laid end to end.
    ///
    /// # Panics
    /// If `data.len() != rows * columns`.
    pub fn from_vec(rows: usize, columns: usize, data: Vec<f64>) -> Self {
        assert_eq!(data.len(), rows * columns, "a {rows} x {columns} block has {} entries", rows * columns);
        Self { rows, columns, data }
    }

    /// A copy of a matrix of any layout.
    pub fn from_mat(m: MatRef<'_, f64>) -> Self {
        let mut block = Self::zeros(m.nrows(), m.ncols());
        if block.columns > 0 {
            block.data.par_chunks_mut(block.columns).enumerate().for_each(|(i, row)| {
                row.iter_mut().enumerate().for_each(|(j, x)| *x = m[(i, j)]);
            });
        }
        block
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.columns..(i + 1) * self.columns]
    }

    /// All rows end to end.
    pub fn as_slice(&self) -> &[f64] {
        &self.data
    }

    /// All rows end to end, to write.
    pub fn as_mut_slice(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// A view for faer, with nothing copied.
    pub fn as_mat(&self) -> MatRef<'_, f64> {
        MatRef::from_row_major_slice(&self.data, self.rows, self.columns)
    }

    /// `self · right`: (rows, k) x (k, m) -> (rows, m), in parallel over fixed pieces of rows.
    ///
    /// # Panics
    /// If `right` has not `self.columns()` rows.
    pub fn multiply(&self, right: MatRef<'_, f64>) -> Self {
        assert_eq!(self.columns, right.nrows(), "inner dimensions of a product agree");
        let (k, m) = (self.columns, right.ncols());
        let mut product = Self::zeros(self.rows, m);
        if m > 0 && k > 0 {
            product.data.par_chunks_mut(CHUNK * m).zip(self.data.par_chunks(CHUNK * k)).for_each(
                |(out, left)| {
                    let rows = left.len() / k;
                    let out = MatMut::from_row_major_slice_mut(out, rows, m);
                    let left = MatRef::from_row_major_slice(left, rows, k);
                    matmul(out, Accum::Replace, left, right, 1.0, Par::Seq);
                },
            );
        }
        product
    }

    /// `selfᵀ · right`: (rows, k)ᵀ x (rows, m) -> (k, m); fixed pieces of rows in parallel, added in order.
    ///
    /// # Panics
    /// If the numbers of rows differ.
    pub fn transpose_multiply(&self, right: &Self) -> Mat<f64> {
        assert_eq!(self.rows, right.rows, "inner dimensions of a product agree");
        let (k, m) = (self.columns, right.columns);
        let mut sum = Mat::zeros(k, m);
        if k == 0 || m == 0 {
            return sum;
        }
        let pieces: Vec<Mat<f64>> = self
            .data
            .par_chunks(CHUNK * k)
            .zip(right.data.par_chunks(CHUNK * m))
            .map(|(left, right)| {
                let rows = left.len() / k;
                let left = MatRef::from_row_major_slice(left, rows, k);
                let right = MatRef::from_row_major_slice(right, rows, m);
                let mut piece = Mat::zeros(k, m);
                matmul(&mut piece, Accum::Replace, left.transpose(), right, 1.0, Par::Seq);
                piece
            })
            .collect();
        pieces.iter().for_each(|piece| sum += piece);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(rows: usize, columns: usize) -> Block {
        let data = (0..rows * columns).map(|i| ((i * 37) % 101) as f64 / 10.0 - 5.0).collect();
        Block::from_vec(rows, columns, data)
    }

    #[test]
    fn views_and_copies_agree() {
        let block = numbered(5, 3);
        assert_eq!(block.row(2), &block.as_slice()[6..9]);
        assert_eq!(block.as_mat()[(4, 1)], block.row(4)[1]);
        assert_eq!(Block::from_mat(block.as_mat()), block);
        assert_eq!(Block::from_mat(block.as_mat().to_owned().as_ref()), block);
    }

    #[test]
    fn products_are_faers() {
        let left = numbered(CHUNK * 2 + 17, 4);
        let right = numbered(4, 3);
        let product = left.multiply(right.as_mat());
        let expected = left.as_mat() * right.as_mat();
        assert!((product.as_mat() - &expected).norm_max() < 1e-12);
        let gram = left.transpose_multiply(&product);
        assert!((gram - left.as_mat().transpose() * expected).norm_max() < 1e-7);
    }

    #[test]
    fn empty_shapes_are_products_too() {
        assert_eq!(Block::zeros(3, 0).multiply(Block::zeros(0, 2).as_mat()), Block::zeros(3, 2));
        assert_eq!(Block::zeros(0, 2).multiply(Block::zeros(2, 2).as_mat()), Block::zeros(0, 2));
        assert_eq!(Block::zeros(3, 0).transpose_multiply(&Block::zeros(3, 2)).shape(), (0, 2));
        assert_eq!(Block::zeros(0, 1).transpose_multiply(&Block::zeros(0, 1))[(0, 0)], 0.0);
    }
}
