use super::*;
use crate::geometry::planted::{gaussian, order, rotated, rotation, with_noise, words};
use proptest::prelude::*;

fn params(words: usize) -> LikenessParams {
    LikenessParams { words, permutations: 100, seed: 1 }
}

#[test]
fn unbiased_hsic_by_hand() {
    // K̃ and L̃ of four words: a square whose sides are 1 in K, its diagonals 1 in L.
    let sides = Mat::from_fn(4, 4, |i, j| f64::from(u8::from((i + j) % 2 == 1)));
    let diagonals = Mat::from_fn(4, 4, |i, j| f64::from(u8::from(i != j && (i + j) % 2 == 0)));
    // tr(K̃L̃) = 0, 1ᵀK̃1 = 8, 1ᵀL̃1 = 4, 1ᵀK̃L̃1 = 4·2·1 = 8: 8·4/(3·2) − 2/2·8 = 16/3 − 8 = −8/3; over 4·1.
    // tr(K̃K̃) = 8, 1ᵀK̃K̃1 = 16: 8 + 64/6 − 16 = 8/3.  tr(L̃L̃) = 4, 1ᵀL̃L̃1 = 4: 4 + 16/6 − 4 = 8/3.
    assert!((debiased_cka(&sides, &diagonals).unwrap() + 1.0).abs() < 1e-12);
    assert!((debiased_cka(&sides, &sides).unwrap() - 1.0).abs() < 1e-12);
    let small = Mat::from_fn(3, 3, |i, j| (i * j) as f64);
    assert_eq!(debiased_cka(&small, &small), None);
    let flat = Mat::from_fn(5, 5, |_, _| 0.5);
    assert_eq!((debiased_cka(&flat, &flat), plug_in_cka(&flat, &flat)), (None, None));
}

#[test]
fn a_turned_copy_is_the_same_space() {
    let a = gaussian(300, 20, 1);
    let found = likeness(&words(300), &a, &rotated(&a, &rotation(20, 2)), &params(200)).unwrap();
    assert!(found.rsa.value > 0.9999 && found.cka.value > 0.9999, "{found:?}");
    assert!(found.rsa.null_high < 0.1 && found.cka.null_high < 0.2, "{found:?}");
    assert_eq!((found.words, found.among), (200, 300));
}

#[test]
fn unrelated_spaces_are_at_zero_where_the_plug_in_is_far_from_it() {
    // 32 words: the mean over independent spaces is 0 for the debiased CKA, and 0.6 for the plug-in.
    let (mut debiased, mut plug_in, mut rsa) = (0.0, 0.0, 0.0);
    for seed in 0..20 {
        let (a, b) = (gaussian(32, 50, 2 * seed), gaussian(32, 50, 2 * seed + 1));
        let found = likeness(&words(32), &a, &b, &params(32)).unwrap();
        debiased += found.cka.value / 20.0;
        plug_in += found.plug_in_cka / 20.0;
        rsa += found.rsa.value / 20.0;
        assert!(found.cka.null_low < 0.0 && found.cka.null_high > 0.0);
    }
    assert!(debiased.abs() < 0.06 && rsa.abs() < 0.03, "{debiased} {rsa}");
    assert!(plug_in > 0.5, "{plug_in}");
}

#[test]
fn the_null_is_that_of_unrelated_spaces() {
    // Of independent pairs of spaces one in twenty lies outside of its own null.
    let outside = (0..60).filter(|&seed| {
        let (a, b) = (gaussian(40, 8, 2 * seed + 1000), gaussian(40, 8, 2 * seed + 1001));
        let found = likeness(&words(40), &a, &b, &params(40)).unwrap();
        !(found.rsa.null_low..=found.rsa.null_high).contains(&found.rsa.value)
    });
    let outside = outside.count();
    assert!(outside <= 9, "{outside} of 60");
}

#[test]
fn different_numbers_of_dimensions_and_noise() {
    let a = gaussian(400, 30, 1);
    let narrow: Vec<f32> = (0..400).flat_map(|i| a.row(i)[..10].to_vec()).collect();
    let found = likeness(&words(400), &a, &Matrix::from_vec(400, 10, narrow), &params(300)).unwrap();
    assert!((0.4..0.8).contains(&found.cka.value), "{found:?}");
    assert!(found.rsa.value > found.rsa.null_high, "{found:?}");
}

#[test]
fn words_without_vectors_are_left_out_and_bad_input_is_refused() {
    let mut a = gaussian(40, 6, 1);
    let expected =
        likeness(&words(39), &a.gather(&(0..39).collect::<Vec<_>>()), &gaussian(39, 6, 2), &params(39));
    a.row_mut(39).fill(0.0);
    let b = gaussian(40, 6, 3);
    let found = likeness(&words(40), &a, &b, &params(40)).unwrap();
    assert_eq!((found.words, found.among), (39, 39));
    assert!(expected.is_ok());
    let refused = |a: &Matrix, b: &Matrix| likeness(&words(40), a, b, &params(40));
    assert!(matches!(refused(&a, &Matrix::zeros(40, 6)), Err(AnalyseError::TooFew { given: 0, .. })));
    assert!(matches!(refused(&a, &gaussian(39, 6, 1)), Err(AnalyseError::ShapeMismatch { .. })));
    let same = Matrix::from_vec(40, 6, [1.0, 2.0, 0.5, 0.0, 0.0, 0.0].repeat(40));
    assert!(matches!(refused(&b, &same), Err(AnalyseError::Degenerate { .. })));
    a.row_mut(3)[1] = f32::NAN;
    assert!(matches!(refused(&a, &b), Err(AnalyseError::NotFinite { row: 3, .. })));
    let none = LikenessParams { permutations: 0, ..params(40) };
    assert!(matches!(likeness(&words(40), &b, &b, &none), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(likeness(&words(40), &b, &b, &params(9)), Err(AnalyseError::Parameter { .. })));
}

#[test]
fn number_of_threads_changes_nothing() {
    let (a, b) = (gaussian(150, 8, 1), gaussian(150, 5, 2));
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| likeness(&words(150), &a, &b, &params(100)).unwrap())
    };
    assert_eq!(on(1), on(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn rotation_scaling_order_and_exchange(seed in 0..u64::MAX) {
        let a = gaussian(80, 6, seed);
        let b = with_noise(&a, seed ^ 1, |_| 0.7);
        let names = words(80);
        let expected = likeness(&names, &a, &b, &params(50)).unwrap();
        let near = |other: &Likeness| {
            (other.rsa.value - expected.rsa.value).abs() < 1e-3
                && (other.cka.value - expected.cka.value).abs() < 1e-4
                && (other.plug_in_cka - expected.plug_in_cka).abs() < 1e-4
        };
        let turned = likeness(&names, &a, &rotated(&b, &rotation(6, seed ^ 2)), &params(50)).unwrap();
        prop_assert!(near(&turned));
        let mut scaled = b.clone();
        for i in 0..80 {
            scaled.row_mut(i).iter_mut().for_each(|x| *x *= 0.1 + i as f32);
        }
        prop_assert!(near(&likeness(&names, &a, &scaled, &params(50)).unwrap()));
        prop_assert!(near(&likeness(&names, &b, &a, &params(50)).unwrap()));
        let order = order(80, seed);
        let named: Vec<String> = order.iter().map(|&i| names[i as usize].clone()).collect();
        let moved = likeness(&named, &a.gather(&order), &b.gather(&order), &params(50)).unwrap();
        prop_assert_eq!(moved, expected);
    }
}
