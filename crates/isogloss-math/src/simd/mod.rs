//! The inner kernels, chosen once for the processor at hand.
//!
//! [`dot`], [`dots_and_squares`] and [`axpy`] run on the best instruction set that the processor has. A kernel is written
//! once (see `bodies`), over sixteen numbers side by side (see `lanes`), and compiled under one wrapper per [`Path`]:
//! AVX-512, AVX2 with FMA, NEON, and whatever the target offers anyway. All paths but the last, which has no fused
//! multiply-add, round alike and give the same bits.
//!
//! [`prefetch`] is a hint, not a kernel.
//!
//! [`available`] lists the paths that this processor can run; a [`Path`] cannot be had in any other way, so that
//! calling a kernel through it is safe. Tests use it to compare every path with a reference.

mod aligned;
mod bodies;
mod lanes;
#[cfg(target_arch = "x86_64")]
mod racy;
#[cfg(test)]
mod tests;

pub use aligned::Aligned;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// An instruction set that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Portable,
}

/// The paths that this processor can run, best first; the last one is always the portable one.
pub fn available() -> Vec<Path> {
    let mut paths = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        if avx2 && is_x86_feature_detected!("avx512f") {
            paths.push(Path(Kind::Avx512));
        }
        if avx2 {
            paths.push(Path(Kind::Avx2));
        }
    }
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        paths.push(Path(Kind::Neon));
    }
    paths.push(Path(Kind::Portable));
    paths
}

/// The path that the free functions of this module take.
pub fn best() -> Path {
    static BEST: OnceLock<Path> = OnceLock::new();
    *BEST.get_or_init(|| available()[0])
}

/// `Σ a_i b_i` in `f32`.
///
/// # Panics
/// If the lengths differ.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    best().dot(a, b)
}

/// For each of some rows laid end to end its inner product with `query`, and with itself, in `f32`: what cosines are made of, in one pass.
///
/// # Panics
/// If `rows` is not `out.len()` rows of the length of `query`.
pub fn dots_and_squares(query: &[f32], rows: &[f32], out: &mut [[f32; 2]]) {
    best().dots_and_squares(query, rows, out);
}

/// `y += alpha · x`.
///
/// # Panics
/// If the lengths differ.
pub fn axpy(alpha: f32, x: &[f32], y: &mut [f32]) {
    best().axpy(alpha, x, y);
}

/// Rows handed to the kernels of trainers have a multiple of this many entries: fill up with zeros, which stay zeros.
pub const ROW_MULTIPLE: usize = lanes::LANES;

/// What [`Path::logistic_batch`] takes: a few inputs v_c against a few outputs u_j, (k, d), of which the first were seen and the others drawn.
///
/// ```text
/// g_cj = rate · weight_cj · ([j < positives] − σ(v_c·u_j))    all from the old values
/// v_c += Σ_j g_cj u_j                                         with the old u_j
/// s_j  = Σ_c g_cj v_c                                         with the old v_c: what the caller adds to u_j
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LogisticBatch<'a> {
    /// The learning rate.
    pub rate: f32,
    /// Rows of `inputs` at work, each once.
    pub which: &'a [u32],
    /// Outputs that were seen.
    pub positives: usize,
    /// How much each pair counts, (inputs at work, k).
    pub weights: &'a [f32],
    /// The rows u_j end to end; d is a multiple of [`ROW_MULTIPLE`].
    pub outputs: &'a [f32],
}

/// The most targets that [`Path::logistic_gather`] takes at once.
pub const MOST_TARGETS: usize = 64;

/// What [`Path::logistic_gather`] takes: one row against rows of a table.
pub struct Gather<'a> {
    /// v, (d,).
    pub input: &'a mut [f32],
    /// All rows u, end to end.
    pub table: &'a mut [f32],
    /// Which of them have label 1: j. One that is named twice takes two steps, the second from where the first ended.
    pub positives: &'a [u32],
    /// The learning rate times the weight of each of these: r_j.
    pub weights: &'a [f32],
    /// Which of them have label 0.
    pub negatives: &'a [u32],
    /// The learning rate times the weight of all of these.
    pub negative_weight: f32,
}

