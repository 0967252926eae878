use super::super::{Tokenizer, TokenizerSettings};
use super::reference;
use proptest::prelude::*;
use std::ops::Range;

fn spans(text: &str, settings: &TokenizerSettings) -> Vec<(String, Range<usize>)> {
    let mut tokens = Vec::new();
    let tokenizer = Tokenizer::new(settings.clone());
    tokenizer.tokens(text, |token, range| tokens.push((token.to_string(), range)));
    tokens
}

#[track_caller]
fn check_with(settings: &TokenizerSettings, text: &str, expected: &[&str]) {
    let found: Vec<String> = spans(text, settings).into_iter().map(|(token, _)| token).collect();
    assert_eq!(found, expected, "in {text:?}");
    assert_eq!(spans(text, settings), reference::tokens(text, settings), "in {text:?}");
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_with(&TokenizerSettings::default(), text, expected);
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
    check("U.S. x:y snake_case", &["u.s.", "x", "y", "snake", "case"]);
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
    check("xhttp://yy.z", &["xhttp", "yy", "z"]);
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
fn initialisms() {
    check("the U.S. and U.S.A., e.g. in D.C", &["the", "u.s.", "and", "u.s.a.", "e.g.", "in", "d.c."]);
    check("т.е. J.R.R. Tolkien É.U. e\u{301}.u.", &["т.е.", "j.r.r.", "tolkien", "é.u.", "é.u."]);
    check("U.S.-based U.S.'s R.E.M.?", &["u.s.", "based", "u.s.", "s", "r.e.m."]);
    check("a.b.com 1.a.b. a.b.1 x.a.b.", &["a", "b", "com", "1", "a", "b", "a", "b", "1", "x.a.b."]);
    check("...U.S. Ph.D. a. b. U.S's", &["u", "s", "ph", "d", "a", "b", "u", "s's"]);
    check("U.S.@me U.S@me a.²", &["u.s.", "@me", "u.s.", "me", "a", "²"]);
}

#[test]
fn emoticons() {
    for face in [
        ":)",
        ":-)",
        ":(",
        ":'(",
        ":'-(",
        ":D",
        ":-DDD",
        ":P",
        ";)",
        ";-)",
        ";D",
        "=)",
        "=P",
        "=/",
        ":/",
        ":-\\",
        ":|",
        ":*",
        ":3",
        ":o",
        ":S",
        ":]",
        ":}",
        ":{",
        ">:(",
        ">:)",
        "8-)",
        "B-)",
        "(:",
        "(-:",
        "<3",
        "<333",
        "</3",
        "^_^",
        "-_-",
        "-___-",
        ";_;",
        "T_T",
        "t_t",
        "o_O",
        "O_o",
        "0_o",
        "x_x",
        ">_<",
        "@_@",
        "*_*",
        "=_=",
        "._.",
        "~_~",
        "$_$",
        "^.^",
        "-.-",
        ">.<",
        ";-;",
        "o.O",
        "O.o",
        "^^",
        "(^_^)",
        "(>_<)",
        "(o_o)",
        "\\o/",
        "¯\\_(ツ)_/¯",
        "¯_(ツ)_/¯",
    ] {
        check(face, &[face]);
        check(&format!("Well {face} yes"), &["well", face, "yes"]);
        check(&format!("{face}\n{face}"), &[face, face]);
    }
    check("lol:) thanks;-)) (nice :)", &["lol", ":)", "thanks", ";-))", "nice", ":)"]);
    check(":):( :)😀", &[":)", ":(", ":)", "😀"]);
    check("XD xD xd", &["xd", "xd", "xd"]);
}

#[test]
fn what_only_looks_like_an_emoticon() {
    check(
        "10:30 (note: (a)) (see 8) 8) http:// http://a.b",
        &["10:30", "note", "a", "see", "8", "8", "http", "http://a.b"],
    );
    check("C:D C:\\x D: :Dog :-Plan :@me :#tag", &["c", "d", "c", "x", "d", "dog", "plan", "@me", "#tag"]);
    check("(:) [;] {=} f(x=(1)) :=P(m) ::)", &["f", "x", "1", "p", "m"]);
    check("Alaska (; ) is (for ): this", &["alaska", "is", "for", "this"]);
    check("p <3% a<3 <3.5 <3x <30", &["p", "3", "a", "3", "3.5", "3x", "30"]);
    check("._.. ---_--- a^^b snake_o_o o_ox no_on", &["a", "b", "snake", "o", "o", "o", "ox", "no", "on"]);
    check("*_*\u{fe0f}\u{20e3} :3\u{20e3} :)\u{301}", &["*\u{fe0f}\u{20e3}", "3\u{20e3}"]);
    check("\\o// \\\\o/", &["o", "o"]);
}

#[test]
fn placeholders() {
    check("<url> <USER>: <Number>s <tag>", &["<url>", "<user>", "<number>", "s", "tag"]);
    let settings = TokenizerSettings { placeholders: true, ..Default::default() };
    check_with(
        &settings,
        "@me http://a.b/c 10:30 1,234.5 ١٩٩٩ 2nd -5 #1a ² <user> 1️⃣",
        &[
            "<user>", "<url>", "<number>", "<number>", "<number>", "2nd", "<number>", "#1a", "²", "<user>",
            "1️⃣",
        ],
    );
}

#[test]
fn elongations() {
    let settings = TokenizerSettings { fold_elongations: true, ..Default::default() };
    check_with(&settings, "Soooo SoOo good yesss1000 #wooow", &["soo", "soo", "good", "yess1000", "#woow"]);
    check_with(&settings, "e\u{301}e\u{301}ééé мммм ーーー", &["éé", "мм", "ーー"]);
    check_with(&settings, "@aaab http://aaa.b/ccc 111 :)))", &["@aaab", "http://aaa.b/ccc", "111", ":)))"]);
}

#[test]
fn ranges_refer_to_the_text_handed_in() {
    let text = "Cafe\u{301} au\u{ad}to’s";
    let found: Vec<(String, &str)> =
        spans(text, &TokenizerSettings::default()).into_iter().map(|(t, r)| (t, &text[r])).collect();
    assert_eq!(found, [("café".to_string(), "Cafe\u{301}"), ("auto's".to_string(), "au\u{ad}to’s")]);
}

#[test]
fn case_is_kept_on_request() {
    let settings = TokenizerSettings { lowercase: false, ..Default::default() };
    check_with(&settings, "The #Cat É U.S <USER>", &["The", "#Cat", "É", "U.S.", "<USER>"]);
}

fn settings() -> impl Strategy<Value = TokenizerSettings> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(lowercase, fold_elongations, placeholders)| {
        TokenizerSettings { lowercase, fold_elongations, placeholders, ..Default::default() }
    })
}

