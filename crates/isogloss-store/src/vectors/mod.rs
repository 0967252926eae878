//! The table of words and vectors, and its files.

mod safetensors;
#[cfg(test)]
mod tests;
mod text;

use isogloss_math::Matrix;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// Words and their vectors: row `i` of `matrix` is the vector of `words[i]`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Vectors {
    /// The words.
    pub words: Vec<String>,
    /// Their vectors, (words, d).
    pub matrix: Matrix,
    /// Their context vectors w̃, (words, d), where the trainer has them.
    pub contexts: Option<Matrix>,
    /// What made them: algorithm, parameters, corpus. Written into the safetensors metadata.
    pub provenance: BTreeMap<String, String>,
}

/// Why vectors cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file system said no.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// "write" or "read".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file does not hold vectors.
    #[error("{path} is no file of word vectors: {what}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The table cannot be stored in this format.
    #[error("the word vectors cannot be written to {path}: {what}")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

impl Vectors {
    /// Writes safetensors: `vectors` (n, d) f32, `contexts` if any, `words` as newline-separated UTF-8 in a u8 tensor,
    /// the provenance as metadata. Equal tables give equal bytes.
    ///
    /// # Errors
    /// `Unwritable` for a table that could not be read back: shapes that do not fit together, numbers that are not
    /// finite, a word with a line break, the same word twice. `Io` where the file system refuses.
    pub fn write_safetensors(&self, path: &Path) -> Result<(), StoreError> {
        self.check().map_err(|what| StoreError::Unwritable { path: path.into(), what })?;
        safetensors::write(self, path)
    }

    /// Reads what `write_safetensors` wrote.
    ///
    /// # Errors
    /// `Malformed` with what is wrong, for every file that holds no such table; `Io` where the file cannot be read.
    pub fn read_safetensors(path: &Path) -> Result<Self, StoreError> {
        let vectors = safetensors::read(path)?;
        vectors.check().map_err(|what| StoreError::Malformed { path: path.into(), what })?;
        Ok(vectors)
    }

    /// Writes word2vec's text format: a line `n d`, then `word x1 ... xd`, with the fewest digits that give back the
    /// same `f32`. Contexts and provenance have no place in it.
    ///
    /// # Errors
    /// As [`Vectors::write_safetensors`]; also `Unwritable` for an empty word and one with white space in it.
    pub fn write_text(&self, path: &Path) -> Result<(), StoreError> {
        self.check().map_err(|what| StoreError::Unwritable { path: path.into(), what })?;
        text::write(self, path)
    }

    /// What is wrong with the table, if anything.
    fn check(&self) -> Result<(), String> {
        if self.words.len() != self.matrix.rows() {
            return Err(format!("{} words but {} vectors", self.words.len(), self.matrix.rows()));
        }
        let shape = |m: &Matrix| (m.rows(), m.columns());
        if let Some(contexts) = self.contexts.as_ref().filter(|c| shape(c) != shape(&self.matrix)) {
            return Err(format!(
                "contexts of shape {:?}, vectors of {:?}",
                shape(contexts),
                shape(&self.matrix)
            ));
        }
        for (matrix, name) in
            [Some(&self.matrix), self.contexts.as_ref()].into_iter().flatten().zip(["", "context "])
        {
            if let Some(row) = matrix.first_not_finite() {
                return Err(format!("the {name}vector of {:?} holds NaN or an infinity", self.words[row]));
            }
        }
        let mut seen = HashSet::with_capacity(self.words.len());
        for word in &self.words {
            if word.contains('\n') {
                return Err(format!("the word {word:?} holds a line break"));
            }
            if !seen.insert(word.as_str()) {
                return Err(format!("the word {word:?} is there twice"));
            }
        }
        Ok(())
    }
}
