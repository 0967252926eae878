//! The input embedding of a Transformer, or model2vec's vectors: a tensor of a safetensors file, and `tokenizer.json` beside it.
//!
//! Tokens are pieces of words. They get the names that make them comparable to words: a piece that begins a word (`Ġapple`,
//! `▁apple`, WordPiece's `apple`) is `apple`, one that goes on with it (`##le`) is `##le`; bytes that a byte-level
//! tokenizer hides behind other characters are shown as what they are, where they are text that can be seen.

use super::rows::distinct;
use super::safetensors;
use crate::report::Place;
use crate::source::Source;
use crate::{FileReport, ReadOptions, StoreError, Vectors, Words};
use ::safetensors::Dtype;
use ::safetensors::tensor::{Metadata, TensorInfo};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Ends of the names of tensors that are input embeddings, in this order (BERT, GPT-2, Llama and its kin, T5, XLNet; model2vec and
/// sentence-transformers' static vectors).
const TENSORS: [&str; 8] = [
    "word_embeddings.weight",
    "wte.weight",
    "embed_tokens.weight",
    "tok_embeddings.weight",
    "shared.weight",
    "word_embedding.weight",
    "embeddings",
    "embedding.weight",
];
/// The tokenizer, beside the checkpoint.
const TOKENIZER: &str = "tokenizer.json";
/// What stands for a space before a piece: of byte-level tokenizers, and of SentencePiece.
const SPACES: [char; 2] = ['Ġ', '▁'];
/// What stands before a piece that goes on with a word.
const GOES_ON: &str = "##";

pub(crate) fn read(
    source: Source,
    options: &ReadOptions,
    report: &mut FileReport,
) -> Result<Vectors, StoreError> {
    let path = source.path.clone();
    let malformed = |what: String| StoreError::malformed(&path, what);
    let beside = tokenizer(&path);
    let bytes = source.into_bytes()?;
    let (start, metadata) = safetensors::header_of(&bytes).map_err(malformed)?;
    let (name, info) = embedding(&metadata).map_err(malformed)?;
    let text = std::fs::read(&beside).map_err(|error| {
        malformed(format!(
            "the words of a checkpoint are in {TOKENIZER} beside it, which cannot be read: {error}"
        ))
    })?;
    let tokens = tokens(&text).map_err(|what| StoreError::malformed(&beside, what))?;
    report.part = Some(format!("{name}, words of {}", beside.display()));
    let matrix = safetensors::matrix(&bytes, start, &name, info).map_err(malformed)?;
    let one = |name: &str| metadata.info(name).filter(|info| info.shape.len() == 1);
    // model2vec: which row is a token's, and how much it weighs.
    let mapping = one("mapping").map(|info| integers(&bytes, start, info)).transpose().map_err(malformed)?;
    let weights = one("weights").map(|info| safetensors::numbers(&bytes, start, "weights", info));
    let weights = weights.transpose().map_err(malformed)?;
    let mut rows = Vec::new();
    let mut words = Words::default();
    let mut ids = Vec::new();
    let limit = options.limit.unwrap_or(usize::MAX);
    report.rows_told = Some(tokens.len() as u64);
    for (&id, token) in &tokens {
        if words.len() >= limit {
            report.limited = true;
            break;
        }
        report.rows += 1;
        let row = mapping.as_ref().map_or(Some(id), |mapping| mapping.get(id as usize).copied());
        match row.filter(|&row| (row as usize) < matrix.rows()) {
            Some(row) => {
                rows.push(row);
                ids.push(id);
                words.push(token);
            }
            None => report.wrong_length.add(Place::Row(u64::from(id) + 1)),
        }
    }
    let plain = mapping.is_none() && rows.len() == matrix.rows();
    let mut matrix = if plain { matrix } else { matrix.gather(&rows) };
    if let Some(weights) = weights {
        for (row, &id) in ids.iter().enumerate() {
            let weight = weights.get(id as usize).copied().unwrap_or(f32::NAN);
            matrix.row_mut(row).iter_mut().for_each(|x| *x *= weight);
        }
    }
    Ok(distinct(words, matrix, |row| Place::Row(u64::from(ids[row]) + 1), report))
}

/// Where a checkpoint has its words.
pub(crate) fn tokenizer(path: &Path) -> PathBuf {
    path.with_file_name(TOKENIZER)
}

/// The tensor that is the input embedding.
fn embedding(metadata: &Metadata) -> Result<(String, &TensorInfo), String> {
    let tensors: BTreeMap<String, &TensorInfo> = metadata.tensors().into_iter().collect();
    let flat = |name: &&String| tensors[*name].shape.len() == 2;
    let ends = |end: &str| tensors.keys().filter(flat).find(|name| name.ends_with(end));
    if let Some(name) = TENSORS.iter().find_map(|end| ends(end)) {
        return Ok((name.clone(), tensors[name]));
    }
    let names: Vec<&str> = tensors.keys().filter(flat).take(8).map(String::as_str).collect();
    Err(format!("none of its tensors is known for an input embedding; it has {}", names.join(", ")))
}

fn integers(bytes: &[u8], start: usize, info: &TensorInfo) -> Result<Vec<u32>, String> {
    let data = &bytes[start + info.data_offsets.0..start + info.data_offsets.1];
    // What is no row is found to be none.
    let row = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(match info.dtype {
        Dtype::I64 => data.as_chunks().0.iter().map(|&x| row(i64::from_le_bytes(x))).collect(),
        Dtype::I32 => data.as_chunks().0.iter().map(|&x| row(i32::from_le_bytes(x).into())).collect(),
        other => return Err(format!("`mapping` is of {other:?} and not of integers")),
    })
}

/// The names of all tokens, by id.
fn tokens(text: &[u8]) -> Result<BTreeMap<u32, String>, String> {
    let json: Value = serde_json::from_slice(text).map_err(|e| format!("it is no JSON: {e}"))?;
    let mut tokens: BTreeMap<u32, String> = BTreeMap::new();
    let id = |value: &Value| value.as_u64().and_then(|id| u32::try_from(id).ok());
    match &json["model"]["vocab"] {
        Value::Object(vocabulary) => {
            tokens.extend(vocabulary.iter().filter_map(|(token, number)| Some((id(number)?, token.clone()))));
        }
        // SentencePiece's: pairs of a token and its logarithm, in order.
        Value::Array(vocabulary) => tokens.extend(
            (0..).zip(vocabulary).filter_map(|(id, pair)| Some((id, pair.get(0)?.as_str()?.to_owned()))),
        ),
        _ => return Err("it has no model.vocab".to_owned()),
    }
    let names: Vec<&str> = [&json["pre_tokenizer"], &json["decoder"]].into_iter().flat_map(kinds).collect();
    let byte_level = names.contains(&"ByteLevel");
    let spaces =
        byte_level || names.contains(&"Metaspace") || tokens.values().any(|token| token.starts_with(SPACES));
    for token in tokens.values_mut() {
        *token = word(token, byte_level, spaces);
    }
    // Added tokens are taken as they are.
    for token in json["added_tokens"].as_array().into_iter().flatten() {
        if let (Some(id), Some(content)) = (id(&token["id"]), token["content"].as_str()) {
            tokens.insert(id, content.to_owned());
        }
    }
    Ok(tokens)
}

/// All the `type`s in a piece of a tokenizer.
fn kinds(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) => fields
            .get("type")
            .and_then(Value::as_str)
            .into_iter()
            .chain(fields.values().flat_map(kinds))
            .collect(),
        Value::Array(items) => items.iter().flat_map(kinds).collect(),
        _ => Vec::new(),
    }
}

