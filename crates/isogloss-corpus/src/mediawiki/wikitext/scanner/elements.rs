//! Tags, entities, apostrophes, magic words, spellings.
use super::super::super::entities;
use super::super::tags::{self, Element, Tag};
use super::{Kind, Line, Scanner};
use memchr::{memchr, memmem};

/// The longest magic word, such as `__KEIN_INHALTSVERZEICHNIS__`.
const MAGIC_BYTES: usize = 60;

impl Scanner<'_> {
    pub(super) fn tag(&mut self) {
        if self.bytes[self.at..].starts_with(b"<!--") {
            let rest = &self.bytes[self.at + 4..];
            // MediaWiki, too, takes one without an end for the rest of the page.
            self.at = memmem::find(rest, b"-->").map_or(self.bytes.len(), |length| self.at + 4 + length + 3);
            self.removed();
            return;
        }
        let Some(tag) = tags::at_start(&self.text[self.at..]) else {
            self.copy(1);
            return;
        };
        match tag.element {
            Element::Dropped | Element::Nowiki => self.raw(tag),
            Element::Inline => self.at += tag.length,
            Element::Block => {
                self.at += tag.length;
                self.end_line();
                self.out.push('\n');
                self.line = Line::default();
            }
            Element::Break => {
                self.at += tag.length;
                self.out.push(' ');
            }
            Element::Table => {
                let source = self.at;
                self.at += tag.length;
                if !tag.closing {
                    self.open(Kind::Html, source);
                } else if self.html > 0
                    && let Some(frame) = self.pop_to(Kind::Html)
                {
                    self.skipped.tables += 1;
                    self.drop_content(&frame);
                    self.out.push('\n');
                }
            }
        }
    }

    /// An element whose content is not wikitext.
    pub(super) fn raw(&mut self, tag: Tag) {
        let name = tags::RAW[tag.index];
        self.at += tag.length;
        if tag.closing || tag.empty {
            self.skipped.references += u64::from(tag.empty && name == "ref");
            self.removed();
            return;
        }
        let Some((end, after)) = self.closers.find(self.text, self.at, tag.index) else {
            if !matches!(name, "references" | "nowiki") {
                let rest = &self.bytes[self.at..];
                self.at += memchr(b'\n', rest).unwrap_or(rest.len());
            }
            self.removed();
            return;
        };
        if tag.element == Element::Nowiki {
            let content = &self.text[self.at..end];
            self.literal(content);
            self.at = after;
            return;
        }
        self.at = after;
        match name {
            "ref" => self.skipped.references += 1,
            _ => self.skipped.elements += 1,
        }
        self.removed();
    }

    /// Text that is no markup but for its entities.
    pub(super) fn literal(&mut self, content: &str) {
        let mut from = 0;
        while let Some(found) = memchr(b'&', &content.as_bytes()[from..]) {
            let at = from + found;
            self.push(&content[from..at]);
            let (character, length) = entities::at_start(&content[at..]).unwrap_or(('&', 1));
            self.out.push(character);
            from = at + length;
        }
        self.push(&content[from..]);
    }

    pub(super) fn entity(&mut self) {
        match entities::at_start(&self.text[self.at..]) {
            Some((character, length)) => {
                self.begin();
                self.out.push(if character.is_whitespace() { ' ' } else { character });
                self.at += length;
            }
            None => self.copy(1),
        }
    }

    pub(super) fn quotes(&mut self) {
        let count = self.repeated();
        let mut before = self.text[..self.at].chars().rev();
        let before = [before.next(), before.next()];
        let literal = self.line.quotes.meet(count, self.out.len(), before);
        self.at += count - literal;
        self.copy(literal);
    }

    /// `__TOC__` and the like, in any script that has capitals or none.
    pub(super) fn magic_word(&mut self) {
        let rest = &self.text[self.at + 2..];
        let mut length = 0;
        for character in rest.chars() {
            if length > MAGIC_BYTES
                || !(character == '_' || (character.is_alphabetic() && !character.is_lowercase()))
            {
                break;
            }
            length += character.len_utf8();
            if length > 3 && rest[..length].ends_with("__") && !rest[..length - 2].ends_with('_') {
                self.at += 2 + length;
                self.removed();
                return;
            }
        }
        self.copy(self.repeated());
    }

    /// `-{zh-hans:…;zh-hant:…}-`: of several spellings the first.
    pub(super) fn variant(&mut self) {
        if self.variant_end.is_none_or(|end| end < self.at) {
            let found = memmem::find(&self.bytes[self.at..], b"}-");
            self.variant_end = Some(found.map_or(usize::MAX, |length| self.at + length));
        }
        let Some(content) = self.variant_end.and_then(|end| self.text.get(self.at + 2..end)) else {
            self.copy(2);
            return;
        };
        self.at += content.len() + 4;
        let (flags, content) = match content.split_once('|') {
            Some((flags, content)) if flags.len() <= 20 && !flags.contains(['[', '{']) => (flags, content),
            _ => ("", content),
        };
        // Rules and titles are not shown.
        if flags.contains(['H', 'T', '-']) {
            self.removed();
            return;
        }
        let shown = match content.split_once(':') {
            Some((code, rest))
                if code.trim().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') =>
            {
                rest.split(';').next().unwrap_or("")
            }
            _ => content,
        };
        let shown = self.nested(shown);
        self.push(&shown);
    }
}
