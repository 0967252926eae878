//! The rules of the tokeniser, slow and plain: characters in a vector, a class computed for each, lists of emoticons, and no
//! table, no bytes, no special path for ASCII. The tests hold the fast tokeniser to it.
use super::super::TokenizerSettings;
use super::super::class::{Class, classify};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Every token with its byte range.
pub(super) fn tokens(text: &str, settings: &TokenizerSettings) -> Vec<(String, Range<usize>)> {
    let pieces = pieces(text, &["<url>", "<user>", "<number>"]);
    pieces.into_iter().map(|(name, range)| (fold(&text[range.clone()], name, settings), range)).collect()
}

/// What each token is called here, and its byte range.
pub(in super::super) fn pieces(text: &str, placeholders: &[&str]) -> Vec<(&'static str, Range<usize>)> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let (mut at, mut glued) = (0, None);
    while at < chars.len() {
        let Some((end, name)) = token_at(&chars, at, glued == Some(at), placeholders) else {
            at += 1;
            continue;
        };
        let bytes = |chars: &[char]| chars.iter().map(|c| c.len_utf8()).sum::<usize>();
        let start = bytes(&chars[..at]);
        pieces.push((name, start..start + bytes(&chars[at..end])));
        glued = match name {
            "word" | "mention" => Some(end),
            "initialism" if chars[end - 1] != '.' => Some(end),
            _ => None,
        };
        at = end;
    }
    pieces
}

fn token_at(chars: &[char], at: usize, glued: bool, placeholders: &[&str]) -> Option<(usize, &'static str)> {
    if let Some(end) = keycap(chars, at) {
        return Some((end, "emoji"));
    }
    if let Some(end) = url(chars, at) {
        return Some((end, "url"));
    }
    if let Some(end) = emoticon(chars, at) {
        return Some((end, "emoticon"));
    }
    for name in placeholders {
        let here: String = chars[at..].iter().take(name.len()).collect();
        if here.eq_ignore_ascii_case(name) {
            return Some((at + name.len(), "placeholder"));
        }
    }
    match class(chars, at) {
        Class::Letter | Class::Digit => {
            let initialism = initialism(chars, at).map(|end| (end, "initialism"));
            initialism.or_else(|| Some((word(chars, at), "word")))
        }
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

fn in_word(c: Option<&char>) -> bool {
    c.is_some_and(|&c| {
        matches!(classify(c), Class::Letter | Class::Digit | Class::Unspaced | Class::Mark) || c == '_'
    })
}

fn emoticon(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|at| chars[at]);
    let after_word = in_word(before.as_ref());
    let mut found = None;
    for (face, run, spaces, glue) in faces() {
        let face: Vec<char> = face.chars().collect();
        if !chars[at..].starts_with(&face) {
            continue;
        }
        let mut end = at + face.len();
        let last = face[face.len() - 1];
        while run && chars.get(end) == Some(&last) {
            end += 1;
        }
        let after = chars.get(end);
        let is_space = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace());
        let lying = [":", ";", "="].iter().any(|eyes| face.contains(&eyes.chars().next().unwrap())) && run;
        let lying = lying || matches!(face[0], '8' | 'B');
        let opened = match last {
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        let refused = [
            in_word(after) || matches!(after, Some('\u{fe0f}' | '\u{20e3}')),
            after_word && !glue,
            spaces && !(is_space(before.as_ref()) && is_space(after)),
            lying && (matches!(before, Some(':' | ';' | '=')) || (opened.is_some() && before == opened)),
            last == '3' && face[0] == '<' && after == Some(&'%'),
            last == '3'
                && face[0] == '<'
                && matches!(after, Some('.' | ','))
                && chars.get(end + 1).is_some_and(char::is_ascii_digit),
            face.starts_with(&['\\', 'o']) && (before == Some('\\') || after == Some(&'/')),
        ];
        if !refused.contains(&true) {
            found = found.max(Some(end));
        }
    }
    found.or_else(|| upright(chars, at, after_word)).or_else(|| shrug(chars, at))
}

/// Every face of fixed form: itself, whether its mouth may run on, whether it stands between white space, and whether it may
/// follow a word directly.
fn faces() -> Vec<(String, bool, bool, bool)> {
    let mut faces = Vec::new();
    let mouths = [(":", ")(][}{DdPpOoSsXx3/\\|*$@#"), (";", ")(][}{DdPp"), ("=", ")(][}{DPp/\\|")];
    for (eyes, mouths) in mouths {
        for brow in ["", ">"] {
            for (tear, nose) in [("", ""), ("", "-"), ("'", ""), ("'", "-")] {
                for mouth in mouths.chars() {
                    let glue = brow.is_empty() && eyes != "=" && matches!(mouth, ')' | '(');
                    if brow.is_empty() || eyes != "=" {
                        faces.push((format!("{brow}{eyes}{tear}{nose}{mouth}"), true, false, glue));
                    }
                }
            }
        }
    }
    faces.extend(["8-)", "B-)", "<3", "</3"].map(|face| (face.to_string(), true, false, false)));
    faces.extend(["(:", "(-:"].map(|face| (face.to_string(), false, true, false)));
    faces.push(("\\o/".to_string(), false, false, false));
    faces
}

fn upright(chars: &[char], at: usize, after_word: bool) -> Option<usize> {
    let after =
        |end: usize| !in_word(chars.get(end)) && !matches!(chars.get(end), Some('\u{fe0f}' | '\u{20e3}'));
    if after_word {
        return None;
    }
    if chars[at] == '('
        && let Some(end) = face(chars, at + 1)
        && chars.get(end) == Some(&')')
    {
        return after(end + 1).then_some(end + 1);
    }
    let end = face(chars, at)?;
    let before = at.checked_sub(1).map(|at| chars[at]);
    let is_space = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace());
    let alone = before != Some(chars[at]) && chars.get(end) != Some(&chars[end - 1]);
    let spaced = end > at + 2 || (is_space(before.as_ref()) && is_space(chars.get(end)));
    (alone && spaced && after(end)).then_some(end)
}

