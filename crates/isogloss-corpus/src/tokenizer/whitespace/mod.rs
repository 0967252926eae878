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
#[inline]
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
        // Where a byte of a token follows white space, and where white space follows such a byte.
        let before = spaces << 1 | u64::from(open.is_none());
        let (mut starts, mut ends) = (!spaces & before, spaces & !before);
        while ends != 0 {
            let end = ends.trailing_zeros() as usize;
            let start = open.take().unwrap_or_else(|| {
                let start = starts.trailing_zeros() as usize;
                starts &= starts - 1;
                base + start
            });
            let inside = others & low_bits(end) & (u64::MAX << start.saturating_sub(base));
            each(start..base + end, !mixed && inside == 0);
            mixed = false;
            ends &= ends - 1;
        }
        if starts != 0 {
            open = Some(base + starts.trailing_zeros() as usize);
        }
        if let Some(start) = open {
            mixed |= others & (u64::MAX << start.saturating_sub(base)) != 0;
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
#[cfg(target_arch = "x86_64")]
#[inline]
fn masks(block: &[u8; BLOCK]) -> (u64, u64) {
    // SAFETY: SSE2 is a part of x86-64.
    unsafe { sse2_masks(block) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2_masks(block: &[u8; BLOCK]) -> (u64, u64) {
    use super::sse2::among;
    use std::arch::x86_64::*;
    let (mut spaces, mut others) = (0, 0);
    for (number, bytes) in block.chunks_exact(size_of::<__m128i>()).enumerate() {
        let bytes: __m128i = bytemuck::pod_read_unaligned(bytes);
        let is_blank = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b' ' as i8));
        let is_space = _mm_or_si128(is_blank, among(bytes, b'\t', b'\r'));
        let is_other = _mm_or_si128(bytes, among(bytes, b'A', b'Z'));
        let shift = size_of::<__m128i>() * number;
        spaces |= u64::from(_mm_movemask_epi8(is_space) as u16) << shift;
        others |= u64::from(_mm_movemask_epi8(is_other) as u16) << shift;
    }
    (spaces, others)
}

#[cfg(not(target_arch = "x86_64"))]
use portable::masks;

/// The same on any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::BLOCK;

    #[inline]
    pub(super) fn masks(block: &[u8; BLOCK]) -> (u64, u64) {
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
}
