//! Whole lines, and the documents in them.
use super::{CorpusError, Format};
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::path::Path;

/// So many malformed lines are named.
const MALFORMED_NAMED: usize = 5;

/// One document of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// Its text, decoded.
    pub text: Cow<'a, str>,
    /// Who wrote it, where the file says: `user`, else `source`. The unit of resampling.
    pub unit: Option<Cow<'a, str>>,
    /// Where its line starts in the decompressed file, in bytes.
    pub offset: u64,
}

/// What reading met, summed over batches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadReport {
    /// Documents handed out.
    pub documents: u64,
    /// Lines without text, skipped.
    pub empty: u64,
    /// Lines that held invalid UTF-8, replaced by U+FFFD.
    pub invalid_utf8: u64,
    /// Lines that are no JSON object with a text, skipped.
    pub malformed: u64,
    /// Numbers of the first few malformed lines, from 1.
    pub malformed_lines: Vec<u64>,
}

impl ReadReport {
    /// Adds what a later batch met.
    pub fn add(&mut self, later: &Self) {
        self.documents += later.documents;
        self.empty += later.empty;
        self.invalid_utf8 += later.invalid_utf8;
        self.malformed += later.malformed;
        let room = MALFORMED_NAMED - self.malformed_lines.len().min(MALFORMED_NAMED);
        self.malformed_lines.extend(later.malformed_lines.iter().take(room));
    }

    /// All lines.
    pub fn lines(&self) -> u64 {
        self.documents + self.empty + self.malformed
    }

    /// An error if more than one line in twenty was malformed: such a file is not what it was taken for.
    pub fn check(&self, path: &Path) -> Result<(), CorpusError> {
        if self.malformed * 20 <= self.lines() {
            return Ok(());
        }
        Err(CorpusError::TooManyMalformed {
            path: path.to_path_buf(),
            malformed: self.malformed,
            lines: self.lines(),
            first: self.malformed_lines.first().copied().unwrap_or(0),
        })
    }
}

/// Whole lines of a file, about a mebibyte (more where one line is longer).
#[derive(Clone, Debug)]
pub struct Batch {
    bytes: Vec<u8>,
    format: Format,
    offset: u64,
    first_line: u64,
}

impl Batch {
    pub(super) fn new(bytes: Vec<u8>, format: Format, offset: u64, first_line: u64) -> Self {
        Self { bytes, format, offset, first_line }
    }

    /// How many bytes of (decompressed) file it holds.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Decodes every line: `each` gets the documents in order; what was skipped or replaced is counted in the report.
    pub fn documents(&self, mut each: impl FnMut(Document<'_>)) -> ReadReport {
        let mut report = ReadReport::default();
        let mut start = 0;
        let mut number = self.first_line;
        while start < self.bytes.len() {
            let rest = &self.bytes[start..];
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let offset = self.offset + start as u64;
            decode(&rest[..length], self.format, offset, number, &mut report, &mut each);
            start += length + 1;
            number += 1;
        }
        report
    }

    pub(super) fn set_format(&mut self, format: Format) {
        self.format = format;
    }

    pub(super) fn raw(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the next batch starts, in decompressed bytes.
    pub(super) fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }

    /// The text of the document whose line starts at this offset.
    pub(super) fn text_at(&self, offset: u64) -> Option<String> {
        let start = usize::try_from(offset.checked_sub(self.offset)?).ok()?;
        let rest = self.bytes.get(start..)?;
        if start > 0 && self.bytes[start - 1] != b'\n' {
            return None;
        }
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let mut text = None;
        let mut each = |document: Document<'_>| text = Some(document.text.into_owned());
        decode(&rest[..length], self.format, offset, 0, &mut ReadReport::default(), &mut each);
        text
    }
}

/// Hands out the document of a line, or counts why there is none.
fn decode(
    line: &[u8],
    format: Format,
    offset: u64,
    number: u64,
    report: &mut ReadReport,
    each: &mut impl FnMut(Document<'_>),
) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        Err(_) => {
            report.invalid_utf8 += 1;
            String::from_utf8_lossy(line)
        }
    };
    if is_blank(&line) {
        report.empty += 1;
        return;
    }
    let document = match format {
        Format::Lines => Document { text: Cow::Borrowed(&line), unit: None, offset },
        Format::Jsonl => match serde_json::from_str::<JsonLine<'_>>(&line) {
            Ok(JsonLine { text, user, source }) => Document { text, unit: user.0.or(source.0), offset },
            Err(_) => {
                report.malformed += 1;
                if report.malformed_lines.len() < MALFORMED_NAMED {
                    report.malformed_lines.push(number);
                }
                return;
            }
        },
    };
    if is_blank(&document.text) {
        report.empty += 1;
        return;
    }
    report.documents += 1;
    each(document);
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// The fields of a line that matter.
#[derive(Deserialize)]
struct JsonLine<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    user: Name<'a>,
    #[serde(borrow, default)]
    source: Name<'a>,
}

/// A name: a string, a number, or what Twitter's interface gives for `user`, an object with an `id_str`.
/// Anything else is no name, and no reason to lose the text.
#[derive(Default)]
struct Name<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Name((!name.is_empty()).then_some(Cow::Borrowed(name))))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Name((!name.is_empty()).then(|| Cow::Owned(name.to_string()))))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Name(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Name(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Name(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Name(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Name(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Name(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut name = Name(None);
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            if key == "id_str" {
                name = object.next_value()?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name)
    }
}
