//! Why a corpus cannot be read.
use std::path::PathBuf;

/// Why a corpus cannot be read: every message is one line that names the file and says how to mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// The file system said no.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// No such file.
    #[error("{path} does not exist; check the spelling and the folder")]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A folder where a file should be.
    #[error("{path} is a folder; give one file (several can be joined with cat, compressed ones too)")]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// No byte but white space.
    #[error("{path} is empty; give a file with a document a line")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// No text.
    #[error("{path} is a binary file, not text; give plain text or JSON lines, plain, .gz or .zst")]
    Binary {
        /// The file.
        path: PathBuf,
    },
    /// Text or an archive of a kind that is not read.
    #[error("{path} is {what}, which is not read; {hint}")]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A compressed file that stops in the middle.
    #[error("{path} is cut short: its compressed data end too early; copy or download it again")]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// Compressed data that do not decode.
    #[error("{path} holds damaged compressed data ({what}); copy or download it again")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        what: String,
    },
    /// A line that would not fit into memory.
    #[error("line {line} of {path} is longer than {limit} bytes; put one document a line")]
    LineTooLong {
        /// The file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: u64,
        /// The longest that is read, in bytes.
        limit: usize,
    },
    /// JSON lines without a text.
    #[error(
        "{path} holds JSON lines without a string field `text`; its fields are: {fields}; rename one to `text`"
    )]
    NoTextField {
        /// The file.
        path: PathBuf,
        /// The names of the fields of the first line.
        fields: String,
    },
    /// Too many lines that are no JSON objects with a text.
    #[error(
        "{malformed} of {lines} lines of {path} are no JSON objects with a string field `text` \
         (the first: line {first}); mend or remove them"
    )]
    TooManyMalformed {
        /// The file.
        path: PathBuf,
        /// How many.
        malformed: u64,
        /// All lines.
        lines: u64,
        /// Number of the first, from 1.
        first: u64,
    },
    /// The file is not the one that was read before.
    #[error(
        "no document starts at byte {offset} of {path}; the file has changed since it was encoded: encode it again"
    )]
    NoDocumentAt {
        /// The file.
        path: PathBuf,
        /// The offset, in decompressed bytes.
        offset: u64,
    },
}
