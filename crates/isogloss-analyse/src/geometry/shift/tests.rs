use super::*;
use crate::geometry::align;
use crate::geometry::planted::{all, gaussian, order, rotated, rotation, with_noise, words};
use isogloss_math::{Matrix, rank};
use proptest::prelude::*;

const PARAMS: ShiftParams = ShiftParams { neighbours: 10, peers: 200, min_count: 20, last_line: 100 };

/// Counts that fall with the row as Zipf's law has it; the two domains differ up to threefold.
fn zipf(n: usize) -> Vec<(u64, u64)> {
    (0..n)
        .map(|i| {
            let base = 200_000.0 / (i as f64 + 3.0);
            let tilt = 1.0 + (i * 7919 % 100) as f64 / 50.0;
            ((base * tilt) as u64, base as u64)
        })
        .collect()
}

/// A vector's noise where its word is used `count` times.
fn sigma(count: u64) -> f64 {
    8.0 / (count as f64).sqrt()
}

/// Two noisy copies of one space, the second turned.
fn null(n: usize, d: usize, seed: u64, counts: &[(u64, u64)]) -> Aligned {
    let truth = gaussian(n, d, seed);
    let a = with_noise(&truth, seed + 1, |i| sigma(counts[i].0));
    let b = with_noise(&truth, seed + 2, |i| sigma(counts[i].1));
    align(&a, &rotated(&b, &rotation(d, seed + 3)), &all(n / 2), "the frequent half").unwrap()
}

/// Two halves of each domain of [`null`].
fn halves(n: usize, d: usize, seed: u64, counts: &[u64]) -> Vec<NoisePoint> {
    let half: Vec<(u64, u64)> = counts.iter().map(|&count| (count / 2, count - count / 2)).collect();
    noise(&null(n, d, seed, &half), &half)
}

#[test]
fn null_is_flat_in_frequency_and_within_the_noise() {
    let (n, d) = (4000, 30);
    let counts = zipf(n);
    let noise_a = halves(n, d, 10, &counts.iter().map(|count| count.0).collect::<Vec<_>>());
    let noise_b = halves(n, d, 20, &counts.iter().map(|count| count.1).collect::<Vec<_>>());
    let aligned = null(n, d, 30, &counts);
    let shift =
        shift(&words(n), Frequencies::Counts(&counts), &aligned, &noise_a, &noise_b, &PARAMS).unwrap();

    assert!(shift.frequency_correlation < -0.8, "rare words are noisy: {}", shift.frequency_correlation);
    let left = shift.adjusted_frequency_correlation;
    assert!(left.abs() < 0.1, "what is left of frequency: {left}");
    // One word in twenty exceeds a 95th percentile.
    let above = shift.above_noise.unwrap();
    assert!((0.02..0.09).contains(&above), "{above}");
    // Noise is the typical Δ of the null: half of the words lie above it, in every part of the frequency range.
    for words in shift.words.chunks(1000) {
        let over = words.iter().filter(|word| word.shift > word.noise.unwrap()).count();
        assert!((350..650).contains(&over), "{over} of 1000 above the median of noise");
        // Scores are standard normal or near it: 2.3 % above 2.
        let tail = words.iter().filter(|word| word.adjusted > 2.0).count();
        assert!((5..60).contains(&tail), "{tail} of 1000 above 2");
    }
}

#[test]
fn planted_shifts_rank_first() {
    let (n, d) = (2000, 30);
    let counts = zipf(n);
    let truth = gaussian(n, d, 1);
    let mut b = with_noise(&truth, 2, |i| sigma(counts[i].1));
    // Twenty words all over the frequency range take the place of another one.
    let planted: Vec<usize> = (0..20).map(|k| 30 + 30 * k).collect();
    for &i in &planted {
        let other = truth.row(i + 13).to_vec();
        b.row_mut(i).copy_from_slice(&other);
    }
    let a = with_noise(&truth, 3, |i| sigma(counts[i].0));
    let aligned = align(&a, &rotated(&b, &rotation(d, 4)), &all(n), "all").unwrap();
    let shift = shift(&words(n), Frequencies::Counts(&counts), &aligned, &[], &[], &PARAMS).unwrap();
    let first: Vec<usize> = (0..n).filter(|&i| shift.words[i].rank.is_some_and(|rank| rank <= 20)).collect();
    assert_eq!(first, planted);
    let overlaps = |of: &[usize]| of.iter().map(|&i| shift.words[i].overlap).sum::<f64>() / of.len() as f64;
    assert!(overlaps(&planted) < shift.mean_overlap / 4.0);
    assert!(shift.mean_overlap > 10.0 * shift.chance_overlap);
    assert_eq!((shift.above_noise, shift.words[0].noise), (None, None));
}

