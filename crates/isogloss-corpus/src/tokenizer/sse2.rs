//! Bytes by sixteens: what the tokenisers' kernels share.
use std::arch::x86_64::*;

/// All ones where a byte is one of these.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn among(bytes: __m128i, first: u8, last: u8) -> __m128i {
    // Unsigned comparison: what is not above `last` is not changed by a minimum with it.
    let from_first = _mm_sub_epi8(bytes, _mm_set1_epi8(first as i8));
    _mm_cmpeq_epi8(_mm_min_epu8(from_first, _mm_set1_epi8((last - first) as i8)), from_first)
}
