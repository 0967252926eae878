//! Files to vectors.

use crate::formats::{checkpoint, fasttext, npy, parquet, safetensors, text, word2vec_binary};
use crate::source::Source;
use crate::{FileReport, Format, StoreError, Vectors};
use bytes::Bytes;
use std::path::{Path, PathBuf};

/// How a file of vectors is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// What it is; told by its content where this is `None`.
    pub format: Option<Format>,
    /// Only its first rows.
    pub limit: Option<usize>,
    /// The words of an array that has none: a file with one a line. By default a file of its name beside it is looked for.
    pub vocabulary: Option<PathBuf>,
    /// Takes a file of which more rows than [`TOLERATED`](crate::report::TOLERATED) cannot be used.
    pub lenient: bool,
}

/// A file that was read.
#[derive(Debug)]
pub struct Reading {
    /// Its words and vectors.
    pub vectors: Vectors,
    /// What reading met.
    pub report: FileReport,
}

/// Reads a file of vectors in any [`Format`], plain or compressed by gzip, bzip2, zstd or zip (`archive.zip:member` where it holds
/// several).
///
/// Text is parsed on all threads; safetensors and arrays of `f32` that are not compressed are mapped, not read. Rows with a
/// defect are left out and told in the report; the words are different from each other, the numbers finite.
///
/// # Errors
/// `Malformed` for what is no such file, `TooManyDefects` where more than one row in twenty is lost, `Io` where the system refuses.
pub fn read(path: &Path, options: &ReadOptions) -> Result<Reading, StoreError> {
    let path = &in_folder(path);
    let source = Source::open(path)?;
    let format = match options.format {
        Some(format) => format,
        None => sniff(&source)?,
    };
    let mut report = FileReport::new(format);
    report.compression = source.compression.map(str::to_owned);
    report.part = source.member.clone();
    report.bytes = source.size;
    let told = &mut report;
    let vectors = match format {
        Format::Word2vec | Format::Glove => text::read(source, options, told)?,
        Format::Word2vecBinary => word2vec_binary::read(source, options, told)?,
        Format::Fasttext => whole(source, |bytes| fasttext::read(bytes, options, told))?,
        Format::Safetensors => whole(source, |bytes| safetensors::read(bytes, options, told))?,
        Format::Checkpoint => checkpoint::read(source, options, told)?,
        Format::Npy => npy::read(source, options, told)?,
        Format::Parquet => whole(source, |bytes| parquet::read(bytes, options, told))?,
    };
    report.kept = vectors.words.len() as u64;
    report.dimensions = vectors.matrix.columns();
    report.check(path, options.lenient)?;
    Ok(Reading { vectors, report })
}

/// Reads a format that looks at all bytes at once.
fn whole(source: Source, read: impl FnOnce(Bytes) -> Result<Vectors, String>) -> Result<Vectors, StoreError> {
    let path = source.path.clone();
    read(source.into_bytes()?).map_err(|what| StoreError::malformed(&path, what))
}

/// The files that are read where this one is: itself, or the one in a folder, or the archive around it; and beside an array or a
/// checkpoint the file with its words.
///
/// # Errors
/// `Io` where the file cannot be read.
pub fn files_of(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let source = Source::open(&in_folder(path))?;
    let words = match sniff(&source) {
        Ok(Format::Npy) => npy::vocabulary(&source.path),
        Ok(Format::Checkpoint) => Some(checkpoint::tokenizer(&source.path)),
        _ => None,
    };
    Ok([Some(source.path), words].into_iter().flatten().collect())
}

/// Whether a file holds vectors, told by its first bytes: for those who take texts, too. Of Parquet tables only those that can hardly be
/// texts with some figures beside them.
///
/// # Errors
/// `Io` where the file cannot be read.
pub fn is_vectors(path: &Path) -> Result<bool, StoreError> {
    let source = match Source::open(&in_folder(path)) {
        Ok(source) => source,
        Err(StoreError::Malformed { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(match sniff(&source) {
        Ok(Format::Parquet) => parquet::has_vectors(source),
        found => found.is_ok(),
    })
}

/// Files of vectors in a folder that somebody gave in their place: ours, or a checkpoint.
const IN_FOLDER: [&str; 2] = ["vectors.safetensors", "model.safetensors"];
/// Says which file of a checkpoint holds which tensor.
const INDEX: &str = "model.safetensors.index.json";

/// The file of vectors in a folder, if it is one and has one.
fn in_folder(path: &Path) -> PathBuf {
    if !path.is_dir() {
        return path.to_owned();
    }
    let files = IN_FOLDER.iter().map(|name| path.join(name));
    let shard = || checkpoint::shard(&path.join(INDEX)).map(|name| path.join(name));
    files.into_iter().find(|file| file.is_file()).or_else(shard).unwrap_or_else(|| path.to_owned())
}

/// Python's pickles begin with their version.
const PICKLE: u8 = 0x80;

fn sniff(source: &Source) -> Result<Format, StoreError> {
    let head = source.head();
    let refuse = |what: &str| Err(StoreError::malformed(&source.path, what));
    match head {
        [] => refuse("it is empty"),
        [b'P', b'A', b'R', b'1', ..] => Ok(Format::Parquet),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Ok(Format::Npy),
        _ if head.starts_with(&fasttext::MAGIC) => Ok(Format::Fasttext),
        [PICKLE, 2..=5, ..] => refuse(
            "it is a Python pickle, which runs what it holds and is never opened; in Python, export it: \
             KeyedVectors.load(FILE).save_word2vec_format(\"vectors.bin\", binary=True)",
        ),
        _ if head.get(8) == Some(&b'{') && head[3..8] == [0; 5] => {
            Ok(if safetensors::is_ours(head) { Format::Safetensors } else { Format::Checkpoint })
        }
        _ if word2vec_binary::is_it(head) => Ok(Format::Word2vecBinary),
        _ => match text::shape(head, source.is_short()) {
            Some(shape) if shape.told.is_some() => Ok(Format::Word2vec),
            Some(_) => Ok(Format::Glove),
            None => refuse(
                "neither a known binary format nor lines of a word and numbers; --format says what it is, if it is one",
            ),
        },
    }
}
