use super::*;
use crate::geometry::planted::{gaussian, order, rotated, rotation, with_noise, words};
use logistic::{derivatives, objective};
use proptest::prelude::*;

/// Labels of words that lie on either side of a plane in the first of the dimensions.
fn planted(n: usize, d: usize, seed: u64) -> (Vec<String>, Matrix, LabelledWords) {
    let names = words(n);
    let space = gaussian(n, d, seed).unit_rows();
    let side = |positive: bool| {
        (0..n).filter(|&i| (space.row(i)[0] > 0.0) == positive).map(|i| names[i].clone()).collect::<Vec<_>>()
    };
    let labels = LabelledWords { name: "side".to_owned(), negative: side(false), positive: side(true) };
    (names, space, labels)
}

#[test]
fn own_labels_are_well_formed() {
    let labels = own_labels();
    assert!(labels.positive.len() >= 250 && labels.negative.len() >= 250);
    let all: Vec<&String> = labels.positive.iter().chain(&labels.negative).collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "a word stands twice");
    assert!(all.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase())));
}

#[test]
fn intercept_alone_is_the_log_odds() {
    let x: [&[f32]; 4] = [&[0.0], &[0.0], &[0.0], &[0.0]];
    let model = logistic::fit(&x, &[true, true, false, true], 1.0).unwrap();
    assert!((model.intercept - 3.0_f64.ln()).abs() < 1e-9);
    assert_eq!(model.weights, [0.0]);
}

#[test]
fn two_observations_by_hand() {
    // λ θ = 2 σ(−θ) at the minimum; λ = 2/(1 + e) makes θ = 1.
    let x: [&[f32]; 2] = [&[1.0], &[-1.0]];
    let model = logistic::fit(&x, &[true, false], 2.0 / (1.0 + std::f64::consts::E)).unwrap();
    assert!((model.weights[0] - 1.0).abs() < 1e-9 && model.intercept.abs() < 1e-9);
    assert!((model.logit(&[3.0]) - 3.0).abs() < 1e-8);
}

#[test]
fn log_loss_by_hand_and_far_out() {
    assert!((log_loss(true, 0.0) - 2.0_f64.ln()).abs() < 1e-15);
    assert!((log_loss(false, 3.0_f64.ln()) - 4.0_f64.ln()).abs() < 1e-15);
    assert_eq!(log_loss(true, -1e4), 1e4);
    assert_eq!(log_loss(true, 1e4), 0.0);
}

#[test]
fn two_spaces_that_are_one_have_no_gap() {
    let (names, space, labels) = planted(300, 10, 1);
    let result = transfer(&names, &space, &space, &labels, 1).unwrap();
    assert_eq!((result.words, result.positive), (300, labels.positive.len()));
    assert_eq!((result.gap_ab.value, result.gap_ab.low, result.gap_ab.high), (0.0, Some(0.0), Some(0.0)));
    let majority = labels.positive.len().max(labels.negative.len()) as f64 / 300.0;
    assert_eq!(result.majority, majority);
    for (cell, expected) in result.cells.iter().zip([(0, 0), (0, 1), (1, 0), (1, 1)]) {
        assert_eq!((cell.train, cell.test), expected);
        assert!(cell.accuracy.low.unwrap() > 0.85, "{cell:?}");
        assert!(cell.log_loss.high.unwrap() < 2.0_f64.ln());
        assert!(cell.log_loss.low.unwrap() <= cell.log_loss.value);
    }
}

#[test]
fn what_is_learnt_in_one_space_fails_in_another_that_lies_otherwise() {
    let (names, a, labels) = planted(300, 10, 1);
    let b = rotated(&a, &rotation(10, 7));
    let result = transfer(&names, &a, &b, &labels, 1).unwrap();
    assert!(result.gap_ab.low.unwrap() > 0.1 && result.gap_ba.low.unwrap() > 0.1, "{result:?}");
    // Each domain by itself is as good as the other: a rotation is nothing to a penalised regression.
    let (aa, bb) = (&result.cells[0].log_loss.value, &result.cells[3].log_loss.value);
    assert!((aa - bb).abs() < 1e-4);
}

#[test]
fn labels_without_meaning_are_not_learnt() {
    // Fifty dimensions can memorise most of 200 words; words that were never seen betray it.
    let names = words(200);
    let (a, b) = (gaussian(200, 50, 1).unit_rows(), gaussian(200, 50, 2).unit_rows());
    let labels = LabelledWords {
        name: "none".to_owned(),
        negative: names[..100].to_vec(),
        positive: names[100..].to_vec(),
    };
    let result = transfer(&names, &a, &b, &labels, 1).unwrap();
    for cell in &result.cells {
        assert!((cell.accuracy.value - 0.5).abs() < 0.15, "{cell:?}");
        assert!(cell.log_loss.value > 0.6);
    }
}

#[test]
fn every_word_is_dealt_once_and_each_label_evenly() {
    let (names, space, labels) = planted(203, 5, 1);
    let dealt = labelled(&names, &space, &space, &labels, 9);
    assert_eq!(dealt.iter().map(|word| word.row).collect::<HashSet<_>>().len(), 203);
    for positive in [true, false] {
        let sizes: Vec<usize> = (0..5)
            .map(|f| dealt.iter().filter(|word| word.positive == positive && word.fold == f).count())
            .collect();
        assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
    }
    let other = labelled(&names, &space, &space, &labels, 10);
    assert!(dealt.iter().zip(&other).any(|(x, y)| x.row != y.row), "the seed deals");
}

