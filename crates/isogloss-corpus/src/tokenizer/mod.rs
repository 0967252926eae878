//! Text to tokens, by one of four sets of rules.
//!
//! | name | for | version |
//! | --- | --- | --- |
//! | [`social`](TokenizerKind::Social) | articles and tweets alike, the default | `social/2` |
//! | [`words`](TokenizerKind::Words) | comparison with other tools: UAX #29 | `words/1` |
//! | [`whitespace`](TokenizerKind::Whitespace) | text that was tokenised before | `whitespace/1` |
//! | [`glove-twitter`](TokenizerKind::GloveTwitter) | the vocabulary of Stanford's Twitter vectors | `glove-twitter/1` |
//!
//! Their rules stand, one by one, at the head of their modules. All of them hand out each token with its byte range in the
//! text as it was handed in; ranges ascend and do not overlap and begin and end between characters; no token is empty; the
//! tokens of a token are itself.

mod class;
mod classify;
mod fold;
mod glove_twitter;
mod social;
#[cfg(target_arch = "x86_64")]
mod sse2;
#[cfg(test)]
mod tests;
mod whitespace;
mod words;

use class::Classes;
pub use classify::{TokenClass, classify_token};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenizerKind {
    /// Words, numbers, URLs, mentions, hashtags, emoji and emoticons, in articles and tweets alike.
    #[default]
    Social,
    /// The words of Unicode Standard Annex #29.
    Words,
    /// What stands between ASCII white space.
    Whitespace,
    /// As in the vocabulary of Stanford's Twitter vectors, placeholders and all.
    GloveTwitter,
}

impl TokenizerKind {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [Self::Social, Self::Words, Self::Whitespace, Self::GloveTwitter];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Social => "social",
            Self::Words => "words",
            Self::Whitespace => "whitespace",
            Self::GloveTwitter => "glove-twitter",
        }
    }
}

impl fmt::Display for TokenizerKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for TokenizerKind {
    type Err = UnknownTokenizer;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        kind.ok_or_else(|| UnknownTokenizer { name: name.to_owned() })
    }
}

/// A name that no tokeniser has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no tokeniser is called \"{name}\": there are social, words, whitespace and glove-twitter")]
pub struct UnknownTokenizer {
    /// What was asked for.
    pub name: String,
}

/// How text is cut. The same for every domain of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenizerSettings {
    /// The set of rules.
    pub kind: TokenizerKind,
    /// Lower-case tokens. (`glove-twitter` always does: its vocabulary has no capitals.)
    pub lowercase: bool,
    /// Leave two of three or more equal letters in a row: `soooo` is `soo`. For `social` and `words`.
    pub fold_elongations: bool,
    /// Call URLs `<url>`, mentions `<user>` and numbers `<number>`. For `social`; `glove-twitter` always does.
    pub placeholders: bool,
}

impl Default for TokenizerSettings {
    fn default() -> Self {
        Self { kind: TokenizerKind::Social, lowercase: true, fold_elongations: false, placeholders: false }
    }
}

/// A set of rules with settings, ready for any number of texts.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    settings: TokenizerSettings,
}

impl Tokenizer {
    /// A tokeniser with these settings.
    pub fn new(settings: TokenizerSettings) -> Self {
        Self { settings }
    }

    /// Name and version of the rules, recorded with every run: tokens of different versions are not comparable.
    pub fn version(&self) -> &'static str {
        match self.settings.kind {
            TokenizerKind::Social => "social/2",
            TokenizerKind::Words => "words/1",
            TokenizerKind::Whitespace => "whitespace/1",
            TokenizerKind::GloveTwitter => "glove-twitter/1",
        }
    }

    /// What it was made with.
    pub fn settings(&self) -> &TokenizerSettings {
        &self.settings
    }

    /// Calls `each` with every token of a text in order, and with its byte range in `text`. (Of `glove-twitter`, the marks
    /// `<repeat>`, `<elong>` and `<allcaps>` stand for no text of their own: their range is empty, where their word ends.)
    ///
    /// ```
    /// use isogloss_corpus::{Tokenizer, TokenizerSettings};
    /// let mut tokens = Vec::new();
    /// let tokenizer = Tokenizer::new(TokenizerSettings::default());
    /// tokenizer.tokens("Don’t @me, it's 10:30 :-)", |token, range| tokens.push((token.to_string(), range.start)));
    /// let expected = [("don't", 0), ("@me", 8), ("it's", 13), ("10:30", 18), (":-)", 24)];
    /// assert_eq!(tokens, expected.map(|(token, start)| (token.to_string(), start)));
    /// ```
    pub fn tokens(&self, text: &str, each: impl FnMut(&str, Range<usize>)) {
        let settings = &self.settings;
        match settings.kind {
            TokenizerKind::Social => social::tokens(text, settings, Classes::get(), each),
            TokenizerKind::Words => words::tokens(text, settings, Classes::get(), each),
            TokenizerKind::Whitespace => whitespace::tokens(text, settings.lowercase, each),
            TokenizerKind::GloveTwitter => glove_twitter::tokens(text, Classes::get(), each),
        }
    }
}
