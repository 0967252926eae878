use super::*;
use crate::geometry::planted::{gaussian, words};
use isogloss_math::Matrix;
use isogloss_store::Words;

fn questions(text: &str) -> Questions {
    let (questions, bad) = Questions::parse(text, "questions");
    assert!(bad.is_empty(), "{bad:?}");
    questions
}

/// Capitals lie 1 above their countries; "Land" is "land" in another case, and d in no direction of its own.
fn map() -> (Words, Matrix) {
    let rows: [(&str, [f32; 4]); 9] = [
        ("france", [1.0, 0.0, 0.0, 0.0]),
        ("paris", [1.0, 0.0, 0.0, 1.0]),
        ("italy", [0.0, 1.0, 0.0, 0.0]),
        ("rome", [0.0, 1.0, 0.0, 1.0]),
        ("Rome", [0.0, 1.1, 0.0, 1.0]),
        ("spain", [0.0, 0.0, 1.0, 0.0]),
        ("madrid", [0.0, 0.0, 1.0, 1.0]),
        ("nothing", [0.0, 0.0, 0.0, 0.0]),
        ("Italy", [0.0, 1.0, 0.1, 0.0]),
    ];
    let matrix = Matrix::from_vec(9, 4, rows.iter().flat_map(|row| row.1).collect());
    (rows.iter().map(|row| row.0).collect(), matrix)
}

fn of_map(text: &str, params: &EvaluateParams) -> Evaluation {
    let (words, matrix) = map();
    evaluate(&[Space { words: &words, matrix: &matrix }], &questions(text), params).unwrap().remove(0)
}

fn values(answered: &Answered) -> Vec<[f64; 2]> {
    let value = |estimate: &Option<Estimate>| estimate.as_ref().map_or(f64::NAN, |estimate| estimate.value);
    answered.accuracy.iter().map(|a| [value(&a.without_premises), value(&a.with_premises)]).collect()
}

const CAPITALS: &str = ": capital\nfrance paris italy rome\nfrance paris spain madrid\nItaly Rome france Paris\n\
                        : other\nfrance paris italy oslo\nfrance paris italy paris\n";

#[test]
fn by_hand() {
    let found = of_map(CAPITALS, &EvaluateParams::default());
    let capital = &found.sections[0].answered;
    assert_eq!(
        (found.sections[0].name.as_str(), capital.questions, capital.known, capital.asked),
        ("capital", 3, 3, 3)
    );
    // paris − france + italy on unit vectors is (−0.29, 1, 0, 0.71): Rome and rome are near, and either is right.
    assert_eq!(values(capital)[0][0], 1.0);
    let other = &found.sections[1].answered;
    // Oslo is unknown; of the second question the answer is a premise, which is never right without premises.
    assert_eq!((other.questions, other.known, other.asked, other.answer_is_premise), (2, 1, 1, 1));
    assert_eq!(values(other)[0], [0.0, 0.0]);
    assert_eq!((found.all.questions, found.all.asked), (5, 4));
    assert_eq!(values(&found.all)[0][0], 0.75);
    let wrong = EvaluateParams { unknown: Unknown::Wrong, ..EvaluateParams::default() };
    let found = of_map(CAPITALS, &wrong);
    assert_eq!((found.all.known, found.all.asked), (4, 5));
    assert_eq!(values(&found.all)[0][0], 0.6);
}

#[test]
fn cases_of_a_premise_are_that_premise() {
    // a = b: the answer sought is nearest to c, and only another case of c is nearer than all else.
    let text = ": x\nfrance france italy rome\n";
    let mut params = EvaluateParams::default();
    assert_eq!(values(&of_map(text, &params).all)[0], [1.0, 0.0]);
    params.lookup.case_insensitive = false;
    assert_eq!(values(&of_map(text, &params).all)[0], [0.0, 0.0]);
    // Words beyond the cut are neither known nor candidates.
    params.lookup.restrict_vocab = 3;
    assert_eq!(of_map(text, &params).all.accuracy[0].without_premises, None);
}

