//! A Parquet table: a row a document.
use super::CorpusError;
use super::batch::Batch;
use super::document::Handling;
use super::settings::{Format, ReaderSettings};
use crate::parquet::{self, Rows};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &[u8; 4] = b"PAR1";

/// An open table.
pub(super) struct RowStream {
    path: PathBuf,
    file: u32,
    rows: Rows,
    handling: Arc<Handling>,
    size: u64,
    settings: ReaderSettings,
}

/// Whether a plain file is a Parquet table. What cannot be read is none: opening it as text will say why.
pub(super) fn is_parquet(path: &Path) -> bool {
    let mut magic = [0; MAGIC.len()];
    let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
    is_file && File::open(path).is_ok_and(|mut file| file.read_exact(&mut magic).is_ok()) && magic == *MAGIC
}

impl RowStream {
    pub(super) fn open(path: &Path, file: u32, settings: &ReaderSettings) -> Result<Self, CorpusError> {
        let (text, unit) = (settings.text_column.as_deref(), settings.unit_column.as_deref());
        let rows = Rows::open(path, text, unit, settings.max_document)?;
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        let handling = Arc::new(Handling::new(settings, Format::Parquet));
        Ok(Self { path: path.to_owned(), file, rows, handling, size, settings: settings.clone() })
    }

    /// Bytes of the file read so far, about.
    pub(super) fn bytes_read(&self) -> u64 {
        let (done, all) = self.rows.progress();
        (self.size as f64 * done as f64 / all.max(1) as f64) as u64
    }

    /// The next rows, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, CorpusError> {
        let batch = self.rows.next_batch()?;
        Ok(batch.map(|rows| Batch::of_rows(rows, self.file, self.handling.clone())))
    }

    /// The texts of these parts of these rows, all ascending.
    pub(super) fn texts_at(&self, wanted: &[(u64, Vec<u32>)]) -> Result<Vec<String>, CorpusError> {
        let numbers: Vec<u64> = wanted.iter().map(|(row, _)| *row).collect();
        let column = self.settings.text_column.as_deref();
        let whole = parquet::texts_at(&self.path, column, self.settings.max_document, &numbers)?;
        let mut texts = Vec::new();
        for (text, (row, parts)) in whole.into_iter().zip(wanted) {
            if !self.settings.paragraphs {
                texts.push(text);
                continue;
            }
            for &part in parts {
                let paragraph = text.split('\n').nth(part as usize);
                let missing = || CorpusError::NoDocumentAt { path: self.path.clone(), offset: *row };
                texts.push(paragraph.ok_or_else(missing)?.to_owned());
            }
        }
        Ok(texts)
    }
}
