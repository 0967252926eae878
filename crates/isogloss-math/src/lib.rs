//! The mathematics under every stage: it knows numbers, never words.
//!
//! * [`Matrix`]: dense rows of `f32`, the form in which word vectors travel.
//! * [`Csr`]: sparse rows of `f32` with a parallel product against a [`Block`], tall dense rows of `f64`.
//! * [`svd`]: randomized SVD of anything that can be multiplied; dense SVD that never panics.
//! * [`simd`]: the inner kernels (`dot`, `axpy`), chosen once for the processor at hand.
//! * [`stream`]: a seeded stream of random numbers for every (seed, label).
//! * [`Estimate`], [`jackknife`]: a value with its interval, and how documents give one.
//! * [`resample`]: the percentile bootstrap.
//! * [`contained`]: decoders of others, which may panic.
//! * [`rank`], [`special`]: order statistics, Spearman, zeta.
//!
//! # Determinism
//!
//! Every function gives the same bits for any number of threads: parallel work is cut into pieces whose
//! size does not depend on the number of threads, and partial results are added in a fixed order.

pub mod block;
mod contain;
pub mod csr;
pub mod dense;
pub mod estimate;
pub mod jackknife;
pub mod panel;
pub mod rank;
pub mod resample;
pub mod simd;
pub mod special;
pub mod stream;
pub mod svd;

pub use block::Block;
pub use contain::contained;
pub use csr::Csr;
pub use dense::Matrix;
pub use estimate::Estimate;
pub use panel::Panel;
