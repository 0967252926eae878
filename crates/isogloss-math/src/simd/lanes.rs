//! Sixteen `f32` side by side, in as many registers as the instruction set needs.
//!
//! Every type below does the same additions in the same order, so that paths with fused multiply-add agree bit for bit.
//! The methods are only ever called from kernels that are inlined into a wrapper with the right `#[target_feature]`;
//! called from elsewhere on a processor without it they would be undefined, which is why this module is private and a
//! `Path` guards the wrappers. (Plain arrays in place of intrinsics were tried: the compiler left most loops scalar.)

/// What the guess at `1/√x` is subtracted from (Lomont 2003, for two steps of Newton's).
const ROOT: i32 = 0x5f37_5a86;

/// How many numbers stand side by side.
pub(super) const LANES: usize = 16;

/// The memory form.
pub(super) type Array = [f32; LANES];

/// Sixteen numbers in registers.
pub(super) trait Lanes: Copy {
    /// All lanes equal.
    fn splat(x: f32) -> Self;
    /// From memory.
    fn load(from: &Array) -> Self;
    /// To memory.
    fn store(self, to: &mut Array);
    /// Lane by lane `self · b + c`.
    fn multiply_add(self, b: Self, c: Self) -> Self;
    /// Lane by lane.
    fn add(self, other: Self) -> Self;
    /// Lane by lane.
    fn multiply(self, other: Self) -> Self;
    /// Lane by lane a first guess at `1/√x` for a positive x, 3.5 % off at most: halving the bits of a number halves its
    /// exponent, and what that does to the fraction is near enough.
    fn inverse_root_guess(self) -> Self;
    /// Lane by lane `1/√x` for a positive x, to 5e-6 of itself: two of Newton's steps on the guess. The instructions that
    /// processors have for it either differ in their last bits from maker to maker or take three times as long.
    #[inline(always)]
    fn inverse_root(self) -> Self {
        let minus_half = self.multiply(Self::splat(-0.5));
        let mut y = self.inverse_root_guess();
        for _ in 0..2 {
            y = y.multiply(minus_half.multiply(y).multiply_add(y, Self::splat(1.5)));
        }
        y
    }
    /// Of all lanes: sixteen fold to eight, to four, to two, to one, upper half onto lower half.
    fn sum(self) -> f32;
    /// `a · b + c` with the rounding of [`Lanes::multiply_add`].
    fn multiply_add_scalar(a: f32, b: f32, c: f32) -> f32;
    /// One register: for kernels that need as many as there are, and whose lanes have nothing to do with each other.
    type One: One;
}

/// One register, of as many numbers as it holds; [`LANES`] is a multiple of that.
pub(super) trait One: Copy {
    /// How many numbers.
    const WIDTH: usize;
    /// All equal.
    fn splat(x: f32) -> Self;
    /// From the first numbers of a slice.
    ///
    /// # Panics
    /// If it has fewer than [`One::WIDTH`].
    fn load(from: &[f32]) -> Self;
    /// To the first numbers of a slice.
    ///
    /// # Panics
    /// If it has fewer than [`One::WIDTH`].
    fn store(self, to: &mut [f32]);
    /// Number by number `self · b + c`.
    fn multiply_add(self, b: Self, c: Self) -> Self;
}

/// Without any instruction set in particular. Multiplication and addition round apart: a fused one would be a library
/// call here, forty times slower than the two roundings.
#[derive(Clone, Copy)]
pub(super) struct Portable(Array);

impl Lanes for Portable {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; LANES])
    }
    #[inline(always)]
    fn load(from: &Array) -> Self {
        Self(*from)
    }
    #[inline(always)]
    fn store(self, to: &mut Array) {
        *to = self.0;
    }
    #[inline(always)]
    fn multiply_add(self, b: Self, c: Self) -> Self {
        Self(std::array::from_fn(|l| self.0[l] * b.0[l] + c.0[l]))
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|l| self.0[l] + other.0[l]))
    }
    #[inline(always)]
    fn multiply(self, other: Self) -> Self {
        Self(std::array::from_fn(|l| self.0[l] * other.0[l]))
    }
    #[inline(always)]
    fn inverse_root_guess(self) -> Self {
        Self(self.0.map(inverse_root_guess))
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        let eight: [f32; 8] = std::array::from_fn(|l| self.0[l] + self.0[l + 8]);
        let four: [f32; 4] = std::array::from_fn(|l| eight[l] + eight[l + 4]);
        (four[0] + four[2]) + (four[1] + four[3])
    }
    #[inline(always)]
    fn multiply_add_scalar(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }
    type One = PortableOne;
}

/// Four numbers.
#[derive(Clone, Copy)]
pub(super) struct PortableOne([f32; 4]);

impl One for PortableOne {
    const WIDTH: usize = 4;
    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; 4])
    }
    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        Self(std::array::from_fn(|l| from[l]))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        to[..4].copy_from_slice(&self.0);
    }
    #[inline(always)]
    fn multiply_add(self, b: Self, c: Self) -> Self {
        Self(std::array::from_fn(|l| self.0[l] * b.0[l] + c.0[l]))
    }
}

