//! word2vec's binary: a line `n d`, then for each word its bytes, a space, `d` numbers (`f32`, little-endian) and, from word2vec.c
//! but not from gensim, a line break.

use super::rows::Rows;
use super::text;
use crate::report::Place;
use crate::source::{Source, decoding_error};
use crate::{FileReport, ReadOptions, StoreError, Vectors};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// A longer word is none.
const LONGEST_WORD: usize = 1 << 16;

/// Whether a file begins as one of this format: a header, and then no line of numbers in digits.
pub(crate) fn is_it(head: &[u8]) -> bool {
    let Some((told, rest)) = header(head) else { return false };
    let Some(space) = rest.iter().take(LONGEST_WORD).position(|&byte| byte == b' ') else { return false };
    let numbers = &rest[space + 1..];
    let some = &numbers[..numbers.len().min(told.1.saturating_mul(4))];
    // Digits, signs and points are no bytes of numbers, but by chance.
    !some.is_empty() && some.iter().any(|byte| !byte.is_ascii_graphic() && !byte.is_ascii_whitespace())
}

fn header(head: &[u8]) -> Option<((u64, usize), &[u8])> {
    let end = memchr::memchr(b'\n', &head[..head.len().min(64)])?;
    Some((text::header(&head[..end])?, &head[end + 1..]))
}

pub(crate) fn read(
    source: Source,
    options: &ReadOptions,
    report: &mut FileReport,
) -> Result<Vectors, StoreError> {
    let (path, compression) = (source.path.clone(), source.compression);
    let Some(((told, d), rest)) = header(source.head()) else {
        return Err(StoreError::malformed(&path, "its first line is not `words dimensions`"));
    };
    report.rows_told = Some(told);
    report.dimensions_told = Some(d);
    report.dimensions = d;
    let mut at = (source.head().len() - rest.len()) as u64;
    let most = source.at_most();
    let mut bytes = BufReader::with_capacity(1 << 20, source.into_reader());
    let damaged = |error: io::Error| decoding_error(&path, compression, error);
    io::copy(&mut io::Read::take(&mut bytes, at), &mut io::sink()).map_err(damaged)?;
    let mut rows = Rows::default();
    if let Some(most) = most {
        // No header is believed further than the file goes.
        rows.numbers
            .reserve(usize::try_from(told).unwrap_or(usize::MAX).saturating_mul(d).min(most as usize / 4));
    }
    let wanted = options.limit.map_or(told, |limit| told.min(limit as u64));
    let row_bytes = d.checked_mul(4).ok_or_else(|| StoreError::malformed(&path, "its header lies"))?;
    let mut word = Vec::new();
    while report.rows < wanted {
        word.clear();
        let read =
            io::Read::take(&mut bytes, LONGEST_WORD as u64).read_until(b' ', &mut word).map_err(damaged)?;
        // The line break belongs to the row before.
        let breaks = word.iter().take_while(|&&byte| byte == b'\n').count();
        let place = at + breaks as u64;
        let at_end = word.last() != Some(&b' ') && read < LONGEST_WORD;
        if at_end {
            // Those that are missing are counted by the header.
            break;
        }
        if word.pop() != Some(b' ') {
            let what = format!("at byte {place} there is no word: its header lies, or it is cut or damaged");
            return Err(StoreError::malformed(&path, what));
        }
        let before = rows.numbers.len();
        if !numbers(&mut bytes, row_bytes, &mut rows.numbers).map_err(damaged)? {
            rows.numbers.truncate(before);
            break;
        }
        report.rows += 1;
        at += (read + row_bytes) as u64;
        let bytes_of_word = &word[breaks..];
        if bytes_of_word.is_empty() {
            rows.numbers.truncate(before);
            report.no_word.add(Place::Byte(place));
            continue;
        }
        if !rows.words.push_bytes(bytes_of_word) {
            report.bad_utf8.add(Place::Byte(place));
        }
        rows.places.push(place);
    }
    report.limited = report.rows < told && report.rows == wanted;
    Ok(rows.finish(d, Place::Byte, report))
}

/// Appends the numbers of a row, a piece at a time; whether they were all there.
fn numbers(bytes: &mut impl io::Read, row_bytes: usize, numbers: &mut Vec<f32>) -> io::Result<bool> {
    let mut left = row_bytes;
    let mut piece = [0; 4096];
    while left > 0 {
        let piece = &mut piece[..left.min(4096)];
        match bytes.read_exact(piece) {
            Ok(()) => numbers.extend(piece.as_chunks().0.iter().map(|&number| f32::from_le_bytes(number))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
        left -= piece.len();
    }
    Ok(true)
}

/// As word2vec.c writes it, with a line break after each row.
pub(crate) fn write(vectors: &Vectors, path: &Path) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        writeln!(out, "{} {}", vectors.matrix.rows(), vectors.matrix.columns())?;
        for (row, word) in vectors.words.iter().enumerate() {
            out.write_all(word.as_bytes())?;
            out.write_all(b" ")?;
            out.write_all(bytemuck::cast_slice(vectors.matrix.row(row)))?;
            out.write_all(b"\n")?;
        }
        out.flush()
    };
    write().map_err(StoreError::write(path))
}
