use super::*;
use isogloss_math::stream;
use proptest::prelude::*;
use rand::RngExt;

#[test]
fn by_hand() {
    let entropy = entropy(&[0, 4, 2, 1, 1, 0], &[]).unwrap();
    assert_eq!((entropy.tokens, entropy.types, entropy.plug_in), (8, 4, 1.75));
    assert_eq!(entropy.evenness, 0.875);
    assert_eq!(entropy.type_token_ratio, 0.5);
    // (4 − 1)/(2 · 8 · ln 2) = 0.270505...
    assert!((entropy.miller_madow.value - 2.020_505).abs() < 1e-6);
    assert_eq!(entropy.miller_madow.low, None);
}

#[test]
fn edges() {
    assert!(matches!(entropy(&[0, 0], &[]), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(entropy(&[1, 1], &[vec![1]]), Err(AnalyseError::ShapeMismatch { .. })));
    assert_eq!(plug_in_bits(&[]), 0.0);
    let one = entropy(&[7], &[]).unwrap();
    assert_eq!((one.plug_in, one.miller_madow.value, one.evenness), (0.0, 0.0, 1.0));
    // A group that holds everything leaves nothing to compute: the value stands, the interval does not.
    let all_in_one = entropy(&[3, 1], &[vec![0, 0], vec![3, 1], vec![3, 1]]).unwrap();
    assert_eq!(all_in_one.miller_madow.low, None);
    assert!(all_in_one.miller_madow.method.contains("no interval"));
}

/// Draws from 64 equally likely words, dealt to groups: H is 6 bits.
fn draws(seed: u64, tokens: usize, groups: usize) -> (Vec<u64>, Vec<Vec<u64>>) {
    let mut rng = stream::stream(seed, "entropy test");
    let mut parts = vec![vec![0_u64; 64]; groups];
    for i in 0..tokens {
        parts[i % groups][rng.random_range(0..64)] += 1;
    }
    let full: Vec<u64> = (0..64).map(|w| parts.iter().map(|part| part[w]).sum()).collect();
    let without = parts.iter().map(|part| (0..64).map(|w| full[w] - part[w]).collect()).collect();
    (full, without)
}

#[test]
fn correction_takes_the_bias_and_the_interval_covers() {
    let (mut plug_in, mut corrected, mut covered) = (0.0, 0.0, 0);
    for seed in 0..200 {
        let (full, without) = draws(seed, 400, 20);
        let entropy = entropy(&full, &without).unwrap();
        plug_in += entropy.plug_in / 200.0;
        corrected += entropy.miller_madow.value / 200.0;
        let (low, high) = (entropy.miller_madow.low.unwrap(), entropy.miller_madow.high.unwrap());
        covered += usize::from(low <= 6.0 && 6.0 <= high);
    }
    assert!((plug_in - 6.0).abs() > 0.1, "{plug_in}");
    assert!((corrected - 6.0).abs() < 0.01, "{corrected}");
    assert!(covered >= 180, "{covered} of 200 intervals cover 6 bits");
}

proptest! {
    #[test]
    fn order_and_absent_types_are_irrelevant(mut counts in prop::collection::vec(0_u64..1000, 1..50)) {
        let before = plug_in_bits(&counts);
        counts.reverse();
        counts.extend([0, 0]);
        prop_assert!((plug_in_bits(&counts) - before).abs() < 1e-12);
    }

    #[test]
    fn between_zero_and_the_logarithm_of_the_types(counts in prop::collection::vec(1_u64..1000, 1..50)) {
        let entropy = entropy(&counts, &[]).unwrap();
        prop_assert!(entropy.plug_in >= 0.0 && entropy.plug_in <= (counts.len() as f64).log2() + 1e-12);
        prop_assert!((0.0..=1.0).contains(&entropy.evenness));
    }

    #[test]
    fn equal_counts_are_even(types in 1_usize..200, count in 1_u64..1000) {
        let entropy = entropy(&vec![count; types], &[]).unwrap();
        prop_assert!((entropy.evenness - 1.0).abs() < 1e-12);
        prop_assert!((entropy.plug_in - (types as f64).log2()).abs() < 1e-12);
    }
}