#[test]
fn exchange_swaps_and_order_changes_nothing() {
    let (names, a, labels) = planted(120, 8, 1);
    let b = with_noise(&a, 2, |_| 0.2).unit_rows();
    let result = transfer(&names, &a, &b, &labels, 1).unwrap();
    let exchanged = transfer(&names, &b, &a, &labels, 1).unwrap();
    assert_eq!((&exchanged.gap_ab, &exchanged.gap_ba), (&result.gap_ba, &result.gap_ab));
    for (x, y) in exchanged.cells.iter().zip(result.cells.iter().rev()) {
        assert_eq!((&x.accuracy, &x.log_loss), (&y.accuracy, &y.log_loss));
    }
    let order = order(120, 3);
    let moved: Vec<String> = order.iter().map(|&i| names[i as usize].clone()).collect();
    assert_eq!(transfer(&moved, &a.gather(&order), &b.gather(&order), &labels, 1).unwrap(), result);
}

#[test]
fn words_without_a_vector_and_with_both_labels_are_left_out() {
    let (names, a, mut labels) = planted(100, 5, 1);
    let mut b = a.clone();
    b.row_mut(0).fill(0.0);
    let both = labels.negative.iter().find(|word| **word != names[0]).unwrap().clone();
    labels.positive.push(both);
    labels.positive.push("unheard".to_owned());
    assert_eq!(transfer(&names, &a, &b, &labels, 1).unwrap().words, 98);
}

#[test]
fn bad_input_is_refused() {
    let (names, a, labels) = planted(100, 5, 1);
    let few = LabelledWords {
        positive: labels.positive[..15].to_vec(),
        negative: labels.negative[..24].to_vec(),
        ..labels.clone()
    };
    assert!(matches!(
        transfer(&names, &a, &a, &few, 1),
        Err(AnalyseError::TooFew { given: 39, needed: 40, .. })
    ));
    let one_sided = LabelledWords { positive: labels.positive[..9].to_vec(), ..labels.clone() };
    assert!(matches!(
        transfer(&names, &a, &a, &one_sided, 1),
        Err(AnalyseError::TooFew { given: 9, needed: 10, .. })
    ));
    assert!(matches!(transfer(&names[1..], &a, &a, &labels, 1), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(
        transfer(&names, &a, &gaussian(100, 6, 1), &labels, 1),
        Err(AnalyseError::ShapeMismatch { .. })
    ));
    assert!(matches!(
        transfer(&[], &Matrix::zeros(0, 5), &Matrix::zeros(0, 5), &labels, 1),
        Err(AnalyseError::TooFew { .. })
    ));
    let mut broken = a.clone();
    broken.row_mut(4)[1] = f32::NAN;
    assert!(matches!(transfer(&names, &a, &broken, &labels, 1), Err(AnalyseError::NotFinite { row: 4, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn gradient_is_that_of_the_objective(seed in 0..u64::MAX, lambda in 0.01..5.0) {
        let x = gaussian(30, 4, seed);
        let rows: Vec<&[f32]> = (0..30).map(|i| x.row(i)).collect();
        let y: Vec<bool> = (0..30).map(|i| (seed >> i) & 1 == 1).collect();
        let model = Logistic { weights: vec![0.3, -0.7, 0.1, 1.1], intercept: -0.4 };
        let (gradient, hessian) = derivatives(&model, &rows, &y, lambda);
        let nudged = |k: usize, by: f64| {
            let mut model = model.clone();
            if k < 4 { model.weights[k] += by } else { model.intercept += by }
            model
        };
        let h = 1e-5;
        for k in 0..5 {
            let value = |by| objective(&nudged(k, by), &rows, &y, lambda);
            let slope = (value(h) - value(-h)) / (2.0 * h);
            prop_assert!((gradient[k] - slope).abs() < 1e-6 * slope.abs().max(1.0), "{} {}", gradient[k], slope);
            for (l, _) in gradient.iter().enumerate() {
                let entry = |by| derivatives(&nudged(k, by), &rows, &y, lambda).0[l];
                let slope = (entry(h) - entry(-h)) / (2.0 * h);
                prop_assert!((hessian[(k, l)] - slope).abs() < 1e-6 * slope.abs().max(1.0));
            }
        }
    }

    #[test]
    fn fit_ends_where_the_gradient_vanishes(seed in 0..u64::MAX, size in 0.01_f32..100.0, lambda in 0.001..10.0) {
        let mut x = gaussian(40, 6, seed);
        x.as_mut_slice().iter_mut().for_each(|x| *x *= size);
        let rows: Vec<&[f32]> = (0..40).map(|i| x.row(i)).collect();
        // Separable labels: the penalty alone keeps the weights finite.
        let y: Vec<bool> = rows.iter().map(|row| row[0] + row[1] > 0.0).collect();
        prop_assume!(y.contains(&true) && y.contains(&false));
        let model = logistic::fit(&rows, &y, lambda).unwrap();
        let (gradient, _) = derivatives(&model, &rows, &y, lambda);
        prop_assert!(gradient.iter().all(|g| g.abs() < 1e-5), "{:?}", gradient);
    }
}
