//! Whole objects in a stream, whatever stands between them: arrays, commas, an assignment in front.
use crate::reader::framing::{Cut, Framing, Records};
use std::ops::Range;

/// A record is an object that lies in no other one.
///
/// A raw end of line within a string is damage (JSON has none there): the object ends at it, so that a lost quotation mark
/// does not swallow the rest of the file.
#[derive(Default)]
pub(crate) struct ObjectFraming {
    /// So many bytes were looked at.
    at: usize,
    /// Where the open object begins.
    open: Option<usize>,
    /// How many braces of it are open.
    depth: usize,
    in_string: bool,
    records: Vec<Range<usize>>,
}

impl Framing for ObjectFraming {
    fn cut(&mut self, pending: &[u8], at_least: usize, at_end: bool) -> Option<Cut> {
        loop {
            if self.open.is_none() && self.at >= at_least {
                return Some(self.take(false));
            }
            if !self.step(pending) {
                break;
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
        at == Some(b'{')
    }
}

impl ObjectFraming {
    /// The first objects of some bytes, and where one begins that is not complete there.
    pub(crate) fn first(bytes: &[u8], most: usize) -> (Vec<Range<usize>>, Option<usize>) {
        let mut framing = Self::default();
        while framing.records.len() < most && framing.step(bytes) {}
        (framing.records, framing.open)
    }

    /// Goes to the next byte that matters and past it; false where there is none.
    fn step(&mut self, bytes: &[u8]) -> bool {
        let rest = bytes.get(self.at..).unwrap_or_default();
        let Some(start) = self.open else {
            let found = memchr::memchr(b'{', rest);
            self.at += found.map_or(rest.len(), |brace| brace + 1);
            self.open = found.map(|_| self.at - 1);
            (self.depth, self.in_string) = (1, false);
            return found.is_some();
        };
        let found = if self.in_string {
            memchr::memchr3(b'"', b'\\', b'\n', rest)
        } else {
            memchr::memchr3(b'"', b'{', b'}', rest)
        };
        let Some(found) = found else {
            self.at = bytes.len();
            return false;
        };
        match rest[found] {
            b'\\' if found + 1 == rest.len() => {
                // What it escapes is still to come.
                self.at += found;
                return false;
            }
            b'\\' => self.at += 1,
            b'"' => self.in_string = !self.in_string,
            b'{' => self.depth += 1,
            b'}' => self.depth -= 1,
            _ => self.depth = 0,
        }
        self.at += found + 1;
        if self.depth == 0 {
            self.records.push(start..self.at);
            self.open = None;
        }
        true
    }

    fn take(&mut self, unclosed: bool) -> Cut {
        let records = Records::Ranges(std::mem::take(&mut self.records));
        Cut { end: std::mem::take(&mut self.at), records, unclosed }
    }
}
