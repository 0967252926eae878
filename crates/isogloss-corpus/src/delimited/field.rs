//! Where a field ends, and what it says.
use std::borrow::Cow;

/// The bytes that matter in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// Between fields.
    pub(crate) delimiter: u8,
    /// At the end of a record: a line feed, or a carriage return in files that have none.
    pub(crate) terminator: u8,
    /// A field that begins with `"` is quoted.
    pub(crate) quoted: bool,
}

/// A field as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// What is between the quotes; all of an unquoted field.
    body: &'a [u8],
    /// Holds doubled quotes.
    doubled: bool,
    /// What follows the closing quote.
    rest: &'a [u8],
    /// Began with a quote.
    pub(super) quoted: bool,
    /// Began with a quote and has no other.
    pub(super) unclosed: bool,
}

impl<'a> Field<'a> {
    /// Its bytes, without quotes; copied only where something has to be taken out.
    pub(super) fn bytes(&self) -> Cow<'a, [u8]> {
        if !self.doubled && self.rest.is_empty() {
            return Cow::Borrowed(self.body);
        }
        let mut bytes = Vec::with_capacity(self.body.len() + self.rest.len());
        let mut body = self.body;
        while let Some(quote) = memchr::memchr(b'"', body) {
            bytes.extend_from_slice(&body[..=quote]);
            body = body.get(quote + 2..).unwrap_or_default();
        }
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(self.rest);
        Cow::Owned(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty() && self.rest.is_empty()
    }

    /// Quoted as a writer of tables does it: nothing follows the closing quote.
    pub(super) fn well_quoted(&self) -> bool {
        self.quoted && !self.unclosed && self.rest.is_empty()
    }

    /// Could not have been written without quotes.
    pub(super) fn needs_quotes(&self, syntax: Syntax) -> bool {
        self.quoted && (self.doubled || memchr::memchr3(syntax.delimiter, b'\n', b'\r', self.body).is_some())
    }
}

/// What follows a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Another field.
    Delimiter,
    /// Another record.
    Terminator,
    /// Nothing.
    Nothing,
}

impl Syntax {
    /// The field that begins at `start`, where the next field or record begins, and which of the two.
    pub(super) fn field<'a>(&self, bytes: &'a [u8], start: usize) -> (Field<'a>, usize, After) {
        let mut field = Field { body: &[], doubled: false, rest: &[], quoted: false, unclosed: false };
        let mut at = start;
        if self.quoted && bytes.get(start) == Some(&b'"') {
            field.quoted = true;
            at += 1;
            loop {
                let Some(quote) = memchr::memchr(b'"', &bytes[at..]) else {
                    field.body = &bytes[start + 1..];
                    field.unclosed = true;
                    return (field, bytes.len(), After::Nothing);
                };
                let quote = at + quote;
                at = quote + 1;
                if bytes.get(at) != Some(&b'"') {
                    field.body = &bytes[start + 1..quote];
                    break;
                }
                field.doubled = true;
                at += 1;
            }
        }
        let (mut end, next, after) = match memchr::memchr2(self.delimiter, self.terminator, &bytes[at..]) {
            Some(end) if bytes[at + end] == self.delimiter => (at + end, at + end + 1, After::Delimiter),
            Some(end) => (at + end, at + end + 1, After::Terminator),
            None => (bytes.len(), bytes.len(), After::Nothing),
        };
        if after != After::Delimiter && self.terminator == b'\n' && end > at && bytes[end - 1] == b'\r' {
            end -= 1;
        }
        if field.quoted {
            field.rest = &bytes[at..end];
        } else {
            field.body = &bytes[at..end];
        }
        (field, next, after)
    }

    /// The length of the blank line at the start, with its end; 0 if there is something on it.
    pub(super) fn blank(&self, bytes: &[u8]) -> usize {
        match bytes {
            [first, ..] if *first == self.terminator => 1,
            [b'\r', second, ..] if *second == self.terminator => 2,
            [b'\r'] => 1,
            _ => 0,
        }
    }

    /// The fields of the record that begins at `start`, into `fields`; where the next one begins, and what is there.
    pub(super) fn record<'a>(
        &self,
        bytes: &'a [u8],
        start: usize,
        fields: &mut Vec<Field<'a>>,
    ) -> (usize, After) {
        fields.clear();
        let mut at = start;
        loop {
            let (field, next, after) = self.field(bytes, at);
            fields.push(field);
            if after != After::Delimiter {
                return (next, after);
            }
            at = next;
        }
    }
}