/// What [`Path::square_gather`] takes: one row against rows of a table.
///
/// A row holds a vector (d,), d a multiple of [`ROW_MULTIPLE`], then for each of its numbers the sum of its squared gradients
/// so far, then a bias and the sum of its squared gradients, filled up to [`ROW_MULTIPLE`]: 2d + [`ROW_MULTIPLE`] numbers in
/// all. The sums must be positive.
pub struct SquareGather<'a> {
    /// w, b and their sums.
    pub row: &'a mut [f32],
    /// All u, c and their sums, end to end.
    pub table: &'a mut [f32],
    /// Which of them, in this order: j.
    pub targets: &'a [u16],
    /// What each product should be: y_j.
    pub values: &'a [f32],
    /// How much that matters: f_j.
    pub weights: &'a [f32],
}

/// Asks for a slice to be brought into the cache: worth it where it will be read a few hundred nanoseconds from now and
/// nothing else tells the processor so. Does nothing where the target has no such instruction.
#[inline]
pub fn prefetch<T>(data: &[T]) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let start: *const i8 = data.as_ptr().cast();
        for line in (0..size_of_val(data)).step_by(64) {
            // SAFETY: every x86-64 has the instruction; it reads nothing, and the address lies in the slice.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(start.add(line)) }
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = data;
}

/// Calls the wrapper of a kernel that belongs to a path.
macro_rules! dispatch {
    ($path:expr, $kernel:ident($($argument:expr),*)) => {
        match $path.0 {
            // SAFETY: a `Path` of this kind is only made where the processor has AVX-512F, AVX2 and FMA.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { avx512::$kernel($($argument),*) },
            // SAFETY: a `Path` of this kind is only made where the processor has AVX2 and FMA.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { avx2::$kernel($($argument),*) },
            // SAFETY: a `Path` of this kind is only made where the processor has NEON.
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => unsafe { neon::$kernel($($argument),*) },
            Kind::Portable => bodies::$kernel::<lanes::Portable>($($argument),*),
        }
    };
}

