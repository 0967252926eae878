//! Rows that threads read and write without locks, a register at a time.
//!
//! Rust's atomics are at most eight bytes wide and the compiler joins no two of them. An instruction in `asm!` is outside of
//! what it reasons about: it does what the processor does, and on x86-64 every aligned eight bytes of a wider access are
//! read or written whole. A row is a slice of `AtomicU64`, so that every other access to it is atomic, too.

use std::arch::asm;
use std::sync::atomic::AtomicU64;

/// Pairs of numbers in two registers of AVX.
const PAIRS: usize = 8;

/// Copies a row; both have a multiple of sixteen numbers.
#[target_feature(enable = "avx")]
pub(super) fn load(from: &[AtomicU64], to: &mut [f32]) {
    for (from, to) in from.chunks_exact(PAIRS).zip(to.chunks_exact_mut(2 * PAIRS)) {
        // SAFETY: AVX, by the function's feature; both are 64 bytes long, and the source may change meanwhile: see above.
        unsafe {
            asm!(
                "vmovups {a}, [{from}]",
                "vmovups {b}, [{from} + 32]",
                "vmovups [{to}], {a}",
                "vmovups [{to} + 32], {b}",
                from = in(reg) from.as_ptr(),
                to = in(reg) to.as_mut_ptr(),
                a = out(ymm_reg) _,
                b = out(ymm_reg) _,
                options(nostack, preserves_flags)
            );
        }
    }
}

/// Adds to a row; both have a multiple of sixteen numbers.
#[target_feature(enable = "avx")]
pub(super) fn add(to: &[AtomicU64], step: &[f32]) {
    for (to, step) in to.chunks_exact(PAIRS).zip(step.chunks_exact(2 * PAIRS)) {
        // SAFETY: AVX, by the function's feature; both are 64 bytes long. The target is made of atomics, which may be written
        // through a shared reference, and may change meanwhile: see above.
        unsafe {
            asm!(
                "vmovups {a}, [{to}]",
                "vmovups {b}, [{to} + 32]",
                "vaddps {a}, {a}, [{step}]",
                "vaddps {b}, {b}, [{step} + 32]",
                "vmovups [{to}], {a}",
                "vmovups [{to} + 32], {b}",
                to = in(reg) to.as_ptr(),
                step = in(reg) step.as_ptr(),
                a = out(ymm_reg) _,
                b = out(ymm_reg) _,
                options(nostack, preserves_flags)
            );
        }
    }
}
