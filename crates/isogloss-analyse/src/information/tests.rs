use super::*;
use isogloss_math::stream;
use proptest::prelude::*;
use rand::RngExt;

#[test]
fn by_hand() {
    // Domain 0: x x x y, domain 1: x y y y. P(x,0) = 3/8, P(x) = P(d) = 1/2.
    let counts = [vec![3, 1], vec![1, 3]];
    let expected = 0.375 * 1.5_f64.log2() + 0.125 * 0.5_f64.log2();
    let terms = terms(&counts, false);
    assert!((terms[0] - expected).abs() < 1e-15 && (terms[1] - expected).abs() < 1e-15);
    let result = information(&["x", "y"], &counts, &[], 5).unwrap();
    // K − V − D + 1 = 4 − 2 − 2 + 1 = 1 degree of freedom.
    let bias = 1.0 / (2.0 * 8.0 * std::f64::consts::LN_2);
    assert!((result.mutual_information.value - (2.0 * expected - bias)).abs() < 1e-15);
    // Equal sizes: p(1 − p)/m over both domains and words sums to 4 · (3/16)/(1/2), over N_d = 4.
    let jensen_shannon_bias = (0.25 - 1.5 / 4.0 / 4.0) / (2.0 * std::f64::consts::LN_2);
    assert!((result.jensen_shannon.value - (2.0 * expected - jensen_shannon_bias)).abs() < 1e-15);
    assert_eq!((result.domain_entropy, result.types), (1.0, 2));
    assert_eq!(result.characteristic[0][0].word, "x");
    assert_eq!(result.characteristic[1][0].word, "y");
    assert_eq!(result.characteristic[0][0].per_million, [750_000.0, 250_000.0]);
    assert!((result.characteristic[0][0].log_ratio - 3.0_f64.log2()).abs() < 1e-15);
    assert_eq!(result.scatter.iter().map(|row| row.word.as_str()).collect::<Vec<_>>(), ["x", "y"]);
}

#[test]
fn keyness_by_hand() {
    // 2·(20 ln(20/15) + 10 ln(10/15) + 980 ln(980/985) + 990 ln(990/985)), from a table of logarithms.
    let (g2, log_ratio) = keyness(20, 1000, 10, 1000);
    let slow = 2.0
        * (20.0 * (20.0_f64 / 15.0).ln()
            + 10.0 * (10.0_f64 / 15.0).ln()
            + 980.0 * (980.0_f64 / 985.0).ln()
            + 990.0 * (990.0_f64 / 985.0).ln());
    assert!((g2 - slow).abs() < 1e-10);
    assert_eq!(log_ratio, 1.0);
    assert_eq!(keyness(0, 1000, 8, 1000).1, -4.0);
    assert_eq!(keyness(5, 1000, 10, 2000), (0.0, 0.0));
    assert_eq!(keyness(0, 10, 0, 10), (0.0, 0.0));
    assert_eq!(keyness(3, 10, 0, 0), (0.0, 0.0));
    let huge = keyness(u64::MAX / 2, u64::MAX / 2, 1, u64::MAX / 2);
    assert!(huge.0.is_finite() && huge.0 > 0.0 && huge.1.is_finite());
}

#[test]
fn disjoint_domains_tell_everything_and_equal_ones_nothing() {
    let apart = [vec![4, 0, 0], vec![0, 2, 2]];
    assert!((terms(&apart, false).iter().sum::<f64>() - 1.0).abs() < 1e-15);
    assert!((terms(&apart, true).iter().sum::<f64>() - 1.0).abs() < 1e-15);
    assert_eq!(terms(&[vec![2, 6], vec![1, 3]], false), [0.0, 0.0]);
}

#[test]
fn equal_weights_give_the_jensen_shannon_divergence() {
    let counts = [vec![30, 1, 0, 7], vec![1, 1, 2, 900]];
    let divergence = crate::divergence::divergence(&counts[0], &counts[1]).unwrap();
    assert!((terms(&counts, true).iter().sum::<f64>() - divergence.jensen_shannon).abs() < 1e-14);
}

#[test]
fn a_word_belongs_to_the_domain_that_uses_it_most_for_its_size() {
    // Domain 1 is tiny and lacks "w0"; domain 2 uses "w1" most for its size; nobody uses "w2".
    let counts = [vec![10, 10, 0, 980], vec![0, 1, 0, 9], vec![5, 40, 0, 55]];
    let rows = key_words(&["w0", "w1", "w2", "w3"], &counts);
    assert_eq!(rows.iter().map(|row| row.domain).collect::<Vec<_>>(), [2, 2, 0, 0]);
    assert_eq!((rows[2].g2, rows[2].log_ratio, rows[2].information), (0.0, 0.0, 0.0));
    assert_eq!(rows[1].g2, keyness(40, 100, 11, 1010).0);
    assert_eq!(rows[1].log_ratio, keyness(40, 100, 11, 1010).1);
}

