//! Documents, and what becomes of a text before it is one.
use super::report::ReadReport;
use super::settings::{Format, ReaderSettings};
use bytemuck::{Pod, Zeroable};
use std::borrow::Cow;

/// Where a document can be had again.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Pod, Zeroable)]
pub struct Place {
    /// Where its record starts in the decompressed file, in bytes; the row of a Parquet table.
    pub offset: u64,
    /// The number of its file, from 0.
    pub file: u32,
    /// Which of the record's texts it is (a paragraph, a tweet of a page), counted before anything is dropped.
    pub part: u32,
}

impl Place {
    /// What places are sorted by.
    pub fn key(&self) -> (u32, u64, u32) {
        (self.file, self.offset, self.part)
    }
}

/// One document of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// Its text, decoded.
    pub text: Cow<'a, str>,
    /// Who wrote it, where the file says. The unit of resampling.
    pub unit: Option<Cow<'a, str>>,
    /// Where it is.
    pub place: Place,
}

/// How a retweet begins that says so in its text only.
pub(crate) const RETWEET: &str = "RT @";

/// What the settings ask for in the texts of one file.
#[derive(Clone, Debug)]
pub(crate) struct Handling {
    pub(crate) paragraphs: bool,
    pub(crate) retweets: bool,
    pub(crate) language: Option<String>,
}

impl Handling {
    pub(crate) fn new(settings: &ReaderSettings, format: Format) -> Self {
        Self {
            paragraphs: settings.paragraphs,
            retweets: settings.retweets.unwrap_or(format != Format::Tweets),
            language: settings.language.clone(),
        }
    }
}

/// Takes the texts of a record in order and hands out those that are documents.
pub(crate) struct Sink<'s> {
    pub(crate) handling: &'s Handling,
    pub(crate) report: &'s mut ReadReport,
    place: Place,
    each: &'s mut dyn FnMut(Document<'_>),
}

impl<'s> Sink<'s> {
    /// For the record that starts here.
    pub(crate) fn new(
        handling: &'s Handling,
        report: &'s mut ReadReport,
        file: u32,
        offset: u64,
        each: &'s mut dyn FnMut(Document<'_>),
    ) -> Self {
        Self { handling, report, place: Place { offset, file, part: 0 }, each }
    }

    /// Takes the next text of the record, who wrote it, and in which language, if the record says.
    pub(crate) fn text(&mut self, text: Cow<'_, str>, unit: Option<Cow<'_, str>>, language: Option<&str>) {
        if is_blank(&text) {
            self.report.empty += 1;
            self.skip();
        } else if self.handling.paragraphs {
            for paragraph in text.split('\n') {
                let paragraph = paragraph.strip_suffix('\r').unwrap_or(paragraph);
                if is_blank(paragraph) {
                    self.skip();
                } else {
                    self.document(Cow::Borrowed(paragraph), unit.as_deref().map(Cow::Borrowed), language);
                }
            }
        } else {
            self.document(text, unit, language);
        }
    }

    /// Counts and passes over a retweet.
    pub(crate) fn retweet(&mut self) {
        self.report.retweets += 1;
        self.skip();
    }

    /// The number of the file.
    pub(crate) fn file(&self) -> u32 {
        self.place.file
    }

    /// The same of a text that is a retweet if the record says so, or if it begins as one.
    pub(crate) fn post(
        &mut self,
        text: Cow<'_, str>,
        unit: Option<Cow<'_, str>>,
        language: Option<&str>,
        retweet: Option<bool>,
    ) {
        if !self.handling.retweets && (retweet == Some(true) || text.starts_with(RETWEET)) {
            self.retweet();
        } else {
            self.text(text, unit, language);
        }
    }

    /// Passes over a text that is no document: the next one's part counts on.
    pub(crate) fn skip(&mut self) {
        self.place.part = self.place.part.saturating_add(1);
    }

    fn document(&mut self, text: Cow<'_, str>, unit: Option<Cow<'_, str>>, language: Option<&str>) {
        let place = self.place;
        self.skip();
        if let Some(wanted) = &self.handling.language
            && super::language::is_other(wanted, language, &text)
        {
            self.report.other_language += 1;
            return;
        }
        self.report.documents += 1;
        (self.each)(Document { text, unit, place });
    }
}

pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}
