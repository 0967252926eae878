//! What is this file? Told by its first bytes and its first records.
use super::CorpusError;
use super::batch::Decode;
use super::dump::{self, Dump};
use super::framing::{ElementFraming, Framing, LineFraming};
use super::json::{self, Json, Look, ObjectFraming, Shape, Tweets};
use super::lines::Lines;
use super::list::List;
use super::settings::{Format, ReaderSettings};
use super::stream::Kind;
use super::table::{Table, TableFraming};
use super::wikiextractor::{self, WikiExtractor};
use crate::delimited::{self, Forced};
use crate::{counts, mediawiki};
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
    (b"PAR1", "a Parquet table in a stream", "give it as a plain file"),
];

/// What WikiExtractor's text begins with.
const WIKIEXTRACTOR: &[u8] = b"<doc id=";

/// What a file is, by its first bytes; `None` where more of them are needed. `at_end`: this is all of it.
pub(super) fn kind(
    path: &Path,
    head: &[u8],
    at_end: bool,
    settings: &ReaderSettings,
) -> Result<Option<Kind>, CorpusError> {
    check_text(path, head)?;
    let whole = at_end || head.len() >= SNIFFED_BYTES;
    let trimmed = head.trim_ascii_start();
    if trimmed.is_empty() && at_end {
        return Err(CorpusError::Empty { path: path.to_path_buf() });
    }
    if trimmed.is_empty() && !whole {
        return Ok(None);
    }
    let known = if mediawiki::is_dump(trimmed) {
        Some(Format::MediaWiki)
    } else {
        trimmed.starts_with(WIKIEXTRACTOR).then_some(Format::WikiExtractor)
    };
    match settings.format.or(known) {
        None | Some(Format::Json | Format::Tweets) => json_or_other(path, head, whole, settings),
        Some(Format::Lines) => Ok(Some(lines())),
        Some(Format::WikiExtractor) => {
            Ok(Some(new(Format::WikiExtractor, ElementFraming::new(wikiextractor::TAGS), WikiExtractor)))
        }
        Some(Format::MediaWiki) => {
            // The names of the namespaces stand before the first page.
            let first = memchr::memmem::find(head, dump::TAGS.0);
            let before = &head[..first.unwrap_or(head.len())];
            let kind = || new(Format::MediaWiki, ElementFraming::new(dump::TAGS), Dump::new(before));
            Ok((first.is_some() || whole).then(kind))
        }
        Some(Format::Csv) => Ok(table(path, head, settings, Some(Forced::Csv))?.or_else(|| Some(lines()))),
        Some(Format::Tsv) => Ok(table(path, head, settings, Some(Forced::Tsv))?.or_else(|| Some(lines()))),
        Some(Format::Counts) => Ok(Some(list(head))),
        Some(Format::Parquet) => Err(CorpusError::NotParquet { path: path.to_path_buf() }),
    }
}

fn list(head: &[u8]) -> Kind {
    new(Format::Counts, LineFraming::default(), List::new(head))
}

fn table(
    path: &Path,
    head: &[u8],
    settings: &ReaderSettings,
    forced: Option<Forced>,
) -> Result<Option<Kind>, CorpusError> {
    let (text, unit) = (settings.text_column.as_deref(), settings.unit_column.as_deref());
    let dialect = delimited::sniff(head, text, unit, forced)
        .map_err(|source| CorpusError::Table { path: path.to_path_buf(), source })?;
    Ok(dialect.map(|dialect| {
        let format = match forced {
            None if dialect.of_tweets() => Format::Tweets,
            _ if dialect.delimiter() == b'\t' => Format::Tsv,
            _ => Format::Csv,
        };
        new(format, TableFraming::new(&dialect), Table::new(dialect))
    }))
}

fn lines() -> Kind {
    new(Format::Lines, LineFraming::default(), Lines)
}

fn new(format: Format, framing: impl Framing + 'static, decoder: impl Decode + 'static) -> Kind {
    Kind { format, framing: Box::new(framing), decoder: Arc::new(decoder) }
}

fn json_or_other(
    path: &Path,
    head: &[u8],
    whole: bool,
    settings: &ReaderSettings,
) -> Result<Option<Kind>, CorpusError> {
    let (shape, objects) = match json::look(head.trim_ascii_start(), whole) {
        Look::Json(shape, objects) => (shape, objects),
        Look::More => return Ok(None),
        Look::Other if settings.format.is_none() => return other(path, head, settings).map(Some),
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

/// What is neither JSON nor markup: words with counts, a table, or plain text.
fn other(path: &Path, head: &[u8], settings: &ReaderSettings) -> Result<Kind, CorpusError> {
    if settings.text_column.is_none() && counts::is_counts(head) {
        return Ok(list(head));
    }
    Ok(table(path, head, settings, None)?.unwrap_or_else(lines))
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

/// Refuses objects of which the first do not have this field.
fn check_text_column(path: &Path, objects: &[Map<String, Value>], column: &str) -> Result<(), CorpusError> {
    let has_text = |object| json::at(object, column).is_some_and(Value::is_string);
    let Some(first) = objects.first().filter(|_| !objects.iter().any(has_text)) else { return Ok(()) };
    let columns: Vec<&str> = first.keys().map(String::as_str).collect();
    let columns = if columns.is_empty() { "(none)".to_owned() } else { columns.join(", ") };
    Err(CorpusError::NoTextColumn { path: path.to_path_buf(), column: column.to_owned(), columns })
}
