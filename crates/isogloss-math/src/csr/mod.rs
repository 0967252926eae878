//! Sparse rows.

mod kernel;
#[cfg(test)]
mod tests;

use crate::block::Block;
use crate::panel::Panel;
use crate::simd;
use rayon::prelude::*;

/// Ranges of columns that are transposed side by side.
const TRANSPOSE_PIECES: usize = 32;
/// Rows of a product that one thread takes at a time at most: the first rows of a word matrix are the longest.
const ROWS_AT_ONCE: usize = 64;

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

    /// The transpose, columns ascending again, O(entries + rows · pieces).
    ///
    /// In parallel over fixed ranges of columns, whose rows of the result lie in one piece. A row's share of a range is found
    /// by bisection, for its columns ascend.
    pub fn transpose(&self) -> Self {
        let mut starts = vec![0_u64; self.n_columns + 1];
        for &column in &self.columns {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.n_columns {
            starts[column + 1] += starts[column];
        }
        let (mut columns, mut values) = (vec![0_u32; self.columns.len()], vec![0.0_f32; self.columns.len()]);
        let mut pieces = Vec::new();
        let (mut columns_left, mut values_left) = (columns.as_mut_slice(), values.as_mut_slice());
        let mut first = 0;
        while first < self.n_columns {
            // A range holds about as many entries as any other: word matrices are dense in their first columns.
            let enough = starts[first] + (self.columns.len() / TRANSPOSE_PIECES) as u64;
            let end = (starts.partition_point(|&start| start <= enough) - 1).clamp(first + 1, self.n_columns);
            let entries = (starts[end] - starts[first]) as usize;
            let (piece_columns, rest) = columns_left.split_at_mut(entries);
            columns_left = rest;
            let (piece_values, rest) = values_left.split_at_mut(entries);
            values_left = rest;
            pieces.push((first..end, piece_columns, piece_values));
            first = end;
        }
        pieces.into_par_iter().for_each(|(range, columns, values)| {
            let mut next: Vec<u64> =
                starts[range.clone()].iter().map(|start| start - starts[range.start]).collect();
            // Rows are walked in ascending order, so that every row of the transpose gets its columns in ascending order.
            for i in 0..self.rows() {
                let (row_columns, row_values) = self.row(i);
                let from = row_columns.partition_point(|&column| (column as usize) < range.start);
                for (&column, &value) in row_columns[from..].iter().zip(&row_values[from..]) {
                    let Some(slot) = next.get_mut(column as usize - range.start) else { break };
                    columns[*slot as usize] = i as u32;
                    values[*slot as usize] = value;
                    *slot += 1;
                }
            }
        });
        Self { starts, columns, values, n_columns: self.rows() }
    }

    /// `self · panel`, in `f32`: (rows, n_columns) x (n_columns, width) -> (rows, width).
    ///
    /// Parallel over rows; each row is added up in the order of its entries, so the bits do not depend on the number of
    /// threads. O(entries · width), bound by how fast rows of the panel arrive from the cache.
    ///
    /// # Panics
    /// If the panel has not `n_columns` rows.
    pub fn gather(&self, panel: &Panel) -> Panel {
        assert_eq!(panel.rows(), self.n_columns, "inner dimensions of a product agree");
        let mut product = Panel::zeros(self.rows(), panel.width());
        let path = simd::best();
        product.as_mut_slice().par_chunks_mut(panel.width()).with_max_len(ROWS_AT_ONCE).enumerate().for_each(
            |(i, out)| {
                let (columns, values) = self.row(i);
                path.gather(columns, values, panel.as_slice(), out);
            },
        );
        product
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
