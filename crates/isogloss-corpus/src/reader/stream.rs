//! One file as batches.
use super::CorpusError;
use super::batch::{Decode, Origin, RecordBatch};
use super::document::Handling;
use super::framing::{Cut, Framing, Records};
use super::settings::{Format, ReaderSettings};
use super::sniff;
use super::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A batch holds the records that start within so many bytes: a few of them fit a core's cache.
const BATCH_BYTES: usize = 256 << 10;
/// Decompressed bytes are asked for in pieces of this size,
const CHUNK_BYTES: usize = 64 << 10;
/// and of this one where only a record is wanted.
const SMALL_CHUNK_BYTES: usize = 16 << 10;

/// What a file is and how it is read.
pub(super) struct Kind {
    pub(super) format: Format,
    pub(super) framing: Box<dyn Framing>,
    pub(super) decoder: Arc<dyn Decode>,
}

/// An open file.
pub(super) struct Stream {
    path: PathBuf,
    source: Source,
    kind: Kind,
    handling: Arc<Handling>,
    /// Decompressed bytes that are in no batch yet.
    pending: Vec<u8>,
    at_end: bool,
    /// Where `pending` begins.
    origin: Origin,
    /// Where the file begins: behind its byte order mark.
    start: u64,
    batch_bytes: usize,
    limit: usize,
    lenient: bool,
}

impl Stream {
    /// Opens a file and tells what it is.
    pub(super) fn open(path: &Path, file: u32, settings: &ReaderSettings) -> Result<Self, CorpusError> {
        let mut source = Source::open(path)?;
        let (mut head, mut start, mut at_end) = (Vec::new(), 0, false);
        let kind = loop {
            // As much again each time: what was seen is looked at anew.
            let more = head.len().max(CHUNK_BYTES);
            at_end = at_end || !source.read_into(&mut head, more)?;
            if start == 0 && head.starts_with(sniff::BOM) {
                head.drain(..sniff::BOM.len());
                start = sniff::BOM.len();
            }
            if let Some(kind) = sniff::kind(path, &head, at_end, settings)? {
                break kind;
            }
        };
        let start = start as u64;
        Ok(Self {
            path: path.to_path_buf(),
            source,
            handling: Arc::new(Handling::new(settings, kind.format)),
            kind,
            pending: head,
            at_end,
            origin: Origin { file, offset: start, line: 1 },
            start,
            batch_bytes: BATCH_BYTES,
            limit: settings.max_document,
            lenient: settings.lenient,
        })
    }

    pub(super) fn format(&self) -> Format {
        self.kind.format
    }

    /// Bytes of the file read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    /// The next records, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>, CorpusError> {
        let cut = loop {
            if let Some(cut) = self.kind.framing.cut(&self.pending, self.batch_bytes, self.at_end) {
                break cut;
            }
            if self.at_end {
                return Ok(None);
            }
            let unfinished = self.kind.framing.unfinished(&self.pending);
            if self.pending.len() - unfinished > self.limit {
                return Err(self.too_long(unfinished));
            }
            let chunk = self.chunk_bytes().max(self.pending.len() / 4);
            self.at_end = !self.source.read_into(&mut self.pending, chunk)?;
        };
        self.take(cut).map(Some)
    }

    /// The texts of these parts of the records at these offsets, all ascending.
    pub(super) fn texts_at(&mut self, wanted: &[(u64, Vec<u32>)]) -> Result<Vec<String>, CorpusError> {
        let mut texts = Vec::new();
        let mut batch: Option<RecordBatch> = None;
        for (offset, parts) in wanted {
            if self.source.is_plain() {
                batch = self.record_at(*offset)?;
            } else {
                while batch.as_ref().is_none_or(|batch| batch.end() <= *offset) {
                    batch = self.next()?;
                    if batch.is_none() {
                        break;
                    }
                }
            }
            let found = batch.as_ref().and_then(|batch| batch.texts_at(*offset, parts));
            texts.extend(
                found
                    .ok_or_else(|| CorpusError::NoDocumentAt { path: self.path.clone(), offset: *offset })?,
            );
        }
        Ok(texts)
    }

    /// A batch that begins with the record at this offset, if one can start there.
    fn record_at(&mut self, offset: u64) -> Result<Option<RecordBatch>, CorpusError> {
        let before = self.source.seek(offset)?.filter(|_| offset != self.start);
        self.pending.clear();
        self.origin.offset = offset;
        // Which line it is nobody knows.
        self.origin.line = 1;
        self.batch_bytes = 1;
        self.at_end = !self.source.read_into(&mut self.pending, SMALL_CHUNK_BYTES)?;
        if offset < self.start || !self.kind.framing.restart(before, self.pending.first().copied()) {
            return Ok(None);
        }
        self.next()
    }

    fn take(&mut self, cut: Cut) -> Result<RecordBatch, CorpusError> {
        // Most batches fit: growing would copy them.
        let mut rest = Vec::with_capacity(self.batch_bytes + 2 * self.chunk_bytes());
        rest.extend_from_slice(&self.pending[cut.end..]);
        self.pending.truncate(cut.end);
        let bytes = std::mem::replace(&mut self.pending, rest);
        let unclosed = match &cut.records {
            Records::Ranges(ranges) if cut.unclosed && !self.lenient => {
                ranges.last().map(|range| range.start)
            }
            _ => None,
        };
        let (decoder, handling) = (self.kind.decoder.clone(), self.handling.clone());
        let batch = RecordBatch::new(bytes, cut.records, self.origin, decoder, handling);
        if let Some(start) = unclosed {
            return Err(CorpusError::Unclosed { path: self.path.clone(), line: batch.line(start) });
        }
        if batch.bytes() > self.limit {
            let mut long = None;
            batch.each_record(|range| {
                if range.len() > self.limit {
                    long.get_or_insert(range.start);
                }
            });
            if let Some(start) = long {
                let (path, limit) = (self.path.clone(), self.limit);
                return Err(CorpusError::RecordTooLong { path, line: batch.line(start), limit });
            }
        }
        self.origin.offset = batch.end();
        self.origin.line = batch.line(batch.bytes());
        Ok(batch)
    }

    fn chunk_bytes(&self) -> usize {
        self.batch_bytes.clamp(SMALL_CHUNK_BYTES, CHUNK_BYTES)
    }

    fn too_long(&self, start: usize) -> CorpusError {
        let before = memchr::memchr_iter(b'\n', &self.pending[..start]).count() as u64;
        CorpusError::RecordTooLong {
            path: self.path.clone(),
            line: self.origin.line + before,
            limit: self.limit,
        }
    }
}
