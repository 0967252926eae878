//! How often, where, next to what?
//!
//! A corpus is encoded once ([`encode()`] -> [`EncodedCorpus`]); [`Postings`] list where each word stands;
//! [`Cooccurrence`] counts its company row by row. All live in memory-mapped files.

pub mod cooccurrence;
pub mod encode;
pub mod error;
pub mod glove;
pub mod mapped;
pub mod phrases;
pub mod postings;
pub mod vocabulary;

mod ordered;
#[cfg(test)]
mod testing;
mod words;

pub use cooccurrence::{Context, Cooccurrence, CooccurrenceSettings, Weighting, Windows};
pub use encode::{EncodedCorpus, EncodingReport, encode};
pub use error::CountError;
pub use postings::Postings;
pub use vocabulary::Vocabulary;
