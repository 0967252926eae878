//! Does what is learnt in one domain hold in the other?
//!
//! A classifier learns from labelled words of one space and is asked about *other* words in each. What it costs to come
//! from elsewhere is its loss in b less the loss of one that grew up in b, on the same words. Good for judging whether
//! vectors trained on one kind of text serve on another. Blind to labels that words carry in one domain only: the lists
//! hold what is common knowledge.
//!
//! # Definition
//! ```text
//! P(y = 1 | w) = σ(θ·E(w) + b)      argmin Σ −log P(y_w | w) + λ/2 ‖θ‖²,  λ = 0.1, the intercept free
//! L(x → y)     = mean −log P_x(y_w | E_y(w)) over words that the model, trained in x, never saw       nats
//! gap_ab       = L(a → b) − L(b → b)
//! ```
//! Five folds over words, by a seeded hash, each label dealt evenly; a fold is the same words in both domains, and every
//! word is tested once in each cell, by a model that saw it in neither. λ is one number for all cells, never tuned to the
//! data at hand, so that no domain is favoured by its tuning. On some 500 words in two word2vec spaces of 100 dimensions the loss of
//! the weaker space was least between 0.1 and 0.3, of the better one between 0.03 and 0.1.
//!
//! Intervals: bootstrap over the tested words, models kept: they say how much another choice of test words would
//! change, not how much another training corpus would. All cells and gaps use the same resamples.
//!
//! # Shapes and units
//!
//! `a`, `b`: (n, d), aligned, unit rows; loss in nats, accuracy in [0, 1].
//!
//! # Invariances
//!
//! Order of rows, exactly; a rotation of both spaces together; exchanging a and b.
//!
//! # Baseline
//!
//! Accuracy: `majority`; loss of a coin ln 2 = 0.693; a gap of 0 where the domains are alike.
//!
//! # Errors
//!
//! ShapeMismatch; NotFinite; TooFew under 40 labelled words in both, or 10 of a label; Degenerate.
//!
//! # Cost
//!
//! O(words · d² + d³) per step, about ten steps for each of ten models.
//!
//! # Source
//!
//! Le Cessie & van Houwelingen (1992), *Appl. Stat.* 41, 191-201; our word lists.
//!
//! # Not here
//!
//! The alignment (see geometry); rows are used as they come.

mod labels;
mod logistic;
#[cfg(test)]
mod tests;

pub use labels::{LabelledWords, own_labels};

use crate::geometry::rows;
use crate::{AnalyseError, bootstrap};
use isogloss_math::{Estimate, Matrix, stream};
use logistic::{Logistic, log_loss};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// Folds over words.
const FOLDS: usize = 5;
/// λ of every model.
const PENALTY: f64 = 0.1;
/// Fewest labelled words in both domains, and fewest of each label.
const FEWEST_WORDS: usize = 40;
const FEWEST_OF_LABEL: usize = 10;

/// A logistic regression `P(y = 1 | w) = σ(θ·E(w) + b)` trained on words of one domain, tested on *other* words in each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// What is predicted.
    pub task: String,
    /// Labelled words that both domains know.
    pub words: usize,
    /// Of them positive.
    pub positive: usize,
    /// Accuracy of always saying the commoner label.
    pub majority: f64,
    /// train a → test a, a → b, b → a, b → b.
    pub cells: Vec<TransferCell>,
    /// Loss of (train a → test b) minus (b → b): what coming from a costs in b. Paired bootstrap over words.
    pub gap_ab: Estimate,
    /// Loss of (b → a) minus (a → a).
    pub gap_ba: Estimate,
}

/// One cell of the matrix; every word is tested once, by a model that never saw it (5 folds).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferCell {
    /// 0: a, 1: b.
    pub train: usize,
    /// 0: a, 1: b.
    pub test: usize,
    /// Share of words labelled right.
    pub accuracy: Estimate,
    /// Mean log loss, nats.
    pub log_loss: Estimate,
}

/// A labelled word that both domains know.
struct Labelled {
    row: usize,
    positive: bool,
    fold: usize,
}

