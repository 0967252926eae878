//! What is the geometry, and which words moved?
//!
//! [`alignment`] lays one space on the other; [`mod@shift`] reads off how far each word is from itself.

pub mod alignment;
#[cfg(test)]
pub(crate) mod planted;
pub(crate) mod rows;
pub mod shift;

pub use alignment::{Aligned, Alignment, Reduction, align, anchor_intervals};
pub use shift::{Frequencies, NoisePoint, Shift, ShiftParams, ShiftedWord, noise, shift};