impl Path {
    /// [`dot`] on this path.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn dot(self, a: &[f32], b: &[f32]) -> f32 {
        assert_eq!(a.len(), b.len(), "an inner product takes two rows of one length");
        dispatch!(self, dot(a, b))
    }

    /// [`dots_and_squares`] on this path.
    ///
    /// # Panics
    /// If `rows` is not `out.len()` rows of the length of `query`.
    pub fn dots_and_squares(self, query: &[f32], rows: &[f32], out: &mut [[f32; 2]]) {
        assert_eq!(rows.len(), query.len() * out.len(), "a result per row, and rows of one length");
        dispatch!(self, dots_and_squares(query, rows, out))
    }

    /// [`axpy`] on this path.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn axpy(self, alpha: f32, x: &[f32], y: &mut [f32]) {
        assert_eq!(x.len(), y.len(), "axpy takes two rows of one length");
        dispatch!(self, axpy(alpha, x, y))
    }

    /// One step of stochastic gradient ascent, see [`LogisticBatch`].
    ///
    /// `inputs` holds rows end to end; `moved` has room for a row per input at work, and nothing of use afterwards; `steps` gets
    /// the s_j, (k, d); `gradients` the g_cj, (inputs at work, k).
    ///
    /// # Panics
    /// If the lengths do not fit together.
    pub fn logistic_batch(
        self,
        batch: &LogisticBatch<'_>,
        inputs: &mut [f32],
        moved: &mut [f32],
        steps: &mut [f32],
        gradients: &mut [f32],
    ) {
        let LogisticBatch { which, positives, weights, outputs, .. } = *batch;
        assert_eq!(outputs.len(), steps.len(), "a step for every output");
        assert_eq!(weights.len(), gradients.len(), "a gradient for every weight");
        if let Some(k) = weights.len().checked_div(which.len()).filter(|&k| k > 0) {
            assert_eq!(weights.len(), which.len() * k, "a weight for every input and output");
            assert_eq!(
                outputs.len() % (k * ROW_MULTIPLE),
                0,
                "rows are filled up to a multiple of {ROW_MULTIPLE}"
            );
            assert!(
                positives <= k && moved.len() >= which.len() * (outputs.len() / k),
                "there is room for every input"
            );
        }
        dispatch!(self, logistic_batch(batch, inputs, moved, steps, gradients))
    }

    /// Copies a row that other threads may write meanwhile: every number is one that stood there.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn load_shared(self, from: &[AtomicU64], to: &mut [f32]) {
        assert_eq!(2 * from.len(), to.len(), "two numbers in each pair");
        assert_eq!(to.len() % ROW_MULTIPLE, 0, "rows are filled up to a multiple of {ROW_MULTIPLE}");
        match self.0 {
            // SAFETY: a `Path` of these kinds is only made where the processor has AVX2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 | Kind::Avx2 => unsafe { racy::load(from, to) },
            #[allow(unreachable_patterns, reason = "there is no other on x86-64 only")]
            _ => {
                for (pair, to) in from.iter().zip(to.as_chunks_mut::<2>().0) {
                    *to = bytemuck::cast(pair.load(Relaxed));
                }
            }
        }
    }

    /// Adds to a row that other threads may write meanwhile: where two do so at once, one may undo the other's step.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn add_shared(self, to: &[AtomicU64], step: &[f32]) {
        assert_eq!(2 * to.len(), step.len(), "two numbers in each pair");
        assert_eq!(step.len() % ROW_MULTIPLE, 0, "rows are filled up to a multiple of {ROW_MULTIPLE}");
        match self.0 {
            // SAFETY: a `Path` of these kinds is only made where the processor has AVX2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 | Kind::Avx2 => unsafe { racy::add(to, step) },
            #[allow(unreachable_patterns, reason = "there is no other on x86-64 only")]
            _ => {
                for (pair, step) in to.iter().zip(step.as_chunks::<2>().0) {
                    let [a, b]: [f32; 2] = bytemuck::cast(pair.load(Relaxed));
                    pair.store(bytemuck::cast([a + step[0], b + step[1]]), Relaxed);
                }
            }
        }
    }

    /// `out = Σ_n values[n] · row(columns[n])`: a sparse row times a dense block, whose rows, as long as `out`, lie end to end.
    ///
    /// Every entry of `out` is added up in the order of the columns. Its length is a multiple of [`ROW_MULTIPLE`].
    ///
    /// # Panics
    /// If the lengths do not fit together, or a column lies beyond the block.
    pub fn gather(self, columns: &[u32], values: &[f32], rows: &[f32], out: &mut [f32]) {
        assert_eq!(out.len() % ROW_MULTIPLE, 0, "rows are filled up to a multiple of {ROW_MULTIPLE}");
        assert_eq!(columns.len(), values.len(), "an entry has a column and a value");
        dispatch!(self, gather(columns, values, rows, out))
    }

    /// One step of stochastic gradient ascent on rows where they lie in a table, each with a weight of its own.
    ///
    /// ```text
    /// g_j = r_j · (label_j − σ(v·u_j))         all from the old values
    /// v  += Σ_j g_j u_j                        with the old u_j
    /// u_j += g_j v                             with the old v
    /// ```
    ///
    /// Returns the g_j, those of the positives first.
    ///
    /// # Panics
    /// If the lengths do not fit together, there are more than [`MOST_TARGETS`], or one is not in the table.
    #[inline]
    pub fn logistic_gather(self, gather: Gather<'_>) -> [f32; MOST_TARGETS] {
        let Gather { input, table, positives, weights, negatives, negative_weight } = gather;
        let all = positives.len() + negatives.len();
        assert_eq!(input.len() % ROW_MULTIPLE, 0, "rows are filled up to a multiple of {ROW_MULTIPLE}");
        assert_eq!(weights.len(), positives.len(), "one weight per positive");
        assert!(all <= MOST_TARGETS, "at most {MOST_TARGETS} targets at once");
        let registers = (input.len() / ROW_MULTIPLE) as u32;
        let mut starts = [0; MOST_TARGETS];
        for (start, &target) in starts.iter_mut().zip(positives.iter().chain(negatives)) {
            *start = target * registers;
        }
        let mut signed = [-negative_weight; MOST_TARGETS];
        signed[..weights.len()].copy_from_slice(weights);
        let mut gradients = [0.0; MOST_TARGETS];
        let (whole, _) = signed.as_chunks();
        let (steps, _) = gradients.as_chunks_mut();
        let registers = all.div_ceil(ROW_MULTIPLE);
        let (whole, steps) = (&whole[..registers], &mut steps[..registers]);
        dispatch!(self, logistic_gather(input, table, &starts[..all], positives.len(), whole, steps));
        gradients
    }

    /// One step of AdaGrad per target, one after the other, on `½ f_j (w·u_j + b + c_j − y_j)²`; returns these losses, taken
    /// before each step, summed.
    ///
    /// ```text
    /// e = w·u + b + c − y
    /// w −= f e u / √S_w,   S_w += (f e u)²         number by number; likewise u, with the old w; b and c, with 1 in place of u
    /// ```
    ///
    /// # Panics
    /// If the lengths do not fit together, or a target is not in the table.
    pub fn square_gather(self, gather: SquareGather<'_>) -> f64 {
        let SquareGather { row, table, targets, values, weights } = gather;
        assert_eq!(row.len() % (2 * ROW_MULTIPLE), ROW_MULTIPLE, "a row holds 2d + {ROW_MULTIPLE} numbers");
        assert!(
            values.len() == targets.len() && weights.len() == targets.len(),
            "one value and one weight per target"
        );
        dispatch!(self, square_gather(row, table, targets, values, weights))
    }
}