/// What a classifier of words trained in each domain is worth in each.
///
/// `a`, `b`: aligned spaces, row i for `words[i]` in both; rows of zeros are words without a vector and are left out, as
/// are words that stand in both lists.
///
/// # Errors
/// See the module.
pub fn transfer(
    words: &[String],
    a: &Matrix,
    b: &Matrix,
    labels: &LabelledWords,
    seed: u64,
) -> Result<Transfer, AnalyseError> {
    rows::check_heights("words and vectors of a", words.len(), a.rows())?;
    rows::check_heights("words and vectors of b", words.len(), b.rows())?;
    rows::check_heights("dimensions of the two spaces", a.columns(), b.columns())?;
    rows::check_finite(&[a, b])?;
    let labelled = labelled(words, a, b, labels, seed);
    let positive = labelled.iter().filter(|word| word.positive).count();
    let negative = labelled.len() - positive;
    check_enough("labelled words that both domains know", labelled.len(), FEWEST_WORDS)?;
    check_enough("positive words that both domains know", positive, FEWEST_OF_LABEL)?;
    check_enough("negative words that both domains know", negative, FEWEST_OF_LABEL)?;

    let spaces = [a, b];
    let fits: Vec<(usize, usize)> =
        (0..2).flat_map(|train| (0..FOLDS).map(move |fold| (train, fold))).collect();
    let models: Vec<Logistic> = fits
        .par_iter()
        .map(|&(train, fold)| fit_without(&labelled, spaces[train], fold))
        .collect::<Result<_, _>>()?;
    let tested: Vec<Vec<f64>> = [(0, 0), (0, 1), (1, 0), (1, 1)]
        .iter()
        .map(|&(train, test)| {
            let logit = |word: &Labelled| models[train * FOLDS + word.fold].logit(spaces[test].row(word.row));
            labelled.iter().map(logit).collect()
        })
        .collect();
    Ok(summarise(labels, &labelled, &tested, seed))
}

fn check_enough(what: &'static str, given: usize, needed: usize) -> Result<(), AnalyseError> {
    if given < needed { Err(AnalyseError::TooFew { what, given, needed }) } else { Ok(()) }
}

/// The words that can be used, dealt to folds; in an order that does not depend on that of the rows.
fn labelled(words: &[String], a: &Matrix, b: &Matrix, labels: &LabelledWords, seed: u64) -> Vec<Labelled> {
    let mut row_of: HashMap<&str, usize> = HashMap::new();
    for row in rows::with_vectors(&[a, b]) {
        row_of.entry(&words[row as usize]).or_insert(row as usize);
    }
    let lists = [&labels.negative, &labels.positive].map(|list| list.iter().map(String::as_str));
    let [negative, positive]: [HashSet<&str>; 2] = lists.map(Iterator::collect);
    let of_label = |own: &HashSet<&str>, other: &HashSet<&str>, label: bool| {
        let mut known: Vec<(u64, &str)> = own
            .difference(other)
            .filter(|word| row_of.contains_key(*word))
            .map(|&word| (stream::hash(seed, word.as_bytes()), word))
            .collect();
        known.sort_unstable();
        let dealt = known.into_iter().enumerate();
        dealt
            .map(|(at, (_, word))| Labelled { row: row_of[word], positive: label, fold: at % FOLDS })
            .collect::<Vec<_>>()
    };
    let mut all = of_label(&negative, &positive, false);
    all.extend(of_label(&positive, &negative, true));
    all
}

/// The model of one space that has not seen the words of a fold.
fn fit_without(labelled: &[Labelled], space: &Matrix, fold: usize) -> Result<Logistic, AnalyseError> {
    let seen = || labelled.iter().filter(move |word| word.fold != fold);
    let x: Vec<&[f32]> = seen().map(|word| space.row(word.row)).collect();
    let y: Vec<bool> = seen().map(|word| word.positive).collect();
    logistic::fit(&x, &y, PENALTY)
}

/// `tested[cell]`: the logit of every word, cells in the order aa, ab, ba, bb.
fn summarise(labels: &LabelledWords, labelled: &[Labelled], tested: &[Vec<f64>], seed: u64) -> Transfer {
    let each = |cell: usize, of: fn(bool, f64) -> f64| -> Vec<f64> {
        labelled.iter().zip(&tested[cell]).map(|(word, &logit)| of(word.positive, logit)).collect()
    };
    let right = |label: bool, logit: f64| f64::from(u8::from((logit > 0.0) == label));
    let mean = |values: &[f64], what: &str| {
        let method = format!(
            "{what}; {FOLDS} folds over words, penalty {PENALTY}; bootstrap over tested words, models kept, 95 %"
        );
        bootstrap::mean(values, seed, &method)
    };
    let cells = (0..4)
        .map(|cell| TransferCell {
            train: cell / 2,
            test: cell % 2,
            accuracy: mean(&each(cell, right), "share of words"),
            log_loss: mean(&each(cell, log_loss), "mean log loss, nats"),
        })
        .collect();
    let gap = |foreign: usize, native: usize| {
        let differences: Vec<f64> =
            each(foreign, log_loss).iter().zip(each(native, log_loss)).map(|(x, y)| x - y).collect();
        mean(&differences, "mean difference of log losses on the same words, nats")
    };
    let positive = labelled.iter().filter(|word| word.positive).count();
    Transfer {
        task: labels.name.clone(),
        words: labelled.len(),
        positive,
        majority: positive.max(labelled.len() - positive) as f64 / labelled.len() as f64,
        cells,
        gap_ab: gap(1, 3),
        gap_ba: gap(2, 0),
    }
}
