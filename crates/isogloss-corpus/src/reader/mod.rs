//! Files to documents.
//!
//! A file is plain text with a document a line, or JSON lines (one object a line, its text in the field `text`, its author
//! in `user` or else its origin in `source`); plain or compressed by gzip or zstd. Both are told by content, never by name.
//!
//! ```text
//! file ─► decompress ─► Reader::next_batch ─► Batch (whole lines) ─► Batch::documents ─► Document
//!                       one thread, in order        any thread
//! ```
//!
//! A batch is every line that starts within about a mebibyte: where batches are cut follows from the bytes alone. Memory is
//! bounded by the longest line.

mod batch;
mod decompress;
mod sniff;
#[cfg(test)]
mod tests;

pub use crate::error::CorpusError;
pub use batch::{Batch, Document, ReadReport};

use decompress::Source;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// A batch holds the lines that start within so many bytes.
const BATCH_BYTES: usize = 1 << 20;
/// The longest line that is read, in bytes.
const LINE_LIMIT: usize = 1 << 30;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text, a document a line.
    Lines,
    /// JSON objects with a `text` field, one a line.
    Jsonl,
}

/// An open corpus.
pub struct Reader {
    path: PathBuf,
    source: Source,
    format: Format,
    /// Decompressed bytes that are in no batch yet: they begin at a line's start.
    pending: Vec<u8>,
    /// So many bytes of `pending` were already searched for the end of the batch.
    searched: usize,
    /// Batches that were read to tell the format.
    ready: VecDeque<Batch>,
    /// Where `pending` begins in the decompressed file.
    offset: u64,
    /// The number of the line at which `pending` begins, from 1.
    line: u64,
    line_limit: usize,
}

impl Reader {
    /// Opens a file, plain or .gz or .zst, and tells its format by content.
    ///
    /// # Errors
    /// One for each way in which a file can turn out not to be a corpus: see [`CorpusError`].
    pub fn open(path: &Path) -> Result<Self, CorpusError> {
        Self::open_with(path, LINE_LIMIT)
    }

    fn open_with(path: &Path, line_limit: usize) -> Result<Self, CorpusError> {
        let mut reader = Self {
            path: path.to_path_buf(),
            source: Source::open(path)?,
            format: Format::Lines,
            pending: Vec::new(),
            searched: 0,
            ready: VecDeque::new(),
            offset: 0,
            line: 1,
            line_limit,
        };
        reader.source.read_into(&mut reader.pending)?;
        sniff::check_head(path, &reader.pending)?;
        reader.skip_byte_order_mark();
        reader.find_format()?;
        Ok(reader)
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of the (compressed) file read so far, and its size: for a progress bar.
    pub fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }

    /// The next lines, `None` at the end. Batches do not depend on timing or threads.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, CorpusError> {
        match self.ready.pop_front() {
            Some(batch) => Ok(Some(batch)),
            None => self.read_batch(),
        }
    }

    /// The texts of the documents whose lines start at these (ascending) offsets: one pass over the file, which ends with
    /// the last of them.
    pub fn texts_at(path: &Path, offsets: &[u64]) -> Result<Vec<String>, CorpusError> {
        let mut texts = Vec::with_capacity(offsets.len());
        if offsets.is_empty() {
            return Ok(texts);
        }
        let mut reader = Self::open(path)?;
        let mut wanted = offsets.iter().copied().peekable();
        while let Some(&next) = wanted.peek() {
            let missing = |offset| CorpusError::NoDocumentAt { path: path.to_path_buf(), offset };
            let batch = reader.next_batch()?.ok_or_else(|| missing(next))?;
            while let Some(offset) = wanted.next_if(|&offset| offset < batch.end()) {
                texts.push(batch.text_at(offset).ok_or_else(|| missing(offset))?);
            }
        }
        Ok(texts)
    }

    fn skip_byte_order_mark(&mut self) {
        if self.pending.starts_with(b"\xEF\xBB\xBF") {
            self.pending.drain(..3);
            self.offset = 3;
        }
    }

    /// Reads up to the first line that is not empty and tells the format by it.
    fn find_format(&mut self) -> Result<(), CorpusError> {
        loop {
            let Some(batch) = self.read_batch()? else {
                return Err(CorpusError::Empty { path: self.path.clone() });
            };
            let format = sniff::format(&self.path, batch.raw())?;
            self.ready.push_back(batch);
            if let Some(format) = format {
                self.format = format;
                self.ready.iter_mut().for_each(|batch| batch.set_format(format));
                return Ok(());
            }
        }
    }

    fn read_batch(&mut self) -> Result<Option<Batch>, CorpusError> {
        let Some(bytes) = self.take_lines()? else { return Ok(None) };
        let batch = Batch::new(bytes, self.format, self.offset, self.line);
        self.offset = batch.end();
        self.line += memchr::memchr_iter(b'\n', batch.raw()).count() as u64;
        Ok(Some(batch))
    }

    /// The pending bytes up to the first end of a line at or after `BATCH_BYTES`.
    fn take_lines(&mut self) -> Result<Option<Vec<u8>>, CorpusError> {
        loop {
            let from = self.searched.max(BATCH_BYTES - 1);
            if from < self.pending.len() {
                if let Some(end) = memchr::memchr(b'\n', &self.pending[from..]) {
                    let rest = self.pending.split_off(from + end + 1);
                    self.searched = 0;
                    return Ok(Some(std::mem::replace(&mut self.pending, rest)));
                }
                self.searched = self.pending.len();
                if self.searched > BATCH_BYTES + self.line_limit {
                    return Err(self.line_too_long());
                }
            }
            if !self.source.read_into(&mut self.pending)? {
                self.searched = 0;
                return Ok((!self.pending.is_empty()).then(|| std::mem::take(&mut self.pending)));
            }
        }
    }

    fn line_too_long(&self) -> CorpusError {
        let before = memchr::memchr_iter(b'\n', &self.pending).count() as u64;
        CorpusError::LineTooLong { path: self.path.clone(), line: self.line + before, limit: self.line_limit }
    }
}