/// The kernels compiled for one instruction set.
macro_rules! wrappers {
    ($name:ident, $lanes:ident, $architecture:literal, $features:literal) => {
        #[cfg(target_arch = $architecture)]
        mod $name {
            use super::{LogisticBatch, ROW_MULTIPLE, bodies, lanes::$lanes};

            #[target_feature(enable = $features)]
            pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
                bodies::dot::<$lanes>(a, b)
            }

            #[target_feature(enable = $features)]
            pub(super) fn dots_and_squares(query: &[f32], rows: &[f32], out: &mut [[f32; 2]]) {
                bodies::dots_and_squares::<$lanes>(query, rows, out);
            }

            #[target_feature(enable = $features)]
            pub(super) fn axpy(alpha: f32, x: &[f32], y: &mut [f32]) {
                bodies::axpy::<$lanes>(alpha, x, y);
            }

            #[target_feature(enable = $features)]
            pub(super) fn logistic_batch(
                batch: &LogisticBatch<'_>,
                v: &mut [f32],
                moved: &mut [f32],
                s: &mut [f32],
                g: &mut [f32],
            ) {
                bodies::logistic_batch::<$lanes>(batch, v, moved, s, g);
            }

            #[target_feature(enable = $features)]
            pub(super) fn gather(columns: &[u32], values: &[f32], rows: &[f32], out: &mut [f32]) {
                bodies::gather::<$lanes>(columns, values, rows, out);
            }

            #[target_feature(enable = $features)]
            pub(super) fn logistic_gather(
                v: &mut [f32],
                u: &mut [f32],
                starts: &[u32],
                positives: usize,
                weights: &[[f32; ROW_MULTIPLE]],
                g: &mut [[f32; ROW_MULTIPLE]],
            ) {
                bodies::logistic_gather::<$lanes>(v, u, starts, positives, weights, g);
            }

            #[target_feature(enable = $features)]
            pub(super) fn square_gather(
                row: &mut [f32],
                table: &mut [f32],
                targets: &[u16],
                values: &[f32],
                weights: &[f32],
            ) -> f64 {
                bodies::square_gather::<$lanes>(row, table, targets, values, weights)
            }
        }
    };
}

wrappers!(avx512, Avx512, "x86_64", "avx512f,avx2,fma");
wrappers!(avx2, Avx2, "x86_64", "avx2,fma");
wrappers!(neon, Neon, "aarch64", "neon");
