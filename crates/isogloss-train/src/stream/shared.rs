//! Rows of `f32` that all threads read and write at once.

use isogloss_math::Matrix;
use isogloss_math::simd::{Aligned, Path, ROW_MULTIPLE, best, prefetch};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A matrix that threads share without locks (Hogwild: Niu, Recht, Ré & Wright 2011).
///
/// Threads copy a row out, work on the copy and add what it has moved by; where two do so at once, one may undo part of the
/// other's step. Entries are relaxed atomics, two numbers in each, so that a torn number or undefined behaviour is impossible.
pub(super) struct SharedRows {
    pairs: Box<[AtomicU64]>,
    /// Half the length of a row.
    half: usize,
}

impl SharedRows {
    /// The rows of a matrix, filled up with zeros to `width`, a multiple of [`ROW_MULTIPLE`].
    pub(super) fn from_matrix(matrix: &Matrix, width: usize) -> Self {
        debug_assert_eq!(width % ROW_MULTIPLE, 0);
        let mut row = vec![0.0; width];
        let mut pairs = Vec::with_capacity(matrix.rows() * width / 2);
        for i in 0..matrix.rows() {
            row[..matrix.columns()].copy_from_slice(matrix.row(i));
            pairs.extend(row.as_chunks::<2>().0.iter().map(|&pair| AtomicU64::new(bytemuck::cast(pair))));
        }
        Self { pairs: pairs.into(), half: width / 2 }
    }

    fn row(&self, row: u32) -> &[AtomicU64] {
        let start = row as usize * self.half;
        &self.pairs[start..start + self.half]
    }

    /// Says that a row will be wanted soon.
    #[inline]
    pub(super) fn prefetch(&self, row: u32) {
        prefetch(self.row(row));
    }

    /// Copies a row out.
    #[inline]
    pub(super) fn load(&self, path: Path, row: u32, into: &mut [f32]) {
        path.load_shared(self.row(row), into);
    }

    /// Adds to what a row holds by now.
    #[inline]
    pub(super) fn add(&self, path: Path, row: u32, step: &[f32]) {
        path.add_shared(self.row(row), step);
    }

    /// Whether no entry is NaN or an infinity.
    pub(super) fn all_finite(&self) -> bool {
        self.pairs
            .iter()
            .all(|pair| bytemuck::cast::<u64, [f32; 2]>(pair.load(Relaxed)).iter().all(|x| x.is_finite()))
    }

    /// The first `columns` entries of every row.
    pub(super) fn to_matrix(&self, columns: usize) -> Matrix {
        let rows = self.pairs.len() / self.half;
        let mut matrix = Matrix::zeros(rows, columns);
        let mut buffer = Aligned::zeros(2 * self.half);
        for row in 0..rows {
            self.load(best(), row as u32, &mut buffer);
            matrix.row_mut(row).copy_from_slice(&buffer[..columns]);
        }
        matrix
    }
}
