//! The table of words and vectors.

use crate::formats::{npy, parquet, safetensors, text, word2vec_binary};
use crate::{Format, StoreError, Words};
use isogloss_math::Matrix;
use std::collections::BTreeMap;
use std::path::Path;

/// Words and their vectors: row `i` of `matrix` is the vector of word `i`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Vectors {
    /// The words.
    pub words: Words,
    /// Their vectors, (words, d).
    pub matrix: Matrix,
    /// Their context vectors w̃, (words, d), where the trainer has them.
    pub contexts: Option<Matrix>,
    /// What made them: algorithm, parameters, corpus. Kept by safetensors alone.
    pub provenance: BTreeMap<String, String>,
}

impl Vectors {
    /// Writes a file that [`read`](crate::read()) gives back equal, as far as the format goes: contexts and provenance have a place in
    /// safetensors only. Equal tables give equal bytes.
    ///
    /// # Errors
    /// `Unwritable` for a table that could not be read back: shapes that do not fit together, numbers that are not finite, the same
    /// word twice, a word with a line break or, in text, with white space; and for a format that is read only. `Io` where the
    /// file system refuses.
    pub fn write(&self, path: &Path, format: Format) -> Result<(), StoreError> {
        self.check().map_err(|what| StoreError::unwritable(path, what))?;
        match format {
            Format::Word2vec => text::write(self, path, true),
            Format::Glove => text::write(self, path, false),
            Format::Word2vecBinary => word2vec_binary::write(self, path),
            Format::Safetensors => safetensors::write(self, path),
            Format::Npy => npy::write(self, path),
            Format::Parquet => parquet::write(self, path),
            Format::Fasttext | Format::Checkpoint => {
                Err(StoreError::unwritable(path, format!("{} files are read, not written", format.name())))
            }
        }
    }

    /// Reads the safetensors that [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// `Malformed` with what is wrong, for every file that holds no such table; `Io` where the file cannot be read.
    pub fn read_safetensors(path: &Path) -> Result<Self, StoreError> {
        let options = crate::ReadOptions { format: Some(Format::Safetensors), ..Default::default() };
        Ok(crate::read(path, &options)?.vectors)
    }

    /// What is wrong with the table, if anything.
    pub(crate) fn check(&self) -> Result<(), String> {
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
                let word = self.words.get(row);
                return Err(format!("the {name}vector of {word:?} holds NaN or an infinity"));
            }
        }
        if let Some(word) = self.words.iter().find(|word| word.contains('\n')) {
            return Err(format!("the word {word:?} holds a line break"));
        }
        match self.words.first_duplicate() {
            Some(row) => Err(format!("the word {:?} is there twice", self.words.get(row))),
            None => Ok(()),
        }
    }
}
