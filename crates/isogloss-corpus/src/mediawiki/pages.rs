//! Where does a page end, and what is in it?
use super::entities;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;

const OPEN: &[u8] = b"<page>";
const CLOSE: &[u8] = b"</page>";

/// What one `<page>` element says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The title, with its namespace.
    pub title: String,
    /// The number of the namespace: 0 for articles.
    pub namespace: i32,
    /// The number of the page.
    pub id: u64,
    /// The dump says that it only leads to another page.
    pub redirect: bool,
    /// The text of the last revision that has one.
    pub text: Option<String>,
    /// The text is wikitext, not a script or a style sheet; taken for granted where the dump does not say.
    pub wikitext: bool,
    /// The element held invalid UTF-8, replaced by U+FFFD.
    pub invalid_utf8: bool,
}

/// Why a page cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// No well-formed XML.
    #[error("a <page> is malformed at its byte {offset} ({what})")]
    Malformed {
        /// Where, from the start of the element.
        offset: u64,
        /// What the parser said, in one line.
        what: String,
    },
    /// An element that every page has.
    #[error("a <page> has no <{element}>")]
    Missing {
        /// Its name.
        element: &'static str,
    },
    /// A number that is none.
    #[error("the <{element}> of a <page> is {found:?}, no number")]
    NoNumber {
        /// The element.
        element: &'static str,
        /// What it holds.
        found: String,
    },
}

/// Are these the first bytes of a dump?
pub fn is_dump(head: &[u8]) -> bool {
    let mut rest = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    // The declaration, comments, a document type with the entities that it declares, and its end.
    while rest.starts_with(b"<?") || rest.starts_with(b"<!") || rest.starts_with(b"]") {
        let Some(end) = memchr::memchr(b'>', rest) else { return false };
        rest = rest[end + 1..].trim_ascii_start();
    }
    rest.strip_prefix(b"<mediawiki")
        .is_some_and(|rest| rest.first().is_none_or(|&byte| !byte.is_ascii_alphanumeric()))
}

/// Where the last whole page in these bytes ends; `None` if none does. Bytes before `searched` are known to hold no end, so
/// that a buffer that grows is searched once: pass its length at the last call.
pub fn pages_end(bytes: &[u8], searched: usize) -> Option<usize> {
    // The text of a page is escaped: "</page>" is nowhere but at its end.
    let from = searched.saturating_sub(CLOSE.len() - 1).min(bytes.len());
    memmem::rfind(&bytes[from..], CLOSE).map(|at| from + at + CLOSE.len())
}

/// The whole `<page>` elements in these bytes, each with where it starts.
pub fn pages(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut ends = memmem::find_iter(bytes, CLOSE);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let end = ends.next()? + CLOSE.len();
            let start = memmem::find(&bytes[from..end], OPEN).map(|at| from + at);
            from = end;
            if let Some(start) = start {
                return Some((start, &bytes[start..end]));
            }
        }
    })
}

/// The element that text is collected for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Namespace,
    Id,
    Model,
    Text,
}

/// Takes a `<page>` element apart.
///
/// Of entities, only numeric and XML's five predefined ones are resolved; others stay as they are written, so that a document
/// type that defines some (and lets them multiply) is of no effect.
pub fn decode_page(element: &[u8]) -> Result<Page, PageError> {
    let (element, invalid_utf8) = match std::str::from_utf8(element) {
        Ok(element) => (Cow::Borrowed(element), false),
        Err(_) => (String::from_utf8_lossy(element), true),
    };
    let mut reader = Reader::from_str(&element);
    reader.config_mut().allow_dangling_amp = true;
    let mut page = Page { wikitext: true, invalid_utf8, ..Page::default() };
    let (mut title, mut namespace, mut id, mut ended) = (None, None, None, false);
    let mut field = None;
    let mut depth = 0u32;
    let mut content = String::new();
    loop {
        let event = reader.read_event().map_err(|error| PageError::Malformed {
            offset: reader.error_position(),
            what: error.to_string().replace('\n', " "),
        })?;
        match event {
            Event::Start(start) => {
                depth += 1;
                field = match (depth, start.name().as_ref()) {
                    (2, "title") => Some(Field::Title),
                    (2, "ns") => Some(Field::Namespace),
                    (2, "id") => Some(Field::Id),
                    (3, "model") => Some(Field::Model),
                    (3, "text") => Some(Field::Text),
                    (2, "redirect") => {
                        page.redirect = true;
                        None
                    }
                    _ => None,
                };
                content.clear();
            }
            Event::Empty(start) => page.redirect |= depth == 1 && start.name().as_ref() == "redirect",
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                match field.take() {
                    Some(Field::Title) => title = Some(std::mem::take(&mut content)),
                    Some(Field::Namespace) => namespace = Some(number(&content, "ns")?),
                    Some(Field::Id) => id = Some(number(&content, "id")?),
                    Some(Field::Model) => page.wikitext = content.trim() == "wikitext",
                    Some(Field::Text) if !content.is_empty() => {
                        page.text = Some(std::mem::take(&mut content))
                    }
                    Some(Field::Text) | None => (),
                }
                ended |= depth == 0;
            }
            Event::Text(text) if field.is_some() => content.push_str(&text),
            Event::CData(text) if field.is_some() => content.push_str(&text),
            Event::GeneralRef(reference) if field.is_some() => match entities::predefined(&reference) {
                Some(character) => content.push(character),
                None => content.extend(["&", &reference, ";"]),
            },
            Event::Eof => break,
            _ => (),
        }
    }
    if !ended {
        return Err(PageError::Malformed { offset: element.len() as u64, what: "it has no end".to_string() });
    }
    page.title = title.ok_or(PageError::Missing { element: "title" })?;
    // The oldest dumps have no <ns>.
    page.namespace = namespace.unwrap_or(0);
    page.id = id.ok_or(PageError::Missing { element: "id" })?;
    Ok(page)
}

fn number<N: std::str::FromStr>(content: &str, element: &'static str) -> Result<N, PageError> {
    content
        .trim()
        .parse()
        .map_err(|_| PageError::NoNumber { element, found: content.chars().take(40).collect() })
}
