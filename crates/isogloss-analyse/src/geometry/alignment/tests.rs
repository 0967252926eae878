use super::*;
use crate::geometry::planted::{all, gaussian, order, rotated, rotation, with_noise};
use isogloss_math::dense::norm_f64;
use proptest::prelude::*;

fn largest_difference(a: &Matrix, b: &Matrix) -> f64 {
    a.as_slice().iter().zip(b.as_slice()).map(|(&x, &y)| f64::from((x - y).abs())).fold(0.0, f64::max)
}

/// scipy.linalg.orthogonal_procrustes(B, A) of scipy 1.17.1 on these two matrices.
#[test]
fn procrustes_is_scipys() {
    let square = |i: usize, j: usize| ((3 * i + j) * (3 * i + j)) as f64;
    let a = Mat::from_fn(12, 3, |i, j| (1.0 + 0.37 * square(i, j)).sin());
    let b = Mat::from_fn(12, 3, |i, j| (0.5 + 0.21 * square(i, j)).cos() + 0.3 * a[(i, j)]);
    let expected = [
        [0.589902535791613, -0.77934405624294, 0.21127669124971],
        [0.796739489141099, 0.519259394844313, -0.309153468861499],
        [0.131229511581062, 0.350702898283888, 0.927246618988431],
    ];
    let (rotation, values) = procrustes(&a, &b).unwrap();
    for (i, row) in expected.iter().enumerate() {
        for (j, x) in row.iter().enumerate() {
            assert!((rotation[(i, j)] - x).abs() < 1e-12, "{i} {j}: {}", rotation[(i, j)]);
        }
    }
    for (value, expected) in values.iter().zip([4.94958565, 3.26765837, 1.95161771]) {
        assert!((value - expected).abs() < 1e-8, "{value}");
    }
}

#[test]
fn a_quarter_turn_by_hand() {
    // b is a turned by 90°: (x, y) -> (-y, x). R turns it back: (x, y) -> (y, -x).
    let a = Mat::from_fn(3, 2, |i, j| [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]][i][j]);
    let b = Mat::from_fn(3, 2, |i, j| [[0.0, 1.0], [-2.0, 0.0], [-1.0, 1.0]][i][j]);
    let (rotation, _) = procrustes(&a, &b).unwrap();
    let expected = Mat::from_fn(2, 2, |i, j| [[0.0, -1.0], [1.0, 0.0]][i][j]);
    assert!((rotation - expected).norm_max() < 1e-14);
}

#[test]
fn fewer_rows_than_dimensions_still_give_an_orthogonal_matrix() {
    let (a, b) = (gaussian(2, 5, 1).to_f64(), gaussian(2, 5, 2).to_f64());
    let (rotation, values) = procrustes(&a, &b).unwrap();
    assert!((rotation.transpose() * &rotation - Mat::<f64>::identity(5, 5)).norm_max() < 1e-12);
    assert_eq!(values.len(), 5);
    // But words are not laid on each other by them: any two spaces would fit.
    let spaces = (gaussian(9, 5, 1), gaussian(9, 5, 2));
    let refused = align(&spaces.0, &spaces.1, &[0, 1, 2, 3], "four");
    assert!(matches!(refused, Err(AnalyseError::TooFew { given: 4, needed: 5, .. })));
}

#[test]
fn finds_the_planted_rotation() {
    let a = gaussian(300, 20, 1);
    let b = rotated(&a, &rotation(20, 2));
    let aligned = align(&a, &b, &all(300), "all").unwrap();
    assert!(largest_difference(&aligned.a, &aligned.b) < 1e-5);
    assert!(aligned.alignment.residual < 1e-6 && aligned.alignment.held_out_residual < 1e-6);
    // Perfectly aligned unit rows have mean cosine 1, the sum of the singular values.
    assert!((aligned.alignment.singular_values.iter().sum::<f64>() - 1.0).abs() < 1e-6);
    assert!((0..300).all(|i| (norm_f64(aligned.b.row(i)) - 1.0).abs() < 1e-6));
}

