//! Text to tokens: the `social` tokeniser, for articles and tweets alike.
//!
//! # Rules
//! A text is read from left to right; where a token can start, the first rule that fits takes it:
//!
//! 1. **Keycaps and emoji**: a whole grapheme cluster is one token: skin tones, families, flags, `1️⃣`. It is kept as it
//!    is written (`❤` and `❤️` differ). Symbols that are text by default (`©`, `↔`) count only with the emoji selector
//!    U+FE0F, those of the blocks Miscellaneous Symbols and Dingbats (`♥`, `✌`) always.
//! 2. **URLs**: `http://`, `https://` or `www.` (any case) and a letter or digit, up to the next white space, control
//!    character, `<`, `>` or `"`; trailing punctuation is cut off, a `)` only where the URL holds no `(` for it.
//! 3. **Mentions**: `@` and ASCII letters, digits and `_`. Not directly after a word: in `me@home.org` there is none.
//! 4. **Hashtags**: `#` and letters, marks, digits and `_` of any script, at least one letter among them. Not directly
//!    after a word (`C#`).
//! 5. **Words and numbers**: letters, marks and digits of any script (`covid19`, `km²`). Between two of them these stay:
//!    an apostrophe (`'`, `’`) and a hyphen (`-`, U+2010, U+2011), unless between two digits (`don't`, `trans-atlantic`,
//!    `covid-19`, but `1999` and `2000` in `1999-2000`); `.`, `,` and `:` between two digits (`1,234.5`, `10:30`);
//!    the zero-width joiners of Indic and Persian script. A soft hyphen there is dropped.
//! 6. **Letters of scripts that do not mark words** (Han, Hiragana, Thai, Lao, Khmer, Myanmar): each, with its marks, is a
//!    token. These are not words; segmenting them takes a dictionary, which this tokeniser has not.
//!
//! Everything else separates. Then tokens (all but emoji) are lower-cased if the settings say so, apostrophes and
//! hyphens of words become `'` and `-`, and every token is put into Normalization Form C. Ranges refer to the text as it
//! was handed in.
//!
//! # Guarantees
//! No token is empty or holds white space or a control character; ranges ascend and do not overlap; the tokens of a token
//! are itself.
//!
//! # Source
//! Unicode 17 and 18 properties; UAX #29 for grapheme clusters, UAX #15 for Form C, UTS #51 for emoji. The rules for words
//! are our own, between UAX #29's (which cuts at hyphens and tears `@` and `#` off) and those of tokenisers for tweets.

mod class;
mod fold;
#[cfg(test)]
mod reference;
mod scan;
#[cfg(test)]
mod tests;

use class::Classes;
use fold::Folder;
use scan::Scanner;
use serde::{Deserialize, Serialize};

/// How text is cut. The same for every domain of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenizerSettings {
    /// Lower-case tokens.
    pub lowercase: bool,
}

impl Default for TokenizerSettings {
    fn default() -> Self {
        Self { lowercase: true }
    }
}

/// The `social` tokeniser.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    settings: TokenizerSettings,
    classes: Classes,
}

impl Tokenizer {
    /// Name and version, recorded with every run: tokens of different versions are not comparable.
    pub const VERSION: &'static str = "social/1";

    /// A tokeniser with these settings.
    pub fn new(settings: TokenizerSettings) -> Self {
        Self { settings, classes: Classes::get() }
    }

    /// What it was made with.
    pub fn settings(&self) -> &TokenizerSettings {
        &self.settings
    }

    /// Calls `each` with every token of a text in order, and with its byte range in `text`.
    ///
    /// ```
    /// use isogloss_corpus::{Tokenizer, TokenizerSettings};
    /// let mut tokens = Vec::new();
    /// let tokenizer = Tokenizer::new(TokenizerSettings::default());
    /// tokenizer.tokens("Don’t @me, it's 10:30!", |token, range| tokens.push((token.to_string(), range.start)));
    /// let expected = [("don't", 0), ("@me", 8), ("it's", 13), ("10:30", 18)];
    /// assert_eq!(tokens, expected.map(|(token, start)| (token.to_string(), start)));
    /// ```
    pub fn tokens(&self, text: &str, mut each: impl FnMut(&str, std::ops::Range<usize>)) {
        let mut scanner = Scanner::new(text, self.classes);
        let mut folder = Folder::new(self.settings.lowercase);
        while let Some(span) = scanner.next_span() {
            folder.fold(&text[span.range.clone()], span.kind, span.letters, |token| {
                each(token, span.range.clone())
            });
        }
    }
}
