//! Whole records to texts.
use super::field::Field;
use super::{Dialect, columns};
use std::borrow::Cow;

/// So many malformed records are named.
const MALFORMED_NAMED: usize = 5;

/// What a record of a table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its text; may be empty.
    pub text: Cow<'a, str>,
    /// Who wrote it, where the table says.
    pub unit: Option<Cow<'a, str>>,
    /// The language as the table gives it; see [`names_language`](super::names_language).
    pub language: Option<Cow<'a, str>>,
    /// Whether it is a retweet, where the table says.
    pub retweet: Option<bool>,
    /// Where it starts, in bytes from the first decoded.
    pub offset: usize,
    /// The number of its first line, from 1.
    pub line: u64,
}

/// What decoding met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Records handed out.
    pub records: u64,
    /// Blank lines, skipped.
    pub blank: u64,
    /// Records with invalid UTF-8 in a column that is read, replaced by U+FFFD.
    pub invalid_utf8: u64,
    /// Records with too few or too many fields, skipped.
    pub malformed: u64,
    /// The first lines of the first few of them, from 1.
    pub malformed_lines: Vec<u64>,
}

/// Decodes whole records, without the header: `each` gets them in order.
///
/// `bytes` begin in `first_line` and are what [`Framer::cut`](super::Framer::cut) gave, or one record of it, which is how a
/// text is had again by its offset. Texts are borrowed unless quotes have to be taken out of them.
pub fn records<'a>(
    bytes: &'a [u8],
    dialect: &Dialect,
    first_line: u64,
    mut each: impl FnMut(Record<'a>),
) -> Decoded {
    let syntax = dialect.syntax;
    let mut decoded = Decoded::default();
    let mut fields = Vec::new();
    let (mut at, mut line) = (0, first_line);
    while at < bytes.len() {
        let (start, start_line) = (at, line);
        let blank = syntax.blank(&bytes[at..]);
        if blank > 0 {
            at += blank;
            line += 1;
            decoded.blank += 1;
            continue;
        }
        at = syntax.record(bytes, start, &mut fields).0;
        line += memchr::memchr_iter(syntax.terminator, &bytes[start..at]).count() as u64;
        match decode(&fields, dialect, &mut decoded) {
            Some(record) => {
                decoded.records += 1;
                each(Record { offset: start, line: start_line, ..record });
            }
            None => {
                decoded.malformed += 1;
                if decoded.malformed_lines.len() < MALFORMED_NAMED {
                    decoded.malformed_lines.push(start_line);
                }
            }
        }
    }
    decoded
}

/// The record of these fields; `None` if they are not those of a whole one.
fn decode<'a>(fields: &[Field<'a>], dialect: &Dialect, decoded: &mut Decoded) -> Option<Record<'a>> {
    let expected = dialect.fields.unwrap_or(fields.len());
    let (whole, surplus) = fields.split_at_checked(expected)?;
    let text = whole.get(dialect.text)?;
    if whole.last()?.unclosed || surplus.iter().any(|field| !field.is_empty()) {
        return None;
    }
    let mut invalid = false;
    let mut string = |field: &Field<'a>| string(field.bytes(), &mut invalid);
    let mut optional = |column: Option<usize>| {
        let value = string(whole.get(column?)?);
        (!value.is_empty()).then_some(value)
    };
    let unit = optional(dialect.unit);
    let language = optional(dialect.language);
    let mut text = string(text);
    decoded.invalid_utf8 += u64::from(invalid);
    if dialect.guarded {
        text = unguarded(text);
    }
    let retweet = dialect.retweet.and_then(|column| columns::yes_or_no(&whole.get(column)?.bytes()));
    Some(Record { text, unit, language, retweet, offset: 0, line: 0 })
}

fn string<'a>(bytes: Cow<'a, [u8]>, invalid: &mut bool) -> Cow<'a, str> {
    let mut lossy = |bytes: &[u8]| {
        *invalid = true;
        Cow::Owned(String::from_utf8_lossy(bytes).into_owned())
    };
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map_or_else(|_| lossy(bytes), Cow::Borrowed),
        Cow::Owned(bytes) => {
            String::from_utf8(bytes).map_or_else(|error| lossy(error.as_bytes()), Cow::Owned)
        }
    }
}

/// Whether a text stands in the quotes that keep spreadsheets from taking it for a formula.
pub(super) fn is_guarded(text: &[u8]) -> bool {
    text.len() > 2 && text.starts_with(b"'@") && text.ends_with(b"'")
}

fn unguarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if !is_guarded(text.as_bytes()) {
        return text;
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[1..text.len() - 1]),
        Cow::Owned(text) => Cow::Owned(text[1..text.len() - 1].to_string()),
    }
}
