//! The table of words and vectors.

use crate::formats::{npy, parquet, safetensors, text, word2vec_binary};
use crate::{Format, StoreError, Subwords, Words};
use isogloss_math::Matrix;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Words and their vectors: row `i` of `matrix` is the vector of word `i`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Vectors {
    /// The words.
    pub words: Words,
    /// Their vectors, (words, d).
    pub matrix: Matrix,
    /// Their context vectors w̃, (words, d), where the trainer has them.
    pub contexts: Option<Matrix>,
    /// Vectors of pieces of words, for words that are not there, of a fastText model that has some. No other format keeps them.
    pub subwords: Option<Subwords>,
    /// What made them: algorithm, parameters, corpus. Kept by safetensors alone.
    pub provenance: BTreeMap<String, String>,
}

impl Vectors {
    /// Writes a file that [`read`](crate::read()) gives back equal, as far as the format goes: contexts and provenance have a place in
    /// safetensors only. Equal tables give equal bytes. An array has its words in `NAME.vocab` beside it.
    ///
    /// The files stand whole under their names, or not at all. What is there already is an error, unless it is to be replaced.
    ///
    /// # Errors
    /// `Unwritable` for a table that could not be read back: shapes that do not fit together, numbers that are not finite, the same
    /// word twice, a word that the format does not [hold](Format::holds); and for a format that is read only. `Exists` and `Io` where
    /// the file system stands against it.
    pub fn save(&self, path: &Path, format: Format, replace: bool) -> Result<(), StoreError> {
        let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let name = path.file_name().ok_or_else(|| StoreError::unwritable(path, "it is no name of a file"))?;
        if path.exists() && !replace {
            return Err(StoreError::Exists { path: path.into() });
        }
        let scratch = tempfile::tempdir_in(parent).map_err(StoreError::write(path))?;
        self.write(&scratch.path().join(name), format)?;
        let entries = std::fs::read_dir(scratch.path()).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut files: Vec<PathBuf> =
            entries.map_err(StoreError::write(path))?.into_iter().map(|entry| entry.path()).collect();
        files.sort();
        let targets: Vec<PathBuf> =
            files.iter().flat_map(|file| file.file_name()).map(|name| parent.join(name)).collect();
        if let Some(there) = targets.iter().find(|target| target.exists() && !replace) {
            return Err(StoreError::Exists { path: there.clone() });
        }
        for (file, target) in files.iter().zip(&targets) {
            std::fs::rename(file, target).map_err(StoreError::write(target))?;
        }
        Ok(())
    }

    /// [`save`](Self::save) for files of one's own making, in a folder of one's own: what is there is written over.
    ///
    /// # Errors
    /// As `save`.
    pub fn write(&self, path: &Path, format: Format) -> Result<(), StoreError> {
        self.check().map_err(|what| StoreError::unwritable(path, what))?;
        if let Some(word) = self.words.iter().find(|word| !format.holds(word)) {
            let what = format!(
                "the word {word:?} is empty or holds white space, which {} has no place for",
                format.name()
            );
            return Err(StoreError::unwritable(path, what));
        }
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

    /// Keeps the words that pass, by number and name; gives how many did not.
    pub fn retain(&mut self, keep: impl Fn(usize, &str) -> bool) -> usize {
        let rows: Vec<u32> = (0..)
            .zip(self.words.iter())
            .filter(|&(row, word)| keep(row as usize, word))
            .map(|(row, _)| row)
            .collect();
        let left_out = self.words.len() - rows.len();
        if left_out > 0 {
            self.words = rows.iter().map(|&row| self.words.get(row as usize)).collect();
            self.matrix.retain(&rows);
            self.contexts.iter_mut().for_each(|contexts| contexts.retain(&rows));
        }
        left_out
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
    fn check(&self) -> Result<(), String> {
        self.sound(first_infinite(&self.matrix, self.contexts.as_ref()), self.words.first_duplicate())
    }

    /// What is wrong with the table, if anything: the row with a number that is none and whose it is, and the word that was there before,
    /// are known.
    pub(crate) fn sound(
        &self,
        infinite: Option<(usize, &'static str)>,
        twice: Option<usize>,
    ) -> Result<(), String> {
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
        if let Some((row, name)) = infinite {
            let word = self.words.get(row);
            return Err(format!("the {name}vector of {word:?} holds NaN or an infinity"));
        }
        match twice {
            Some(row) => Err(format!("the word {:?} is there twice", self.words.get(row))),
            None => Ok(()),
        }
    }
}

/// The first row with NaN or an infinity, and whose it is.
pub(crate) fn first_infinite(matrix: &Matrix, contexts: Option<&Matrix>) -> Option<(usize, &'static str)> {
    let of = |matrix: &Matrix, name| matrix.first_not_finite().map(|row| (row, name));
    of(matrix, "").or_else(|| of(contexts?, "context "))
}
