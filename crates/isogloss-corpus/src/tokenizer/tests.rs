use super::reference;
use super::{Tokenizer, TokenizerSettings};
use proptest::prelude::*;
use std::ops::Range;

fn spans(text: &str, lowercase: bool) -> Vec<(String, Range<usize>)> {
    let mut tokens = Vec::new();
    let tokenizer = Tokenizer::new(TokenizerSettings { lowercase });
    tokenizer.tokens(text, |token, range| tokens.push((token.to_string(), range)));
    tokens
}

fn words(text: &str) -> Vec<String> {
    spans(text, true).into_iter().map(|(token, _)| token).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(words(text), expected, "in {text:?}");
    assert_eq!(spans(text, true), reference::tokens(text, true), "in {text:?}");
}

#[test]
fn words_and_numbers() {
    check("", &[]);
    check(" \t\n", &[]);
    check("The cat sat.", &["the", "cat", "sat"]);
    check("Don't! don’t rock'n'roll dogs' 'tis", &["don't", "don't", "rock'n'roll", "dogs", "tis"]);
    check(
        "trans-atlantic trans\u{2010}atlantic -x- a--b",
        &["trans-atlantic", "trans-atlantic", "x", "a", "b"],
    );
    check("1,234.5 10:30 3.14. 1,2, v1.5", &["1,234.5", "10:30", "3.14", "1,2", "v1.5"]);
    check(
        "covid19 covid-19 1999-2000 5'10 10-year-old",
        &["covid19", "covid-19", "1999", "2000", "5", "10", "10-year-old"],
    );
    check("U.S. a.b x:y snake_case", &["u", "s", "a", "b", "x", "y", "snake", "case"]);
    check("km² ½ Ⅳ", &["km²", "½", "ⅳ"]);
    check("AT&T R&D 50% $5", &["at", "t", "r", "d", "50", "5"]);
}

#[test]
fn any_script() {
    check("Straße ÉCOLE Москва", &["straße", "école", "москва"]);
    check("ΟΔΟΣ", &["οδος"]);
    check("e\u{301}cole", &["école"]);
    check("trans\u{ad}atlantic", &["transatlantic"]);
    check("می\u{200c}خواهم", &["می\u{200c}خواهم"]);
    check("हिन्दी में", &["हिन्दी", "में"]);
    check("日本語テスト", &["日", "本", "語", "テスト"]);
    check("か\u{3099}", &["が"]);
    check("한국어 문장", &["한국어", "문장"]);
    check("٣٫٥ ١٩٩٩", &["٣", "٥", "١٩٩٩"]);
}

#[test]
fn urls() {
    check("see http://t.co/AbC.", &["see", "http://t.co/abc"]);
    check("(https://en.wikipedia.org/wiki/Foo_(bar))", &["https://en.wikipedia.org/wiki/foo_(bar)"]);
    check("WWW.Example.com, www. http:// https://x", &["www.example.com", "www", "http", "https://x"]);
    check("https://t.co/abc… https://t.co/abc\"x", &["https://t.co/abc", "https://t.co/abc", "x"]);
    check("https://t.co/a😀", &["https://t.co/a", "😀"]);
    check("xhttp://y.z", &["xhttp", "y", "z"]);
}

#[test]
fn mentions_and_hashtags() {
    check("@Bob_1's @@x me@home.org .@a", &["@bob_1", "s", "@x", "me", "home", "org", "@a"]);
    check("#Foo #1 #1a #日本 #a#b C# x#y #_ #", &["#foo", "1", "#1a", "#日本", "#a", "#b", "c", "x", "y"]);
    check("#e\u{301}te\u{301}", &["#été"]);
    check("@ foo", &["foo"]);
}

#[test]
fn emoji() {
    check("hi👋🏽there", &["hi", "👋🏽", "there"]);
    check("👨‍👩‍👧‍👦🇩🇪🇫🇷", &["👨‍👩‍👧‍👦", "🇩🇪", "🇫🇷"]);
    check("🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ ❤ ♥ ❤️‍🔥", &["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "❤", "♥", "❤️‍🔥"]);
    check("1️⃣ #️⃣ a-12️⃣ 10⃣", &["1️⃣", "#️⃣", "a-1", "2️⃣", "1", "0⃣"]);
    check("© ©️ ™ → ℹ️ Ⓜ️", &["©️", "ℹ️", "Ⓜ️"]);
    check("😂😂", &["😂", "😂"]);
    check("👨\u{200d} x", &["👨", "x"]);
}

#[test]
fn ranges_refer_to_the_text_handed_in() {
    let text = "Cafe\u{301} au\u{ad}to’s";
    let found: Vec<(String, &str)> = spans(text, true).into_iter().map(|(t, r)| (t, &text[r])).collect();
    assert_eq!(found, [("café".to_string(), "Cafe\u{301}"), ("auto's".to_string(), "au\u{ad}to’s")]);
}

#[test]
fn case_is_kept_on_request() {
    let kept: Vec<String> = spans("The #Cat É", false).into_iter().map(|(token, _)| token).collect();
    assert_eq!(kept, ["The", "#Cat", "É"]);
}

/// Text in which every rule comes up, and rules meet.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "B", "z", "0", "7", "٣", "²", "é", "e\u{301}", "İ", "Σ", "ß", "日", "か", "\u{3099}", "ไ", "で",
        "ー", "한", "\u{ad}", "\u{200c}", "\u{200d}", "'", "’", "-", "\u{2010}", ".", ",", ":", ";",
        "\u{37e}", "…", "(", ")", "_", "@", "#", "*", "&", "/", "<", ">", "\"", "http://", "HTTPS://",
        "www.", " ", "\t", "\n", "\u{85}", "\u{a0}", "\u{fe0f}", "\u{fe0e}", "\u{20e3}", "😀", "🏽", "👩",
        "❤", "©", "ℹ", "Ⓜ", "🇩", "🇪", "\u{301}", "\u{338}", "K", "\u{1100}", "\u{1161}", "\u{fffd}", "\u{0}",
        "क", "\u{94d}",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn fast_equals_reference(text in tricky(), lowercase: bool) {
        prop_assert_eq!(spans(&text, lowercase), reference::tokens(&text, lowercase));
    }

    #[test]
    fn fast_equals_reference_on_ascii(text in "[ -~\t\n]{0,60}", lowercase: bool) {
        prop_assert_eq!(spans(&text, lowercase), reference::tokens(&text, lowercase));
    }

    #[test]
    fn fast_equals_reference_on_any_text(text in "\\PC{0,40}") {
        prop_assert_eq!(spans(&text, true), reference::tokens(&text, true));
    }

    #[test]
    fn tokens_are_clean_and_ranges_ascend(text in prop_oneof![tricky(), any::<String>()]) {
        let mut end = 0;
        for (token, range) in spans(&text, true) {
            prop_assert!(!token.is_empty());
            prop_assert!(!token.chars().any(|c| c.is_whitespace() || c.is_control()), "{token:?}");
            prop_assert!(end <= range.start && range.start < range.end && range.end <= text.len());
            prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
            end = range.end;
        }
    }

    #[test]
    fn the_tokens_of_a_token_are_itself(text in prop_oneof![tricky(), any::<String>()], lowercase: bool) {
        for (token, _) in spans(&text, lowercase) {
            let again: Vec<String> = spans(&token, lowercase).into_iter().map(|(token, _)| token).collect();
            prop_assert_eq!(again, vec![token]);
        }
    }
}
