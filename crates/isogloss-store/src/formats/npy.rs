//! numpy's array of (words, d), and the words in a file beside it, one a line.

use super::rows::{distinct, first_rows};
use crate::report::Place;
use crate::source::{self, Source};
use crate::{FileReport, ReadOptions, StoreError, Vectors, Words};
use bytes::Bytes;
use half::f16;
use isogloss_math::Matrix;
use npyz::{DType, Endianness, NpyHeader, Order, TypeChar, TypeStr, WriteOptions, WriterBuilder};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Extensions of the file with the words, beside `NAME.npy`; the first is what is written.
const EXTENSIONS: [&str; 4] = ["vocab", "words", "vocab.txt", "txt"];
/// Its names in the same folder.
const NAMES: [&str; 3] = ["vocab.txt", "words.txt", "vocabulary.txt"];

pub(crate) fn read(
    source: Source,
    options: &ReadOptions,
    report: &mut FileReport,
) -> Result<Vectors, StoreError> {
    let path = source.path.clone();
    let malformed = |what: String| StoreError::malformed(&path, what);
    let beside = match &options.vocabulary {
        Some(file) => file.clone(),
        None => vocabulary(&path).ok_or_else(|| {
            let looked = EXTENSIONS.map(|extension| path.with_extension(extension).display().to_string());
            malformed(format!(
                "an array has no words; name a file with one a line by --vocabulary, or put it beside the array (looked for {} and {} in its \
                 folder)",
                looked.join(", "),
                NAMES.join(", ")
            ))
        })?,
    };
    let bytes = source.into_bytes()?;
    let matrix = matrix(&bytes).map_err(malformed)?;
    let words = read_words(&beside, report)?;
    if words.len() != matrix.rows() {
        let what =
            format!("it has {} rows, but {} has {} words", matrix.rows(), beside.display(), words.len());
        return Err(malformed(what));
    }
    report.part = Some(format!("words of {}", beside.display()));
    let mut vectors = Vectors { words, matrix, ..Vectors::default() };
    first_rows(&mut vectors, options, report);
    Ok(distinct(vectors.words, vectors.matrix, |row| Place::Row(row as u64 + 1), report))
}

/// The file with the words of an array.
pub(crate) fn vocabulary(path: &Path) -> Option<PathBuf> {
    // `vectors.npy.gz` is beside `vectors.vocab`.
    let stem = if path.extension().is_some_and(|extension| extension == "npy") {
        path.to_owned()
    } else {
        path.with_extension("")
    };
    let named = EXTENSIONS.map(|extension| stem.with_extension(extension));
    named.into_iter().chain(NAMES.map(|name| path.with_file_name(name))).find(|file| file.is_file())
}

/// A word a line; what follows a tab is not the word's.
fn read_words(path: &Path, report: &mut FileReport) -> Result<Words, StoreError> {
    let source = Source::open(path)?;
    let error = |e| StoreError::read(path)(e);
    let mut text = Vec::new();
    source.into_reader().read_to_end(&mut text).map_err(error)?;
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    let mut words = Words::default();
    if text.is_empty() {
        return Ok(words);
    }
    for (line, word) in text.split(|&byte| byte == b'\n').enumerate() {
        let word = word.split(|&byte| byte == b'\t').next().unwrap_or_default();
        let word = word.strip_suffix(b"\r").unwrap_or(word);
        if !words.push_bytes(word) {
            report.bad_utf8.add(Place::Line(line as u64 + 1));
        }
    }
    Ok(words)
}

fn matrix(bytes: &Bytes) -> Result<Matrix, String> {
    let mut rest: &[u8] = bytes;
    let header = NpyHeader::from_reader(&mut rest).map_err(|e| format!("its header is broken: {e}"))?;
    let start = bytes.len() - rest.len();
    let &[rows, columns] = header.shape() else {
        return Err(format!("its shape is {:?} and not (words, dimensions)", header.shape()));
    };
    let plain = match header.dtype() {
        DType::Plain(kind) if kind.type_char() == TypeChar::Float && kind.endianness() != Endianness::Big => {
            Some(kind)
        }
        _ => None,
    };
    let size = plain.as_ref().map_or(0, TypeStr::size_field);
    if !matches!(size, 2 | 4 | 8) {
        return Err(format!(
            "it is an array of {}; f2, f4 and f8, little-endian, are read",
            header.dtype().descr()
        ));
    }
    let there = (rest.len() as u64) / size;
    if rows.checked_mul(columns) != Some(there) || !(rest.len() as u64).is_multiple_of(size) {
        return Err(format!("it is {rows} x {columns} by its header, and holds {there} numbers"));
    }
    let (rows, columns) = (rows as usize, columns as usize);
    if size == 4
        && header.order() == Order::C
        && let Some(shared) = source::numbers(bytes, start, rows * columns)
    {
        return Ok(Matrix::from_shared(rows, columns, shared));
    }
    let number = |at: usize| match size {
        2 => rest.as_chunks().0.get(at).map_or(f32::NAN, |&x| f16::from_le_bytes(x).to_f32()),
        4 => rest.as_chunks().0.get(at).map_or(f32::NAN, |&x| f32::from_le_bytes(x)),
        _ => rest.as_chunks().0.get(at).map_or(f32::NAN, |&x| f64::from_le_bytes(x) as f32),
    };
    let numbers = match header.order() {
        Order::C => (0..rows * columns).map(number).collect(),
        Order::Fortran => (0..rows * columns).map(|i| number(i / columns + i % columns * rows)).collect(),
    };
    Ok(Matrix::from_vec(rows, columns, numbers))
}

/// The array, and beside it `NAME.vocab` with the words.
pub(crate) fn write(vectors: &Vectors, path: &Path) -> Result<(), StoreError> {
    let (rows, columns) = (vectors.matrix.rows() as u64, vectors.matrix.columns() as u64);
    let write = || {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        // The header alone: the numbers go as they are.
        WriteOptions::<f32>::new()
            .default_dtype()
            .shape(&[rows, columns])
            .writer(&mut out)
            .begin_nd()
            .and_then(|mut array| {
                array.extend(vectors.matrix.as_slice().iter().copied())?;
                array.finish()
            })?;
        out.flush()
    };
    write().map_err(StoreError::write(path))?;
    let beside = words_file(path);
    let write = || {
        let mut out = BufWriter::new(File::create(&beside)?);
        vectors.words.iter().try_for_each(|word| writeln!(out, "{word}"))?;
        out.flush()
    };
    write().map_err(StoreError::write(&beside))
}

/// Where the words of an array are written.
fn words_file(path: &Path) -> PathBuf {
    path.with_extension(EXTENSIONS[0])
}
