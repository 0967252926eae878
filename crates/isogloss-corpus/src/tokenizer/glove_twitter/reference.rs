//! The rules of the tokeniser, slow and plain: from the social tokeniser's slow twin, piece by piece, with strings of small
//! letters. The tests hold the fast tokeniser to it.
use super::super::class::{Class, classify};
use super::super::social::reference::pieces;
use super::{CLITICS, PLACEHOLDERS, face};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Every token.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut done = 0;
    for (name, range) in pieces(text, &PLACEHOLDERS) {
        let piece = &text[range.clone()];
        let mut gap = &text[done..range.start];
        let digits = |c: char| matches!(c, '.' | ',' | ':') || classify(c) == Class::Digit;
        let number = name == "word" && piece.chars().all(digits);
        let ending = CLITICS[1..].iter().any(|clitic| clitic[1..] == piece.to_ascii_lowercase());
        let apostrophe = gap.ends_with('\'') || gap.ends_with('’');
        if number {
            gap = gap.strip_suffix(['+', '-']).unwrap_or(gap);
        }
        if name == "word" && ending && apostrophe {
            gap = gap.strip_suffix(['\'', '’']).unwrap_or(gap);
            punctuation(gap, &mut tokens);
            tokens.push(format!("'{}", piece.to_ascii_lowercase()));
        } else {
            punctuation(gap, &mut tokens);
            match name {
                "url" => tokens.push("<url>".to_string()),
                "mention" => tokens.push("<user>".to_string()),
                "word" if number => tokens.push("<number>".to_string()),
                "word" => word(piece, &mut tokens),
                "hashtag" => hashtag(piece, &mut tokens),
                "emoticon" => tokens.push(face(piece).map_or_else(|| piece.to_lowercase(), str::to_string)),
                "initialism" => {
                    let stop = if piece.ends_with('.') { "" } else { "." };
                    tokens.push(piece.to_lowercase().nfc().collect::<String>() + stop);
                }
                "emoji" => tokens.push(piece.nfc().collect()),
                _ => tokens.push(piece.to_lowercase().nfc().collect()),
            }
        }
        done = range.end;
    }
    punctuation(&text[done..], &mut tokens);
    tokens
}

fn punctuation(gap: &str, tokens: &mut Vec<String>) {
    let chars: Vec<char> = gap.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        use GeneralCategoryGroup::{Punctuation, Symbol};
        let repeats = |at: usize| matches!(c, '!' | '?' | '.') && chars.get(at) == Some(&c);
        if !matches!(c.general_category_group(), Punctuation | Symbol) || (at > 0 && repeats(at - 1)) {
            continue;
        }
        tokens.push(c.nfc().take(1).collect());
        if repeats(at + 1) {
            tokens.push("<repeat>".to_string());
        }
    }
}

fn hashtag(piece: &str, found: &mut Vec<String>) {
    found.push("<hashtag>".to_string());
    let small = piece.chars().any(char::is_lowercase);
    let mut parts = vec![String::new()];
    for c in piece[1..].chars() {
        if c == '_' || (small && c.is_uppercase()) {
            parts.push(String::new());
        }
        if c != '_' {
            parts.last_mut().expect("there is one").push(c);
        }
    }
    found.extend(parts.iter().flat_map(|part| tokens(part)));
}

fn word(piece: &str, found: &mut Vec<String>) {
    let changes = |c: &char| c.is_uppercase() && !c.to_lowercase().eq([*c]);
    let capitals = piece.chars().filter(changes).count() > 1;
    let capitals = capitals && !piece.chars().any(char::is_lowercase) && piece != "RT";
    let plain = piece.replace('’', "'").replace(['\u{2010}', '\u{2011}'], "-").replace('\u{ad}', "");
    let mut stem: String = plain.nfc().collect();
    let mut ends = Vec::new();
    let splits = |stem: &str, clitic: &str| {
        let left = stem.to_ascii_lowercase().strip_suffix(clitic).map(str::len);
        let last = left.and_then(|left| stem[..left].chars().next_back());
        last.is_some_and(|last| matches!(classify(last), Class::Letter | Class::Digit | Class::Mark))
    };
    while let Some(clitic) = CLITICS.iter().find(|clitic| splits(&stem, clitic)) {
        stem.truncate(stem.len() - clitic.len());
        ends.insert(0, clitic.to_string());
    }
    // Only now: which small sigma stands for a capital one depends on its place in what is left.
    stem = stem.to_lowercase().nfc().collect();
    let mut chars: Vec<char> = stem.chars().collect();
    let last = chars[chars.len() - 1];
    let run = chars.iter().rev().take_while(|&&c| c == last).count();
    if chars.iter().all(|&c| classify(c) == Class::Digit || matches!(c, '.' | ',' | ':')) {
        found.push("<number>".to_string());
    } else if run > 2 && classify(last) == Class::Letter {
        chars.truncate(chars.len() - run + 1);
        found.push(chars.into_iter().collect());
        found.push("<elong>".to_string());
    } else {
        found.push(stem);
    }
    found.append(&mut ends);
    found.extend(capitals.then(|| "<allcaps>".to_string()));
}
