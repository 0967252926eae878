//! Words with vectors.
//!
//! * [`Vectors`]: the table of words and vectors and where it came from; [`Vectors::write`] makes a file of it.
//! * [`read`](read()): any [`Format`] to [`Vectors`], with a [`FileReport`] of what was met.
//! * [`neighbors`]: the nearest rows by cosine or CSLS, by an exact blocked scan.
//!
//! It knows nothing of how vectors are trained and what is asked of them.

mod error;
mod format;
mod formats;
pub mod neighbors;
mod read;
pub mod report;
mod source;
mod vectors;
mod words;

pub use error::StoreError;
pub use format::Format;
pub use formats::fasttext::Subwords;
pub use neighbors::nearest;
pub use read::{ReadOptions, Reading, files_of, is_vectors, read};
pub use report::FileReport;
pub use vectors::Vectors;
pub use words::{WordIndex, Words};
