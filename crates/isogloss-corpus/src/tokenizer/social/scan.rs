//! Where tokens begin and end.
//!
//! Nine of ten tokens are short runs of ASCII letters and digits after which nothing goes on: they are found 16 bytes at a
//! time. All others go by the rules, in which bytes below 0x80 are looked up in a table and only other characters decoded;
//! `reference.rs` has the rules once, slowly.
use super::super::class::{Class, Classes};
use super::super::fold::{Kind, Letters};
use super::emoticon::{Place, SECONDS, STARTS};
use super::run::{Run, WINDOW};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A token's place.
pub(in super::super) struct Span {
    pub(in super::super) range: Range<usize>,
    pub(in super::super) kind: Kind,
    pub(in super::super) letters: Letters,
}

const LETTER: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const BODY: u8 = 8;
const NON_ASCII: u8 = 16;
const JOINS: u8 = 32;
/// Starts an emoticon.
const FACE: u8 = 64;
/// Comes second in an emoticon.
const SECOND: u8 = 128;
const WORD: u8 = LETTER | DIGIT;

/// What each byte is.
const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => LETTER | BODY,
            b'A'..=b'Z' => LETTER | BODY | CAPITAL,
            b'0'..=b'9' => DIGIT | BODY,
            b'_' => BODY,
            b'\'' | b'-' | b'.' | b',' | b':' => JOINS,
            0x80.. => NON_ASCII,
            _ => 0,
        };
        byte += 1;
    }
    table = with(table, STARTS, FACE);
    with(table, SECONDS, SECOND)
};

const fn with(mut table: [u8; 256], bytes: &[u8], flag: u8) -> [u8; 256] {
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] |= flag;
        at += 1;
    }
    table
}

fn letters(flags: u8) -> Letters {
    match (flags & NON_ASCII != 0, flags & CAPITAL != 0) {
        (true, _) => Letters::Any,
        (false, true) => Letters::Capitals,
        (false, false) => Letters::Plain,
    }
}

/// Finds one token after the other.
pub(in super::super) struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    classes: Classes,
    at: usize,
    /// Names in angle brackets that are tokens.
    placeholders: &'static [&'static str],
    /// Where the last word or mention ended: no mention and no hashtag starts there.
    glued: usize,
}

impl<'t> Scanner<'t> {
    pub(in super::super) fn new(text: &'t str, classes: Classes) -> Self {
        Self::with_placeholders(text, classes, &["<url>", "<user>", "<number>"])
    }

