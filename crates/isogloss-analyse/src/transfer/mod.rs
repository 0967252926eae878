//! Does what is learnt in one domain hold in the other?
use isogloss_math::{Estimate, Matrix};
use serde::{Deserialize, Serialize};

/// Words with a label.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledWords {
    /// What the label means: "polarity".
    pub name: String,
    /// Words with label false ("negative").
    pub negative: Vec<String>,
    /// Words with label true ("positive").
    pub positive: Vec<String>,
}

/// The project's own polarity words (`polarity.txt` beside this file).
pub fn own_labels() -> LabelledWords {
    todo!()
}

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

/// `a`, `b`: aligned spaces, row i for `words[i]` in both.
pub fn transfer(
    _words: &[String],
    _a: &Matrix,
    _b: &Matrix,
    _labels: &LabelledWords,
    _seed: u64,
) -> Result<Transfer, crate::AnalyseError> {
    todo!()
}