#[test]
fn one_of_several_answers_is_enough() {
    let text = "france\tparis/lutetia\nitaly\tnothing/oslo/ROME/\nspain\tmadrid\n";
    let found = of_map(text, &EvaluateParams::default());
    // As b the first of several is meant, and "nothing" has no direction: the two questions that begin with italy are unknown.
    assert_eq!((found.all.questions, found.all.known), (6, 4));
    assert_eq!(values(&found.all)[0][0], 1.0);
    assert_eq!(found.sections[0].name, "questions");
}

#[test]
fn shared_questions_are_those_that_all_know() {
    let (words, matrix) = map();
    let fewer: Words = words.iter().take(5).collect();
    let part = matrix.gather(&[0, 1, 2, 3, 4]);
    let spaces = [Space { words: &words, matrix: &matrix }, Space { words: &fewer, matrix: &part }];
    let params = EvaluateParams { unknown: Unknown::Shared, ..EvaluateParams::default() };
    let found = evaluate(&spaces, &questions(CAPITALS), &params).unwrap();
    assert_eq!((found[0].all.known, found[0].all.asked), (4, 3));
    assert_eq!((found[1].all.known, found[1].all.asked), (3, 3));
}

#[test]
fn formats_in_the_wild() {
    let google = questions(": one\na b c d\na b e f\n\n: two three\r\nA/B b c d\r\n");
    assert_eq!(google.sections[0].pairs.len(), 3);
    assert_eq!(google.sections[0].questions, [(0, 1), (0, 2)]);
    assert_eq!(
        (google.sections[1].name.as_str(), google.sections[1].pairs[0].0.as_str()),
        ("two three", "A/B")
    );
    let own = questions("# comment\n#\n[pairs]\na b\nc d\n#e f\n");
    assert_eq!(own.sections[0].questions.len(), 6);
    assert_eq!(own.sections[0].pairs[2].0, "#e");
    let (bats, bad) = Questions::parse("a\tb/c/\nno\nd\t/\ne f g\nh\ti\n", "name");
    assert_eq!(bats.sections[0].pairs[0].1, ["b", "c"]);
    assert_eq!((bats.sections[0].questions.len(), bad), (2, vec![2, 3, 4]));
    assert_eq!(Questions::parse("[one]\na b\n", "x").0, Questions::default());
}

#[test]
fn the_projects_own_questions_can_be_asked() {
    let own = Questions::from(crate::analogy::own_questions());
    assert!(own.places().len() > 3000);
    let text = include_str!("../questions.txt");
    assert_eq!(questions(text), own);
}

#[test]
fn thread_count_changes_nothing() {
    let names = words(900);
    let space = gaussian(900, 12, 3);
    let list: Words = names.iter().collect();
    let lines: String = names.chunks_exact(4).map(|w| format!("{}\n", w.join(" "))).collect();
    let asked = questions(&format!(": all\n{lines}"));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let space = [Space { words: &list, matrix: &space }];
        pool.install(|| evaluate(&space, &asked, &EvaluateParams::default()).unwrap())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn nothing_to_ask_is_told() {
    let (words, matrix) = map();
    let space = Space { words: &words, matrix: &matrix };
    let params = EvaluateParams::default();
    let some = questions(CAPITALS);
    assert!(matches!(evaluate(&[], &some, &params), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(evaluate(&[space], &Questions::default(), &params), Err(AnalyseError::TooFew { .. })));
    let mut broken = matrix.clone();
    broken.row_mut(1)[2] = f32::NAN;
    let bad = Space { words: &words, matrix: &broken };
    assert!(matches!(evaluate(&[bad], &some, &params), Err(AnalyseError::NotFinite { row: 1, .. })));
    let found = of_map("oslo norway bern bonn\n", &params);
    assert_eq!((found.all.known, found.all.accuracy[0].with_premises.clone()), (0, None));
}
