//! Rows of `f32` that all threads read and write at once.

use isogloss_math::Matrix;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A matrix that threads share without locks (Hogwild: Niu, Recht, Ré & Wright 2011).
///
/// Threads copy a row out, work on the copy and write it back; where two do so at once, one may undo part of the other's
/// step. Entries are relaxed atomics, two numbers in each, so that a torn number or undefined behaviour is impossible.
pub(super) struct SharedRows {
    pairs: Box<[AtomicU64]>,
    /// Half the length of a row.
    half: usize,
}

impl SharedRows {
    /// Zeros; `width` is even.
    pub(super) fn zeros(rows: usize, width: usize) -> Self {
        debug_assert_eq!(width % 2, 0);
        Self { pairs: (0..rows * width / 2).map(|_| AtomicU64::new(0)).collect(), half: width / 2 }
    }

    fn row(&self, row: u32) -> &[AtomicU64] {
        let start = row as usize * self.half;
        &self.pairs[start..start + self.half]
    }

    /// Copies a row out.
    #[inline]
    pub(super) fn load(&self, row: u32, into: &mut [f32]) {
        for (pair, into) in self.row(row).iter().zip(into.as_chunks_mut::<2>().0) {
            *into = unpack(pair.load(Relaxed));
        }
    }

    /// Overwrites a row.
    #[inline]
    pub(super) fn store(&self, row: u32, from: &[f32]) {
        for (pair, &from) in self.row(row).iter().zip(from.as_chunks::<2>().0) {
            pair.store(pack(from), Relaxed);
        }
    }

    /// Adds the step from `before` to `after` to what the row holds by now.
    #[inline]
    pub(super) fn add_step(&self, row: u32, before: &[f32], after: &[f32]) {
        let steps = before.as_chunks::<2>().0.iter().zip(after.as_chunks::<2>().0);
        for (pair, (before, after)) in self.row(row).iter().zip(steps) {
            let now = unpack(pair.load(Relaxed));
            pair.store(pack([now[0] + (after[0] - before[0]), now[1] + (after[1] - before[1])]), Relaxed);
        }
    }

    /// Whether no entry is NaN or an infinity.
    pub(super) fn all_finite(&self) -> bool {
        self.pairs.iter().all(|pair| unpack(pair.load(Relaxed)).iter().all(|x| x.is_finite()))
    }

    /// The first `columns` entries of every row.
    pub(super) fn to_matrix(&self, columns: usize) -> Matrix {
        let rows = self.pairs.len() / self.half;
        let mut matrix = Matrix::zeros(rows, columns);
        let mut buffer = vec![0.0; 2 * self.half];
        for row in 0..rows {
            self.load(row as u32, &mut buffer);
            matrix.row_mut(row).copy_from_slice(&buffer[..columns]);
        }
        matrix
    }
}

#[inline]
fn pack([a, b]: [f32; 2]) -> u64 {
    u64::from(a.to_bits()) | u64::from(b.to_bits()) << 32
}

#[inline]
fn unpack(pair: u64) -> [f32; 2] {
    [f32::from_bits(pair as u32), f32::from_bits((pair >> 32) as u32)]
}
