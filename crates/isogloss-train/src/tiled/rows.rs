//! One side's parameters: rows that start at a cache line, block by block.

use super::grid::Grid;
use isogloss_math::Matrix;
use isogloss_math::simd::{Aligned, ROW_MULTIPLE};

/// Rows of `width` numbers, a multiple of [`ROW_MULTIPLE`]; all blocks are of one size, the last row of some is not used.
pub(super) struct Rows {
    numbers: Aligned,
    width: usize,
}

impl Rows {
    /// Zeros.
    pub(super) fn zeros(grid: &Grid, width: usize) -> Self {
        debug_assert_eq!(width % ROW_MULTIPLE, 0);
        Self { numbers: Aligned::zeros(grid.blocks() * grid.size() * width), width }
    }

    /// The blocks, to write.
    pub(super) fn blocks_mut(&mut self, grid: &Grid) -> impl Iterator<Item = &mut [f32]> {
        self.numbers.chunks_exact_mut(grid.size() * self.width)
    }

    fn row(&self, grid: &Grid, word: u32) -> std::ops::Range<usize> {
        let place = grid.place(word);
        let row = usize::from(place.block) * grid.size() + usize::from(place.at);
        row * self.width..(row + 1) * self.width
    }

    /// The row of a word.
    pub(super) fn get(&self, grid: &Grid, word: u32) -> &[f32] {
        &self.numbers[self.row(grid, word)]
    }

    /// The row of a word, to write.
    pub(super) fn get_mut(&mut self, grid: &Grid, word: u32) -> &mut [f32] {
        let range = self.row(grid, word);
        &mut self.numbers[range]
    }

    /// By word, these columns.
    pub(super) fn gather(&self, grid: &Grid, columns: &[std::ops::Range<usize>]) -> Matrix {
        let wide = columns.iter().map(ExactSizeIterator::len).sum();
        let mut matrix = Matrix::zeros(grid.len(), wide);
        for word in 0..grid.len() as u32 {
            let (from, mut to) = (self.get(grid, word), matrix.row_mut(word as usize));
            for range in columns {
                let (now, rest) = to.split_at_mut(range.len());
                now.copy_from_slice(&from[range.clone()]);
                to = rest;
            }
        }
        matrix
    }

    /// The reverse of [`Rows::gather`].
    pub(super) fn scatter(&mut self, grid: &Grid, columns: &[std::ops::Range<usize>], matrix: &Matrix) {
        for word in 0..grid.len() as u32 {
            let (to, mut from) = (self.get_mut(grid, word), matrix.row(word as usize));
            for range in columns {
                let (now, rest) = from.split_at(range.len());
                to[range.clone()].copy_from_slice(now);
                from = rest;
            }
        }
    }

    /// Whether no entry is NaN or an infinity.
    pub(super) fn all_finite(&self) -> bool {
        self.numbers.iter().all(|x| x.is_finite())
    }
}
