//! fastText's model: settings, words, and one matrix with the vectors of words and of pieces of words (Bojanowski et al. 2017).
//!
//! A word's vector is the mean of its own row and of the rows of its pieces: all runs of `minn` to `maxn` characters of the
//! word between `<` and `>`, which share `bucket` rows by their hash. So a word that the model never met has a vector, too.

use super::rows::distinct;
use crate::report::Place;
use crate::{FileReport, ReadOptions, Vectors, Words};
use bytes::Bytes;
use isogloss_math::Matrix;
use rayon::prelude::*;
use std::fmt;

/// What a model begins with.
pub(crate) const MAGIC: [u8; 4] = 793_712_314_i32.to_le_bytes();
/// The version that has been written since 2017.
const VERSION: i32 = 12;
/// The end of a line counts as a word, which has no pieces.
const END_OF_LINE: &str = "</s>";
/// A longer word is none.
const LONGEST_WORD: usize = 1 << 16;

/// Vectors of pieces of words.
#[derive(Clone)]
pub struct Subwords {
    bytes: Bytes,
    /// Where the matrix starts.
    start: usize,
    dimensions: usize,
    /// Rows of words, before those of pieces.
    words: usize,
    /// Rows of pieces.
    buckets: usize,
    shortest: usize,
    longest: usize,
}

/// The same rows of the same file.
impl PartialEq for Subwords {
    fn eq(&self, other: &Self) -> bool {
        let shape = |s: &Self| (s.start, s.dimensions, s.words, s.buckets, s.shortest, s.longest);
        shape(self) == shape(other) && self.bytes == other.bytes
    }
}

impl fmt::Debug for Subwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subwords({} rows, {} to {} characters)", self.buckets, self.shortest, self.longest)
    }
}

impl Subwords {
    /// The vector of a word that the model does not know, from its pieces; `None` where it has none.
    pub fn vector(&self, word: &str) -> Option<Vec<f32>> {
        let rows = self.pieces(word);
        (!rows.is_empty()).then(|| self.mean(&rows))
    }

    /// Rows of the pieces of a word.
    fn pieces(&self, word: &str) -> Vec<usize> {
        if self.buckets == 0 {
            return Vec::new();
        }
        let word = format!("<{word}>");
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let characters = starts.len() - 1;
        let mut rows = Vec::new();
        for first in 0..characters {
            for length in self.shortest..=self.longest.min(characters - first) {
                // A single `<` or `>` is no piece.
                if length == 0 || length == 1 && (first == 0 || first == characters - 1) {
                    continue;
                }
                let piece = &word.as_bytes()[starts[first]..starts[first + length]];
                rows.push(self.words + hash(piece) as usize % self.buckets);
            }
        }
        rows
    }

    /// The mean of some rows, summed in their order in `f32` as fastText does.
    fn mean(&self, rows: &[usize]) -> Vec<f32> {
        let mut mean = vec![0.0; self.dimensions];
        for &row in rows {
            let start = self.start + row * self.dimensions * 4;
            let numbers = self.bytes[start..start + self.dimensions * 4].as_chunks().0;
            for (sum, &x) in mean.iter_mut().zip(numbers) {
                *sum += f32::from_le_bytes(x);
            }
        }
        let share = 1.0 / rows.len().max(1) as f32;
        mean.iter_mut().for_each(|x| *x *= share);
        mean
    }
}

/// FNV-1a of 32 bits, in which bytes are taken as signed.
fn hash(piece: &[u8]) -> u32 {
    piece.iter().fold(2_166_136_261, |hash: u32, &byte| (hash ^ byte as i8 as u32).wrapping_mul(16_777_619))
}

