//! The safetensors format: 8 bytes length of the header, the header as JSON, the tensors end to end.
//!
//! The header is written here and not by the `safetensors` crate, whose metadata is a hash map: its order, and with it
//! the bytes of the file, would change from run to run. Reading uses the crate's checks of the header, then reads every
//! tensor straight into its place.

use super::{StoreError, Vectors};
use isogloss_math::Matrix;
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The crate's own limit on headers.
const LONGEST_HEADER: u64 = 100_000_000;

/// Numbers that are turned into bytes, or back, at a time.
const NUMBERS: usize = 1 << 14;

#[derive(Serialize)]
struct Header<'a> {
    #[serde(rename = "__metadata__")]
    provenance: &'a BTreeMap<String, String>,
    vectors: Tensor,
    #[serde(skip_serializing_if = "Option::is_none")]
    contexts: Option<Tensor>,
    words: Tensor,
}

#[derive(Serialize)]
struct Tensor {
    dtype: &'static str,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl Tensor {
    /// A tensor that begins at `*end`, which is moved behind it.
    fn new(dtype: &'static str, shape: Vec<usize>, bytes_each: usize, end: &mut usize) -> Self {
        let start = *end;
        *end += shape.iter().product::<usize>() * bytes_each;
        Self { dtype, shape, data_offsets: (start, *end) }
    }
}

pub(super) fn write(vectors: &Vectors, path: &Path) -> Result<(), StoreError> {
    let words = vectors.words.join("\n");
    let header = header(vectors, words.len());
    if header.len() as u64 > LONGEST_HEADER {
        let what = format!("its provenance takes {} bytes; the format allows {LONGEST_HEADER}", header.len());
        return Err(StoreError::Unwritable { path: path.into(), what });
    }
    let write = || -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        out.write_all(&(header.len() as u64).to_le_bytes())?;
        out.write_all(&header)?;
        write_numbers(&mut out, vectors.matrix.as_slice())?;
        if let Some(contexts) = &vectors.contexts {
            write_numbers(&mut out, contexts.as_slice())?;
        }
        out.write_all(words.as_bytes())?;
        out.flush()
    };
    write().map_err(|source| StoreError::Io { action: "write", path: path.into(), source })
}

/// The header, filled up with spaces so that the tensors are aligned.
fn header(vectors: &Vectors, words_len: usize) -> Vec<u8> {
    let shape = vec![vectors.matrix.rows(), vectors.matrix.columns()];
    let mut end = 0;
    let header = Header {
        provenance: &vectors.provenance,
        vectors: Tensor::new("F32", shape.clone(), size_of::<f32>(), &mut end),
        contexts: vectors.contexts.is_some().then(|| Tensor::new("F32", shape, size_of::<f32>(), &mut end)),
        words: Tensor::new("U8", vec![words_len], 1, &mut end),
    };
    let mut bytes = serde_json::to_vec(&header).unwrap_or_default();
    bytes.resize(bytes.len().next_multiple_of(8), b' ');
    bytes
}

fn write_numbers(out: &mut impl Write, numbers: &[f32]) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(NUMBERS * size_of::<f32>());
    for piece in numbers.chunks(NUMBERS) {
        bytes.clear();
        bytes.extend(piece.iter().flat_map(|x| x.to_le_bytes()));
        out.write_all(&bytes)?;
    }
    Ok(())
}

pub(super) fn read(path: &Path) -> Result<Vectors, StoreError> {
    let io_error = |source| StoreError::Io { action: "read", path: path.into(), source };
    let file = File::open(path).map_err(io_error)?;
    let length = file.metadata().map_err(io_error)?.len();
    Reader { path, file, length }.vectors()
}

struct Reader<'a> {
    path: &'a Path,
    file: File,
    length: u64,
}

