//! Every string on its way into HTML, SVG or a script: escaped, isolated, shortened.
//!
//! `format!("<p>{}</p>", Text(s))` is the rule: a string of the report is never written without one of these around it.

use std::fmt::{self, Display, Write};

/// Letters of a word that a page shows; the whole word is in the tables.
pub const WORD_CHARS: usize = 40;
/// Letters of a sentence that a page shows.
pub const SENTENCE_CHARS: usize = 1200;

/// Text in an element or in a quoted attribute.
pub struct Text<'a>(pub &'a str);

/// A word: isolated from the direction of its surroundings, and shortened.
pub struct Word<'a>(pub &'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, c) in self.0.chars().enumerate() {
            if i == SENTENCE_CHARS {
                return f.write_char('…');
            }
            match visible(c) {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

impl Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = shorten(self.0, WORD_CHARS);
        if short.len() == self.0.len() {
            write!(f, "<bdi>{}</bdi>", Text(self.0))
        } else {
            write!(f, "<bdi title=\"{}\">{}</bdi>", Text(&shorten(self.0, 4 * WORD_CHARS)), Text(&short))
        }
    }
}

/// A control character, a bidirectional control or a line separator shows as U+FFFD: XML allows none of the first, and one
/// of the second can turn the rest of a line round, out of any isolation.
pub fn visible(c: char) -> char {
    match c {
        '\t' | '\n' => c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => '\u{fffd}',
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{fdd0}'..='\u{fdef}' => '\u{fffd}',
        c if u32::from(c) & 0xfffe == 0xfffe => '\u{fffd}',
        c => c,
    }
}

/// The first `chars` characters, and an ellipsis where there were more.
pub fn shorten(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some(_) => {
            let end = text.char_indices().nth(chars.saturating_sub(1)).map_or(0, |(at, _)| at);
            format!("{}…", &text[..end])
        }
    }
}

/// A word as the page's script may show it: visible characters only, shortened.
pub fn plain_word(word: &str) -> String {
    shorten(word, WORD_CHARS).chars().map(visible).collect()
}

/// JSON that may stand inside `<script type="application/json">`.
pub fn json_in_html(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// A domain's name as part of a file's name: letters, digits, `-`, `_` and `.`; never empty, never hidden.
pub fn file_name(name: &str) -> String {
    let clean: String = name
        .chars()
        .take(60)
        .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' })
        .collect();
    let clean = clean.trim_matches('.');
    if clean.is_empty() { "domain".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            Text("<b a='1' c=\"2\">&</b>").to_string(),
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;&lt;/b&gt;"
        );
    }

    #[test]
    fn what_turns_a_line_round_becomes_visible() {
        assert_eq!(
            Text("a\u{202e}b\u{2069}c\u{0}d\u{ffff}").to_string(),
            "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"
        );
        assert_eq!(Text("שלום").to_string(), "שלום");
        assert_eq!(Text("👩\u{200d}🚀").to_string(), "👩\u{200d}🚀");
    }

    #[test]
    fn long_words_are_shortened_and_say_so() {
        let long = "é".repeat(500);
        let word = Word(&long).to_string();
        assert!(word.starts_with("<bdi title=\"éé") && word.ends_with("é…</bdi>"), "{word}");
        assert_eq!(word.matches('é').count(), 39 + 159);
        assert_eq!(Word("kitten").to_string(), "<bdi>kitten</bdi>");
        assert_eq!(shorten("abc", 3), "abc");
        assert_eq!(shorten("abcd", 3), "ab…");
    }

    #[test]
    fn json_cannot_close_its_script() {
        let safe = json_in_html("[\"</script><!--&\u{2028}\u{2029}\"]");
        assert_eq!(safe, "[\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029\"]");
    }

    #[test]
    fn file_names_stay_in_their_folder() {
        assert_eq!(file_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(file_name("wiki en"), "wiki-en");
        assert_eq!(file_name(".."), "domain");
        assert_eq!(file_name(""), "domain");
    }
}
