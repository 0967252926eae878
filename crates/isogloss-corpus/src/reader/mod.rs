//! Files to documents.
//!
//! What a file is ([`Format`]) and how it is compressed (gzip, bzip2, zstd) are told by content, never by name; the settings
//! can say otherwise. Text is UTF-8, or UTF-16 with a byte order mark.
//!
//! ```text
//! files ─► Source: decompress, transcode ─► Framing: whole records ─► Batch ─► Batch::documents ─► Document
//!          one thread, in order                                             any thread
//! ```
//!
//! A batch is every record that starts within about a quarter of a mebibyte: where batches are cut follows from the bytes alone. Memory is
//! bounded by the longest record, and that by the settings.

mod batch;
mod document;
mod dump;
mod entities;
mod expand;
mod framing;
mod json;
mod language;
mod lines;
mod list;
mod report;
mod rows;
mod settings;
mod sniff;
mod source;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod wikiextractor;

pub use crate::error::CorpusError;
pub use batch::Batch;
pub use document::{Document, Place};
pub use expand::expand;
pub use report::ReadReport;
pub use settings::{Format, ReaderSettings};

use rows::RowStream;
use std::path::{Path, PathBuf};
use stream::Stream;

/// An open corpus.
pub struct Reader {
    files: Vec<PathBuf>,
    settings: ReaderSettings,
    /// The file that is being read.
    stream: OpenFile,
    /// Its number.
    file: usize,
    format: Format,
    /// Bytes of the files before it.
    read: u64,
    /// Bytes of all, as far as they are known.
    size: u64,
}

impl Reader {
    /// Opens files in this order and tells the format of the first; `-` is standard input.
    ///
    /// Empty files are passed over unless all are.
    ///
    /// # Errors
    /// One for each way in which a file can turn out not to be a corpus: see [`CorpusError`].
    pub fn open(files: &[PathBuf], settings: &ReaderSettings) -> Result<Self, CorpusError> {
        check(settings)?;
        if files.is_empty() {
            return Err(CorpusError::NoFiles { argument: String::new() });
        }
        let mut size = 0;
        for file in files.iter().filter(|file| *file != Path::new(source::STDIN)) {
            size += std::fs::metadata(file).map_err(|e| source::io_error(file, e))?.len();
        }
        let (file, stream) =
            open_from(files, 0, settings)?.ok_or_else(|| CorpusError::Empty { path: files[0].clone() })?;
        Ok(Self {
            files: files.to_vec(),
            settings: settings.clone(),
            format: stream.format(),
            stream,
            file,
            read: 0,
            size,
        })
    }

    /// What the first file is.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The files.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether a document with the text of an earlier one is to be dropped: that is for those who see all of them.
    pub fn drops_duplicates(&self) -> bool {
        !self.settings.duplicates.unwrap_or(self.format != Format::Tweets)
    }

    /// Bytes of the (compressed) files read so far, and their size (never less: a pipe has none): for a progress bar.
    pub fn progress(&self) -> (u64, u64) {
        let read = self.read + self.stream.bytes_read();
        (read, self.size.max(read))
    }

