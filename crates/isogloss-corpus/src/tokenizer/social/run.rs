//! Runs of ASCII letters and digits, without a branch that hangs on where one ends.

/// So many bytes are looked at together.
pub(super) const WINDOW: usize = 16;

/// What the bytes of a window are, a bit for each, the first lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    letters: u32,
    capitals: u32,
    digits: u32,
}

impl Run {
    #[inline]
    pub(super) fn of(window: &[u8; WINDOW]) -> Self {
        // SAFETY: SSE2 is a part of x86-64.
        #[cfg(target_arch = "x86_64")]
        let run = unsafe { Self::sse2(window) };
        #[cfg(not(target_arch = "x86_64"))]
        let run = Self::portable(window);
        run
    }

    #[cfg(target_arch = "x86_64")]
    #[inline]
    #[target_feature(enable = "sse2")]
    fn sse2(window: &[u8; WINDOW]) -> Self {
        use super::super::sse2::among;
        use std::arch::x86_64::*;
        let bytes: __m128i = bytemuck::pod_read_unaligned(window);
        let lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        Self {
            letters: _mm_movemask_epi8(among(lower, b'a', b'z')) as u32,
            capitals: _mm_movemask_epi8(among(bytes, b'A', b'Z')) as u32,
            digits: _mm_movemask_epi8(among(bytes, b'0', b'9')) as u32,
        }
    }

    #[cfg(any(test, not(target_arch = "x86_64")))]
    fn portable(window: &[u8; WINDOW]) -> Self {
        let bits =
            |is: fn(&u8) -> bool| window.iter().rev().fold(0, |bits, byte| bits << 1 | u32::from(is(byte)));
        Self {
            letters: bits(u8::is_ascii_alphabetic),
            capitals: bits(u8::is_ascii_uppercase),
            digits: bits(u8::is_ascii_digit),
        }
    }

    /// How many bytes at the start are letters and digits.
    #[inline]
    pub(super) fn length(self) -> usize {
        (!(self.letters | self.digits)).trailing_zeros() as usize
    }

    /// Whether there is a letter among so many bytes at the start, and whether there is a capital.
    #[inline]
    pub(super) fn letters(self, length: usize) -> (bool, bool) {
        let among = (1 << length) - 1;
        (self.letters & among != 0, self.capitals & among != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_same_on_any_processor() {
        for first in 0..=255u8 {
            let window: [u8; WINDOW] = std::array::from_fn(|at| first.wrapping_add((at * at) as u8));
            assert_eq!(Run::of(&window), Run::portable(&window));
        }
        let run = Run::of(b"aZ09 bcdefghijkl");
        assert_eq!((run.length(), run.letters(4), run.letters(1)), (4, (true, true), (true, false)));
        assert_eq!(Run::of(b"123456789012345a").length(), WINDOW);
        assert_eq!(Run::of(b"12345678901234:a").letters(14), (false, false));
    }
}
