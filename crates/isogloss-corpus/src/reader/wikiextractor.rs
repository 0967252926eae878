//! WikiExtractor's tagged text: `<doc id="12" url="..." title="...">`, the text of an article, `</doc>`.
//!
//! The title, which it repeats as the first line of each text, is not taken for text. Character references are decoded.
use super::batch::{Decode, Malformed};
use super::document::Sink;
use super::entities;
use super::framing::{Cut, Framing, Records};
use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;

const OPENING: &[u8] = b"<doc ";
const CLOSING: &[u8] = b"</doc>";

/// A record is what stands between the tags, with them.
#[derive(Default)]
pub(super) struct DocFraming {
    /// So many bytes were looked at.
    at: usize,
    /// Where the open article begins.
    open: Option<usize>,
    records: Vec<Range<usize>>,
}

impl Framing for DocFraming {
    fn cut(&mut self, pending: &[u8], at_least: usize, at_end: bool) -> Option<Cut> {
        loop {
            if self.open.is_none() && self.at >= at_least {
                return Some(self.take(false));
            }
            let tag = if self.open.is_some() { CLOSING } else { OPENING };
            let rest = pending.get(self.at..).unwrap_or_default();
            let Some(found) = memmem::find(rest, tag) else {
                // The end may hold the beginning of the tag.
                self.at = self.at.max((pending.len() + 1).saturating_sub(tag.len()));
                break;
            };
            self.at += found + tag.len();
            match self.open.take() {
                Some(start) => self.records.push(start..self.at),
                None => self.open = Some(self.at - tag.len()),
            }
        }
        if !at_end || pending.is_empty() {
            return None;
        }
        self.at = pending.len();
        let open = self.open.take();
        self.records.extend(open.map(|start| start..pending.len()));
        Some(self.take(open.is_some()))
    }

    fn unfinished(&self, _: &[u8]) -> usize {
        self.open.unwrap_or(self.at)
    }

    fn restart(&mut self, _: Option<u8>, at: Option<u8>) -> bool {
        *self = Self::default();
        at == Some(b'<')
    }
}

impl DocFraming {
    fn take(&mut self, unclosed: bool) -> Cut {
        let records = Records::Ranges(std::mem::take(&mut self.records));
        Cut { end: std::mem::take(&mut self.at), records, unclosed }
    }
}

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
