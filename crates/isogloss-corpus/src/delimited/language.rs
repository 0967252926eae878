//! Is the language that a table names the one asked for?

/// Whether `value`, of a language column, names the language with this ISO 639-1 code: a code (`en`, `en-GB`, `EN_us`) or an
/// English name (`English`, `Farsi (Persian)`). `None` where it names none that is known: `und`, empty, free text.
///
/// ```
/// use isogloss_corpus::delimited::names_language;
/// assert_eq!(names_language("English", "en"), Some(true));
/// assert_eq!(names_language("pt-BR", "en"), Some(false));
/// assert_eq!(names_language("und", "en"), None);
/// ```
pub fn names_language(value: &str, code: &str) -> Option<bool> {
    let found = code_of(value)?;
    Some(found.eq_ignore_ascii_case(code.trim()))
}

/// The ISO 639-1 code of what names a language.
pub(crate) fn code_of(value: &str) -> Option<&'static str> {
    // `Farsi (Persian)` is known by its first word, `Chinese, simplified` too.
    let word = value.split(['(', ',', ';', '/']).next()?.trim();
    let tag = word.split(['-', '_']).next()?;
    let known = |(code, names): &&(&'static str, &[&str])| {
        let is = |name: &str| tag.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(name);
        is(code) || names.iter().any(|name| is(name))
    };
    LANGUAGES.iter().find(known).map(|(code, _)| *code)
}

/// Codes, and the other names that tables of tweets use: English names, and the codes before 1989 that Twitter kept.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["english"]),
    ("af", &["afrikaans"]),
    ("am", &["amharic"]),
    ("ar", &["arabic"]),
    ("az", &["azerbaijani"]),
    ("be", &["belarusian"]),
    ("bg", &["bulgarian"]),
    ("bn", &["bengali", "bangla"]),
    ("bs", &["bosnian"]),
    ("ca", &["catalan"]),
    ("cs", &["czech"]),
    ("cy", &["welsh"]),
    ("da", &["danish"]),
    ("de", &["german"]),
    ("el", &["greek"]),
    ("eo", &["esperanto"]),
    ("es", &["spanish"]),
    ("et", &["estonian"]),
    ("eu", &["basque"]),
    ("fa", &["farsi", "persian"]),
    ("fi", &["finnish"]),
    ("fr", &["french"]),
    ("ga", &["irish"]),
    ("gl", &["galician"]),
    ("gu", &["gujarati"]),
    ("he", &["hebrew", "iw"]),
    ("hi", &["hindi"]),
    ("hr", &["croatian"]),
    ("ht", &["haitian", "haitian creole"]),
    ("hu", &["hungarian"]),
    ("hy", &["armenian"]),
    ("id", &["indonesian", "in"]),
    ("is", &["icelandic"]),
    ("it", &["italian"]),
    ("ja", &["japanese"]),
    ("ka", &["georgian"]),
    ("kk", &["kazakh"]),
    ("km", &["khmer"]),
    ("kn", &["kannada"]),
    ("ko", &["korean"]),
    ("la", &["latin"]),
    ("lt", &["lithuanian"]),
    ("lv", &["latvian"]),
    ("mk", &["macedonian"]),
    ("ml", &["malayalam"]),
    ("mn", &["mongolian"]),
    ("mr", &["marathi"]),
    ("ms", &["malay"]),
    ("my", &["burmese"]),
    ("ne", &["nepali"]),
    ("nl", &["dutch"]),
    ("no", &["norwegian", "nb", "nn"]),
    ("pa", &["punjabi", "panjabi"]),
    ("pl", &["polish"]),
    ("ps", &["pashto", "pushto"]),
    ("pt", &["portuguese"]),
    ("ro", &["romanian"]),
    ("ru", &["russian"]),
    ("si", &["sinhala"]),
    ("sk", &["slovak"]),
    ("sl", &["slovenian"]),
    ("so", &["somali"]),
    ("sq", &["albanian"]),
    ("sr", &["serbian"]),
    ("sv", &["swedish"]),
    ("sw", &["swahili"]),
    ("ta", &["tamil"]),
    ("te", &["telugu"]),
    ("th", &["thai"]),
    ("tl", &["tagalog", "filipino"]),
    ("tr", &["turkish"]),
    ("uk", &["ukrainian"]),
    ("ur", &["urdu"]),
    ("uz", &["uzbek"]),
    ("vi", &["vietnamese"]),
    ("yi", &["yiddish"]),
    ("zh", &["chinese"]),
];