/// Faces and what may stand around them.
fn faces() -> impl Strategy<Value = String> {
    "[:;=><^*@~.$TtOoXxUu0()_' a3DdPpSs/|#%\\\\8B{}\\[\\]\u{301}\u{20e3}-]{0,12}"
}

/// Text in which every rule comes up, and rules meet.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "B",
        "z",
        "0",
        "7",
        "٣",
        "²",
        "é",
        "e\u{301}",
        "İ",
        "Σ",
        "ß",
        "日",
        "か",
        "\u{3099}",
        "ไ",
        "で",
        "ー",
        "한",
        "\u{ad}",
        "\u{200c}",
        "\u{200d}",
        "'",
        "’",
        "-",
        "\u{2010}",
        ".",
        ",",
        ":",
        ";",
        "\u{37e}",
        "…",
        "(",
        ")",
        "_",
        "@",
        "#",
        "*",
        "&",
        "/",
        "<",
        ">",
        "\"",
        "http://",
        "HTTPS://",
        "www.",
        " ",
        "\t",
        "\n",
        "\u{85}",
        "\u{a0}",
        "\u{fe0f}",
        "\u{fe0e}",
        "\u{20e3}",
        "😀",
        "🏽",
        "👩",
        "❤",
        "©",
        "ℹ",
        "Ⓜ",
        "🇩",
        "🇪",
        "\u{301}",
        "\u{338}",
        "K",
        "\u{1100}",
        "\u{1161}",
        "\u{fffd}",
        "\u{0}",
        "क",
        "\u{94d}",
        "<3",
        "3",
        "=",
        "D",
        "P",
        "p",
        "o",
        "O",
        "T",
        "x",
        "^",
        "|",
        "\\",
        "$",
        "~",
        "]",
        "[",
        "{",
        "}",
        "+",
        "<url>",
        "<USER>",
        "ツ",
        "¯",
        "¯\\_(ツ)_/¯",
        "u.s.",
        ".a",
        "a.",
        "%",
        "sooo",
        "!",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn fast_equals_reference(text in prop_oneof![tricky(), faces()], settings in settings()) {
        prop_assert_eq!(spans(&text, &settings), reference::tokens(&text, &settings));
    }

    #[test]
    fn fast_equals_reference_on_ascii(text in "[ -~\t\n]{0,60}", settings in settings()) {
        prop_assert_eq!(spans(&text, &settings), reference::tokens(&text, &settings));
    }

    #[test]
    fn fast_equals_reference_on_any_text(text in "\\PC{0,40}", settings in settings()) {
        prop_assert_eq!(spans(&text, &settings), reference::tokens(&text, &settings));
    }
}
