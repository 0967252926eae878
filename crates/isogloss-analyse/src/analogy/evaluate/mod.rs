//! How many published analogy questions do vectors answer?
//!
//! One number that many papers give, of vectors as they are: for holding a file against the literature, against gensim or against
//! another file. For comparing the spaces of two domains see [`analogy`](super::analogy()), which asks all of them the same words.
//!
//! # Definition
//! ```text
//! question     a : b :: c : d
//! 3CosAdd      argmax_x cos(x, b) − cos(x, a) + cos(x, c)
//! 3CosMul      argmax_x cos'(x, b) · cos'(x, c) / (cos'(x, a) + 0.001)        cos' = (cos + 1)/2
//! accuracy     share of questions whose answer is d, or one of several d
//! ```
//! x among the known words, with and without a, b and c: without is what the literature reports; with is what the offset alone
//! finds, which is often nothing but b or c (Linzen 2016). Ties go to the word that comes first in the file.
//!
//! Vectors are brought to unit length and not centred. Where case does not matter, all cases of a word are that word: none of them
//! answers a question in which it is a premise, each of them is right where it is the answer. So does gensim's
//! `evaluate_word_analogies`, whose numbers these are for equal settings.
//!
//! A question is known if a, b, c and an answer are; of several b the first is meant. If each known answer is a premise
//! (Argentina : Spanish :: Bolivia : Spanish), the question cannot be answered without premises and counts as wrong, as in gensim.
//!
//! # Shapes and units
//!
//! Any number of spaces (n_i, d_i); accuracy in [0, 1].
//!
//! # Invariances
//!
//! Rotation; positive scaling of a row.
//!
//! # Baseline
//!
//! Accuracy by chance is 1 / candidates; compare files by [`Unknown::Shared`] only.
//!
//! # Errors
//!
//! TooFew where there are no questions or no spaces; ShapeMismatch; NotFinite.
//!
//! # Cost
//!
//! O(n (words of questions · d + questions)) per space and method; the same bits for any number of threads.
//!
//! # Source
//!
//! Mikolov et al. (2013), arXiv 1301.3781 (the questions); Levy & Goldberg (2014), *CoNLL*, 171-180, equations
//! 3 and 4; Linzen (2016), *RepEval*, 13-18; Gladkova, Drozd & Matsuoka (2016), *NAACL SRW*, 47-54 (BATS).
//!
//! # Not here
//!
//! LRCos, 3CosAvg; gensim looks for its answer among five words: where all five are premises in other cases it
//! calls the last one its answer, we look further.

mod questions;
#[cfg(test)]
mod tests;

pub use questions::{Questions, Section};

use super::answer::{Method, answers};
use super::resampled;
use crate::AnalyseError;
use crate::lookup::{self, Located, LookupParams, NO_CLASS, Space, Wanted};
use isogloss_math::Estimate;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What becomes of questions with unknown words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unknown {
    /// They are not asked (gensim's default).
    #[default]
    Skip,
    /// They are answered wrongly (gensim's `dummy4unknown`).
    Wrong,
    /// Only what all spaces know is asked.
    Shared,
}

/// What is asked, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluateParams {
    /// How words are found.
    pub lookup: LookupParams,
    /// Unknown words.
    pub unknown: Unknown,
    /// By which methods. Default: both.
    pub methods: Vec<Method>,
    /// Of the resamples.
    pub seed: u64,
}

impl Default for EvaluateParams {
    fn default() -> Self {
        Self {
            lookup: LookupParams::default(),
            unknown: Unknown::default(),
            methods: vec![Method::Add, Method::Mul],
            seed: 1,
        }
    }
}

/// What one space makes of the questions, of all or of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Questions there are.
    pub questions: usize,
    /// Questions whose words it knows.
    pub known: usize,
    /// Questions over which accuracies are taken.
    pub asked: usize,
    /// Of them, those that cannot be answered without premises, for every known answer is one.
    pub answer_is_premise: usize,
    /// An entry per method.
    pub accuracy: Vec<Accuracy>,
}

/// The accuracy of a method; none where nothing is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// The method.
    pub method: Method,
    /// Premises are no answers: what is usually reported.
    pub without_premises: Option<Estimate>,
    /// Any word may be the answer.
    pub with_premises: Option<Estimate>,
}

/// What one space makes of all questions and of each section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// All.
    pub all: Answered,
    /// Each section, in order.
    pub sections: Vec<SectionAnswered>,
}

/// What one space makes of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionAnswered {
    /// The section's name.
    pub name: String,
    /// Its questions.
    #[serde(flatten)]
    pub answered: Answered,
}

