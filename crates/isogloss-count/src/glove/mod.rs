//! The files of Stanford's GloVe: what its `vocab_count` and `cooccur` (or `shuffle`) write and its `glove` reads.
//!
//! # Files
//! | file | what |
//! | --- | --- |
//! | `vocab.txt` | a word and its count a line, one space between them, by count (descending); the number of the line, from 1, is the word's |
//! | `cooccurrence.bin` | records of 16 bytes, little-endian: i32 row, i32 column, f64 value, both words numbered from 1 |
//!
//! `cooccur -symmetric 0` gives the word that comes first as the row: [`Context::Right`](crate::Context::Right).
//!
//! # Cost
//! Writing is one pass. Reading takes records in any order, and more of them than fit into memory: one pass counts the records
//! of every row and checks them, a second deals them to files of rows that fit, where all rows do not fit at once.

mod read;
mod record;
#[cfg(test)]
mod tests;

pub use read::read;

use crate::mapped::ArrayWriter;
use crate::{Cooccurrence, CountError, Vocabulary};
use record::Record;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const VOCABULARY_FILE: &str = "vocab.txt";
const COOCCURRENCE_FILE: &str = "cooccurrence.bin";
/// Their words are numbered by an `int`.
const MOST_WORDS: usize = i32::MAX as usize;
/// Records are written so many at a time.
const RECORDS_AT_A_TIME: usize = 1 << 16;

/// Writes `vocab.txt` (the words of `counts`, which are the first of `vocabulary`) and `cooccurrence.bin` (row by row, columns
/// ascending) into `dir`.
///
/// # Errors
/// `Parameter` for fewer words than rows or more than an i32 can number; `Io`.
pub fn write(counts: &Cooccurrence, vocabulary: &Vocabulary, dir: &Path) -> Result<(), CountError> {
    let words = counts.words();
    if words > vocabulary.len().min(MOST_WORDS) {
        return Err(CountError::Parameter {
            name: "the number of rows",
            allowed: format!("at most {}, the number of words", vocabulary.len().min(MOST_WORDS)),
            given: words.to_string(),
        });
    }
    write_vocabulary(vocabulary, words, &dir.join(VOCABULARY_FILE))?;
    let mut out = ArrayWriter::create(dir.join(COOCCURRENCE_FILE))?;
    let mut records = Vec::with_capacity(RECORDS_AT_A_TIME);
    for row in 0..words as u32 {
        let (columns, values) = counts.row(row);
        for (&column, &value) in columns.iter().zip(values) {
            records.push(Record::new(row, column, f64::from(value)));
            if records.len() == RECORDS_AT_A_TIME {
                out.extend(&records)?;
                records.clear();
            }
        }
    }
    out.extend(&records)?;
    out.finish()
}

fn write_vocabulary(vocabulary: &Vocabulary, words: usize, path: &Path) -> Result<(), CountError> {
    let write = || -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        for (word, count) in vocabulary.words().zip(vocabulary.counts()).take(words) {
            writeln!(out, "{word} {count}")?;
        }
        out.flush()
    };
    write().map_err(CountError::write(path))
}
