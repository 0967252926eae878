//! Links to pages and addresses.
use super::super::super::namespaces::Prefix;
use super::super::rules::Rule;
use super::{Frame, Kind, Scanner};

/// The title of a page has at most 255 bytes; the target of a link may have a section besides, and be in percent.
const TARGET_BYTES: usize = 1_000;

impl Scanner<'_> {
    pub(super) fn open_link(&mut self) {
        self.open(Kind::Link, self.at + 2);
        self.begin();
        self.at += 2;
    }

    /// What is before the bar tells whether the link is shown.
    pub(super) fn end_target(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let start = frame.start;
        let target = self.since(start).trim();
        if target.len() > TARGET_BYTES {
            // No link.
            self.pop();
            self.copy(1);
            return;
        }
        let prefix = self.namespaces.prefix(target);
        let (rule, file) =
            (if prefix == Prefix::Other { Rule::Last } else { Rule::Drop }, prefix == Prefix::File);
        if rule == Rule::Last {
            self.cut(start);
        }
        let bar = self.at;
        self.at += 1;
        if let Some(frame) = self.frames.last_mut() {
            (frame.rule, frame.bar, frame.full) = (Some(rule), bar, file);
        }
    }

    pub(super) fn close_link(&mut self) {
        match self.top() {
            Some(Kind::External) => {
                self.at += 1;
                let Some(frame) = self.pop() else { return };
                if self.since(frame.start).trim().is_empty() {
                    self.drop_content(&frame);
                }
            }
            Some(Kind::Link) => {
                // Of three brackets the first is the label's, if it has an open one.
                if self.peek(2) == b']'
                    && self.frames.last().is_some_and(|frame| self.since(frame.start).starts_with('['))
                {
                    self.copy(1);
                }
                self.at += 2;
                if let Some(frame) = self.pop() {
                    self.end_link(&frame);
                }
            }
            _ => {
                self.at += 2;
                self.removed();
            }
        }
    }

    pub(super) fn end_link(&mut self, frame: &Frame) {
        match frame.rule {
            Some(Rule::Drop) => {
                self.skipped.files += u64::from(frame.full);
                self.drop_content(frame);
            }
            Some(_) => {
                if self.since(frame.start).trim().is_empty() {
                    self.out.push_str(without_context(&self.text[frame.source..frame.bar]));
                }
            }
            None => {
                let target = self.since(frame.start);
                if target.len() > TARGET_BYTES {
                    return;
                }
                let prefix = self.namespaces.prefix(target.trim());
                if prefix != Prefix::Other {
                    self.skipped.files += u64::from(prefix == Prefix::File);
                    self.drop_content(frame);
                } else if target.starts_with([':', '#']) {
                    self.out.remove(frame.start);
                }
            }
        }
    }

    /// `[http://example.org label]`
    pub(super) fn open_external(&mut self) {
        let address = &self.bytes[self.at + 1..];
        let length = address
            .iter()
            .position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b'<' | b'>' | b'"'))
            .unwrap_or(address.len());
        self.begin();
        self.open(Kind::External, self.at);
        self.at += 1 + length;
    }
}

/// Is this an address, of which an external link begins?
pub(super) fn is_address(rest: &[u8]) -> bool {
    const SCHEMES: [&[u8]; 9] = [
        b"http://",
        b"https://",
        b"//",
        b"ftp://",
        b"mailto:",
        b"news:",
        b"irc://",
        b"gopher://",
        b"nntp://",
    ];
    SCHEMES
        .iter()
        .any(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// What a link with an empty label shows: its target without namespace and what is in parentheses or after a comma.
fn without_context(target: &str) -> &str {
    let target = target.trim().trim_start_matches(':');
    let target = target.split_once(':').map_or(target, |(_, name)| name);
    let target = target.split_once(" (").map_or(target, |(name, _)| name);
    target.split_once(", ").map_or(target, |(name, _)| name)
}
