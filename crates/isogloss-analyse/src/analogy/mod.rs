//! Is meaning linear?
//!
//! "Paris is to France as Berlin is to ...": if relations between words are directions, then the difference of one pair
//! leads from the first word of another pair to its second. Asked of every domain with the same questions, over the same
//! words, so that differences are of the spaces and not of what they happen to know. Good for comparing spaces. Blind
//! to relations that are there but not as an offset; and an answer is often right for the wrong reason, because d is simply near c.
//!
//! # Definition
//! ```text
//! question     a : b :: c : d, from two pairs of a section        x: rows of one space, unit length, centred, unit length
//! answer       argmax_{w ∉ {a, b, c}} x_w·(x_b − x_a + x_c)        w among the candidates; ties to the lower row
//! accuracy     share of questions whose answer is d
//! ε            ‖(x_b − x_a + x_c) − x_d‖₂
//! shuffled ε   the same with d of another pair of the section, drawn by seed; never a, b, c or d; the same in every domain
//! ```
//! A question is answerable if its four words differ, are among the candidates and have a vector in every domain.
//!
//! Why centred: the common direction that trainers give all words cancels in b − a + c − d and only shortens what is
//! left of unit vectors. Of two word2vec runs, on 4 and on 37 million words of one encyclopedia, the smaller one, with a
//! mean cosine of 0.67 between random words, answers 19 % of our questions and the larger 52 %; uncentred, the smaller
//! has the *smaller* ε, 0.88 against 0.92; centred, 1.13 against 1.05. Centring moves the accuracies by less than 0.01.
//!
//! Intervals: bootstrap over *pairs* within sections, for questions share their pairs: a resample that holds a pair m
//! times weighs its questions with another pair, held m' times, by m·m' (the pigeonhole bootstrap, which errs on the side of
//! wide intervals). Domains and differences use the same resamples.
//!
//! # Shapes and units
//!
//! `spaces`: (n, d_x) each, row i the same word; accuracy in [0, 1]; ε in [0, 4].
//!
//! # Invariances
//!
//! Rotation of a space; positive scaling of a row; order of rows below the cut (but for ties).
//!
//! # Baseline
//!
//! ε: the shuffled ε, not 0; accuracy by chance 1/candidates, and no comparison between vocabularies.
//!
//! # Errors
//!
//! ShapeMismatch; NotFinite; TooFew where no section has 3 pairs that every domain knows; Parameter.
//!
//! # Cost
//!
//! O(candidates · (words of questions · d + questions)) per domain; parallel over fixed blocks of candidates,
//! same bits for any number of threads.
//!
//! # Source
//!
//! Mikolov, Yih & Zweig (2013), *NAACL*, 746-751; 3CosAdd: Levy & Goldberg (2014), *CoNLL* 18, 171-180;
//! pigeonhole bootstrap: Owen (2007), *Ann. Appl. Stat.* 1, 386-411.
//!
//! # Not here
//!
//! The choice of questions ([`QuestionSet`]); published question sets, 3CosMul and answers that may be a premise
//! ([`evaluate::evaluate`]).

mod answer;
pub mod evaluate;
mod questions;
mod resampled;
#[cfg(test)]
mod tests;

pub use answer::Method;
pub use questions::{QuestionSet, own_questions};

use crate::AnalyseError;
use crate::geometry::{alignment::normalised, rows};
use isogloss_math::{Estimate, Matrix, stream};
use rand::RngExt;
use resampled::Questions;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Pairs of one section without which a question has no wrong answer to be held against.
const FEWEST_PAIRS: usize = 3;

/// The answers of all domains to the questions that all can answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analogy {
    /// Questions in the set.
    pub questions: usize,
    /// Questions whose four words all domains know.
    pub answerable: usize,
    /// Per domain, in order.
    pub domains: Vec<AnalogyDomain>,
    /// Per section.
    pub sections: Vec<AnalogySection>,
}

