use super::ppmi;
use crate::testing::{company, counts, on_threads, two_topics};
use isogloss_math::Csr;
use proptest::prelude::*;

fn table() -> Vec<Vec<f32>> {
    vec![vec![4.0, 2.0, 1.0], vec![2.0, 0.0, 0.0], vec![1.0, 0.0, 0.0]]
}

/// Every entry, row by row; zeros where none is stored.
fn dense(a: &Csr) -> Vec<Vec<f32>> {
    let mut table = vec![vec![0.0; a.n_columns]; a.rows()];
    for (i, row) in table.iter_mut().enumerate() {
        let (columns, values) = a.row(i);
        assert!(columns.is_sorted_by(|a, b| a < b), "columns ascend: {columns:?}");
        assert!(values.iter().all(|&x| x > 0.0), "only what is above 0 is stored: {values:?}");
        columns.iter().zip(values).for_each(|(&j, &x)| row[j as usize] = x);
    }
    table
}

fn assert_near(a: &Csr, expected: &[&[f64]]) {
    let given = dense(a);
    assert_eq!(given.len(), expected.len());
    for (i, (given, expected)) in given.iter().zip(expected).enumerate() {
        assert_eq!(given.len(), expected.len());
        for (j, (&x, &y)) in given.iter().zip(*expected).enumerate() {
            assert!((f64::from(x) - y).abs() <= f64::from(f32::EPSILON) * y, "({i}, {j}) is {x}, not {y}");
        }
    }
}

#[test]
fn worked_by_hand_without_smoothing() {
    // n = (7, 2, 1), S = 10: (0,0) has 4·10/49 < 1 and falls out; (0,1) has 2·10/14, (0,2) has 1·10/7.
    let (x, _dir) = counts(&table());
    let lift = (10.0_f64 / 7.0).ln();
    assert_near(&ppmi(&x, 1.0, 1.0, None), &[&[0.0, lift, lift], &[lift, 0.0, 0.0], &[lift, 0.0, 0.0]]);
}

#[test]
fn worked_by_hand_with_smoothing() {
    let (x, _dir) = counts(&table());
    let (seven, two) = (7.0_f64.sqrt(), 2.0_f64.sqrt());
    let s = seven + two + 1.0;
    let expected: [&[f64]; 3] = [
        // (0,0): 4·5.06 / (7·2.65) = 1.09, above 1 now that the frequent context is taken for rarer than it is.
        &[(4.0 * s / (7.0 * seven)).ln(), (2.0 * s / (7.0 * two)).ln(), 0.0],
        &[(2.0 * s / (2.0 * seven)).ln(), 0.0, 0.0],
        &[(s / seven).ln(), 0.0, 0.0],
    ];
    assert_near(&ppmi(&x, 0.5, 1.0, None), &expected);
}

#[test]
fn a_shift_takes_its_logarithm_off_every_entry() {
    let (x, _dir) = counts(&table());
    let (plain, shifted) = (dense(&ppmi(&x, 0.75, 1.0, None)), dense(&ppmi(&x, 0.75, 1.25, None)));
    let mut gone = 0;
    for (plain, shifted) in plain.iter().flatten().zip(shifted.iter().flatten()) {
        assert!(
            (shifted - (plain - 1.25_f32.ln()).max(0.0)).abs() <= 4.0 * f32::EPSILON,
            "{plain} {shifted}"
        );
        gone += usize::from(*plain > 0.0 && *shifted == 0.0);
    }
    assert!(gone > 0, "what was little above chance is gone");
}

#[test]
fn kept_words_get_new_numbers_and_new_sums() {
    // Cut to the old words 2 and 0: X = ((0, 1), (1, 4)), n = (1, 5), S = 6.
    let (x, _dir) = counts(&table());
    let lift = 1.2_f64.ln();
    assert_near(&ppmi(&x, 1.0, 1.0, Some(&[2, 0])), &[&[0.0, lift], &[lift, 0.0]]);
}

#[test]
fn keeping_all_in_another_order_only_reorders() {
    let (x, _dir) = counts(&table());
    let (all, turned) = (dense(&ppmi(&x, 0.75, 1.0, None)), dense(&ppmi(&x, 0.75, 1.0, Some(&[2, 1, 0]))));
    for i in 0..3 {
        for j in 0..3 {
            assert!((all[i][j] - turned[2 - i][2 - j]).abs() <= 4.0 * f32::EPSILON);
        }
    }
}

#[test]
fn words_without_company_have_empty_rows_and_no_weight() {
    let mut table = table();
    table.iter_mut().for_each(|row| row.push(0.0));
    table.push(vec![0.0; 4]);
    let (x, _dir) = counts(&table);
    for alpha in [0.0, 0.75, 1.0] {
        let (a, without) = (ppmi(&x, alpha, 1.0, None), ppmi(&x, alpha, 1.0, Some(&[0, 1, 2])));
        assert!(a.row(3).0.is_empty());
        assert_eq!(a.values, without.values, "a word that meets nobody changes nothing, α = {alpha}");
    }
    assert_eq!(ppmi(&x, 0.75, 1.0, Some(&[3, 1])).values, [] as [f32; 0]);
    assert_eq!(ppmi(&x, 0.75, 1.0, Some(&[])).rows(), 0);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (x, _dir) = counts(&company(&two_topics(40), 24, 5));
    let keep: Vec<u32> = (0..24).rev().step_by(2).collect();
    for keep in [None, Some(&keep[..])] {
        let one = on_threads(1, || ppmi(&x, 0.75, 1.0, keep));
        assert_eq!(one, on_threads(2, || ppmi(&x, 0.75, 1.0, keep)));
        assert!(!one.values.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn scaling_the_counts_changes_nothing(
        table in prop::collection::vec(prop::collection::vec(0_u8..5, 6), 6),
        power in -3_i32..4,
    ) {
        // Symmetric; without smoothing a power of two cancels exactly, in rounding too.
        let symmetric = |scale: f32| -> Vec<Vec<f32>> {
            (0..6).map(|i| (0..6).map(|j| f32::from(table[i][j] + table[j][i]) * scale).collect()).collect()
        };
        let ((x, _a), (y, _b)) = (counts(&symmetric(1.0)), counts(&symmetric(2.0_f32.powi(power))));
        let (x, y) = (ppmi(&x, 1.0, 1.0, None), ppmi(&y, 1.0, 1.0, None));
        prop_assert_eq!(&x, &y);
        prop_assert_eq!(dense(&x), dense(&x.transpose()), "symmetric counts, no smoothing: symmetric");
    }
}
