//! Tokens as in the vocabulary of Stanford's Twitter vectors (`glove.twitter.27B`): the `glove-twitter` tokeniser.
//!
//! # Rules
//! What is found by the rules of [`social`](super::social), with punctuation kept and these changes:
//!
//! 1. A URL is `<url>`, a mention `<user>`, a number with the sign before it `<number>`.
//! 2. A hashtag is `<hashtag>` and the tokens of its name, which is cut at `_` and before capitals (`#CatLover` is
//!    `<hashtag> cat lover`) unless it has no small letter (`#FAIL` is `<hashtag> fail <allcaps>`).
//! 3. An emoticon is `<heart>`, or, if it lies, `<lolface>` (mouth `p`), `<smile>` (`)` `]` `}` `d`, `3`, or turned), `<sadface>`
//!    (`(` `[` `{`) or `<neutralface>` (any other). Upright ones stay, in lower case.
//! 4. A word in capitals, of two letters or more and other than `RT`, is followed by `<allcaps>`.
//! 5. Three or more of the same letter at the end of a word become one, and `<elong>` follows (`soooo` is `so <elong>`).
//! 6. Contractions are cut as in the Penn Treebank: `ca n't`, `it 's`, `i 'm`, `we 're`, `i 've`, `i 'll`, `he 'd`. So are
//!    these endings after an apostrophe with nothing before it.
//! 7. Each other visible character is a token; two or more of the same `!`, `?` or `.` are one and `<repeat>`.
//! 8. The twelve placeholders themselves stay.
//!
//! Everything is lower-cased and in Form C. Marks (`<allcaps>`, `<elong>`, `<repeat>`) have the empty range at which what
//! they mark ends.
//!
//! # How well it fits
//! Of 11,925 words of plain letters among the published vectors, 11,873 (99.6 %) are tokens of 1.7 million English tweets; 46
//! others do not occur in these, and six end in three equal letters (`iii`, `www`, `xxx`), which rule 5 takes off. It does so
//! because four of the six (`iii`, `aaa`, `ooo`, `ppp`) have shorter vectors than 98 % of the words that tweets use as often:
//! they are what a rule of that kind left over. The vectors of `gonna`, `wanna`, `dont` and `cant` are as long as those of
//! other frequent words: no rule cut them. Of the tokens made of the letters a to z, 88.9 % are among the 11,925.
//! Placeholders, punctuation and contractions are not among them, so that this says nothing of rules 1 to 4 and 6 to 8.
//!
//! # Guarantees
//! No token is empty or holds white space or a control character; ranges ascend and do not overlap; the tokens of a token
//! are itself.
//!
//! # Source
//! Pennington, Socher & Manning (2014) trained the vectors; a script for their preprocessing is published beside them, but
//! does not reproduce their vocabulary: it takes every lone capital for `<allcaps>`, knows no contractions and reads some
//! sad faces as smiles. The rules above are our reading, chosen by the vectors.

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

use super::class::{Class, Classes};
use super::fold::{Folder, Kind, Letters};
use super::social::Scanner;
use std::ops::Range;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Names in angle brackets that the vocabulary holds.
const PLACEHOLDERS: [&str; 12] = [
    "<url>",
    "<user>",
    "<number>",
    "<hashtag>",
    "<smile>",
    "<lolface>",
    "<sadface>",
    "<neutralface>",
    "<heart>",
    "<repeat>",
    "<elong>",
    "<allcaps>",
];

/// Endings that are tokens, with their apostrophes.
const CLITICS: [&str; 7] = ["n't", "'s", "'m", "'re", "'ve", "'ll", "'d"];

/// Hands out the tokens of a text.
pub(super) fn tokens(text: &str, classes: Classes, each: impl FnMut(&str, Range<usize>)) {
    Cutter { classes, folder: Folder::new(true, false, classes), each }.cut(text, 0);
}

struct Cutter<F> {
    classes: Classes,
    folder: Folder,
    each: F,
}

impl<F: FnMut(&str, Range<usize>)> Cutter<F> {
    /// The tokens of a text that stands at `base` in the whole.
    fn cut(&mut self, text: &str, base: usize) {
        let mut scanner = Scanner::with_placeholders(text, self.classes, &PLACEHOLDERS);
        let mut done = 0;
        while let Some(span) = scanner.next_span() {
            let piece = &text[span.range.clone()];
            let gap = done..self.starts(text, done, &span.range, span.kind);
            let range = base + gap.end..base + span.range.end;
            self.punctuation(&text[gap.clone()], base + gap.start);
            done = span.range.end;
            match span.kind {
                Kind::Url => (self.each)("<url>", range),
                Kind::Mention => (self.each)("<user>", range),
                Kind::Number => (self.each)("<number>", range),
                Kind::Emoticon => match face(piece) {
                    Some(name) => (self.each)(name, range),
                    None => (self.each)(&piece.to_lowercase(), range),
                },
                Kind::Placeholder => (self.each)(&piece.to_ascii_lowercase(), range),
                Kind::Hashtag => self.hashtag(piece, range),
                Kind::Word if range.len() > piece.len() => {
                    let clitic = format!("'{}", piece.to_ascii_lowercase());
                    (self.each)(&clitic, range);
                }
                Kind::Word => self.word(piece, range.start),
                Kind::Initialism if !piece.ends_with('.') => {
                    let whole = format!("{piece}.");
                    self.folder.fold(&whole, span.kind, Letters::Any, |token| (self.each)(token, range));
                }
                kind => self.folder.fold(piece, kind, span.letters, |token| (self.each)(token, range)),
            }
        }
        self.punctuation(&text[done..], base + done);
    }

