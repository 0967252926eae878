use super::*;
use isogloss_math::{special::hurwitz_zeta, stream};
use proptest::prelude::*;
use rand::RngExt;

/// The `types` quantiles of the discrete power law: a sample without chance.
fn power_law(gamma: f64, x_min: u64, types: usize) -> Vec<u64> {
    let normaliser = hurwitz_zeta(gamma, x_min as f64);
    let at_least = |x: u64| hurwitz_zeta(gamma, x as f64) / normaliser;
    let quantile = |i: usize| {
        // The largest x with P(X ≥ x) ≥ p.
        let p = (i as f64 + 0.5) / types as f64;
        let mut high = x_min + 1;
        while at_least(high) >= p {
            high *= 2;
        }
        let mut low = x_min;
        while high - low > 1 {
            let middle = low.midpoint(high);
            if at_least(middle) >= p { low = middle } else { high = middle }
        }
        low
    };
    (0..types).map(quantile).collect()
}

fn plain(counts: &[u64]) -> Zipf {
    zipf(counts, &[], &ZipfParams::default()).unwrap()
}

#[test]
fn a_planted_exponent_is_found() {
    for planted in [1.5, 2.0, 2.5, 3.5] {
        let zipf = plain(&power_law(planted, 1, 20_000));
        assert!((zipf.gamma.value - planted).abs() < 0.01 * planted, "{planted}: {:?}", zipf.gamma);
        assert!((zipf.alpha.value - 1.0 / (planted - 1.0)).abs() < 0.03, "{planted}: {:?}", zipf.alpha);
        assert!(zipf.ks_distance < 0.005, "{planted}: {}", zipf.ks_distance);
        assert_eq!(zipf.alpha.low, None);
    }
}

#[test]
fn a_planted_beginning_of_the_tail_is_found() {
    // Types with 1 to 19 uses, equally many of each, say nothing of the law from 20 on.
    let mut counts = power_law(2.2, 20, 4_000);
    counts.extend((0..9_500).map(|i| 1 + i % 19));
    let zipf = plain(&counts);
    assert!((19..=22).contains(&zipf.x_min), "{}", zipf.x_min);
    assert!((zipf.gamma.value - 2.2).abs() < 0.03, "{:?}", zipf.gamma);
    assert_eq!(zipf.tail_types, counts.iter().filter(|&&count| count >= zipf.x_min).count() as u64);
}

#[test]
fn likelihood_is_largest_at_the_estimate() {
    let counts = power_law(2.3, 3, 500);
    let gamma = gamma(&counts, 3).unwrap();
    let log_likelihood = |g: f64| {
        let logs: f64 = counts.iter().map(|&x| (x as f64).ln()).sum();
        -(counts.len() as f64) * hurwitz_zeta(g, 3.0).ln() - g * logs
    };
    let at = log_likelihood(gamma);
    for step in [1e-2, 1e-3, 1e-4] {
        assert!(log_likelihood(gamma + step) < at && log_likelihood(gamma - step) < at);
    }
}

#[test]
fn distance_is_the_supremum_over_all_integers() {
    let mut counts = power_law(2.0, 2, 80);
    counts.extend([7, 7, 7, 7, 7, 500]);
    let tally = Tally::of(&counts);
    let gamma = gamma(&counts, 2).unwrap();
    let fast = law::distance(tally.pairs(), 2, gamma, f64::INFINITY).unwrap();
    let mut slow = 0.0_f64;
    let (mut law, mut seen) = (0.0, 0);
    for x in 2..=*counts.iter().max().unwrap() {
        law += (x as f64).powf(-gamma) / hurwitz_zeta(gamma, 2.0);
        seen += counts.iter().filter(|&&count| count == x).count();
        slow = slow.max((seen as f64 / counts.len() as f64 - law).abs());
    }
    assert!((fast - slow).abs() < 1e-12, "{fast} {slow}");
    assert_eq!(law::distance(tally.pairs(), 2, gamma, slow / 2.0), None);
}

