//! Rows of `f32` that all threads read and write at once.

use isogloss_math::Matrix;
use isogloss_math::simd::{ROW_MULTIPLE, prefetch};
use std::ops::{Deref, DerefMut};
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

    /// Says that a row will be wanted soon.
    #[inline]
    pub(super) fn prefetch(&self, row: u32) {
        prefetch(self.row(row));
    }

    /// Copies a row out.
    #[inline]
    pub(super) fn load(&self, row: u32, into: &mut [f32]) {
        for (pair, into) in self.row(row).iter().zip(pairs_mut(into)) {
            *into = pair.load(Relaxed);
        }
    }

    /// Overwrites a row.
    #[inline]
    pub(super) fn store(&self, row: u32, from: &[f32]) {
        for (pair, &from) in self.row(row).iter().zip(pairs(from)) {
            pair.store(from, Relaxed);
        }
    }

    /// Adds the step from `before` to `after` to what the row holds by now; `now` is scratch.
    #[inline]
    pub(super) fn add_step(&self, row: u32, before: &[f32], after: &[f32], now: &mut [f32]) {
        self.load(row, now);
        for ((now, &before), &after) in now.iter_mut().zip(before).zip(after) {
            *now += after - before;
        }
        self.store(row, now);
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
            self.load(row as u32, &mut buffer);
            matrix.row_mut(row).copy_from_slice(&buffer[..columns]);
        }
        matrix
    }
}

/// Two numbers as they lie in memory. Rows start at a cache line, so that the cast cannot fail.
#[inline]
fn pairs(row: &[f32]) -> &[u64] {
    bytemuck::cast_slice(row)
}

#[inline]
fn pairs_mut(row: &mut [f32]) -> &mut [u64] {
    bytemuck::cast_slice_mut(row)
}

/// Zeros that start at a cache line: registers of AVX-512 are one line wide, and a load across two costs double.
pub(super) struct Aligned {
    lines: Vec<Line>,
}

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
struct Line([f32; ROW_MULTIPLE]);

impl Aligned {
    /// Room for at least this many numbers.
    pub(super) fn zeros(length: usize) -> Self {
        Self { lines: vec![Line([0.0; ROW_MULTIPLE]); length.div_ceil(ROW_MULTIPLE)] }
    }
}

impl Deref for Aligned {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        bytemuck::cast_slice(&self.lines)
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(&mut self.lines)
    }
}
