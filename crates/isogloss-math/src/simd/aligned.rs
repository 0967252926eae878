//! Numbers that start at a cache line.

use super::ROW_MULTIPLE;
use std::ops::{Deref, DerefMut};

/// Zeros that start at a cache line: registers of AVX-512 are one line wide, and a load across two costs double.
#[derive(Clone, Debug)]
pub struct Aligned {
    lines: Vec<Line>,
}

#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
struct Line([f32; ROW_MULTIPLE]);

impl Aligned {
    /// Room for at least this many numbers, filled up to a multiple of [`ROW_MULTIPLE`].
    pub fn zeros(length: usize) -> Self {
        Self { lines: bytemuck::allocation::zeroed_vec(length.div_ceil(ROW_MULTIPLE)) }
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