    /// The next records, `None` at the end. Batches do not depend on timing or threads.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, CorpusError> {
        loop {
            if let Some(batch) = self.stream.next()? {
                return Ok(Some(batch));
            }
            let Some((file, stream)) = open_from(&self.files, self.file + 1, &self.settings)? else {
                return Ok(None);
            };
            let formats = (self.format, stream.format());
            if (formats.0 == Format::Counts) != (formats.1 == Format::Counts) {
                return Err(CorpusError::Mixed {
                    path: self.files[file].clone(),
                    format: formats.1,
                    first: self.files[0].clone(),
                    first_format: formats.0,
                });
            }
            self.read += self.stream.bytes_read();
            (self.file, self.stream) = (file, stream);
        }
    }

    /// An error if more than one record in twenty was malformed, unless the settings are lenient.
    ///
    /// # Errors
    /// `TooManyMalformed`.
    pub fn check(&self, report: &ReadReport) -> Result<(), CorpusError> {
        if self.settings.lenient || !report.too_many_malformed() {
            return Ok(());
        }
        let file = report.malformed_file.unwrap_or(0) as usize;
        Err(CorpusError::TooManyMalformed {
            path: self.files.get(file).unwrap_or(&self.files[0]).clone(),
            malformed: report.malformed,
            records: report.records,
            first: report.malformed_lines.first().copied().unwrap_or(0),
        })
    }

    /// The texts of the documents at these places, which ascend by file, offset and part. Plain files are sought in, the
    /// others read up to the last place.
    ///
    /// # Errors
    /// `NoDocumentAt` where the files are not those that were read before; `ReadOnce` for standard input.
    pub fn texts_at(
        files: &[PathBuf],
        settings: &ReaderSettings,
        places: &[Place],
    ) -> Result<Vec<String>, CorpusError> {
        let mut texts = Vec::with_capacity(places.len());
        for places in places.chunk_by(|a, b| a.file == b.file) {
            let file = places[0].file;
            let path = files.get(file as usize).ok_or(CorpusError::NoFiles { argument: String::new() })?;
            if path == Path::new(source::STDIN) {
                return Err(CorpusError::ReadOnce);
            }
            let records: Vec<(u64, Vec<u32>)> = places
                .chunk_by(|a, b| a.offset == b.offset)
                .map(|places| (places[0].offset, places.iter().map(|place| place.part).collect()))
                .collect();
            texts.extend(OpenFile::open(path, file, settings)?.texts_at(&records)?);
        }
        Ok(texts)
    }
}

/// An open file.
enum OpenFile {
    Bytes(Box<Stream>),
    Rows(Box<RowStream>),
}

impl OpenFile {
    fn open(path: &Path, file: u32, settings: &ReaderSettings) -> Result<Self, CorpusError> {
        let parquet = match settings.format {
            None | Some(Format::Parquet) => rows::is_parquet(path),
            Some(_) => false,
        };
        if parquet {
            return Ok(Self::Rows(Box::new(RowStream::open(path, file, settings)?)));
        }
        Ok(Self::Bytes(Box::new(Stream::open(path, file, settings)?)))
    }

    fn format(&self) -> Format {
        match self {
            Self::Bytes(stream) => stream.format(),
            Self::Rows(_) => Format::Parquet,
        }
    }

    fn bytes_read(&self) -> u64 {
        match self {
            Self::Bytes(stream) => stream.bytes_read(),
            Self::Rows(rows) => rows.bytes_read(),
        }
    }

    fn next(&mut self) -> Result<Option<Batch>, CorpusError> {
        match self {
            Self::Bytes(stream) => Ok(stream.next()?.map(Batch::from)),
            Self::Rows(rows) => rows.next(),
        }
    }

    fn texts_at(&mut self, wanted: &[(u64, Vec<u32>)]) -> Result<Vec<String>, CorpusError> {
        match self {
            Self::Bytes(stream) => stream.texts_at(wanted),
            Self::Rows(rows) => rows.texts_at(wanted),
        }
    }
}

/// The first file from this one on that is not empty.
fn open_from(
    files: &[PathBuf],
    first: usize,
    settings: &ReaderSettings,
) -> Result<Option<(usize, OpenFile)>, CorpusError> {
    for (number, path) in files.iter().enumerate().skip(first) {
        match OpenFile::open(path, number as u32, settings) {
            Ok(stream) => return Ok(Some((number, stream))),
            Err(CorpusError::Empty { .. }) if files.len() > 1 => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn check(settings: &ReaderSettings) -> Result<(), CorpusError> {
    if let Some(code) = settings.language.as_deref().filter(|code| !language::is_known(code)) {
        return Err(CorpusError::Setting {
            name: "the language",
            allowed: "a two-letter code that is known, like en",
            given: code.to_owned(),
        });
    }
    if settings.max_document == 0 {
        let (name, allowed) = ("the longest document", "at least a byte long");
        return Err(CorpusError::Setting { name, allowed, given: "0".to_owned() });
    }
    Ok(())
}
