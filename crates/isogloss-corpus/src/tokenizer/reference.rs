//! The rules of the tokeniser, slow and plain: characters in a vector, a class computed for each, and no table, no bytes, no
//! special path for ASCII. The tests hold the fast tokeniser to it.
use super::class::{Class, classify};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Every token with its byte range.
pub(super) fn tokens(text: &str, lowercase: bool) -> Vec<(String, Range<usize>)> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut glued) = (0, None);
    while at < chars.len() {
        let Some((end, name)) = token_at(&chars, at, glued == Some(at)) else {
            at += 1;
            continue;
        };
        let piece: String = chars[at..end].iter().collect();
        let start: usize = chars[..at].iter().map(|c| c.len_utf8()).sum();
        tokens.push((fold(&piece, name, lowercase), start..start + piece.len()));
        glued = matches!(name, "word" | "mention").then_some(end);
        at = end;
    }
    tokens
}

fn token_at(chars: &[char], at: usize, glued: bool) -> Option<(usize, &'static str)> {
    if let Some(end) = keycap(chars, at) {
        return Some((end, "emoji"));
    }
    if let Some(end) = url(chars, at) {
        return Some((end, "url"));
    }
    match class(chars, at) {
        Class::Letter | Class::Digit => Some((word(chars, at), "word")),
        Class::Unspaced => {
            let mut end = at + 1;
            while class(chars, end) == Class::Mark {
                end += 1;
            }
            Some((end, "unspaced"))
        }
        Class::Emoji => Some((cluster(chars, at), "emoji")),
        Class::TextEmoji if chars.get(at + 1) == Some(&'\u{fe0f}') => Some((cluster(chars, at), "emoji")),
        _ if chars[at] == '@' && !glued => {
            let is_body = |at: usize| {
                chars.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
                    && keycap(chars, at).is_none()
            };
            let end = (at + 1..).find(|&at| !is_body(at))?;
            (end > at + 1).then_some((end, "mention"))
        }
        _ if chars[at] == '#' && !glued => hashtag(chars, at).map(|end| (end, "hashtag")),
        _ => None,
    }
}

fn class(chars: &[char], at: usize) -> Class {
    if keycap(chars, at).is_some() {
        Class::Other
    } else {
        chars.get(at).map_or(Class::Other, |&c| classify(c))
    }
}

fn keycap(chars: &[char], at: usize) -> Option<usize> {
    match chars.get(at..)? {
        ['0'..='9' | '#' | '*', '\u{fe0f}', '\u{20e3}', ..] => Some(at + 3),
        ['0'..='9' | '#' | '*', '\u{20e3}', ..] => Some(at + 2),
        _ => None,
    }
}

fn word(chars: &[char], start: usize) -> usize {
    let mut at = start;
    let mut last = class(chars, at);
    loop {
        let here = class(chars, at);
        let next = class(chars, at + 1);
        let goes_on = match here {
            Class::Letter | Class::Digit => {
                last = here;
                true
            }
            Class::Mark => true,
            Class::Apostrophe | Class::Hyphen => {
                next.is_word() && (last, next) != (Class::Digit, Class::Digit)
            }
            Class::SoftHyphen | Class::Joiner => next.is_word() || next == Class::Mark,
            _ => {
                matches!(chars.get(at), Some('.' | ',' | ':')) && (last, next) == (Class::Digit, Class::Digit)
            }
        };
        if !goes_on {
            return at;
        }
        at += 1;
    }
}

fn hashtag(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start + 1;
    let mut letter = false;
    loop {
        let first = at == start + 1;
        let next = class(chars, at + 1);
        match class(chars, at) {
            Class::Letter | Class::Unspaced => letter = true,
            Class::Digit => {}
            Class::Mark if !first => {}
            Class::Joiner if !first && (next.is_word() || next == Class::Mark) => {}
            _ if chars.get(at) == Some(&'_') => {}
            _ => return letter.then_some(at),
        }
        at += 1;
    }
}

fn url(chars: &[char], start: usize) -> Option<usize> {
    let head: String = chars[start..].iter().take(8).map(|c| c.to_ascii_lowercase()).collect();
    let prefix = ["https://", "http://", "www."].into_iter().find(|prefix| head.starts_with(prefix))?;
    let body = start + prefix.len();
    let first = classify(*chars.get(body)?);
    if !first.is_word() && first != Class::Unspaced {
        return None;
    }
    let ends = |c: &char| c.is_whitespace() || c.is_control() || ['<', '>', '"'].contains(c);
    let mut end = body + chars[body..].iter().position(ends).unwrap_or(chars.len() - body);
    loop {
        let last = chars[end - 1];
        let count = |wanted: char| chars[start..end].iter().filter(|&&c| c == wanted).count();
        let kept = match classify(last) {
            Class::Letter | Class::Digit | Class::Unspaced | Class::Mark => true,
            _ => "/_-=&#%+~$@*".contains(last) || (last == ')' && count('(') >= count(')')),
        };
        if kept {
            return Some(end);
        }
        end -= 1;
    }
}

fn cluster(chars: &[char], start: usize) -> usize {
    let rest: String = chars[start..].iter().collect();
    let cluster = rest.graphemes(true).next().unwrap_or_default();
    start + cluster.trim_end_matches(['\u{200c}', '\u{200d}']).chars().count()
}

fn fold(piece: &str, name: &str, lowercase: bool) -> String {
    let cased = if lowercase && name != "emoji" { piece.to_lowercase() } else { piece.to_string() };
    let folded = if name == "word" {
        cased.replace('\u{2019}', "'").replace(['\u{2010}', '\u{2011}'], "-").replace('\u{ad}', "")
    } else {
        cased
    };
    folded.nfc().collect()
}