/// Reads what is where, one thing after the other.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk());
        self.at += N;
        taken.copied().ok_or_else(|| format!("it ends at byte {}, within the model", self.bytes.len()))
    }

    fn i32(&mut self) -> Result<i32, String> {
        self.take().map(i32::from_le_bytes)
    }

    /// A number that cannot be negative.
    fn size(&mut self, what: &str) -> Result<usize, String> {
        let number = self.i32()?;
        usize::try_from(number).map_err(|_| format!("it tells of {number} {what}"))
    }

    fn i64(&mut self) -> Result<i64, String> {
        self.take().map(i64::from_le_bytes)
    }

    /// A word, which a zero ends.
    fn word(&mut self) -> Result<&[u8], String> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr::memchr(0, &rest[..rest.len().min(LONGEST_WORD)])
            .ok_or_else(|| format!("at byte {} there is no word", self.at))?;
        self.at += end + 1;
        Ok(&rest[..end])
    }
}

pub(crate) fn read(bytes: Bytes, options: &ReadOptions, report: &mut FileReport) -> Result<Vectors, String> {
    let all = bytes.clone();
    let mut cursor = Cursor { bytes: &all, at: MAGIC.len() };
    let version = cursor.i32()?;
    if version != VERSION {
        return Err(format!("it is of version {version} of fastText's format; version {VERSION} is read"));
    }
    let dimensions = cursor.size("dimensions")?;
    // Window, epochs, least count, negative samples, length of word n-grams, loss, kind of model.
    for _ in 0..7 {
        cursor.i32()?;
    }
    let buckets = cursor.size("buckets")?;
    let (shortest, longest) = (cursor.size("characters")?, cursor.size("characters")?);
    // The rate of updates, and the threshold of sampling.
    cursor.take::<12>()?;
    let entries = cursor.size("words")?;
    let told = cursor.size("words")?;
    cursor.take::<12>()?;
    let pruned = cursor.i64()?;
    let mut words = Words::default();
    for entry in 0..entries {
        let at = cursor.at as u64;
        let word = cursor.word()?;
        // Labels come after the words.
        if entry < told && !words.push_bytes(word) {
            report.bad_utf8.add(Place::Byte(at));
        }
        cursor.take::<9>()?;
    }
    if pruned > 0 || cursor.take::<1>()? != [0] {
        return Err(
            "it is a quantised model (.ftz), which has lost its vectors; give the .bin that it was made of"
                .to_owned(),
        );
    }
    let (rows, columns) = (cursor.i64()?, cursor.i64()?);
    let start = cursor.at;
    let whole = || {
        let (rows, columns) = (usize::try_from(rows).ok()?, usize::try_from(columns).ok()?);
        let end = rows.checked_mul(columns)?.checked_mul(4)?.checked_add(start)?;
        (columns == dimensions && words.len() == told && end <= all.len()).then_some(rows)
    };
    let rows = whole().filter(|&rows| rows >= told).ok_or_else(|| {
        format!("its matrix would be {rows} x {columns}, for {told} words of {dimensions} dimensions; it is cut or damaged")
    })?;
    report.rows_told = Some(told as u64);
    let buckets = buckets.min(rows - told);
    let subwords = Subwords { bytes, start, dimensions, words: told, buckets, shortest, longest };
    let kept = options.limit.map_or(told, |limit| told.min(limit));
    words.truncate(kept);
    report.limited = kept < told;
    report.rows = kept as u64;
    let mut numbers = vec![0.0; kept * dimensions];
    if dimensions > 0 {
        numbers.par_chunks_mut(dimensions).enumerate().for_each(|(row, vector)| {
            let mut rows = vec![row];
            if words.get(row) != END_OF_LINE {
                rows.extend(subwords.pieces(words.get(row)));
            }
            vector.copy_from_slice(&subwords.mean(&rows));
        });
    }
    let matrix = Matrix::from_vec(kept, dimensions, numbers);
    let vectors = distinct(words, matrix, |row| Place::Row(row as u64 + 1), report);
    Ok(Vectors { subwords: (buckets > 0 && longest > 0).then_some(subwords), ..vectors })
}
