//! What holds for every tokeniser.
use super::{TokenClass, Tokenizer, TokenizerKind, TokenizerSettings, classify_token};
use crate::{Reader, ReaderSettings};
use proptest::prelude::*;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

fn spans(text: &str, settings: &TokenizerSettings) -> Vec<(String, Range<usize>)> {
    let mut tokens = Vec::new();
    Tokenizer::new(settings.clone()).tokens(text, |token, range| tokens.push((token.to_string(), range)));
    tokens
}

#[test]
fn names_are_those_of_the_command_line() {
    for kind in TokenizerKind::ALL {
        assert_eq!(kind.name().parse(), Ok(kind));
        assert_eq!(serde_json::to_string(&kind).ok(), Some(format!("\"{kind}\"")));
        let version = Tokenizer::new(TokenizerSettings { kind, ..Default::default() }).version();
        assert_eq!(version.split('/').next(), Some(kind.name()));
    }
    assert!("ptb".parse::<TokenizerKind>().is_err_and(|error| error.to_string().contains("glove-twitter")));
}

#[test]
fn settings_of_an_older_run_are_read() {
    let settings: Result<TokenizerSettings, _> = serde_json::from_str("{\"lowercase\":false}");
    assert_eq!(settings.ok(), Some(TokenizerSettings { lowercase: false, ..Default::default() }));
}

#[test]
fn classes() {
    use TokenClass::*;
    for (class, tokens) in [
        (
            Word,
            vec![
                "cat", "don't", "covid19", "u.s.", "1st", "語", "²", "can't.", "a@b", "a#b", "n't", "'s",
                "cat:)",
            ],
        ),
        (Number, vec!["1", "1,234.5", "10:30", "١٩٩٩", "(1999)", "50%", "1-2"]),
        (Url, vec!["http://t.co/x", "www.a.b", "(https://a.b)", "HTTP://A"]),
        (Mention, vec!["@me", "@me:", ".@me", "\"@me"]),
        (Hashtag, vec!["#tag", "#1a", "#日本", "(#tag!"]),
        (Emoji, vec!["😀", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", "😂😂", "❤", "©️"]),
        (Emoticon, vec![":)", "^_^", "<3", "xd", "XDD", "¯\\_(ツ)_/¯"]),
        (Placeholder, vec!["<url>", "<allcaps>", "<UNK>"]),
        (Punctuation, vec![".", "--", "", "…", "<>", "\u{200d}", "¯", "©"]),
    ] {
        for token in tokens {
            assert_eq!(classify_token(token), class, "{token:?}");
        }
    }
}

/// Speed on one thread over the first 32 MB of real texts, the median of five; run it in a release build: `--release --
/// --ignored --nocapture tokenizer::tests::speed`.
#[test]
#[ignore = "measures"]
fn speed() -> Result<(), crate::CorpusError> {
    for name in ["wiki.jsonl.zst", "twitter.jsonl.zst"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
        if !path.is_file() {
            println!("SKIPPED: {} is not there", path.display());
            continue;
        }
        let mut texts: Vec<String> = Vec::new();
        let mut bytes = 0;
        let mut reader = Reader::open(&[path], &ReaderSettings::default())?;
        while bytes < 32 << 20
            && let Some(batch) = reader.next_batch()?
        {
            batch.documents(|document| {
                bytes += document.text.len();
                texts.push(document.text.into_owned());
            });
        }
        let ascii = texts.iter().flat_map(|text| text.bytes()).filter(u8::is_ascii).count();
        println!("{name}: {} MB, {:.2} % ASCII", bytes / 1_000_000, 100.0 * ascii as f64 / bytes as f64);
        for kind in TokenizerKind::ALL {
            let tokenizer = Tokenizer::new(TokenizerSettings { kind, ..Default::default() });
            let mut seconds: Vec<f64> = Vec::new();
            let mut tokens = 0_u64;
            for _ in 0..5 {
                let start = Instant::now();
                tokens = 0;
                texts.iter().for_each(|text| tokenizer.tokens(text, |_, _| tokens += 1));
                seconds.push(start.elapsed().as_secs_f64());
            }
            seconds.sort_by(f64::total_cmp);
            let rate = |amount: f64| amount / 1e6 / seconds[2];
            println!("{kind:14} {:5.0} MB/s {:6.1} M tokens/s", rate(bytes as f64), rate(tokens as f64));
        }
    }
    Ok(())
}

fn settings() -> impl Strategy<Value = TokenizerSettings> {
    let kind = prop::sample::select(TokenizerKind::ALL.to_vec());
    (kind, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(kind, lowercase, fold_elongations, placeholders)| TokenizerSettings {
            kind,
            lowercase,
            fold_elongations,
            placeholders,
        },
    )
}

/// Text in which every rule of every tokeniser comes up, and rules meet.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "B",
        "s",
        "S",
        "t",
        "n't",
        "N",
        "ll",
        "0",
        "7",
        "٣",
        "²",
        "é",
        "e\u{301}",
        "İ",
        "Σ",
        "ß",
        "ŉ",
        "日",
        "か",
        "\u{3099}",
        "ー",
        "한",
        "\u{1100}",
        "\u{1161}",
        "\u{ad}",
        "\u{200c}",
        "\u{200d}",
        "'",
        "’",
        "-",
        "+",
        "\u{2010}",
        ".",
        ",",
        ":",
        ";",
        "\u{37e}",
        "…",
        "!",
        "?",
        "(",
        ")",
        "_",
        "@",
        "#",
        "*",
        "/",
        "<",
        ">",
        "\"",
        "http://",
        "www.",
        " ",
        "\t",
        "\n",
        "\u{b}",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{fe0f}",
        "\u{20e3}",
        "😀",
        "🏽",
        "👩",
        "❤",
        "©",
        "ℹ",
        "Ⓜ",
        "🅰",
        "🇩",
        "\u{301}",
        "\u{338}",
        "\u{0}",
        "\u{7f}",
        "क",
        "\u{94d}",
        ":)",
        "<3",
        "</3",
        "^_^",
        "o_O",
        "u.s.",
        "sooo",
        "CAPS",
        "<url>",
        "<ELONG>",
        "<hashtag>",
        "#CamelCase",
        "#UP_x",
        "\u{1fef}",
        "\u{212a}",
        "א",
    ]);
    prop::collection::vec(pieces, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn ranges_ascend_on_boundaries(text in prop_oneof![tricky(), any::<String>()], settings in settings()) {
        let mut end = 0;
        for (token, range) in spans(&text, &settings) {
            prop_assert!(!token.is_empty());
            prop_assert!(end <= range.start && range.start <= range.end && range.end <= text.len());
            prop_assert!(range.start < range.end || ["<elong>", "<allcaps>", "<repeat>"].contains(&token.as_str()));
            prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
            end = range.end;
            let separates = |c: char| match settings.kind {
                TokenizerKind::Whitespace => matches!(c, ' ' | '\t'..='\r'),
                _ => c.is_whitespace() || c.is_control(),
            };
            prop_assert!(!token.chars().any(separates), "{token:?}");
        }
    }

    #[test]
    fn the_tokens_of_a_token_are_itself(text in prop_oneof![tricky(), any::<String>()], settings in settings()) {
        for (token, _) in spans(&text, &settings) {
            let again: Vec<String> = spans(&token, &settings).into_iter().map(|(token, _)| token).collect();
            prop_assert_eq!(again, vec![token]);
        }
    }

    #[test]
    fn any_token_has_a_class(text in prop_oneof![tricky(), any::<String>()]) {
        classify_token(&text);
    }
}
