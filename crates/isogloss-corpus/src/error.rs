//! Why a corpus cannot be read.
use crate::delimited::TableError;
use crate::parquet::ParquetError;
use crate::reader::Format;
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
    #[error("{path} is a folder; give its files")]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// No byte but white space.
    #[error("{path} is empty; give a file with text")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// No text.
    #[error(
        "{path} is a binary file, not text; give text (UTF-8, or UTF-16 with a byte order mark), plain or compressed (.gz, .bz2, .zst)"
    )]
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
    /// A record that would not fit into memory.
    #[error(
        "the record at line {line} of {path} is longer than {limit} bytes; split it, or allow more with --max-document"
    )]
    RecordTooLong {
        /// The file.
        path: PathBuf,
        /// The number of the line in which it begins, from 1.
        line: u64,
        /// The longest that is read, in bytes.
        limit: usize,
    },
    /// Records without a text where it should be.
    #[error("{path} has no text in `{column}`; it has: {columns}; name one with --text-column")]
    NoTextColumn {
        /// The file.
        path: PathBuf,
        /// Where the text should be.
        column: String,
        /// The fields or columns there are.
        columns: String,
    },
    /// A table whose columns do not say where its text is.
    #[error("{path}: {source}; --text-column and --unit-column choose")]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: TableError,
    },
    /// A Parquet table that cannot be read.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    /// Something else, where Parquet was asked for.
    #[error(
        "{path} is no Parquet table, or none in a plain file; leave --format away, or give the table itself"
    )]
    NotParquet {
        /// The file.
        path: PathBuf,
    },
    /// The file ends within a record.
    #[error(
        "{path} ends within the record that begins at line {line}: it is cut short, or a quote or tag is never closed"
    )]
    Unclosed {
        /// The file.
        path: PathBuf,
        /// The number of the line in which the record begins, from 1.
        line: u64,
    },
    /// Too many records that are not what the format asks for.
    #[error(
        "{malformed} of {records} records of {path} are malformed (the first: line {first}); \
         mend or remove them, or read the others with --lenient"
    )]
    TooManyMalformed {
        /// The first file that holds any.
        path: PathBuf,
        /// How many.
        malformed: u64,
        /// All records.
        records: u64,
        /// The line of the first, from 1.
        first: u64,
    },
    /// Another program wrote to the file.
    #[error("{path} changed while it was read; wait until it is complete, then run again")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Nothing to read.
    #[error("`{argument}` stands for no file; check the spelling and the folder")]
    NoFiles {
        /// A folder, a pattern, or a list.
        argument: String,
    },
    /// A pattern for files that is none.
    #[error("`{pattern}` is no pattern for files: {what}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        what: String,
    },
    /// Text and lists of words with counts together.
    #[error(
        "{path} is {format}, but {first} is {first_format}; counts and text cannot be read as one corpus"
    )]
    Mixed {
        /// A later file.
        path: PathBuf,
        /// What it is.
        format: Format,
        /// The first file.
        first: PathBuf,
        /// What that is.
        first_format: Format,
    },
    /// A setting out of its range.
    #[error("{name} must be {allowed}, not {given}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// What it may be.
        allowed: &'static str,
        /// What it was.
        given: String,
    },
    /// A pipe was read to its end.
    #[error("standard input can be read only once: save it to a file to look up its documents")]
    ReadOnce,
    /// The file is not the one that was read before.
    #[error(
        "there is no such document at {offset} in {path}; the file has changed since it was encoded: encode it again"
    )]
    NoDocumentAt {
        /// The file.
        path: PathBuf,
        /// Where its record should start, in decompressed bytes.
        offset: u64,
    },
}
