//! Why vectors cannot be read or written.

use std::path::{Path, PathBuf};

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
        /// What is wrong, where, and what to do.
        what: String,
    },
    /// Too many rows had to be left out.
    #[error(
        "{path}: {left_out} of {rows} rows cannot be used ({defects}); if the others are what you want, give --lenient"
    )]
    TooManyDefects {
        /// The file.
        path: PathBuf,
        /// Rows that are left out or missing.
        left_out: u64,
        /// Rows that there are or should be.
        rows: u64,
        /// What is wrong with them, and where.
        defects: String,
    },
    /// There is such a file.
    #[error("{path} is there already; --force replaces it")]
    Exists {
        /// The file.
        path: PathBuf,
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

impl StoreError {
    pub(crate) fn read(path: &Path) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io { action: "read", path: path.into(), source }
    }

    pub(crate) fn write(path: &Path) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io { action: "write", path: path.into(), source }
    }

    pub(crate) fn malformed(path: &Path, what: impl Into<String>) -> Self {
        Self::Malformed { path: path.into(), what: what.into() }
    }

    pub(crate) fn unwritable(path: &Path, what: impl Into<String>) -> Self {
        Self::Unwritable { path: path.into(), what: what.into() }
    }
}
