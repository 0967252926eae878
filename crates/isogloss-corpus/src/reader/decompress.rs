//! A file as a stream of decompressed bytes.
use super::CorpusError;
use super::sniff::{self, Compression};
use std::fs::File;
use std::io::{BufReader, Chain, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Decompressed bytes are asked for in pieces of this size.
const CHUNK_BYTES: usize = 256 << 10;
/// The file itself is read in pieces of this size.
const FILE_BUFFER_BYTES: usize = 256 << 10;

/// An open file, decompressed while it is read.
pub(super) struct Source {
    path: PathBuf,
    bytes: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
    size: u64,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, CorpusError> {
        let io = |source| io_error(path, source);
        let mut file = File::open(path).map_err(io)?;
        let metadata = file.metadata().map_err(io)?;
        if metadata.is_dir() {
            return Err(CorpusError::IsFolder { path: path.to_path_buf() });
        }
        let mut magic = Vec::with_capacity(sniff::MAGIC_BYTES);
        (&mut file).take(sniff::MAGIC_BYTES as u64).read_to_end(&mut magic).map_err(io)?;
        if magic.is_empty() {
            return Err(CorpusError::Empty { path: path.to_path_buf() });
        }
        let compression = sniff::compression(&magic);
        let read = Arc::new(AtomicU64::new(magic.len() as u64));
        // A pipe cannot be rewound: the bytes already read are put in front again.
        let counted = Counted { file, read: read.clone() };
        let raw = Cursor::new(magic).chain(counted);
        Ok(Self {
            path: path.to_path_buf(),
            bytes: decoder(compression, raw).map_err(io)?,
            read,
            size: metadata.len(),
        })
    }

    /// Appends the next bytes; false at the end.
    pub(super) fn read_into(&mut self, buffer: &mut Vec<u8>) -> Result<bool, CorpusError> {
        buffer.reserve(CHUNK_BYTES);
        match (&mut self.bytes).take(CHUNK_BYTES as u64).read_to_end(buffer) {
            Ok(n) => Ok(n > 0),
            Err(source) => Err(decoding_error(&self.path, source)),
        }
    }

    /// Bytes of the file read so far, and its size (never less: a pipe has none).
    pub(super) fn progress(&self) -> (u64, u64) {
        let read = self.read.load(Ordering::Relaxed);
        (read, self.size.max(read))
    }
}

type Raw = Chain<Cursor<Vec<u8>>, Counted>;

fn decoder(compression: Compression, raw: Raw) -> std::io::Result<Box<dyn Read + Send>> {
    let raw = BufReader::with_capacity(FILE_BUFFER_BYTES, raw);
    Ok(match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
            // Files written with `--long=31` are text, too.
            decoder.window_log_max(31)?;
            Box::new(decoder)
        }
    })
}

/// Counts what is read from the file.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

fn io_error(path: &Path, source: std::io::Error) -> CorpusError {
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