/// The guess for one number.
#[inline(always)]
fn inverse_root_guess(x: f32) -> f32 {
    f32::from_bits((ROOT.wrapping_sub((x.to_bits() >> 1) as i32)) as u32)
}

/// [`Lanes::inverse_root`] for one number.
#[inline(always)]
pub(super) fn inverse_root_scalar<L: Lanes>(x: f32) -> f32 {
    let minus_half = x * -0.5;
    let mut y = inverse_root_guess(x);
    for _ in 0..2 {
        y *= L::multiply_add_scalar(minus_half * y, y, 1.5);
    }
    y
}

#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Array, Lanes, One, ROOT};
    use std::arch::x86_64::*;

    /// One register of AVX-512.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx512(__m512);

    /// Two registers of AVX2.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx2(__m256, __m256);

    /// Eight to one, upper half onto lower half.
    #[inline(always)]
    fn sum_eight(eight: __m256) -> f32 {
        // SAFETY: AVX; see the module header.
        unsafe {
            let four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
        }
    }

    /// The guess at `1/√x` for eight numbers.
    ///
    /// # Safety
    /// The processor has AVX2.
    #[inline(always)]
    unsafe fn guess_eight(x: __m256) -> __m256 {
        // SAFETY: AVX2, as the caller promises.
        unsafe {
            let half = _mm256_srli_epi32::<1>(_mm256_castps_si256(x));
            _mm256_castsi256_ps(_mm256_sub_epi32(_mm256_set1_epi32(ROOT), half))
        }
    }

    impl Lanes for Avx512 {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe { _mm512_set1_ps(x) })
        }
        #[inline(always)]
        fn load(from: &Array) -> Self {
            // SAFETY: AVX-512F, see the module header; the array is 16 numbers long and need not be aligned.
            Self(unsafe { _mm512_loadu_ps(from.as_ptr()) })
        }
        #[inline(always)]
        fn store(self, to: &mut Array) {
            // SAFETY: AVX-512F, see the module header; the array is 16 numbers long and need not be aligned.
            unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn multiply_add(self, b: Self, c: Self) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe { _mm512_fmadd_ps(self.0, b.0, c.0) })
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe { _mm512_add_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn multiply(self, other: Self) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe { _mm512_mul_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn inverse_root_guess(self) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe {
                let half = _mm512_srli_epi32::<1>(_mm512_castps_si512(self.0));
                _mm512_castsi512_ps(_mm512_sub_epi32(_mm512_set1_epi32(ROOT), half))
            })
        }
        #[inline(always)]
        fn sum(self) -> f32 {
            // SAFETY: AVX-512F and AVX; see the module header.
            let eight = unsafe {
                let upper = _mm512_extractf64x4_pd::<1>(_mm512_castps_pd(self.0));
                _mm256_add_ps(_mm512_castps512_ps256(self.0), _mm256_castpd_ps(upper))
            };
            sum_eight(eight)
        }
        #[inline(always)]
        fn multiply_add_scalar(a: f32, b: f32, c: f32) -> f32 {
            a.mul_add(b, c)
        }
        type One = Avx512One;
    }

    impl Lanes for Avx2 {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            // SAFETY: AVX; see the module header.
            let x = unsafe { _mm256_set1_ps(x) };
            Self(x, x)
        }
        #[inline(always)]
        fn load(from: &Array) -> Self {
            // SAFETY: AVX, see the module header; both halves lie in the array of 16, alignment is not needed.
            unsafe { Self(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))) }
        }
        #[inline(always)]
        fn store(self, to: &mut Array) {
            // SAFETY: AVX, see the module header; both halves lie in the array of 16, alignment is not needed.
            unsafe {
                _mm256_storeu_ps(to.as_mut_ptr(), self.0);
                _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
            }
        }
        #[inline(always)]
        fn multiply_add(self, b: Self, c: Self) -> Self {
            // SAFETY: FMA; see the module header.
            unsafe { Self(_mm256_fmadd_ps(self.0, b.0, c.0), _mm256_fmadd_ps(self.1, b.1, c.1)) }
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: AVX; see the module header.
            unsafe { Self(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
        }
        #[inline(always)]
        fn multiply(self, other: Self) -> Self {
            // SAFETY: AVX; see the module header.
            unsafe { Self(_mm256_mul_ps(self.0, other.0), _mm256_mul_ps(self.1, other.1)) }
        }
        #[inline(always)]
        fn inverse_root_guess(self) -> Self {
            // SAFETY: AVX2; see the module header.
            unsafe { Self(guess_eight(self.0), guess_eight(self.1)) }
        }
        #[inline(always)]
        fn sum(self) -> f32 {
            // SAFETY: AVX; see the module header.
            sum_eight(unsafe { _mm256_add_ps(self.0, self.1) })
        }
        #[inline(always)]
        fn multiply_add_scalar(a: f32, b: f32, c: f32) -> f32 {
            a.mul_add(b, c)
        }
        type One = Avx2One;
    }

    /// One register of AVX-512F.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx512One(__m512);

    impl One for Avx512One {
        const WIDTH: usize = 16;
        #[inline(always)]
        fn splat(x: f32) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe { _mm512_set1_ps(x) })
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            let from = &from[..16];
            // SAFETY: AVX-512F, see the module header; the slice holds 16 numbers.
            Self(unsafe { _mm512_loadu_ps(from.as_ptr()) })
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            let to = &mut to[..16];
            // SAFETY: AVX-512F, see the module header; the slice holds 16 numbers.
            unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn multiply_add(self, b: Self, c: Self) -> Self {
            // SAFETY: AVX-512F; see the module header.
            Self(unsafe { _mm512_fmadd_ps(self.0, b.0, c.0) })
        }
    }

    /// One register of AVX and FMA.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx2One(__m256);

    impl One for Avx2One {
        const WIDTH: usize = 8;
        #[inline(always)]
        fn splat(x: f32) -> Self {
            // SAFETY: AVX and FMA; see the module header.
            Self(unsafe { _mm256_set1_ps(x) })
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            let from = &from[..8];
            // SAFETY: AVX and FMA, see the module header; the slice holds 8 numbers.
            Self(unsafe { _mm256_loadu_ps(from.as_ptr()) })
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            let to = &mut to[..8];
            // SAFETY: AVX and FMA, see the module header; the slice holds 8 numbers.
            unsafe { _mm256_storeu_ps(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn multiply_add(self, b: Self, c: Self) -> Self {
            // SAFETY: AVX and FMA; see the module header.
            Self(unsafe { _mm256_fmadd_ps(self.0, b.0, c.0) })
        }
    }
}

#[cfg(target_arch = "aarch64")]
pub(super) use arm::Neon;

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::{Array, LANES, Lanes, One, ROOT};
    use std::arch::aarch64::*;
    use std::array::from_fn;

    /// Four registers of NEON.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Neon([float32x4_t; 4]);

    impl Lanes for Neon {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            // SAFETY: NEON; see the module header.
            Self([unsafe { vdupq_n_f32(x) }; 4])
        }
        #[inline(always)]
        fn load(from: &Array) -> Self {
            // SAFETY: NEON, see the module header; all four quarters lie in the array of 16.
            Self(from_fn(|q| unsafe { vld1q_f32(from.as_ptr().add(q * LANES / 4)) }))
        }
        #[inline(always)]
        fn store(self, to: &mut Array) {
            for q in 0..4 {
                // SAFETY: NEON, see the module header; all four quarters lie in the array of 16.
                unsafe { vst1q_f32(to.as_mut_ptr().add(q * LANES / 4), self.0[q]) }
            }
        }
        #[inline(always)]
        fn multiply_add(self, b: Self, c: Self) -> Self {
            // SAFETY: NEON; see the module header.
            Self(from_fn(|q| unsafe { vfmaq_f32(c.0[q], self.0[q], b.0[q]) }))
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: NEON; see the module header.
            Self(from_fn(|q| unsafe { vaddq_f32(self.0[q], other.0[q]) }))
        }
        #[inline(always)]
        fn multiply(self, other: Self) -> Self {
            // SAFETY: NEON; see the module header.
            Self(from_fn(|q| unsafe { vmulq_f32(self.0[q], other.0[q]) }))
        }
        #[inline(always)]
        fn inverse_root_guess(self) -> Self {
            // SAFETY: NEON; see the module header.
            Self(from_fn(|q| unsafe {
                let half = vshrq_n_u32::<1>(vreinterpretq_u32_f32(self.0[q]));
                vreinterpretq_f32_u32(vsubq_u32(vdupq_n_u32(ROOT as u32), half))
            }))
        }
        #[inline(always)]
        fn sum(self) -> f32 {
            // SAFETY: NEON; see the module header.
            unsafe {
                let lower = vaddq_f32(self.0[0], self.0[2]);
                let four = vaddq_f32(lower, vaddq_f32(self.0[1], self.0[3]));
                let two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
                vget_lane_f32::<0>(two) + vget_lane_f32::<1>(two)
            }
        }
        #[inline(always)]
        fn multiply_add_scalar(a: f32, b: f32, c: f32) -> f32 {
            a.mul_add(b, c)
        }
        type One = NeonOne;
    }

    /// One register of NEON.
    #[derive(Clone, Copy)]
    pub(in super::super) struct NeonOne(float32x4_t);

    impl One for NeonOne {
        const WIDTH: usize = 4;
        #[inline(always)]
        fn splat(x: f32) -> Self {
            // SAFETY: NEON; see the module header.
            Self(unsafe { vdupq_n_f32(x) })
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            let from = &from[..4];
            // SAFETY: NEON, see the module header; the slice holds 4 numbers.
            Self(unsafe { vld1q_f32(from.as_ptr()) })
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            let to = &mut to[..4];
            // SAFETY: NEON, see the module header; the slice holds 4 numbers.
            unsafe { vst1q_f32(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn multiply_add(self, b: Self, c: Self) -> Self {
            // SAFETY: NEON; see the module header.
            Self(unsafe { vfmaq_f32(c.0, self.0, b.0) })
        }
    }
}