/// Asks every space all questions; an entry per space.
///
/// # Errors
/// See the module.
pub fn evaluate(
    spaces: &[Space<'_>],
    questions: &Questions,
    params: &EvaluateParams,
) -> Result<Vec<Evaluation>, AnalyseError> {
    if spaces.is_empty() {
        return Err(AnalyseError::TooFew { what: "files of vectors", given: 0, needed: 1 });
    }
    let places = questions.places();
    if places.is_empty() {
        return Err(AnalyseError::TooFew { what: "analogy questions", given: 0, needed: 1 });
    }
    lookup::check(spaces)?;
    let mut wanted = Wanted::new(&params.lookup);
    let pairs: Vec<Vec<Pair>> = questions
        .sections
        .iter()
        .map(|section| {
            let pair = |(first, seconds): &(String, Vec<String>)| Pair {
                first: wanted.number(first),
                seconds: seconds.iter().map(|second| wanted.number(second)).collect(),
            };
            section.pairs.iter().map(pair).collect()
        })
        .collect();
    let asked = Asked { places: &places, pairs: &pairs };
    let located: Vec<Located> = spaces.iter().map(|&space| wanted.locate(space)).collect();
    let known: Vec<Vec<bool>> = located.iter().map(|located| asked.known(located)).collect();
    let resampled = resampled::Questions::new(&places, params.seed);
    let sections = questions.ranges();
    let of_space = |((space, located), its): ((&Space<'_>, &Located), &Vec<bool>)| {
        let counts: Vec<bool> = match params.unknown {
            Unknown::Skip => its.clone(),
            Unknown::Wrong => vec![true; places.len()],
            Unknown::Shared => (0..places.len()).map(|i| known.iter().all(|known| known[i])).collect(),
        };
        let marks = Marks {
            known: its,
            counts: &counts,
            hopeless: (0..places.len()).map(|i| its[i] && asked.answer_is_premise(i, located)).collect(),
            right: params
                .methods
                .iter()
                .map(|&method| (method, asked.right(*space, located, its, method)))
                .collect(),
        };
        Evaluation {
            all: marks.answered(0..places.len(), &resampled),
            sections: questions
                .sections
                .iter()
                .zip(&sections)
                .map(|(section, range)| SectionAnswered {
                    name: section.name.clone(),
                    answered: marks.answered(range.clone(), &resampled),
                })
                .collect(),
        }
    };
    Ok(spaces.iter().zip(&located).zip(&known).map(of_space).collect())
}

/// A pair by the numbers of its words.
struct Pair {
    first: u32,
    seconds: Vec<u32>,
}

/// All questions by numbers.
struct Asked<'a> {
    places: &'a [(usize, usize, usize)],
    pairs: &'a [Vec<Pair>],
}

impl Asked<'_> {
    /// a, b, c and every d of a question.
    fn question(&self, i: usize) -> ([u32; 3], &[u32]) {
        let (section, p, q) = self.places[i];
        let (first, second) = (&self.pairs[section][p], &self.pairs[section][q]);
        ([first.first, first.seconds[0], second.first], &second.seconds)
    }

    fn known(&self, located: &Located) -> Vec<bool> {
        let has = |&word: &u32| located.rows[word as usize].is_some();
        (0..self.places.len())
            .map(|i| {
                let (premises, answers) = self.question(i);
                premises.iter().all(has) && answers.iter().any(has)
            })
            .collect()
    }

    fn answer_is_premise(&self, i: usize, located: &Located) -> bool {
        let (premises, answers) = self.question(i);
        let known = |word: &&u32| located.rows[**word as usize].is_some();
        answers.iter().filter(known).all(|answer| premises.contains(answer))
    }

    /// Which questions are answered rightly: without premises, with them.
    fn right(&self, space: Space<'_>, located: &Located, known: &[bool], method: Method) -> Vec<[bool; 2]> {
        let row = |word: u32| located.rows[word as usize].unwrap_or_default();
        let which: Vec<usize> = (0..known.len()).filter(|&i| known[i]).collect();
        let premises: Vec<[u32; 3]> = which.iter().map(|&i| self.question(i).0.map(row)).collect();
        let found = answers(space.matrix, &premises, &located.classes, located.classes.len(), method);
        let mut right = vec![[false; 2]; known.len()];
        for (&i, found) in which.iter().zip(found) {
            let is_right = |row: Option<u32>| {
                let class = row.map_or(NO_CLASS, |row| located.classes[row as usize]);
                self.question(i).1.contains(&class)
            };
            right[i] = [is_right(found.without), is_right(found.with)];
        }
        right
    }
}

/// What is known of each question.
struct Marks<'a> {
    known: &'a [bool],
    counts: &'a [bool],
    hopeless: Vec<bool>,
    right: Vec<(Method, Vec<[bool; 2]>)>,
}

impl Marks<'_> {
    fn answered(&self, range: Range<usize>, resampled: &resampled::Questions) -> Answered {
        let counts = &self.counts[range.clone()];
        let count = |marks: &[bool]| marks[range.clone()].iter().filter(|&&mark| mark).count();
        let asked = count(self.counts);
        let mean = |right: &[[bool; 2]], which: usize| {
            let value = |(right, &counts): (&[bool; 2], &bool)| {
                if counts { f64::from(u8::from(right[which])) } else { f64::NAN }
            };
            let values: Vec<f64> = right[range.clone()].iter().zip(counts).map(value).collect();
            (asked > 0).then(|| resampled.mean_of(range.clone(), &values))
        };
        Answered {
            questions: range.len(),
            known: count(self.known),
            asked,
            answer_is_premise: range.clone().filter(|&i| self.counts[i] && self.hopeless[i]).count(),
            accuracy: self
                .right
                .iter()
                .map(|(method, right)| Accuracy {
                    method: *method,
                    without_premises: mean(right, 0),
                    with_premises: mean(right, 1),
                })
                .collect(),
        }
    }
}
