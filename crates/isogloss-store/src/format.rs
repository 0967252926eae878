//! What files of vectors there are.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// A file of vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// word2vec's text, fastText's `.vec`: a line `n d`, then a word and its numbers a line.
    Word2vec,
    /// word2vec's binary: a line `n d`, then a word, a space and `d` numbers (`f32`, little-endian) each.
    Word2vecBinary,
    /// GloVe's text: a word and its numbers a line, no header.
    Glove,
    /// fastText's model, `.bin`, with vectors of pieces of words.
    Fasttext,
    /// safetensors with tensors `vectors` and `words`, and `contexts` where there are some: what `isogloss train` writes.
    Safetensors,
    /// The input embedding of a Transformer, or model2vec's vectors: safetensors beside a `tokenizer.json`.
    Checkpoint,
    /// numpy's array, a row a word, and beside it a file with the words, one a line.
    Npy,
    /// A Parquet table with a column of words and a column of lists of numbers.
    Parquet,
}

impl Format {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 8] = [
        Self::Word2vec,
        Self::Word2vecBinary,
        Self::Glove,
        Self::Fasttext,
        Self::Safetensors,
        Self::Checkpoint,
        Self::Npy,
        Self::Parquet,
    ];

    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Word2vec => "word2vec",
            Self::Word2vecBinary => "word2vec-binary",
            Self::Glove => "glove",
            Self::Fasttext => "fasttext",
            Self::Safetensors => "safetensors",
            Self::Checkpoint => "checkpoint",
            Self::Npy => "npy",
            Self::Parquet => "parquet",
        }
    }

    /// Whether it is written as well as read.
    pub fn is_written(self) -> bool {
        !matches!(self, Self::Fasttext | Self::Checkpoint)
    }

    /// Whether a word can stand in a file of this format and be read back.
    pub fn holds(self, word: &str) -> bool {
        match self {
            Self::Word2vec | Self::Word2vecBinary | Self::Glove => {
                !word.is_empty() && !word.contains(char::is_whitespace)
            }
            Self::Npy => !word.contains(['\n', '\r', '\t']),
            _ => !word.contains('\n'),
        }
    }

    /// What a file of this name is to hold, unless somebody says otherwise.
    pub fn of_name(path: &Path) -> Option<Self> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" | "vec" | "w2v" => Self::Word2vec,
            "bin" => Self::Word2vecBinary,
            "glove" => Self::Glove,
            "safetensors" => Self::Safetensors,
            "npy" => Self::Npy,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }
}
