//! Which text does a record of a table hold, and who wrote it?
//!
//! Comma-, semicolon- and tab-separated tables. [`sniff()`] looks at the head of a file and says what [`Dialect`] it is written
//! in, or that it is no table: plain text must never be taken for one. [`Framer`] cuts a stream of bytes after whole records,
//! [`records`] decodes them; both read fields with the same few rules, so that they cannot disagree about where one ends.
//!
//! # Rules
//! * A record ends at a line feed (at a carriage return in a file that holds no line feed); a carriage return before it is
//!   part of the end. Blank lines are no records.
//! * A field that begins with `"` goes on to the next single `"`, over delimiters and ends of lines; `""` in it is one quote.
//!   What stands between that quote and the next delimiter belongs to the field. A quote anywhere else is a character.
//! * In tab-separated tables quotes are characters, too, unless the head shows that they were used for quoting: every
//!   field that begins with one ends as a quoted field should, and one at least holds a tab, an end of line or a doubled
//!   quote, or all fields of the first record are quoted. Many tools write tweets between tabs as they are, and some tweets
//!   begin with a quote.
//! * Columns are told by their names (see `columns.rs`) or chosen. A table without header needs a number, but for
//!   Sentiment140's six fields.
//! * A record with too few fields, or with too many that are not empty, is malformed: most often a quote is missing, and
//!   what stands in the text's column is a part of it or something else.
//! * Some exporters wrap texts that begin with `@` into `'...'`, lest a spreadsheet take them for formulas. These quotes are
//!   removed where the head shows three such texts at least, and none that only begins with one.

pub(crate) mod columns;
mod field;
mod framer;
mod language;
mod records;
mod sniff;
#[cfg(test)]
mod tests;

pub use framer::Framer;
pub(crate) use language::code_of;
pub use language::names_language;
pub use records::{Decoded, Record, records};
pub use sniff::{Forced, sniff};

use field::Syntax;

/// How a table is written and where in it the text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub(crate) syntax: Syntax,
    /// The names of the columns; empty without a header.
    pub columns: Vec<String>,
    /// Fields of a whole record; `None` in a table without header whose records differ.
    pub fields: Option<usize>,
    /// The text is in this column, from 0.
    pub text: usize,
    /// Who wrote it is in this column.
    pub unit: Option<usize>,
    /// The language is in this column, as code or as English name.
    pub language: Option<usize>,
    /// Whether it is a retweet is in this column.
    pub retweet: Option<usize>,
    /// Texts that begin with `@` stand in `'...'`.
    pub guarded: bool,
    /// Records start at this byte: behind the header.
    pub start: usize,
    /// The number of the line there, from 1.
    pub start_line: u64,
}

impl Dialect {
    /// The byte between fields: `,`, `;` or a tab.
    pub fn delimiter(&self) -> u8 {
        self.syntax.delimiter
    }

    /// Whether a field may be quoted.
    pub fn quoted(&self) -> bool {
        self.syntax.quoted
    }

    /// Whether it is one of tweets: Sentiment140's six fields, or a column that only tweets have.
    pub fn of_tweets(&self) -> bool {
        let sentiment140 = !self.header() && self.fields == Some(6) && (self.text, self.unit) == (5, Some(4));
        let known = |name: &String| {
            let name = name.to_ascii_lowercase();
            ["tweet", "tweet_id", "tweet_text", "tweet_created"].contains(&name.as_str())
        };
        sentiment140 || self.retweet.is_some() || self.columns.iter().any(known)
    }

    /// Whether the first record holds the names of the columns.
    pub fn header(&self) -> bool {
        !self.columns.is_empty()
    }
}

/// Why a table cannot be read. The message goes on after the name of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// No column is known to hold the text.
    #[error(
        "no column has the name of a text (text, tweet, content, ...); choose one of its columns: {columns}"
    )]
    NoTextColumn {
        /// The names of the columns.
        columns: String,
    },
    /// A column that was asked for is not there.
    #[error("there is no column `{column}`; its columns are: {columns}")]
    NoSuchColumn {
        /// The name asked for.
        column: String,
        /// The names of the columns.
        columns: String,
    },
    /// A column that was asked for by its number is not there.
    #[error("there is no column {number}; its first record has {fields} fields, counted from 1")]
    NoSuchNumber {
        /// The number asked for, from 1.
        number: usize,
        /// Fields of the first record.
        fields: usize,
    },
    /// A quote that never closes.
    #[error("the quote that opens in line {line} never closes; close it, or double the quotes in that field")]
    UnclosedQuote {
        /// The number of the line where it opens, from 1.
        line: u64,
    },
    /// A record that would not fit into memory.
    #[error("the record that starts in line {line} is longer than {limit} bytes")]
    RecordTooLong {
        /// The number of its first line, from 1.
        line: u64,
        /// The longest that is read, in bytes.
        limit: usize,
    },
}
