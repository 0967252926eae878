//! Why a comparison stopped.

use std::path::PathBuf;

/// Why a comparison stopped. Facts about the input that only keep a section from being computed are no errors: the section says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting is out of its range.
    #[error("--{name}{}{value}: {needs}", if value.is_empty() { "" } else { " " })]
    Setting {
        /// Its name on the command line.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is needed.
        needs: String,
    },
    /// The inputs do not make a comparison.
    #[error("{0}")]
    Inputs(String),
    /// The output folder cannot be used.
    #[error("{path}: {why}")]
    OutputFolder {
        /// The folder.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// The folder holds no finished comparison.
    #[error("{path} holds no finished comparison ({why}); run `isogloss compare A B -o {path}` first")]
    NotARun {
        /// The folder.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// No domain knows the word.
    #[error("no domain uses \"{word}\"{hint}")]
    UnknownWord {
        /// The word.
        word: String,
        /// What to try.
        hint: String,
    },
    /// A file of the run's folder cannot be written or read.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// "write", "read", ...
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file of the run's folder does not hold what it should.
    #[error("{path} is damaged ({what}); delete it and run again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The corpus cannot be read.
    #[error(transparent)]
    Corpus(#[from] isogloss_corpus::CorpusError),
    /// The corpus cannot be counted.
    #[error(transparent)]
    Count(#[from] isogloss_count::CountError),
    /// The vectors cannot be trained.
    #[error(transparent)]
    Train(#[from] isogloss_train::TrainError),
    /// The vectors cannot be read or written.
    #[error(transparent)]
    Store(#[from] isogloss_store::StoreError),
}

impl Error {
    /// An I/O error with its file.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
