//! What did people write?
//!
//! [`Reader`] opens a file, finds out what it is and hands out [`Batch`]es of raw lines in file order; a batch is cheap to
//! send to another thread, where [`Batch::documents`] decodes it and [`Tokenizer::tokens`] cuts each text into tokens.

pub mod error;
pub mod reader;
pub mod tokenizer;

pub use error::CorpusError;
pub use reader::{Batch, Document, Format, ReadReport, Reader};
pub use tokenizer::{
    TokenClass, Tokenizer, TokenizerKind, TokenizerSettings, UnknownTokenizer, classify_token,
};
