//! What kind of token is this, as it stands in a vocabulary?
use super::class::{Class, Classes};
use super::fold::Kind;
use super::social::Scanner;
use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenClass {
    /// Anything with a letter that is none of the others.
    Word,
    /// Digits, and no letter.
    Number,
    /// `http://…`, `https://…` or `www.…`.
    Url,
    /// `@name`.
    Mention,
    /// `#topic`.
    Hashtag,
    /// One grapheme cluster of emoji.
    Emoji,
    /// `:-)`, `^_^`, `<3`, `xd`.
    Emoticon,
    /// `<url>`, `<hashtag>`: a name in angle brackets.
    Placeholder,
    /// No letter, no digit and none of the others: punctuation, where a tokeniser keeps it.
    Punctuation,
}

/// What a token is, from its surface alone, whichever tokeniser it comes from. Where that one leaves punctuation on a token
/// (`whitespace`), what stands first and after opening punctuation decides: `"@me:` is a mention.
///
/// ```
/// use isogloss_corpus::{TokenClass, classify_token};
/// assert_eq!(classify_token("@me"), TokenClass::Mention);
/// assert_eq!(classify_token("1,234.5"), TokenClass::Number);
/// assert_eq!(classify_token("covid19"), TokenClass::Word);
/// ```
pub fn classify_token(token: &str) -> TokenClass {
    if is_placeholder(token) {
        return TokenClass::Placeholder;
    }
    if is_laugh(token) {
        return TokenClass::Emoticon;
    }
    let classes = Classes::get();
    let Some(first) = Scanner::new(token, classes).next_span() else { return of_letters(token, classes) };
    let opens = |c: char| {
        use GeneralCategoryGroup::{Punctuation, Symbol};
        matches!(c.general_category_group(), Punctuation | Symbol)
    };
    let leads = token[..first.range.start].chars().all(opens);
    match first.kind {
        Kind::Url if leads => TokenClass::Url,
        Kind::Mention if leads => TokenClass::Mention,
        Kind::Hashtag if leads => TokenClass::Hashtag,
        Kind::Emoji if first.range.len() == token.len() => TokenClass::Emoji,
        Kind::Emoticon if first.range.len() == token.len() => TokenClass::Emoticon,
        _ => of_letters(token, classes),
    }
}

/// A word has a letter; what has digits only is a number; then come symbols.
fn of_letters(token: &str, classes: Classes) -> TokenClass {
    let any = |wanted: &[Class]| token.chars().any(|c| wanted.contains(&classes.of(c)));
    if any(&[Class::Letter, Class::Unspaced]) {
        TokenClass::Word
    } else if any(&[Class::Digit]) {
        TokenClass::Number
    } else if any(&[Class::Emoji]) {
        TokenClass::Emoji
    } else {
        TokenClass::Punctuation
    }
}

fn is_placeholder(token: &str) -> bool {
    let name = token.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or("");
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// `xd`, `XDDD`.
fn is_laugh(token: &str) -> bool {
    let mouth = token.strip_prefix(['x', 'X']).unwrap_or("");
    !mouth.is_empty() && mouth.bytes().all(|byte| byte.eq_ignore_ascii_case(&b'd'))
}
