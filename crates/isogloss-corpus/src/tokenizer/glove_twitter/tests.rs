use super::super::{Tokenizer, TokenizerKind, TokenizerSettings};
use super::reference;
use proptest::prelude::*;
use std::ops::Range;

fn spans(text: &str) -> Vec<(String, Range<usize>)> {
    let settings = TokenizerSettings { kind: TokenizerKind::GloveTwitter, ..Default::default() };
    let mut tokens = Vec::new();
    Tokenizer::new(settings).tokens(text, |token, range| tokens.push((token.to_string(), range)));
    tokens
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let found: Vec<String> = spans(text).into_iter().map(|(token, _)| token).collect();
    assert_eq!(found.join(" "), expected, "in {text:?}");
    assert_eq!(found, reference::tokens(text), "in {text:?}");
}

#[test]
fn placeholders() {
    check(
        "RT @me: http://t.co/x -5 1,000 2nd 1-2",
        "rt <user> : <url> <number> <number> 2nd <number> <number>",
    );
    check(
        "#Cat #CatLover #FAIL #foo_bar #iPhone5 #日本",
        "<hashtag> cat <hashtag> cat lover <hashtag> fail <allcaps> <hashtag> foo bar <hashtag> i phone5 <hashtag> 日 本",
    );
    check(
        ":) :-D :P :( :'( :/ :| <3 </3 ^_^ O_o (:",
        "<smile> <smile> <lolface> <sadface> <sadface> <neutralface> <neutralface> <heart> <heart> ^_^ o_o <smile>",
    );
    check("<user> <URL> <hashtag> <elong> <b>", "<user> <url> <hashtag> <elong> < b >");
}

#[test]
fn marks() {
    check(
        "Soooo COOL!!! wow.. no? A I'M",
        "so <elong> cool <allcaps> ! <repeat> wow . <repeat> no ? a i 'm <allcaps>",
    );
    check("YESSS'S xxx 111", "yes <elong> 's <allcaps> x <elong> <number>");
    let text = "a COOOL!!";
    let found: Vec<(String, Range<usize>)> = spans(text);
    let ranges: Vec<(&str, Range<usize>)> =
        found.iter().map(|(token, range)| (token.as_str(), range.clone())).collect();
    assert_eq!(ranges, [("a", 0..1), ("coool", 2..7), ("<allcaps>", 7..7), ("!", 7..8), ("<repeat>", 9..9)]);
}

#[test]
fn contractions() {
    check("Can't don’t it's I'd've 'tis dogs' 's n't", "ca n't do n't it 's i 'd 've ' tis dogs ' 's n't");
    check("3's wouldn't've rock'n'roll", "<number> 's would n't 've rock'n'roll");
}

#[test]
fn punctuation_is_kept() {
    check("a, b (c) \"d\" e-mail U.S. … $5 — ♥ 👍🏽", "a , b ( c ) \" d \" e-mail u.s. … $ <number> — ♥ 👍🏽");
}

fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "B",
        "s",
        "S",
        "n't",
        "N'T",
        "ll",
        "0",
        "٣",
        "é",
        "e\u{301}",
        "İ",
        "Σ",
        "日",
        "\u{ad}",
        "'",
        "’",
        "-",
        "+",
        "\u{2010}",
        ".",
        "!",
        "?",
        ",",
        ":",
        "(",
        ")",
        "_",
        "@",
        "#",
        "<",
        ">",
        "http://",
        " ",
        "\n",
        "\u{fe0f}",
        "\u{20e3}",
        "😀",
        "ℹ",
        ":)",
        ":P",
        "<3",
        "^_^",
        "u.s",
        "sooo",
        "CAPS",
        "ééé",
        "<url>",
        "<ELONG>",
        "#CamelCase",
        "#UP_x",
        "\u{1fef}",
        "\u{212a}",
    ]);
    prop::collection::vec(pieces, 0..20).prop_map(|pieces| pieces.concat())
}

#[test]
fn what_form_c_takes_apart_is_one_token() {
    // Once found by chance: the note was a token that was not its own token.
    check("\u{1d15e}", "\u{1d157}");
}

#[test]
fn capitals_without_small_letters_do_not_shout() {
    check("𝓐𝒥", "𝓐𝒥");
}

#[test]
fn a_contraction_does_not_hide_the_end_of_a_word() {
    check("aΣn't", "aς n't");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn fast_equals_reference(text in prop_oneof![tricky(), any::<String>(), "[ -~]{0,60}"]) {
        let found: Vec<String> = spans(&text).into_iter().map(|(token, _)| token).collect();
        prop_assert_eq!(found, reference::tokens(&text));
    }
}
