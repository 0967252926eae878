//! What reading a file of vectors met.

use crate::{Format, StoreError};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Defects that are shown with their places.
const SHOWN: usize = 5;
/// Rows that may be left out before a file is refused.
pub const TOLERATED: f64 = 0.05;

/// What reading a file of vectors met. Rows with a defect are left out, but for bad UTF-8, which is replaced by U+FFFD.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// What the file is.
    pub format: Format,
    /// How it is compressed, if it is: gzip, bzip2, zstd or zip.
    pub compression: Option<String>,
    /// What was read of it: a member of an archive, a tensor.
    pub part: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Words that the file says it has, where it does.
    pub rows_told: Option<u64>,
    /// Numbers of a word that it says it has, where it does.
    pub dimensions_told: Option<usize>,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were kept.
    pub kept: u64,
    /// Numbers of a row.
    pub dimensions: usize,
    /// Whether the number of rows was limited.
    pub limited: bool,
    /// Words that were there before: the first is kept.
    pub duplicates: Defects,
    /// Words in bad UTF-8.
    pub bad_utf8: Defects,
    /// Rows of another number of numbers.
    pub wrong_length: Defects,
    /// Rows with something that is no number.
    pub no_number: Defects,
    /// Rows with NaN or an infinity.
    pub not_finite: Defects,
    /// Rows without a word.
    pub no_word: Defects,
}

/// Defects of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Defects {
    /// How many.
    pub count: u64,
    /// Where the first few are.
    pub first: Vec<Place>,
}

/// A place in a file, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Of text.
    Line(u64),
    /// Of tables and arrays.
    Row(u64),
    /// Of binary files, from 0.
    Byte(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(n) => write!(f, "line {n}"),
            Self::Row(n) => write!(f, "row {n}"),
            Self::Byte(n) => write!(f, "byte {n}"),
        }
    }
}

impl Defects {
    /// One more.
    pub(crate) fn add(&mut self, place: Place) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(place);
        }
    }

    /// Those of a later part of the file.
    pub(crate) fn append(&mut self, later: Self) {
        self.count += later.count;
        self.first.extend(later.first);
        self.first.truncate(SHOWN);
    }
}

impl FileReport {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            compression: None,
            part: None,
            bytes: 0,
            rows_told: None,
            dimensions_told: None,
            rows: 0,
            kept: 0,
            dimensions: 0,
            limited: false,
            duplicates: Defects::default(),
            bad_utf8: Defects::default(),
            wrong_length: Defects::default(),
            no_number: Defects::default(),
            not_finite: Defects::default(),
            no_word: Defects::default(),
        }
    }

    /// The kinds of defects, each with what it is called.
    pub fn defects(&self) -> [(&'static str, &Defects); 6] {
        [
            ("duplicate words", &self.duplicates),
            ("words in bad UTF-8", &self.bad_utf8),
            ("rows of wrong length", &self.wrong_length),
            ("rows with something that is no number", &self.no_number),
            ("rows with NaN or infinity", &self.not_finite),
            ("rows without a word", &self.no_word),
        ]
    }

    /// Rows that the header promised and that did not come.
    pub fn missing(&self) -> u64 {
        if self.limited { 0 } else { self.rows_told.unwrap_or(0).saturating_sub(self.rows) }
    }

    /// A line for each kind of defect that was met.
    pub fn warnings(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .defects()
            .iter()
            .filter(|(_, defects)| defects.count > 0)
            .map(|(what, defects)| {
                let more = if defects.count > defects.first.len() as u64 { ", ..." } else { "" };
                let places: Vec<String> = defects.first.iter().map(Place::to_string).collect();
                format!("{} {what} ({}{more})", defects.count, places.join(", "))
            })
            .collect();
        if let Some(told) = self.rows_told.filter(|&told| !self.limited && told != self.rows) {
            lines.push(format!("its header tells of {told} words, it has {}", self.rows));
        }
        if let Some(told) = self.dimensions_told.filter(|&told| told != self.dimensions) {
            lines.push(format!("its header tells of {told} dimensions, its rows have {}", self.dimensions));
        }
        lines
    }

    /// An error if too many rows had to be left out.
    pub(crate) fn check(&self, path: &Path, lenient: bool) -> Result<(), StoreError> {
        let left_out = self.rows - self.kept + self.missing();
        let rows = self.rows + self.missing();
        if rows == 0 && self.rows_told == Some(0) {
            return Ok(());
        }
        if rows == 0 {
            return Err(StoreError::malformed(path, "it has no rows"));
        }
        if self.kept == 0 || (!lenient && left_out as f64 > TOLERATED * rows as f64) {
            let defects = self.warnings().join("; ");
            return Err(StoreError::TooManyDefects { path: path.into(), left_out, rows, defects });
        }
        Ok(())
    }
}
