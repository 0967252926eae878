//! A file's bytes: in order, decompressed, or all at once.

use crate::StoreError;
use bytes::Bytes;
use bzip2::read::MultiBzDecoder;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use isogloss_math::dense::SharedNumbers;
use memmap2::Mmap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

/// So much of a file tells what it is.
const HEAD_BYTES: usize = 1 << 16;
/// Separates an archive from its member, where it has several: `glove.6B.zip:glove.6B.100d.txt`.
const MEMBER: char = ':';

/// An open file, decompressed while it is read.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    /// The archive's member.
    pub(crate) member: Option<String>,
    pub(crate) compression: Option<&'static str>,
    /// The size of the file.
    pub(crate) size: u64,
    /// The first bytes.
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    /// The file itself where it is not compressed.
    plain: Option<File>,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let (path, member) = match split_member(path) {
            Some((archive, member)) => (archive, Some(member)),
            None => (path.to_owned(), None),
        };
        let io = StoreError::read(&path);
        let mut file = File::open(&path).map_err(&io)?;
        let metadata = file.metadata().map_err(&io)?;
        if metadata.is_dir() {
            return Err(io(io::Error::other("it is a folder; give the file of vectors in it")));
        }
        let mut magic = Vec::new();
        (&mut file).take(4).read_to_end(&mut magic).map_err(&io)?;
        let regular = metadata.is_file();
        if regular {
            file.seek(SeekFrom::Start(0)).map_err(&io)?;
        }
        let plain = if regular { Some(file.try_clone().map_err(&io)?) } else { None };
        let raw: Box<dyn Read + Send> =
            if regular { Box::new(file) } else { Box::new(Cursor::new(magic.clone()).chain(file)) };
        let raw = BufReader::with_capacity(1 << 18, raw);
        let (compression, rest, found): (_, Box<dyn Read + Send>, _) = match magic.as_slice() {
            [0x1f, 0x8b, ..] => (Some("gzip"), Box::new(MultiGzDecoder::new(raw)), None),
            b"BZh1" | b"BZh2" | b"BZh3" | b"BZh4" | b"BZh5" | b"BZh6" | b"BZh7" | b"BZh8" | b"BZh9" => {
                (Some("bzip2"), Box::new(MultiBzDecoder::new(raw)), None)
            }
            [0x28, 0xb5, 0x2f, 0xfd] => {
                (Some("zstd"), Box::new(zstd::stream::read::Decoder::with_buffer(raw).map_err(&io)?), None)
            }
            b"PK\x03\x04" if regular => {
                let (name, reader) = open_member(&path, member.as_deref())?;
                (Some("zip"), reader, Some(name))
            }
            _ => (None, Box::new(raw), None),
        };
        let plain = plain.filter(|_| compression.is_none());
        let size = metadata.len();
        let path = path.clone();
        let mut source = Self { path, member: found, compression, size, head: Vec::new(), rest, plain };
        let mut head = Vec::new();
        (&mut source.rest).take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|e| source.error(e))?;
        source.head = head;
        Ok(source)
    }

    /// The first bytes: all where there are no more than [`HEAD_BYTES`].
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the head is all of it.
    pub(crate) fn is_short(&self) -> bool {
        self.head.len() < HEAD_BYTES
    }

    /// What has gone wrong with reading: of a compressed file, that it is damaged.
    pub(crate) fn error(&self, source: io::Error) -> StoreError {
        decoding_error(&self.path, self.compression, source)
    }

    /// How many bytes there are at most, where that is known.
    pub(crate) fn at_most(&self) -> Option<u64> {
        self.plain.is_some().then_some(self.size)
    }

    /// All its bytes from the first on, in order.
    pub(crate) fn into_reader(self) -> impl Read + Send {
        Cursor::new(self.head).chain(self.rest)
    }

    /// All its bytes at once: mapped where the file is not compressed, else in memory.
    pub(crate) fn into_bytes(self) -> Result<Bytes, StoreError> {
        match &self.plain {
            Some(file) if self.size > 0 => {
                // SAFETY: files of vectors are not changed while they are open; whoever cuts one ends this program by the signal
                // that `isogloss_count::mapped` turns into a line of text.
                let map = unsafe { Mmap::map(file) }.map_err(StoreError::read(&self.path))?;
                Ok(Bytes::from_owner(map))
            }
            _ => {
                let (path, compression) = (self.path.clone(), self.compression);
                let mut bytes = Vec::new();
                self.into_reader()
                    .read_to_end(&mut bytes)
                    .map_err(|e| decoding_error(&path, compression, e))?;
                Ok(bytes.into())
            }
        }
    }
}

