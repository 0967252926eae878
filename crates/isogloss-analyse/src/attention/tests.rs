use super::*;
use crate::geometry::planted::{gaussian, rotated, rotation};
use proptest::prelude::*;

/// `n` random sentences of `length` of the words 0..words.
fn sentences(n: usize, length: usize, words: u32, seed: u64) -> Vec<Vec<u32>> {
    let mut rng = stream::stream(seed, "sentences");
    (0..n).map(|_| (0..length).map(|_| rng.random_range(0..words)).collect()).collect()
}

#[test]
fn orthogonal_words_by_hand() {
    // τ = ln 2: a word gives itself e^τ/(e^τ + 2) = 1/2 and each of the two others 1/4: 1.5 bits of log2 3.
    let vectors = Matrix::from_vec(3, 4, vec![5.0, 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 5.0, 0.0]);
    let result = attention(&[vec![0, 1, 2], vec![2, 0, 1]], &vectors, 1).unwrap();
    assert_eq!((result.sentences, result.length), (2, 3));
    for stats in [&result.as_is, &result.shuffled, &result.equal_norms] {
        assert!((stats.row_entropy.value - 1.5 / 3.0_f64.log2()).abs() < 1e-6);
        // Three scores of τ √d on the diagonal.
        assert!((stats.score_norm.value - 3.0_f64.sqrt() * 2.0_f64.ln() * 2.0 / 3.0).abs() < 1e-6);
        assert!(stats.score_norm_variation < 1e-6);
    }
}

#[test]
fn one_direction_spreads_attention_evenly() {
    let vectors = Matrix::from_vec(4, 2, [0.6, 0.8].repeat(4));
    let result = attention(&[vec![0, 1, 2, 3], vec![3, 2, 1, 0]], &vectors, 1).unwrap();
    assert!((result.as_is.row_entropy.value - 1.0).abs() < 1e-6);
}

#[test]
fn softmax_entropy_by_hand_and_far_out() {
    assert!((softmax_entropy(&[1.0; 8]) - 8.0_f64.ln()).abs() < 1e-12);
    assert!((softmax_entropy(&[2.0_f64.ln(), 0.0, 0.0]) - 1.5 * 2.0_f64.ln()).abs() < 1e-12);
    assert_eq!(softmax_entropy(&[1e6, 0.0, -1e6]), 0.0);
}

#[test]
fn controls_keep_norms_and_lose_directions_or_the_reverse() {
    // A word of each sentence is ten times as long as the others.
    let mut vectors = gaussian(200, 20, 1);
    for i in (0..200).step_by(5) {
        vectors.row_mut(i).iter_mut().for_each(|x| *x *= 10.0);
    }
    let result = attention(&sentences(300, 10, 200, 2), &vectors, 3).unwrap();
    // One factor for all leaves the short words, four of five, with scores near 0: their attention is even. With equal
    // norms every word favours itself, and the scores vary less.
    assert!(result.as_is.row_entropy.low.unwrap() > result.equal_norms.row_entropy.high.unwrap());
    assert!(result.equal_norms.score_norm_variation < result.as_is.score_norm_variation / 2.0);
    // Random directions were without meaning before they were shuffled.
    assert!((result.shuffled.row_entropy.value - result.as_is.row_entropy.value).abs() < 0.02);
}

#[test]
fn sentences_about_one_thing_spread_attention() {
    // Ten topics of twenty words; a sentence keeps to one.
    let centres = gaussian(10, 30, 1);
    let mut vectors = gaussian(200, 30, 2);
    for i in 0..200 {
        let centre = centres.row(i / 20).to_vec();
        vectors.row_mut(i).iter_mut().zip(centre).for_each(|(x, c)| *x += 2.0 * c);
    }
    let topical: Vec<Vec<u32>> = sentences(200, 10, 20, 3)
        .iter()
        .enumerate()
        .map(|(s, words)| words.iter().map(|word| word + 20 * (s as u32 % 10)).collect())
        .collect();
    let result = attention(&topical, &vectors, 4).unwrap();
    assert!(
        result.as_is.row_entropy.low.unwrap() > result.shuffled.row_entropy.high.unwrap() + 0.05,
        "{result:?}"
    );
}

#[test]
fn cycle_leaves_no_word_its_own_direction() {
    let mut norms = vec![1.0; 50];
    norms[7] = 0.0;
    for seed in 0..20 {
        let whose = cycle(&norms, seed);
        assert_eq!(whose[7], 7);
        let mut sorted = whose.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<u32>>());
        assert!((0..50).filter(|&i| i != 7).all(|i| whose[i as usize] != i));
    }
}

#[test]
fn words_without_a_vector_stay_finite() {
    let mut vectors = gaussian(30, 5, 1);
    vectors.row_mut(3).fill(0.0);
    let result = attention(&sentences(50, 6, 30, 1), &vectors, 1).unwrap();
    let json = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<Attention>(&json).unwrap(), result, "NaN would have become null");
    let zeros = attention(&sentences(50, 6, 30, 1), &Matrix::zeros(30, 5), 1);
    assert!(matches!(zeros, Err(AnalyseError::Degenerate { .. })));
}

#[test]
fn bad_input_is_refused() {
    let vectors = gaussian(10, 4, 1);
    let run = |sentences: &[Vec<u32>]| attention(sentences, &vectors, 1);
    assert!(matches!(run(&[]), Err(AnalyseError::TooFew { given: 0, .. })));
    assert!(matches!(run(&[vec![1, 2, 3]]), Err(AnalyseError::TooFew { given: 1, .. })));
    assert!(matches!(run(&[vec![1, 2], vec![2, 3]]), Err(AnalyseError::TooFew { given: 2, needed: 3, .. })));
    assert!(matches!(run(&[vec![1, 2, 3], vec![1, 2]]), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(run(&[vec![1, 2, 3], vec![1, 2, 10]]), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(run(&[vec![1; 3], vec![1; 3]]), Err(AnalyseError::TooFew { given: 1, .. })));
    let mut broken = vectors.clone();
    broken.row_mut(9)[0] = f32::NAN;
    assert!(matches!(
        attention(&[vec![1, 2, 3], vec![1, 2, 4]], &broken, 1),
        Err(AnalyseError::NotFinite { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn rotation_factor_and_order(seed in 0..u64::MAX, factor in 1e-4_f32..1e4) {
        let vectors = gaussian(60, 8, seed);
        let sentences = sentences(40, 7, 60, seed);
        let expected = attention(&sentences, &vectors, 1).unwrap();
        let mut scaled = rotated(&vectors, &rotation(8, seed));
        scaled.as_mut_slice().iter_mut().for_each(|x| *x *= factor);
        let mut reversed = sentences.clone();
        reversed.reverse();
        for other in [attention(&sentences, &scaled, 1).unwrap(), attention(&reversed, &vectors, 1).unwrap()] {
            for (x, y) in [(&other.as_is, &expected.as_is), (&other.shuffled, &expected.shuffled), (&other.equal_norms, &expected.equal_norms)] {
                prop_assert!((x.row_entropy.value - y.row_entropy.value).abs() < 1e-5);
                prop_assert!((x.score_norm.value / y.score_norm.value - 1.0).abs() < 1e-5);
            }
        }
        prop_assert!((0.0..=1.0 + 1e-12).contains(&expected.as_is.row_entropy.value));
    }
}
