use super::*;
use crate::geometry::planted::{gaussian, order, rotated, rotation, words};
use isogloss_math::dense::dot_f64;
use proptest::prelude::*;
use std::collections::HashSet;

/// Pairs (word0, word1), (word2, word3), ...
fn pairs_of(names: &[String], pairs: usize) -> QuestionSet {
    let pair = |p: usize| (names[2 * p].clone(), names[2 * p + 1].clone());
    QuestionSet { sections: vec![("planted".to_owned(), (0..pairs).map(pair).collect())] }
}

/// Unit vectors whose pairs all differ by (0, 0, 2h): at angle 2πp/pairs on two circles at heights −h and h.
fn circles(pairs: usize, h: f32) -> Matrix {
    let radius = f64::from(1.0 - h * h).sqrt();
    let point = |i: usize| {
        let angle = std::f64::consts::TAU * (i / 2) as f64 / pairs as f64;
        [
            (radius * angle.cos()) as f32,
            (radius * angle.sin()) as f32,
            if i.is_multiple_of(2) { -h } else { h },
        ]
    };
    Matrix::from_vec(2 * pairs, 3, (0..2 * pairs).flat_map(point).collect())
}

#[test]
fn own_questions_are_well_formed() {
    let lines = include_str!("questions.txt").lines();
    let plain = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
        let parts: Vec<&str> = line.split(' ').collect();
        assert!(parts.len() == 2 && parts.iter().all(|word| plain(word)), "{line}");
    }
    let questions = own_questions();
    assert!(questions.sections.len() >= 14);
    let names: HashSet<&String> = questions.sections.iter().map(|section| &section.0).collect();
    assert_eq!(names.len(), questions.sections.len());
    for (name, pairs) in &questions.sections {
        assert!((12..=20).contains(&pairs.len()), "{name}: {}", pairs.len());
        let words: HashSet<&String> = pairs.iter().flat_map(|pair| [&pair.0, &pair.1]).collect();
        assert_eq!(words.len(), 2 * pairs.len(), "{name} has a word twice");
    }
}

#[test]
fn by_hand() {
    // Four pairs at right angles: b − a + c = d exactly; the wrong answers lie at √2 r or 2 r on the upper circle.
    let (names, space) = (words(8), circles(4, 0.6));
    let (result, differences) = analogy(&names, &[&space], &pairs_of(&names, 4), 100, 1).unwrap();
    assert_eq!((result.questions, result.answerable), (12, 12));
    let domain = &result.domains[0];
    assert_eq!(
        (domain.accuracy.value, domain.accuracy.low, domain.accuracy.high),
        (1.0, Some(1.0), Some(1.0))
    );
    assert!(domain.offset_error.value < 1e-6);
    // The question (p, q) has two wrong answers, neither on p nor on q: for neighbours q the opposite, 2 r, or a neighbour,
    // √2 r; for opposites p and q both are neighbours of q.
    let shuffled = domain.shuffled_error.value;
    assert!((0.8 * 2.0_f64.sqrt() - 1e-6..1.6).contains(&shuffled), "{shuffled}");
    assert_eq!(result.sections[0].accuracy, [1.0]);
    assert!(differences.is_empty());
}

#[test]
fn premises_are_no_answers_and_the_cut_holds() {
    let names = words(8);
    let space = circles(4, 0.1);
    // With so small an offset c itself is as near as any; it is excluded, and the answer still found.
    let (result, _) = analogy(&names, &[&space], &pairs_of(&names, 4), 8, 1).unwrap();
    assert_eq!(result.domains[0].accuracy.value, 1.0);
    // Words beyond the cut cannot be asked about: the first three pairs are left.
    let (result, _) = analogy(&names, &[&space], &pairs_of(&names, 4), 7, 1).unwrap();
    assert_eq!((result.questions, result.answerable), (12, 6));
    let refused = analogy(&names, &[&space], &pairs_of(&names, 4), 5, 1);
    assert!(matches!(refused, Err(AnalyseError::TooFew { given: 2, needed: 3, .. })));
}