/// One domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalogyDomain {
    /// Share of questions whose answer 3CosAdd ranks first (premises excluded). Interval: bootstrap over pairs within sections.
    pub accuracy: Estimate,
    /// Mean ε = ‖(w_b − w_a + w_c) − w_d‖ on unit vectors (unit, centre, unit).
    pub offset_error: Estimate,
    /// Mean ε when d is exchanged for the answer of another question of the section: what no relation would give.
    pub shuffled_error: Estimate,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalogySection {
    /// Its name.
    pub name: String,
    /// Questions.
    pub questions: usize,
    /// Questions all can answer.
    pub answerable: usize,
    /// Accuracy per domain; empty where nothing is answerable.
    pub accuracy: Vec<f64>,
    /// Mean ε per domain; empty where nothing is answerable.
    pub offset_error: Vec<f64>,
}

/// One pair of domains: paired over the same questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalogyDifference {
    /// First domain.
    pub a: usize,
    /// Second domain.
    pub b: usize,
    /// accuracy_b − accuracy_a, paired bootstrap over word pairs.
    pub accuracy: Estimate,
    /// ε_b − ε_a.
    pub offset_error: Estimate,
}

/// A question: rows of its four words, where its pairs stand, and the row of the wrong answer.
struct Question {
    /// Rows of a, b, c, d.
    words: [u32; 4],
    /// Section, first pair, second pair.
    place: (usize, usize, usize),
    /// Row of the answer to another question, if the section has one that is none of the four.
    wrong: Option<u32>,
}

/// The analogies that all domains can answer, and how well each answers them; and the differences of every two domains.
///
/// `words`: the words all domains share; `spaces[d]`: their vectors in domain d, row i for `words[i]`. Candidates are the
/// first `candidates` rows, so the words should come in descending frequency.
///
/// # Errors
/// See the module.
pub fn analogy(
    words: &[String],
    spaces: &[&Matrix],
    questions: &QuestionSet,
    candidates: usize,
    seed: u64,
) -> Result<(Analogy, Vec<AnalogyDifference>), AnalyseError> {
    if spaces.is_empty() {
        return Err(AnalyseError::TooFew { what: "domains", given: 0, needed: 1 });
    }
    if candidates == 0 {
        return Err(AnalyseError::Parameter { name: "candidates", needs: "must be at least 1" });
    }
    for space in spaces {
        rows::check_heights("words and their vectors", words.len(), space.rows())?;
    }
    rows::check_finite(spaces)?;
    let candidates = candidates.min(words.len());
    let with_vectors = rows::with_vectors(spaces);
    let spaces: Vec<Matrix> = spaces.iter().map(|space| normalised(space, &with_vectors)).collect();
    let asked = ask(&known_pairs(words, &spaces, questions, candidates), seed);
    if asked.iter().all(|question| question.wrong.is_none()) {
        let given = largest_section(&asked);
        return Err(AnalyseError::TooFew {
            what: "analogy pairs of one section that every domain knows",
            given,
            needed: FEWEST_PAIRS,
        });
    }
    let columns: Vec<Columns> = spaces.iter().map(|space| columns(space, &asked, candidates)).collect();
    Ok(summarise(questions, &asked, &columns, seed))
}

/// What one domain makes of each question.
struct Columns {
    right: Vec<f64>,
    error: Vec<f64>,
    /// NaN where there is no wrong answer; never part of a mean.
    shuffled: Vec<f64>,
}

/// Per section, the rows of the pairs whose words all domains know.
fn known_pairs(
    words: &[String],
    spaces: &[Matrix],
    questions: &QuestionSet,
    candidates: usize,
) -> Vec<Vec<(u32, u32)>> {
    let mut row_of: HashMap<&str, u32> = HashMap::new();
    for (row, word) in words[..candidates].iter().enumerate() {
        if spaces.iter().all(|space| rows::has_vector(space.row(row))) {
            row_of.entry(word).or_insert(row as u32);
        }
    }
    let known =
        |pair: &(String, String)| Some((*row_of.get(pair.0.as_str())?, *row_of.get(pair.1.as_str())?));
    questions.sections.iter().map(|(_, pairs)| pairs.iter().filter_map(known).collect()).collect()
}

