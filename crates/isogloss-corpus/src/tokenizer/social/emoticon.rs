//! Where an emoticon ends, if one starts here. The patterns are in the module's header, rule 3.
use super::super::class::{Class, Classes};

/// Bytes with which an emoticon that starts with no letter and no digit can start and go on: two look-ups tell `: `, `. `
/// and `- ` from one.
pub(super) const STARTS: &[u8] = b":;=<>^-*@~.$(\\";
pub(super) const SECONDS: &[u8] = b")(][}{'-_.:;=^<>DdPpOoSsXxTtUu03/\\|*$@#~";

/// Mouths that are no letters, by eyes; brackets turn up the corners of all.
const BRACKETS: &[u8] = b")(][}{";
/// Eyes around `_`; each looks like the other, but `>_<` and `o_O`.
const EYES: &[u8] = b"^-><;=*@~.$TtXxUuOo0";
/// Faces whose mouth is no `_`.
const FACES: [&[u8]; 6] = [b"^.^", b"^-^", b"-.-", b">.<", b";-;", b"^^"];

/// A place in a text and what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) classes: Classes,
}

impl Place<'_> {
    /// The end of the emoticon that starts here.
    pub(super) fn emoticon(self) -> Option<usize> {
        self.heart()
            .or_else(|| self.reversed())
            .or_else(|| self.sideways())
            .or_else(|| self.upright())
            .or_else(|| self.banzai())
            .or_else(|| self.shrug())
    }

    fn byte(self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b' ')
    }

    fn before(self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Nothing that could belong to a word, a mention, a hashtag or a keycap follows.
    fn ends(self, end: usize) -> Option<usize> {
        let follows = self.text[end..].chars().next().is_some_and(|c| {
            self.in_word(c) || self.classes.of(c) == Class::Mark || matches!(c, '\u{fe0f}' | '\u{20e3}')
        });
        (!follows).then_some(end)
    }

    fn in_word(self, c: char) -> bool {
        matches!(self.classes.of(c), Class::Letter | Class::Digit | Class::Unspaced) || c == '_'
    }

    fn after_word(self) -> bool {
        self.before().is_some_and(|c| self.in_word(c) || self.classes.of(c) == Class::Mark)
    }

    /// The end of the run of one byte.
    fn run(self, start: usize, byte: u8) -> usize {
        start + self.text.as_bytes()[start..].iter().take_while(|&&other| other == byte).count()
    }

    /// `<3`, `</3`, `<333`, but `<3%` and `<3.5` are measures.
    fn heart(self) -> Option<usize> {
        if self.byte(self.at) != b'<' || self.after_word() {
            return None;
        }
        let first = self.at + if self.byte(self.at + 1) == b'/' { 2 } else { 1 };
        let end = self.run(first, b'3');
        let measure = match self.byte(end) {
            b'%' => true,
            b'.' | b',' => self.byte(end + 1).is_ascii_digit(),
            _ => false,
        };
        if end == first || measure { None } else { self.ends(end) }
    }

    /// `(:` and `(-:` between white space; `(;` and `):` are what a removed template leaves behind.
    fn reversed(self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let length = ["(:", "(-:"].iter().find(|face| rest.starts_with(**face))?.len();
        self.between_spaces(self.at + length)
    }

    fn between_spaces(self, end: usize) -> Option<usize> {
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        (space(self.before()) && space(self.text[end..].chars().next())).then_some(end)
    }

    /// `:-)`, `;D`, `>:(`, `:'(`, `=P`, `8-)`.
    fn sideways(self) -> Option<usize> {
        let brow = self.byte(self.at) == b'>' && matches!(self.byte(self.at + 1), b':' | b';');
        let eyes = self.at + usize::from(brow);
        let mut mouth = eyes + 1;
        if self.byte(mouth) == b'\'' {
            mouth += 1;
        }
        if self.byte(mouth) == b'-' {
            mouth += 1;
        }
        let shape = self.byte(mouth);
        let bracket = BRACKETS.contains(&shape);
        let fits = match self.byte(eyes) {
            b':' => bracket || b"DdPpOoSsXx3/\\|*$@#".contains(&shape),
            b';' => bracket || b"DdPp".contains(&shape),
            b'=' => bracket || b"DPp/\\|".contains(&shape),
            b'8' | b'B' => shape == b')' && mouth == eyes + 2 && self.byte(eyes + 1) == b'-',
            _ => false,
        };
        if !fits {
            return None;
        }
        let round = matches!(shape, b')' | b'(') && matches!(self.byte(eyes), b':' | b';') && !brow;
        let closes = match shape {
            b')' => Some('('),
            b']' => Some('['),
            b'}' => Some('{'),
            _ => None,
        };
        let before = self.before();
        let part_of_more = matches!(before, Some(':' | ';' | '=')) || (closes.is_some() && before == closes);
        if part_of_more || (self.after_word() && !round) {
            return None;
        }
        self.ends(self.run(mouth, shape))
    }

    /// `^_^`, `-__-`, `>_<`, `o_O`, `T_T`, `^^`, perhaps in parentheses.
    fn upright(self) -> Option<usize> {
        if self.after_word() {
            return None;
        }
        if self.byte(self.at) == b'('
            && let Some(end) = self.face(self.at + 1)
            && self.byte(end) == b')'
        {
            return self.ends(end + 1);
        }
        let end = self.face(self.at)?;
        // A row of dashes or dots is no face.
        let (first, last) = (char::from(self.byte(self.at)), self.byte(end - 1));
        if self.before() == Some(first) || self.byte(end) == last {
            return None;
        }
        if end == self.at + 2 { self.between_spaces(end) } else { self.ends(end) }
    }

    fn face(self, start: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[start..];
        if let Some(face) = FACES.iter().find(|face| rest.starts_with(face)) {
            return Some(start + face.len());
        }
        if rest.starts_with(b"o.O") || rest.starts_with(b"O.o") {
            return Some(start + 3);
        }
        let mouth_end = self.run(start + 1, b'_');
        let (left, right) = (self.byte(start), self.byte(mouth_end));
        let round = |eye: u8| matches!(eye, b'o' | b'O' | b'0');
        let alike = match (left, right) {
            (b'>', b'<') => true,
            (b'>' | b'<', _) => false,
            _ => left.eq_ignore_ascii_case(&right) || (round(left) && round(right)),
        };
        (mouth_end > start + 1 && alike && EYES.contains(&left)).then_some(mouth_end + 1)
    }

    /// `\o/`.
    fn banzai(self) -> Option<usize> {
        let fits = self.text[self.at..].starts_with("\\o/") && !self.after_word();
        let more = self.before() == Some('\\') || self.byte(self.at + 3) == b'/';
        if fits && !more { self.ends(self.at + 3) } else { None }
    }

    /// `¯\_(ツ)_/¯`, with the backslashes that survived on its way.
    fn shrug(self) -> Option<usize> {
        let rest = self.text[self.at..].strip_prefix('¯')?.trim_start_matches('\\');
        let after = rest.strip_prefix("_(ツ)_/¯")?;
        self.ends(self.text.len() - after.len())
    }
}
