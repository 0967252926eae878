//! What a corpus is read as.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The longest record that is read unless the settings say otherwise, in bytes.
const MAX_DOCUMENT_BYTES: usize = 256 << 20;

/// What a file is. The names are those of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text, a document a line.
    Lines,
    /// JSON objects with a text: one a line, in an array, or one after the other.
    Json,
    /// Statuses of Twitter's interfaces (v1.1 and v2) or of a user's archive, framed like `Json`.
    Tweets,
    /// A table with a header, its fields separated by commas or semicolons.
    Csv,
    /// A table with a header, its fields separated by tabs.
    Tsv,
    /// A dump of a wiki.
    MediaWiki,
    /// WikiExtractor's tagged text.
    WikiExtractor,
    /// A Parquet table.
    Parquet,
    /// Words with their counts, no text.
    Counts,
}

impl Format {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 9] = [
        Self::Lines,
        Self::Json,
        Self::Tweets,
        Self::Csv,
        Self::Tsv,
        Self::MediaWiki,
        Self::WikiExtractor,
        Self::Parquet,
        Self::Counts,
    ];

    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Json => "json",
            Self::Tweets => "tweets",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::MediaWiki => "mediawiki",
            Self::WikiExtractor => "wikiextractor",
            Self::Parquet => "parquet",
            Self::Counts => "counts",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
            format!("`{name}` is no format; there are {}", names.join(", "))
        })
    }
}

/// How files become documents. By default everything is told by content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReaderSettings {
    /// What the files are; `None`: told by content, file by file.
    pub format: Option<Format>,
    /// Where the text is: a JSON field (a path with dots leads into objects), a column's name, or a column's number from 1,
    /// which makes a table one without header. `None`: the format's own.
    pub text_column: Option<String>,
    /// Where the name of who wrote it is. `None`: the format's own: `user`, `author`, `author_id`, `screen_name`, `source`.
    pub unit_column: Option<String>,
    /// A document per line of a text that is not blank, not per text. All of a record are one unit still.
    pub paragraphs: bool,
    /// Whether retweets are kept. `None`: not those of `tweets`.
    pub retweets: Option<bool>,
    /// Whether exact duplicates are kept. `None`: not those of `tweets`.
    pub duplicates: Option<bool>,
    /// An ISO 639-1 code: documents that are reliably in another language are dropped, by the record's own `lang`, else by
    /// a guess from their characters.
    pub language: Option<String>,
    /// More than one malformed record in twenty is no error.
    pub lenient: bool,
    /// The longest record that is read, in bytes: bounds the memory, whatever a compressed file unfolds to.
    pub max_document: usize,
}

impl Default for ReaderSettings {
    fn default() -> Self {
        Self {
            format: None,
            text_column: None,
            unit_column: None,
            paragraphs: false,
            retweets: None,
            duplicates: None,
            language: None,
            lenient: false,
            max_document: MAX_DOCUMENT_BYTES,
        }
    }
}