#[test]
fn questions_with_a_word_twice_are_not_asked() {
    let names = words(8);
    let mut set = pairs_of(&names, 4);
    // word1 is now the answer of two pairs: those two make no question with each other.
    set.sections[0].1[3].1 = "word1".to_owned();
    let (result, _) = analogy(&names, &[&circles(4, 0.5)], &set, 8, 1).unwrap();
    assert_eq!((result.questions, result.answerable), (12, 10));
}

#[test]
fn unknown_words_are_data() {
    let names = words(10);
    let mut set = pairs_of(&names, 5);
    set.sections[0].1[0].0 = "unheard".to_owned();
    set.sections.push(("empty".to_owned(), vec![("foo".to_owned(), "bar".to_owned())]));
    let mut gap = circles(5, 0.5);
    gap.row_mut(9).fill(0.0);
    let whole = circles(5, 0.5);
    let (result, _) = analogy(&names, &[&whole, &gap], &set, 10, 1).unwrap();
    assert_eq!((result.questions, result.answerable), (20, 6));
    assert_eq!((result.sections[1].questions, result.sections[1].accuracy.len()), (0, 0));
    assert_eq!(result.domains.len(), 2);
}

#[test]
fn chance_space_against_linear_space() {
    let names = words(40);
    let (linear, chance) = (circles(20, 0.6), gaussian(40, 30, 1));
    let set = pairs_of(&names, 20);
    let (result, differences) = analogy(&names, &[&linear, &chance], &set, 40, 3).unwrap();
    // Four independent unit vectors add up to length 2, with the true answer or with any other.
    let of_chance = &result.domains[1];
    assert!((of_chance.offset_error.value - 2.0).abs() < 0.1);
    assert!((of_chance.shuffled_error.value - of_chance.offset_error.value).abs() < 0.1);
    assert!(of_chance.accuracy.value < 0.15);
    let difference = &differences[0];
    assert_eq!((difference.a, difference.b), (0, 1));
    assert!(difference.accuracy.high.unwrap() < -0.8);
    assert!(difference.offset_error.low.unwrap() > 1.5);
    // Exchanged, the difference changes its sign and nothing else.
    let (_, exchanged) = analogy(&names, &[&chance, &linear], &set, 40, 3).unwrap();
    let (x, y) = (&exchanged[0].offset_error, difference.offset_error.negated());
    assert_eq!(x.value, y.value);
    assert!(
        (x.low.unwrap() - y.low.unwrap()).abs() < 1e-12 && (x.high.unwrap() - y.high.unwrap()).abs() < 1e-12
    );
    // A space against itself differs by exactly nothing.
    let (_, null) = analogy(&names, &[&chance, &chance], &set, 40, 3).unwrap();
    assert_eq!(
        (null[0].accuracy.value, null[0].accuracy.low, null[0].accuracy.high),
        (0.0, Some(0.0), Some(0.0))
    );
}

#[test]
fn intervals_are_those_of_pairs() {
    // A question's value is the sum of its pairs' values, ±1: the mean over questions has the standard error 2/√20.
    let places: Vec<(usize, usize, usize)> =
        (0..20).flat_map(|p| (0..20).filter(move |&q| q != p).map(move |q| (0, p, q))).collect();
    let sign = |p: usize| if p.is_multiple_of(2) { 1.0 } else { -1.0 };
    let values: Vec<f64> = places.iter().map(|&(_, p, q)| sign(p) + sign(q)).collect();
    let estimate = Questions::new(&places, 1).mean(&values);
    let expected = 1.96 * 2.0 / 20.0_f64.sqrt();
    assert!(estimate.value.abs() < 1e-12);
    for bound in [-estimate.low.unwrap(), estimate.high.unwrap()] {
        assert!((bound / expected - 1.0).abs() < 0.15, "{bound} {expected}");
    }
}

