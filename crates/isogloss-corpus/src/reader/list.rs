//! Words with their counts, one a line.
use super::batch::{Decode, Malformed};
use super::document::Sink;
use crate::counts;

/// Reads words and their counts; there is no text.
#[derive(Debug)]
pub(super) struct List {
    /// The first line, where that names the columns.
    header: Option<String>,
}

impl List {
    pub(super) fn new(head: &[u8]) -> Self {
        Self { header: counts::header(head).map(|line| String::from_utf8_lossy(line).into_owned()) }
    }
}

impl Decode for List {
    fn documents(&self, _: &str, _: &mut Sink<'_>) -> Result<(), Malformed> {
        Ok(())
    }

    fn counts(&self, record: &str, each: &mut dyn FnMut(&str, u64)) -> Result<(), Malformed> {
        if self.header.as_deref() == Some(record) {
            return Ok(());
        }
        let (word, count) = counts::entry(record).ok_or(Malformed)?;
        each(word, count);
        Ok(())
    }
}
