//! Where tokens begin and end.
//!
//! Bytes below 0x80 go through a table of 128 entries, runs of letters and digits in a loop of their own; only other
//! characters are decoded. That path is fast and the rules are in both: `reference.rs` has them once, slowly.
use super::class::{Class, Classes};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Unspaced,
    Mention,
    Hashtag,
    Url,
    Emoji,
}

/// A token's place.
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    pub(super) letters: Letters,
}

/// What folding a token may have to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// ASCII without capitals: nothing.
    Plain,
    /// ASCII: lower-casing.
    Capitals,
    /// Any character.
    Any,
}

const WORD: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const BODY: u8 = 8;
const NON_ASCII: u8 = 16;
const JOINS: u8 = 32;

/// What each byte is.
const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => WORD | BODY,
            b'A'..=b'Z' => WORD | BODY | CAPITAL,
            b'0'..=b'9' => WORD | BODY | DIGIT,
            b'_' => BODY,
            b'\'' | b'-' | b'.' | b',' | b':' => JOINS,
            0x80.. => NON_ASCII,
            _ => 0,
        };
        byte += 1;
    }
    table
};

fn letters(flags: u8) -> Letters {
    match (flags & NON_ASCII != 0, flags & CAPITAL != 0) {
        (true, _) => Letters::Any,
        (false, true) => Letters::Capitals,
        (false, false) => Letters::Plain,
    }
}

