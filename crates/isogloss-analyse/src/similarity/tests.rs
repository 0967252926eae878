use super::*;
use crate::geometry::planted::{gaussian, rotated, rotation};
use isogloss_math::Matrix;
use isogloss_store::Words;

fn set(lines: &str) -> SimilaritySet {
    let (set, bad) = SimilaritySet::parse("set", lines);
    assert!(bad.is_empty(), "{bad:?}");
    set
}

/// Four words on the unit circle, at 0°, 60°, 90° and 180°.
fn circle() -> (Words, Matrix) {
    let words = ["Zero", "sixty", "ninety", "half"].into_iter().collect();
    let root = 3.0_f32.sqrt() / 2.0;
    (words, Matrix::from_vec(4, 2, vec![2.0, 0.0, 0.5, root, 0.0, 3.0, -1.0, 0.0]))
}

const PAIRS: &str = "zero\tsixty\t9\nzero\tninety\t7\nsixty\tninety\t8\nzero\thalf\t1\nzero\tunheard\t8.5\n";

fn one(lines: &str, params: &SimilarityParams) -> Similarity {
    let (words, matrix) = circle();
    similarity(&[Space { words: &words, matrix: &matrix }], &[set(lines)], params)
        .unwrap()
        .remove(0)
        .remove(0)
}

#[test]
fn by_hand() {
    // Cosines 0.5, 0, 0.87, -1 against 9, 7, 8, 1: ranks (3, 2, 4, 1) and (4, 2, 3, 1), ρ = 1 − 6·2/(4·15).
    let found = one(PAIRS, &SimilarityParams::default());
    assert_eq!((found.pairs, found.known, found.used), (5, 4, 4));
    assert!((found.spearman.unwrap().value - 0.8).abs() < 1e-12);
    // As 0 the unknown pair ties with the right angle: model ranks 4, 2.5, 5, 1, 2.5, human ones 5, 2, 3, 1, 4.
    let zero = SimilarityParams { unknown: Unknown::Zero, ..SimilarityParams::default() };
    let found = one(PAIRS, &zero);
    assert_eq!((found.known, found.used), (4, 5));
    // Deviations (1, -0.5, 2, -2, -0.5) and (2, -1, 0, -2, 1): 6 / √(9.5 · 10).
    assert!((found.spearman.unwrap().value - 6.0 / 95.0_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn case_matters_if_it_shall() {
    let mut params = SimilarityParams::default();
    params.lookup.case_insensitive = false;
    assert_eq!(one(PAIRS, &params).known, 1);
    params.lookup = LookupParams { restrict_vocab: 3, ..LookupParams::default() };
    assert_eq!(one(PAIRS, &params).known, 3);
}

#[test]
fn what_cannot_be_ranked_has_no_rho() {
    for lines in ["zero half 1\n", "zero half 3\nzero ninety 3\n", "a b 1\nc d 2\n"] {
        assert_eq!(one(lines, &SimilarityParams::default()).spearman, None, "{lines}");
    }
}

#[test]
fn shared_pairs_are_those_that_all_know() {
    let (words, matrix) = circle();
    let fewer: Words = words.iter().take(3).collect();
    let part = matrix.gather(&[0, 1, 2]);
    let spaces = [Space { words: &words, matrix: &matrix }, Space { words: &fewer, matrix: &part }];
    let params = SimilarityParams { unknown: Unknown::Shared, ..SimilarityParams::default() };
    let found = similarity(&spaces, &[set(PAIRS)], &params).unwrap();
    assert_eq!((found[0][0].known, found[0][0].used), (4, 3));
    assert_eq!((found[1][0].known, found[1][0].used), (3, 3));
    assert_eq!(found[0][0].spearman, found[1][0].spearman);
}

#[test]
fn rotation_scaling_and_any_scale_of_scores() {
    let words: Words = (0..60).map(|i| format!("w{i}")).collect();
    let space = gaussian(60, 5, 4);
    let lines = |power: i32| -> String {
        (0..59).map(|i| format!("w{i}, w{}, {}\n", i + 1, f64::from(i * 37 % 59).powi(power))).collect()
    };
    let run = |matrix: &Matrix, power| {
        similarity(&[Space { words: &words, matrix }], &[set(&lines(power))], &SimilarityParams::default())
            .unwrap()[0][0]
            .clone()
    };
    let expected = run(&space, 1);
    assert_eq!(run(&space, 3), expected);
    let mut moved = rotated(&space, &rotation(5, 2));
    for i in 0..60 {
        moved.row_mut(i).iter_mut().for_each(|x| *x *= 0.5 + i as f32);
    }
    let (moved, expected) = (run(&moved, 1).spearman.unwrap(), expected.spearman.unwrap());
    assert!((moved.value - expected.value).abs() < 1e-3, "{moved:?} {expected:?}");
    assert!(expected.low.unwrap() < expected.value && expected.value < expected.high.unwrap());
}

#[test]
fn formats_in_the_wild() {
    let pair = |x: &str, y: &str, score| (x.to_owned(), y.to_owned(), score);
    let read = |text: &str| SimilaritySet::parse("set", text);
    let cases = [
        "love\tsex\t6.77\r\nice cream\tcake\t1e1\r\n",
        "# a comment\nWord 1,Word 2,Human (mean)\nlove,sex,6.77\n\"ice cream\",\"cake\",10.0\n",
        "\u{feff}word1\tword2\tPOS\tSimLex999\tconc(w1)\nlove\tsex\tN\t6.77\t3\nice cream\tcake\tA\t10\t4",
        "w;v;s\nlove;sex;6.77\nice cream;cake;10",
    ];
    for text in cases {
        let (set, bad) = read(text);
        assert_eq!(set.pairs, [pair("love", "sex", 6.77), pair("ice cream", "cake", 10.0)], "{text}");
        assert!(bad.is_empty());
    }
    let (set, bad) = read("love  sex 6.77\nno score\ntoo few\nx y nan\n a b -1\n");
    assert_eq!(set.pairs, [pair("love", "sex", 6.77), pair("a", "b", -1.0)]);
    assert_eq!(bad, [2, 3, 4]);
    assert_eq!(
        read("a heading\nno score\n"),
        (SimilaritySet { name: "set".to_owned(), pairs: Vec::new() }, vec![2])
    );
}

#[test]
fn nothing_to_measure_is_told() {
    let (words, matrix) = circle();
    let space = Space { words: &words, matrix: &matrix };
    let params = SimilarityParams::default();
    assert!(matches!(similarity(&[], &[set(PAIRS)], &params), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(similarity(&[space], &[], &params), Err(AnalyseError::TooFew { .. })));
    let short = matrix.gather(&[0]);
    let bad = Space { words: &words, matrix: &short };
    assert!(matches!(similarity(&[bad], &[set(PAIRS)], &params), Err(AnalyseError::ShapeMismatch { .. })));
}
