//! What is this file? Told by its first bytes and its first line.
use super::{CorpusError, Format};
use serde_json::{Map, Value};
use std::path::Path;

/// So many bytes suffice to tell the compression.
pub(super) const MAGIC_BYTES: usize = 4;
/// A binary file shows a NUL within so many bytes.
const HEAD_BYTES: usize = 8 << 10;
/// A first line that is damaged JSON does not make the file plain text if one of these does parse.
const LINES_TRIED: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

pub(super) fn compression(magic: &[u8]) -> Compression {
    match magic {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
        // A skippable frame, with which parallel compressors begin.
        [first, 0x2a, 0x4d, 0x18, ..] if first & 0xf0 == 0x50 => Compression::Zstd,
        _ => Compression::None,
    }
}

/// First bytes of what is no text, what it is, and what to do with it.
const KNOWN: [(&[u8], &str, &str); 12] = [
    (b"PK\x03\x04", "a zip archive", "unpack it first"),
    (b"PAR1", "a Parquet table", "export it as JSON lines with a field `text`"),
    (b"BZh", "compressed by bzip2", "decompress it first: bunzip2"),
    (b"\xfd7zXZ\0", "compressed by xz", "decompress it first: unxz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"\x1f\x8b", "compressed twice", "decompress it once: gunzip"),
    (b"%PDF-", "a PDF", "extract its text first"),
    (b"\xff\xfe", "text in UTF-16", "convert it: iconv -f UTF-16 -t UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "convert it: iconv -f UTF-16 -t UTF-8"),
    (b"<mediawiki", "a MediaWiki dump", "extract its text first, WikiExtractor's --json output is read"),
    (b"<doc id=", "WikiExtractor's tagged output", "extract again with --json"),
    (b"Grailbird.data", "a page of a Twitter archive", "turn it into JSON lines with a field `text`"),
];

/// Refuses what is no text.
pub(super) fn check_head(path: &Path, head: &[u8]) -> Result<(), CorpusError> {
    for (magic, what, hint) in KNOWN {
        if head.starts_with(magic) {
            return Err(CorpusError::Unsupported { path: path.to_path_buf(), what, hint });
        }
    }
    if memchr::memchr(0, &head[..head.len().min(HEAD_BYTES)]).is_some() {
        return Err(CorpusError::Binary { path: path.to_path_buf() });
    }
    Ok(())
}

/// The format by the first line that is not empty; `None` if there is none here.
pub(super) fn format(path: &Path, bytes: &[u8]) -> Result<Option<Format>, CorpusError> {
    let mut lines =
        bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return Ok(None) };
    if !first.starts_with(b"{") && !first.starts_with(b"[") {
        return Ok(Some(Format::Lines));
    }
    if let Some(object) = object(first) {
        return has_text(path, &object).map(|()| Some(Format::Jsonl));
    }
    if matches!(first, b"[" | b"{" | b"[{") || first.starts_with(b"[{\"") {
        return Err(CorpusError::Unsupported {
            path: path.to_path_buf(),
            what: "one JSON value over several lines or an array",
            hint: "put one object a line: jq -c '.[]'",
        });
    }
    let jsonl = lines.take(LINES_TRIED).any(|line| object(line).is_some());
    Ok(Some(if jsonl { Format::Jsonl } else { Format::Lines }))
}

fn object(line: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_str(&String::from_utf8_lossy(line)).ok()
}

fn has_text(path: &Path, object: &Map<String, Value>) -> Result<(), CorpusError> {
    if object.get("text").is_some_and(Value::is_string) {
        return Ok(());
    }
    let fields: Vec<&str> = object.keys().map(String::as_str).collect();
    let fields = if fields.is_empty() { "(none)".to_string() } else { fields.join(", ") };
    Err(CorpusError::NoTextField { path: path.to_path_buf(), fields })
}