/// A piece of some bytes as numbers on which a matrix can stand, if it lies as they need it.
pub(crate) fn numbers(bytes: &Bytes, start: usize, count: usize) -> Option<SharedNumbers> {
    let end = start.checked_add(count.checked_mul(size_of::<f32>())?)?;
    let piece = (end <= bytes.len()).then(|| bytes.slice(start..end))?;
    bytemuck::try_cast_slice::<u8, f32>(&piece).ok()?;
    Some(Arc::new(Numbers(piece)))
}

/// Bytes that can be cast.
struct Numbers(Bytes);

impl AsRef<[f32]> for Numbers {
    fn as_ref(&self) -> &[f32] {
        bytemuck::cast_slice(&self.0)
    }
}

pub(crate) fn decoding_error(path: &Path, compression: Option<&str>, source: io::Error) -> StoreError {
    match compression {
        Some(compression) => {
            StoreError::malformed(path, format!("its {compression} stream is damaged: {source}"))
        }
        None => StoreError::read(path)(source),
    }
}

/// An archive and its member, where the path as it stands is no file.
fn split_member(path: &Path) -> Option<(PathBuf, String)> {
    let text = path.to_str().filter(|_| !path.exists())?;
    let (archive, member) = text.rsplit_once(MEMBER)?;
    Path::new(archive).is_file().then(|| (archive.into(), member.to_owned()))
}

/// Finds a member of an archive; without a name the only one.
fn open_member(path: &Path, wanted: Option<&str>) -> Result<(String, Box<dyn Read + Send>), StoreError> {
    let io = StoreError::read(path);
    let damaged = |e: zip::result::ZipError| {
        StoreError::malformed(path, format!("as a zip archive it is damaged: {e}"))
    };
    let mut archive = ZipArchive::new(BufReader::new(File::open(path).map_err(&io)?)).map_err(damaged)?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .filter(|name| !name.ends_with('/'))
        .collect();
    let name = match (wanted, names.as_slice()) {
        (Some(wanted), names) if names.iter().any(|name| name == wanted) => wanted.to_owned(),
        (None, [only]) => only.clone(),
        _ => {
            let what = format!(
                "as a zip archive it holds {}; name one: {}{MEMBER}NAME",
                names.join(", "),
                path.display()
            );
            return Err(StoreError::malformed(path, what));
        }
    };
    let member = archive.by_name(&name).map_err(damaged)?;
    let (start, packed, size, crc) =
        (member.data_start(), member.compressed_size(), member.size(), member.crc32());
    let (method, encrypted) = (member.compression(), member.encrypted());
    drop(member);
    let Some(start) = start.filter(|_| !encrypted) else {
        return Err(StoreError::malformed(path, format!("its member {name} is encrypted; unpack it first")));
    };
    let mut file = File::open(path).map_err(&io)?;
    file.seek(SeekFrom::Start(start)).map_err(&io)?;
    let raw = BufReader::with_capacity(1 << 18, file.take(packed));
    let reader: Box<dyn Read + Send> = match method {
        CompressionMethod::Stored => Box::new(Checked::new(raw, size, crc)),
        CompressionMethod::Deflated => Box::new(Checked::new(DeflateDecoder::new(raw), size, crc)),
        other => {
            let what = format!("its member {name} is packed by {other}; unpack it first");
            return Err(StoreError::malformed(path, what));
        }
    };
    Ok((name, reader))
}

/// A member of an archive, whose size and sum are looked at when it ends.
struct Checked<R> {
    inner: flate2::CrcReader<R>,
    read: u64,
    size: u64,
    crc: u32,
}

impl<R: Read> Checked<R> {
    fn new(inner: R, size: u64, crc: u32) -> Self {
        Self { inner: flate2::CrcReader::new(inner), read: 0, size, crc }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read += n as u64;
        if n == 0 && !buffer.is_empty() && (self.read, self.inner.crc().sum()) != (self.size, self.crc) {
            return Err(io::Error::other("a member of the archive is not what it was when it was packed"));
        }
        Ok(n)
    }
}