fn unaligned(a: Matrix, b: Matrix) -> Aligned {
    let alignment = Alignment {
        anchors_rule: String::new(),
        anchors: 0,
        residual: 0.0,
        held_out_residual: 0.0,
        singular_values: Vec::new(),
        reduction: None,
    };
    Aligned { a, b, wide: None, alignment }
}

#[test]
fn by_hand() {
    // Four words at the corners of a square; in b, the last two are exchanged.
    let corner = |k: usize| [[1.0, 0.0], [0.8, 0.6], [-1.0, 0.0], [-0.8, -0.6]][k];
    let a = Matrix::from_vec(4, 2, [0, 1, 2, 3].iter().flat_map(|&k| corner(k)).collect());
    let b = Matrix::from_vec(4, 2, [0, 1, 3, 2].iter().flat_map(|&k| corner(k)).collect());
    let counts = [(100, 100), (50, 50), (20, 60), (5, 9)];
    let params = ShiftParams { neighbours: 1, peers: 2, min_count: 20, ..PARAMS };
    let shift = shift(&words(4), Frequencies::Counts(&counts), &unaligned(a, b), &[], &[], &params).unwrap();
    let of = |value: fn(&ShiftedWord) -> f64| shift.words.iter().map(value).collect::<Vec<f64>>();
    // ‖(-1, 0) − (-0.8, -0.6)‖ = √(0.04 + 0.36)
    let moved = 0.4_f64.sqrt();
    for (x, expected) in of(|word| word.shift).iter().zip([0.0, 0.0, moved, moved]) {
        assert!((x - expected).abs() < 1e-6, "{x}");
    }
    for (x, expected) in of(|word| word.cosine).iter().zip([1.0, 1.0, 0.8, 0.8]) {
        assert!((x - expected).abs() < 1e-6, "{x}");
    }
    // Nearest to 2 is 3 and nearest to 3 is 2, in either order.
    assert_eq!(of(|word| word.overlap), [1.0; 4]);
    // Word 3 is too rare; of word 2's peers one moved as far and one did not, of word 1's the same.
    assert_eq!(
        shift.words.iter().map(|word| word.rank.is_some()).collect::<Vec<_>>(),
        [true, true, true, false]
    );
    assert_eq!((shift.ranked_words, shift.shared_words), (3, 4));
    // Of three others one is picked on each side: they are the same with probability 1/3.
    assert!((shift.chance_overlap - 1.0 / 3.0).abs() < 1e-12);
    assert!(shift.words.iter().all(|word| word.adjusted.is_finite()));
}

#[test]
fn chance_overlap_is_the_hypergeometric_mean() {
    // Two of four each: they share 0, 1, 2 with probability 1/6, 4/6, 1/6, which is 0, 1/3, 1 of the union.
    assert!((chance_overlap(4, 2) - (4.0 / 6.0 / 3.0 + 1.0 / 6.0)).abs() < 1e-12);
    // Three of four each share at least two.
    assert!((chance_overlap(4, 3) - (0.75 * 0.5 + 0.25)).abs() < 1e-12);
    assert_eq!(chance_overlap(5, 9), 1.0);
    assert!((chance_overlap(10_000, 25) - 25.0 / (2.0 * 10_000.0 - 25.0)).abs() < 5e-5);
}

