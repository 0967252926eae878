use super::super::{Tokenizer, TokenizerKind, TokenizerSettings};
use super::{BLOCK, masks, portable};
use proptest::prelude::*;
use std::ops::Range;

fn tokens(text: &str, lowercase: bool) -> Vec<(String, Range<usize>)> {
    let settings = TokenizerSettings { kind: TokenizerKind::Whitespace, lowercase, ..Default::default() };
    let mut tokens = Vec::new();
    Tokenizer::new(settings).tokens(text, |token, range| tokens.push((token.to_string(), range)));
    tokens
}

/// The rules, slow and plain.
fn reference(text: &str, lowercase: bool) -> Vec<(String, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for piece in text.split([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']) {
        let range = start..start + piece.len();
        start = range.end + 1;
        if !piece.is_empty() {
            tokens.push((if lowercase { piece.to_lowercase() } else { piece.to_string() }, range));
        }
    }
    tokens
}

#[test]
fn only_six_bytes_separate() {
    let text = " a,b\tC\n\r\nÉ\u{b}\u{c}x\u{a0}y\u{0}\u{1f}z\u{85}! ";
    let found: Vec<String> = tokens(text, true).into_iter().map(|(token, _)| token).collect();
    assert_eq!(found, ["a,b", "c", "é", "x\u{a0}y\u{0}\u{1f}z\u{85}!"]);
    assert!(tokens("", true).is_empty() && tokens(" \n\t", true).is_empty());
    assert_eq!(tokens("Aé ΟΔΟΣ e\u{301}", false)[2], ("e\u{301}".to_string(), 13..16));
}

#[test]
fn tokens_cross_blocks() {
    for length in 0..200 {
        for start in 0..70 {
            let text = format!("{}{}B c", " ".repeat(start), "a".repeat(length));
            assert_eq!(tokens(&text, true), reference(&text, true), "{text:?}");
        }
    }
}

fn spaced() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "B", "é", "Σ", "İ", " ", "\t", "\r\n", "\u{b}", "\u{c}", "\u{8}", "\u{e}", "\u{85}", "@", "[",
        "{", "😀",
    ]);
    prop::collection::vec(pieces, 0..160).prop_map(|pieces| pieces.concat())
}

#[test]
fn masks_are_the_same_on_any_processor() {
    for first in 0..=255u8 {
        let block: [u8; BLOCK] = std::array::from_fn(|at| first.wrapping_add((at * at) as u8));
        assert_eq!(masks(&block), portable::masks(&block));
    }
}

proptest! {
    #[test]
    fn fast_equals_reference(text in prop_oneof![spaced(), any::<String>()], lowercase: bool) {
        prop_assert_eq!(tokens(&text, lowercase), reference(&text, lowercase));
    }

    #[test]
    fn the_tokens_of_a_token_are_itself(text in prop_oneof![spaced(), any::<String>()], lowercase: bool) {
        for (token, _) in tokens(&text, lowercase) {
            let again: Vec<String> = tokens(&token, lowercase).into_iter().map(|(token, _)| token).collect();
            prop_assert_eq!(again, vec![token]);
        }
    }
}