/// A copy with 4 more coordinates, of standard deviation `sigma`, turned.
fn widened(a: &Matrix, sigma: f32, seed: u64) -> Matrix {
    let more = gaussian(a.rows(), 4, seed);
    let row =
        |i: usize| a.row(i).iter().copied().chain(more.row(i).iter().map(|x| sigma * x)).collect::<Vec<_>>();
    let wide = Matrix::from_vec(a.rows(), a.columns() + 4, (0..a.rows()).flat_map(row).collect());
    rotated(&wide, &rotation(a.columns() + 4, seed + 1))
}

#[test]
fn of_a_wider_space_the_leading_components_are_compared() {
    let a = gaussian(500, 20, 1);
    let b = widened(&a, 0.05, 2);
    let aligned = align(&a, &b, &all(500), "all").unwrap();
    let reduction = aligned.alignment.reduction.clone().unwrap();
    assert_eq!((reduction.side, reduction.from, reduction.to), (1, 24, 20));
    assert!(reduction.kept > 0.999 && reduction.kept < 1.0, "{}", reduction.kept);
    assert_eq!((aligned.a.columns(), aligned.b.columns()), (20, 20));
    assert!(aligned.alignment.held_out_residual < 0.1, "{:?}", aligned.alignment);
    // Either may be the wider one.
    let exchanged = align(&b, &a, &all(500), "all").unwrap().alignment;
    assert_eq!(exchanged.reduction.map(|reduction| reduction.side), Some(0));
    assert!((exchanged.residual - aligned.alignment.residual).abs() < 1e-6);
    assert_eq!(align(&a, &a, &all(500), "all").unwrap().alignment.reduction, None);
}

#[test]
fn anchors_hold_the_rotation_the_better_the_more_there_are() {
    let a = gaussian(2000, 10, 1);
    let b = with_noise(&rotated(&a, &rotation(10, 2)), 3, |_| 0.5);
    let aligned = align(&a, &b, &all(2000), "all").unwrap();
    let rows = all(200);
    let width = |anchors: usize| {
        let intervals = anchor_intervals(&aligned, &all(anchors), &rows, 50, 7).unwrap();
        for (&(low, high), i) in intervals.iter().zip(0..) {
            assert!((0.0..=2.0).contains(&low) && low <= high, "{i}: {low} to {high}");
        }
        intervals.iter().map(|(low, high)| high - low).sum::<f64>() / 200.0
    };
    let (few, many) = (width(40), width(2000));
    assert!(many < few / 3.0, "{many} of 2000, {few} of 40");
    // With all anchors, what was fitted lies within.
    let intervals = anchor_intervals(&aligned, &all(2000), &rows, 50, 7).unwrap();
    let within = rows.iter().zip(&intervals).filter(|&(&i, &(low, high))| {
        let pairs = aligned.a.row(i as usize).iter().zip(aligned.b.row(i as usize));
        let shift = pairs.map(|(x, y)| f64::from(x - y).powi(2)).sum::<f64>().sqrt();
        (low - 1e-6..=high + 1e-6).contains(&shift)
    });
    assert!(within.count() > 180);
    assert!(matches!(anchor_intervals(&aligned, &[], &rows, 5, 1), Err(AnalyseError::TooFew { .. })));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let on_three = pool.install(|| anchor_intervals(&aligned, &all(2000), &rows, 50, 7).unwrap());
    assert_eq!(on_three, intervals);
}

#[test]
fn unrelated_spaces_are_held_out_at_root_two() {
    let few = align(&gaussian(60, 40, 1), &gaussian(60, 40, 2), &all(60), "all").unwrap().alignment;
    assert!((few.held_out_residual - 2.0_f64.sqrt()).abs() < 0.15, "{few:?}");
    assert!(few.residual < few.held_out_residual - 0.4, "60 anchors fit 40 dimensions: {few:?}");
}

