//! Why a simulation cannot be done.

use std::path::PathBuf;

/// Why a simulation cannot be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// A parameter is out of range.
    #[error("{name} = {value}: {needed}")]
    Parameter {
        /// Its name, as in [`SimulationParams`](crate::SimulationParams).
        name: &'static str,
        /// What was given.
        value: String,
        /// What it must be.
        needed: String,
    },
    /// The file system said no.
    #[error(
        "cannot write {path}: {source}; choose a folder that can be written to, with room for the corpora"
    )]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// `truth.json` cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The truth is no valid JSON, or that of another version.
    #[error("{path} is no truth of a simulation: {source}; write the corpora anew")]
    Truth {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: serde_json::Error,
    },
}
