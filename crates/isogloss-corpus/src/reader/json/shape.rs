//! Is this JSON, and how does it lie in the file?
use super::framing::ObjectFraming;
use serde_json::{Map, Value};

/// A damaged first record does not make the file plain text if one of so many does parse.
const RECORDS_TRIED: usize = 20;
/// An object that is longer need not be complete to be known as one.
const LARGE_BYTES: usize = 1 << 20;
/// What archives of tweets begin with: an assignment to a variable.
const ASSIGNMENTS: [&[u8]; 2] = [b"Grailbird.data.", b"window.YTD."];

/// How objects lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One a line.
    Lines,
    /// In an array, over several lines, or one directly after the other.
    Objects,
}

/// What the beginning of a file shows.
#[derive(Debug)]
pub(crate) enum Look {
    /// It is no JSON.
    Other,
    /// It is, and these are the first objects of those that parse.
    Json(Shape, Vec<Map<String, Value>>),
    /// More bytes are needed to tell.
    More,
}

/// Looks at the first bytes of a file, which are not blank; `whole`: there are no more to be had.
pub(crate) fn look(head: &[u8], whole: bool) -> Look {
    if is_assignment(head) {
        return as_objects(head, whole);
    }
    match head {
        [b'{', ..] => {}
        [b'[', rest @ ..] => {
            let rest = rest.trim_ascii_start();
            let array = rest.starts_with(b"{") || rest.is_empty();
            return if array { as_objects(head, whole) } else { Look::Other };
        }
        _ => return Look::Other,
    }
    let Some(end) = memchr::memchr(b'\n', head).or(whole.then_some(head.len())) else { return Look::More };
    if object(&head[..end]).is_none() {
        let (ranges, open) = ObjectFraming::first(head, 1);
        match ranges.first() {
            None if open.is_some() && !whole => return Look::More,
            None if open.is_some() && is_large(head) => return Look::Json(Shape::Objects, Vec::new()),
            Some(range) if object(&head[range.clone()]).is_some() => return as_objects(head, whole),
            _ => {}
        }
    }
    let lines = head.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let objects: Vec<_> = lines.take(RECORDS_TRIED).filter_map(object).collect();
    if objects.is_empty() { Look::Other } else { Look::Json(Shape::Lines, objects) }
}

/// Whether a file is a script that gives objects to a variable.
pub(crate) fn is_assignment(head: &[u8]) -> bool {
    ASSIGNMENTS.iter().any(|beginning| head.starts_with(beginning))
}

fn as_objects(head: &[u8], whole: bool) -> Look {
    let (ranges, open) = ObjectFraming::first(head, RECORDS_TRIED);
    let objects: Vec<_> = ranges.iter().filter_map(|range| object(&head[range.clone()])).collect();
    match (objects.is_empty(), open) {
        (false, _) => Look::Json(Shape::Objects, objects),
        (true, _) if !whole => Look::More,
        (true, Some(start)) if is_large(&head[start..]) => Look::Json(Shape::Objects, objects),
        (true, _) => Look::Other,
    }
}

/// Whether an object that is still open is one all the same: so long a piece of other text has an end of line in what would
/// be a string, and closes it.
fn is_large(open: &[u8]) -> bool {
    open.len() >= LARGE_BYTES && open[1..].trim_ascii_start().starts_with(b"\"")
}

fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_str(&String::from_utf8_lossy(bytes)).ok()
}
