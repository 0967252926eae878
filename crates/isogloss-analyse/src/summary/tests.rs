use super::*;
use crate::geometry::planted::{gaussian, rotated, rotation};
use proptest::prelude::*;

#[test]
fn by_hand() {
    // a: three axes, every cosine 0; b: one direction, every cosine 1.
    let a = Matrix::from_vec(3, 3, vec![2.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 4.0]);
    let b = Matrix::from_vec(3, 2, vec![3.0, 4.0, 0.6, 0.8, 6.0, 8.0]);
    let summary = summary(&a, &b, &[0.1, 0.2, 0.6], 500, 1).unwrap();
    assert_eq!((summary.pairs, summary.words), (500, 3));
    assert_eq!(summary.mean_similarity_a.value, 0.0);
    assert!((summary.mean_similarity_b.value - 1.0).abs() < 1e-6);
    assert_eq!(summary.similarity_correlation, 0.0);
    assert!((summary.mean_shift.value - 0.3).abs() < 1e-12);
    assert!(summary.mean_shift.method.contains("over words (not documents)"));
}

#[test]
fn pairs_are_different_words_and_even() {
    let pairs = draw(5, 20_000, 1);
    let mut seen = [[0; 5]; 5];
    pairs.iter().for_each(|&(i, j)| seen[i as usize][j as usize] += 1);
    for (i, row) in seen.iter().enumerate() {
        for (j, &times) in row.iter().enumerate() {
            assert!(if i == j { times == 0 } else { (850..1150).contains(&times) }, "{i} {j}: {times}");
        }
    }
}

#[test]
fn the_same_space_twice_agrees_with_itself() {
    let a = gaussian(100, 6, 1);
    let summary = summary(&a, &rotated(&a, &rotation(6, 2)), &[0.5; 100], 3000, 1).unwrap();
    assert!((summary.similarity_correlation - 1.0).abs() < 1e-6);
    assert!((summary.mean_similarity_a.value - summary.mean_similarity_b.value).abs() < 1e-6);
    assert!((summary.mean_similarity_a.low.unwrap() - summary.mean_similarity_b.low.unwrap()).abs() < 1e-6);
    assert_eq!((summary.mean_shift.low, summary.mean_shift.high), (Some(0.5), Some(0.5)));
}

/// Words that share a common direction: of an endless vocabulary s̄ is the squared length of the mean unit vector.
#[test]
fn interval_over_words_covers() {
    let common = |seed| {
        let mut space = gaussian(80, 4, seed);
        (0..space.rows()).for_each(|i| space.row_mut(i)[0] += 1.0);
        space
    };
    let mut long = gaussian(200_000, 4, 999);
    (0..long.rows()).for_each(|i| long.row_mut(i)[0] += 1.0);
    let truth: f64 = long.unit_rows().mean_row().iter().map(|x| x * x).sum();
    let runs = 60;
    let covered = (0..runs).filter(|&seed| {
        let space = common(seed);
        let of = summary(&space, &space, &[0.0; 80], 2000, seed).unwrap().mean_similarity_a;
        of.low.unwrap() <= truth && truth <= of.high.unwrap()
    });
    let covered = covered.count();
    assert!(covered >= 51, "{covered} of {runs}");
}

#[test]
fn words_without_a_vector_are_left_out() {
    let (a, b) = (gaussian(50, 4, 1), gaussian(50, 4, 2));
    let longer =
        |matrix: &Matrix, last: f32| Matrix::from_vec(51, 4, [matrix.as_slice(), &[last; 4]].concat());
    let expected = summary(&a, &b, &[0.5; 50], 1000, 1).unwrap();
    let mut shifts = vec![0.5; 50];
    shifts.push(1.0);
    assert_eq!(summary(&longer(&a, 0.0), &longer(&b, 3.0), &shifts, 1000, 1).unwrap(), expected);
}

#[test]
fn bad_input_is_refused() {
    let a = gaussian(10, 4, 1);
    let shifts = [0.1; 10];
    assert!(matches!(
        summary(&a, &gaussian(9, 4, 1), &shifts, 10, 1),
        Err(AnalyseError::ShapeMismatch { .. })
    ));
    assert!(matches!(summary(&a, &a, &shifts[1..], 10, 1), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(summary(&a, &a, &shifts, 0, 1), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(
        summary(&a, &Matrix::zeros(10, 4), &shifts, 10, 1),
        Err(AnalyseError::TooFew { given: 0, .. })
    ));
    let mut broken = shifts;
    broken[3] = f64::NAN;
    assert!(matches!(summary(&a, &a, &broken, 10, 1), Err(AnalyseError::NotFinite { row: 3, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn rotation_scaling_and_exchange(seed in 0..u64::MAX) {
        let (a, b) = (gaussian(40, 5, seed), gaussian(40, 7, seed ^ 1));
        let shifts: Vec<f64> = (0..40).map(|i| f64::from(i) / 40.0).collect();
        let expected = summary(&a, &b, &shifts, 500, 1).unwrap();
        let mut scaled = rotated(&a, &rotation(5, seed));
        for i in 0..40 {
            let factor = 0.01 + i as f32;
            scaled.row_mut(i).iter_mut().for_each(|x| *x *= factor);
        }
        let scaled = summary(&scaled, &b, &shifts, 500, 1).unwrap();
        prop_assert!((scaled.mean_similarity_a.value - expected.mean_similarity_a.value).abs() < 1e-6);
        prop_assert_eq!(scaled.mean_shift, expected.mean_shift.clone());
        let exchanged = summary(&b, &a, &shifts, 500, 1).unwrap();
        prop_assert_eq!(exchanged.mean_similarity_a, expected.mean_similarity_b);
        prop_assert_eq!(exchanged.mean_similarity_b, expected.mean_similarity_a);
        prop_assert!((exchanged.similarity_correlation - expected.similarity_correlation).abs() < 1e-12);
    }
}
