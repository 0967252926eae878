//! A MediaWiki dump: an article a document.
use super::batch::{Decode, Malformed};
use super::document::Sink;
use crate::mediawiki::{Article, Namespaces, article};
use std::borrow::Cow;

/// What is around a record.
pub(super) const TAGS: (&[u8], &[u8]) = (b"<page>", b"</page>");

/// Takes the text out of pages. The title is not taken for text.
#[derive(Debug)]
pub(super) struct Dump {
    namespaces: Namespaces,
}

impl Dump {
    /// `head`: the dump up to its first page.
    pub(super) fn new(head: &[u8]) -> Self {
        Self { namespaces: Namespaces::from_head(head) }
    }
}

impl Decode for Dump {
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed> {
        match article(record.as_bytes(), &self.namespaces).map_err(|_| Malformed)? {
            Article::Text { text, .. } => sink.text(Cow::Owned(text), None, None),
            Article::Redirect => sink.report.redirects += 1,
            Article::OtherNamespace => sink.report.other_namespaces += 1,
            Article::NoText => sink.report.skipped_markup += 1,
        }
        Ok(())
    }
}
