//! Whole records, and the documents in them.
use super::document::{Document, Handling, Sink, is_blank};
use super::framing::Records;
use super::report::ReadReport;
use crate::delimited::code_of;
use crate::parquet::RowBatch;
use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

/// Makes documents of a record, on any thread.
pub(crate) trait Decode: Debug + Send + Sync {
    /// Hands the texts of a record to the sink, in order; it is not blank and has no end of line.
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed>;

    /// Hands out the words of a record and their counts. Only lists of words have any.
    fn counts(&self, _: &str, _: &mut dyn FnMut(&str, u64)) -> Result<(), Malformed> {
        Ok(())
    }
}

/// A record is not what its format asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Malformed;

/// Whole records of a file, about a quarter of a mebibyte (more where one record is longer).
#[derive(Clone, Debug)]
pub struct Batch(Content);

#[derive(Clone, Debug)]
enum Content {
    Records(RecordBatch),
    /// Rows of the file with this number.
    Rows(RowBatch, u32, Arc<Handling>),
}

impl Batch {
    pub(super) fn of_rows(rows: RowBatch, file: u32, handling: Arc<Handling>) -> Self {
        Self(Content::Rows(rows, file, handling))
    }

    /// How many bytes of (decompressed) file it holds.
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Content::Records(records) => records.bytes(),
            Content::Rows(rows, ..) => rows.bytes(),
        }
    }

    /// Decodes every record: `each` gets the documents in order; what was skipped or replaced is counted in the report.
    pub fn documents(&self, mut each: impl FnMut(Document<'_>)) -> ReadReport {
        let mut report = ReadReport::default();
        match &self.0 {
            Content::Records(records) => {
                records.each_record(|range| records.document(range, &mut report, &mut each));
            }
            Content::Rows(rows, file, handling) => {
                let invalid = rows.rows(|row| {
                    report.records += 1;
                    let language = row.language.as_deref().and_then(code_of);
                    Sink::new(handling, &mut report, *file, row.row, &mut each).post(
                        row.text,
                        row.unit,
                        language,
                        row.retweet,
                    );
                });
                report.invalid_utf8 += invalid;
            }
        }
        report
    }

    /// Decodes every record of a list of words with counts; other formats have none.
    pub fn counts(&self, mut each: impl FnMut(&str, u64)) -> ReadReport {
        let mut report = ReadReport::default();
        let Content::Records(records) = &self.0 else { return report };
        records.each_record(|range| {
            let start = range.start;
            if let Some(record) = records.record(range, &mut report)
                && records.decoder.counts(&record, &mut each).is_err()
            {
                report.add_malformed(records.origin.file, || records.line(start));
            }
        });
        report
    }
}

#[cfg(test)]
impl Batch {
    /// The bytes of its records.
    pub(super) fn raw(&self) -> &[u8] {
        match &self.0 {
            Content::Records(records) => &records.bytes,
            Content::Rows(..) => &[],
        }
    }
}

impl From<RecordBatch> for Batch {
    fn from(records: RecordBatch) -> Self {
        Self(Content::Records(records))
    }
}

/// Records in the bytes of a stream.
#[derive(Clone, Debug)]
pub(super) struct RecordBatch {
    bytes: Vec<u8>,
    records: Records,
    origin: Origin,
    decoder: Arc<dyn Decode>,
    handling: Arc<Handling>,
}

/// Where a batch begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// The number of the file.
    pub(crate) file: u32,
    /// In decompressed bytes.
    pub(crate) offset: u64,
    /// The number of the line, from 1.
    pub(crate) line: u64,
}

impl RecordBatch {
    pub(super) fn new(
        bytes: Vec<u8>,
        records: Records,
        origin: Origin,
        decoder: Arc<dyn Decode>,
        handling: Arc<Handling>,
    ) -> Self {
        Self { bytes, records, origin, decoder, handling }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The texts of these parts (ascending) of the record that starts at this offset; `None` where there is no such record or
    /// not every part is a document.
    pub(super) fn texts_at(&self, offset: u64, parts: &[u32]) -> Option<Vec<String>> {
        let start = usize::try_from(offset.checked_sub(self.origin.offset)?).ok()?;
        let range = self.record_at(start)?;
        let mut texts = Vec::with_capacity(parts.len());
        self.document(range, &mut ReadReport::default(), &mut |document| {
            if parts.get(texts.len()) == Some(&document.place.part) {
                texts.push(document.text.into_owned());
            }
        });
        (texts.len() == parts.len()).then_some(texts)
    }

    /// Where the next batch starts.
    pub(super) fn end(&self) -> u64 {
        self.origin.offset + self.bytes.len() as u64
    }

    /// Where each record is, in order.
    pub(super) fn each_record(&self, mut each: impl FnMut(Range<usize>)) {
        match &self.records {
            Records::Lines => {
                let mut start = 0;
                while start < self.bytes.len() {
                    let end = self.line_end(start);
                    each(start..end);
                    start = end + 1;
                }
            }
            Records::Ranges(ranges) => ranges.iter().cloned().for_each(each),
        }
    }

    /// The number of the line in which this byte stands.
    pub(super) fn line(&self, at: usize) -> u64 {
        self.origin.line + memchr::memchr_iter(b'\n', &self.bytes[..at]).count() as u64
    }

    fn line_end(&self, start: usize) -> usize {
        memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |length| start + length)
    }

    fn record_at(&self, start: usize) -> Option<Range<usize>> {
        match &self.records {
            Records::Lines => {
                let first = start == 0 || *self.bytes.get(start - 1)? == b'\n';
                (first && start < self.bytes.len()).then(|| start..self.line_end(start))
            }
            Records::Ranges(ranges) => {
                let found = ranges.binary_search_by_key(&start, |range| range.start).ok()?;
                Some(ranges[found].clone())
            }
        }
    }

    fn document(&self, range: Range<usize>, report: &mut ReadReport, each: &mut dyn FnMut(Document<'_>)) {
        let start = range.start;
        let Some(record) = self.record(range, report) else { return };
        let Origin { file, offset, .. } = self.origin;
        let mut sink = Sink::new(&self.handling, report, file, offset + start as u64, each);
        if self.decoder.documents(&record, &mut sink).is_err() {
            report.add_malformed(file, || self.line(start));
        }
    }

    /// A record as text; `None` where it is blank.
    fn record(&self, range: Range<usize>, report: &mut ReadReport) -> Option<Cow<'_, str>> {
        report.records += 1;
        let bytes = &self.bytes[range];
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let record = match std::str::from_utf8(bytes) {
            Ok(record) => Cow::Borrowed(record),
            Err(_) => {
                report.invalid_utf8 += 1;
                String::from_utf8_lossy(bytes)
            }
        };
        if is_blank(&record) {
            report.empty += 1;
            return None;
        }
        Some(record)
    }
}