    /// Where a token begins that takes the sign or the apostrophe before it along.
    fn starts(&self, text: &str, done: usize, span: &Range<usize>, kind: Kind) -> usize {
        let Some(before) = text[done..span.start].chars().next_back() else { return span.start };
        let piece = &text[span.clone()];
        let takes = match kind {
            Kind::Number => matches!(before, '-' | '+'),
            Kind::Word => {
                let clitic = CLITICS[1..].iter().any(|clitic| piece.eq_ignore_ascii_case(&clitic[1..]));
                clitic && matches!(before, '\'' | '\u{2019}')
            }
            _ => false,
        };
        span.start - if takes { before.len_utf8() } else { 0 }
    }

    fn hashtag(&mut self, piece: &str, range: Range<usize>) {
        (self.each)("<hashtag>", range.start..range.start + 1);
        let small = piece.chars().any(char::is_lowercase);
        let (mut from, mut last) = (1, '_');
        for (at, c) in piece.char_indices().skip(1) {
            if c == '_' || (small && c.is_uppercase() && last != '_') {
                self.cut(&piece[from..at], range.start + from);
                from = if c == '_' { at + 1 } else { at };
            }
            last = c;
        }
        self.cut(&piece[from..], range.start + from);
    }

    /// A word and what is cut from its end.
    fn word(&mut self, piece: &str, start: usize) {
        let capitals = is_capitals(piece) && piece != "RT";
        let mut ends = vec![piece.len()];
        while let Some(at) = clitic(&piece[..ends[ends.len() - 1]], self.classes) {
            ends.push(at);
        }
        let mut from = 0;
        for &end in ends.iter().rev() {
            let range = start + from..start + end;
            let part = &piece[from..end];
            let each = &mut self.each;
            if is_number(part, self.classes) {
                each("<number>", range);
                from = end;
                continue;
            }
            self.folder.fold(part, Kind::Word, Letters::Any, |token| match elongated(token, self.classes) {
                Some(length) if from == 0 => {
                    each(&token[..length], range.clone());
                    each("<elong>", range.end..range.end);
                }
                _ => each(token, range),
            });
            from = end;
        }
        if capitals {
            (self.each)("<allcaps>", start + from..start + from);
        }
    }

    /// The visible characters between tokens.
    fn punctuation(&mut self, gap: &str, base: usize) {
        let mut chars = gap.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !is_visible(c) {
                continue;
            }
            let mut end = at + c.len_utf8();
            self.folder.fold(&gap[at..end], Kind::Emoji, Letters::Any, |token| {
                // Form C takes a few musical symbols apart: what follows the first is a mark, and no token.
                let first = token.chars().next().map_or(0, char::len_utf8);
                (self.each)(&token[..first], base + at..base + end)
            });
            if !matches!(c, '!' | '?' | '.') {
                continue;
            }
            let single = end;
            while let Some((next, _)) = chars.next_if(|&(_, next)| next == c) {
                end = next + 1;
            }
            if end > single {
                (self.each)("<repeat>", base + end..base + end);
            }
        }
    }
}

fn is_visible(c: char) -> bool {
    matches!(c.general_category_group(), GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol)
}

/// Digits and what joins them: what is left of `3's`.
fn is_number(piece: &str, classes: Classes) -> bool {
    piece.chars().all(|c| classes.of(c) == Class::Digit || matches!(c, '.' | ',' | ':' | '\u{ad}'))
}

/// Two letters or more, no small one. (Capitals of mathematics have no small letter: lower-casing leaves them.)
fn is_capitals(piece: &str) -> bool {
    let capitals = piece.chars().filter(|&c| c.is_uppercase() && !c.to_lowercase().eq([c])).count();
    capitals > 1 && !piece.chars().any(char::is_lowercase)
}

/// Where the ending of a contraction begins; a word of its own is left before it.
fn clitic(piece: &str, classes: Classes) -> Option<usize> {
    CLITICS.iter().find_map(|clitic| {
        let mut rest = piece;
        for wanted in clitic.chars().rev() {
            rest = rest.trim_end_matches('\u{ad}');
            let last = rest.chars().next_back()?;
            let same = last.eq_ignore_ascii_case(&wanted) || (wanted == '\'' && last == '\u{2019}');
            rest = if same { &rest[..rest.len() - last.len_utf8()] } else { return None };
        }
        let last = rest.trim_end_matches('\u{ad}').chars().next_back()?;
        (classes.of(last).is_word() || classes.of(last) == Class::Mark).then_some(rest.len())
    })
}

/// The length of a token without the repetitions of its last letter, if there are two or more.
fn elongated(token: &str, classes: Classes) -> Option<usize> {
    let last = token.chars().next_back().filter(|&c| classes.of(c) == Class::Letter)?;
    let stem = token.trim_end_matches(last).len() + last.len_utf8();
    (token.len() >= stem + 2 * last.len_utf8()).then_some(stem)
}

/// The placeholder of an emoticon.
fn face(emoticon: &str) -> Option<&'static str> {
    if emoticon.contains("<3") || emoticon.contains("</3") {
        return Some("<heart>");
    }
    let lies =
        emoticon.trim_start_matches('>').starts_with([':', ';', '=', '8', 'B']) && !emoticon.contains('_');
    if matches!(emoticon, "(:" | "(-:") {
        return Some("<smile>");
    }
    if !lies || emoticon == ";-;" {
        return None;
    }
    Some(match emoticon.chars().next_back() {
        Some('p' | 'P') => "<lolface>",
        Some(')' | ']' | '}' | 'd' | 'D' | '3') => "<smile>",
        Some('(' | '[' | '{') => "<sadface>",
        _ => "<neutralface>",
    })
}
