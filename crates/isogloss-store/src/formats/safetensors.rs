//! The safetensors format: 8 bytes length of the header, the header as JSON, the tensors end to end.
//!
//! The header is written here and not by the `safetensors` crate, whose metadata is a hash map: its order, and with it
//! the bytes of the file, would change from run to run. Reading uses the crate's checks of the header.

use super::rows::first_rows;
use crate::source;
use crate::vectors::first_infinite;
use crate::{FileReport, ReadOptions, StoreError, Vectors, Words};
use bytes::Bytes;
use half::{bf16, f16};
use isogloss_math::Matrix;
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The crate's own limit on headers.
const LONGEST_HEADER: u64 = 100_000_000;

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

pub(crate) fn write(vectors: &Vectors, path: &Path) -> Result<(), StoreError> {
    let words = vectors.words.iter().collect::<Vec<_>>().join("\n");
    let header = header(vectors, words.len());
    if header.len() as u64 > LONGEST_HEADER {
        let what = format!("its provenance takes {} bytes; the format allows {LONGEST_HEADER}", header.len());
        return Err(StoreError::unwritable(path, what));
    }
    let write = || -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        out.write_all(&(header.len() as u64).to_le_bytes())?;
        out.write_all(&header)?;
        out.write_all(bytemuck::cast_slice(vectors.matrix.as_slice()))?;
        if let Some(contexts) = &vectors.contexts {
            out.write_all(bytemuck::cast_slice(contexts.as_slice()))?;
        }
        out.write_all(words.as_bytes())?;
        out.flush()
    };
    write().map_err(StoreError::write(path))
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

/// Whether a file that begins like this is one of ours.
pub(crate) fn is_ours(head: &[u8]) -> bool {
    let length = head.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let header = &head[head.len().min(8)..head.len().min(8 + length.min(LONGEST_HEADER) as usize)];
    memchr::memmem::find(header, b"\"words\":").is_some()
}

/// The header of a file, checked against its length, and where its tensors start.
pub(super) fn header_of(bytes: &[u8]) -> Result<(usize, Metadata), String> {
    let length = bytes.first_chunk().ok_or("it ends within the length of its header")?;
    let length = u64::from_le_bytes(*length);
    if length > LONGEST_HEADER || length > bytes.len() as u64 - 8 {
        return Err(format!("its header would be {length} bytes long"));
    }
    let start = 8 + length as usize;
    let metadata: Metadata =
        serde_json::from_slice(&bytes[8..start]).map_err(|e| format!("its header is broken: {e}"))?;
    if metadata.data_len() != bytes.len() - start {
        let (wanted, there) = (metadata.data_len(), bytes.len() - start);
        return Err(format!("its header tells of {wanted} bytes of data, it has {there}"));
    }
    Ok((start, metadata))
}

/// What [`write`] wrote. The matrices stand on the file's own bytes.
pub(crate) fn read(bytes: Bytes, options: &ReadOptions, report: &mut FileReport) -> Result<Vectors, String> {
    let mut vectors = table(&bytes)?;
    first_rows(&mut vectors, options, report);
    Ok(vectors)
}

fn table(bytes: &Bytes) -> Result<Vectors, String> {
    let (start, metadata) = header_of(bytes)?;
    let tensor = |name: &str| metadata.info(name).ok_or_else(|| format!("it has no tensor `{name}`"));
    let matrix = matrix(bytes, start, "vectors", tensor("vectors")?)?;
    let contexts =
        metadata.info("contexts").map(|info| self::matrix(bytes, start, "contexts", info)).transpose()?;
    let list = tensor("words")?;
    // Words and numbers are far apart in the file, and looking at either takes its time.
    let (words, infinite) = rayon::join(
        || words(bytes, start, list, matrix.rows()).map(|words| (words.first_duplicate(), words)),
        || first_infinite(&matrix, contexts.as_ref()),
    );
    let (twice, words) = words?;
    let provenance = metadata.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
    let vectors = Vectors { words, matrix, contexts, provenance, subwords: None };
    // These are our own files: what is wrong with one is wrong with all of it.
    vectors.sound(infinite, twice)?;
    Ok(vectors)
}

/// A tensor as a matrix: of `f32` on the bytes themselves where they lie well, else converted.
pub(super) fn matrix(bytes: &Bytes, start: usize, name: &str, info: &TensorInfo) -> Result<Matrix, String> {
    let &[rows, columns] = info.shape.as_slice() else {
        return Err(format!("`{name}` is {:?} {:?} and not (words, dimensions)", info.dtype, info.shape));
    };
    if info.dtype == Dtype::F32
        && let Some(shared) = source::numbers(bytes, start + info.data_offsets.0, rows * columns)
    {
        return Ok(Matrix::from_shared(rows, columns, shared));
    }
    Ok(Matrix::from_vec(rows, columns, numbers(bytes, start, name, info)?))
}

/// The numbers of a tensor, as `f32`.
pub(super) fn numbers(bytes: &[u8], start: usize, name: &str, info: &TensorInfo) -> Result<Vec<f32>, String> {
    let numbers = &bytes[start + info.data_offsets.0..start + info.data_offsets.1];
    Ok(match info.dtype {
        Dtype::F32 => numbers.as_chunks().0.iter().map(|&x| f32::from_le_bytes(x)).collect(),
        Dtype::F16 => numbers.as_chunks().0.iter().map(|&x| f16::from_le_bytes(x).to_f32()).collect(),
        Dtype::BF16 => numbers.as_chunks().0.iter().map(|&x| bf16::from_le_bytes(x).to_f32()).collect(),
        Dtype::F64 => numbers.as_chunks().0.iter().map(|&x| f64::from_le_bytes(x) as f32).collect(),
        other => return Err(format!("`{name}` is of {other:?}; F32, F16, BF16 and F64 are read")),
    })
}

fn words(bytes: &[u8], start: usize, info: &TensorInfo, n: usize) -> Result<Words, String> {
    let (Dtype::U8, &[_]) = (info.dtype, info.shape.as_slice()) else {
        return Err(format!("`words` is {:?} {:?} and not U8 (bytes)", info.dtype, info.shape));
    };
    let text = &bytes[start + info.data_offsets.0..start + info.data_offsets.1];
    let text = std::str::from_utf8(text).map_err(|_| "its words are not UTF-8")?;
    if n == 0 && text.is_empty() {
        return Ok(Words::default());
    }
    Ok(text.split('\n').collect())
}
