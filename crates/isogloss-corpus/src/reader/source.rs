//! A file as a stream of decompressed bytes in UTF-8.
use super::CorpusError;
use super::sniff::{self, Compression, Encoding};
use crate::bzip2::ParallelDecoder;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::{File, Metadata};
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The file itself is read in pieces of this size.
const FILE_BUFFER_BYTES: usize = 256 << 10;

/// Stands for standard input.
pub(super) const STDIN: &str = "-";

/// An open file, decompressed and, where it is UTF-16, transcoded while it is read.
pub(super) struct Source {
    path: PathBuf,
    bytes: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
    file: Option<Arc<File>>,
    /// What the file was when it was opened; `None` for pipes, which have no size.
    opened: Option<Metadata>,
    /// Whether its bytes are handed out as they are.
    plain: bool,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, CorpusError> {
        let io = |source| io_error(path, source);
        let read = Arc::new(AtomicU64::new(0));
        let (mut raw, file, opened): (Box<dyn Read + Send>, _, _) = if path == Path::new(STDIN) {
            (Box::new(Counted { inner: std::io::stdin(), read: read.clone() }), None, None)
        } else {
            let file = Arc::new(File::open(path).map_err(io)?);
            let metadata = file.metadata().map_err(io)?;
            if metadata.is_dir() {
                return Err(CorpusError::IsFolder { path: path.to_path_buf() });
            }
            let counted = Counted { inner: file.clone(), read: read.clone() };
            (Box::new(counted), Some(file), Some(metadata).filter(Metadata::is_file))
        };
        let magic = first_bytes(&mut raw, sniff::MAGIC_BYTES).map_err(io)?;
        if magic.is_empty() {
            return Err(CorpusError::Empty { path: path.to_path_buf() });
        }
        let compression = sniff::compression(&magic);
        // A pipe cannot be rewound: the bytes already read are put in front again.
        let raw = Cursor::new(magic).chain(raw);
        let mut bytes = decoder(compression, raw).map_err(io)?;
        let head = first_bytes(&mut bytes, sniff::BOM_BYTES).map_err(|e| decoding_error(path, e))?;
        let encoding = sniff::encoding(&head);
        let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(bytes));
        let bytes = match encoding {
            Encoding::Utf8 => bytes,
            Encoding::Utf16 => Box::new(DecodeReaderBytesBuilder::new().strip_bom(true).build(bytes)),
        };
        let plain = compression == Compression::None && encoding == Encoding::Utf8 && opened.is_some();
        Ok(Self { path: path.to_path_buf(), bytes, read, file, opened, plain })
    }

    /// Appends the next bytes, up to so many; false at the end.
    pub(super) fn read_into(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<bool, CorpusError> {
        let read = read_up_to(&mut self.bytes, buffer, most);
        if !matches!(read, Ok(n) if n > 0) {
            // A file that another program wrote to meanwhile need not be damaged: this is told first.
            self.check_unchanged()?;
        }
        match read {
            Ok(n) => Ok(n > 0),
            Err(source) => Err(decoding_error(&self.path, source)),
        }
    }

    /// Goes on at this byte, and says which stands before it; only where `is_plain`.
    pub(super) fn seek(&mut self, offset: u64) -> Result<Option<u8>, CorpusError> {
        let Some(file) = &self.file else { return Ok(None) };
        let seek = |mut file: &File| {
            file.seek(SeekFrom::Start(offset.saturating_sub(1)))?;
            if offset == 0 { Ok(None) } else { Ok(first_bytes(&mut file, 1)?.first().copied()) }
        };
        let before = seek(file).map_err(|source| io_error(&self.path, source))?;
        self.bytes = Box::new(file.clone());
        Ok(before)
    }

    /// Whether it can be sought in: offsets are those of the file.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Bytes of the file read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    fn check_unchanged(&self) -> Result<(), CorpusError> {
        let (Some(file), Some(opened)) = (&self.file, &self.opened) else { return Ok(()) };
        let now = file.metadata().map_err(|source| io_error(&self.path, source))?;
        // Where the system keeps no times, sizes have to do.
        if now.len() == opened.len() && now.modified().ok() == opened.modified().ok() {
            return Ok(());
        }
        Err(CorpusError::Changed { path: self.path.clone() })
    }
}

/// Appends the next bytes; fewer than asked for only at the end. (`read_to_end` begins with small pieces.)
fn read_up_to(from: &mut impl Read, buffer: &mut Vec<u8>, most: usize) -> std::io::Result<usize> {
    let start = buffer.len();
    let mut end = start;
    buffer.resize(start + most, 0);
    let mut result = Ok(());
    while end < buffer.len() && result.is_ok() {
        match from.read(&mut buffer[end..]) {
            Ok(0) => break,
            Ok(n) => end += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => result = Err(e),
        }
    }
    buffer.truncate(end);
    result.map(|()| end - start)
}

fn first_bytes(from: &mut impl Read, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    from.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decoder(
    compression: Compression,
    raw: impl Read + Send + 'static,
) -> std::io::Result<Box<dyn Read + Send>> {
    let buffered = |raw| BufReader::with_capacity(FILE_BUFFER_BYTES, raw);
    Ok(match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(buffered(raw))),
        Compression::Bzip2 => {
            let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
            Box::new(ParallelDecoder::new(buffered(raw), threads))
        }
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(buffered(raw))?;
            // Files written with `--long=31` are text, too.
            decoder.window_log_max(31)?;
            Box::new(decoder)
        }
    })
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

pub(super) fn io_error(path: &Path, source: std::io::Error) -> CorpusError {
    match source.kind() {
        std::io::ErrorKind::NotFound => CorpusError::NotFound { path: path.to_path_buf() },
        _ => CorpusError::Io { path: path.to_path_buf(), source },
    }
}

/// The operating system's errors carry its number; all others come from a decoder.
fn decoding_error(path: &Path, source: std::io::Error) -> CorpusError {
    if source.raw_os_error().is_some() {
        io_error(path, source)
    } else if source.kind() == std::io::ErrorKind::UnexpectedEof {
        CorpusError::Truncated { path: path.to_path_buf() }
    } else {
        CorpusError::Corrupt { path: path.to_path_buf(), what: source.to_string() }
    }
}
