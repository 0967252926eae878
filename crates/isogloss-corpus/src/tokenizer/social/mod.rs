//! Words, and what else people write: the `social` tokeniser, for articles and tweets alike.
//!
//! # Rules
//! A text is read from left to right; where a token can start, the first rule that fits takes it:
//!
//! 1. **Keycaps and emoji**: a whole grapheme cluster is one token: skin tones, families, flags, `1️⃣`. It is kept as it
//!    is written (`❤` and `❤️` differ). Symbols that are text by default (`©`, `↔`) count only with the emoji selector
//!    U+FE0F, those of the blocks Miscellaneous Symbols and Dingbats (`♥`, `✌`) always.
//! 2. **URLs**: `http://`, `https://` or `www.` (any case) and a letter or digit, up to the next white space, control
//!    character, `<`, `>` or `"`; trailing punctuation is cut off, a `)` only where the URL holds no `(` for it.
//! 3. **Emoticons**, kept as they are written:
//!    * lying: perhaps a brow (`>`, before `:` and `;`), eyes (`:` `;` `=`), perhaps a tear (`'`), perhaps a nose (`-`), and a
//!      mouth, or a run of the same mouth: `)` `(` `]` `[` `}` `{` for all, `D` `d` `P` `p` for `:` and `;`, `D` `P` `p` `/`
//!      `\` `|` for `=`, and `O` `o` `S` `s` `X` `x` `3` `/` `\` `|` `*` `$` `@` `#` for `:`. Also `8-)` and `B-)`, but not
//!      `8)`, which closes more often than it smiles;
//!    * hearts: `<3` and `</3` with any number of `3`, unless a measure goes on (`<3%`, `<3.5`);
//!    * upright: two eyes around a run of `_`: the same (any case) of `^ - ; = * @ ~ . $ T X U O 0`, `>_<` or a mix of
//!      `o`, `O` and `0`; `^.^`, `^-^`, `-.-`, `>.<`, `;-;`, `o.O`, `O.o`; perhaps in parentheses; `^^` between white space;
//!      `\o/`; `¯\_(ツ)_/¯` with any number of backslashes;
//!    * turned: `(:` and `(-:` between white space. `(;`, `):` and `D:` are not: cut out a template and they remain.
//!
//!    None is directly followed by a letter, digit, mark or `_` (`:Dog`, `http://`), and none directly follows one (`C:D`,
//!    `10:30`), but those that end in `)` or `(` and have the eyes `:` or `;` (`lol:)`). No lying one directly follows `:`,
//!    `;` or `=`, or the bracket that its mouth closes (`(:)`); no upright one stands beside another of its eyes (`.._..`).
//!    `xd` and `xD` are words.
//! 4. **Placeholders** of text that was prepared: `<url>`, `<user>`, `<number>`, in any case.
//! 5. **Mentions**: `@` and ASCII letters, digits and `_`. Not directly after a word: in `me@home.org` there is none.
//! 6. **Hashtags**: `#` and letters, marks, digits and `_` of any script, at least one letter among them. Not directly
//!    after a word (`C#`).
//! 7. **Initialisms**: two or more single letters, each followed by a full stop: `U.S.`, `e.g.`, `т.е.`. The last stop may be
//!    missing and is then added (`U.S` is `u.s.`): both spellings are one word, the one that printed dictionaries and
//!    published vectors have. Nothing of it is one if a full stop stands before it or a longer word or a digit follows (`a.b.com`).
//! 8. **Words and numbers**: letters, marks and digits of any script (`covid19`, `km²`). Between two of them these stay:
//!    an apostrophe (`'`, `’`) and a hyphen (`-`, U+2010, U+2011), unless between two digits (`don't`, `trans-atlantic`,
//!    `covid-19`, but `1999` and `2000` in `1999-2000`); `.`, `,` and `:` between two digits (`1,234.5`, `10:30`);
//!    the zero-width joiners of Indic and Persian script. A soft hyphen there is dropped. It is a number if it has no letter
//!    and no mark.
//! 9. **Letters of scripts that do not mark words** (Han, Hiragana, Thai, Lao, Khmer, Myanmar): each, with its marks, is a
//!    token. These are not words; segmenting them takes a dictionary, which this tokeniser has not.
//!
//! Everything else separates. Then tokens (all but emoji and emoticons) are lower-cased if the settings say so, apostrophes
//! and hyphens of words become `'` and `-`, and every token is put into Normalization Form C. Ranges refer to the text as
//! it was handed in.
//!
//! Two settings change names, never ranges: `fold_elongations` leaves two of three or more equal letters in a row in words
//! and hashtags (`soooo` is `soo`, so that `so` and `soo` stay apart; `www` and `iii` suffer), `placeholders` calls every URL
//! `<url>`, every mention `<user>` and every number `<number>`.
//!
//! # Guarantees
//! No token is empty or holds white space or a control character; ranges ascend and do not overlap; the tokens of a token
//! are itself.
//!
//! # Measured
//! On one thread of a machine of two cores, `tokenizer::tests::speed` gave in one run (MB/s of the first 32 MB of each text):
//!
//! | | articles (99.7 % ASCII) | tweets (99.2 % ASCII) |
//! | --- | --- | --- |
//! | `social` | 314 | 166 |
//! | `words` | 224 | 175 |
//! | `whitespace` | 557 | 327 |
//! | `glove-twitter` | 30 | 25 |
//!
//! # Source
//! Unicode 17 and 18 properties; UAX #29 for grapheme clusters, UAX #15 for Form C, UTS #51 for emoji. The rules for words
//! are our own, between UAX #29's (which cuts at hyphens and tears `@` and `#` off) and those of tokenisers for tweets.

mod emoticon;
#[cfg(test)]
pub(super) mod reference;
mod run;
mod scan;
#[cfg(test)]
mod tests;

use super::TokenizerSettings;
use super::class::Classes;
use super::fold::{Folder, Kind};
pub(super) use scan::Scanner;
use std::ops::Range;

/// Hands out the tokens of a text.
pub(super) fn tokens(
    text: &str,
    settings: &TokenizerSettings,
    classes: Classes,
    mut each: impl FnMut(&str, Range<usize>),
) {
    let mut scanner = Scanner::new(text, classes);
    let mut folder = Folder::new(settings.lowercase, settings.fold_elongations, classes);
    while let Some(span) = scanner.next_span() {
        let range = span.range;
        let piece = &text[range.clone()];
        match span.kind {
            Kind::Url if settings.placeholders => each("<url>", range),
            Kind::Mention if settings.placeholders => each("<user>", range),
            Kind::Number if settings.placeholders => each("<number>", range),
            Kind::Initialism if !piece.ends_with('.') => {
                folder.fold(&format!("{piece}."), span.kind, span.letters, |token| each(token, range));
            }
            kind => folder.fold(piece, kind, span.letters, |token| each(token, range)),
        }
    }
}