/// Finds one token after the other.
pub(super) struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    classes: Classes,
    at: usize,
    /// Where the last word or mention ended: no mention and no hashtag starts there.
    glued: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, classes: Classes) -> Self {
        Self { text, bytes: text.as_bytes(), classes, at: 0, glued: usize::MAX }
    }

    pub(super) fn next_span(&mut self) -> Option<Span> {
        while self.at < self.bytes.len() {
            let start = self.at;
            match self.token_at(start) {
                Some((end, kind, flags)) => {
                    self.at = end;
                    if matches!(kind, Kind::Word | Kind::Mention) {
                        self.glued = end;
                    }
                    return Some(Span { range: start..end, kind, letters: letters(flags) });
                }
                None if self.bytes[start] < 0x80 => self.at += 1,
                None => self.at += self.char_at(start).map_or(1, |(_, width)| width),
            }
        }
        None
    }

    /// The token that starts here: where it ends, what it is and the flags of its bytes.
    #[inline]
    fn token_at(&self, start: usize) -> Option<(usize, Kind, u8)> {
        let byte = self.bytes[start];
        let flags = BYTES[usize::from(byte)];
        if flags & WORD != 0 {
            let special = if flags & DIGIT != 0 { self.keycap(start) } else { self.url(start) };
            return Some(special.unwrap_or_else(|| self.word(start)));
        }
        if flags & NON_ASCII == 0 {
            return match byte {
                b'@' if self.glued != start => self.mention(start),
                b'#' => self.keycap(start).or_else(|| self.hashtag(start)),
                b'*' => self.keycap(start),
                _ => None,
            };
        }
        let (c, width) = self.char_at(start)?;
        match self.classes.of(c) {
            Class::Letter | Class::Digit => Some(self.word(start)),
            Class::Unspaced => Some((self.skip_marks(start + width), Kind::Unspaced, NON_ASCII)),
            Class::Emoji => Some(self.cluster(start, width)),
            Class::TextEmoji if self.text[start + width..].starts_with('\u{fe0f}') => {
                Some(self.cluster(start, width))
            }
            _ => None,
        }
    }

    fn word(&self, start: usize) -> (usize, Kind, u8) {
        let (mut at, mut flags, mut digit) = (start, 0, false);
        while at < self.bytes.len() {
            let run = at;
            while let Some(&byte) = self.bytes.get(at)
                && BYTES[usize::from(byte)] & WORD != 0
            {
                flags |= BYTES[usize::from(byte)];
                at += 1;
            }
            if at > run {
                digit = BYTES[usize::from(self.bytes[at - 1])] & DIGIT != 0;
            }
            // Most words end here, before a space.
            if self.bytes.get(at).is_none_or(|&byte| BYTES[usize::from(byte)] & (NON_ASCII | JOINS) == 0) {
                break;
            }
            let Some((c, width)) = self.char_at(at) else { break };
            let class = self.classes.of(c);
            let goes_on = match class {
                Class::Letter | Class::Digit => {
                    digit = class == Class::Digit;
                    true
                }
                Class::Mark => true,
                Class::Apostrophe | Class::Hyphen => match self.class_at(at + width) {
                    Class::Letter => true,
                    Class::Digit => !digit,
                    _ => false,
                },
                Class::SoftHyphen | Class::Joiner => self.continues(at + width),
                _ => matches!(c, '.' | ',' | ':') && digit && self.class_at(at + width) == Class::Digit,
            };
            if !goes_on {
                break;
            }
            flags |= BYTES[usize::from(self.bytes[at])];
            at += width;
        }
        (self.before_keycap(start, at), Kind::Word, flags)
    }

    fn mention(&self, start: usize) -> Option<(usize, Kind, u8)> {
        let (mut at, mut flags) = (start + 1, 0);
        while let Some(&byte) = self.bytes.get(at)
            && BYTES[usize::from(byte)] & BODY != 0
        {
            flags |= BYTES[usize::from(byte)];
            at += 1;
        }
        let end = self.before_keycap(start, at);
        (end > start + 1).then_some((end, Kind::Mention, flags))
    }

    fn hashtag(&self, start: usize) -> Option<(usize, Kind, u8)> {
        if self.glued == start {
            return None;
        }
        let (mut at, mut flags) = (start + 1, 0);
        while let Some((c, width)) = self.char_at(at) {
            let goes_on = match self.classes.of(c) {
                Class::Letter | Class::Digit | Class::Unspaced => true,
                Class::Mark => at > start + 1,
                Class::Joiner => at > start + 1 && self.continues(at + width),
                _ => c == '_',
            };
            if !goes_on {
                break;
            }
            flags |= BYTES[usize::from(self.bytes[at])];
            at += width;
        }
        let end = self.before_keycap(start, at);
        let is_letter = |c| matches!(self.classes.of(c), Class::Letter | Class::Unspaced);
        self.text[start + 1..end].chars().any(is_letter).then_some((end, Kind::Hashtag, flags))
    }

    #[inline]
    fn url(&self, start: usize) -> Option<(usize, Kind, u8)> {
        let rest = &self.bytes[start..];
        let prefix = match rest {
            [b'h' | b'H', b't' | b'T', ..] => {
                ["https://", "http://"].into_iter().find(|prefix| starts_with(rest, prefix))?
            }
            [b'w' | b'W', b'w' | b'W', ..] => Some("www.").filter(|prefix| starts_with(rest, prefix))?,
            _ => return None,
        };
        self.url_after(start, prefix)
    }

    fn url_after(&self, start: usize, prefix: &str) -> Option<(usize, Kind, u8)> {
        let body = start + prefix.len();
        let (first, _) = self.char_at(body)?;
        if !matches!(self.classes.of(first), Class::Letter | Class::Digit | Class::Unspaced) {
            return None;
        }
        let ends = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
        let rest = &self.text[body..];
        let end = body + rest.find(ends).unwrap_or(rest.len());
        let end = start + self.trimmed(&self.text[start..end]);
        let flags = self.bytes[start..end].iter().fold(0, |flags, &byte| flags | BYTES[usize::from(byte)]);
        Some((end, Kind::Url, flags))
    }

    /// The length of a URL without trailing punctuation.
    fn trimmed(&self, url: &str) -> usize {
        let mut kept = url;
        while let Some(last) = kept.chars().next_back() {
            let keep = match self.classes.of(last) {
                Class::Letter | Class::Digit | Class::Unspaced | Class::Mark => true,
                _ if last == ')' => kept.matches('(').count() >= kept.matches(')').count(),
                _ => "/_-=&#%+~$@*".contains(last),
            };
            if keep {
                break;
            }
            kept = &kept[..kept.len() - last.len_utf8()];
        }
        kept.len()
    }

    /// The grapheme cluster of an emoji, without joiners that join nothing.
    fn cluster(&self, start: usize, width: usize) -> (usize, Kind, u8) {
        let cluster = self.text[start..].graphemes(true).next().unwrap_or("");
        let length = cluster.trim_end_matches(['\u{200c}', '\u{200d}']).len();
        (start + length.max(width), Kind::Emoji, NON_ASCII)
    }

    /// A digit, `#` or `*` in a box: `1`, perhaps the emoji selector, U+20E3.
    #[inline]
    fn keycap(&self, start: usize) -> Option<(usize, Kind, u8)> {
        let [first, second, ..] = self.bytes[start..] else { return None };
        if second < 0x80 || !matches!(first, b'0'..=b'9' | b'#' | b'*') {
            return None;
        }
        let rest = &self.text[start + 1..];
        let selected = rest.strip_prefix('\u{fe0f}').unwrap_or(rest);
        let after = selected.strip_prefix('\u{20e3}')?;
        Some((self.bytes.len() - after.len(), Kind::Emoji, NON_ASCII))
    }

    /// The end of a word whose last digit turns out to belong to a keycap.
    #[inline]
    fn before_keycap(&self, start: usize, end: usize) -> usize {
        let may_be = end - 1 > start && self.bytes.get(end).is_some_and(|&byte| byte >= 0x80);
        if may_be && self.keycap(end - 1).is_some() { end - 1 } else { end }
    }

    /// The class of the character here if it can go on with a word: the digit of a keycap cannot.
    fn class_at(&self, at: usize) -> Class {
        match self.char_at(at) {
            Some((c, _)) if !c.is_ascii() || self.keycap(at).is_none() => self.classes.of(c),
            _ => Class::Other,
        }
    }

    fn continues(&self, at: usize) -> bool {
        let class = self.class_at(at);
        class.is_word() || class == Class::Mark
    }

    fn skip_marks(&self, mut at: usize) -> usize {
        while let Some((c, width)) = self.char_at(at)
            && self.classes.of(c) == Class::Mark
        {
            at += width;
        }
        at
    }

    #[inline]
    fn char_at(&self, at: usize) -> Option<(char, usize)> {
        let byte = *self.bytes.get(at)?;
        if byte < 0x80 {
            return Some((char::from(byte), 1));
        }
        let c = self.text[at..].chars().next()?;
        Some((c, c.len_utf8()))
    }
}

fn starts_with(bytes: &[u8], prefix: &str) -> bool {
    bytes.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}