    pub(in super::super) fn with_placeholders(
        text: &'t str,
        classes: Classes,
        placeholders: &'static [&'static str],
    ) -> Self {
        Self { text, bytes: text.as_bytes(), classes, at: 0, placeholders, glued: usize::MAX }
    }

    pub(in super::super) fn next_span(&mut self) -> Option<Span> {
        while self.at < self.bytes.len() {
            let start = self.at;
            let flags = BYTES[usize::from(self.bytes[start])];
            if flags & WORD != 0
                && let Some(span) = self.plain(start)
            {
                (self.at, self.glued) = (span.range.end, span.range.end);
                return Some(span);
            }
            if self.bytes[start] == b' ' {
                self.at += 1;
                continue;
            }
            match self.token_at(start) {
                Some((end, kind, flags)) => {
                    self.at = end;
                    if matches!(kind, Kind::Word | Kind::Number | Kind::Mention)
                        || (kind == Kind::Initialism && self.bytes[end - 1] != b'.')
                    {
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

    /// The word or number that starts here, if it is a short run of ASCII letters and digits and the next two bytes are
    /// enough to tell that none of the rules lets it go on.
    #[inline]
    fn plain(&self, start: usize) -> Option<Span> {
        let window: &[u8; WINDOW] = self.bytes[start..].first_chunk()?;
        let run = Run::of(window);
        let length = run.length();
        let next = *window.get(length)?;
        let ends = match next {
            // Between digits they join; after a single letter a full stop makes an initialism, after `www` a URL.
            b',' | b'.' => {
                BYTES[usize::from(*window.get(length + 1)?)] & (DIGIT | NON_ASCII) == 0
                    && (next == b',' || length > 1 && !matches!(window[0], b'w' | b'W'))
            }
            _ => BYTES[usize::from(next)] & (NON_ASCII | JOINS | BODY) == 0,
        };
        let (letter, capital) = run.letters(length);
        ends.then(|| Span {
            range: start..start + length,
            kind: if letter { Kind::Word } else { Kind::Number },
            letters: if capital { Letters::Capitals } else { Letters::Plain },
        })
    }

    /// The token that starts here: where it ends, what it is and the flags of its bytes.
    #[inline]
    fn token_at(&self, start: usize) -> Option<(usize, Kind, u8)> {
        let byte = self.bytes[start];
        let flags = BYTES[usize::from(byte)];
        if flags & WORD != 0 {
            let special = if flags & DIGIT != 0 { self.keycap(start) } else { self.url(start) };
            return Some(special.unwrap_or_else(|| self.word_or_letter(start)));
        }
        if flags & NON_ASCII == 0 {
            if flags & FACE != 0
                && self
                    .bytes
                    .get(start + 1)
                    .is_some_and(|&next| byte == b'<' || BYTES[usize::from(next)] & SECOND != 0)
                && let Some(found) = self.face_or_placeholder(start)
            {
                return Some(found);
            }
            return match byte {
                b'@' if self.glued != start => self.mention(start),
                b'#' => self.keycap(start).or_else(|| self.hashtag(start)),
                b'*' => self.keycap(start),
                _ => None,
            };
        }
        let (c, width) = self.char_at(start)?;
        match self.classes.of(c) {
            Class::Letter | Class::Digit => Some(self.word_or_letter(start)),
            Class::Unspaced => Some((self.skip_marks(start + width), Kind::Unspaced, NON_ASCII)),
            Class::Emoji => Some(self.cluster(start, width)),
            Class::TextEmoji if self.text[start + width..].starts_with('\u{fe0f}') => {
                Some(self.cluster(start, width))
            }
            _ if c == '¯' => self.place(start).emoticon().map(|end| (end, Kind::Emoticon, NON_ASCII)),
            _ => None,
        }
    }

    fn place(&self, at: usize) -> Place<'t> {
        Place { text: self.text, at, classes: self.classes }
    }

    #[cold]
    fn face_or_placeholder(&self, start: usize) -> Option<(usize, Kind, u8)> {
        let emoticon = self.place(start).emoticon().map(|end| (end, Kind::Emoticon, 0));
        emoticon.or_else(|| {
            let rest = &self.bytes[start..];
            let name = self.placeholders.iter().find(|name| starts_with(rest, name))?;
            Some((start + name.len(), Kind::Placeholder, CAPITAL))
        })
    }

    /// A word, or the initialism or emoticon that starts with a letter of its own.
    #[inline]
    fn word_or_letter(&self, start: usize) -> (usize, Kind, u8) {
        let word = self.word(start);
        match self.bytes.get(word.0) {
            Some(b'.' | b'_' | b'-') => self.after_letter(start, word),
            _ => word,
        }
    }

    fn after_letter(&self, start: usize, word: (usize, Kind, u8)) -> (usize, Kind, u8) {
        if word.0 == start + 1
            && let Some(end) = self.place(start).emoticon()
        {
            return (end, Kind::Emoticon, 0);
        }
        self.initialism(start, word).unwrap_or(word)
    }

    /// Two or more letters, each with a full stop; the last may lack it.
    fn initialism(&self, start: usize, first: (usize, Kind, u8)) -> Option<(usize, Kind, u8)> {
        if start > 0 && self.bytes[start - 1] == b'.' {
            return None;
        }
        let (mut at, mut count, mut word, mut flags) = (start, 0, first, 0);
        loop {
            let (letter, width) = self.char_at(at)?;
            if !letter.is_alphabetic() || self.skip_marks(at + width) != word.0 {
                return None;
            }
            flags |= word.2;
            count += 1;
            if self.bytes.get(word.0) != Some(&b'.') {
                return (count > 1).then_some((word.0, Kind::Initialism, flags));
            }
            at = word.0 + 1;
            match self.class_at(at) {
                Class::Letter => word = self.word(at),
                Class::Digit => return None,
                _ => return (count > 1).then_some((at, Kind::Initialism, flags)),
            }
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
        let end = self.before_keycap(start, at);
        let number = flags & LETTER == 0 && (flags & NON_ASCII == 0 || self.is_number(start, end));
        (end, if number { Kind::Number } else { Kind::Word }, flags)
    }

    fn is_number(&self, start: usize, end: usize) -> bool {
        self.text[start..end]
            .chars()
            .all(|c| matches!(c, '.' | ',' | ':') || self.classes.of(c) == Class::Digit)
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
