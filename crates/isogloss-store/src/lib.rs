//! Words with vectors.
//!
//! * [`Vectors`]: the table of words and vectors, its provenance and its files (safetensors, word2vec text).
//! * [`nearest`]: the nearest rows by cosine, by an exact blocked scan.
//!
//! It knows nothing of how vectors are trained and what is asked of them.

pub mod neighbors;
pub mod vectors;

pub use neighbors::nearest;
pub use vectors::{StoreError, Vectors};
