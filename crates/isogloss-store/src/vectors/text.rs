//! word2vec's text format.

use super::{StoreError, Vectors};
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Rows that one task turns into text.
const ROWS: usize = 256;

/// Tasks per wave: the text of one wave is held in memory.
const WAVE: usize = 32;

pub(super) fn write(vectors: &Vectors, path: &Path) -> Result<(), StoreError> {
    if let Some(word) = vectors.words.iter().find(|w| w.is_empty() || w.contains(char::is_whitespace)) {
        let what = format!(
            "the word {word:?} is empty or holds white space, which separates numbers in this format"
        );
        return Err(StoreError::Unwritable { path: path.into(), what });
    }
    let write = || -> io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "{} {}", vectors.matrix.rows(), vectors.matrix.columns())?;
        for wave in (0..vectors.words.len()).step_by(ROWS * WAVE) {
            let texts: Vec<io::Result<Vec<u8>>> = (wave..vectors.words.len().min(wave + ROWS * WAVE))
                .into_par_iter()
                .step_by(ROWS)
                .map(|first| lines(vectors, first))
                .collect();
            for text in texts {
                out.write_all(&text?)?;
            }
        }
        out.flush()
    };
    write().map_err(|source| StoreError::Io { action: "write", path: path.into(), source })
}

/// The lines of up to [`ROWS`] words from `first` on.
fn lines(vectors: &Vectors, first: usize) -> io::Result<Vec<u8>> {
    let last = vectors.words.len().min(first + ROWS);
    let mut text = Vec::with_capacity((last - first) * (vectors.matrix.columns() * 12 + 16));
    for i in first..last {
        text.extend_from_slice(vectors.words[i].as_bytes());
        for x in vectors.matrix.row(i) {
            write!(text, " {x}")?;
        }
        text.push(b'\n');
    }
    Ok(text)
}