#[test]
fn words_without_a_vector_change_nothing_for_the_others() {
    let a = gaussian(200, 10, 1);
    let b = with_noise(&rotated(&a, &rotation(10, 3)), 4, |_| 0.3);
    let expected = align(&a, &b, &all(200), "all").unwrap();
    // The same words with three more: one without a vector in a, one without in b, one without in either.
    let longer = |matrix: &Matrix, known: [bool; 3]| {
        let mut data = matrix.as_slice().to_vec();
        known.iter().for_each(|&known| data.extend([f32::from(u8::from(known)) * 5.0; 10]));
        Matrix::from_vec(203, 10, data)
    };
    let (a, b) = (longer(&a, [false, true, false]), longer(&b, [true, false, false]));
    let aligned = align(&a, &b, &all(203), "all").unwrap();
    assert_eq!(aligned.alignment.anchors, 200);
    assert_eq!(aligned.alignment, expected.alignment);
    assert_eq!(aligned.a.as_slice()[..2000], *expected.a.as_slice());
    assert_eq!(aligned.b.as_slice()[..2000], *expected.b.as_slice());
    for space in [&aligned.a, &aligned.b] {
        assert!(space.as_slice()[2000..].iter().all(|&x| x == 0.0));
    }
}

#[test]
fn bad_input_is_refused() {
    let (a, zeros) = (gaussian(30, 4, 1), Matrix::zeros(30, 4));
    assert!(matches!(align(&a, &zeros, &all(30), ""), Err(AnalyseError::TooFew { given: 0, .. })));
    assert!(matches!(align(&a, &gaussian(29, 4, 1), &[], ""), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(align(&a, &a, &[30], ""), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(align(&a, &a, &[], ""), Err(AnalyseError::TooFew { given: 0, .. })));
    let nothing = Matrix::zeros(0, 0);
    assert!(matches!(align(&nothing, &nothing, &[], ""), Err(AnalyseError::TooFew { .. })));
    // Words that all have one vector have no direction once it is taken off.
    let same = Matrix::from_vec(30, 4, [0.1, 0.7, -0.3, 0.2].repeat(30));
    assert!(matches!(align(&a, &same, &all(30), ""), Err(AnalyseError::TooFew { given: 0, .. })));
    let mut broken = a.clone();
    broken.row_mut(7)[2] = f32::NAN;
    assert_eq!(align(&a, &broken, &all(30), ""), Err(AnalyseError::NotFinite { what: "vector", row: 7 }));
    let zero = Mat::zeros(3, 2);
    assert!(matches!(procrustes(&zero, &zero), Err(AnalyseError::Degenerate { .. })));
}

#[test]
fn number_of_threads_changes_nothing() {
    let (a, b) = (gaussian(3000, 8, 1), gaussian(3000, 8, 2));
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| align(&a, &b, &all(3000), "all").unwrap())
    };
    assert_eq!(on(1), on(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn rotation_scaling_order_and_exchange(seed in 0..u64::MAX) {
        let a = gaussian(120, 6, seed);
        let b = with_noise(&a, seed ^ 1, |_| 0.5);
        let expected = align(&a, &b, &all(120), "all").unwrap();

        let turned = align(&a, &rotated(&b, &rotation(6, seed ^ 2)), &all(120), "all").unwrap();
        prop_assert!(largest_difference(&turned.b, &expected.b) < 1e-5);

        let mut scaled = b.clone();
        for i in 0..120 {
            let factor = 0.1 + i as f32;
            scaled.row_mut(i).iter_mut().for_each(|x| *x *= factor);
        }
        let scaled = align(&a, &scaled, &all(120), "all").unwrap();
        prop_assert!(largest_difference(&scaled.b, &expected.b) < 1e-5);

        let order = order(120, seed);
        let moved = align(&a.gather(&order), &b.gather(&order), &all(120), "all").unwrap();
        prop_assert!(largest_difference(&moved.b, &expected.b.gather(&order)) < 1e-5);

        let exchanged = align(&b, &a, &all(120), "all").unwrap().alignment;
        let alignment = &expected.alignment;
        prop_assert!((exchanged.residual - alignment.residual).abs() < 1e-9);
        prop_assert!((exchanged.held_out_residual - alignment.held_out_residual).abs() < 1e-9);
        for (x, y) in exchanged.singular_values.iter().zip(&alignment.singular_values) {
            prop_assert!((x - y).abs() < 1e-9);
        }
    }
}