#[test]
fn bad_input_is_refused() {
    let (names, space) = (words(8), circles(4, 0.5));
    let set = pairs_of(&names, 4);
    assert!(matches!(analogy(&names, &[], &set, 8, 1), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(analogy(&names, &[&space], &set, 0, 1), Err(AnalyseError::Parameter { .. })));
    assert!(matches!(analogy(&names[..7], &[&space], &set, 8, 1), Err(AnalyseError::ShapeMismatch { .. })));
    let none = QuestionSet { sections: Vec::new() };
    assert!(matches!(analogy(&names, &[&space], &none, 8, 1), Err(AnalyseError::TooFew { given: 0, .. })));
    assert!(matches!(analogy(&[], &[&Matrix::zeros(0, 3)], &set, 8, 1), Err(AnalyseError::TooFew { .. })));
    let mut broken = space.clone();
    broken.row_mut(3)[0] = f32::INFINITY;
    assert!(matches!(analogy(&names, &[&broken], &set, 8, 1), Err(AnalyseError::NotFinite { row: 3, .. })));
}

/// The plain definitions, in f64.
fn slow_score(space: &Matrix, [a, b, c]: [u32; 3], i: u32, method: Method) -> f64 {
    let cosine = |j: u32| dot_f64(space.row(i as usize), space.row(j as usize));
    let shifted = |j: u32| (cosine(j) + 1.0) / 2.0;
    match method {
        Method::Add => cosine(b) - cosine(a) + cosine(c),
        Method::Mul => shifted(b) * shifted(c) / (shifted(a) + 0.001),
    }
}

fn slow_answer(
    score: &dyn Fn(u32) -> f64,
    premises: [u32; 3],
    classes: &[u32],
    candidates: usize,
    excluded: bool,
) -> Option<u32> {
    let class = |i: u32| classes[i as usize];
    (0..candidates as u32)
        .filter(|&i| !excluded || premises.iter().all(|&premise| class(premise) != class(i)))
        .fold(None, |best, i| if best.is_none_or(|best| score(i) > score(best)) { Some(i) } else { best })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn answers_are_those_of_the_definition(seed in 0..u64::MAX, candidates in 50_usize..1200) {
        let space = gaussian(1200, 7, seed).unit_rows();
        let premises: Vec<[u32; 3]> =
            (0..20_u64).map(|i| [i, i + 300, i + 600].map(|x| ((seed ^ x).wrapping_mul(2_654_435_761) % 1200) as u32)).collect();
        // The rows may have any length: the answers are those of directions.
        let mut scaled = space.clone();
        for i in 0..1200 {
            scaled.row_mut(i).iter_mut().for_each(|x| *x *= 0.25 + i as f32);
        }
        // Every row is its own word, or every fifth is the same in another case.
        for classes in [(0..1200).collect::<Vec<u32>>(), (0..1200).map(|row| row % 240).collect()] {
            for method in [Method::Add, Method::Mul] {
                let fast = answer::answers(&scaled, &premises, &classes[..], candidates, method);
                for (answer, &premises) in fast.iter().zip(&premises) {
                    let score = |i: u32| slow_score(&space, premises, i, method);
                    for (answer, excluded) in [(answer.without, true), (answer.with, false)] {
                        let (answer, expected) = (answer.unwrap(), slow_answer(&score, premises, &classes, candidates, excluded).unwrap());
                        // Rounding in f32 may prefer one of two that are all but equal.
                        prop_assert!(answer == expected || (score(answer) - score(expected)).abs() < 1e-4 * score(expected).abs());
                        prop_assert!(!excluded || premises.iter().all(|&row| classes[row as usize] != classes[answer as usize]));
                    }
                }
            }
        }
    }

    #[test]
    fn rotation_scaling_and_order(seed in 0..u64::MAX) {
        let (names, space) = (words(40), gaussian(40, 6, seed));
        let set = pairs_of(&names, 8);
        let run = |names: &[String], space: &Matrix| analogy(names, &[space], &set, 40, 5).unwrap().0.domains.remove(0);
        let expected = run(&names, &space);
        let mut scaled = rotated(&space, &rotation(6, seed));
        for i in 0..40 {
            let factor = 0.5 + i as f32;
            scaled.row_mut(i).iter_mut().for_each(|x| *x *= factor);
        }
        let order = order(40, seed);
        let moved_names: Vec<String> = order.iter().map(|&i| names[i as usize].clone()).collect();
        for other in [run(&names, &scaled), run(&moved_names, &space.gather(&order))] {
            prop_assert!((other.offset_error.value - expected.offset_error.value).abs() < 1e-5);
            prop_assert!((other.shuffled_error.value - expected.shuffled_error.value).abs() < 1e-5);
            prop_assert!((other.accuracy.value - expected.accuracy.value).abs() < 0.02);
        }
    }
}