/// Texts of a thousand words drawn with P(r) ∝ 1/(r + 2), in 20 groups.
fn text(seed: u64) -> (Vec<u64>, Vec<Vec<u64>>) {
    const WORDS: usize = 3_000;
    let mut cumulative = Vec::with_capacity(WORDS);
    let mut sum = 0.0;
    for r in 1..=WORDS {
        sum += 1.0 / (r as f64 + 2.0);
        cumulative.push(sum);
    }
    let mut rng = stream::stream(seed, "zipf test");
    let mut parts = vec![vec![0_u64; WORDS]; 20];
    for i in 0..40_000 {
        let at = rng.random::<f64>() * sum;
        parts[i % 20][cumulative.partition_point(|&c| c < at).min(WORDS - 1)] += 1;
    }
    let full: Vec<u64> = (0..WORDS).map(|w| parts.iter().map(|part| part[w]).sum()).collect();
    let without =
        parts.iter().map(|part| full.iter().zip(part).map(|(all, own)| all - own).collect()).collect();
    (full, without)
}

#[test]
fn the_interval_is_as_wide_as_the_slope_varies() {
    let params = ZipfParams { slope_ranks: 200, ..ZipfParams::default() };
    let (mut values, mut half_widths) = (Vec::new(), 0.0);
    for seed in 0..40 {
        let (full, without) = text(seed);
        let zipf = zipf(&full, &without, &params).unwrap();
        values.push(zipf.slope.value);
        half_widths += (zipf.slope.high.unwrap() - zipf.slope.value) / 40.0;
        for estimate in [&zipf.gamma, &zipf.alpha] {
            assert!(estimate.low.unwrap() < estimate.value && estimate.value < estimate.high.unwrap());
        }
        assert_eq!(zipf.slope_ranks, 200);
    }
    let mean = values.iter().sum::<f64>() / 40.0;
    let deviation = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 39.0).sqrt();
    let ratio = half_widths / (2.093 * deviation); // t with 19 degrees of freedom
    assert!((0.7..1.5).contains(&ratio), "{ratio}");
}

#[test]
fn figures_by_hand() {
    // 40 hapaxes, 20 of 2, 10 of 4, one of 100: 220 tokens, 71 types.
    let counts: Vec<u64> = [vec![1; 40], vec![2; 20], vec![4; 10], vec![100, 0, 0]].concat();
    let zipf = zipf(&counts, &[], &ZipfParams { slope_ranks: 11, curve_points: 4 }).unwrap();
    assert_eq!((zipf.tokens, zipf.types), (220, 71));
    assert_eq!(zipf.hapax_share, 40.0 / 71.0);
    // Ranks round(71^(i/3)): 1, 4, 17, 71.
    let share = |count: f64| count / 220.0;
    assert_eq!(zipf.curve, [(1.0, share(100.0)), (4.0, share(4.0)), (17.0, share(2.0)), (71.0, share(1.0))]);
    let points: Vec<(f64, f64)> =
        (1..=11).map(|r| (f64::from(r).ln(), if r == 1 { 100.0_f64.ln() } else { 4.0_f64.ln() })).collect();
    assert_eq!(zipf.slope.value, -line::slope(&points).unwrap());
}