#[test]
fn refuses_what_has_no_answer() {
    assert!(matches!(
        information(&["x"], &[vec![1]], &[], 1),
        Err(AnalyseError::TooFew { what: "domains", .. })
    ));
    let empty = information(&["x"], &[vec![1], vec![0]], &[], 1);
    assert!(matches!(empty, Err(AnalyseError::TooFew { what: "tokens of a domain", .. })));
    let two = [vec![1], vec![1]];
    assert!(matches!(information(&["x", "y"], &two, &[], 1), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(
        information(&["x"], &two, &[vec![vec![1]]], 1),
        Err(AnalyseError::ShapeMismatch { .. })
    ));
    let lost = information(&["x"], &two, &vec![vec![vec![1], vec![0]]; 3], 1).unwrap();
    assert!(lost.mutual_information.low.is_none());
}

type Domains = Vec<Vec<u64>>;

/// Two samples in 20 groups each: of `P` and of `P` with `planted` of its mass moved to another order of the words.
fn samples(seed: u64, sizes: [usize; 2], planted: f64) -> (Domains, Vec<Domains>) {
    const WORDS: usize = 50;
    let mut rng = stream::stream(seed, "information test");
    let mut parts = vec![vec![vec![0_u64; WORDS]; 2]; 20];
    for (d, size) in sizes.into_iter().enumerate() {
        for i in 0..size {
            let word = (WORDS as f64).powf(rng.random::<f64>()) as usize % WORDS;
            let turned = d == 1 && rng.random::<f64>() < planted;
            parts[i % 20][d][if turned { WORDS - 1 - word } else { word }] += 1;
        }
    }
    let sum = |d: usize, w: usize| parts.iter().map(|part| part[d][w]).sum::<u64>();
    let full: Domains = (0..2).map(|d| (0..WORDS).map(|w| sum(d, w)).collect()).collect();
    let rest = |part: &Domains| -> Domains {
        (0..2).map(|d| (0..WORDS).map(|w| full[d][w] - part[d][w]).collect()).collect()
    };
    let without = parts.iter().map(rest).collect();
    (full, without)
}

#[test]
fn one_language_cut_in_two_has_no_information_on_average() {
    let words: Vec<String> = (0..50).map(|w| format!("w{w:02}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut plug_in, mut corrected, mut covered) = ([0.0; 2], [0.0; 2], [0; 2]);
    for seed in 0..200 {
        let (full, without) = samples(seed, [600, 2400], 0.0);
        let result = information(&words, &full, &without, 3).unwrap();
        for (k, estimate) in [&result.mutual_information, &result.jensen_shannon].into_iter().enumerate() {
            plug_in[k] += terms(&full, k == 1).iter().sum::<f64>() / 200.0;
            corrected[k] += estimate.value / 200.0;
            covered[k] += usize::from(estimate.low.unwrap() <= 0.0 && 0.0 <= estimate.high.unwrap());
        }
    }
    for k in 0..2 {
        assert!(plug_in[k] > 0.008, "{plug_in:?}");
        // 600 tokens are few: the jackknife takes a little more off than there is.
        assert!(corrected[k].abs() < 0.15 * plug_in[k], "{corrected:?} against {plug_in:?}");
        assert!(covered[k] >= 180, "{covered:?} of 200 intervals hold 0");
    }
}

#[test]
fn thread_count_is_irrelevant() {
    let (full, without) = samples(5, [500, 900], 0.2);
    let words = names(50);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| information(&words, &full, &without, 5).unwrap())
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn a_planted_difference_is_found_at_its_size() {
    // The truth from a sample so large that its bias is negligible.
    let (large, _) = samples(1, [2_000_000, 2_000_000], 0.3);
    let truth: f64 = terms(&large, true).iter().sum();
    let words = vec![""; 50];
    let mut covered = 0;
    for seed in 0..100 {
        let (full, without) = samples(seed, [1000, 3000], 0.3);
        let estimate = information(&words, &full, &without, 1).unwrap().jensen_shannon;
        assert!(estimate.low.unwrap() > 0.0);
        covered += usize::from(estimate.low.unwrap() <= truth && truth <= estimate.high.unwrap());
    }
    assert!(covered >= 88, "{covered} of 100 intervals cover {truth}");
}

/// Counts of some words in two or three domains, none of them empty.
fn domains() -> impl Strategy<Value = Domains> {
    (2_usize..4, 2_usize..30).prop_flat_map(|(domains, words)| {
        prop::collection::vec(prop::collection::vec(0_u64..40, words), domains).prop_map(|mut counts| {
            counts.iter_mut().for_each(|domain| domain[0] += 1);
            counts
        })
    })
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|w| format!("w{w:02}")).collect()
}

fn run(words: &[String], counts: &Domains) -> Information {
    information(&words.iter().map(String::as_str).collect::<Vec<_>>(), counts, &[], 4).unwrap()
}

fn shown(rows: &[KeyWord]) -> Vec<&str> {
    rows.iter().map(|row| row.word.as_str()).collect()
}

proptest! {
    #[test]
    fn terms_are_not_negative_and_sum_to_the_total(counts in domains()) {
        for equal_weights in [false, true] {
            let terms = terms(&counts, equal_weights);
            prop_assert!(terms.iter().all(|&term| term >= 0.0));
            prop_assert!(terms.iter().sum::<f64>() <= (counts.len() as f64).log2() + 1e-12);
        }
        let plug_in: f64 = terms(&counts, false).iter().sum();
        let joint: Vec<u64> = counts.iter().flatten().copied().collect();
        let of_words: Vec<u64> = (0..counts[0].len()).map(|w| counts.iter().map(|domain| domain[w]).sum()).collect();
        let of_domains: Vec<u64> = counts.iter().map(|domain| domain.iter().sum()).collect();
        let bits = crate::entropy::plug_in_bits;
        prop_assert!((plug_in - (bits(&of_words) + bits(&of_domains) - bits(&joint))).abs() < 1e-11);
    }

    #[test]
    fn order_of_words_is_irrelevant(counts in domains()) {
        let words = names(counts[0].len());
        let turned: Domains = counts.iter().map(|domain| domain.iter().rev().copied().collect()).collect();
        let backwards: Vec<String> = words.iter().rev().cloned().collect();
        let (x, y) = (run(&words, &counts), run(&backwards, &turned));
        prop_assert!((x.mutual_information.value - y.mutual_information.value).abs() < 1e-12);
        prop_assert!((x.jensen_shannon.value - y.jensen_shannon.value).abs() < 1e-12);
        prop_assert_eq!(&x.characteristic, &y.characteristic);
        prop_assert_eq!(&x.scatter, &y.scatter);
    }

    #[test]
    fn order_of_domains_is_irrelevant(counts in domains()) {
        let words = names(counts[0].len());
        let turned: Domains = counts.iter().rev().cloned().collect();
        let (x, y) = (run(&words, &counts), run(&words, &turned));
        prop_assert!((x.mutual_information.value - y.mutual_information.value).abs() < 1e-12);
        prop_assert!((x.jensen_shannon.value - y.jensen_shannon.value).abs() < 1e-12);
        for (of_x, of_y) in x.characteristic.iter().zip(y.characteristic.iter().rev()) {
            // With three domains a word can be exactly as over-represented in two: the first of them takes it.
            if counts.len() == 2 {
                prop_assert_eq!(shown(of_x), shown(of_y));
            }
        }
    }

    #[test]
    fn lists_hold_what_is_over_represented_by_falling_g2(counts in domains()) {
        let result = run(&names(counts[0].len()), &counts);
        for (d, rows) in result.characteristic.iter().enumerate() {
            prop_assert!(rows.len() <= 4);
            prop_assert!(rows.iter().all(|row| row.domain == d && row.log_ratio > 0.0 && row.g2 >= 0.0));
            prop_assert!(rows.windows(2).all(|pair| pair[0].g2 >= pair[1].g2));
            prop_assert!(rows.iter().all(|row| result.scatter.contains(row)));
        }
    }

    #[test]
    fn g2_is_the_sum_over_the_four_cells(a in 0_u64..50, b in 0_u64..50, c in 1_u64..500, d in 1_u64..500) {
        let o = [[a as f64, c as f64], [b as f64, d as f64]];
        let n = o[0][0] + o[0][1] + o[1][0] + o[1][1];
        let mut slow = 0.0;
        for i in 0..2 {
            for j in 0..2 {
                let expected = (o[i][0] + o[i][1]) * (o[0][j] + o[1][j]) / n;
                slow += if o[i][j] > 0.0 { 2.0 * o[i][j] * (o[i][j] / expected).ln() } else { 0.0 };
            }
        }
        let (g2, _) = keyness(a, a + c, b, b + d);
        prop_assert!(g2 >= 0.0 && (g2 - slow).abs() < 1e-9 * (1.0 + slow), "{g2} {slow}");
    }
}
