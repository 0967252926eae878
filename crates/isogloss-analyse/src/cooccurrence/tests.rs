use super::*;
use crate::geometry::planted::{gaussian, rotated, rotation};
use isogloss_math::dense::dot_f64;
use proptest::prelude::*;

const WORDS: usize = 60;

struct Planted {
    pairs: Vec<Pair>,
    margins: Vec<f64>,
    counts: Vec<u64>,
    vectors: Matrix,
    contexts: Matrix,
}

impl Planted {
    /// ln X_ij = 0.5 + 0.8 m_i + 0.6 m_j + s·(w_i·w̃_j) + noise, of all pairs.
    fn new(seed: u64, s: f64, noise: f64) -> Self {
        let counts: Vec<u64> = (0..WORDS as u64).map(|i| 5000 / (i + 2)).collect();
        let margins: Vec<f64> = counts.iter().map(|&count| (8.0 * count as f64).ln()).collect();
        let (vectors, contexts) = (gaussian(WORDS, 6, seed), gaussian(WORDS, 6, seed ^ 1));
        let errors = gaussian(WORDS, WORDS, seed ^ 2);
        let log_x = |i: usize, j: usize| {
            let product = dot_f64(vectors.row(i), contexts.row(j));
            0.5 + 0.8 * margins[i] + 0.6 * margins[j] + s * product + noise * f64::from(errors.row(i)[j])
        };
        let all = (0..WORDS).flat_map(|i| (0..WORDS).map(move |j| (i, j)));
        let pairs = all.map(|(i, j)| Pair { i: i as u32, j: j as u32, log_x: log_x(i, j) }).collect();
        Self { pairs, margins, counts, vectors, contexts }
    }

    fn fit(&self) -> Result<CooccurrenceFit, AnalyseError> {
        fit(&self.pairs, &self.margins, &self.counts, &self.vectors, &self.contexts, 1)
    }
}

#[test]
fn an_exact_relation_is_found() {
    let result = Planted::new(1, 0.3, 0.0).fit().unwrap();
    assert!(result.r2_embedding > 1.0 - 1e-9, "{}", result.r2_embedding);
    assert!((0.2..0.9).contains(&result.r2_margins), "{}", result.r2_margins);
    assert_eq!(result.fitted_pairs + result.held_out_pairs, WORDS * WORDS);
    assert!((1500..2100).contains(&result.fitted_pairs));
    assert!(result.scatter.len() <= 1000 && result.scatter.len() > 500);
    assert!(result.scatter.iter().all(|(predicted, actual)| (predicted - actual).abs() < 1e-4));
    assert_eq!(result.bands.len(), 5);
    assert_eq!(result.bands.iter().map(|band| band.pairs).sum::<usize>(), result.held_out_pairs);
    assert!(result.bands.windows(2).all(|two| two[0].count_high < two[1].count_low));
    assert!(result.bands.iter().all(|band| band.r2_embedding > 0.999 && band.r2_margins < band.r2_embedding));
}

/// A pair with X = 100 or more counts for one, one with X = 1 for 100^-¾.
#[test]
fn weights_are_gloves() {
    for (x, expected) in [(100.0_f64, 1.0), (5000.0, 1.0), (1.0, 0.031_622_776_6), (50.0, 0.594_603_557_5)] {
        assert!((weight(x.ln()) - expected).abs() < 1e-9, "{x}");
    }
}

/// Where rare pairs are the noisy ones, the weighted R² is the higher one; without noise both are 1.
#[test]
fn weights_take_the_noise_of_rare_pairs_out() {
    let mut planted = Planted::new(1, 0.3, 0.0);
    let exact = planted.fit().unwrap();
    assert!(exact.weighted_r2_embedding > 1.0 - 1e-9 && exact.weighted_r2_margins < 0.95);
    let errors = gaussian(1, WORDS * WORDS, 9);
    for (pair, error) in planted.pairs.iter_mut().zip(errors.row(0)) {
        pair.log_x -= 10.0;
        pair.log_x += f64::from(*error) * (-pair.log_x / 2.0).exp().min(1.5);
    }
    let noisy = planted.fit().unwrap();
    let (weighted, plain) = (noisy.weighted_r2_embedding, noisy.r2_embedding);
    assert!(weighted > plain + 0.1, "{weighted} and {plain}");
}

#[test]
fn vectors_that_know_nothing_add_nothing() {
    let mut planted = Planted::new(1, 0.3, 0.0);
    (planted.vectors, planted.contexts) = (gaussian(WORDS, 6, 77), gaussian(WORDS, 6, 78));
    let result = planted.fit().unwrap();
    assert!((result.r2_embedding - result.r2_margins).abs() < 0.02, "{result:?}");
}

#[test]
fn share_explained_is_that_of_the_variances() {
    // s·(w·w̃) has the variance 0.09 · 6 = 0.54, the noise 0.54 too: margins aside, half is explained.
    let result = Planted::new(3, 0.3, 0.54_f64.sqrt()).fit().unwrap();
    let of_rest = (result.r2_embedding - result.r2_margins) / (1.0 - result.r2_margins);
    assert!((of_rest - 0.5).abs() < 0.06, "{of_rest}");
}

