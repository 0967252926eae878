//! Comma-, semicolon- and tab-separated tables: a record a document.
use super::batch::{Decode, Malformed};
use super::document::Sink;
use super::entities;
use super::framing::{Cut, Framing, Records};
use crate::delimited::{Dialect, Framer, TableError, code_of, records};
use std::ops::Range;

/// A record goes to the end of its line that stands in no quotes.
pub(super) struct TableFraming {
    framer: Framer,
    /// So many bytes are records, or the header.
    taken: usize,
    records: Vec<Range<usize>>,
}

impl TableFraming {
    pub(super) fn new(dialect: &Dialect) -> Self {
        // How long a record may be the reader knows, of whatever framing.
        Self { framer: Framer::new(dialect, usize::MAX), taken: dialect.start, records: Vec::new() }
    }

    fn take(&mut self, end: usize, unclosed: bool) -> Cut {
        self.taken = 0;
        Cut { end, records: Records::Ranges(std::mem::take(&mut self.records)), unclosed }
    }
}

impl Framing for TableFraming {
    fn cut(&mut self, pending: &[u8], at_least: usize, at_end: bool) -> Option<Cut> {
        // A head of the file that ends before its header does is no table.
        let mut rest = pending.get(self.taken..)?;
        loop {
            match self.framer.cut(rest, 1, at_end) {
                Ok(Some(length)) => {
                    let record = self.taken..self.taken + length;
                    self.taken = record.end;
                    let ended = matches!(pending[record.end - 1], b'\n' | b'\r');
                    self.records.push(record.start..record.end - usize::from(ended));
                    rest = &pending[self.taken..];
                    if self.taken >= at_least {
                        return Some(self.take(self.taken, false));
                    }
                }
                Ok(None) if at_end && self.taken > 0 => return Some(self.take(pending.len(), false)),
                Ok(None) => return None,
                Err(TableError::UnclosedQuote { .. } | _) => {
                    self.records.push(self.taken..pending.len());
                    return Some(self.take(pending.len(), true));
                }
            }
        }
    }

    fn unfinished(&self, _: &[u8]) -> usize {
        self.taken + self.framer.unfinished()
    }

    fn restart(&mut self, before: Option<u8>, _: Option<u8>) -> bool {
        self.framer.restart(1);
        self.taken = 0;
        self.records.clear();
        matches!(before, None | Some(b'\n' | b'\r'))
    }
}

/// Takes the text, its writer and its language out of the columns.
#[derive(Debug)]
pub(super) struct Table {
    dialect: Dialect,
    /// Character references are decoded in tables of tweets.
    tweets: bool,
}

impl Table {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { tweets: dialect.of_tweets(), dialect }
    }
}

impl Decode for Table {
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed> {
        let decoded = records(record.as_bytes(), &self.dialect, 1, |record| {
            let language = record.language.as_deref().and_then(code_of);
            let text = if self.tweets { entities::decode(record.text) } else { record.text };
            sink.post(text, record.unit, language, record.retweet);
        });
        if decoded.malformed > 0 { Err(Malformed) } else { Ok(()) }
    }
}
