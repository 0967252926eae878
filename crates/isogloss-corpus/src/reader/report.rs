//! What reading met.
use serde::{Deserialize, Serialize};

/// So many malformed records are named.
const MALFORMED_NAMED: usize = 5;

/// What reading met, summed over batches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadReport {
    /// Records met: lines, objects, rows, pages.
    pub records: u64,
    /// Documents handed out.
    pub documents: u64,
    /// Records and texts that are blank, skipped.
    pub empty: u64,
    /// Records that held invalid UTF-8, replaced by U+FFFD.
    pub invalid_utf8: u64,
    /// Records that are not what the format asks for, skipped.
    pub malformed: u64,
    /// The first file (its number, from 0) that holds malformed records.
    pub malformed_file: Option<u32>,
    /// The lines of this file in which the first few of them begin, from 1.
    pub malformed_lines: Vec<u64>,
    /// Retweets, skipped.
    pub retweets: u64,
    /// Documents with the text of an earlier one, dropped.
    pub duplicates: u64,
    /// Documents in another language, dropped.
    pub other_language: u64,
    /// Pages that only lead to another, skipped.
    pub redirects: u64,
    /// Pages that are no articles, skipped.
    pub other_namespaces: u64,
    /// Pages in something other than wikitext, skipped.
    pub skipped_markup: u64,
}

impl ReadReport {
    /// Adds what a later batch met.
    pub fn add(&mut self, later: &Self) {
        self.records += later.records;
        self.documents += later.documents;
        self.empty += later.empty;
        self.invalid_utf8 += later.invalid_utf8;
        self.malformed += later.malformed;
        self.retweets += later.retweets;
        self.duplicates += later.duplicates;
        self.other_language += later.other_language;
        self.redirects += later.redirects;
        self.other_namespaces += later.other_namespaces;
        self.skipped_markup += later.skipped_markup;
        if let Some(file) = later.malformed_file {
            later.malformed_lines.iter().for_each(|&line| self.name_malformed(file, line));
        }
    }

    /// Counts a malformed record; `line` is asked only for the first few.
    pub(crate) fn add_malformed(&mut self, file: u32, line: impl FnOnce() -> u64) {
        self.malformed += 1;
        if self.malformed_lines.len() < MALFORMED_NAMED {
            self.name_malformed(file, line());
        }
    }

    /// More than one record in twenty was malformed: such a file is not what it was taken for.
    pub fn too_many_malformed(&self) -> bool {
        self.malformed * 20 > self.records
    }

    fn name_malformed(&mut self, file: u32, line: u64) {
        let first = *self.malformed_file.get_or_insert(file);
        if first == file && self.malformed_lines.len() < MALFORMED_NAMED {
            self.malformed_lines.push(line);
        }
    }
}
