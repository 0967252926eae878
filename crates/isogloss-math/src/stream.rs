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
