//! Is meaning linear?
use isogloss_math::{Estimate, Matrix};
use serde::{Deserialize, Serialize};

/// A question set: sections of pairs; every two pairs of a section make a question a : b :: c : d.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionSet {
    /// Name and pairs of each section.
    pub sections: Vec<(String, Vec<(String, String)>)>,
}

/// The project's own questions (`questions.txt` beside this file).
pub fn own_questions() -> QuestionSet {
    todo!()
}

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
    /// Mean ε = ‖(w_b − w_a + w_c) − w_d‖ on unit vectors.
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
    /// Mean ε per domain.
    pub offset_error: Vec<f64>,
}

/// `words`: the words all domains share; `spaces[d]`: their vectors in domain d, row i for `words[i]`. Candidates are the first `candidates` rows.
/// Returns also ε_b − ε_a and accuracy_b − accuracy_a for the first two domains? See `differences`.
pub fn analogy(
    _words: &[String],
    _spaces: &[&Matrix],
    _questions: &QuestionSet,
    _candidates: usize,
    _seed: u64,
) -> Result<(Analogy, Vec<AnalogyDifference>), crate::AnalyseError> {
    todo!()
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
