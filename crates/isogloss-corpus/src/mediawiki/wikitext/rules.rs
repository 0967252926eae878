//! Which templates hold text?
//!
//! Only such are kept as set, name, translate or quote the text in them, where the reader sees just that, and without which a
//! sentence would lose a word. All others are dropped: what they show is made elsewhere.

/// What becomes of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Nothing of it is kept.
    Drop,
    /// This argument, from 1.
    Argument(u32),
    /// The last argument.
    Last,
    /// All arguments, joined.
    All(&'static str),
    /// A measure: its numbers and its first unit.
    Measure,
    /// This text.
    Text(&'static str),
    /// This text and the first argument.
    Prefixed(&'static str),
    /// A quotation, in a paragraph of its own.
    Quotation,
}

/// The rule for the template of this name.
pub(super) fn rule(name: &str) -> Rule {
    let name = name.trim();
    if name.is_empty() || name.len() > 40 {
        return Rule::Drop;
    }
    let name = name.replace('_', " ").to_lowercase();
    let name = name.strip_prefix("template:").unwrap_or(&name).trim();
    match name {
        // Setting: not broken across lines, small, raised, as a key ...
        "nowrap" | "nobr" | "no wrap" | "nobreak" | "small" | "smaller" | "big" | "larger" | "large"
        | "center" | "em" | "strong" | "bold" | "italic" | "sc" | "smallcaps" | "small caps" | "noitalic"
        | "nobold" | "mono" | "code" | "kbd" | "key" | "keypress" | "key press" | "dfn" | "var" | "mvar"
        | "sub" | "sup" | "vanchor" | "visible anchor" | "angbr" | "gloss" | "sic" | "not a typo"
        | "proper name" | "chem2" | "strikethrough" | "val" => Rule::Argument(1),
        "resize" | "font color" | "color" => Rule::Last,
        "chem" => Rule::All(""),
        "linktext" | "unité" | "unite" | "nombre" => Rule::All(" "),
        // Meaning on hover, a link to another language's article, a flag beside a name.
        "abbr" | "abbreviation" | "tooltip" | "hover title" | "ill" | "interlanguage link" | "flag"
        | "flagcountry" | "flagu" => Rule::Argument(1),
        // Language.
        "lang" | "langx" | "script" | "rtl-lang" => Rule::Argument(2),
        "transl" | "transliteration" | "translit" => Rule::Last,
        "nihongo" => Rule::Argument(1),
        _ if name.starts_with("lang-") => Rule::Argument(1),
        // Numbers.
        "convert" | "cvt" => Rule::Measure,
        "circa" | "c." | "ca." => Rule::Prefixed("c. "),
        "as of" => Rule::Prefixed("as of "),
        "uss" => Rule::Prefixed("USS "),
        "hms" => Rule::Prefixed("HMS "),
        // Characters that are hard to type or would be markup.
        "'s" => Rule::Text("'s"),
        "'" => Rule::Text("'"),
        "=" => Rule::Text("="),
        "!" => Rule::Text("|"),
        "ndash" | "en dash" => Rule::Text("–"),
        "mdash" | "em dash" => Rule::Text("—"),
        "snd" | "spnd" | "sndash" | "spaced ndash" | "snds" => Rule::Text(" – "),
        "mdashb" => Rule::Text(" — "),
        "nbsp" | "space" | "spaces" | "thinsp" | "thin space" | "sp" => Rule::Text(" "),
        "·" | "•" | "dot" | "bullet" => Rule::Text(" · "),
        "quote" | "quotation" | "blockquote" | "bquote" | "cquote" | "quote text" | "poemquote"
        | "poem quote" => Rule::Quotation,
        _ => Rule::Drop,
    }
}

/// The text after the colon of a parser function that only sets it, as `formatnum:1234`.
pub(super) fn parser_function(name: &str) -> bool {
    matches!(name.trim().to_ascii_lowercase().as_str(), "formatnum" | "lc" | "uc" | "lcfirst" | "ucfirst")
}

/// Is this argument of a measure before its unit? A number, or what stands between two.
pub(super) fn is_number(argument: &str) -> bool {
    let argument = argument.trim();
    let range = [
        "-", "–", "to", "to(-)", "and", "and(-)", "by", "x", "×", "xx", "or", "+", "+/-", "±", "*",
        "to about", "/", ",",
    ];
    range.contains(&argument)
        || argument.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | '−' | '~'))
}
