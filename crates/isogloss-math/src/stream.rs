//! Seeded streams of random numbers.

use rand::SeedableRng;
pub use rand_pcg::Pcg64;

/// The stream of a seed and a label: the same pair always gives the same numbers, and two labels give
/// unrelated ones, so that adding a consumer never changes what another one draws.
///
/// The label is hashed by 64-bit FNV-1a, the pair mixed by SplitMix64.
pub fn stream(seed: u64, label: &str) -> Pcg64 {
    Pcg64::seed_from_u64(hash(seed, label.as_bytes()))
}

/// A 64-bit hash of bytes under a seed, the same on every machine: deals documents to groups and halves.
pub fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64 ^ mix(seed);
    for &byte in bytes {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// SplitMix64's finaliser (Steele, Lea & Flood 2014): a bijection that spreads every bit.
pub fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;
    use std::collections::HashSet;

    /// Files and results depend on these numbers: they may never change.
    #[test]
    fn hashes_are_pinned() {
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(hash(0, b""), 0x5b21_f68f_fa77_f14c);
        assert_eq!(hash(7, b"isogloss"), 0xdb9f_2f89_8d5c_f47a);
    }

    #[test]
    fn streams_are_told_apart_by_seed_and_label() {
        let first = |seed, label: &str| stream(seed, label).random::<u64>();
        assert_eq!(first(1, "a"), first(1, "a"));
        let distinct: HashSet<u64> =
            (0..50).flat_map(|seed| ["a", "b", "ab", ""].map(|label| first(seed, label))).collect();
        assert_eq!(distinct.len(), 200);
    }

    #[test]
    fn hashes_deal_evenly() {
        let ones = (0..4000).filter(|i: &u32| hash(3, &i.to_le_bytes()) & 1 == 1).count();
        // Four standard deviations of a fair coin are 127.
        assert!(ones.abs_diff(2000) < 127, "{ones}");
    }
}
