//! What does an article of a MediaWiki dump say?
//!
//! A dump is one XML document: `<mediawiki>`, a `<siteinfo>` with the names of the wiki's namespaces, then a `<page>` after
//! the other. [`pages_end`] and [`pages`] find whole pages in bytes, [`decode_page`] takes one apart, [`plain_text`] turns
//! its wikitext into text, and [`article`] does both for one that is an article.
//!
//! ```
//! use isogloss_corpus::mediawiki::{Article, Namespaces, article, pages};
//!
//! let dump = b"<mediawiki><page><title>Earth</title><ns>0</ns><id>1</id><revision>\
//!     <text>'''Earth''' is a [[planet]] &amp;mdash; ours.&lt;ref&gt;Seen.&lt;/ref&gt;</text></revision></page>";
//! for (_offset, element) in pages(dump) {
//!     let Article::Text { title, text, .. } = article(element, &Namespaces::default())? else { continue };
//!     assert_eq!((title.as_str(), text.as_str()), ("Earth", "Earth is a planet — ours."));
//! }
//! # Ok::<(), isogloss_corpus::mediawiki::PageError>(())
//! ```
mod entities;
mod namespaces;
mod pages;
#[cfg(test)]
mod tests;
mod wikitext;

pub use namespaces::Namespaces;
pub use pages::{Page, PageError, decode_page, is_dump, pages, pages_end};
pub use wikitext::{Plain, Skipped, plain_text};

/// What a page is to a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Article {
    /// An article.
    Text {
        /// Its title.
        title: String,
        /// Its paragraphs, separated by `\n`; empty where nothing but markup was there.
        text: String,
        /// What was taken out.
        skipped: Skipped,
        /// The element held invalid UTF-8, replaced by U+FFFD.
        invalid_utf8: bool,
    },
    /// The page only leads to another.
    Redirect,
    /// A talk page, a template, a category ...: anything outside the main namespace.
    OtherNamespace,
    /// A page without text, or whose text is no wikitext.
    NoText,
}

/// The article in a `<page>` element.
pub fn article(element: &[u8], namespaces: &Namespaces) -> Result<Article, PageError> {
    let page = decode_page(element)?;
    if page.namespace != 0 {
        return Ok(Article::OtherNamespace);
    }
    let Some(wikitext) = page.text.filter(|_| page.wikitext) else { return Ok(Article::NoText) };
    if page.redirect || wikitext::is_redirect(&wikitext) {
        return Ok(Article::Redirect);
    }
    let Plain { text, skipped } = plain_text(&wikitext, namespaces);
    Ok(Article::Text { title: page.title, text, skipped, invalid_utf8: page.invalid_utf8 })
}
