use super::{SvdParams, train};
use crate::TrainError;
use crate::ppmi::ppmi;
use crate::testing::{WORDS, assert_topics_apart, company, counts, on_threads, two_topics};
use isogloss_math::dense::dot_f64;

fn params(dim: usize) -> SvdParams {
    SvdParams { dim, ..SvdParams::default() }
}

#[test]
fn all_dimensions_give_the_matrix_back() {
    let (x, _dir) = counts(&company(&two_topics(30), WORDS, 5));
    let a = ppmi(&x, 0.75, 1.0, None);
    for eigenvalue_weighting in [0.0, 0.5, 1.0] {
        let trained = train(&x, &SvdParams { eigenvalue_weighting, ..params(WORDS) }).expect("it trains");
        for i in 0..WORDS {
            let (columns, values) = a.row(i);
            for j in 0..WORDS {
                let exact = columns.binary_search(&(j as u32)).map_or(0.0, |k| f64::from(values[k]));
                let product = dot_f64(trained.vectors.row(i), trained.contexts.row(j));
                // Both factors are rounded to f32; the entries are below 5.
                assert!(
                    (product - exact).abs() < 1e-5,
                    "p = {eigenvalue_weighting}, ({i}, {j}): {product}, not {exact}"
                );
            }
        }
    }
}

#[test]
fn the_weighting_moves_singular_values_between_words_and_contexts() {
    let (x, _dir) = counts(&company(&two_topics(30), WORDS, 5));
    let of = |p| train(&x, &SvdParams { eigenvalue_weighting: p, ..params(4) }).expect("it trains");
    let norm = |m: &isogloss_math::Matrix, j: usize| {
        (0..WORDS).map(|i| f64::from(m.row(i)[j]).powi(2)).sum::<f64>().sqrt()
    };
    let (none, half, whole) = (of(0.0), of(0.5), of(1.0));
    for j in 0..4 {
        let sigma = norm(&whole.vectors, j);
        assert!((norm(&none.vectors, j) - 1.0).abs() < 1e-5, "U has unit columns");
        assert!((norm(&none.contexts, j) - sigma).abs() < 1e-5 * sigma);
        assert!((norm(&half.vectors, j) - sigma.sqrt()).abs() < 1e-5 * sigma);
        assert!((norm(&half.contexts, j) - sigma.sqrt()).abs() < 1e-5 * sigma);
    }
    assert!(norm(&whole.vectors, 0) > norm(&whole.vectors, 1), "singular values fall");
}

#[test]
fn contexts_are_added_with_the_weights_of_words() {
    let (x, _dir) = counts(&company(&two_topics(30), WORDS, 5));
    let of = |eigenvalue_weighting, add_contexts| {
        train(&x, &SvdParams { eigenvalue_weighting, add_contexts, ..params(4) }).expect("it trains")
    };
    let (words, sums, turned) = (of(0.25, false), of(0.25, true), of(0.75, false));
    for ((sum, word), context) in
        sums.vectors.as_slice().iter().zip(words.vectors.as_slice()).zip(turned.contexts.as_slice())
    {
        assert!((sum - word - context).abs() < 1e-5, "W + V Σ^p: {sum}, {word}, {context}");
    }
    assert_eq!(sums.contexts, words.contexts);
}

#[test]
fn words_of_one_topic_are_neighbours() {
    let (x, _dir) = counts(&company(&two_topics(200), WORDS, 5));
    let trained = train(&x, &params(3)).expect("it trains");
    assert_eq!((trained.vectors.rows(), trained.vectors.columns()), (WORDS, 3));
    assert_topics_apart(&trained.vectors);
    assert_topics_apart(&trained.contexts);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (x, _dir) = counts(&company(&two_topics(60), WORDS, 5));
    let bits = |threads| {
        let trained = on_threads(threads, || train(&x, &params(6))).expect("it trains");
        let bits = |m: &isogloss_math::Matrix| m.as_slice().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        (bits(&trained.vectors), bits(&trained.contexts))
    };
    assert_eq!(bits(1), bits(2));
}

#[test]
fn words_without_company_have_rows_of_zeros() {
    let mut documents = two_topics(30);
    documents.push(vec![WORDS as u32]);
    let (x, _dir) = counts(&company(&documents, WORDS + 1, 5));
    let trained = train(&x, &params(5)).expect("it trains");
    assert_eq!(trained.vectors.row(WORDS), [0.0; 5]);
    assert_eq!(trained.contexts.row(WORDS), [0.0; 5]);
    assert_ne!(trained.vectors.row(0), [0.0; 5]);
    assert_eq!(trained.vectors.first_not_finite(), None);
}

#[test]
fn a_matrix_of_low_rank_is_filled_up_with_zeros() {
    // Words 0 and 1 only meet each other, and so do 2 and 3: with α = 1 all four entries are ln 2, and the rank is 4;
    // two words that both only meet a third have equal rows, and the rank is 2.
    let (x, _dir) = counts(&[vec![0.0, 0.0, 1.0], vec![0.0, 0.0, 1.0], vec![1.0, 1.0, 0.0]]);
    let all = SvdParams { context_distribution_smoothing: 1.0, eigenvalue_weighting: 0.0, ..params(3) };
    let trained = train(&x, &all).expect("it trains");
    assert_eq!(trained.vectors.columns(), 3);
    for word in 0..3 {
        assert_eq!(trained.vectors.row(word)[2], 0.0, "no direction is made up");
        assert_ne!(trained.vectors.row(word)[..2], [0.0, 0.0]);
    }
}

#[test]
fn fewer_words_than_dimensions_are_refused() {
    let (x, _dir) = counts(&company(&two_topics(30), WORDS, 5));
    let error = train(&x, &params(WORDS + 1)).expect_err("it is refused");
    assert!(matches!(error, TrainError::TooFewWords { given: WORDS, dim } if dim == WORDS + 1), "{error}");
    let (x, _dir) = counts(&[]);
    assert!(matches!(train(&x, &params(1)), Err(TrainError::TooFewWords { given: 0, .. })));
}

#[test]
fn parameters_out_of_range_are_named() {
    let (x, _dir) = counts(&[]);
    let cases = [
        (params(0), "--dim = 0 must be at least 1"),
        (SvdParams { context_distribution_smoothing: 1.5, ..params(1) }, "--cds = 1.5 must be from 0 to 1"),
        (
            SvdParams { context_distribution_smoothing: f64::NAN, ..params(1) },
            "--cds = NaN must be from 0 to 1",
        ),
        (SvdParams { negative: 0.5, ..params(1) }, "--negative = 0.5 must be at least 1 (no shift)"),
        (
            SvdParams { eigenvalue_weighting: -0.5, ..params(1) },
            "--eigenvalue-weighting = -0.5 must be from 0 to 1",
        ),
    ];
    for (params, message) in cases {
        assert_eq!(train(&x, &params).expect_err("it is refused").to_string(), message);
    }
}
