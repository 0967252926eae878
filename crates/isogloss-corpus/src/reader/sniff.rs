//! What is this file? Told by its first bytes and its first records.
use super::CorpusError;
use super::batch::Decode;
use super::framing::{Framing, LineFraming};
use super::json::{self, Json, Look, ObjectFraming, Shape, Tweets};
use super::lines::Lines;
use super::settings::{Format, ReaderSettings};
use super::stream::Kind;
use super::wikiextractor::{DocFraming, WikiExtractor};
use serde_json::{Map, Value};
use std::path::Path;
use std::sync::Arc;

/// So many bytes suffice to tell the compression,
pub(super) const MAGIC_BYTES: usize = 4;
/// and so many the encoding.
pub(super) const BOM_BYTES: usize = 4;
/// UTF-8's byte order mark.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";
/// A binary file shows a NUL within so many bytes.
const HEAD_BYTES: usize = 8 << 10;
/// What is not told by so many bytes is plain text.
const SNIFFED_BYTES: usize = 8 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Bzip2,
    Zstd,
}

pub(super) fn compression(magic: &[u8]) -> Compression {
    match magic {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [b'B', b'Z', b'h', b'1'..=b'9'] => Compression::Bzip2,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
        // A skippable frame, with which parallel compressors begin.
        [first, 0x2a, 0x4d, 0x18, ..] if first & 0xf0 == 0x50 => Compression::Zstd,
        _ => Compression::None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

/// Text in UTF-16 is known by its byte order mark, text in UTF-32 is left to be refused.
pub(super) fn encoding(head: &[u8]) -> Encoding {
    match head {
        [0xff, 0xfe, 0, 0] => Encoding::Utf8,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Encoding::Utf16,
        _ => Encoding::Utf8,
    }
}

/// First bytes of what is no text, what it is, and what to do with it.
const NO_TEXT: [(&[u8], &str, &str); 9] = [
    (b"PK\x03\x04", "a zip archive", "unpack it first"),
    (b"BZh9", "compressed twice", "decompress it once: bunzip2"),
    (b"\xfd7zXZ\0", "compressed by xz", "decompress it first: unxz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"\x1f\x8b", "compressed twice", "decompress it once: gunzip"),
    (b"\x28\xb5\x2f\xfd", "compressed twice", "decompress it once: unzstd"),
    (b"%PDF-", "a PDF", "extract its text first"),
    (b"\xff\xfe\0\0", "text in UTF-32", "convert it: iconv -f UTF-32 -t UTF-8"),
    (b"PAR1", "a Parquet table", "export it as JSON lines with a field `text`"),
];

/// First bytes of formats that are told by them.
const FORMATS: [(&[u8], Format); 2] =
    [(b"<mediawiki", Format::MediaWiki), (b"<doc id=", Format::WikiExtractor)];

/// What a file is, by its first bytes; `None` where more of them are needed. `at_end`: this is all of it.
pub(super) fn kind(
    path: &Path,
    head: &[u8],
    at_end: bool,
    settings: &ReaderSettings,
) -> Result<Option<Kind>, CorpusError> {
    check_text(path, head)?;
    let whole = at_end || head.len() >= SNIFFED_BYTES;
    let head = head.trim_ascii_start();
    if head.is_empty() && at_end {
        return Err(CorpusError::Empty { path: path.to_path_buf() });
    }
    if head.is_empty() && !whole {
        return Ok(None);
    }
    let known = FORMATS.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, format)| format);
    match settings.format.or(known) {
        None | Some(Format::Json | Format::Tweets) => json_or_lines(path, head, whole, settings),
        Some(Format::Lines) => Ok(Some(lines())),
        Some(Format::WikiExtractor) => {
            Ok(Some(new(Format::WikiExtractor, DocFraming::default(), WikiExtractor)))
        }
        Some(format) => Err(unsupported(path, format)),
    }
}

fn lines() -> Kind {
    new(Format::Lines, LineFraming::default(), Lines)
}

fn new(format: Format, framing: impl Framing + 'static, decoder: impl Decode + 'static) -> Kind {
    Kind { format, framing: Box::new(framing), decoder: Arc::new(decoder) }
}

fn json_or_lines(
    path: &Path,
    head: &[u8],
    whole: bool,
    settings: &ReaderSettings,
) -> Result<Option<Kind>, CorpusError> {
    let (shape, objects) = match json::look(head, whole) {
        Look::Json(shape, objects) => (shape, objects),
        Look::More => return Ok(None),
        Look::Other if settings.format.is_none() => return Ok(Some(lines())),
        // It was to be JSON: every line is told to be none.
        Look::Other => (Shape::Lines, Vec::new()),
    };
    let tweets = objects.iter().any(json::is_tweet);
    let format = settings.format.unwrap_or(if tweets { Format::Tweets } else { Format::Json });
    let wanted = settings.text_column.as_deref();
    if let Some(column) = wanted.or((format == Format::Json).then_some(json::TEXT)) {
        check_text_column(path, &objects, column)?;
    }
    let framing: Box<dyn Framing> = match shape {
        Shape::Lines => Box::new(LineFraming::default()),
        Shape::Objects => Box::new(ObjectFraming::default()),
    };
    let decoder: Arc<dyn Decode> = match format {
        Format::Tweets => Arc::new(Tweets::new(settings, json::is_assignment(head))),
        _ => Arc::new(Json::new(settings)),
    };
    Ok(Some(Kind { format, framing, decoder }))
}

/// Refuses what is no text.
fn check_text(path: &Path, head: &[u8]) -> Result<(), CorpusError> {
    for (magic, what, hint) in NO_TEXT {
        if head.starts_with(magic) {
            return Err(CorpusError::Unsupported { path: path.to_path_buf(), what, hint });
        }
    }
    if memchr::memchr(0, &head[..head.len().min(HEAD_BYTES)]).is_some() {
        return Err(CorpusError::Binary { path: path.to_path_buf() });
    }
    Ok(())
}

fn unsupported(path: &Path, format: Format) -> CorpusError {
    let (what, hint) = match format {
        Format::MediaWiki => {
            ("a MediaWiki dump", "extract its text first, WikiExtractor's --json output is read")
        }
        Format::Counts => ("a list of words with counts", "give the text itself"),
        _ => ("a table", "export it as JSON lines with a field `text`"),
    };
    CorpusError::Unsupported { path: path.to_path_buf(), what, hint }
}

/// Refuses objects of which the first do not have this field.
fn check_text_column(path: &Path, objects: &[Map<String, Value>], column: &str) -> Result<(), CorpusError> {
    let has_text = |object| json::at(object, column).is_some_and(Value::is_string);
    let Some(first) = objects.first().filter(|_| !objects.iter().any(has_text)) else { return Ok(()) };
    let columns: Vec<&str> = first.keys().map(String::as_str).collect();
    let columns = if columns.is_empty() { "(none)".to_owned() } else { columns.join(", ") };
    Err(CorpusError::NoTextColumn { path: path.to_path_buf(), column: column.to_owned(), columns })
}
