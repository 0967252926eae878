//! What does this tag mean to the text?
use memchr::{memchr, memchr2};

/// The longest name of a tag.
const NAME_BYTES: usize = 20;

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Dropped with all it holds, up to its first closing tag.
    Dropped,
    /// Its tags are dropped.
    Inline,
    /// Its tags are dropped, and lines end there.
    Block,
    /// A line of text ends, but no paragraph.
    Break,
    /// A table of HTML.
    Table,
    /// What is in it is no markup.
    Nowiki,
}

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    /// What it means.
    pub element: Element,
    /// The place of its name among those whose closing tag is looked for.
    pub index: usize,
    pub closing: bool,
    pub empty: bool,
    /// The bytes from `<` to `>`.
    pub length: usize,
}

/// Elements that are read up to their first closing tag.
pub(super) const RAW: [&str; 29] = [
    "ref",
    "math",
    "gallery",
    "timeline",
    "score",
    "syntaxhighlight",
    "source",
    "pre",
    "imagemap",
    "chem",
    "ce",
    "hiero",
    "references",
    "includeonly",
    "templatedata",
    "graph",
    "mapframe",
    "maplink",
    "inputbox",
    "categorytree",
    "style",
    "templatestyles",
    "rss",
    "indicator",
    "charinsert",
    "nowiki",
    "listing",
    "dynamicpagelist",
    "quiz",
];

/// The tag that this text begins with, if it is one that MediaWiki knows.
pub(super) fn at_start(text: &str) -> Option<Tag> {
    let bytes = text.as_bytes();
    let closing = bytes.get(1) == Some(&b'/');
    let from = 1 + usize::from(closing);
    let rest = bytes.get(from..)?;
    let named = rest.iter().take(NAME_BYTES).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let mut buffer = [0; NAME_BYTES];
    let name = &mut buffer[..named];
    name.copy_from_slice(&rest[..named]);
    name.make_ascii_lowercase();
    let name = std::str::from_utf8(name).ok()?;
    let (element, index) = match RAW.iter().position(|&known| known == name) {
        Some(index) if name == "nowiki" => (Element::Nowiki, index),
        Some(index) => (Element::Dropped, index),
        None => (known(name)?, RAW.len()),
    };
    // A tag ends before the next one begins.
    let end = memchr2(b'<', b'>', &rest[named..])? + from + named;
    if bytes[end] == b'<' || !matches!(bytes[from + named], b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r') {
        return None;
    }
    Some(Tag { element, index, closing, empty: bytes[end - 1] == b'/', length: end + 1 })
}

/// Elements of HTML that may stand in wikitext, and those of extensions whose contents are text.
fn known(name: &str) -> Option<Element> {
    Some(match name {
        "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del" | "dfn" | "em" | "font"
        | "i" | "ins" | "kbd" | "mark" | "q" | "rb" | "rp" | "rt" | "rtc" | "ruby" | "s" | "samp"
        | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "time" | "tt" | "u" | "var" | "wbr"
        | "noinclude" | "onlyinclude" | "nobr" | "a" | "img" | "translate" | "tvar" | "languages"
        | "phonos" | "section" => Element::Inline,
        "blockquote" | "caption" | "center" | "dd" | "div" | "dl" | "dt" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "hr" | "li" | "ol" | "p" | "poem" | "td" | "th" | "tr" | "ul" | "tbody" | "thead"
        | "tfoot" => Element::Block,
        "br" => Element::Break,
        "table" => Element::Table,
        _ => return None,
    })
}

/// Where closing tags are known not to be: a search that failed once is not made again.
#[derive(Default)]
pub(super) struct Closers([bool; RAW.len()]);

impl Closers {
    /// Where in the text the closing tag of this element begins and ends.
    pub fn find(&mut self, text: &str, from: usize, index: usize) -> Option<(usize, usize)> {
        let name = RAW.get(index)?;
        if self.0[index] {
            return None;
        }
        let bytes = text.as_bytes();
        let mut at = from;
        while let Some(found) = memchr(b'<', bytes.get(at..)?) {
            let start = at + found;
            at = start + 1;
            let end = start + 2 + name.len();
            let same = bytes.get(start + 1) == Some(&b'/')
                && bytes.get(start + 2..end).is_some_and(|bytes| bytes.eq_ignore_ascii_case(name.as_bytes()));
            if !same || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
                continue;
            }
            let end = memchr2(b'<', b'>', &bytes[end..]).map_or(bytes.len(), |length| end + length);
            return Some((start, end + usize::from(bytes.get(end) == Some(&b'>'))));
        }
        self.0[index] = true;
        None
    }
}
