use super::super::{Tokenizer, TokenizerKind, TokenizerSettings};
use proptest::prelude::*;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

fn tokens(text: &str, lowercase: bool) -> Vec<(String, Range<usize>)> {
    let settings = TokenizerSettings { kind: TokenizerKind::Words, lowercase, ..Default::default() };
    let mut tokens = Vec::new();
    Tokenizer::new(settings).tokens(text, |token, range| tokens.push((token.to_string(), range)));
    tokens
}

/// The rules, slow and plain: every segment of every piece.
fn reference(text: &str, lowercase: bool) -> Vec<(String, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive(|c: char| c.is_whitespace() || c.is_control()) {
        let content = piece.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
        for (at, segment) in content.split_word_bound_indices() {
            if segment.chars().any(char::is_alphanumeric) {
                let cased = if lowercase { segment.to_lowercase() } else { segment.to_string() };
                let folded: String = cased.replace('\u{2019}', "'").replace('\u{ad}', "").nfc().collect();
                tokens.push((folded, start + at..start + at + segment.len()));
            }
        }
        start += piece.len();
    }
    tokens
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = tokens(text, true).into_iter().map(|(token, _)| token).collect();
    assert_eq!(found, expected, "in {text:?}");
    assert_eq!(tokens(text, true), reference(text, true), "in {text:?}");
}

#[test]
fn words() {
    check("", &[]);
    check(
        "The quick (“brown”) fox can’t jump 32.3 feet, right?",
        &["the", "quick", "brown", "fox", "can't", "jump", "32.3", "feet", "right"],
    );
    check(
        "trans-atlantic U.S. e.g. a:b 1,234;5 10:30 _x_ __ 5'10",
        &["trans", "atlantic", "u.s", "e.g", "a:b", "1,234;5", "10", "30", "_x_", "5'10"],
    );
    check(
        "@me #tag http://a.b/c a'' 'b' x.. 1.a",
        &["me", "tag", "http", "a.b", "c", "a", "b", "x", "1", "a"],
    );
    check(
        "ΟΔΟΣ İ e\u{301}cole co\u{ad}op 日本 カタカナ 한국어",
        &["οδος", "i̇", "école", "coop", "日", "本", "カタカナ", "한국어"],
    );
    check("a\u{7f}b\u{85}c\u{a0}d \u{200d}ℹ 😀 👍🏽", &["a", "b", "c", "d", "\u{200d}ℹ"]);
}

fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "B", "z", "0", "7", "٣", "²", "é", "\u{301}", "İ", "Σ", "日", "か", "ー", "ア", "א", "\"", "״",
        "한", "\u{ad}", "\u{200d}", "'", "’", "-", ".", ",", ":", ";", "·", "…", "_", "@", "#", " ", "\t",
        "\u{7f}", "\u{85}", "\u{a0}", "\u{202f}", "\u{fe0f}", "😀", "🏽", "ℹ", "🅰", "🇩", "क", "\u{94d}",
        "\u{1100}", "\u{1161}",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn fast_equals_reference(text in prop_oneof![tricky(), any::<String>(), "[ -~\t\n]{0,60}"], lowercase: bool) {
        prop_assert_eq!(tokens(&text, lowercase), reference(&text, lowercase));
    }

    #[test]
    fn the_tokens_of_a_token_are_itself(text in prop_oneof![tricky(), any::<String>()], lowercase: bool) {
        for (token, _) in tokens(&text, lowercase) {
            let again: Vec<String> = tokens(&token, lowercase).into_iter().map(|(token, _)| token).collect();
            prop_assert_eq!(again, vec![token]);
        }
    }
}