#[test]
fn noise_of_two_counts() {
    let curve = [
        NoisePoint { count: 10.0, median: 1.0, high: 1.2 },
        NoisePoint { count: 1000.0, median: 0.2, high: 0.4 },
    ];
    let of = |counts| noise::expected(&curve, &curve, counts).unwrap();
    // The same count on both sides gives the curve back; 100 lies half way between 10 and 1000 in log count.
    for (counts, median, high) in
        [((10, 10), 1.0, 1.2), ((1000, 1000), 0.2, 0.4), ((100, 100), 0.6, 0.8), ((1, 3), 1.0, 1.2)]
    {
        let (m, h) = of(counts);
        assert!((m - median).abs() < 1e-12 && (h - high).abs() < 1e-12, "{counts:?}: {m} {h}");
    }
    // Where noise is small the squares are averaged.
    let small = [
        NoisePoint { count: 10.0, median: 0.02, high: 0.02 },
        NoisePoint { count: 1000.0, median: 0.01, high: 0.01 },
    ];
    let (median, _) = noise::expected(&small, &small, (10, 1000)).unwrap();
    assert!((median - ((0.02_f64.powi(2) + 0.01_f64.powi(2)) / 2.0).sqrt()).abs() < 1e-6);
    assert_eq!(of((10, 1000)), of((1000, 10)));
    assert_eq!(noise::expected(&curve, &[], (5, 5)), None);
    // Beyond a right angle a half says nothing; the result stays finite.
    let wild = [NoisePoint { count: 5.0, median: 1.9, high: 2.0 }];
    assert_eq!(noise::expected(&wild, &wild, (5, 5)), Some((2.0_f64.sqrt(), 2.0_f64.sqrt())));
}

#[test]
fn noise_curve_falls_with_the_count_and_needs_words() {
    let counts: Vec<u64> = zipf(3000).iter().map(|count| count.0).collect();
    let curve = halves(3000, 20, 5, &counts);
    assert!((20..=60).contains(&curve.len()), "{}", curve.len());
    assert!(curve.windows(2).all(|two| two[0].count < two[1].count));
    assert!(curve.iter().all(|point| point.median <= point.high && point.high < 2.0));
    assert!(curve[0].median > 3.0 * curve[curve.len() - 1].median);
    // The truth: cos = 1/(1 + σ²) for equal counts in the halves.
    let middle = &curve[curve.len() / 2];
    let expected = (2.0 - 2.0 / (1.0 + sigma(middle.count as u64).powi(2))).sqrt();
    assert!((middle.median / expected - 1.0).abs() < 0.05, "{} {expected}", middle.median);
    assert_eq!(noise(&null(40, 2, 1, &[(50, 50); 40]), &[(50, 50); 19]), []);
    assert_eq!(noise(&null(40, 2, 1, &[(50, 50); 40]), &[(50, 50); 40]).len(), 1);
}

#[test]
fn identical_spaces_have_not_moved() {
    let a = gaussian(300, 10, 1);
    let aligned = align(&a, &a, &all(300), "all").unwrap();
    let shift = shift(&words(300), Frequencies::Counts(&zipf(300)), &aligned, &[], &[], &PARAMS).unwrap();
    // Rounding is not made into a ranking of large scores.
    assert!(
        shift.words.iter().all(|word| word.shift < 1e-5 && word.adjusted.abs() < 5.0 && word.overlap == 1.0)
    );
}

#[test]
fn words_without_a_vector_are_listed_and_count_in_nothing() {
    let counts = zipf(200);
    let mut aligned = null(200, 8, 1, &counts);
    let expected = shift(&words(200), Frequencies::Counts(&counts), &aligned, &[], &[], &PARAMS).unwrap();
    let grow = |matrix: &Matrix| Matrix::from_vec(201, 8, [matrix.as_slice(), &[0.0; 8]].concat());
    aligned = Aligned { a: grow(&aligned.a), b: grow(&aligned.b), ..aligned };
    let counts = [counts.as_slice(), &[(500, 500)]].concat();
    let longer = shift(&words(201), Frequencies::Counts(&counts), &aligned, &[], &[], &PARAMS).unwrap();
    assert_eq!(longer.words[..200], expected.words[..]);
    let last = &longer.words[200];
    assert_eq!((last.rank, last.adjusted, last.overlap), (None, 0.0, 0.0));
    assert_eq!((longer.mean_overlap, longer.ranked_words), (expected.mean_overlap, expected.ranked_words));
}

