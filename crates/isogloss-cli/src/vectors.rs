//! What commands on files of vectors share.

use crate::progress::Stderr;
use crate::text::named;
use isogloss_store::{Format, ReadOptions, Reading, StoreError};
use std::path::{Path, PathBuf};

/// Names of the formats.
pub const FORMATS: [&str; 8] =
    ["word2vec", "word2vec-binary", "glove", "fasttext", "safetensors", "checkpoint", "npy", "parquet"];

/// How files of vectors are read.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct VectorsArgs {
    /// What the file is, where its content does not tell.
    #[arg(long, value_name = "NAME", value_parser = named::<Format>(&FORMATS))]
    format: Option<Format>,
    /// Only the first rows of the file.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The words of an array (.npy), one a line [default: a file of its name beside it]
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// Take a file of which more than one row in twenty cannot be used.
    #[arg(long)]
    lenient: bool,
}

impl VectorsArgs {
    fn options(&self) -> ReadOptions {
        ReadOptions {
            format: self.format,
            limit: self.limit,
            vocabulary: self.vocabulary.clone(),
            lenient: self.lenient,
        }
    }

    /// Reads a file, and tells on standard error what it met.
    pub fn read(&self, path: &Path, quiet: bool) -> Result<Reading, StoreError> {
        let reading = isogloss_store::read(path, &self.options())?;
        let warnings = reading.report.warnings();
        if !warnings.is_empty() {
            let progress = Stderr::new(quiet);
            isogloss::Progress::warn(&progress, &format!("{}: {}", path.display(), warnings.join("; ")));
        }
        Ok(reading)
    }
}