fn face(chars: &[char], at: usize) -> Option<usize> {
    let rest = chars.get(at..)?;
    for fixed in ["^.^", "^-^", "-.-", ">.<", ";-;", "^^", "o.O", "O.o"] {
        if rest.starts_with(&fixed.chars().collect::<Vec<_>>()) {
            return Some(at + fixed.len());
        }
    }
    let mouth = rest.iter().skip(1).take_while(|&&c| c == '_').count();
    let (left, right) = (rest.first()?, rest.get(mouth + 1)?);
    let alike = match (left.to_ascii_uppercase(), right.to_ascii_uppercase()) {
        ('>', '<') | ('O', '0') | ('0', 'O') => true,
        (left, right) => left == right && "^-;=*@~.$TXUO0".contains(left),
    };
    (mouth > 0 && alike).then_some(at + mouth + 2)
}

fn shrug(chars: &[char], at: usize) -> Option<usize> {
    let arms = chars[at..].iter().skip(1).take_while(|&&c| c == '\\').count();
    let rest: String = chars[at + 1..].iter().skip(arms).take(7).collect();
    let end = at + arms + 8;
    let marked = in_word(chars.get(end)) || matches!(chars.get(end), Some('\u{fe0f}' | '\u{20e3}'));
    (chars[at] == '¯' && rest == "_(ツ)_/¯" && !marked).then_some(end)
}

fn initialism(chars: &[char], start: usize) -> Option<usize> {
    if start > 0 && chars[start - 1] == '.' {
        return None;
    }
    let (mut at, mut letters) = (start, 0);
    while class(chars, at) == Class::Letter {
        let mut end = at + 1;
        while class(chars, end) == Class::Mark {
            end += 1;
        }
        if word(chars, at) != end || !chars[at].is_alphabetic() {
            return None;
        }
        letters += 1;
        at = end;
        if chars.get(end) != Some(&'.') {
            return (letters > 1).then_some(end);
        }
        at += 1;
    }
    (letters > 1 && class(chars, at) != Class::Digit).then_some(at)
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

fn fold(piece: &str, name: &str, settings: &TokenizerSettings) -> String {
    let is_number = |c: char| matches!(c, '.' | ',' | ':') || classify(c) == Class::Digit;
    match name {
        "url" if settings.placeholders => return "<url>".to_string(),
        "mention" if settings.placeholders => return "<user>".to_string(),
        "word" if settings.placeholders && piece.chars().all(is_number) => return "<number>".to_string(),
        _ => {}
    }
    let keeps = matches!(name, "emoji" | "emoticon") || !settings.lowercase;
    let mut folded = if keeps { piece.to_string() } else { piece.to_lowercase() };
    if name == "word" {
        folded = folded.replace('\u{2019}', "'").replace(['\u{2010}', '\u{2011}'], "-").replace('\u{ad}', "");
    }
    if name == "initialism" && !folded.ends_with('.') {
        folded.push('.');
    }
    let composed: Vec<char> = folded.nfc().collect();
    if !settings.fold_elongations || !matches!(name, "word" | "hashtag") {
        return composed.into_iter().collect();
    }
    let third = |at: usize| at > 1 && composed[at] == composed[at - 1] && composed[at] == composed[at - 2];
    let letter = |c| matches!(classify(c), Class::Letter | Class::Unspaced);
    let kept = (0..composed.len()).filter(|&at| !(third(at) && letter(composed[at])));
    kept.map(|at| composed[at]).collect()
}
