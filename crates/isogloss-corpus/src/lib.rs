//! What did people write?
//!
//! [`Reader`] opens files, finds out what they are and hands out [`Batch`]es of raw records in file order; a batch is cheap
//! to send to another thread, where [`Batch::documents`] decodes it and [`Tokenizer::tokens`] cuts each text into tokens.

pub mod bzip2;
pub mod counts;
pub mod delimited;
pub mod error;
pub mod mediawiki;
pub mod parquet;
pub mod reader;
pub mod tokenizer;

pub use error::CorpusError;
pub use reader::{Batch, Document, Format, Place, ReadReport, Reader, ReaderSettings, expand};
pub use tokenizer::{
    TokenClass, Tokenizer, TokenizerKind, TokenizerSettings, UnknownTokenizer, classify_token,
};