/// Every question of every section, in order.
fn ask(sections: &[Vec<(u32, u32)>], seed: u64) -> Vec<Question> {
    let mut rng = stream::stream(seed, "analogy: wrong answers");
    let mut questions = Vec::new();
    for (section, pairs) in sections.iter().enumerate() {
        for (p, &(a, b)) in pairs.iter().enumerate() {
            for (q, &(c, d)) in pairs.iter().enumerate() {
                let words = [a, b, c, d];
                if p == q || (0..4).any(|i| words[..i].contains(&words[i])) {
                    continue;
                }
                let others: Vec<u32> =
                    pairs.iter().map(|pair| pair.1).filter(|other| !words.contains(other)).collect();
                let wrong = (!others.is_empty()).then(|| others[rng.random_range(0..others.len())]);
                questions.push(Question { words, place: (section, p, q), wrong });
            }
        }
    }
    questions
}

fn largest_section(asked: &[Question]) -> usize {
    asked.iter().map(|question| question.place.1.max(question.place.2) + 1).max().unwrap_or(0)
}

fn columns(space: &Matrix, asked: &[Question], candidates: usize) -> Columns {
    let premises: Vec<[u32; 3]> = asked.iter().map(|q| [q.words[0], q.words[1], q.words[2]]).collect();
    let every_row_its_own: Vec<u32> = (0..space.rows() as u32).collect();
    let answers = answer::answers(space, &premises, &every_row_its_own, candidates, Method::Add);
    let error = |[a, b, c, _]: [u32; 4], d: u32| {
        let row = |i: u32| space.row(i as usize);
        let at = |x: &[f32], k: usize| f64::from(x[k]);
        let squared = |k| (at(row(b), k) - at(row(a), k) + at(row(c), k) - at(row(d), k)).powi(2);
        (0..space.columns()).map(squared).sum::<f64>().sqrt()
    };
    Columns {
        right: asked
            .iter()
            .zip(answers)
            .map(|(q, answer)| f64::from(answer.without == Some(q.words[3])))
            .collect(),
        error: asked.iter().map(|q| error(q.words, q.words[3])).collect(),
        shuffled: asked.iter().map(|q| q.wrong.map_or(f64::NAN, |wrong| error(q.words, wrong))).collect(),
    }
}

fn summarise(
    set: &QuestionSet,
    asked: &[Question],
    columns: &[Columns],
    seed: u64,
) -> (Analogy, Vec<AnalogyDifference>) {
    let places: Vec<(usize, usize, usize)> = asked.iter().map(|question| question.place).collect();
    let questions = Questions::new(&places, seed);
    let domains = columns
        .iter()
        .map(|of| AnalogyDomain {
            accuracy: questions.mean(&of.right),
            offset_error: questions.mean(&of.error),
            shuffled_error: questions.mean(&of.shuffled),
        })
        .collect();
    let sections = set
        .sections
        .iter()
        .enumerate()
        .map(|(section, (name, pairs))| {
            let of: Vec<usize> = (0..asked.len()).filter(|&i| asked[i].place.0 == section).collect();
            let means = |column: fn(&Columns) -> &Vec<f64>| -> Vec<f64> {
                let mean = |of_domain: &Columns| {
                    of.iter().map(|&i| column(of_domain)[i]).sum::<f64>() / of.len() as f64
                };
                if of.is_empty() { Vec::new() } else { columns.iter().map(mean).collect() }
            };
            AnalogySection {
                name: name.clone(),
                questions: pairs.len() * pairs.len().saturating_sub(1),
                answerable: of.len(),
                accuracy: means(|of_domain| &of_domain.right),
                offset_error: means(|of_domain| &of_domain.error),
            }
        })
        .collect::<Vec<_>>();
    let minus = |x: &[f64], y: &[f64]| -> Vec<f64> { x.iter().zip(y).map(|(x, y)| x - y).collect() };
    let mut differences = Vec::new();
    for a in 0..columns.len() {
        for b in a + 1..columns.len() {
            differences.push(AnalogyDifference {
                a,
                b,
                accuracy: questions.mean(&minus(&columns[b].right, &columns[a].right)),
                offset_error: questions.mean(&minus(&columns[b].error, &columns[a].error)),
            });
        }
    }
    let all = sections.iter().map(|section| section.questions).sum();
    (Analogy { questions: all, answerable: asked.len(), domains, sections }, differences)
}