#[test]
fn refuses_what_has_no_law() {
    let params = ZipfParams::default();
    assert!(matches!(zipf(&[], &[], &params), Err(AnalyseError::TooFew { given: 0, .. })));
    assert!(matches!(zipf(&[5; 49], &[], &params), Err(AnalyseError::TooFew { given: 49, .. })));
    assert!(matches!(zipf(&[5; 1000], &[], &params), Err(AnalyseError::Degenerate { .. })));
    assert!(matches!(zipf(&[5; 60], &[vec![]], &params), Err(AnalyseError::ShapeMismatch { .. })));
    let flat = ZipfParams { slope_ranks: 1, ..ZipfParams::default() };
    assert!(matches!(zipf(&[5; 60], &[], &flat), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(gamma(&[5; 60], 0), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(gamma(&[5; 60], 6), Err(AnalyseError::Degenerate { .. })));
}

#[test]
fn extreme_counts_give_finite_figures() {
    let huge: Vec<u64> = (0..200).map(|i| 1 << (i % 55)).collect();
    let even: Vec<u64> = (0..60).map(|i| 1_000_000_000 + i).collect();
    let almost: Vec<u64> = (0..5_000).map(|i| 1 + u64::from(i == 0)).collect();
    for counts in [huge, almost] {
        let zipf = plain(&counts);
        let figures =
            [zipf.gamma.value, zipf.alpha.value, zipf.slope.value, zipf.ks_distance, zipf.hapax_share];
        assert!(figures.iter().all(|x| x.is_finite()), "{figures:?}");
    }
    assert!(matches!(zipf(&even, &[], &ZipfParams::default()), Err(AnalyseError::Degenerate { .. })));
}

#[test]
fn a_group_without_which_nothing_is_left_costs_the_interval_only() {
    let counts = power_law(2.0, 1, 500);
    let gone = vec![0; 500];
    let zipf = zipf(&counts, &[gone, counts.clone(), counts.clone(), counts.clone()], &ZipfParams::default())
        .unwrap();
    assert!(zipf.gamma.low.is_none() && zipf.gamma.value > 1.0);
    assert!(zipf.gamma.method.contains("no interval"));
}

#[test]
fn a_million_types() {
    // Frequencies as 1/rank, 1,000,000 types, 1,999 different counts: a scan that looked at types would not end here.
    let counts: Vec<u64> = (1..=1_000_000_u64).map(|rank| 1_000_000 / rank).collect();
    let zipf = plain(&counts);
    assert!((zipf.alpha.value - 1.0).abs() < 0.05, "{:?}", zipf.alpha);
}

proptest! {
    #[test]
    fn mean_log_is_the_derivative_of_zeta(s in 1.2_f64..12.0, q in 1_u64..3_000) {
        // −d/ds ln ζ(s, q) by a five-point difference.
        let (q, h) = (q as f64, 1e-3);
        let ln = |s: f64| hurwitz_zeta(s, q).ln();
        let derivative = (8.0 * (ln(s + h) - ln(s - h)) - (ln(s + 2.0 * h) - ln(s - 2.0 * h))) / (12.0 * h);
        let mean_log = law::mean_log(s, q) + q.ln();
        prop_assert!((mean_log + derivative).abs() < 1e-8 * (1.0 + mean_log), "{mean_log} {derivative}");
    }

    #[test]
    fn mean_log_is_the_long_sum(s in 3.0_f64..60.0, q in 1_u64..20) {
        let q = q as f64;
        let (mut numerator, mut denominator) = (0.0, 0.0);
        for k in 0..20_000 {
            let x = (q + f64::from(k)) / q;
            numerator += x.powf(-s) * x.ln();
            denominator += x.powf(-s);
        }
        // What the sum leaves out is below ∫ ln x x^-s from 1,000 on.
        let rest = q * 1000_f64.powf(1.0 - s) * 8.0;
        let slow = numerator / denominator;
        let fast = law::mean_log(s, q);
        prop_assert!((fast - slow).abs() < 1e-11 * slow + rest, "{fast} {slow}");
    }

    #[test]
    fn order_and_absent_types_are_irrelevant(seed in 0_u64..1000) {
        let mut rng = stream::stream(seed, "order");
        let counts: Vec<u64> = (0..300).map(|_| (1.0 / rng.random_range(1e-4..1.0_f64)) as u64).collect();
        let mut turned: Vec<u64> = counts.iter().rev().copied().collect();
        turned.extend([0, 0, 0]);
        prop_assert_eq!(plain(&counts), plain(&turned));
    }

    #[test]
    fn the_tally_loses_nothing(counts in prop::collection::vec(0_u64..10_000, 0..200)) {
        let tally = Tally::of(&counts);
        prop_assert_eq!(tally.tokens(), counts.iter().sum::<u64>());
        let mut falling: Vec<u64> = counts.into_iter().filter(|&count| count > 0).collect();
        falling.sort_unstable_by(|x, y| y.cmp(x));
        prop_assert_eq!(tally.types(), falling.len() as u64);
        prop_assert!(tally.pairs().windows(2).all(|pair| pair[0].0 < pair[1].0));
        prop_assert_eq!(tally.by_rank().collect::<Vec<_>>(), falling);
    }
}