#[test]
fn bad_input_is_refused() {
    let aligned = null(50, 4, 1, &zipf(50));
    let run = |n: usize, m: usize, params: &ShiftParams| {
        shift(&words(n), Frequencies::Counts(&zipf(m)), &aligned, &[], &[], params)
    };
    assert!(run(50, 50, &PARAMS).is_ok());
    assert!(matches!(run(49, 50, &PARAMS), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(run(50, 49, &PARAMS), Err(AnalyseError::ShapeMismatch { .. })));
    let none = ShiftParams { neighbours: 0, ..PARAMS };
    assert!(matches!(run(50, 50, &none), Err(AnalyseError::Parameter { .. })));
    let lonely = ShiftParams { peers: 1, ..PARAMS };
    assert!(matches!(run(50, 50, &lonely), Err(AnalyseError::Parameter { .. })));
    let empty = unaligned(Matrix::zeros(9, 3), Matrix::zeros(9, 3));
    let refused = shift(&words(9), Frequencies::Counts(&zipf(9)), &empty, &[], &[], &PARAMS);
    assert!(matches!(refused, Err(AnalyseError::TooFew { given: 0, .. })));
}

#[test]
fn nothing_ranked_and_no_counts_stay_finite() {
    let aligned = null(50, 4, 1, &zipf(50));
    let curve = [NoisePoint { count: 10.0, median: 0.5, high: 0.6 }];
    let shift =
        shift(&words(50), Frequencies::Counts(&[(0, 3); 50]), &aligned, &curve, &curve, &PARAMS).unwrap();
    assert_eq!((shift.ranked_words, shift.mean_overlap, shift.above_noise), (0, 0.0, None));
    let json = serde_json::to_string(&shift).unwrap();
    assert_eq!(serde_json::from_str::<Shift>(&json).unwrap(), shift, "NaN would have become null");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn rotation_order_and_exchange(seed in 0..u64::MAX / 2) {
        let n = 150;
        let counts = zipf(n);
        let aligned = null(n, 6, seed, &counts);
        let curve = [NoisePoint { count: 100.0, median: 0.5, high: 0.6 }, NoisePoint { count: 1e4, median: 0.2, high: 0.3 }];
        let params = ShiftParams { neighbours: 5, peers: 20, min_count: 20, ..PARAMS };
        let on = |words: &[String], counts: &[(u64, u64)], aligned: &Aligned, a: &[NoisePoint], b: &[NoisePoint]| {
            shift(words, Frequencies::Counts(counts), aligned, a, b, &params).unwrap()
        };
        let expected = on(&words(n), &counts, &aligned, &curve, &curve[..1]);

        let order = order(n, seed);
        let moved = Aligned { a: aligned.a.gather(&order), b: aligned.b.gather(&order), wide: None, alignment: aligned.alignment.clone() };
        let names: Vec<String> = order.iter().map(|&i| words(n)[i as usize].clone()).collect();
        let moved_counts: Vec<(u64, u64)> = order.iter().map(|&i| counts[i as usize]).collect();
        let moved = on(&names, &moved_counts, &moved, &curve, &curve[..1]);
        for (word, &i) in moved.words.iter().zip(&order) {
            prop_assert_eq!(word, &expected.words[i as usize]);
        }

        let exchanged = Aligned { a: aligned.b.clone(), b: aligned.a.clone(), wide: None, alignment: aligned.alignment.clone() };
        let exchanged_counts: Vec<(u64, u64)> = counts.iter().map(|&(a, b)| (b, a)).collect();
        let exchanged = on(&words(n), &exchanged_counts, &exchanged, &curve[..1], &curve);
        for (x, y) in exchanged.words.iter().zip(&expected.words) {
            prop_assert_eq!((x.shift, x.cosine, x.noise, x.rank), (y.shift, y.cosine, y.noise, y.rank));
            prop_assert_eq!((x.adjusted, x.overlap), (y.adjusted, y.overlap));
        }

        let turn = rotation(6, seed + 9);
        let turned = Aligned { a: rotated(&aligned.a, &turn), b: rotated(&aligned.b, &turn), wide: None, alignment: aligned.alignment.clone() };
        let turned = on(&words(n), &counts, &turned, &curve, &curve[..1]);
        for (x, y) in turned.words.iter().zip(&expected.words) {
            prop_assert!((x.shift - y.shift).abs() < 1e-5);
        }
    }

    #[test]
    fn adjusted_is_a_score_among_peers(shifts in prop::collection::vec(0.0..2.0, 5..60), peers in 2_usize..30) {
        let n = shifts.len();
        let names = words(n);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let frequency: Vec<f64> = (0..n).map(|i| (n - i) as f64).collect();
        let scores = adjust::adjusted(&names, &frequency, &shifts, peers);
        // In the middle of the order, where the window is whole, against the plain definition.
        let half = peers.div_ceil(2);
        for i in half..n.saturating_sub(half) {
            let others: Vec<f64> = (i - half..=i + half).filter(|&j| j != i).map(|j| shifts[j]).collect();
            let median = rank::median(&others).unwrap();
            let deviations: Vec<f64> = others.iter().map(|x| (x - median).abs()).collect();
            let spread = 1.4826 * rank::median(&deviations).unwrap();
            let expected = (shifts[i] - median) / spread.max(1e-6);
            prop_assert!((scores[i] - expected).abs() <= 1e-9 * expected.abs().max(1.0));
        }
        prop_assert!(scores.iter().all(|score| score.is_finite()));
    }
}

#[test]
fn neighbours_are_sought_in_all_dimensions() {
    // b is a with two more dimensions, of which five components cannot hold all: seen whole, no word has changed its company much.
    let (n, k) = (300, 10);
    let wide = gaussian(n, 7, 1);
    let narrow = Matrix::from_vec(n, 5, (0..n).flat_map(|i| wide.row(i)[..5].to_vec()).collect());
    let aligned = align(&narrow, &wide, &all(n), "all").unwrap();
    assert_eq!((aligned.whole().0.columns(), aligned.whole().1.columns(), aligned.b.columns()), (5, 7, 5));
    let counts = zipf(n);
    let found = shift(&words(n), Frequencies::Counts(&counts), &aligned, &[], &[], &PARAMS).unwrap();
    let itself = all(n);
    let lists = |space: &Matrix| nearest(space, space, k, Some(&itself));
    let (a, b) = aligned.whole();
    for ((word, in_a), in_b) in found.words.iter().zip(lists(a)).zip(lists(b)) {
        let common = in_a.iter().filter(|near| in_b.iter().any(|other| other.index == near.index)).count();
        assert_eq!(word.overlap, common as f64 / (2 * k - common) as f64);
    }
}

#[test]
fn without_counts_lines_make_the_peers_and_bound_the_ranking() {
    let (n, d) = (400, 12);
    let a = gaussian(n, d, 1);
    // Three words exchange places; all others are a turned copy.
    let mut b = a.clone();
    for (i, j) in [(5, 6), (6, 7), (7, 5)] {
        b.row_mut(i).copy_from_slice(a.row(j));
    }
    let aligned = align(&a, &rotated(&b, &rotation(d, 2)), &all(n), "all").unwrap();
    let lines: Vec<(u64, u64)> = (1..=n as u64).map(|line| (line, line + 3)).collect();
    let shift = shift(&words(n), Frequencies::Lines(&lines), &aligned, &[], &[], &PARAMS).unwrap();
    let mut first: Vec<&ShiftedWord> =
        shift.words.iter().filter(|word| word.rank.is_some_and(|rank| rank <= 3)).collect();
    first.sort_by(|x, y| x.word.cmp(&y.word));
    assert_eq!(first.iter().map(|word| word.word.as_str()).collect::<Vec<_>>(), ["word5", "word6", "word7"]);
    assert!(
        shift.words.iter().filter(|word| word.rank.is_some_and(|rank| rank > 3)).all(|word| word.shift < 0.2)
    );
    // Line 97 of a is line 100 of b, the last that is ranked.
    assert_eq!((shift.ranked_words, shift.shared_words), (97, n));
    let word = &shift.words[4];
    assert_eq!((word.count_a, word.line_a, word.line_b, word.noise), (None, Some(5), Some(8), None));
    assert_eq!(shift.above_noise, None);
}
