//! The words of Unicode Standard Annex #29: the `words` tokeniser, for comparison with other tools.
//!
//! # Rules
//! 1. White space and control characters cut the text into pieces. (In the Annex a mark may stand on a space, and a token
//!    would hold it.)
//! 2. A piece is cut at word boundaries after UAX #29. In short: letters, digits and `_` hold together, as do letters around
//!    `'`, `’`, `.`, `:` and `·` and digits around `'`, `’`, `.`, `,` and `;`. Hyphens, `@` and `#` separate.
//! 3. The segments that hold a letter or a number are the tokens; punctuation, most emoji and lone `_` fall away.
//! 4. Tokens are lower-cased if the settings say so, `’` becomes `'`, soft hyphens are dropped, every token is put into
//!    Normalization Form C, and `fold_elongations` leaves two of three or more equal letters.
//!
//! `placeholders` has no meaning here: the Annex knows no URLs and no mentions.
//!
//! # Guarantees
//! No token is empty or holds white space or a control character; ranges ascend and do not overlap; the tokens of a token
//! are itself.
//!
//! # Source
//! UAX #29 as in the crate unicode-segmentation; Alphabetic and Numeric of Unicode for rule 3. A piece of ASCII is cut by a
//! loop over bytes, in which the Annex comes to four rules.

#[cfg(test)]
mod tests;

use super::TokenizerSettings;
use super::class::Classes;
use super::fold::{Folder, Kind, Letters};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Hands out the tokens of a text.
pub(super) fn tokens(
    text: &str,
    settings: &TokenizerSettings,
    classes: Classes,
    mut each: impl FnMut(&str, Range<usize>),
) {
    let mut folder = Folder::new(settings.lowercase, settings.fold_elongations, classes);
    let mut each = |range: Range<usize>, letters| {
        folder.fold(&text[range.clone()], Kind::Word, letters, |token| each(token, range))
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut any = 0;
        // 0x7f, the control character above the others, is left to the slow path.
        while let Some(&byte) = bytes.get(at)
            && byte > b' '
        {
            any |= byte.wrapping_add(1) | byte;
            at += 1;
        }
        if any < 0x80 {
            ascii(bytes, start..at, &mut each);
        } else {
            let piece = &text[start..at];
            for part in piece.split(|c: char| c.is_whitespace() || c.is_control()) {
                let base = part.as_ptr() as usize - text.as_ptr() as usize;
                for (offset, word) in part.unicode_word_indices() {
                    each(base + offset..base + offset + word.len(), Letters::Any);
                }
            }
        }
        at += 1;
    }
}

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const LOW_LINE: u8 = 4;
const CAPITAL: u8 = 8;
/// Joins letters.
const MID_LETTER: u8 = 16;
/// Joins digits.
const MID_NUMBER: u8 = 32;
const BODY: u8 = LETTER | DIGIT | LOW_LINE;

const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'_' => LOW_LINE,
            b'\'' | b'.' => MID_LETTER | MID_NUMBER,
            b':' => MID_LETTER,
            b',' | b';' => MID_NUMBER,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// The words of a piece of ASCII.
fn ascii(bytes: &[u8], piece: Range<usize>, each: &mut impl FnMut(Range<usize>, Letters)) {
    let flags = |at: usize| if at < piece.end { BYTES[usize::from(bytes[at])] } else { 0 };
    let mut at = piece.start;
    while at < piece.end {
        let (start, mut seen) = (at, 0);
        loop {
            while flags(at) & BODY != 0 {
                seen |= flags(at);
                at += 1;
            }
            // Here the last byte is a letter, a digit, `_` or none at all, and the next is something else.
            if at == start {
                break;
            }
            let (last, next, after) = (flags(at - 1), flags(at), flags(at + 1));
            let letters = next & MID_LETTER != 0 && last & after & LETTER != 0;
            let digits = next & MID_NUMBER != 0 && last & after & DIGIT != 0;
            if !letters && !digits {
                break;
            }
            at += 1;
        }
        if seen & (LETTER | DIGIT) != 0 {
            each(start..at, if seen & CAPITAL == 0 { Letters::Plain } else { Letters::Capitals });
        }
        at = at.max(start + 1);
    }
}
