//! Sparse rows.

mod kernel;
#[cfg(test)]
mod tests;

use crate::block::Block;
use rayon::prelude::*;

/// A sparse matrix by rows: row `i` holds `columns[k]`, `values[k]` for `k` in `starts[i]..starts[i + 1]`,
/// columns ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Csr {
    /// Where each row starts; one more than there are rows.
    pub starts: Vec<u64>,
    /// The column of each entry.
    pub columns: Vec<u32>,
    /// The value of each entry.
    pub values: Vec<f32>,
    /// The number of columns.
    pub n_columns: usize,
}

impl Csr {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The columns and values of row `i`.
    pub fn row(&self, i: usize) -> (&[u32], &[f32]) {
        let span = self.starts[i] as usize..self.starts[i + 1] as usize;
        (&self.columns[span.clone()], &self.values[span])
    }

    /// The transpose, columns ascending again (counting sort, O(entries)).
    pub fn transpose(&self) -> Self {
        let mut starts = vec![0_u64; self.n_columns + 1];
        for &column in &self.columns {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.n_columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        // Rows are walked in ascending order, so that every row of the transpose gets its columns in ascending order.
        for i in 0..self.rows() {
            let (row_columns, row_values) = self.row(i);
            for (&column, &value) in row_columns.iter().zip(row_values) {
                let slot = &mut next[column as usize];
                columns[*slot as usize] = i as u32;
                values[*slot as usize] = value;
                *slot += 1;
            }
        }
        Self { starts, columns, values, n_columns: self.rows() }
    }

    /// `self · block`, in `f64`: (rows, n_columns) x (n_columns, k) -> (rows, k).
    ///
    /// Parallel over rows; each row is added up in the order of its entries, so the bits depend on neither the number
    /// of threads nor the processor. O(entries · k), bound by how fast rows of the block arrive from memory.
    ///
    /// # Panics
    /// If `block` has not `n_columns` rows.
    pub fn multiply(&self, block: &Block) -> Block {
        assert_eq!(block.rows(), self.n_columns, "inner dimensions of a product agree");
        let mut product = Block::zeros(self.rows(), block.columns());
        if block.columns() > 0 {
            product.as_mut_slice().par_chunks_mut(block.columns()).enumerate().for_each(|(i, out)| {
                let (columns, values) = self.row(i);
                kernel::add_rows(columns, values, block.as_slice(), out);
            });
        }
        product
    }

    /// The squared Frobenius norm `Σ x_ij²`, which is also the sum of all squared singular values.
    pub fn frobenius_squared(&self) -> f64 {
        let pieces: Vec<f64> =
            self.values.par_chunks(1 << 16).map(|v| v.iter().map(|&x| f64::from(x).powi(2)).sum()).collect();
        pieces.iter().sum()
    }
}
