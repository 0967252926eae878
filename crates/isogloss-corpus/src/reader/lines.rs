//! Plain text, a document a line.
use super::batch::{Decode, Malformed};
use super::document::Sink;
use std::borrow::Cow;

#[derive(Debug)]
pub(super) struct Lines;

impl Decode for Lines {
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed> {
        sink.text(Cow::Borrowed(record), None, None);
        Ok(())
    }
}