#[test]
fn mirrored_pairs_stay_together_and_halves_ignore_the_callers_sample() {
    let pair = |i, j| Pair { i, j, log_x: 0.0 };
    let mut sampled = (0, 0);
    for i in 0..200_u32 {
        for j in 0..200 {
            assert_eq!(in_fit(&pair(i, j), 5), in_fit(&pair(j, i), 5));
            // The caller's way to draw a sample with the same seed.
            if stream::mix(5 ^ (u64::from(i) << 32 | u64::from(j))) < u64::MAX / 8 {
                sampled.0 += 1;
                sampled.1 += usize::from(in_fit(&pair(i, j), 5));
            }
        }
    }
    let share = sampled.1 as f64 / sampled.0 as f64;
    assert!((share - 0.5).abs() < 0.04, "{share} of {}", sampled.0);
}

#[test]
fn margins_that_say_nothing_are_no_predictors() {
    let mut planted = Planted::new(1, 0.3, 0.1);
    planted.margins = vec![3.3; WORDS];
    let result = planted.fit().unwrap();
    assert!(result.r2_margins.abs() < 0.01, "{}", result.r2_margins);
    // Nor vectors of zeros.
    planted = Planted::new(1, 0.3, 0.1);
    planted.vectors = Matrix::zeros(WORDS, 6);
    let result = planted.fit().unwrap();
    assert_eq!(result.r2_margins, result.r2_embedding);
}

#[test]
fn bands_do_not_part_pairs_of_one_count() {
    let mut planted = Planted::new(1, 0.3, 0.1);
    planted.counts = vec![7; WORDS];
    planted.counts[0] = 3;
    let bands = planted.fit().unwrap().bands;
    assert_eq!(bands.iter().map(|band| (band.count_low, band.count_high)).collect::<Vec<_>>(), [(3, 7)]);
}

#[test]
fn bad_input_is_refused() {
    let planted = || Planted::new(1, 0.3, 0.1);
    let few = Planted { pairs: planted().pairs[..30].to_vec(), ..planted() };
    assert!(matches!(few.fit(), Err(AnalyseError::TooFew { needed: 20, .. })));
    let none = Planted { pairs: Vec::new(), ..planted() };
    assert!(matches!(none.fit(), Err(AnalyseError::TooFew { given: 0, .. })));
    let mut even = planted();
    even.pairs.iter_mut().for_each(|pair| pair.log_x = 0.7);
    assert!(matches!(even.fit(), Err(AnalyseError::Degenerate { .. })));
    let mut outside = planted();
    outside.pairs[5].j = WORDS as u32;
    assert!(matches!(outside.fit(), Err(AnalyseError::Parameter { .. })));
    let short = Planted { counts: vec![1; WORDS - 1], ..planted() };
    assert!(matches!(short.fit(), Err(AnalyseError::Parameter { .. })));
    let uneven = Planted { contexts: gaussian(WORDS, 5, 1), ..planted() };
    assert!(matches!(uneven.fit(), Err(AnalyseError::ShapeMismatch { .. })));
    let mut infinite = planted();
    infinite.pairs[9].log_x = f64::NEG_INFINITY;
    assert!(matches!(infinite.fit(), Err(AnalyseError::NotFinite { row: 9, .. })));
    let mut margin = planted();
    margin.margins[4] = f64::NAN;
    assert!(matches!(margin.fit(), Err(AnalyseError::NotFinite { row: 4, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn residuals_are_orthogonal_to_the_predictors(seed in 0..u64::MAX, offset in -1e3..1e3) {
        let data = gaussian(50, 4, seed);
        let x: Vec<[f64; 3]> = (0..50).map(|i| {
            let row = data.row(i);
            [f64::from(row[0]) + offset, f64::from(row[1]), 0.5 * f64::from(row[0]) + f64::from(row[2])]
        }).collect();
        let y: Vec<f64> = (0..50).map(|i| f64::from(data.row(i)[3]) + x[i][0]).collect();
        let weights: Vec<f64> = (0..50).map(|i| 0.1 + f64::from(data.row(i)[1]).abs()).collect();
        let model = Linear::fit(&x, &y, &weights);
        let residuals: Vec<f64> =
            x.iter().zip(&y).zip(&weights).map(|((x, y), weight)| weight * (y - model.predict(x))).collect();
        prop_assert!(residuals.iter().sum::<f64>().abs() < 1e-8);
        for k in 0..3 {
            let product: f64 = residuals.iter().zip(&x).map(|(r, x)| r * (x[k] - if k == 0 { offset } else { 0.0 })).sum();
            prop_assert!(product.abs() < 1e-7, "{}", product);
        }
        // A predictor that repeats another changes no prediction.
        let doubled: Vec<[f64; 4]> = x.iter().map(|&[a, b, c]| [a, b, c, a + b]).collect();
        let model_doubled = Linear::fit(&doubled, &y, &weights);
        for (x, doubled) in x.iter().zip(&doubled) {
            prop_assert!((model.predict(x) - model_doubled.predict(doubled)).abs() < 1e-6);
        }
    }

    #[test]
    fn rotation_and_factors(seed in 0..u64::MAX, factor in 0.01_f32..100.0) {
        let planted = Planted::new(seed, 0.3, 0.5);
        let expected = planted.fit().unwrap();
        let turn = rotation(6, seed);
        let mut vectors = rotated(&planted.vectors, &turn);
        vectors.as_mut_slice().iter_mut().for_each(|x| *x *= factor);
        let contexts = rotated(&planted.contexts, &turn);
        let pairs = planted.pairs.iter().map(|pair| Pair { log_x: pair.log_x + 2.0, ..*pair }).collect();
        let other = Planted { pairs, vectors, contexts, ..planted }.fit().unwrap();
        prop_assert!((other.r2_embedding - expected.r2_embedding).abs() < 1e-5);
        prop_assert!((other.r2_margins - expected.r2_margins).abs() < 1e-9);
    }
}
