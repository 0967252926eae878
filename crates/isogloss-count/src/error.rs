//! Why counting failed.
use std::path::{Path, PathBuf};

/// Why counting failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The corpus cannot be read.
    #[error(transparent)]
    Corpus(#[from] isogloss_corpus::CorpusError),
    /// A file of the run folder cannot be written or read.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// "write" or "read".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file of the run folder does not hold what it should.
    #[error("{path} is damaged ({what}); delete it and run again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A file that somebody else made does not hold what it should.
    #[error("{path}, {place}: {what}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line or the byte.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The input holds no token.
    #[error("{path} holds no words")]
    NoTokens {
        /// The input.
        path: PathBuf,
    },
    /// More tokens than positions can number.
    #[error("the corpus has more than {limit} tokens; split it")]
    TooManyTokens {
        /// The limit.
        limit: u64,
    },
    /// Sums of weights could overflow.
    #[error(
        "a word with {count} occurrences is too many for a window of {window}; take one of at most 20 or another weighting"
    )]
    TooFrequent {
        /// How often the most frequent word stands in the corpus.
        count: u64,
        /// The window.
        window: usize,
    },
    /// A setting out of its range.
    #[error("{name} must be {allowed}, not {given}")]
    Parameter {
        /// The setting.
        name: &'static str,
        /// What it may be.
        allowed: String,
        /// What it was.
        given: String,
    },
}

impl CountError {
    /// Puts the path to an error in writing.
    pub(crate) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action: "write", path: path.to_path_buf(), source }
    }

    /// Puts the path to an error in reading.
    pub(crate) fn read(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action: "read", path: path.to_path_buf(), source }
    }

    pub(crate) fn malformed(path: &Path, place: String, what: impl Into<String>) -> Self {
        Self::Malformed { path: path.to_path_buf(), place, what: what.into() }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_path_buf(), what: what.into() }
    }
}
