//! What stands between white space: the `whitespace` tokeniser, for text that was tokenised before.
//!
//! # Rules
//! A token is a run of bytes other than space, tab, newline, carriage return, vertical tab and form feed. It is
//! lower-cased if the settings say so, and is otherwise what it was: no Form C, and control characters and the white space
//! of Unicode beyond those six (U+00A0, U+2028) stay where they are, as they do in word2vec and GloVe. Those two drop a
//! carriage return and keep a vertical tab and a form feed, which makes no difference in text with ordinary line ends.
//!
//! # Guarantees
//! No token is empty or holds one of the six; ranges ascend and do not overlap; the tokens of a token are itself.
//!
//! # How it is fast
//! 64 bytes become two words of 64 bits, which bytes are white space and which can change in lower case; ends of tokens are
//! counts of trailing zeros. No byte is looked at alone and no branch hangs on one.

#[cfg(test)]
mod tests;

use std::ops::Range;

/// A block of text, a bit for each byte.
const BLOCK: usize = 64;

/// Hands out the tokens of a text.
pub(super) fn tokens(text: &str, lowercase: bool, mut each: impl FnMut(&str, Range<usize>)) {
    let mut folded = String::new();
    spans(text, |range, plain| {
        let token = &text[range.clone()];
        if plain || !lowercase {
            each(token, range);
        } else if token.is_ascii() {
            folded.clear();
            folded.push_str(token);
            folded.make_ascii_lowercase();
            each(&folded, range);
        } else {
            each(&token.to_lowercase(), range);
        }
    });
}

/// Every token, and whether it is ASCII without capitals.
fn spans(text: &str, mut each: impl FnMut(Range<usize>, bool)) {
    let bytes = text.as_bytes();
    // The open token: where it began, and whether a byte of it was not plain in an earlier block.
    let (mut open, mut mixed) = (None, false);
    for (number, block) in bytes.chunks(BLOCK).enumerate() {
        let base = number * BLOCK;
        let (spaces, others) = match block.try_into() {
            Ok(block) => masks(block),
            Err(_) => {
                let mut last = [b' '; BLOCK];
                last[..block.len()].copy_from_slice(block);
                masks(&last)
            }
        };
        let mut at = 0;
        while at < BLOCK {
            // Bits before `at` are done: what is looked for lies at or above it.
            let rest = u64::MAX << at;
            if let Some(start) = open {
                let end = (spaces & rest).trailing_zeros() as usize;
                let inside = others & rest & low_bits(end);
                mixed |= inside != 0;
                if end == BLOCK {
                    break;
                }
                each(start..base + end, !mixed);
                (open, mixed, at) = (None, false, end);
            } else {
                let start = (!spaces & rest).trailing_zeros() as usize;
                if start < BLOCK {
                    open = Some(base + start);
                }
                at = start;
            }
        }
    }
    if let Some(start) = open {
        each(start..bytes.len(), !mixed);
    }
}

/// The `count` lowest bits.
fn low_bits(count: usize) -> u64 {
    if count == BLOCK { u64::MAX } else { (1 << count) - 1 }
}

/// Which bytes are white space, and which can change in lower case.
#[inline]
fn masks(block: &[u8; BLOCK]) -> (u64, u64) {
    let mut spaces = [0u8; BLOCK];
    let mut others = [0u8; BLOCK];
    // Plain loops over whole blocks: the compiler makes vectors of them.
    for at in 0..BLOCK {
        let byte = block[at];
        spaces[at] = u8::from(byte == b' ') | u8::from(byte.wrapping_sub(b'\t') < 5);
        others[at] = u8::from(byte.wrapping_sub(b'A') < 26) | (byte >> 7);
    }
    (pack(&spaces), pack(&others))
}

/// The lowest bits of 64 bytes in one word: a multiplication moves those of eight bytes to the top.
#[inline]
fn pack(flags: &[u8; BLOCK]) -> u64 {
    let mut packed = 0;
    for (number, eight) in flags.chunks_exact(8).enumerate() {
        let eight = eight.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte));
        packed |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * number);
    }
    packed
}