/// A token's name as a word.
fn word(token: &str, byte_level: bool, spaces: bool) -> String {
    let stripped = token.strip_prefix(SPACES);
    let inner = stripped.unwrap_or(token);
    let shown = if byte_level { shown(inner).unwrap_or_else(|| inner.to_owned()) } else { inner.to_owned() };
    if shown.is_empty() {
        return token.to_owned();
    }
    // Signs and digits stand alone as a rule, whether or not a space comes before them; letters go on.
    let goes_on = spaces && stripped.is_none() && shown.starts_with(char::is_alphabetic);
    if goes_on { format!("{GOES_ON}{shown}") } else { shown }
}

/// The text behind the characters of a byte-level tokenizer (Radford et al. 2019), which stand for a byte each; `None` where it is
/// not all text that can be seen.
fn shown(token: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = token.chars().map(byte).collect();
    let text = String::from_utf8(bytes?).ok()?;
    (!text.chars().any(|c| c.is_whitespace() || c.is_control())).then_some(text)
}

/// Bytes that can be seen stand for themselves, the others, in order, for the characters from U+0100 on.
fn byte(character: char) -> Option<u8> {
    let code = u32::from(character);
    let seen = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    match u8::try_from(code) {
        Ok(byte) => seen(&byte).then_some(byte),
        Err(_) => (0..=u8::MAX).filter(|byte| !seen(byte)).nth(code.checked_sub(0x100)? as usize),
    }
}

/// The file with the input embedding of a checkpoint that is spread over several: `model.safetensors.index.json` names it.
pub(crate) fn shard(index: &Path) -> Option<String> {
    let json: Value = serde_json::from_slice(&std::fs::read(index).ok()?).ok()?;
    let map = json["weight_map"].as_object()?;
    let file =
        |end: &&str| map.iter().find(|(name, _)| name.ends_with(*end)).and_then(|(_, file)| file.as_str());
    TENSORS.iter().find_map(file).map(str::to_owned)
}
