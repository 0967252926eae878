use super::{ABSENT, JointDomain, train};
use crate::svd::{self, SvdParams};
use crate::testing::{WORDS, company, counts, on_threads, two_topics};
use isogloss_math::Matrix;
use isogloss_math::dense::cosine;

fn params(dim: usize) -> SvdParams {
    SvdParams { dim, ..SvdParams::default() }
}

fn all() -> Vec<u32> {
    (0..WORDS as u32).collect()
}

fn largest_difference(a: &Matrix, b: &Matrix) -> f32 {
    a.as_slice().iter().zip(b.as_slice()).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

#[test]
fn one_domain_has_the_vectors_of_its_own_decomposition() {
    let (x, _dir) = counts(&company(&two_topics(60), WORDS, 5));
    for eigenvalue_weighting in [0.0, 0.5, 1.0] {
        let params = SvdParams { eigenvalue_weighting, ..params(5) };
        let alone = svd::train(&x, &params).expect("it trains");
        let joint = train(&[JointDomain { x: &x, ids: &all() }], &params).expect("it trains");
        assert!(largest_difference(&joint.together.vectors, &alone.vectors) < 1e-4);
        assert!(largest_difference(&joint.domains[0], &alone.vectors) < 1e-4, "A V Σ^(p-1) = U Σ^p");
        assert!(largest_difference(&joint.together.contexts, &alone.contexts) < 1e-4);
    }
}

#[test]
fn a_domain_of_three_times_the_size_counts_the_same() {
    let table = company(&two_topics(60), WORDS, 5);
    let thrice: Vec<Vec<f32>> = table.iter().map(|row| row.iter().map(|x| 4.0 * x).collect()).collect();
    let other = company(&two_topics(61)[1..], WORDS, 3);
    let ((x, _a), (scaled, _b), (y, _c)) = (counts(&table), counts(&thrice), counts(&other));
    let of = |x| {
        let domains = [JointDomain { x, ids: &all() }, JointDomain { x: &y, ids: &all() }];
        train(&domains, &params(4)).expect("it trains")
    };
    let (once, again) = (of(&x), of(&scaled));
    for (a, b) in once.domains.iter().zip(&again.domains) {
        assert!(largest_difference(a, b) < 1e-5);
    }
}

#[test]
fn words_keep_their_places_where_their_company_is_the_same() {
    // The same text in both domains but for words 4 and 5, of two topics, which trade places in the second.
    let documents = two_topics(300);
    let traded: Vec<Vec<u32>> = documents
        .iter()
        .map(|d| {
            d.iter()
                .map(|&id| {
                    if id == 4 {
                        5
                    } else if id == 5 {
                        4
                    } else {
                        id
                    }
                })
                .collect()
        })
        .collect();
    let ((x, _a), (y, _b)) = (counts(&company(&documents, WORDS, 5)), counts(&company(&traded, WORDS, 5)));
    let ids = all();
    let joint = train(&[JointDomain { x: &x, ids: &ids }, JointDomain { x: &y, ids: &ids }], &params(4))
        .expect("it trains");
    let similarity = |word: usize| cosine(joint.domains[0].row(word), joint.domains[1].row(word));
    let stable = (6..WORDS).map(similarity).fold(1.0, f64::min);
    assert!(
        similarity(4) < stable - 0.2 && similarity(5) < stable - 0.2,
        "{} {} {stable}",
        similarity(4),
        similarity(5)
    );
    assert!(stable > 0.9, "{stable}");
}

#[test]
fn words_that_a_domain_lacks_have_rows_of_zeros_there() {
    let table = company(&two_topics(60), WORDS, 5);
    let ((x, _a), (y, _b)) = (counts(&table), counts(&table));
    let ids = all();
    let mut others: Vec<u32> = ids.iter().rev().copied().collect();
    others[7] = ABSENT;
    let joint = train(&[JointDomain { x: &x, ids: &ids }, JointDomain { x: &y, ids: &others }], &params(4))
        .expect("it trains");
    assert_eq!(joint.domains[1].row(7), [0.0; 4]);
    assert_ne!(joint.domains[0].row(7), [0.0; 4]);
    assert_ne!(joint.domains[1].row(8), [0.0; 4]);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let ((x, _a), (y, _b)) =
        (counts(&company(&two_topics(60), WORDS, 5)), counts(&company(&two_topics(20), WORDS, 2)));
    let ids = all();
    let bits = |threads| {
        let domains = [JointDomain { x: &x, ids: &ids }, JointDomain { x: &y, ids: &ids }];
        let joint = on_threads(threads, || train(&domains, &params(6))).expect("it trains");
        let matrices = joint.domains.into_iter().chain([joint.together.vectors, joint.together.contexts]);
        matrices
            .flat_map(|m| m.as_slice().iter().map(|x| x.to_bits()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    assert_eq!(bits(1), bits(2));
}

#[test]
fn no_domain_and_too_few_words_are_refused() {
    assert!(matches!(train(&[], &params(2)), Err(crate::TrainError::TooFewWords { given: 0, dim: 2 })));
    let (x, _dir) = counts(&company(&two_topics(30), WORDS, 5));
    let few = [0, 1, ABSENT];
    let refused = train(&[JointDomain { x: &x, ids: &few }], &params(3));
    assert!(matches!(refused, Err(crate::TrainError::TooFewWords { .. })));
}
