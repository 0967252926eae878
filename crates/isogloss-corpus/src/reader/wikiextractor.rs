//! WikiExtractor's tagged text: `<doc id="12" url="..." title="...">`, the text of an article, `</doc>`.
//!
//! The title, which it repeats as the first line of each text, is not taken for text. Character references are decoded.
use super::batch::{Decode, Malformed};
use super::document::Sink;
use super::entities;
use std::borrow::Cow;

/// What is around a record.
pub(super) const TAGS: (&[u8], &[u8]) = (b"<doc ", b"</doc>");

/// Takes the text out of the tags.
#[derive(Debug)]
pub(super) struct WikiExtractor;

impl Decode for WikiExtractor {
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed> {
        let (tag, text) = record.split_once('\n').ok_or(Malformed)?;
        let tag = tag.trim_end().strip_suffix('>').ok_or(Malformed)?;
        let text = text.strip_suffix("</doc>").ok_or(Malformed)?.trim_end();
        let title = tag.split_once(" title=\"").and_then(|(_, title)| title.strip_suffix('"'));
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let decode = |text| entities::decode(Cow::Borrowed(text));
        let titled = title.is_some_and(|title| decode(title) == decode(first.trim_end()));
        sink.text(decode(if titled { rest } else { text }), None, None);
        Ok(())
    }
}