impl Reader<'_> {
    fn vectors(mut self) -> Result<Vectors, StoreError> {
        let (start, metadata) = self.header()?;
        let (matrix, contexts) = (metadata.info("vectors"), metadata.info("contexts"));
        let Some(matrix) = matrix else {
            return Err(self.malformed("it has no tensor `vectors`"));
        };
        let matrix = self.matrix(start, "vectors", matrix)?;
        let contexts = contexts.map(|info| self.matrix(start, "contexts", info)).transpose()?;
        let Some(words) = metadata.info("words") else {
            return Err(self.malformed("it has no tensor `words`"));
        };
        let words = self.words(start, words, matrix.rows())?;
        let provenance = metadata.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        Ok(Vectors { words, matrix, contexts, provenance })
    }

    /// Where the tensors start, and what they are; every offset lies within the file.
    fn header(&mut self) -> Result<(u64, Metadata), StoreError> {
        if self.length < 8 {
            return Err(self.malformed("it ends within the length of its header"));
        }
        let length = self.bytes(0, 8)?;
        let length = length.iter().rev().fold(0_u64, |n, &byte| n << 8 | u64::from(byte));
        if length > LONGEST_HEADER || length > self.length - 8 {
            return Err(self.malformed(format!("its header would be {length} bytes long")));
        }
        let header = self.bytes(8, length as usize)?;
        let metadata: Metadata = serde_json::from_slice(&header)
            .map_err(|e| self.malformed(format!("its header is broken: {e}")))?;
        let start = 8 + length;
        if metadata.data_len() as u64 != self.length - start {
            let (wanted, there) = (metadata.data_len(), self.length - start);
            return Err(self.malformed(format!("its header tells of {wanted} bytes of data, it has {there}")));
        }
        Ok((start, metadata))
    }

    fn matrix(&mut self, start: u64, name: &str, info: &TensorInfo) -> Result<Matrix, StoreError> {
        let (Dtype::F32, &[rows, columns]) = (info.dtype, info.shape.as_slice()) else {
            let (dtype, shape) = (info.dtype, &info.shape);
            return Err(
                self.malformed(format!("`{name}` is {dtype:?} {shape:?} and not F32 (words, dimensions)"))
            );
        };
        self.seek(start + info.data_offsets.0 as u64)?;
        let mut numbers = Vec::with_capacity(rows * columns);
        let mut bytes = vec![0; NUMBERS * size_of::<f32>()];
        while numbers.len() < rows * columns {
            let piece = &mut bytes[..size_of::<f32>() * NUMBERS.min(rows * columns - numbers.len())];
            self.fill(piece)?;
            numbers.extend(piece.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)));
        }
        Ok(Matrix::from_vec(rows, columns, numbers))
    }

    fn words(&mut self, start: u64, info: &TensorInfo, n: usize) -> Result<Vec<String>, StoreError> {
        let (Dtype::U8, &[length]) = (info.dtype, info.shape.as_slice()) else {
            return Err(
                self.malformed(format!("`words` is {:?} {:?} and not U8 (bytes)", info.dtype, info.shape))
            );
        };
        let bytes = self.bytes(start + info.data_offsets.0 as u64, length)?;
        let text = String::from_utf8(bytes).map_err(|_| self.malformed("its words are not UTF-8"))?;
        if n == 0 && text.is_empty() {
            return Ok(Vec::new());
        }
        Ok(text.split('\n').map(str::to_owned).collect())
    }

    /// `length` bytes from `at` on; the caller has checked them against the length of the file.
    fn bytes(&mut self, at: u64, length: usize) -> Result<Vec<u8>, StoreError> {
        self.seek(at)?;
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn seek(&mut self, at: u64) -> Result<(), StoreError> {
        self.file.seek(SeekFrom::Start(at)).map(drop).map_err(|source| self.io(source))
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        self.file.read_exact(bytes).map_err(|source| self.io(source))
    }

    fn io(&self, source: io::Error) -> StoreError {
        StoreError::Io { action: "read", path: self.path.into(), source }
    }

    fn malformed(&self, what: impl Into<String>) -> StoreError {
        StoreError::Malformed { path: self.path.into(), what: what.into() }
    }
}
